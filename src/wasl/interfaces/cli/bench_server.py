# SPDX-License-Identifier: Apache-2.0
"""The server that is measured: checks as they are, and a bare JSON endpoint beside them.

``python -m wasl.interfaces.cli.bench_server FOLDER PORT``. ``POST /bare`` decodes a
question and answers a constant: what the server itself costs.
"""

import sys
from pathlib import Path

import msgspec
import uvloop

from wasl.capabilities import checks
from wasl.foundation.logs import configure_logs
from wasl.interfaces.api.checks import ChecksApp, Receive, Scope, Send
from wasl.interfaces.exchange.serving import serve

_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode


async def bare(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer any request with a little JSON."""
    if scope["type"] != "http":
        while True:
            message = await receive()
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                return
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
        await serve(ChecksApp(node, bare), "127.0.0.1", port)
    finally:
        node.close()


if __name__ == "__main__":
    configure_logs("bench")
    uvloop.run(main(Path(sys.argv[1]), int(sys.argv[2])))
