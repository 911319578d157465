# SPDX-License-Identifier: Apache-2.0
"""A hub's relay and check nodes, over a real NATS server and a real database."""

import asyncio
import contextlib
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from wasl.capabilities import checks
from wasl.foundation.settings import Settings
from wasl.foundation.unit import Units
from wasl.interfaces.exchange.carrier import connect
from wasl.interfaces.exchange.follower import Follower
from wasl.interfaces.exchange.relay import run_relay
from wasl.interfaces.exchange.shipper import Shipper
from wasl.interfaces.host.nats import Nats, start_nats


@pytest.fixture(scope="session")
def nats_server() -> Iterator[Nats]:
    folder = Path(tempfile.mkdtemp(prefix="wasl-nats-"))
    server = start_nats(folder)
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@contextlib.asynccontextmanager
async def running(work: Awaitable[None]) -> AsyncIterator[None]:
    """Run something beside the story, and end it with the story."""
    task = asyncio.ensure_future(work)
    try:
        yield
        if task.done():
            task.result()
    finally:
        # Some waits of Python 3.11 swallow a cancellation that meets an arrival: ask again.
        while not task.done():
            task.cancel()
            await asyncio.wait([task], timeout=1)


@pytest.fixture
def settings(tmp_path: Path, nats_server: Nats) -> Settings:
    return Settings(data=tmp_path, nats_url=nats_server.url, site="border")


@pytest.fixture
async def relay(units: Units, settings: Settings) -> AsyncIterator[None]:
    async with running(run_relay(settings, units)):
        yield


class Post:
    """A check node of a story: follower and shipper beside it, checks by hand."""

    def __init__(self, settings: Settings, name: str = "node") -> None:
        self.settings = replace(settings, data=settings.data / name)
        self.folder = self.settings.node_data

    async def __aenter__(self) -> "Post":
        """Open the post."""
        self.stack = contextlib.AsyncExitStack()
        self.client = await connect(self.settings.nats_url or "", "test")
        self.writer = checks.LocalWriter(self.folder)
        self.follower = Follower(self.client, self.writer)
        self.shipper = Shipper(self.client, self.folder)
        self.node = checks.open_node(self.folder, "border")
        return self

    async def follow(self) -> None:
        """Begin to follow the feed."""
        await self.stack.enter_async_context(running(self.follower.run()))

    async def ship(self) -> None:
        """Begin to ship what was recorded."""
        await self.stack.enter_async_context(running(self.shipper.run()))

    async def __aexit__(self, *_: object) -> None:
        """Close everything."""
        await self.stack.aclose()
        self.node.close()
        self.shipper.close()
        self.writer.close()
        await self.client.close()


@pytest.fixture
async def post(settings: Settings) -> AsyncIterator[Post]:
    async with Post(settings) as post:
        yield post


async def until(true: Callable[[], Awaitable[bool]], seconds: float = 10.0) -> None:
    """Wait until something holds; fail the story if it does not in time."""
    end = asyncio.get_running_loop().time() + seconds
    while not await true():
        assert asyncio.get_running_loop().time() < end, "waited in vain"
        await asyncio.sleep(0.01)
