# SPDX-License-Identifier: Apache-2.0
"""A few threads that search names, so that the event loop serves others meanwhile.

The names kernel holds no interpreter lock: while one thread is in it, another core can
do the rest. Each thread keeps working memory of its own for each segment of the index
(``Segment.scratch``), so there are few threads.
"""

import asyncio
import contextlib
import os
import threading
import time
from collections.abc import Callable
from functools import partial
from itertools import groupby
from queue import Empty, SimpleQueue
from typing import Any, NamedTuple, TypeVar

import structlog

from wasl.capabilities.checks.errors import NodeNotReady

MOST_THREADS = 4
TOGETHER_SECONDS = 0.004
"""For so long a thread goes on with what waits before it tells of what it did. What is told
at once is answered in one turn of the event loop and recorded by one flush."""

T = TypeVar("T")
Told = Callable[[T | None, Exception | None], None]
"""Hears what came of a piece of work, or what went wrong."""

log = structlog.get_logger("wasl.checks")


class _Piece(NamedTuple):
    work: Callable[[], Any]
    told: Told[Any]
    loop: asyncio.AbstractEventLoop


class _Done(NamedTuple):
    piece: _Piece
    found: object = None
    fault: Exception | None = None


class Searchers:
    """Does pieces of work in the order in which they came.

    Args:
        threads: how many; None for one a core, four at most.
    """

    def __init__(self, threads: int | None = None) -> None:
        count = threads or min(os.cpu_count() or 1, MOST_THREADS)
        self._pieces: SimpleQueue[_Piece | None] = SimpleQueue()
        self._closing = False
        self._threads = [
            threading.Thread(target=self._run, name=f"names-{n}", daemon=True) for n in range(count)
        ]
        for thread in self._threads:
            thread.start()

    def begin(self, work: Callable[[], T]) -> "asyncio.Future[T]":
        """Hand work over; the future gives what comes of it.

        Work whose future is cancelled before a thread takes it is never done.

        Raises:
            NodeNotReady: these threads were told to end.
        """
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self.begin_then(lambda: None if future.cancelled() else work(), partial(_settle, future))
        return future

    def begin_then(self, work: Callable[[], T], told: Told[T]) -> None:
        """Hand work over, and tell in the event loop what came of it.

        ``told`` must not raise; where it does the fault is logged, and harms no other.

        Raises:
            NodeNotReady: these threads were told to end.
        """
        if self._closing:
            raise NodeNotReady
        self._pieces.put(_Piece(work, told, asyncio.get_running_loop()))

    def close(self) -> None:
        """Do what is in hand, then end."""
        self._closing = True
        for _ in self._threads:
            self._pieces.put(None)
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        """Do one piece after another until told to end; each of the threads."""
        while (piece := self._pieces.get()) is not None:
            done = [_do(piece)]
            end = time.monotonic() + TOGETHER_SECONDS
            while time.monotonic() < end and (another := self._find()) is not None:
                done.append(_do(another))
            for loop, group in groupby(done, key=lambda one: one.piece.loop):
                with contextlib.suppress(RuntimeError):  # the loop was closed: nobody waits
                    loop.call_soon_threadsafe(_tell, list(group))

    def _find(self) -> _Piece | None:
        """Take a piece if one waits."""
        try:
            piece = self._pieces.get_nowait()
        except Empty:
            return None
        if piece is None:
            self._pieces.put(None)  # found again when what was done is told
        return piece


def _do(piece: _Piece) -> _Done:
    try:
        return _Done(piece, piece.work())
    except Exception as error:  # whoever waits for it gets it
        return _Done(piece, fault=error)


def _tell(group: list[_Done]) -> None:
    """Tell all who wait, in their event loop."""
    for done in group:
        try:
            done.piece.told(done.found, done.fault)
        except Exception:  # the others of the group must hear too
            log.exception("fault after a search")


def _settle(future: "asyncio.Future[T]", found: T, fault: Exception | None) -> None:
    """End the waiting of a coroutine."""
    if future.done():
        return
    if fault is None:
        future.set_result(found)
    else:
        future.set_exception(fault)
