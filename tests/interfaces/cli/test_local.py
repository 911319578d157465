# SPDX-License-Identifier: Apache-2.0
"""The command line signs in by itself on the machine that the hub runs on."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from wasl.capabilities.members import IssuedToken
from wasl.interfaces.cli import local
from wasl.interfaces.cli.client import Hub, Refused


class _Deaf(BaseHTTPRequestHandler):
    """A check node that never hears of the machine that was just let in."""

    def do_GET(self) -> None:
        self.send_response(401)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def deaf() -> Iterator[str]:
    """Serve, and give the address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Deaf)
    threading.Thread(target=server.serve_forever).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_a_machine_that_no_node_hears_of_is_refused_in_a_sentence(
    deaf: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "PATIENCE", 0.0)
    monkeypatch.setattr(local, "local_token", lambda *_: IssuedToken(600, "token"))
    with Hub(base_url=deaf, auth=local.LocalSignIn(Path(), "FRA")) as hub, pytest.raises(Refused):
        hub.get("/v1/checks")
