# SPDX-License-Identifier: Apache-2.0
"""What a check node answers beside checks: how it does, and its figures."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from wasl.capabilities import checks
from wasl.interfaces.api.faults import not_found
from wasl.interfaces.problems import MEDIA_TYPE

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class NodeFace:
    """The addresses of a node that are no checks: ``/healthz`` and ``/metrics``.

    Args:
        node: local copy and spool of this process.
    """

    def __init__(self, node: checks.Node) -> None:
        self._node = node

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Speak ASGI."""
        if scope["type"] == "lifespan":
            await _live(receive, send)
            return
        status, kind, body = self._answer(scope)
        headers = [(b"content-type", kind.encode()), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        if scope["method"] == "HEAD":
            body = b""
        await send({"type": "http.response.body", "body": body})

    def _answer(self, scope: Scope) -> tuple[int, str, bytes]:
        path = scope["path"]
        if path == "/metrics":
            return 200, CONTENT_TYPE_LATEST, generate_latest()
        if path != "/healthz":
            return 404, MEDIA_TYPE, not_found(scope["headers"])
        try:
            self._node.reader.check_ready()
        except checks.NodeNotReady:
            return 503, "application/json", b'{"status":"not_available","checks":"not_available"}'
        return 200, "application/json", b'{"status":"ok","checks":"ok"}'


async def _live(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
