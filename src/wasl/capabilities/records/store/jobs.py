# SPDX-License-Identifier: Apache-2.0
"""Rows of imports: what was asked, how far it is, what a list no longer names."""

from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

import msgspec

from wasl.capabilities.records.model import ImportJob, ImportOrder
from wasl.capabilities.records.store._values import to_json
from wasl.foundation.access import Actor
from wasl.foundation.unit import Unit

COLUMNS: LiteralString = """
    id, owner, requested, state, cancelling, lines, bytes_done, bytes_total, new, changed,
    unchanged, rejected, warned, gone, seconds, header, problem, requested_by, requested_at,
    started_at, finished_at, swept_at
"""


def _job(row: dict[str, Any]) -> ImportJob:
    rate = row["lines"] / row["seconds"] if row["seconds"] else 0.0
    left = None
    if row["state"] == "running" and row["bytes_done"]:
        left = row["seconds"] * (row["bytes_total"] / row["bytes_done"] - 1)
    return ImportJob(
        id=row["id"],
        order=msgspec.convert(row["requested"], ImportOrder),
        state=row["state"],
        cancelling=row["cancelling"],
        lines=row["lines"],
        bytes_done=row["bytes_done"],
        bytes_total=row["bytes_total"],
        new=row["new"],
        changed=row["changed"],
        unchanged=row["unchanged"],
        rejected=row["rejected"],
        warned=row["warned"],
        gone=row["gone"],
        rate=round(rate, 1),
        seconds_left=None if left is None else round(left, 1),
        header=row["header"],
        problem=row["problem"],
        requested_by=row["requested_by"],
        requested_at=row["requested_at"],
        started_at=row["started_at"],
        finished_at=row["finished_at"],
        swept_at=row["swept_at"],
    )


async def insert(unit: Unit, job: ImportJob, file: str) -> None:
    """Write a job that waits for its turn."""
    actor = unit.actor
    snapshot = {
        "id": actor.id,
        "kind": actor.kind,
        "member": actor.member,
        "bit": actor.bit,
        "roles": sorted(actor.roles),
        "name": actor.name,
        "databases": sorted(actor.databases) if actor.databases is not None else None,
        "purposes": sorted(actor.purposes) if actor.purposes is not None else None,
        "may_write": actor.may_write,
        "site": actor.site,
        "purpose": unit.purpose,
    }
    await unit.execute(
        """
        INSERT INTO import_job (id, member, owner, requested, actor, file, bytes_total,
                                requested_by, requested_at)
        VALUES (%(id)s, %(member)s, %(owner)s, %(order)s::jsonb, %(actor)s::jsonb, %(file)s,
                %(bytes)s, %(by)s, %(at)s)
        """,
        id=job.id,
        member=actor.member,
        owner=job.order.owner,
        order=to_json(job.order),
        actor=to_json(snapshot),
        file=file,
        bytes=job.bytes_total,
        by=job.requested_by,
        at=job.requested_at,
    )


async def find(unit: Unit, job: UUID) -> ImportJob | None:
    """Read a job that row-level security lets through."""
    query: LiteralString = "SELECT " + COLUMNS + " FROM import_job WHERE id = %(id)s"  # noqa: S608 - only fixed text is joined
    row = await unit.row(query, id=job)
    return _job(row) if row else None


async def list_newest(
    unit: Unit, databases: list[str], before: datetime | None, limit: int
) -> list[ImportJob]:
    """Read jobs into these databases, newest first."""
    query: LiteralString = (
        "SELECT " + COLUMNS + " FROM import_job"  # noqa: S608 - only fixed text is joined
        " WHERE requested ->> 'database' = ANY(%(databases)s)"
        " AND (%(before)s::timestamptz IS NULL OR requested_at < %(before)s)"
        " ORDER BY requested_at DESC LIMIT %(limit)s"
    )
    rows = await unit.rows(query, databases=databases, before=before, limit=limit)
    return [_job(row) for row in rows]


async def find_origin(unit: Unit, job: UUID) -> tuple[Actor, str | None, str] | None:
    """Read who asked for a job, with the rights of then, for what purpose, and its file."""
    row = await unit.row("SELECT actor, file FROM import_job WHERE id = %(id)s", id=job)
    if row is None:
        return None
    kept: dict[str, Any] = row["actor"]
    purpose = kept.pop("purpose")
    for name in ("roles", "databases", "purposes"):
        kept[name] = frozenset(kept[name]) if kept[name] is not None else None
    return Actor(**kept), purpose, row["file"]


async def list_stranded(unit: Unit, task: str) -> list[UUID]:
    """Read the jobs that have something to do and are in no queue, oldest first."""
    rows = await unit.rows(
        """
        SELECT id FROM import_job i WHERE state IN ('queued', 'running')
          AND NOT EXISTS (SELECT FROM procrastinate_jobs q
                          WHERE q.task_name = %(task)s AND q.status IN ('todo', 'doing')
                            AND q.args ->> 'import_id' = i.id::text)
        ORDER BY requested_at
        """,
        task=task,
    )
    return [row["id"] for row in rows]


async def start(unit: Unit, job: UUID) -> bool:
    """Say that a job runs, unless it has ended meanwhile; a resumed one keeps when it first did."""
    started = await unit.execute(
        """
        UPDATE import_job SET state = 'running', problem = NULL, finished_at = NULL,
            started_at = coalesce(started_at, %(now)s)
        WHERE id = %(id)s AND state IN ('queued', 'running')
        """,
        id=job,
        now=unit.now,
    )
    return started == 1


async def advance(unit: Unit, job: ImportJob, before: int, seconds: float) -> bool | None:
    """Add what a chunk did, in the chunk's own transaction; True if the job is to stop.

    None if another worker has moved the job on meanwhile: the chunk must not count.

    Args:
        unit: acting for the owner.
        job: ``lines`` and ``bytes_done`` are where it stands now; the other counts are
            those of this chunk.
        before: where it stood before the chunk.
        seconds: that the chunk took.
    """
    row = await unit.row(
        """
        UPDATE import_job SET lines = %(lines)s, bytes_done = %(bytes)s, new = new + %(new)s,
            changed = changed + %(changed)s, unchanged = unchanged + %(unchanged)s,
            rejected = rejected + %(rejected)s, warned = warned + %(warned)s,
            seconds = seconds + %(seconds)s, header = coalesce(header, %(header)s)
        WHERE id = %(id)s AND lines = %(before)s AND state = 'running' RETURNING cancelling
        """,
        id=job.id,
        before=before,
        lines=job.lines,
        bytes=job.bytes_done,
        new=job.new,
        changed=job.changed,
        unchanged=job.unchanged,
        rejected=job.rejected,
        warned=job.warned,
        seconds=seconds,
        header=job.header,
    )
    return bool(row["cancelling"]) if row else None


async def finish(
    unit: Unit, job: UUID, state: str, problem: dict[str, Any] | None, gone: int | None = None
) -> None:
    """End a job."""
    await unit.execute(
        """
        UPDATE import_job SET state = %(state)s, problem = %(problem)s::jsonb, gone = %(gone)s,
            finished_at = %(now)s, cancelling = false,
            bytes_done = CASE WHEN %(state)s = 'done' THEN bytes_total ELSE bytes_done END
        WHERE id = %(id)s
        """,
        id=job,
        state=state,
        problem=None if problem is None else to_json(problem),
        gone=gone,
        now=unit.now,
    )


async def ask_to_stop(unit: Unit, job: UUID) -> None:
    """Let a running job end after its present chunk, and one that waits at once."""
    await unit.execute(
        """
        UPDATE import_job SET cancelling = (state = 'running'),
            finished_at = CASE WHEN state = 'queued' THEN %(now)s END,
            state = CASE WHEN state = 'queued' THEN 'cancelled' ELSE state END
        WHERE id = %(id)s
        """,
        id=job,
        now=unit.now,
    )


async def queue_again(unit: Unit, job: UUID) -> None:
    """Put a failed or cancelled job back in the queue; it goes on where it stood."""
    await unit.execute(
        """
        UPDATE import_job SET state = 'queued', problem = NULL, finished_at = NULL,
            cancelling = false
        WHERE id = %(id)s
        """,
        id=job,
    )


async def insert_seen(unit: Unit, job: ImportJob, references: list[str]) -> None:
    """Note references of a complete list."""
    await unit.execute(
        """
        INSERT INTO import_seen (import_id, source_reference, owner)
        SELECT %(id)s, reference, %(owner)s FROM unnest(%(references)s::text[]) AS reference
        ON CONFLICT DO NOTHING
        """,
        id=job.id,
        owner=job.order.owner,
        references=references,
    )


MISSING: LiteralString = """
    FROM record r WHERE r.owner = %(owner)s AND r.database = %(database)s
      AND r.state <> 'deleted' AND r.import_id IS NOT NULL
      AND NOT EXISTS (SELECT FROM import_seen s
                      WHERE s.import_id = %(id)s AND s.source_reference = r.source_reference)
"""


async def count_gone(unit: Unit, job: ImportJob) -> int:
    """Count imported records that a complete list no longer names."""
    query: LiteralString = "SELECT count(*) AS n " + MISSING
    row = await unit.row(query, id=job.id, owner=job.order.owner, database=job.order.database)
    return int(row["n"]) if row else 0


async def list_gone(unit: Unit, job: ImportJob, limit: int) -> list[UUID]:
    """Give imported records that a complete list no longer names."""
    query: LiteralString = "SELECT r.id " + MISSING + " ORDER BY r.id LIMIT %(limit)s"
    rows = await unit.rows(
        query, id=job.id, owner=job.order.owner, database=job.order.database, limit=limit
    )
    return [row["id"] for row in rows]


async def list_ended(unit: Unit, before: datetime, limit: int) -> list[ImportJob]:
    """Read imports that ended before a moment and still keep something."""
    query: LiteralString = (
        "SELECT " + COLUMNS + " FROM import_job"  # noqa: S608 - only fixed text is joined
        " WHERE finished_at < %(before)s AND swept_at IS NULL"
        " ORDER BY finished_at LIMIT %(limit)s"
    )
    rows = await unit.rows(query, before=before, limit=limit)
    return [_job(row) for row in rows]


async def sweep(unit: Unit, job: UUID) -> None:
    """Remove the lines that were kept of an import, and say so."""
    await unit.execute("DELETE FROM import_reject WHERE import_id = %(id)s", id=job)
    await unit.execute("DELETE FROM import_warning WHERE import_id = %(id)s", id=job)
    await unit.execute("DELETE FROM import_seen WHERE import_id = %(id)s", id=job)
    await unit.execute(
        "UPDATE import_job SET swept_at = %(now)s WHERE id = %(id)s", id=job, now=unit.now
    )


async def list_files(unit: Unit) -> set[str]:
    """Read the names of the files that imports may still need."""
    rows = await unit.rows(
        """
        SELECT file FROM import_job
        WHERE state IN ('queued', 'running') OR state = 'failed' AND swept_at IS NULL
        """
    )
    return {row["file"] for row in rows}
