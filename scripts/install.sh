#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Makes .venv and installs the pinned wheels: `sh scripts/install.sh run|dev`.
# Every file is checked against the hashes of the lock; nothing is built.
set -eu
cd "$(dirname "$0")/.."
what=$1
lock=requirements.lock
[ "$what" = dev ] && lock=requirements-dev.lock

is_new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    for name in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python3.14 python; do
        if command -v "$name" >/dev/null 2>&1 && is_new_enough "$name"; then
            command -v "$name"
            return
        fi
    done
    echo "Wasl needs Python 3.11 or newer, and found none: install it, or set PYTHON." >&2
    exit 1
}

if ! [ -x .venv/bin/pip ]; then
    python=$(find_python)
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        echo "$python cannot make a virtual environment: install its venv package" \
            "(Debian, Ubuntu: apt-get install python3-venv), then try again." >&2
        exit 1
    fi
    "$python" -m venv .venv
fi

echo "Installing the pinned wheels of $lock ..."
export PIP_DISABLE_PIP_VERSION_CHECK=1
.venv/bin/pip install -qq --require-hashes --only-binary :all: --requirement "$lock"
.venv/bin/pip install -qq --no-deps --no-build-isolation --editable .
# Where the environment forbids byte code pip leaves none, and every start would read all sources.
.venv/bin/python -m compileall -qq -j 0 .venv/lib src || true
touch .venv/.installed-run
[ "$what" = run ] || touch .venv/.installed-dev
