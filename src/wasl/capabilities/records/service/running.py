# SPDX-License-Identifier: Apache-2.0
"""The worker's run through the file of an import, chunk by chunk."""

import secrets
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

import msgspec
import psycopg
import structlog

from wasl.capabilities.records import rules
from wasl.capabilities.records.errors import (
    ImportBroken,
    ImportFileMissing,
    ImportFileUnreadable,
    ImportNotFound,
    NotOwner,
    StorageFull,
    UnitedNationsKept,
)
from wasl.capabilities.records.formats import plain, table, un
from wasl.capabilities.records.kinds import get_kind
from wasl.capabilities.records.model import Decided, ImportJob, Kind, Line
from wasl.capabilities.records.service._ground import new_id, present_register
from wasl.capabilities.records.service.imports import acting_for, check_imports_for
from wasl.capabilities.records.store import bulk, jobs, lines
from wasl.capabilities.records.store import records as store
from wasl.foundation.access import AccessDenied, Act, Actor
from wasl.foundation.errors import AppError, NotAvailable, Problem
from wasl.foundation.ledger import Operation
from wasl.foundation.unit import Unit, Units

CHUNK = 1000
MOST_TOLD = 20
"""Problems of one line that are kept."""
REPEATED = Problem("source_reference", "reference-repeated")
"""What is doubtful in a line that replaces an earlier one of the same file."""
ENDINGS = (
    *(ImportFileUnreadable, ImportFileMissing, StorageFull),
    *(AccessDenied, NotOwner, UnitedNationsKept),
)
"""Faults that end a job as failed."""
log = structlog.get_logger("wasl.records")
READERS = {"csv": table.read, "jsonl": plain.read, "un": un.read}


class _Stopped(Exception):
    """Somebody cancelled the job, or another worker has it."""


@dataclass(slots=True)
class _Run:
    """One worker's run.

    Attributes:
        asker: who asked, with the rights of then. find_actor: gives them as they stand now.
    """

    units: Units
    asker: Actor
    find_actor: "FindActor | None"
    purpose: str | None
    job: ImportJob
    kind: Kind

    @property
    def actor(self) -> Actor:
        """Give who asked, acting for the owner."""
        return acting_for(self.asker, self.job.order.owner)

    @property
    def asked_by(self) -> str:
        """Give the member of who asked."""
        return self.asker.member


@dataclass(slots=True)
class _Batch:
    """Lines judged, before they are written.

    Attributes:
        decided: by source reference; a later line replaces an earlier one.
        places: number in the file and line of each of them.
        refused, doubtful: with their number in the file.
        repeated: how many lines a later one replaced.
    """

    decided: dict[str, Decided] = field(default_factory=dict)
    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    refused: list[tuple[int, Line]] = field(default_factory=list)
    doubtful: dict[int, Line] = field(default_factory=dict)
    repeated: int = 0

    def doubt(self, number: int, line: int, *warnings: Problem) -> None:
        """Note what looks doubtful in a line, once."""
        kept = self.doubtful[number].warnings if number in self.doubtful else ()
        told = [*kept, *(warning for warning in warnings if warning not in kept)]
        if told:
            self.doubtful[number] = Line(line, "", None, warnings=tuple(told[:MOST_TOLD]))

    def decide(self, number: int, line: int, decided: Decided) -> None:
        """Take a line in, in the place of an earlier one about the same record."""
        earlier = self.decided.pop(decided.reference, None)
        self.repeated += earlier is not None
        if earlier is not None and earlier.digest != decided.digest:
            self.doubt(number, line, REPEATED)
        self.decided[decided.reference] = decided
        self.places[decided.reference] = (number, line)


FindActor = Callable[[Unit, str], Awaitable[Actor | None]]


async def run_import(
    units: Units, import_id: UUID, folder: Path, find_actor: FindActor | None = None
) -> ImportJob:
    """Do an import from where it stands to its end.

    Safe to call again after a kill, and by two workers at once: the second stops at
    its first chunk. Faults of the file, and our own, end the job as failed, with the
    reason; a database that goes away raises, and the job stays where it is.

    Args:
        units: opens the transactions.
        import_id: as the task ``records.import`` gives it.
        folder: where ``receive`` put the file.
        find_actor: gives who asked as they stand now, None once revoked; the job then
            fails at its next chunk. Left out, the rights of the moment of asking count.

    Raises:
        ImportNotFound: no such job.
        NotAvailable: the database does not answer; call again later.
    """
    async with units.system() as unit:
        job, origin = await jobs.find(unit, import_id), await jobs.find_origin(unit, import_id)
        if job is None or origin is None:
            raise ImportNotFound(import_id)
        begun = job.state in ("queued", "running") and await jobs.start(unit, import_id)
    actor, purpose, name = origin
    path = folder / name
    if begun:
        kind = get_kind(job.order.database)
        await _run(_Run(units, actor, find_actor, purpose, job, kind), path)
    async with units.system() as unit:
        ended = await jobs.find(unit, import_id) or job
    if ended.state in ("done", "cancelled"):
        with suppress(OSError):
            path.unlink()
    return ended


async def _run(this: _Run, path: Path) -> None:
    """Go through the file; whatever is wrong with it ends the job as failed.

    Raises:
        NotAvailable: the database does not answer.
    """
    try:
        await _check_right(this)
        with _open(path) as file:
            await _work(this, file)
    except _Stopped:
        pass
    except ENDINGS as error:
        await _end(this, "failed", error)
    except NotAvailable as error:
        if not isinstance(error.__cause__, psycopg.errors.DiskFull):
            raise
        await _end(this, "failed", StorageFull())
    except Exception:  # whatever it was, an import must not seem to run for ever
        reference = secrets.token_hex(4)
        log.exception("import broke off", reference=reference, import_id=str(this.job.id))
        await _end(this, "failed", ImportBroken(await _settled(this), reference))


async def _check_right(this: _Run) -> None:
    """Refuse to go on for somebody who may not import any more.

    Raises:
        AccessDenied: revoked, or without the right by now.
        NotOwner, UnitedNationsKept: the records are another member's.
    """
    present: Actor | None = this.asker
    if this.find_actor is not None:
        async with this.units.system() as unit:
            present = await this.find_actor(unit, this.asker.id)
    if present is None:
        raise AccessDenied(Act.IMPORT, this.job.order.database)
    present.require(Act.IMPORT, this.job.order.database, this.purpose)
    check_imports_for(present, this.job.order.owner)


async def _settled(this: _Run) -> int:
    """Give how many records of the file are settled; a chunk that broke is not."""
    async with this.units.system() as unit:
        job = await jobs.find(unit, this.job.id)
    return job.lines if job else 0


def _open(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except FileNotFoundError as error:
        raise ImportFileMissing from error


async def _work(this: _Run, file: BinaryIO) -> None:
    """Read, judge and write chunk by chunk; then say how the job ended.

    The reading runs ahead of the writing by one chunk at most.
    """
    order = this.job.order
    found = _lines(this, READERS[order.format](file, this.kind, order))
    for _ in islice(found, this.job.lines):
        pass  # settled in an earlier run
    while True:
        begun = this.units.clock()
        chunk = list(islice(found, CHUNK))
        if not chunk:
            break
        await _check_right(this)  # a long list must not outlive its asker's right
        async with this.units.system() as unit:
            members = await present_register(unit)
        batch = _judge(this, chunk, members)
        place = this.job.lines + len(chunk)
        elapsed = (this.units.clock() - begun).total_seconds()
        this.job = msgspec.structs.replace(
            this.job, lines=place, bytes_done=file.tell(), rate=elapsed
        )
        await _write_patiently(this, batch, len(chunk))
    await _finish(this)


def _lines(this: _Run, found: Iterator[Any]) -> Iterator[Line]:
    """Take the header aside and pass the lines on."""
    for item in found:
        if isinstance(item, table.Header):
            this.job = msgspec.structs.replace(this.job, header=item.text)
        else:
            yield item


def _judge(this: _Run, chunk: list[Line], members: rules.Register) -> _Batch:
    batch = _Batch()
    today = this.units.clock().date()
    for number, line in enumerate(chunk, start=this.job.lines + 1):
        problems = list(line.problems)
        if line.draft is not None:
            judged = rules.judge(line.draft, this.kind, this.job.order.owner, members, today)
            problems = judged.problems
            if judged.decided is not None:
                batch.doubt(number, line.number, *judged.warnings)
                batch.decide(number, line.number, judged.decided)
        if problems:
            refused = Line(line.number, line.raw, None, tuple(problems[:MOST_TOLD]))
            batch.refused.append((number, refused))
    return batch


async def _write_patiently(this: _Run, batch: _Batch, count: int) -> None:
    """Write a chunk; once more if somebody entered one of its references meanwhile."""
    try:
        await _write(this, batch, count)
    except psycopg.errors.UniqueViolation:
        await _write(this, batch, count)


async def _write(this: _Run, batch: _Batch, count: int) -> None:
    """Write a chunk in one transaction.

    Raises:
        _Stopped: the job is cancelled, or another worker has moved it on.
    """
    begun = this.units.clock()
    async with this.units.begin(this.actor, this.purpose) as unit:
        order = this.job.order
        await bulk.lock_owner(unit, order.database, order.owner)
        states, unchanged = await _states(this, unit, batch)
        await _put(this, unit, states)
        await lines.insert_rejects(unit, this.job, batch.refused, this.asked_by)
        await lines.insert_warnings(unit, this.job, list(batch.doubtful.items()), this.asked_by)
        if order.complete:
            await jobs.insert_seen(unit, this.job, list(batch.decided))
        fresh = sum(state.version == 1 for state in states)
        step = msgspec.structs.replace(
            this.job,
            new=fresh,
            changed=len(states) - fresh,
            unchanged=unchanged + batch.repeated,
            rejected=len(batch.refused),
            warned=len(batch.doubtful),
        )
        seconds = this.job.rate + (this.units.clock() - begun).total_seconds()
        stopping = await jobs.advance(unit, step, this.job.lines - count, seconds)
        if stopping is None:
            raise _Stopped
        if stopping:
            await jobs.finish(unit, this.job.id, "cancelled", None)
    if stopping:
        raise _Stopped


async def _states(this: _Run, unit: Unit, batch: _Batch) -> tuple[list[bulk.State], int]:
    """Tell new and changed records from unchanged ones; gives the number of the latter."""
    order = this.job.order
    known = await bulk.known(unit, order.database, order.owner, list(batch.decided))
    differing = [
        present.id
        for reference, present in known.items()
        if not present.says(batch.decided[reference])
    ]
    held = await bulk.hold(unit, differing)
    states, now = [], unit.now
    for reference, decided in batch.decided.items():
        present = known.get(reference)
        if present is not None and present.says(decided):
            continue
        if present is not None and present.import_id == this.job.id:
            batch.doubt(*batch.places[reference], REPEATED)
        # One that was erased a moment ago comes back as a new record, never as itself.
        version = held.get(present.id) if present else None
        if present is None or version is None:
            states.append(bulk.State(new_id(now), 1, decided))
        else:
            states.append(bulk.State(present.id, version + 1, decided))
    return states, len(batch.decided) - len(states)


async def _put(this: _Run, unit: Unit, states: list[bulk.State]) -> None:
    """Write states, their past, keys, audit entries and changes for the feed."""
    if not states:
        return
    order = this.job.order
    further = [state.id for state in states if state.version > 1]
    if further:
        await store.keep_versions(unit, further)
        await store.drop_keys(unit, further)
    await bulk.write(unit, order.database, order.owner, states, this.job.id)
    await store.insert_keys(unit, bulk.all_keys(states), order.database, order.owner)
    source = {"import": str(this.job.id)}
    if this.asked_by != order.owner:
        source["asked_by"] = this.asked_by
    for state in states:
        operation = Operation.COLLECTION if state.version == 1 else Operation.ALTERATION
        text = str(state.id)
        unit.audit(operation, text, order.database, version=state.version, **source)
        unit.send("record", text)


async def _finish(this: _Run) -> None:
    async with this.units.begin(this.actor, this.purpose) as unit:
        gone = await jobs.count_gone(unit, this.job) if this.job.order.complete else None
        await jobs.finish(unit, this.job.id, "done", None, gone)


async def _end(this: _Run, state: str, error: AppError) -> None:
    async with this.units.begin(this.actor, this.purpose) as unit:
        data = dict(error.data)
        code = data.pop("reason", error.code)
        await jobs.finish(unit, this.job.id, state, {"code": code, "data": data})
