# SPDX-License-Identifier: Apache-2.0
"""Reading records: one, many, their past, and taking them out. Everything shown is audited."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from wasl.capabilities.records import rules
from wasl.capabilities.records.errors import CursorInvalid, RecordNotFound
from wasl.capabilities.records.formats import cells, table
from wasl.capabilities.records.kinds import get_kind
from wasl.capabilities.records.model import Page, Query, Record, Version
from wasl.capabilities.records.service._ground import open_databases, register
from wasl.capabilities.records.store import records as store
from wasl.foundation.access import Act, Actor
from wasl.foundation.errors import Invalid, Problem
from wasl.foundation.ledger import Operation
from wasl.foundation.unit import Unit, Units

MOST_FOUND = 200
MOST_PAGE = 500
EXPORT_PAGE = 500


async def _see(unit: Unit, record_id: UUID) -> tuple[Record, Record]:
    """Read a record: as it is, and as the actor may see it.

    Raises:
        RecordNotFound: it does not exist for this reader.
        AccessDenied: the actor may not read its database.
    """
    record = await store.find(unit, record_id)
    shown = rules.visible(record, unit.actor) if record else None
    if record is None or shown is None:
        raise RecordNotFound(record_id)
    unit.actor.require(Act.READ, record.database, unit.purpose)
    return record, shown


async def get(unit: Unit, record_id: UUID) -> Record:
    """Give a record as the actor may see it; an erased one only to its owner, without a body.

    Raises:
        RecordNotFound: there is none, or none for this reader; both look the same.
        AccessDenied: the actor may not read its database.
    """
    _, shown = await _see(unit, record_id)
    unit.audit(Operation.CONSULTATION, str(record_id), shown.database, version=shown.version)
    return shown


async def find(unit: Unit, scheme: str, text: str, database: str | None = None) -> list[Record]:
    """Find records by an identifier, in the order of entry; at most 200.

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
    seen = (rules.visible(record, unit.actor) for record in records)
    return [record for record in seen if record is not None]


def _audit_many(
    unit: Unit, databases: list[str], shown: list[Record], asked: dict[str, Any]
) -> None:
    """Record a look at many: what was asked, and which records were shown."""
    for database in databases:
        ids = [str(record.id) for record in shown if record.database == database]
        unit.audit(Operation.CONSULTATION, "", database, asked=asked, records=ids)


async def list_(unit: Unit, query: Query) -> Page:
    """List records, newest change first.

    Raises:
        AccessDenied, DatabaseUnknown: about ``query.database``.
        CursorInvalid: ``query.after`` was not given out by a list.
        Invalid: ``query.owner`` is no member.
    """
    databases = open_databases(unit, Act.READ, query.database)
    _check_owner(query)
    query = replace(query, limit=max(1, min(query.limit, MOST_PAGE)))
    identifiers = rules.identifier_values(query.identifier) if query.identifier else None
    after = _read_cursor(query.after) if query.after else None
    found = await store.list_page(unit, query, databases, identifiers, after)
    count = await store.count(unit, query, databases, identifiers)
    shown = _shown(unit, found[: query.limit])
    following = _cursor(found[query.limit - 1]) if len(found) > query.limit else None
    _audit_many(unit, databases, shown, _asked(query))
    return Page(shown, count, following)


def _check_owner(query: Query) -> None:
    if query.owner is not None and query.owner not in register().bits:
        raise Invalid([Problem("owner", "member-unknown", {"member": query.owner[:40]})])


def _asked(query: Query) -> dict[str, Any]:
    """Give the filters that were set, JSON-safe."""
    said = {name: value for name, value in asdict(query).items() if value is not None}
    return {
        name: value if isinstance(value, int) else _safe(str(value)) for name, value in said.items()
    }


def _safe(text: str) -> str:
    """Cut what somebody typed for the log, which holds no NUL."""
    return text[:200].replace("\x00", "\ufffd")


def _cursor(record: Record) -> str:
    place = f"{record.changed_at.isoformat()} {record.id}"
    return urlsafe_b64encode(place.encode()).decode().rstrip("=")


def _read_cursor(text: str) -> tuple[datetime, UUID]:
    try:
        padded = text[:200] + "=" * (-len(text[:200]) % 4)
        at, record = urlsafe_b64decode(padded.encode()).decode().split(" ")
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None:
            raise CursorInvalid
        return moment, UUID(record)
    except (ValueError, binascii.Error) as error:
        raise CursorInvalid from error


async def history(unit: Unit, record_id: UUID) -> list[Version]:
    """Give the states of a record that the actor may see, oldest first, the present one last.

    A state is shown under the restrictions of then and of now together.
    """
    record, shown = await _see(unit, record_id)
    past = [
        seen
        for version in await store.list_versions(unit, record)
        if (seen := rules.visible_version(version, record, unit.actor)) is not None
    ]
    unit.audit(Operation.CONSULTATION, str(record_id), record.database, history=len(past) + 1)
    own = unit.actor.member == record.owner
    present = store.present(record)
    return [*past, replace(present, record=shown, by=present.by if own else None)]


async def as_it_was_on(unit: Unit, record_id: UUID, moment: datetime) -> Record:
    """Give the state of a record at an (aware) moment.

    Raises:
        RecordNotFound: no such record then, or not for this reader.
    """
    for version in await history(unit, record_id):
        begun = version.record.changed_at <= moment
        if begun and (version.until is None or moment < version.until):
            return version.record
    raise RecordNotFound(record_id)


async def export(
    units: Units,
    asker: tuple[Actor, str | None],
    query: Query,
    form: Literal["csv", "jsonl"],
    preamble: Sequence[str] = (),
) -> AsyncIterator[bytes]:
    """Take records out as a file, in pieces.

    The disclosure is audited, and committed, before the first byte leaves.

    Args:
        units: opens the transactions.
        asker: actor and purpose.
        query: as of a list, with a database; ``after`` and ``limit`` do not count.
        form: ``csv`` (one database's table) or ``jsonl`` (whole records).
        preamble: lines that head the file as remarks: who, when, filter, marking.

    Raises:
        AccessDenied, DatabaseUnknown: before anything leaves.
    """
    actor, purpose = asker
    kind = get_kind(query.database or "")
    _check_owner(query)
    query = replace(query, database=kind.database, after=None, limit=EXPORT_PAGE)
    identifiers = rules.identifier_values(query.identifier) if query.identifier else None
    async with units.begin(actor, purpose) as unit:
        actor.require(Act.EXPORT, kind.database, purpose)
        count = await store.count(unit, query, [kind.database], identifiers)
        detail = {"asked": _asked(query), "form": form, "count": count.number}
        unit.audit(Operation.DISCLOSURE, "", kind.database, **detail)
    head = "".join(f"# {' '.join(line.split())}\r\n" for line in preamble)
    yield (head + (table.header(kind) if form == "csv" else "")).encode()
    async with units.begin(actor, purpose) as unit:
        after: tuple[datetime, UUID] | None = None
        while True:
            found = await store.list_page(unit, query, [kind.database], identifiers, after)
            page = _shown(unit, found[:EXPORT_PAGE])
            yield b"".join(_line(record, form) for record in page)
            if len(found) <= EXPORT_PAGE:
                return
            after = (found[EXPORT_PAGE - 1].changed_at, found[EXPORT_PAGE - 1].id)


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
