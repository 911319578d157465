# SPDX-License-Identifier: Apache-2.0
"""Rows of requests to delete, and what erasing leaves."""

from datetime import date
from uuid import UUID

from wasl.capabilities.records.model import Deletion, Record
from wasl.capabilities.records.store._values import ERASED, to_bits
from wasl.capabilities.records.store.lists import COUNTED
from wasl.capabilities.records.store.records import drop_keys, keep_versions
from wasl.foundation.unit import Unit


async def insert(unit: Unit, record: Record, reason: str) -> None:
    """Keep a request to delete and mark the record."""
    await unit.execute(
        """
        INSERT INTO deletion_request (record, owner, reason, requested_by, requested_at)
        VALUES (%(record)s, %(owner)s, %(reason)s, %(actor)s, %(now)s)
        """,
        record=record.id,
        owner=record.owner,
        reason=reason,
        actor=unit.actor.id,
        now=unit.now,
    )
    await set_state(unit, record.id, "deletion_requested")


async def set_state(unit: Unit, record: UUID, state: str) -> None:
    """Mark a record; this is no new version, since its content stays."""
    await unit.execute(
        "UPDATE record SET state = %(state)s WHERE id = %(id)s", id=record, state=state
    )


async def find(unit: Unit, record: UUID) -> Deletion | None:
    """Read the request that waits."""
    row = await unit.row(
        """
        SELECT record, reason, requested_by, requested_at FROM deletion_request
        WHERE record = %(id)s AND state = 'waiting' FOR UPDATE
        """,
        id=record,
    )
    return Deletion(**row) if row else None


async def list_waiting(unit: Unit, databases: list[str]) -> list[tuple[str, Deletion]]:
    """Read the requests of one's own bureau that wait, with their database, oldest first."""
    rows = await unit.rows(
        """
        SELECT r.database, d.record, d.reason, d.requested_by, d.requested_at
        FROM deletion_request d JOIN record r ON r.id = d.record
        WHERE d.state = 'waiting' AND d.owner = %(member)s AND r.database = ANY(%(databases)s)
        ORDER BY d.requested_at LIMIT 500
        """,
        member=unit.actor.member,
        databases=databases,
    )
    return [(row.pop("database"), Deletion(**row)) for row in rows]


async def settle(unit: Unit, record: UUID, state: str) -> None:
    """Close the request that waits."""
    await unit.execute(
        """
        UPDATE deletion_request SET state = %(state)s, decided_by = %(actor)s, decided_at = %(now)s
        WHERE record = %(record)s AND state = 'waiting'
        """,
        record=record,
        state=state,
        actor=unit.actor.id,
        now=unit.now,
    )


async def list_expired(unit: Unit, limit: int) -> list[tuple[UUID, str]]:
    """Read records past their last day of keeping, with their owners, as the system."""
    rows = await unit.rows(
        """
        SELECT id, owner FROM record WHERE state <> 'deleted' AND retention < %(today)s
        ORDER BY retention LIMIT %(limit)s
        """,
        today=unit.today,
        limit=limit,
    )
    return [(row["id"], row["owner"]) for row in rows]


async def hold_expired(unit: Unit, ids: list[UUID]) -> list[tuple[UUID, str, date]]:
    """Hold those of one's own records that still are past their last day, until the commit."""
    rows = await unit.rows(
        """
        SELECT id, database, retention FROM record
        WHERE id = ANY(%(ids)b) AND state <> 'deleted' AND retention < %(today)s
        ORDER BY id FOR UPDATE
        """,
        ids=ids,
        today=unit.today,
    )
    return [(row["id"], row["database"], row["retention"]) for row in rows]


async def count_ending(unit: Unit, database: str, until: date) -> int:
    """Count one's own records that are kept until this day at most."""
    row = await unit.row(
        """
        SELECT count(*) AS n FROM (
            SELECT FROM record WHERE state <> 'deleted' AND retention <= %(until)s
              AND owner = %(member)s AND database = %(database)s LIMIT %(most)s) AS counted
        """,
        until=until,
        member=unit.actor.member,
        database=database,
        most=COUNTED,
    )
    return int(row["n"]) if row else 0


async def erase(unit: Unit, record: UUID, own: bytes) -> None:
    """Empty a record and its past; what stays says that it was, whose, from when to when.

    Args:
        unit: acting for the owner.
        record: which.
        own: audience of the owner alone.
    """
    await keep_versions(unit, [record])
    await drop_keys(unit, [record])
    values = {
        "id": record,
        "body": ERASED,
        "own": to_bits(own),
        "reference": f"~erased/{record}",
        "actor": unit.actor.id,
        "now": unit.now,
    }
    await unit.execute(
        """
        UPDATE record_version SET body = %(body)s::jsonb, audience = %(own)s::bit(256),
            audiences = '{}', restriction = '{"mode": "only"}',
            source_reference = %(reference)s, case_reference = NULL
        WHERE record = %(id)s
        """,
        **values,
    )
    await unit.execute(
        """
        UPDATE record SET version = version + 1, state = 'deleted', body = %(body)s::jsonb,
            digest = '', audience = %(own)s::bit(256), audiences = '{}',
            restriction = '{"mode": "only"}', source_reference = %(reference)s,
            case_reference = NULL, changed_at = %(now)s, changed_by = %(actor)s, import_id = NULL
        WHERE id = %(id)s
        """,
        **values,
    )
