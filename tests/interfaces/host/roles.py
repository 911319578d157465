# SPDX-License-Identifier: Apache-2.0
"""Stands in for ``wasl.bootstrap``: small processes that live, answer and obey."""

import signal
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer


class Health(BaseHTTPRequestHandler):
    """Answers every question with 200."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()


def main() -> None:
    role, *rest = sys.argv[1:]
    port = int(rest[rest.index("--port") + 1])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    if role == "relay":  # has a process of its own, as a hub with workers has
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    if role in ("hub", "node"):
        HTTPServer(("127.0.0.1", port + (role == "node")), Health).serve_forever()
    while True:
        time.sleep(1)


if __name__ == "__main__":
    main()
