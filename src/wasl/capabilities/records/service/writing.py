# SPDX-License-Identifier: Apache-2.0
"""Entering, changing and deleting records. Each is one transaction with its audit entry."""

from typing import Any
from uuid import UUID

import msgspec

from wasl.capabilities.records import rules
from wasl.capabilities.records.errors import (
    DeletionNotRequested,
    DeletionRequested,
    RecordChanged,
    RecordNotFound,
)
from wasl.capabilities.records.formats import plain
from wasl.capabilities.records.kinds import Judge, get_kind
from wasl.capabilities.records.model import Decided, Deletion, Draft, Entered, Kind, Record
from wasl.capabilities.records.service._ground import (
    author,
    new_id,
    open_databases,
    present_register,
    register,
)
from wasl.capabilities.records.store import deletions
from wasl.capabilities.records.store import records as store
from wasl.foundation.access import AccessDenied, Act
from wasl.foundation.errors import Invalid, Problem
from wasl.foundation.ledger import Operation
from wasl.foundation.unit import Unit

MOST_REASON = 1000


def read_draft(database: str, data: Any) -> Draft:  # noqa: ANN401 - whatever JSON held
    """Make a draft of decoded JSON: whole (with ``body``) or flat.

    Raises:
        DatabaseUnknown: there is no such database.
        Invalid: a field has the wrong form, is missing, or is none of the kind's.
    """
    draft = plain.to_draft(get_kind(database), data)
    if isinstance(draft, Problem):
        raise Invalid([draft])
    return draft


def judge_draft(database: str, draft: Draft, owner: str, unit: Unit) -> rules.Judged:
    """Say what a draft would come to, without writing anything (for forms)."""
    return rules.judge(draft, get_kind(database), owner, register(), unit.today)


async def _decide(unit: Unit, kind: Kind, draft: Draft) -> tuple[Decided, list[Problem]]:
    members = await present_register(unit)
    judged = rules.judge(draft, kind, unit.actor.member, members, unit.today)
    if judged.decided is None:
        raise Invalid(judged.problems)
    return judged.decided, judged.warnings


async def enter(unit: Unit, database: str, draft: Draft) -> Entered:
    """Enter a record of the actor's own member.

    Raises:
        AccessDenied: the actor may not enter into this database.
        Invalid: with every field at fault.
        ReferenceTaken: there is a record under this source reference already.
        AlreadyEntered: there is one of the same already, and no reference tells them apart.
    """
    kind = get_kind(database)
    unit.actor.require(Act.ENTER, kind.database, unit.purpose)
    decided, warnings = await _decide(unit, kind, draft)
    record = rules.entered(decided, new_id(unit.now), kind.database, author(unit))
    await store.insert(unit, record, decided)
    unit.audit(Operation.COLLECTION, str(record.id), kind.database, version=1)
    unit.send("record", str(record.id))
    return Entered(record, warnings)


async def _own(unit: Unit, act: Act, record_id: UUID) -> Record:
    """Read and lock a record of the actor's own member.

    Raises:
        RecordNotFound: not there for this reader, or erased, or in a database that is closed.
        NotOwner: it belongs to another member.
        AccessDenied: the actor may not do this in its database.
    """
    seen = await store.find(unit, record_id)
    if seen is None or seen.state == "deleted":
        raise RecordNotFound(record_id)
    if not unit.actor.may(Act.READ, seen.database, unit.purpose):
        raise RecordNotFound(record_id)
    unit.actor.require(act, seen.database, unit.purpose)
    rules.check_owner(seen, unit.actor)
    record = await store.find(unit, record_id, lock=True)
    if record is None or record.state == "deleted":
        raise RecordNotFound(record_id)
    return record


async def change(unit: Unit, record_id: UUID, version: int, draft: Draft) -> Entered:
    """Put a new state in place of version ``version`` of a record.

    A draft without a source reference keeps the one that the owner gave before.

    Raises:
        RecordNotFound, NotOwner, AccessDenied: see ``get``; only the owner changes.
        RecordChanged: ``version`` is no longer the present one; says who and when.
        Invalid, ReferenceTaken, AlreadyEntered: see ``enter``.
    """
    record = await _own(unit, Act.CHANGE, record_id)
    if record.version != version:
        raise RecordChanged(
            record_id, record.version, record.changed_by or "", record.changed_at.isoformat()
        )
    kept = record.source_reference or ""
    if draft.source_reference is None and not kept.startswith(rules.DERIVED):
        draft = msgspec.structs.replace(draft, source_reference=kept)
    decided, warnings = await _decide(unit, get_kind(record.database), draft)
    following = rules.changed(record, decided, author(unit))
    await store.update(unit, following, decided)
    unit.audit(Operation.ALTERATION, str(record_id), record.database, version=following.version)
    unit.send("record", str(record_id))
    return Entered(following, warnings)


async def request_deletion(unit: Unit, record_id: UUID, reason: str) -> None:
    """Ask to delete a record; it stays as it is until a second person confirms.

    Raises:
        DeletionRequested: somebody asked before.
        Invalid: no reason, or more than 1,000 signs.
        RecordNotFound, NotOwner, AccessDenied: see ``change``.
    """
    record = await _own(unit, Act.DELETE, record_id)
    if record.state == "deletion_requested":
        raise DeletionRequested
    judge = Judge()
    stated = judge.line("reason", reason, MOST_REASON, required=True)
    if stated is None:
        raise Invalid(judge.problems)
    await deletions.insert(unit, record, stated)
    unit.audit(Operation.ALTERATION, str(record_id), record.database, deletion="requested")


async def confirm_deletion(unit: Unit, record_id: UUID) -> None:
    """Erase a record as the second person: content, past states and identifiers go.

    What stays, for the owner alone, is that there was a record, of which database,
    entered and erased when and by whom, and why. A machine is no second person.

    Raises:
        DeletionNotRequested: nobody asked.
        SamePerson: the one who asked cannot confirm.
        RecordNotFound, NotOwner, AccessDenied: see ``change``.
    """
    record = await _own(unit, Act.CONFIRM_DELETION, record_id)
    if unit.actor.kind != "person":
        raise AccessDenied(Act.CONFIRM_DELETION, record.database)
    asked = await deletions.find(unit, record_id)
    if asked is None:
        raise DeletionNotRequested
    rules.check_second_person(asked.requested_by, unit.actor.id)
    await deletions.settle(unit, record_id, "confirmed")
    await deletions.erase(unit, record_id, rules.mask([unit.actor.bit]))
    unit.audit(Operation.ERASURE, str(record_id), record.database, requested_by=asked.requested_by)
    unit.send("record", str(record_id))


async def cancel_deletion(unit: Unit, record_id: UUID) -> None:
    """Take back a request to delete, or refuse it; any person who may ask may do so.

    Raises:
        DeletionNotRequested: nobody asked.
        RecordNotFound, NotOwner, AccessDenied: see ``change``.
    """
    record = await _own(unit, Act.DELETE, record_id)
    if await deletions.find(unit, record_id) is None:
        raise DeletionNotRequested
    await deletions.settle(unit, record_id, "cancelled")
    await deletions.set_state(unit, record_id, "active")
    unit.audit(Operation.ALTERATION, str(record_id), record.database, deletion="cancelled")


async def list_deletions(unit: Unit) -> list[Deletion]:
    """List the requests of one's bureau that wait for a second person, oldest first.

    Those of databases that are closed to the actor are not there.

    Raises:
        AccessDenied: the actor may delete nowhere.
    """
    databases = open_databases(unit, Act.DELETE, None)
    found = await deletions.list_waiting(unit, databases)
    for name in databases:
        told = [str(deletion.record) for database, deletion in found if database == name]
        unit.audit(Operation.CONSULTATION, "", name, deletions=told)
    return [deletion for _, deletion in found]


async def find_deletion(unit: Unit, record_id: UUID) -> Deletion | None:
    """Give the request to delete that waits for a record of one's own bureau, if any."""
    return await deletions.find(unit, record_id)
