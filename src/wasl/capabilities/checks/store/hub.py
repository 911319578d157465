# SPDX-License-Identifier: Apache-2.0
"""The hub's tables of checks: audit parcels taken in, hits, reports of nodes, the feed."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import msgspec
import psycopg
from psycopg.errors import DataException

from wasl.capabilities.checks.errors import AuditGap
from wasl.capabilities.checks.model import KeptCheck, Subject
from wasl.foundation.db import Database, as_role
from wasl.foundation.errors import NotAvailable
from wasl.foundation.ledger import HUB_CHAIN
from wasl.foundation.unit import Unit

CHANNEL = "outbox"
_FEED_LOCK = 0x5741534C  # "WASL": one relay gives numbers at a time


class _FoundLine(msgspec.Struct):
    record: str
    database: str
    owner: str
    score: float


class _Detail(msgspec.Struct):
    check: str = ""
    site: str | None = None
    hits: tuple[_FoundLine, ...] = ()


class _Line(msgspec.Struct):
    """The part of an audit entry that hits are made of."""

    at: str
    actor: str
    member: str
    purpose: str
    detail: _Detail


class Numbered(msgspec.Struct, frozen=True):
    """An entry of the feed before its state is joined."""

    seq: int
    topic: str
    key: str


_decoder = msgspec.json.Decoder(_Line)


async def take_parcel(
    unit: Unit, chain: str, first: int, entries: Sequence[str]
) -> tuple[int, bytes]:
    """Keep a parcel of a node's audit chain and its hits; a second delivery does nothing.

    Returns:
        Number and hash of the last entry that the hub has of this chain.

    Raises:
        AuditGap: entries before ``first`` never arrived, or the chain is none of a node's.
    """
    if chain == HUB_CHAIN:  # written by the hub's own transactions alone
        raise AuditGap(chain, first)
    try:
        row = await unit.row(
            "SELECT last_seq, last_hash FROM audit_append(%(chain)s, %(first)s, %(entries)s)",
            chain=chain,
            first=first,
            entries=list(entries),
        )
    except DataException as error:
        raise AuditGap(chain, first) from error
    if row is None:
        raise NotAvailable("audit")
    await _keep_hits(unit, chain, first, entries)
    return row["last_seq"], bytes(row["last_hash"])


async def _keep_hits(unit: Unit, chain: str, first: int, entries: Sequence[str]) -> None:
    rows = []
    for seq, text in enumerate(entries, start=first):
        if '"hits":[{' not in text:
            continue
        line = _decoder.decode(text)
        rows += [
            {
                "chain": chain,
                "seq": seq,
                "line": n,
                "check": line.detail.check,
                "at": line.at,
                "actor": line.actor,
                "member": line.member,
                "purpose": line.purpose,
                "site": line.detail.site,
                **msgspec.to_builtins(hit),
            }
            for n, hit in enumerate(line.detail.hits)
        ]
    if rows:
        async with unit.connection.cursor() as cursor:
            await cursor.executemany(
                "INSERT INTO check_hit (chain, seq, line, check_id, at, actor, member, purpose,"
                " site, record, database, owner, score)"
                " VALUES (%(chain)s, %(seq)s, %(line)s, %(check)s, %(at)s, %(actor)s, %(member)s,"
                " %(purpose)s, %(site)s, %(record)s, %(database)s, %(owner)s, %(score)s)"
                " ON CONFLICT DO NOTHING",
                rows,
            )


async def list_recent(unit: Unit, actor: str, limit: int) -> list[str]:
    """Give the newest audit entries of an actor's checks, newest first."""
    rows = await unit.rows(
        "SELECT entry FROM audit WHERE actor = %(actor)s AND chain <> 'hub'"
        " AND operation = 'consultation' ORDER BY at DESC LIMIT %(limit)s",
        actor=actor,
        limit=limit,
    )
    return [row["entry"] for row in rows]


class _KeptDetail(msgspec.Struct):
    asked: Subject
    hits: tuple[_FoundLine, ...] = ()


class _KeptLine(msgspec.Struct):
    detail: _KeptDetail


_kept_decoder = msgspec.json.Decoder(_KeptLine)


async def find_kept(unit: Unit, check: str) -> KeptCheck | None:
    """Give what the audit keeps of a check of the actor's own; None until the hub has it."""
    row = await unit.row(
        "SELECT entry FROM audit WHERE object = %(check)s AND actor = %(actor)s"
        " AND chain <> 'hub' AND operation = 'consultation' LIMIT 1",
        check=check,
        actor=unit.actor.id,
    )
    if row is None:
        return None
    detail = _kept_decoder.decode(row["entry"]).detail
    return KeptCheck(detail.asked, {hit.record: hit.score for hit in detail.hits})


async def list_audited(unit: Unit, since: datetime) -> list[str]:
    """Give the identifiers of all checks in the audit since then, as often as they are there."""
    rows = await unit.rows(
        "SELECT object FROM audit WHERE chain <> 'hub' AND operation = 'consultation'"
        " AND at >= %(since)s",
        since=since,
    )
    return [row["object"] for row in rows]


async def put_report(unit: Unit, report: dict[str, Any], now: datetime) -> None:
    """Keep a node's report in place of its last."""
    await unit.execute(
        "INSERT INTO node_status"
        " (site, position, applied_at, lag_seconds, records, spool, version, reported_at)"
        " VALUES (%(site)s, %(position)s, %(applied_at)s, %(lag_seconds)s, %(records)s,"
        " %(spool)s, %(version)s, %(now)s)"
        " ON CONFLICT (site) DO UPDATE SET position = EXCLUDED.position,"
        " applied_at = EXCLUDED.applied_at, lag_seconds = EXCLUDED.lag_seconds,"
        " records = EXCLUDED.records, spool = EXCLUDED.spool, version = EXCLUDED.version,"
        " reported_at = EXCLUDED.reported_at",
        **report,
        now=now,
    )


async def list_reports(unit: Unit) -> list[dict[str, Any]]:
    """Give the last report of each node, by site.

    A node that fell silent with changes yet to apply lags since it was last heard.
    """
    return await unit.rows(
        "SELECT site, position, applied_at, CASE WHEN position < published"
        " THEN greatest(lag_seconds, extract(epoch FROM %(now)s - reported_at)::float8)"
        " ELSE lag_seconds END AS lag_seconds, records, spool, version, reported_at"
        " FROM node_status, feed ORDER BY site",
        now=unit.now,
    )


async def feed_position(unit: Unit) -> dict[str, int]:
    """Give how far the feed is: the highest numbers ``given`` and ``published``."""
    row = await unit.row("SELECT given, published FROM feed")
    if row is None:
        raise NotAvailable("feed")
    return {name: int(value) for name, value in row.items()}


async def count_waiting(unit: Unit) -> int:
    """Count the changes that wait for a number; for the system page and metrics."""
    row = await unit.row("SELECT count(*) AS waiting FROM outbox WHERE seq IS NULL")
    return 0 if row is None else int(row["waiting"])


async def number_changes(unit: Unit, most: int) -> list[Numbered]:
    """Give contiguous numbers to the changes that wait for one, oldest first.

    Gives nothing while another relay does this.
    """
    held = await unit.row("SELECT pg_try_advisory_xact_lock(%(lock)s) AS held", lock=_FEED_LOCK)
    if held is None or not held["held"]:
        return []
    rows = await unit.rows(
        "WITH waiting AS ("
        "   SELECT id, row_number() OVER (ORDER BY id) AS n FROM ("
        "       SELECT id FROM outbox WHERE seq IS NULL ORDER BY id LIMIT %(most)s) AS oldest"
        "), numbered AS ("
        "   UPDATE outbox SET seq = (SELECT given FROM feed) + waiting.n FROM waiting"
        "   WHERE outbox.id = waiting.id RETURNING outbox.seq, outbox.topic, outbox.key"
        ") SELECT seq, topic, key FROM numbered ORDER BY seq",
        most=most,
    )
    if rows:
        await unit.execute("UPDATE feed SET given = %(given)s", given=rows[-1]["seq"])
    return [Numbered(**row) for row in rows]


async def list_changes(unit: Unit, first: int, last: int, most: int) -> list[Numbered]:
    """Give the numbered changes from ``first`` to ``last``, at most ``most`` of them."""
    rows = await unit.rows(
        "SELECT seq, topic, key FROM outbox WHERE seq BETWEEN %(first)s AND %(last)s"
        " ORDER BY seq LIMIT %(most)s",
        first=first,
        last=last,
        most=most,
    )
    return [Numbered(**row) for row in rows]


async def mark_published(unit: Unit, last: int) -> None:
    """Note that the carrier has acknowledged the feed up to ``last``."""
    await unit.execute("UPDATE feed SET published = greatest(published, %(last)s)", last=last)


async def trim_feed(unit: Unit, kept: int, most: int) -> int:
    """Forget numbered changes older than the newest ``kept``, at most ``most`` at a time."""
    return await unit.execute(
        "DELETE FROM outbox WHERE seq IN (SELECT seq FROM outbox"
        " WHERE seq <= (SELECT published FROM feed) - %(kept)s ORDER BY seq LIMIT %(most)s)",
        kept=kept,
        most=most,
    )


@asynccontextmanager
async def listening(database: Database) -> AsyncIterator[psycopg.AsyncConnection[Any]]:
    """Hold a connection that hears of new changes; ``wait_for_change`` waits on it.

    Raises:
        NotAvailable: the database does not answer.
    """
    try:
        connection = await psycopg.AsyncConnection.connect(
            as_role(database.dsn, "wasl_system"), autocommit=True
        )
    except psycopg.OperationalError as error:
        raise NotAvailable("database") from error
    async with connection:
        await connection.execute("LISTEN outbox")
        yield connection


async def wait_for_change(connection: psycopg.AsyncConnection[Any], seconds: float) -> None:
    """Wait until a change is announced, or for so many seconds.

    Raises:
        NotAvailable: the database went away.
    """
    try:
        async for _ in connection.notifies(timeout=seconds, stop_after=1):
            return
    except psycopg.OperationalError as error:
        raise NotAvailable("database") from error
