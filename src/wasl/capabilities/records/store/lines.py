# SPDX-License-Identifier: Apache-2.0
"""Rows of single lines of imports: those refused, and those taken although they look doubtful."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

from wasl.capabilities.records.model import ImportJob, Line
from wasl.capabilities.records.store._values import to_json
from wasl.foundation.errors import Problem
from wasl.foundation.unit import Unit


async def insert_rejects(
    unit: Unit, job: ImportJob, rejects: list[tuple[int, Line]], member: str
) -> None:
    """Keep refused records with their number in the file."""
    if not rejects:
        return
    await unit.execute(
        """
        INSERT INTO import_reject (import_id, number, line, member, owner, raw, problems)
        SELECT %(id)s, r.number, r.line, %(member)s, %(owner)s, r.raw, r.problems::jsonb
        FROM unnest(%(numbers)s::bigint[], %(lines)s::bigint[], %(raws)s::text[],
                    %(problems)s::text[]) AS r (number, line, raw, problems)
        """,
        id=job.id,
        member=member,
        owner=job.order.owner,
        numbers=[number for number, _ in rejects],
        lines=[line.number for _, line in rejects],
        raws=[line.raw.replace("\x00", "\ufffd") for _, line in rejects],
        problems=[to_json(line.problems) for _, line in rejects],
    )


async def each_reject(unit: Unit, job: UUID) -> AsyncIterator[Line]:
    """Read refused records in the order of the file."""
    number = 0
    while True:
        rows = await unit.rows(
            """
            SELECT number, line, raw, problems FROM import_reject
            WHERE import_id = %(id)s AND number > %(number)s ORDER BY number LIMIT 1000
            """,
            id=job,
            number=number,
        )
        for row in rows:
            yield Line(row["line"], row["raw"], None, _problems(row["problems"]))
        if not rows:
            return
        number = rows[-1]["number"]


async def insert_warnings(
    unit: Unit, job: ImportJob, warnings: list[tuple[int, Line]], member: str
) -> None:
    """Keep what looks doubtful of records that were taken."""
    if not warnings:
        return
    await unit.execute(
        """
        INSERT INTO import_warning (import_id, number, line, member, owner, problems)
        SELECT %(id)s, r.number, r.line, %(member)s, %(owner)s, r.problems::jsonb
        FROM unnest(%(numbers)s::bigint[], %(lines)s::bigint[], %(problems)s::text[])
             AS r (number, line, problems)
        """,
        id=job.id,
        member=member,
        owner=job.order.owner,
        numbers=[number for number, _ in warnings],
        lines=[line.number for _, line in warnings],
        problems=[to_json(line.warnings) for _, line in warnings],
    )


async def list_warnings(unit: Unit, job: UUID, after: int, limit: int) -> list[tuple[int, Line]]:
    """Read doubtful records in the order of the file, with their numbers, from ``after`` on."""
    rows = await unit.rows(
        """
        SELECT number, line, problems FROM import_warning
        WHERE import_id = %(id)s AND number > %(after)s ORDER BY number LIMIT %(limit)s
        """,
        id=job,
        after=after,
        limit=limit,
    )
    return [
        (row["number"], Line(row["line"], "", None, warnings=_problems(row["problems"])))
        for row in rows
    ]


def _problems(kept: list[dict[str, Any]]) -> tuple[Problem, ...]:
    return tuple(Problem(**problem) for problem in kept)
