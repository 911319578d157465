#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Pins every package with the hashes of its files, for every system Wasl runs on.
# No address of a package index is written.
set -eu
cd "$(dirname "$0")/.."

pin() {
    output=$1
    shift
    .venv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
        "$@" --output-file "$output"
}

pin requirements.lock --group build pyproject.toml
pin requirements-dev.lock --constraint requirements.lock --group build --group dev pyproject.toml
pin requirements-node.lock --group pyproject.toml:node
cd assets
npm install --package-lock-only --omit-lockfile-registry-resolved --no-audit --no-fund
