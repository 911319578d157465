# SPDX-License-Identifier: Apache-2.0
"""Lists of records: filters, orders, places in them, counts."""

from dataclasses import dataclass
from typing import Any, LiteralString
from uuid import UUID

import psycopg

from wasl.capabilities.records.errors import CursorInvalid
from wasl.capabilities.records.model import Count, Query, Record
from wasl.capabilities.records.store._values import to_record
from wasl.capabilities.records.store.records import COLUMNS
from wasl.foundation.unit import Unit

COUNTED = 10_000


@dataclass(frozen=True, slots=True)
class _Sort:
    """By what a list is sorted: a column or what an index holds, and the type of its values."""

    value: LiteralString
    type: LiteralString
    only: LiteralString = ""


# The indexes of 0010_lists.sql hold the same expressions. No field that an owner may
# hide from somebody is among them: the order would tell of it.
_CHANGED = _Sort("r.changed_at", "timestamptz")
_NAME = _Sort(
    "lower(coalesce(r.body #>> '{names,0,text}', r.body ->> 'number', r.body ->> 'vin', ''))",
    "text",
)
_BORN = _Sort("coalesce(r.body #>> '{birth_dates,0}', '~')", "text", " AND r.database = 'persons'")
_RETENTION = _Sort("r.retention", "date")
_OWNER = _Sort("r.owner", "text")
_SORTS: dict[str, tuple[_Sort, bool]] = {
    "newest": (_CHANGED, True),
    "oldest": (_CHANGED, False),
    "name": (_NAME, False),
    "-name": (_NAME, True),
    "born": (_BORN, False),
    "-born": (_BORN, True),
    "retention": (_RETENTION, False),
    "-retention": (_RETENTION, True),
    "owner": (_OWNER, False),
    "-owner": (_OWNER, True),
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of a list ended: the value that it is sorted by, as text, and the record."""

    value: str
    record: UUID


def _where(query: Query, values: list[str] | None) -> LiteralString:
    """Give the conditions of the filters that are set; only fixed text is joined."""
    where: LiteralString = "r.database = d.database AND r.state <> 'deleted'"
    if query.state == "deleted":
        where = "r.database = d.database AND r.state = 'deleted'"
    if query.state == "deletion_requested":
        where += " AND r.state = 'deletion_requested'"
    if query.owner is not None:
        where += " AND r.owner = %(owner)s"
    if query.state in ("deleted", "deletion_requested") or query.import_id is not None:
        where += " AND r.owner = %(member)s"
    if query.import_id is not None:
        where += " AND r.import_id = %(import_id)s"
    if query.ids is not None:
        where += " AND r.id = ANY(%(ids)b)"
    if query.kept_until is not None:
        where += " AND r.owner = %(member)s AND r.retention <= %(kept_until)s"
    if query.updated_since is not None:
        where += " AND r.changed_at >= %(updated_since)s"
    if values is not None:
        where += (
            " AND r.id IN (SELECT k.record FROM record_key k"
            " WHERE k.value = ANY(%(identifiers)s) AND k.database = d.database)"
        )
    return where


async def list_page(
    unit: Unit,
    query: Query,
    databases: list[str],
    identifiers: list[str] | None,
    after: Place | None,
) -> list[tuple[Record, Place]]:
    """Read a page in the query's order, one row more than the limit if there is one.

    Raises:
        CursorInvalid: ``after`` is no place of this order.
    """
    sort, falls = _SORTS[query.order or "newest"]
    where = _where(query, identifiers) + sort.only
    way: LiteralString = " DESC" if falls else ""
    if after is not None:
        beyond: LiteralString = "<" if falls else ">"
        where += (
            " AND (" + sort.value + ", r.id) " + beyond + " (%(at)s::" + sort.type + ", %(id)s)"
        )
    statement: LiteralString = (
        "SELECT r.* FROM unnest(%(databases)s::text[]) AS d (database) CROSS JOIN LATERAL"  # noqa: S608 - only fixed text is joined
        " (SELECT "
        + (COLUMNS + ", " + sort.value + " AS place FROM record r WHERE " + where)
        + (" ORDER BY " + sort.value + way + ", r.id" + way + " LIMIT %(limit)s")
        + (") AS r ORDER BY r.place" + way + ", r.id" + way + " LIMIT %(limit)s")
    )
    at, record = (after.value, after.record) if after else (None, None)
    values = _filters(unit, query, databases, identifiers)
    try:
        rows = await unit.rows(statement, **values, at=at, id=record, limit=query.limit + 1)
    except psycopg.DataError as error:
        raise CursorInvalid from error
    return [(to_record(row), _place(row)) for row in rows]


def _place(row: dict[str, Any]) -> Place:
    value = row["place"]
    return Place(value if isinstance(value, str) else value.isoformat(), row["id"])


async def count(
    unit: Unit, query: Query, databases: list[str], identifiers: list[str] | None
) -> Count:
    """Count exactly up to ``COUNTED``."""
    statement: LiteralString = (
        "SELECT count(*) AS n FROM (SELECT FROM unnest(%(databases)s::text[]) AS d (database)"  # noqa: S608 - only fixed text is joined
        " JOIN record r ON " + _where(query, identifiers) + " LIMIT %(most)s) AS counted"
    )
    values = _filters(unit, query, databases, identifiers)
    row = await unit.row(statement, **values, most=COUNTED + 1)
    number = int(row["n"]) if row else 0
    return Count(min(number, COUNTED), number <= COUNTED)


def _filters(
    unit: Unit, query: Query, databases: list[str], identifiers: list[str] | None
) -> dict[str, Any]:
    return {
        "databases": databases,
        "identifiers": identifiers,
        "member": unit.actor.member,
        "owner": query.owner,
        "import_id": query.import_id,
        "ids": list(query.ids) if query.ids is not None else None,
        "updated_since": query.updated_since,
        "kept_until": query.kept_until,
    }
