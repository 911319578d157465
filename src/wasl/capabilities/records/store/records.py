# SPDX-License-Identifier: Apache-2.0
"""Rows of single records: present state, past states, identifiers, requests to delete."""

from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

import psycopg

from wasl.capabilities.records.errors import AlreadyEntered, ReferenceTaken
from wasl.capabilities.records.model import (
    Decided,
    Key,
    Record,
    Version,
)
from wasl.capabilities.records.store._values import (
    hex_audiences,
    to_bits,
    to_json,
    to_record,
)
from wasl.foundation.errors import AppError
from wasl.foundation.unit import Unit

COLUMNS: LiteralString = """
    r.id, r.database, r.owner, r.version, r.body::text AS body, r.audience::text AS audience,
    r.audiences, r.restriction, r.purpose, r.handling, r.confidentiality, r.retention,
    r.source_reference, r.case_reference, r.state, r.entered_at, r.entered_by, r.changed_at,
    r.changed_by, r.import_id
"""


def _values(record: Record, digest: bytes) -> dict[str, Any]:
    return {
        "id": record.id,
        "database": record.database,
        "owner": record.owner,
        "version": record.version,
        "body": to_json(record.body),
        "digest": digest,
        "audience": to_bits(record.audience),
        "audiences": hex_audiences(record.audiences),
        "restriction": to_json(record.restriction),
        "purpose": record.purpose,
        "handling": record.handling,
        "confidentiality": record.confidentiality,
        "retention": record.retention,
        "reference": record.source_reference,
        "case": record.case,
        "state": record.state,
        "entered_at": record.entered_at,
        "entered_by": record.entered_by,
        "changed_at": record.changed_at,
        "changed_by": record.changed_by,
        "import": record.import_id,
    }


def _taken(decided: Decided) -> AppError:
    """Say what a record stands in the way of; a reference that was worked out says nothing."""
    given = decided.draft.source_reference
    return ReferenceTaken(given) if given else AlreadyEntered()


async def insert(unit: Unit, record: Record, decided: Decided) -> None:
    """Write a new record and its keys.

    Raises:
        ReferenceTaken: the owner has another under this reference.
        AlreadyEntered: the owner gave no reference, and has another of the same.
    """
    try:
        await unit.execute(
            """
            INSERT INTO record (id, database, owner, version, body, digest, audience, audiences,
                restriction, purpose, handling, confidentiality, retention, source_reference,
                case_reference, state, entered_at, entered_by, changed_at, changed_by, import_id)
            VALUES (%(id)s, %(database)s, %(owner)s, %(version)s, %(body)s::jsonb, %(digest)s,
                %(audience)s::bit(256), %(audiences)s::jsonb, %(restriction)s::jsonb, %(purpose)s,
                %(handling)s, %(confidentiality)s, %(retention)s, %(reference)s, %(case)s,
                %(state)s, %(entered_at)s, %(entered_by)s, %(changed_at)s, %(changed_by)s,
                %(import)s)
            """,
            **_values(record, decided.digest),
        )
    except psycopg.errors.UniqueViolation as error:
        raise _taken(decided) from error
    keys = [(record.id, key, seen) for key, seen in decided.keys]
    await insert_keys(unit, keys, record.database, record.owner)


async def insert_keys(
    unit: Unit, keys: list[tuple[UUID, Key, bytes]], database: str, owner: str
) -> None:
    """Write identifiers of records, all of one database and owner."""
    if not keys:
        return
    await unit.execute(
        """
        INSERT INTO record_key (record, scheme, value, field, database, owner, audience)
        SELECT k.record, k.scheme, k.value, k.field, %(database)s, %(owner)s, k.audience::bit(256)
        FROM unnest(%(records)b::uuid[], %(schemes)b::text[], %(values)b::text[],
                    %(fields)b::text[], %(audiences)b::text[])
             AS k (record, scheme, value, field, audience)
        ON CONFLICT DO NOTHING
        """,
        database=database,
        owner=owner,
        records=[record_id for record_id, _, _ in keys],
        schemes=[key.scheme for _, key, _ in keys],
        values=[key.value for _, key, _ in keys],
        fields=[key.field for _, key, _ in keys],
        audiences=[to_bits(seen) for _, _, seen in keys],
    )


async def keep_versions(unit: Unit, ids: list[UUID]) -> None:
    """Copy present states into the past, just before they are superseded."""
    await unit.execute(
        """
        INSERT INTO record_version (record, version, database, owner, body, audience, audiences,
            restriction, purpose, handling, confidentiality, retention, source_reference,
            case_reference, state, since, by, until, import_id)
        SELECT r.id, r.version, r.database, r.owner, r.body, r.audience, r.audiences,
            r.restriction, r.purpose, r.handling, r.confidentiality, r.retention,
            r.source_reference, r.case_reference, r.state, r.changed_at, r.changed_by,
            %(now)s, r.import_id
        FROM record r WHERE r.id = ANY(%(ids)b)
        """,
        ids=ids,
        now=unit.now,
    )


async def drop_keys(unit: Unit, ids: list[UUID]) -> None:
    """Remove the identifiers of records."""
    await unit.execute("DELETE FROM record_key WHERE record = ANY(%(ids)b)", ids=ids)


async def update(unit: Unit, record: Record, decided: Decided) -> None:
    """Put a new state in place of the present one, which goes into the past.

    Raises:
        ReferenceTaken: the owner has another under this reference.
        AlreadyEntered: the owner gave no reference, and has another of the same.
    """
    await keep_versions(unit, [record.id])
    try:
        await unit.execute(
            """
            UPDATE record SET version = %(version)s, body = %(body)s::jsonb, digest = %(digest)s,
                audience = %(audience)s::bit(256), audiences = %(audiences)s::jsonb,
                restriction = %(restriction)s::jsonb, purpose = %(purpose)s,
                handling = %(handling)s, confidentiality = %(confidentiality)s,
                retention = %(retention)s, source_reference = %(reference)s,
                case_reference = %(case)s, state = %(state)s, changed_at = %(changed_at)s,
                changed_by = %(changed_by)s, import_id = %(import)s
            WHERE id = %(id)s
            """,
            **_values(record, decided.digest),
        )
    except psycopg.errors.UniqueViolation as error:
        raise _taken(decided) from error
    await drop_keys(unit, [record.id])
    keys = [(record.id, key, seen) for key, seen in decided.keys]
    await insert_keys(unit, keys, record.database, record.owner)


async def find(unit: Unit, record: UUID, *, lock: bool = False) -> Record | None:
    """Read a record that row-level security lets through; ``lock`` only what one owns."""
    query: LiteralString = "SELECT " + COLUMNS + " FROM record r WHERE r.id = %(id)s"  # noqa: S608 - only fixed text is joined
    row = await unit.row(query + " FOR UPDATE" if lock else query, id=record)
    return to_record(row) if row else None


async def find_many(unit: Unit, ids: list[UUID]) -> list[Record]:
    """Read several records, in no order."""
    query: LiteralString = "SELECT " + COLUMNS + " FROM record r WHERE r.id = ANY(%(ids)b)"  # noqa: S608 - only fixed text is joined
    return [to_record(row) for row in await unit.rows(query, ids=ids)]


async def find_by_keys(
    unit: Unit, databases: list[str], scheme: str, values: list[str], limit: int
) -> list[Record]:
    """Read the records that carry one of the values."""
    query: LiteralString = (
        "SELECT " + COLUMNS + " FROM record r WHERE r.id IN (SELECT k.record FROM record_key k"  # noqa: S608 - only fixed text is joined
        " WHERE k.scheme = %(scheme)s AND k.value = ANY(%(values)s)"
        " AND k.database = ANY(%(databases)s)) ORDER BY r.id LIMIT %(limit)s"
    )
    rows = await unit.rows(query, scheme=scheme, values=values, databases=databases, limit=limit)
    return [to_record(row) for row in rows]


async def list_versions(unit: Unit, record: Record) -> list[Version]:
    """Read the past states that row-level security lets through, oldest first."""
    rows = await unit.rows(
        """
        SELECT r.record AS id, r.database, r.owner, r.version, r.body::text AS body,
            r.audience::text AS audience, r.audiences, r.restriction, r.purpose, r.handling,
            r.confidentiality, r.retention, r.source_reference, r.case_reference, r.state,
            %(entered_at)s AS entered_at, %(entered_by)s AS entered_by, r.since AS changed_at,
            r.by AS changed_by, r.import_id, r.until
        FROM record_version r WHERE r.record = %(id)s ORDER BY r.version
        """,
        id=record.id,
        entered_at=record.entered_at,
        entered_by=record.entered_by,
    )
    return [_version(to_record(row), row["until"]) for row in rows]


def _version(record: Record, until: datetime | None) -> Version:
    operation = "collection" if record.version == 1 else "alteration"
    if record.state == "deleted":
        operation = "erasure"
    return Version(record, until, operation, record.changed_by)


def present(record: Record) -> Version:
    """Give the present state as the last of its history."""
    return _version(record, None)
