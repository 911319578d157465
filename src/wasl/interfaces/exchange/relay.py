# SPDX-License-Identifier: Apache-2.0
"""The relay: numbers the changes, joins their present state, publishes the feed.

Only one relay numbers and publishes at a time (an advisory lock); a second one
waits beside it. Numbers are given in one transaction and acknowledged in a
later one, so whatever happens between the two is published again, never lost.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import structlog
from nats.aio.client import Client
from nats.js import JetStreamContext

from wasl.capabilities import checks
from wasl.foundation.errors import AppError, NotAvailable
from wasl.foundation.settings import Settings
from wasl.foundation.unit import Units
from wasl.interfaces.exchange import wire
from wasl.interfaces.exchange.carrier import FAULTS, connect, open_stream
from wasl.interfaces.exchange.joins import join
from wasl.interfaces.exchange.replies import Replies

log = structlog.get_logger("wasl.relay")

STEP = 1_000
"""Changes published in one step."""
KEPT = 1_000_000
"""Numbered changes kept for nodes that ask again; older nodes rebuild themselves."""
TRIM_STEP = 20_000
_TRIM_SECONDS = 60.0
_POLL_SECONDS = 1.0
_REST_SECONDS = 1.0


async def run_relay(settings: Settings, units: Units, url: str | None = None) -> None:
    """Serve as the hub's side of the exchange until cancelled.

    Args:
        settings: of the hub's site.
        units: on the hub's database.
        url: address of NATS; None takes the one of the settings.
    """
    address = url or settings.nats_url
    if address is None:
        raise NotAvailable("carrier")
    client = await connect(address, f"{settings.site}-relay")
    replies = Replies(client, units)
    try:
        await replies.open()
        log.info("relay ready")
        while True:
            try:
                await Relay(client, units).run()
            except (AppError, *FAULTS) as error:
                log.warning("relay waits", reason=str(error) or type(error).__name__)
                await asyncio.sleep(_REST_SECONDS)
    finally:
        await client.close()
        await replies.close()


class Relay:
    """One stretch of publishing, from a working database and carrier to the first fault."""

    def __init__(self, client: Client, units: Units) -> None:
        self._client = client
        self._units = units
        self._trimmed = time.monotonic()

    async def run(self) -> None:
        """Publish until something fails.

        Raises:
            NotAvailable, or a fault of the carrier: begin a new stretch.
        """
        stream = await open_stream(self._client)
        async with checks.listening(self._units.database) as ear:
            while True:
                if not await self.step(stream):
                    await self._trim()
                    await checks.wait_for_change(ear, _POLL_SECONDS)

    async def step(self, stream: JetStreamContext) -> bool:
        """Number and publish up to ``STEP`` changes; True if there may be more."""
        async with self._units.system() as unit:
            fresh = await checks.number_changes(unit, STEP)
            position = await checks.feed_position(unit)
        if position["published"] >= position["given"]:
            return bool(fresh)
        async with self._units.system() as unit:
            first = position["published"] + 1
            changes = await checks.list_changes(unit, first, position["given"], STEP)
            entries = await join(unit, changes)
        last = position["given"]
        async for message in _messages(entries):
            await _publish(stream, message)
            last = message.last
        async with self._units.system() as unit:
            await checks.mark_published(unit, last)
        return True

    async def _trim(self) -> None:
        """Forget what no node will ask for any more, once a minute."""
        if time.monotonic() - self._trimmed < _TRIM_SECONDS:
            return
        self._trimmed = time.monotonic()
        async with self._units.system() as unit:
            await checks.trim_feed(unit, KEPT, TRIM_STEP)


async def _messages(entries: list[wire.FeedEntry]) -> AsyncIterator[wire.FeedMessage]:
    """Part entries into messages of bearable size."""
    part: list[wire.FeedEntry] = []
    size = 0
    for entry in entries:
        length = len(bytes(entry.state)) + len(entry.key) + 64
        if part and size + length > wire.MESSAGE_BYTES:
            yield make_message(part)
            part, size = [], 0
        part.append(entry)
        size += length
    if part:
        yield make_message(part)


def make_message(entries: list[wire.FeedEntry]) -> wire.FeedMessage:
    """Make the message of consecutive entries (at least one)."""
    at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return wire.FeedMessage(entries[0].seq, entries[-1].seq, at, entries)


async def _publish(stream: JetStreamContext, message: wire.FeedMessage) -> None:
    """Publish and wait until the carrier has it on disk.

    Raises:
        NotAvailable: it does not say so.
    """
    try:
        await stream.publish(
            wire.ENTRIES,
            wire.encode(message),
            headers={"Nats-Msg-Id": f"{message.first}-{message.last}-{message.at}"},
        )
    except FAULTS as error:
        raise NotAvailable("carrier") from error
