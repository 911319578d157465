# SPDX-License-Identifier: Apache-2.0
"""The follower: keeps a node's local copy level with the feed.

Live messages come over JetStream. Numbers decide: an entry already applied is
skipped, a gap is asked for again, and because a lost last message leaves no
gap to see, the hub's own position is compared every second. A copy that is
empty, too old, or told so is filled anew from pages while the old one answers.
"""

import asyncio
import math
import sqlite3
import time
from datetime import UTC, datetime
from typing import Any

import msgspec
import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js.api import DeliverPolicy

from wasl.capabilities import checks
from wasl.capabilities.records import FeedState
from wasl.foundation.errors import NotAvailable
from wasl.interfaces.exchange import wire
from wasl.interfaces.exchange.carrier import FAULTS, ask, open_stream

log = structlog.get_logger("wasl.node")

LOOK_SECONDS = 1.0
REST_SECONDS = 1.0
NOTE_SECONDS = 5.0
"""How often the copy is told that it is level, so that answers can tell when it no longer is."""
MOST_APPLIED = 4_000
"""Entries applied in one transaction; more wait for the next, so readers see news soon."""
REPLAY_SPAN = 100_000
"""A copy further behind than this is rebuilt: pages are faster than single entries."""

_decode = msgspec.msgpack.Decoder(wire.FeedMessage).decode
_decode_record = msgspec.msgpack.Decoder(FeedState).decode

Change = tuple[str, str, Any]


class Follower:
    """Applies the feed to one local copy.

    Args:
        client: connection to NATS.
        writer: the copy's one writer.
    """

    def __init__(self, client: Client, writer: checks.LocalWriter) -> None:
        self._client = client
        self._writer = writer
        self._level = time.monotonic()
        self._noted = -math.inf
        self._ahead = -1

    @property
    def position(self) -> checks.Position:
        """How far the copy is."""
        return self._writer.position()

    @property
    def lag(self) -> float:
        """Seconds since the copy was last level with the hub, as far as is known here."""
        behind = self.position.sequence < self._ahead or self.position.sequence < 0
        return time.monotonic() - self._level if behind else 0.0

    async def run(self) -> None:
        """Follow until cancelled, whatever breaks."""
        while True:
            try:
                await self._follow()
            except (NotAvailable, *FAULTS) as error:
                log.warning("feed waits", reason=str(error) or type(error).__name__)
            except checks.FeedGap as error:
                log.warning("gap in the feed", reason=str(error))
            except (sqlite3.Error, msgspec.MsgspecError) as error:
                log.error("feed not applied", reason=str(error))
            await asyncio.sleep(REST_SECONDS)

    async def _follow(self) -> None:
        """Follow from a working carrier to the first fault."""
        inbox: asyncio.Queue[wire.FeedMessage] = asyncio.Queue()

        async def arrived(message: Msg) -> None:
            inbox.put_nowait(_decode(message.data))

        stream = await open_stream(self._client)
        subscription = await stream.subscribe(
            wire.ENTRIES, cb=arrived, ordered_consumer=True, deliver_policy=DeliverPolicy.NEW
        )
        try:
            await self._catch_up()
            while True:
                await self._take(inbox)
        finally:
            if not self._client.is_closed:
                await subscription.unsubscribe()

    async def _take(self, inbox: "asyncio.Queue[wire.FeedMessage]") -> None:
        """Apply what has arrived; look at the hub's position when nothing does."""
        try:
            async with asyncio.timeout(LOOK_SECONDS):
                messages = [await inbox.get()]
        except TimeoutError:
            await self._catch_up()
            return
        count = len(messages[0].entries)
        while count < MOST_APPLIED and not inbox.empty():
            messages.append(inbox.get_nowait())
            count += len(messages[-1].entries)
        await self.accept(messages)
        if await asyncio.to_thread(self._writer.rebuild_wanted):
            await self.rebuild()

    async def accept(self, messages: list[wire.FeedMessage]) -> None:
        """Apply messages in order; ask again for everything from a gap on.

        After a gap the messages themselves are asked for again too: the hub then
        tells present states, and an older state cannot undo a newer one.
        """
        expected = self.position.sequence + 1
        entries: list[wire.FeedEntry] = []
        for message in messages:
            self._ahead = max(self._ahead, message.last)
            if message.last < expected:
                continue
            if message.first > expected:
                await self._apply(entries, message.at)
                log.warning("gap in the feed", expected=expected, arrived=message.first)
                await self._catch_up()
                return
            entries += [entry for entry in message.entries if entry.seq >= expected]
            expected = message.last + 1
        await self._apply(entries, messages[-1].at)

    async def _apply(self, entries: list[wire.FeedEntry], at: str) -> None:
        if not entries:
            return
        now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        position = checks.Position(entries[-1].seq, at, now)
        changes = [(entry.topic, entry.key, entry.state) for entry in entries]
        await asyncio.to_thread(self._write, changes, position)
        if position.sequence >= self._ahead:
            await self._note_level()

    def _write(
        self, changes: list[tuple[str, str, msgspec.Raw]], position: checks.Position
    ) -> None:
        self._writer.apply(_states(changes), position)

    def _fill(self, changes: list[tuple[str, str, msgspec.Raw]]) -> None:
        self._writer.fill(_states(changes))

    async def _catch_up(self) -> None:
        """Compare with the hub and ask for what is missing.

        Raises:
            NotAvailable: the hub does not answer.
        """
        if await asyncio.to_thread(self._writer.rebuild_wanted) or self.position.sequence < 0:
            await self.rebuild()
        told = await ask(self._client, wire.POSITION, None, wire.PositionAnswer)
        self._ahead = told.published
        if self.position.sequence > told.given:
            log.warning("the hub was set back, filling the copy anew")
            await self.rebuild()
        while self.position.sequence < told.published:
            if told.published - self.position.sequence > REPLAY_SPAN:
                await self.rebuild()
            elif not await self._replay(told.published):
                await self.rebuild()
        await self._note_level()

    async def _note_level(self) -> None:
        self._level = time.monotonic()
        if self._level - self._noted >= NOTE_SECONDS:
            await asyncio.to_thread(self._writer.note_heard, time.time())
            self._noted = self._level

    async def _replay(self, last: int) -> bool:
        """Ask for the next entries again; False if the hub no longer has them."""
        first = self.position.sequence + 1
        question = wire.ReplayAsk(first, last)
        answer = await ask(self._client, wire.REPLAY, question, wire.ReplayAnswer)
        if answer.message is None or answer.message.first != first:
            return False
        await self._apply(answer.message.entries, answer.message.at)
        return True

    async def rebuild(self) -> None:
        """Fill the copy anew, page by page, while what is held goes on answering.

        Raises:
            NotAvailable: the hub does not answer; the next attempt begins anew.
        """
        began = time.monotonic()
        told = await ask(self._client, wire.POSITION, None, wire.PositionAnswer)
        await asyncio.to_thread(self._writer.begin_rebuild)
        count = 0
        for topic in wire.SNAPSHOT_TOPICS:
            after: str | None = None
            while True:
                question = wire.SnapshotAsk(topic, after)
                page = await ask(self._client, wire.SNAPSHOT, question, wire.SnapshotAnswer)
                changes = [(topic, key, state) for key, state in page.entries]
                await asyncio.to_thread(self._fill, changes)
                count += len(changes)
                after = page.next
                if after is None:
                    break
        await asyncio.to_thread(self._writer.finish_rebuild, told.published, told.at)
        await self._note_level()
        log.info("copy filled", entries=count, seconds=round(time.monotonic() - began, 1))


def _states(changes: list[tuple[str, str, msgspec.Raw]]) -> list[Change]:
    """Read the states as their topics have them."""
    read: list[Change] = []
    for topic, key, state in changes:
        if topic == "record":
            value: Any = None if bytes(state) == b"\xc0" else _decode_record(state)
        else:
            value = msgspec.msgpack.decode(state)
        read.append((topic, key, value))
    return read
