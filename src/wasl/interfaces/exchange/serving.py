# SPDX-License-Identifier: Apache-2.0
"""An ASGI application behind an address, with the server that won on the check path (ADR 0043)."""

import asyncio
import contextlib
import gc
import socket
import sys
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from typing import Any

import uvicorn

from wasl.interfaces.exchange.patience import Patience

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

SWITCH_SECONDS = 0.001
"""How long one thread may keep the others of its process waiting; the default is 5 ms."""
YOUNG = 10_000
"""New objects between two looks for circles among them; the default, 700, is a few checks."""
_BACKLOG = 4096


class _Server(uvicorn.Server):
    """Leaves signals to whoever runs the process."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


async def serve(app: App, host: str, port: int, drain_seconds: int = 10) -> None:
    """Serve until cancelled; then let open requests end.

    Args:
        app: the application.
        host: address to listen on.
        port: to listen on.
        drain_seconds: how long open requests may take to end.

    Raises:
        OSError: the port is taken.
    """
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.set_threshold(YOUNG)
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        loop="none",
        http=Patience,
        ws="none",
        lifespan="auto",
        access_log=False,
        log_config=None,
        server_header=False,
        backlog=_BACKLOG,
        timeout_graceful_shutdown=drain_seconds,
        timeout_keep_alive=75,
    )
    listener = socket.create_server((host, port), backlog=_BACKLOG)
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        server.should_exit = True
        await task
        raise
