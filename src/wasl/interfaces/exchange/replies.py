# SPDX-License-Identifier: Apache-2.0
"""What the hub answers to nodes: how far the feed is, entries again, pages, audit taken in."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import msgspec
import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg

from wasl.capabilities import checks
from wasl.foundation.errors import AppError
from wasl.foundation.unit import Units
from wasl.interfaces.exchange import wire
from wasl.interfaces.exchange.carrier import FAULTS
from wasl.interfaces.exchange.joins import join, page

log = structlog.get_logger("wasl.relay")

QUEUE = "hub"
REPLAY_STEP = 500
PAGE = 500

Answerer = Callable[[Units, Any], Awaitable[Any]]


class Replies:
    """Answers the requests of nodes; several relays share the work.

    Args:
        client: connection to NATS.
        units: on the hub's database.
    """

    def __init__(self, client: Client, units: Units) -> None:
        self._client = client
        self._units = units
        self._busy: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Begin to answer."""
        for subject, (shape, answerer) in _ANSWERERS.items():
            await self._client.subscribe(subject, QUEUE, cb=self._callback(shape, answerer))

    async def close(self) -> None:
        """Wait until no answer is being made; the client must be closed before."""
        if self._busy:
            await asyncio.wait(self._busy, timeout=5)

    def _callback(self, shape: object, answerer: Answerer) -> Callable[[Msg], Awaitable[None]]:
        """Wrap an answerer: a request that cannot be read or answered is logged, never fatal."""

        async def answer(message: Msg) -> None:
            task = asyncio.current_task()
            assert task is not None  # noqa: S101 - the client calls back within a task
            self._busy.add(task)
            try:
                question = msgspec.msgpack.decode(message.data, type=shape)
                reply = await answerer(self._units, question)
                if message.reply and reply is not None:
                    await message.respond(wire.encode(reply))
            except (AppError, msgspec.MsgspecError, *FAULTS) as error:
                log.warning("no answer", subject=message.subject, reason=str(error))
            finally:
                self._busy.discard(task)

        return answer


async def _position(units: Units, _: object) -> wire.PositionAnswer:
    async with units.system() as unit:
        position = await checks.feed_position(unit)
    return wire.PositionAnswer(**position, at=datetime.now(UTC).isoformat())


async def _replay(units: Units, question: wire.ReplayAsk) -> wire.ReplayAnswer:
    """Give entries again with their present state, at most a message full."""
    async with units.system() as unit:
        changes = await checks.list_changes(unit, question.first, question.last, REPLAY_STEP)
        if not changes or changes[0].seq != question.first:
            return wire.ReplayAnswer(too_old=True)
        entries = await join(unit, changes)
    kept: list[wire.FeedEntry] = []
    size = 0
    for entry in entries:
        size += len(bytes(entry.state)) + len(entry.key) + 64
        if kept and size > wire.MESSAGE_BYTES:
            break
        kept.append(entry)
    at = datetime.now(UTC).isoformat()
    return wire.ReplayAnswer(wire.FeedMessage(kept[0].seq, kept[-1].seq, at, kept))


async def _snapshot(units: Units, question: wire.SnapshotAsk) -> wire.SnapshotAnswer:
    async with units.system() as unit:
        states, following = await page(unit, question.topic, question.after, PAGE)
    return wire.SnapshotAnswer([(key, wire.raw(state)) for key, state in states], following)


async def _ship(units: Units, question: wire.ShipAsk) -> wire.ShipAnswer:
    """Take in a parcel; what is told back is stored."""
    try:
        async with units.system() as unit:
            last, head = await checks.take_parcel(
                unit, question.chain, question.first, question.entries
            )
    except checks.AuditGap as error:
        log.error("audit entries missing", chain=question.chain, first=question.first)
        return wire.ShipAnswer(problem=error.code)
    return wire.ShipAnswer(last, head)


async def _report(units: Units, question: wire.NodeReport) -> None:
    async with units.system() as unit:
        report = {**msgspec.to_builtins(question), "applied_at": question.applied_at or None}
        await checks.put_report(unit, report, unit.now)


_ANSWERERS: dict[str, tuple[Any, Answerer]] = {
    wire.POSITION: (Any, _position),
    wire.REPLAY: (wire.ReplayAsk, _replay),
    wire.SNAPSHOT: (wire.SnapshotAsk, _snapshot),
    wire.SHIP: (wire.ShipAsk, _ship),
    wire.REPORT: (wire.NodeReport, _report),
}
