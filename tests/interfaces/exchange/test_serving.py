# SPDX-License-Identifier: Apache-2.0
"""The server's patience: heads that are too long, too slow, or no HTTP at all."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.site import two_free_ports
from wasl.interfaces.exchange import patience
from wasl.interfaces.exchange.patience import WHOLE
from wasl.interfaces.exchange.serving import App, Receive, Scope, Send, serve

HOST = "127.0.0.1"
GOOD = b"GET / HTTP/1.1\r\nhost: here\r\n\r\n"


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with how much was sent."""
    if scope["type"] == "lifespan":
        await send({"type": f"{(await receive())['type']}.complete"})
        return
    size, more = 0, True
    while more:
        message = await receive()
        size += len(message.get("body", b""))
        more = message.get("more_body", False)
    body = str(size).encode()
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@pytest.fixture
async def port(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[int]:
    """Serve with little patience."""
    monkeypatch.setattr(patience, "HEAD_SECONDS", 0.3)
    async for port in serving(echo):
        yield port


async def serving(app: App) -> AsyncIterator[int]:
    """Serve until the story is over."""
    port = two_free_ports()
    task = asyncio.create_task(serve(app, HOST, port, drain_seconds=1))
    while True:
        try:
            _, writer = await asyncio.open_connection(HOST, port)
        except OSError:
            await asyncio.sleep(0.01)
        else:
            writer.close()
            break
    yield port
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def say(port: int, *pieces: bytes, pause: float = 0.0) -> bytes:
    """Send pieces with pauses between them, and give all that is answered."""
    reader, writer = await asyncio.open_connection(HOST, port)
    try:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)
        return await asyncio.wait_for(reader.read(), 5)
    except ConnectionError:
        return b""
    finally:
        writer.close()


REFUSED: list[tuple[str, bytes, bytes]] = [
    ("no HTTP at all", b"\x16\x03\x01\x02\x00 hello\r\n\r\n", b"400"),
    ("an unknown method", b"WASL / HTTP/1.1\r\nhost: here\r\n\r\n", b"400"),
    ("a header of 40 kB", b"GET / HTTP/1.1\r\nx: " + b"a" * 40_000 + b"\r\n\r\n", b"431"),
    ("2,000 headers", b"GET / HTTP/1.1\r\n" + b"x-header: 012345\r\n" * 3_000 + b"\r\n", b"431"),
    ("an address of 40 kB", b"GET /" + b"a" * 40_000 + b" HTTP/1.1\r\nhost: here\r\n\r\n", b"431"),
]


@pytest.mark.parametrize(("what", "sent", "status"), REFUSED, ids=[one[0] for one in REFUSED])
async def test_a_head_that_cannot_be_taken_is_refused(
    port: int, what: str, sent: bytes, status: bytes
) -> None:
    answer = await say(port, sent)
    assert answer.startswith(b"HTTP/1.1 " + status), what
    assert b"application/problem+json" in answer
    assert answer.count(b"HTTP/1.1") == 1


async def test_a_header_that_never_ends_is_cut_off(port: int) -> None:
    pieces = [b"GET / HTTP/1.1\r\nx: ", *[b"a" * 8_000] * 40]
    answer = await say(port, *pieces, pause=0.001)
    assert b"200 OK" not in answer


@pytest.mark.parametrize("sent", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nhost: he"])
async def test_a_head_that_takes_for_ever_is_cut_off(port: int, sent: bytes) -> None:
    reader, writer = await asyncio.open_connection(HOST, port)
    writer.write(sent)
    assert await asyncio.wait_for(reader.read(), 5) == b""
    writer.close()


async def test_a_slow_body_and_a_pause_between_requests_are_nobodys_business(port: int) -> None:
    reader, writer = await asyncio.open_connection(HOST, port)

    async def answer() -> tuple[bytes, bytes]:
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        return head.split(b"\r\n")[0], await reader.readexactly(length)

    writer.write(b"POST / HTTP/1.1\r\nhost: here\r\ncontent-length: 50000\r\n\r\n")
    for _ in range(5):
        writer.write(b"a" * 10_000)
        await asyncio.sleep(0.1)
    assert await answer() == (b"HTTP/1.1 200 OK", b"50000")
    await asyncio.sleep(0.5)
    for _ in range(3):
        writer.write(GOOD)
        assert await answer() == (b"HTTP/1.1 200 OK", b"0")
    writer.close()


async def test_requests_in_one_piece_are_answered_in_order(port: int) -> None:
    post = b"POST / HTTP/1.1\r\nhost: here\r\ncontent-length: 40000\r\n\r\n" + b"a" * 40_000
    last = b"GET / HTTP/1.1\r\nhost: here\r\nconnection: close\r\n\r\n"
    answer = await say(port, post + GOOD + last)
    assert answer.count(b"HTTP/1.1 200 OK") == 3


async def whole(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer at once where that can be done."""
    if scope["type"] == "lifespan":
        await send({"type": f"{(await receive())['type']}.complete"})
        return
    await receive()
    body = scope["path"].encode()
    if scope["path"] == "/slow":
        await asyncio.sleep(0.05)
    if scope["extensions"][WHOLE](scope, b"x-way: whole\r\n", body):
        return
    headers = [(b"content-length", str(len(body)).encode()), (b"x-way", b"ordinary")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@pytest.fixture
async def whole_port() -> AsyncIterator[int]:
    async for port in serving(whole):
        yield port


async def test_a_whole_answer_leaves_and_the_connection_stays(whole_port: int) -> None:
    reader, writer = await asyncio.open_connection(HOST, whole_port)
    for path in (b"/one", b"/two"):
        writer.write(b"GET " + path + b" HTTP/1.1\r\nhost: here\r\n\r\n")
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)
        lines = head.lower().split(b"\r\n")
        assert lines[0] == b"http/1.1 200 ok"
        assert {b"x-way: whole", b"content-length: 4"} <= set(lines)
        assert any(line.startswith(b"date: ") for line in lines)
        assert await reader.readexactly(4) == path
    writer.close()


async def test_a_whole_answer_ends_the_connection_where_that_was_asked(whole_port: int) -> None:
    answer = await say(whole_port, b"GET /one HTTP/1.1\r\nhost: here\r\nconnection: close\r\n\r\n")
    assert b"\r\nconnection: close\r\n" in answer
    assert answer.endswith(b"\r\n\r\n/one")


async def test_whole_answers_of_requests_in_one_piece_keep_their_order(whole_port: int) -> None:
    heads = [b"GET " + path + b" HTTP/1.1\r\nhost: here\r\n" for path in (b"/slow", b"/b", b"/c")]
    answer = await say(
        whole_port,
        b"".join(head + b"\r\n" for head in heads[:2]) + heads[2] + b"connection: close\r\n\r\n",
    )
    assert answer.count(b"HTTP/1.1 200 OK") == 3
    assert answer.index(b"/slow") < answer.index(b"/b") < answer.index(b"/c")
