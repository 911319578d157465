# SPDX-License-Identifier: Apache-2.0
"""A unit of work: one transaction, one actor, one purpose, one clock.

What a service writes, its audit entries and its changes for the feed commit
together or not at all. Services take a unit as an argument; they never commit,
read a global, or ask the time elsewhere.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, LiteralString

from wasl.foundation.access import SYSTEM, Actor
from wasl.foundation.db import Connection, Database
from wasl.foundation.errors import ContextMissing
from wasl.foundation.ledger import HUB_CHAIN, Entry, Operation
from wasl.foundation.outbox import Change

Clock = Callable[[], datetime]
CONTEXT: LiteralString = """
    SELECT set_config('wasl.member', %(member)s, true),
           set_config('wasl.bit', %(bit)s, true),
           set_config('wasl.actor', %(actor)s, true)
"""


def utc_now() -> datetime:
    """Give the present time, aware, in UTC."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Unit:
    """What a service works with.

    Attributes:
        connection: inside an open transaction; rows are dicts.
        actor: who acts.
        purpose: why (a code of the scheme ``purpose``); None where members' data are not touched.
        clock: gives the present time, aware, in UTC.
    """

    connection: Connection
    actor: Actor
    purpose: str | None
    clock: Clock
    _entries: list[Entry] = field(default_factory=list)
    _changes: list[Change] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        """Present time, aware, in UTC."""
        return self.clock()

    @property
    def today(self) -> date:
        """Present day in UTC."""
        return self.now.date()

    async def rows(self, query: LiteralString, **values: Any) -> list[dict[str, Any]]:
        """Run a query and give all its rows."""
        cursor = await self.connection.execute(query, values)
        return await cursor.fetchall()

    async def row(self, query: LiteralString, **values: Any) -> dict[str, Any] | None:
        """Run a query and give its first row, or None."""
        cursor = await self.connection.execute(query, values)
        return await cursor.fetchone()

    async def execute(self, query: LiteralString, **values: Any) -> int:
        """Run a statement and give the number of rows it touched."""
        cursor = await self.connection.execute(query, values)
        return cursor.rowcount

    def audit(
        self, operation: Operation, object: str, database: str | None = None, **detail: Any
    ) -> None:
        """Record an act on data; written just before the commit, in the same transaction.

        Raises:
            ContextMissing: members' data are touched without a purpose.
        """
        if database is not None and self.purpose is None:
            raise ContextMissing(field="purpose")
        self._entries.append(
            Entry(
                at=self.now,
                operation=operation,
                actor=self.actor.id,
                member=self.actor.member,
                purpose=self.purpose or "administration",
                database=database,
                object=object,
                detail=detail,
            )
        )

    def send(self, topic: str, key: str) -> None:
        """Let the check nodes learn the present state of something, once committed."""
        self._changes.append(Change(topic, key))

    async def flush(self) -> None:
        """Write what was recorded and announced; called last, so the chain is held briefly."""
        if self._changes:
            await self.connection.execute(
                "INSERT INTO outbox (topic, key)"
                " SELECT * FROM unnest(%(topics)b::text[], %(keys)b::text[])",
                {
                    "topics": [change.topic for change in self._changes],
                    "keys": [change.key for change in self._changes],
                },
            )
            await self.connection.execute("SELECT pg_notify('outbox', '')")
        if self._entries:
            await self.connection.execute(
                "SELECT audit_append(%(chain)s, NULL, %(entries)b)",
                {"chain": HUB_CHAIN, "entries": [entry.text() for entry in self._entries]},
            )
        self._changes.clear()
        self._entries.clear()


class Units:
    """Opens units of work on one database.

    Args:
        database: its pools must be open.
        clock: replaced in tests alone.
    """

    def __init__(self, database: Database, clock: Clock = utc_now) -> None:
        self.database = database
        self.clock = clock

    @asynccontextmanager
    async def begin(self, actor: Actor, purpose: str | None = None) -> AsyncIterator[Unit]:
        """Open a unit behind row-level security, as ``actor`` sees the world."""
        async with self.database.connection("wasl_app") as connection:
            context = {"member": actor.member, "bit": str(actor.bit), "actor": actor.id}
            await connection.execute(CONTEXT, context)
            unit = Unit(connection, actor, purpose, self.clock)
            yield unit
            await unit.flush()

    @asynccontextmanager
    async def system(self) -> AsyncIterator[Unit]:
        """Open a unit for sign-in, the relay or a job, under the system's own grants."""
        async with self.database.connection("wasl_system") as connection:
            unit = Unit(connection, SYSTEM, None, self.clock)
            yield unit
            await unit.flush()
