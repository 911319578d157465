# SPDX-License-Identifier: Apache-2.0
"""The server's patience: heads that are too long, too slow, or no HTTP at all."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial

import pytest

from tests.site import two_free_ports
from wasl.interfaces.exchange import patience
from wasl.interfaces.exchange.patience import DIRECT, Turn
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


SLOW, FAULTY, LARGE, MOST = b"slow", b"faulty", b"large", 1_000
LARGE_MADE: list[int] = []


def turned(turn: Turn) -> None:
    """Answer a turn with its body; some later, some never."""
    assert not turn.more_body
    if turn.body == FAULTY:
        raise ValueError
    later = 0.05 if turn.body.startswith(SLOW) else 0
    body = turn.body
    if body == LARGE:
        body *= 20_000
        LARGE_MADE.append(len(body))
    give = partial(turn.give, 200, b"x-way: turn\r\n", body)
    if later:
        asyncio.get_running_loop().call_later(later, give)
    else:
        give()


async def direct(scope: Scope, receive: Receive, send: Send) -> None:
    """Echo, but for one path at once."""
    if scope["type"] == "lifespan":
        scope["state"][DIRECT] = {b"/turn": (turned, MOST)}
    await echo(scope, receive, send)


@pytest.fixture
async def turns() -> AsyncIterator[int]:
    async for port in serving(direct):
        yield port


def post(body: bytes, *fields: bytes, path: bytes = b"/turn", version: bytes = b"1.1") -> bytes:
    """Make a request whose body is sent by its length."""
    lines = [b"POST %b HTTP/%b" % (path, version), b"host: here"]
    lines += [b"content-length: %d" % len(body), *fields]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


CLOSE = b"connection: close"


async def test_a_turn_is_answered_and_the_connection_stays(turns: int) -> None:
    reader, writer = await asyncio.open_connection(HOST, turns)
    for body in (b"one!", SLOW, b"two!"):
        writer.write(post(body))
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)
        lines = head.lower().split(b"\r\n")
        assert lines[0] == b"http/1.1 200 ok"
        assert {b"x-way: turn", b"content-length: 4"} <= set(lines)
        assert any(line.startswith(b"date: ") for line in lines)
        assert await reader.readexactly(4) == body
    writer.close()


async def test_a_turn_that_comes_in_pieces_is_one_all_the_same(turns: int) -> None:
    sent = post(b"in pieces", CLOSE)
    answer = await say(turns, *(sent[n : n + 7] for n in range(0, len(sent), 7)), pause=0.001)
    assert b"x-way: turn" in answer
    assert answer.endswith(b"\r\n\r\nin pieces")


async def test_a_turn_ends_the_connection_where_that_was_asked(turns: int) -> None:
    answer = await say(turns, post(b"one", CLOSE))
    assert b"\r\nconnection: close\r\n" in answer
    assert answer.endswith(b"\r\n\r\none")


ORDINARY: list[tuple[str, bytes]] = [
    ("another path", post(b"abc", CLOSE, path=b"/turn/")),
    ("a query", post(b"abc", CLOSE, path=b"/turn?x=1")),
    ("too large for a turn", post(b"a" * (MOST + 1), CLOSE)),
    ("an older version", post(b"abc", version=b"1.0")),
    ("another method", post(b"abc", CLOSE).replace(b"POST", b"PUT")),
    ("no body", b"POST /turn HTTP/1.1\r\nhost: here\r\nconnection: close\r\n\r\n"),
    (
        "chunks",
        b"POST /turn HTTP/1.1\r\nhost: here\r\nconnection: close\r\n"
        b"transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
    ),
    ("asks first", post(b"abc", CLOSE, b"expect: 100-continue")),
]


@pytest.mark.parametrize(("what", "sent"), ORDINARY, ids=[one[0] for one in ORDINARY])
async def test_what_is_not_plain_goes_the_ordinary_way(turns: int, what: str, sent: bytes) -> None:
    answer = await say(turns, sent)
    assert b"HTTP/1.1 200 OK" in answer, what
    assert b"x-way" not in answer


BOTH = b"POST /turn HTTP/1.1\r\nhost: here\r\ncontent-length: 3\r\n"
DOUBTFUL: list[tuple[str, bytes]] = [
    ("two lengths", BOTH + b"content-length: 4\r\n\r\nabcd"),
    ("a length and chunks", BOTH + b"transfer-encoding: chunked\r\n\r\n0\r\n\r\n"),
    ("a length that is none", BOTH.replace(b"3", b"+3") + b"\r\nabc"),
]


@pytest.mark.parametrize(("what", "sent"), DOUBTFUL, ids=[one[0] for one in DOUBTFUL])
async def test_what_two_servers_could_read_differently_is_refused(
    turns: int, what: str, sent: bytes
) -> None:
    answer = await say(turns, sent)
    assert answer.startswith(b"HTTP/1.1 400"), what
    assert answer.count(b"HTTP/1.1") == 1


async def test_turns_and_others_in_one_piece_keep_their_order(turns: int) -> None:
    asked = [post(SLOW + b"1"), post(b"2"), post(b"333", path=b"/"), post(b"4"), post(b"5", CLOSE)]
    answer = await say(turns, b"".join(asked))
    assert answer.count(b"HTTP/1.1 200 OK") == 5
    bodies = [part.partition(b"\r\n\r\n")[2] for part in answer.split(b"HTTP/1.1 200 OK")[1:]]
    assert bodies[0] == SLOW + b"1"
    assert bodies[2] == b"3"


async def test_a_fault_of_the_program_says_so_and_no_more(turns: int) -> None:
    answer = await say(turns, post(FAULTY))
    assert answer.startswith(b"HTTP/1.1 500")
    assert answer.endswith(b"\r\n\r\nInternal Server Error")
    assert (await say(turns, post(b"next", CLOSE))).endswith(b"next")


async def test_who_hangs_up_before_the_answer_harms_nobody(turns: int) -> None:
    _, writer = await asyncio.open_connection(HOST, turns)
    writer.write(post(SLOW) + post(b"never read"))
    await writer.drain()
    await asyncio.sleep(0.02)
    writer.transport.abort()
    await asyncio.sleep(0.1)
    assert (await say(turns, post(b"next", CLOSE))).endswith(b"next")


async def test_who_asks_and_does_not_read_makes_no_answers_pile_up(turns: int) -> None:
    """What is not read is not made: 80 MB are more than buffers between the two take."""
    asked, begun = 800, len(LARGE_MADE)
    reader, writer = await asyncio.open_connection(HOST, turns)
    writer.transport.pause_reading()  # type: ignore[attr-defined]  # of a read transport
    writer.write(post(LARGE) * asked)
    made, seen = len(LARGE_MADE) - begun, -1
    while made != seen:
        await asyncio.sleep(0.5)
        made, seen = len(LARGE_MADE) - begun, made
    assert 0 < made < asked
    writer.transport.resume_reading()  # type: ignore[attr-defined]
    for _ in range(asked):
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)
        length = int(head.split(b"content-length: ")[1].split(b"\r\n")[0])
        assert await reader.readexactly(length)
    writer.close()
