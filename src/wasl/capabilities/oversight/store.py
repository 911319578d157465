# SPDX-License-Identifier: Apache-2.0
"""Reading the audit; writing it is the unit's affair alone."""

from datetime import date
from typing import Any

import psycopg
from psycopg.rows import dict_row

from wasl.capabilities.oversight.model import Question
from wasl.foundation.unit import Unit


async def list_lines(
    unit: Unit, question: Question, after: tuple[str, str, int] | None
) -> list[dict[str, Any]]:
    """Give rows newest first; ``after`` is (time, chain, number) of the last one seen."""
    at, chain, seq = after or (None, None, None)
    return await unit.rows(
        """
        SELECT chain, seq, at, operation, actor, member, purpose, database, object, entry
        FROM audit
        WHERE (%(actor)s::text IS NULL OR actor = %(actor)s)
          AND (%(object)s::text IS NULL OR object = %(object)s)
          AND (%(operation)s::text IS NULL OR operation = %(operation)s)
          AND (%(since)s::timestamptz IS NULL OR at >= %(since)s)
          AND (%(until)s::timestamptz IS NULL OR at < %(until)s)
          AND (%(at)s::timestamptz IS NULL OR (at, chain, seq) < (%(at)s, %(chain)s, %(seq)s))
        ORDER BY at DESC, chain DESC, seq DESC
        LIMIT %(limit)s
        """,
        actor=question.actor,
        object=question.object,
        operation=question.operation,
        since=question.since,
        until=question.until,
        limit=question.limit,
        at=at,
        chain=chain,
        seq=seq,
    )


async def make_partition(unit: Unit, month: date) -> None:
    """Make the audit's partition of a month, if it is missing."""
    await unit.row("SELECT audit_partition(%(month)s) AS made", month=month)


def heads(connection: psycopg.Connection[Any]) -> dict[str, dict[str, Any]]:
    """Give the last link of each chain."""
    with connection.cursor(row_factory=dict_row) as cursor:
        cursor.execute("SELECT chain, seq, hash FROM audit_chain")
        return {row["chain"]: row for row in cursor}


def entries(connection: psycopg.Connection[Any]) -> psycopg.ServerCursor[dict[str, Any]]:
    """Stream all entries in order of chain and number, whatever their number."""
    cursor = psycopg.ServerCursor(connection, "entries", row_factory=dict_row)
    cursor.itersize = 5_000
    cursor.execute(
        "SELECT chain, seq, operation, actor, member, purpose, database, object, entry, hash"
        " FROM audit ORDER BY chain, seq"
    )
    return cursor
