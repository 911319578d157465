#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Prints the path of a Chromium for the browser tests; installs one where root may and
# the system is Debian's. Prints nothing, and says so, where there is none.
set -u

for name in "${CHROME:-}" chromium chromium-browser google-chrome google-chrome-stable chrome; do
    if [ -n "$name" ] && command -v "$name" >/dev/null 2>&1; then
        command -v "$name"
        exit
    fi
done

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Chromium for the browser tests ..." >&2
    export DEBIAN_FRONTEND=noninteractive
    log=$(mktemp)
    if { apt-get update && apt-get install -y --no-install-recommends chromium; } >"$log" 2>&1; then
        rm -f "$log"
        command -v chromium
        exit
    fi
    tail -n 3 "$log" >&2
    rm -f "$log"
fi
echo "No Chromium was found: install one, or set CHROME to its path. Browser tests are skipped." >&2
