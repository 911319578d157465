#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What the pages load: `sh scripts/assets.sh install` fetches the pinned npm packages,
# `sh scripts/assets.sh build` makes the static folder from them.
set -eu
cd "$(dirname "$0")/.."

# An npm and a Node of 18 or newer, found or installed beside our Python.
if [ -x .venv/bin/npm ] || ! command -v npm >/dev/null 2>&1 ||
    ! node -e 'process.exit(process.versions.node.split(".")[0] < 18 ? 1 : 0)' 2>/dev/null; then
    if ! [ -x .venv/bin/npm ]; then
        echo "Installing Node.js from its wheel ..."
        PIP_DISABLE_PIP_VERSION_CHECK=1 .venv/bin/pip install -qq --require-hashes \
            --only-binary :all: --requirement requirements-node.lock
    fi
    PATH="$PWD/.venv/bin:$PATH"
fi

cd assets
case $1 in
install)
    echo "Installing what the pages load ..."
    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
    touch node_modules/.installed
    ;;
build)
    npm run --silent build
    ;;
esac
