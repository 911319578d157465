# SPDX-License-Identifier: Apache-2.0
"""Records as JSON says them."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

import msgspec
from litestar import Request

from wasl.capabilities import records
from wasl.capabilities.records import Record
from wasl.foundation.errors import Problem
from wasl.foundation.i18n import negotiate
from wasl.interfaces.problems import sentence_of

Ask = Request[Any, Any, Any]


class RestrictionTold(msgspec.Struct, omit_defaults=True):
    """Who may see a record; only its owner is told.

    ``mode`` is ``all``, ``except`` (those named do not see it) or ``only`` (nobody
    else sees it). ``fields`` hides single fields from the members named.
    """

    mode: Literal["all", "except", "only"]
    members: list[str] = []
    fields: dict[str, list[str]] = {}


class DraftAsked(msgspec.Struct, omit_defaults=True):
    """A record as its owner writes it. Left out, ``retention`` is the longest allowed."""

    body: dict[str, Any]
    restriction: RestrictionTold
    purpose: str
    source_reference: str | None = None
    case: str | None = None
    handling: str = "h0"
    confidentiality: str = "official_use_only"
    retention: date | None = None


class RecordTold(msgspec.Struct, omit_defaults=True):
    """A record as the reader may see it. Fields hidden from the reader are not there.

    ``needs_reason`` stands in lists: only a few facts are shown, and the record itself
    opens with a reason (``Wasl-Reason`` or ``?reason=``).
    """

    id: UUID
    database: str
    owner: str
    version: int
    state: Literal["active", "deletion_requested", "deleted"]
    headline: str
    body: dict[str, Any] | None
    purpose: str
    handling: str
    confidentiality: str
    retention: date
    entered_at: datetime
    changed_at: datetime
    source_reference: str | None = None
    case: str | None = None
    restriction: RestrictionTold | None = None
    entered_by: str | None = None
    changed_by: str | None = None
    import_id: UUID | None = None
    needs_reason: bool = False


class Doubt(msgspec.Struct):
    """Something doubtful that did not stand in the way, such as a wrong check digit."""

    field: str
    code: str
    detail: str


class EnteredTold(msgspec.Struct):
    """A record just written, and what to look at again."""

    record: RecordTold
    warnings: list[Doubt]


class CountTold(msgspec.Struct):
    """How many there are: exactly, or "more than" ``number``."""

    number: int
    exact: bool


class PageTold(msgspec.Struct):
    """A part of a list, newest change first; ``next`` asks for the following one."""

    records: list[RecordTold]
    count: CountTold
    next: str | None


class StateTold(msgspec.Struct):
    """A state in a record's life; ``by`` is told to its owner alone."""

    record: RecordTold
    since: datetime
    until: datetime | None
    operation: str
    by: str | None


def _given(reference: str | None) -> str | None:
    return None if reference is None or reference.startswith("~") else reference


def tell(record: Record) -> RecordTold:
    """Write a record, already made visible to its reader, for JSON."""
    erased = record.body is None
    restriction = record.restriction
    return RecordTold(
        id=record.id,
        database=record.database,
        owner=record.owner,
        version=record.version,
        state=record.state,
        headline="" if erased else records.get_kind(record.database).headline(record.body),
        body=None if erased else msgspec.to_builtins(record.body),
        purpose=record.purpose,
        handling=record.handling,
        confidentiality=record.confidentiality,
        retention=record.retention,
        entered_at=record.entered_at,
        changed_at=record.changed_at,
        source_reference=_given(record.source_reference),
        case=record.case,
        restriction=msgspec.convert(msgspec.to_builtins(restriction), RestrictionTold)
        if restriction and not erased
        else None,
        entered_by=record.entered_by,
        changed_by=record.changed_by,
        import_id=record.import_id,
        needs_reason=record.needs_reason,
    )


def doubts(request: Ask, warnings: list[Problem]) -> list[Doubt]:
    """Say warnings in the caller's language."""
    locale = negotiate(request.headers.get("accept-language"))
    return [Doubt(w.field, w.code, sentence_of(w.code, w.data, locale.gettext)) for w in warnings]
