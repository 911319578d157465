# SPDX-License-Identifier: Apache-2.0
"""Rows of many records at once, for imports.

``COPY`` is refused on a table under row-level security, so new states go to a
temporary table of the connection (never logged, emptied at commit) and from
there through the policies into ``record``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from wasl.capabilities.records.model import Decided, Key
from wasl.capabilities.records.store._values import hex_audiences, to_bits, to_json
from wasl.foundation.unit import Unit


@dataclass(frozen=True, slots=True)
class Known:
    """What is on record under a source reference.

    Attributes:
        id: of the record.
        version: present one.
        digest: of what the owner said last.
        import_id: of the import that said it, if one did.
        retention: its last day.
    """

    id: UUID
    version: int
    digest: bytes
    import_id: UUID | None
    retention: date

    def says(self, decided: Decided) -> bool:
        """Tell whether the record says already what was decided."""
        return self.digest == decided.digest and decided.draft.retention in (None, self.retention)


@dataclass(frozen=True, slots=True)
class State:
    """A state to be written: of a new record (version 1) or a further one."""

    id: UUID
    version: int
    decided: Decided


async def lock_owner(unit: Unit, database: str, owner: str) -> None:
    """Let one bulk writer at a time into an owner's records of a database, until the commit."""
    await unit.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended(%(name)s, 0))",
        name=f"records/{database}/{owner}",
    )


async def known(unit: Unit, database: str, owner: str, references: list[str]) -> dict[str, Known]:
    """Find the records that an owner has under some source references."""
    rows = await unit.rows(
        """
        SELECT source_reference, id, version, digest, import_id, retention FROM record
        WHERE owner = %(owner)s AND database = %(database)s
          AND source_reference = ANY(%(references)b)
        """,
        owner=owner,
        database=database,
        references=references,
    )
    return {row.pop("source_reference"): Known(**row) for row in rows}


async def hold(unit: Unit, ids: list[UUID]) -> dict[UUID, int]:
    """Lock records against other writers until the commit; gives their versions.

    One that was erased since it was read is not among them.
    """
    if not ids:
        return {}
    rows = await unit.rows(
        """
        SELECT id, version FROM record WHERE id = ANY(%(ids)b) AND state <> 'deleted'
        ORDER BY id FOR UPDATE
        """,
        ids=ids,
    )
    return {row["id"]: row["version"] for row in rows}


async def _stage(unit: Unit, states: Iterable[State]) -> None:
    exists = await unit.row("SELECT to_regclass('pg_temp.record_staging') IS NOT NULL AS ready")
    if not (exists and exists["ready"]):
        await unit.execute(
            """
            CREATE TEMPORARY TABLE record_staging (
                id uuid, version integer, body jsonb, digest bytea, audience bit(256),
                audiences jsonb, restriction jsonb, purpose text, handling text,
                confidentiality text, retention date, source_reference text, case_reference text
            ) ON COMMIT DELETE ROWS
            """
        )
    copy = (
        "COPY pg_temp.record_staging (id, version, body, digest, audience, audiences,"
        " restriction, purpose, handling, confidentiality, retention, source_reference,"
        " case_reference) FROM STDIN"
    )
    async with unit.connection.cursor().copy(copy) as rows:
        for state in states:
            await rows.write_row(_row(state))


def _row(state: State) -> tuple[object, ...]:
    decided, draft = state.decided, state.decided.draft
    return (
        state.id,
        state.version,
        to_json(draft.body),
        decided.digest,
        to_bits(decided.audience),
        hex_audiences(decided.audiences) if decided.audiences else "{}",
        to_json(draft.restriction),
        draft.purpose,
        draft.handling,
        draft.confidentiality,
        decided.retention,
        decided.reference,
        draft.case,
    )


async def write(
    unit: Unit, database: str, owner: str, states: list[State], import_id: UUID | None
) -> None:
    """Write new and changed states with their keys; changed ones must be kept before.

    See ``keep_versions`` and ``drop_keys`` of the single rows for what comes first.
    """
    await _stage(unit, states)
    common = {
        "database": database,
        "owner": owner,
        "actor": unit.actor.id,
        "now": unit.now,
        "import": import_id,
    }
    if any(state.version == 1 for state in states):
        await unit.execute(
            """
            INSERT INTO record (id, database, owner, version, body, digest, audience, audiences,
                restriction, purpose, handling, confidentiality, retention, source_reference,
                case_reference, state, entered_at, entered_by, changed_at, changed_by, import_id)
            SELECT s.id, %(database)s, %(owner)s, 1, s.body, s.digest, s.audience, s.audiences,
                s.restriction, s.purpose, s.handling, s.confidentiality, s.retention,
                s.source_reference, s.case_reference, 'active', %(now)s, %(actor)s, %(now)s,
                %(actor)s, %(import)s
            FROM pg_temp.record_staging s WHERE s.version = 1
            """,
            **common,
        )
    if any(state.version > 1 for state in states):
        await unit.execute(
            """
            UPDATE record r SET version = s.version, body = s.body, digest = s.digest,
                audience = s.audience, audiences = s.audiences, restriction = s.restriction,
                purpose = s.purpose, handling = s.handling, confidentiality = s.confidentiality,
                retention = s.retention, case_reference = s.case_reference, changed_at = %(now)s,
                changed_by = %(actor)s, import_id = %(import)s
            FROM pg_temp.record_staging s WHERE s.version > 1 AND r.id = s.id
            """,
            **common,
        )


def all_keys(states: list[State]) -> list[tuple[UUID, Key, bytes]]:
    """Give the identifiers of many states."""
    return [(state.id, key, seen) for state in states for key, seen in state.decided.keys]
