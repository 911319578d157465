# SPDX-License-Identifier: Apache-2.0
"""A small load generator: many connections kept open, whole answers read, times kept.

It shares the machine with what it measures, so it does as little as it can:
requests are made beforehand and answers are only cut, not decoded.
"""

import asyncio
import itertools
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import cast

_CHECK = re.compile(rb'"check":"([0-9a-f-]+)"')


@dataclass(slots=True)
class Result:
    """What a run came to.

    Attributes:
        seconds: length of the run.
        times: seconds from request to whole answer, one for each.
        failed: answers that were not 200.
        checks: identifiers of the checks answered, where they were kept.
        started: when the run began, aware UTC.
    """

    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    failed: int = 0
    checks: list[str] = field(default_factory=list)
    started: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def rate(self) -> float:
        """Good answers a second."""
        return len(self.times) / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        """Give the time in milliseconds that ``share`` (0..1) of the answers stay below."""
        ordered = sorted(self.times)
        if not ordered:
            return 0.0
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] * 1000


class _Connection(asyncio.Protocol):
    """One connection: sends a request, hands back the status when the answer is whole."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._data = b""
        self._waiting: asyncio.Future[int] | None = None
        self.answer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._data += data
        whole = _length(self._data)
        if whole is not None and len(self._data) >= whole and self._waiting is not None:
            status = int(self._data[9:12])
            self.answer, self._data = self._data, b""
            waiting, self._waiting = self._waiting, None
            if not waiting.done():
                waiting.set_result(status)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(0)

    def ask(self, request: bytes) -> "asyncio.Future[int]":
        self._waiting = asyncio.get_running_loop().create_future()
        if self._transport is None or self._transport.is_closing():
            self._waiting.set_result(0)
        else:
            self._transport.write(request)
        return self._waiting

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()


def _length(data: bytes) -> int | None:
    """Give the length of the whole answer, or None while it is not known."""
    end = data.find(b"\r\n\r\n")
    if end < 0:
        return None
    head = data[:end].lower()
    place = head.find(b"content-length:")
    if place >= 0:
        return end + 4 + int(head[place + 15 :].split(b"\r\n", 1)[0])
    # A streamed answer ends with an empty chunk.
    return len(data) if data.endswith(b"\r\n0\r\n\r\n") else len(data) + 1


def requests(path: str, bodies: Sequence[bytes], token: str) -> list[bytes]:
    """Make whole HTTP requests of bodies."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\n"
        "Content-Type: application/json\r\nContent-Length: "
    ).encode()
    return [head + str(len(body)).encode() + b"\r\n\r\n" + body for body in bodies]


async def full(port: int, asked: Sequence[bytes], seconds: float, connections: int) -> Result:
    """Ask as fast as the answers come, on every connection."""
    result = Result()
    source = itertools.cycle(asked)
    end = time.perf_counter() + seconds

    async def one() -> None:
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(_Connection, "127.0.0.1", port)
        while (began := time.perf_counter()) < end:
            status = await connection.ask(next(source))
            _note(result, status, began)
        connection.close()

    began = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(connections)))
    result.seconds = time.perf_counter() - began
    return result


async def paced(
    port: int, asked: Sequence[bytes], seconds: float, rate: float, connections: int = 32
) -> Result:
    """Ask at a fixed rate; a late answer does not delay the questions after it.

    The time of an answer counts from when its question was due, so that a stall is
    not hidden by asking less.
    """
    result = Result()
    source = itertools.cycle(asked)
    idle: asyncio.Queue[_Connection] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    for _ in range(connections):
        idle.put_nowait((await loop.create_connection(_Connection, "127.0.0.1", port))[1])

    async def one(due: float) -> None:
        connection = await idle.get()
        _note(result, await connection.ask(next(source)), due)
        if found := _CHECK.search(connection.answer):
            result.checks.append(found[1].decode())
        idle.put_nowait(connection)

    began = time.perf_counter()
    tasks = []
    for n in range(int(seconds * rate)):
        due = began + n / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        tasks.append(asyncio.create_task(one(due)))
    await asyncio.gather(*tasks)
    result.seconds = time.perf_counter() - began
    while not idle.empty():
        idle.get_nowait().close()
    return result


def _note(result: Result, status: int, began: float) -> None:
    if status == 200:  # noqa: PLR2004 - the status that means well
        result.times.append(time.perf_counter() - began)
    else:
        result.failed += 1
