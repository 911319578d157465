# SPDX-License-Identifier: Apache-2.0
"""The server that is measured: checks as they are, and two endpoints that check nothing.

``python -m wasl.interfaces.cli.bench_server FOLDER PORT``. Both decode a question and
answer a constant. ``POST /bare`` does so as a raw ASGI application: what the server
itself costs. ``POST /framework`` is an ordinary handler of the framework, which decodes
the question into its type and encodes an answer: what any endpoint of the API costs.
"""

import sys
from pathlib import Path

import msgspec
import uvloop
from litestar import Litestar, post
from litestar.params import JSONBody

from wasl.capabilities import checks
from wasl.foundation.logs import configure_logs
from wasl.interfaces.api.checks import ChecksApp, Receive, Scope, Send
from wasl.interfaces.exchange.serving import serve

_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode
_AT = "2026-01-01T00:00:00.000Z"


@post("/framework", status_code=200)
async def framework(data: JSONBody[checks.Question]) -> checks.Answer:
    """Answer any question with no hit."""
    states: dict[str, checks.DatabaseState] = dict.fromkeys(data.databases, "checked")
    return checks.Answer("00000000-0000-7000-8000-000000000000", _AT, 0, states, ())


_litestar = Litestar([framework], openapi_config=None, logging_config=None)


async def following(scope: Scope, receive: Receive, send: Send) -> None:
    """Hand on what is no check."""
    if scope["type"] == "http" and scope["path"] == "/bare":
        await bare(scope, receive, send)
    else:
        await _litestar(scope, receive, send)  # type: ignore[arg-type]  # narrower names for the same


async def bare(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer any request with a little JSON."""
    message = await receive()
    body = message.get("body", b"")
    while message.get("more_body"):
        message = await receive()
        body += message.get("body", b"")
    asked = _decode(body)
    answer = _encode({"purpose": asked["purpose"], "databases": {"persons": "checked"}, "hits": []})
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(answer))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": answer})


async def main(folder: Path, port: int) -> None:
    """Serve until stopped."""
    node = checks.open_node(folder, "bench")
    try:
        await serve(ChecksApp(node, following), "127.0.0.1", port)
    finally:
        node.close()


if __name__ == "__main__":
    configure_logs("bench")
    uvloop.run(main(Path(sys.argv[1]), int(sys.argv[2])))
