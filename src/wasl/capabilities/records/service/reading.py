# SPDX-License-Identifier: Apache-2.0
"""Reading records: one, many, their past, and taking them out. Everything shown is audited."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Sequence
from contextlib import aclosing
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from wasl.capabilities.records import rules
from wasl.capabilities.records.errors import CursorInvalid, RecordNotFound
from wasl.capabilities.records.formats import cells, plain, table
from wasl.capabilities.records.kinds import get_kind
from wasl.capabilities.records.model import Count, ExportOrder, Order, Page, Query, Record, Version
from wasl.capabilities.records.service._ground import open_databases, register
from wasl.capabilities.records.store import lists
from wasl.capabilities.records.store import records as store
from wasl.foundation.access import Act, Actor
from wasl.foundation.errors import Invalid, Problem
from wasl.foundation.ledger import Operation
from wasl.foundation.unit import Unit, Units

MOST_FOUND = 200
MOST_PAGE = 500
MOST_CURSOR = 4_000
EXPORT_PAGE = 500


async def _see(unit: Unit, record_id: UUID) -> tuple[Record, Record]:
    """Read a record: as it is, and as the actor may see it.

    Raises:
        RecordNotFound: it does not exist for this reader, or lies in a database that is
            closed to them: to refuse it would say that it is there.
        AccessDenied: the actor may read no database at all.
    """
    databases = open_databases(unit, Act.READ, None)
    record = await store.find(unit, record_id)
    shown = rules.visible(record, unit.actor) if record else None
    if record is None or shown is None or shown.database not in databases:
        raise RecordNotFound(record_id)
    return record, shown


def _stated(unit: Unit, opened: Iterable[Record], reason: str | None) -> dict[str, str]:
    """Give what the audit keeps of a reason: nothing where none is given nor needed.

    Raises:
        ReasonNeeded, Invalid: see ``rules.read_reason``.
    """
    closed = any(rules.is_closed(record, unit.actor, unit.today) for record in opened)
    stated = rules.read_reason(closed, reason)
    return {} if stated is None else {"reason": stated}


async def get(unit: Unit, record_id: UUID, reason: str | None = None) -> Record:
    """Give a record as the actor may see it; an erased one only to its owner, without a body.

    Args:
        unit: of the reader.
        record_id: of the record.
        reason: why; needed for a record of another member that opens only with one.

    Raises:
        RecordNotFound: there is none, or none for this reader; both look the same.
        AccessDenied: the actor may read nothing.
        ReasonNeeded: it opens only with a reason, and none is given.
        Invalid: the reason has not 3 to 500 signs, or has control characters.
    """
    _, shown = await _see(unit, record_id)
    why = _stated(unit, [shown], reason)
    unit.audit(Operation.CONSULTATION, str(record_id), shown.database, version=shown.version, **why)
    return shown


async def get_own(unit: Unit, record_id: UUID) -> Record:
    """Give a record to its owner, who means to change or delete it.

    Raises:
        RecordNotFound, AccessDenied: see ``get``.
        NotOwner: it belongs to another member.
    """
    _, shown = await _see(unit, record_id)
    rules.check_owner(shown, unit.actor)
    unit.audit(Operation.CONSULTATION, str(record_id), shown.database, version=shown.version)
    return shown


async def find(unit: Unit, scheme: str, text: str, database: str | None = None) -> list[Record]:
    """Find records by an identifier, in the order of entry; at most 200. Shown as in a list.

    Args:
        unit: of the reader.
        scheme: ``document``, ``vin``, ``plate``, ``engine``, ``reference`` or ``case``.
        text: as somebody wrote it; normalised here.
        database: None for all that are open.
    """
    databases = open_databases(unit, Act.READ, database)
    values = rules.identifier_values(text)
    found = await store.find_by_keys(unit, databases, scheme, values, MOST_FOUND)
    shown = _shown(unit, found)
    _audit_many(unit, databases, shown, {"scheme": scheme, "value": _safe(text)})
    return shown


def _shown(unit: Unit, records: Sequence[Record]) -> list[Record]:
    seen = (rules.listed(record, unit.actor, unit.today) for record in records)
    return [record for record in seen if record is not None]


def _audit_many(
    unit: Unit, databases: list[str], shown: list[Record], asked: dict[str, Any]
) -> None:
    """Record a look at many: what was asked, and which records were shown."""
    for database in databases:
        ids = [str(record.id) for record in shown if record.database == database]
        unit.audit(Operation.CONSULTATION, "", database, asked=asked, records=ids)


async def list_(unit: Unit, query: Query) -> Page:
    """List records in the query's order; of those that open only with a reason, few facts.

    Raises:
        AccessDenied, DatabaseUnknown: about ``query.database``.
        CursorInvalid: ``query.after`` was not given out by a list.
        Invalid: ``query.owner`` is no member.
    """
    databases = open_databases(unit, Act.READ, query.database)
    _check_owner(query)
    query = replace(query, limit=max(1, min(query.limit, MOST_PAGE)))
    identifiers = rules.identifier_values(query.identifier) if query.identifier else None
    after = _read_cursor(query) if query.after else None
    found = await lists.list_page(unit, query, databases, identifiers, after)
    count = await lists.count(unit, query, databases, identifiers)
    shown = _shown(unit, [record for record, _ in found[: query.limit]])
    following = _cursor(query, found[query.limit - 1][1]) if len(found) > query.limit else None
    _audit_many(unit, databases, shown, _asked(query))
    return Page(shown, count, following)


def _check_owner(query: Query) -> None:
    if query.owner is not None and query.owner not in register().bits:
        raise Invalid([Problem("owner", "member-unknown", {"member": query.owner[:40]})])


def _asked(query: Query) -> dict[str, Any]:
    """Give the filters that were set, JSON-safe."""
    said = {name: value for name, value in asdict(query).items() if value is not None}
    ids = {"ids": [str(one) for one in said.pop("ids", ())]} if query.ids is not None else {}
    return ids | {
        name: value if isinstance(value, int) else _safe(str(value)) for name, value in said.items()
    }


def _safe(text: str) -> str:
    """Cut what somebody typed for the log, which holds no NUL."""
    return text[:200].replace("\x00", "\ufffd")


async def count_newer(unit: Unit, query: Query) -> Count:
    """Count what a list would show that was entered or changed since ``query.updated_since``.

    Raises:
        AccessDenied, DatabaseUnknown, Invalid: see ``list_``.
    """
    databases = open_databases(unit, Act.READ, query.database)
    _check_owner(query)
    identifiers = rules.identifier_values(query.identifier) if query.identifier else None
    count = await lists.count(unit, query, databases, identifiers)
    for database in databases:
        unit.audit(Operation.CONSULTATION, "", database, asked=_asked(query), counted=count.number)
    return count


def _cursor(query: Query, place: lists.Place) -> str:
    """Write the end of a page so that it can stand in an address; it holds for one order."""
    words = [query.order or "newest", place.value, str(place.record)]
    return urlsafe_b64encode(msgspec.json.encode(words)).decode().rstrip("=")


def _read_cursor(query: Query) -> lists.Place:
    text = (query.after or "")[:MOST_CURSOR]
    try:
        padded = text + "=" * (-len(text) % 4)
        order, value, record = msgspec.json.decode(
            urlsafe_b64decode(padded.encode()), type=tuple[str, str, UUID]
        )
    except (ValueError, binascii.Error, msgspec.MsgspecError) as error:
        raise CursorInvalid from error
    if order != (query.order or "newest") or "\x00" in value:
        raise CursorInvalid
    return lists.Place(value, record)


async def history(unit: Unit, record_id: UUID, reason: str | None = None) -> list[Version]:
    """Give the states of a record that the actor may see, oldest first, the present one last.

    A state is shown under the restrictions of then and of now together. A reason is
    needed where any of the states shown opens only with one.

    Raises:
        RecordNotFound, AccessDenied, ReasonNeeded, Invalid: see ``get``.
    """
    record, shown = await _see(unit, record_id)
    past = [
        seen
        for version in await store.list_versions(unit, record)
        if (seen := rules.visible_version(version, record, unit.actor)) is not None
    ]
    why = _stated(unit, [shown, *(version.record for version in past)], reason)
    unit.audit(
        Operation.CONSULTATION, str(record_id), record.database, history=len(past) + 1, **why
    )
    own = unit.actor.member == record.owner
    present = store.present(record)
    return [*past, replace(present, record=shown, by=present.by if own else None)]


async def as_it_was_on(
    unit: Unit, record_id: UUID, moment: datetime, reason: str | None = None
) -> Record:
    """Give the state of a record at an (aware) moment.

    Raises:
        RecordNotFound: no such record then, or not for this reader.
        AccessDenied, ReasonNeeded, Invalid: see ``history``.
    """
    for version in await history(unit, record_id, reason):
        begun = version.record.changed_at <= moment
        if begun and (version.until is None or moment < version.until):
            return version.record
    raise RecordNotFound(record_id)


async def export(
    units: Units, asker: tuple[Actor, str | None], query: Query, order: ExportOrder
) -> AsyncIterator[bytes]:
    """Take records out as a file, in pieces.

    The disclosure is audited, and committed, before this returns.

    Args:
        units: opens the transactions.
        asker: actor and purpose.
        query: as of a list, with a database; ``after`` and ``limit`` do not count, nor
            any order but that by last change: deep pages of the others are slow.
        order: form, remarks, reason.

    Raises:
        AccessDenied, DatabaseUnknown: before anything leaves.
        ReasonNeeded, Invalid: among the records are some that open only with a reason.
    """
    actor, purpose = asker
    kind = get_kind(query.database or "")
    _check_owner(query)
    by_change: Order | None = "oldest" if query.order == "oldest" else None
    query = replace(query, database=kind.database, order=by_change, after=None, limit=EXPORT_PAGE)
    async with units.begin(actor, purpose) as unit:
        actor.require(Act.EXPORT, kind.database, purpose)
        stated = rules.read_reason(False, order.reason)
        if stated is None:
            rules.read_reason(await _any_closed(unit, query), None)
        identifiers = rules.identifier_values(query.identifier) if query.identifier else None
        count = await lists.count(unit, query, [kind.database], identifiers)
        detail = {"asked": _asked(query), "form": order.form, "count": count.number}
        why = {} if stated is None else {"reason": stated}
        unit.audit(Operation.DISCLOSURE, "", kind.database, **detail, **why)
    return _file(units, asker, query, replace(order, reason=stated))


async def _any_closed(unit: Unit, query: Query) -> bool:
    """Tell whether a reason is needed to take these records out; stops at the first such."""
    if query.owner == unit.actor.member:
        return False
    async with aclosing(_pages(unit, query)) as pages:
        async for page in pages:
            if any(rules.is_closed(record, unit.actor, unit.today) for record in page):
                return True
    return False


async def _pages(unit: Unit, query: Query) -> AsyncGenerator[list[Record], None]:
    """Read all that a query finds, page by page; whole, also what opens only with a reason."""
    databases = [query.database or ""]
    identifiers = rules.identifier_values(query.identifier) if query.identifier else None
    after: lists.Place | None = None
    while True:
        found = await lists.list_page(unit, query, databases, identifiers, after)
        seen = (rules.visible(record, unit.actor) for record, _ in found[:EXPORT_PAGE])
        yield [record for record in seen if record is not None]
        if len(found) <= EXPORT_PAGE:
            return
        after = found[EXPORT_PAGE - 1][1]


async def _file(
    units: Units, asker: tuple[Actor, str | None], query: Query, order: ExportOrder
) -> AsyncIterator[bytes]:
    """Write the file of an export that is on record."""
    kind = get_kind(query.database or "")
    said = [" ".join(line.split()) for line in order.preamble]
    if order.form == "csv":
        yield ("".join(f"# {line}\r\n" for line in said) + table.header(kind)).encode()
    elif said:
        yield plain.about(said)
    async with units.begin(*asker) as unit:
        async for page in _pages(unit, query):
            # Without a reason, what became closed since we looked is told as in a list.
            told = page if order.reason else _shown(unit, page)
            yield b"".join(_line(record, order.form) for record in told)


def _line(record: Record, form: str) -> bytes:
    kind = get_kind(record.database)
    if form == "jsonl":
        return to_json(record) + b"\n"
    if record.body is None:
        return b""
    restriction = record.restriction
    row = {
        **kind.to_row(record.body),
        "source_reference": _given(record.source_reference),
        "case": record.case or "",
        "purpose": record.purpose,
        "handling": record.handling,
        "confidentiality": record.confidentiality,
        "retention": record.retention.isoformat(),
        **(cells.restriction_cells(restriction) if restriction else {}),
    }
    return table.row_text(row, kind).encode()


def _given(reference: str | None) -> str:
    return reference if reference and not reference.startswith(rules.DERIVED) else ""


def to_json(record: Record) -> bytes:
    """Write a record, already made visible to its reader, as a JSON object."""
    kind = get_kind(record.database)
    said = msgspec.structs.asdict(record)
    said["headline"] = kind.headline(record.body) if record.body is not None else ""
    said["source_reference"] = _given(record.source_reference) or None
    del said["audience"], said["audiences"]
    return msgspec.json.encode(said)
