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
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, NamedTuple, TypeVar

from wasl.capabilities.checks.errors import NodeNotReady

MOST_THREADS = 4
ROOM = 64
"""Pieces of work in hand at once; who comes later waits in the event loop."""

T = TypeVar("T")


class _Piece(NamedTuple):
    work: Callable[[], Any]
    future: "asyncio.Future[Any]"
    loop: asyncio.AbstractEventLoop


class Searchers:
    """Does pieces of work in the order in which they came.

    Args:
        threads: how many; None for one a core, four at most.
    """

    def __init__(self, threads: int | None = None) -> None:
        count = threads or min(os.cpu_count() or 1, MOST_THREADS)
        self._pieces: SimpleQueue[_Piece | None] = SimpleQueue()
        self._room = asyncio.Semaphore(ROOM)
        self._closing = False
        self._threads = [
            threading.Thread(target=self._run, name=f"names-{n}", daemon=True) for n in range(count)
        ]
        for thread in self._threads:
            thread.start()

    async def begin(self, work: Callable[[], T]) -> "asyncio.Future[T]":
        """Hand work over as soon as there is room; the future gives what comes of it.

        Work whose future is cancelled before a thread takes it is never done.

        Raises:
            NodeNotReady: these threads were told to end.
        """
        await self._room.acquire()
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        future.add_done_callback(self._leave)
        if self._closing:
            future.cancel()
            raise NodeNotReady
        self._pieces.put(_Piece(work, future, loop))
        return future

    def close(self) -> None:
        """Do what is in hand, then end."""
        self._closing = True
        for _ in self._threads:
            self._pieces.put(None)
        for thread in self._threads:
            thread.join()

    def _leave(self, _: "asyncio.Future[Any]") -> None:
        self._room.release()

    def _run(self) -> None:
        """Do one piece after another until told to end; each of the threads."""
        while (piece := self._pieces.get()) is not None:
            if piece.future.cancelled():
                continue
            found, fault = None, None
            try:
                found = piece.work()
            except Exception as error:  # whoever waits for it gets it
                fault = error
            with contextlib.suppress(RuntimeError):  # the loop was closed: nobody waits
                piece.loop.call_soon_threadsafe(_settle, piece.future, found, fault)


def _settle(future: "asyncio.Future[Any]", found: object, fault: Exception | None) -> None:
    """End the waiting, in the event loop."""
    if future.done():
        return
    if fault is None:
        future.set_result(found)
    else:
        future.set_exception(fault)
