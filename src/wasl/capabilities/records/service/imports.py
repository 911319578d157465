# SPDX-License-Identifier: Apache-2.0
"""Imports: taking in a file, and the worker's run through it.

Each chunk of lines is one transaction: records, history, audit, feed, refused
lines and how far the job is. A run that is killed goes on exactly where the
last chunk committed; a file sent twice changes nothing the second time.
"""

import errno
import os
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

import anyio

from wasl.capabilities.records import rules
from wasl.capabilities.records.errors import (
    ImportBroken,
    ImportFileAtFault,
    ImportFileMissing,
    ImportFileTooLarge,
    ImportFinished,
    NotOwner,
    StorageFull,
    UnitedNationsKept,
)
from wasl.capabilities.records.formats import table
from wasl.capabilities.records.kinds import Judge, databases, get_kind
from wasl.capabilities.records.model import ImportJob, ImportOrder, Record
from wasl.capabilities.records.service._ground import new_id, register
from wasl.capabilities.records.service.lines import check_kept, see
from wasl.capabilities.records.store import jobs
from wasl.capabilities.records.store import records as store
from wasl.foundation.access import AccessDenied, Act, Actor
from wasl.foundation.errors import Invalid
from wasl.foundation.jobs import defer
from wasl.foundation.ledger import Operation
from wasl.foundation.unit import Unit, Units
from wasl.foundation.vocabulary import GENERAL_SECRETARIAT, UNITED_NATIONS

TASK = "records.import"
"""Name of the worker's task; its argument is ``import_id``."""
MOST_BYTES = 4 * 1024**3
MOST_LISTED = 1000
PIECE = 1 << 20
CURABLE = frozenset(
    error.code for error in (AccessDenied, ImportBroken, ImportFileMissing, NotOwner, StorageFull)
)
"""Why an import failed that may go on once somebody helped; of a file at fault it never can."""


def check_imports_for(actor: Actor, owner: str) -> None:
    """Check that an actor's imports may become an owner's records.

    Its own member's alone; the General Secretariat also keeps the United Nations' list.

    Raises:
        UnitedNationsKept, NotOwner.
    """
    if owner == actor.member:
        return
    if owner != UNITED_NATIONS:
        raise NotOwner(owner)
    if actor.member != GENERAL_SECRETARIAT:
        raise UnitedNationsKept


def may_go_on(job: ImportJob) -> bool:
    """Tell whether an import that failed can go on with the file it has."""
    code = job.problem["code"] if job.problem else ""
    return job.state == "failed" and job.swept_at is None and code in CURABLE


def acting_for(actor: Actor, owner: str) -> Actor:
    """Give the actor as it writes the owner's records."""
    return replace(actor, member=owner, bit=register().bits[owner])


def check_order(actor: Actor, purpose: str | None, order: ImportOrder) -> ImportOrder:
    """Judge what an import is asked to do, before its file is taken in.

    Returns:
        The order with its database and owner written as codes.

    Raises:
        AccessDenied, NotOwner, UnitedNationsKept, DatabaseUnknown, Invalid.
    """
    kind = get_kind(order.database)
    owner = order.owner.strip().upper()
    judge = Judge()
    if owner not in register().bits:
        judge.problem("owner", "member-unknown", member=order.owner[:40])
    if order.format == "un" and kind.database != "persons":
        judge.problem("format", "format-not-for-database")
    if order.encoding and table.codec_of(order.encoding) is None:
        judge.problem("encoding", "encoding-unknown", encoding=order.encoding[:40])
    judge.code("purpose", order.purpose, "purpose", required=True)
    judge.problems += rules.restriction_problems(order.restriction, kind, register())
    if judge.problems:
        raise Invalid(judge.problems)
    actor.require(Act.IMPORT, kind.database, purpose)
    check_imports_for(actor, owner)
    name = "".join(sign for sign in order.filename if sign.isprintable())[:200]
    return ImportOrder(
        database=kind.database,
        owner=owner,
        format=order.format,
        filename=name or "file",
        purpose=order.purpose,
        restriction=order.restriction,
        encoding=order.encoding,
        complete=order.complete or order.format == "un",
    )


async def receive(
    units: Units,
    asker: tuple[Actor, str | None],
    order: ImportOrder,
    chunks: AsyncIterator[bytes],
    folder: Path,
) -> ImportJob:
    """Take in a file and queue its import; when this returns, both are safe on disk.

    Args:
        units: opens the transaction.
        asker: actor and purpose.
        order: what to do with it.
        chunks: the file.
        folder: where files of imports lie; made if it is not there.

    Raises:
        StorageFull, ImportFileTooLarge: nothing is kept.
        AccessDenied, NotOwner, UnitedNationsKept, DatabaseUnknown, Invalid: at once.
    """
    actor, purpose = asker
    order = check_order(actor, purpose, order)
    now = units.clock()
    job_id = new_id(now)
    path = folder / str(job_id)
    size = await _keep(path, chunks)
    job = ImportJob(
        id=job_id,
        order=order,
        state="queued",
        bytes_total=size,
        requested_by=actor.id,
        requested_at=now,
    )
    try:
        async with units.begin(actor, purpose) as unit:
            await jobs.insert(unit, job, path.name)
            unit.audit(
                Operation.COLLECTION,
                str(job_id),
                order.database,
                file=order.filename,
                bytes=size,
                owner=order.owner,
            )
            await defer(unit.connection, TASK, import_id=str(job_id))
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return job


async def _keep(path: Path, chunks: AsyncIterator[bytes]) -> int:
    """Write a file so that it survives a kill; gives its size in bytes."""
    part = path.with_suffix(".part")
    size = 0
    try:
        await anyio.to_thread.run_sync(
            lambda: path.parent.mkdir(0o700, parents=True, exist_ok=True)
        )
        async with await anyio.open_file(part, "wb") as file:
            waiting = bytearray()  # so that a sender of crumbs costs no write for each
            async for chunk in chunks:
                size += len(chunk)
                if size > MOST_BYTES:
                    raise ImportFileTooLarge(MOST_BYTES)
                waiting += chunk
                if len(waiting) >= PIECE:
                    await file.write(bytes(waiting))
                    waiting.clear()
            await file.write(bytes(waiting))
            await file.flush()
            await anyio.to_thread.run_sync(os.fsync, file.wrapped.fileno())
        await anyio.to_thread.run_sync(_settle, part, path)
    except OSError as error:
        part.unlink(missing_ok=True)
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise StorageFull from error
        raise
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return size


def _settle(part: Path, path: Path) -> None:
    """Give a whole file its name, and make the name last."""
    part.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


async def get(unit: Unit, job_id: UUID) -> ImportJob:
    """Give an import of one's bureau, with its progress.

    Raises:
        ImportNotFound: there is none, or it is another bureau's.
        AccessDenied: the actor may not import into its database.
    """
    return await see(unit, job_id)


async def list_(unit: Unit, before: datetime | None = None, limit: int = 50) -> list[ImportJob]:
    """List the imports of one's bureau into databases open to the actor, newest first.

    Args:
        unit: of the reader.
        before: only those asked for before this moment.
        limit: 1..500.

    Raises:
        AccessDenied: the actor imports nothing at all.
    """
    unit.actor.require(Act.IMPORT)
    open_ones = [name for name in databases() if unit.actor.may(Act.IMPORT, name)]
    return await jobs.list_newest(unit, open_ones, before, max(1, min(limit, 500)))


async def cancel(unit: Unit, job_id: UUID) -> ImportJob:
    """Stop an import: at once if it waits, else after its present chunk. What is in stays in.

    Raises:
        ImportNotFound, AccessDenied: see ``get``.
        ImportFinished: it has ended already.
    """
    job = await see(unit, job_id)
    if job.state not in ("queued", "running"):
        raise ImportFinished(job.state)
    await jobs.ask_to_stop(unit, job_id)
    unit.audit(Operation.ALTERATION, str(job_id), act="cancel-import", of=job.order.database)
    return await see(unit, job_id)


async def again(unit: Unit, job_id: UUID) -> ImportJob:
    """Let an import that failed go on where it stood, in the name of who asked for it first.

    Raises:
        ImportNotFound, AccessDenied: see ``get``.
        ImportFinished: it did not fail.
        ImportFileMissing: it failed more than 30 days ago.
        ImportFileAtFault: it failed by its file.
    """
    job = await see(unit, job_id)
    if job.state != "failed":
        raise ImportFinished(job.state)
    if job.swept_at is not None:
        raise ImportFileMissing
    if not may_go_on(job):
        raise ImportFileAtFault
    await jobs.queue_again(unit, job_id)
    await defer(unit.connection, TASK, import_id=str(job_id))
    unit.audit(Operation.ALTERATION, str(job_id), act="resume-import", of=job.order.database)
    return await see(unit, job_id)


async def list_gone(unit: Unit, job_id: UUID) -> list[Record]:
    """List the records that a complete list no longer names (at most 1,000).

    Nothing is deleted for that: two people decide, record by record.

    Raises:
        ImportNotFound, AccessDenied: see ``get``.
        ImportSwept: it ended more than 30 days ago.
    """
    job = await see(unit, job_id)
    check_kept(job)
    unit.actor.require(Act.READ, job.order.database, unit.purpose)
    ids = await jobs.list_gone(unit, job, MOST_LISTED)
    seen = [rules.listed(r, unit.actor, unit.today) for r in await store.find_many(unit, ids)]
    found = sorted((r for r in seen if r is not None), key=lambda record: record.id)
    told = [str(record.id) for record in found]
    unit.audit(Operation.CONSULTATION, str(job_id), job.order.database, records=told)
    return found


def template(database: str) -> str:
    """Give a table of a database with its header and one invented row, to be filled in.

    Raises:
        DatabaseUnknown: there is no such database.
    """
    return table.template(get_kind(database))


async def take_up(unit: Unit) -> int:
    """Queue imports that have something to do and that no worker has any more.

    A chore of the worker, begun with ``units.system()``.

    Returns:
        How many there were.
    """
    stranded = await jobs.list_stranded(unit, TASK)
    for job in stranded:
        await defer(unit.connection, TASK, import_id=str(job))
    return len(stranded)
