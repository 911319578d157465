# SPDX-License-Identifier: Apache-2.0
"""What goes wrong around a request: what is worth an operator's night, and what is not."""

from typing import Any

import pytest
from litestar import Litestar, Request, post
from litestar.exceptions import InternalServerException
from structlog.testing import capture_logs

from wasl.interfaces.api.faults import fault_of


async def _gone() -> dict[str, Any]:
    return {"type": "http.disconnect"}


@post("/")
async def understand() -> None:
    """Take what is in the box so far."""


async def test_a_browser_that_gives_up_a_request_is_no_fault_of_the_program() -> None:
    """An officer types on, and what the box understood so far is no longer asked for."""
    app = Litestar([understand])
    scope: Any = {"type": "http", "method": "POST", "path": "/", "headers": []}
    handler, _ = app.routes[0].route_handler_map["POST"]  # type: ignore[union-attr]
    request: Request[Any, Any, Any] = Request({**scope, "route_handler": handler}, receive=_gone)
    with pytest.raises(InternalServerException) as given_up:
        await request.body()
    with capture_logs() as told:
        fault_of(request, given_up.value)
        assert told == []
        fault_of(request, InternalServerException("broken"))
    assert [line["event"] for line in told] == ["unexpected error"]
