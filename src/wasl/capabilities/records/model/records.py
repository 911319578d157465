# SPDX-License-Identifier: Apache-2.0
"""What a record is, whatever its database: an envelope that is the same for all, and a body.

The envelope says whose it is, why it is kept, who may see it and for how long.
The body belongs to its kind (``kinds/``, one file for each database). All of it
is frozen data without I/O.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from wasl.capabilities.records.model.kinds import Key
from wasl.foundation.errors import Problem

AUDIENCE_BYTES = 32
NOBODY = bytes(AUDIENCE_BYTES)
ENVELOPE_FIELDS = frozenset({"case", "source_reference"})
"""Fields of the envelope that an owner may hide from chosen members."""

State = Literal["active", "deletion_requested", "deleted"]
Mode = Literal["all", "except", "only"]
Order = Literal[
    "newest",
    "oldest",
    "name",
    "-name",
    "born",
    "-born",
    "retention",
    "-retention",
    "owner",
    "-owner",
]
"""How a list runs: by last change, first name (or number), first date of birth, last day of
keeping, owner; with a hyphen backwards. Who has no date of birth stands after all others."""


class Restriction(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Who may see a record, in the owner's words.

    Attributes:
        mode: ``all`` members, all ``except`` those named, or ``only`` those named.
            Anything else, and ``except`` without a name, means nobody but the owner.
        members: codes of members: alpha-3, ``XGS`` or ``UNO``.
        fields: members from whom a field is hidden, by name of the field.
            An empty list or an unknown member hides it from everybody but the owner.
    """

    mode: str
    members: tuple[str, ...] = ()
    fields: dict[str, tuple[str, ...]] = {}


EVERYBODY = Restriction("all")
OWNER_ONLY = Restriction("only")


class Draft(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an owner says when it enters or changes a record.

    Attributes:
        body: Struct of the database's kind.
        restriction: never left out: silence must not mean everybody.
        purpose: why it is kept (scheme ``purpose``).
        source_reference: the owner's own reference; unique for owner and database.
            None lets the kind derive one from the identifiers (``Kind.reference``).
        case: reference of the case.
        handling: scheme ``handling``.
        confidentiality: scheme ``confidentiality``.
        retention: last day of keeping; None takes the longest that the kind allows.
    """

    body: Any
    restriction: Restriction
    purpose: str
    source_reference: str | None = None
    case: str | None = None
    handling: str = "h0"
    confidentiality: str = "official_use_only"
    retention: date | None = None


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """A record as it is, or as a reader may see it (``rules.visible``).

    Attributes:
        id: UUID version 7: sorts by time of entry.
        owner: member whose data it is; alone may change it.
        version: 1 for the first state, one more for each change.
        body: Struct of the kind; fields hidden from the reader hold their defaults.
            None once the record is erased.
        audience: bit n tells whether the member with number n may see the record;
            bit n is ``byte n // 8``, ``1 << (7 - n % 8)``. The owner's bit is always set.
        audiences: the same for fields that are hidden from some; absent fields follow ``audience``.
        restriction, entered_by, changed_by, import_id, source: None for all but the owner.
        retention: last day of keeping.
        state: ``deletion_requested`` shows as ``active`` to all but the owner.
        entered_at, changed_at: aware, UTC.
        needs_reason: in a list: only the few facts are shown, the record opens only with
            a reason. Never set for the owner.
    """

    id: UUID
    database: str
    owner: str
    version: int
    body: Any
    audience: bytes
    audiences: dict[str, bytes] = {}
    restriction: Restriction | None
    purpose: str
    handling: str
    confidentiality: str
    retention: date
    source_reference: str | None
    case: str | None
    state: State
    entered_at: datetime
    entered_by: str | None
    changed_at: datetime
    changed_by: str | None
    import_id: UUID | None = None
    needs_reason: bool = False


@dataclass(frozen=True, slots=True)
class Decided:
    """A draft that holds, with all that follows from it.

    Attributes:
        draft: its body normalised.
        keys: with the audience that may find the record by each.
        reference: the source reference; begins with ``~`` where it was derived.
        digest: of all that the owner said but the retention; equal for equal content.
    """

    draft: Draft
    keys: tuple[tuple[Key, bytes], ...]
    audience: bytes
    audiences: dict[str, bytes]
    reference: str
    retention: date
    digest: bytes


@dataclass(frozen=True, slots=True)
class Entered:
    """A record just written, and what to warn its owner of."""

    record: Record
    warnings: list[Problem]


@dataclass(frozen=True, slots=True)
class Version:
    """One state in the life of a record.

    Attributes:
        record: as the reader may see it in that state.
        until: when the next state took its place; None for the present one.
        operation: ``collection``, ``alteration`` or ``erasure``.
        by: who did it; None for all but the owner.
    """

    record: Record
    until: datetime | None
    operation: str
    by: str | None


@dataclass(frozen=True, slots=True)
class Query:
    """What a list shows. None leaves a filter open.

    Attributes:
        identifier: text of a number, plate, VIN or source reference; looked up by equality
            after normalisation.
        updated_since: aware time.
        state: ``active`` also finds ``deletion_requested`` for those who must not know of it.
        kept_until: only the reader's own, and those kept until this day at most.
        ids: these records alone, as far as the other filters let them through.
        order: see ``Order``; None for ``newest``.
        after: ``Page.next`` of the page before, in the same order.
        limit: 1..500.
    """

    database: str | None = None
    owner: str | None = None
    state: State | None = None
    identifier: str | None = None
    updated_since: datetime | None = None
    import_id: UUID | None = None
    kept_until: date | None = None
    ids: tuple[UUID, ...] | None = None
    order: Order | None = None
    after: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class ExportOrder:
    """How records are taken out.

    Attributes:
        form: ``csv`` (one database's table) or ``jsonl`` (whole records).
        preamble: lines that head the file as remarks: who, when, filter, marking.
        reason: why; needed where records of others that open only with one are among them.
    """

    form: Literal["csv", "jsonl"]
    preamble: Sequence[str] = ()
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are: exact up to a bound, else "more than" ``number``."""

    number: int
    exact: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list, in the order of its query.

    Attributes:
        next: hand it back as ``Query.after``; None on the last page.
    """

    records: list[Record]
    count: Count
    next: str | None


@dataclass(frozen=True, slots=True)
class SavedList:
    """Filters and order of a list that somebody keeps under a name, for oneself alone.

    Attributes:
        query: as in the address of the list.
    """

    id: UUID
    database: str
    name: str
    query: str


@dataclass(frozen=True, slots=True)
class Deletion:
    """A request to delete, which needs a second person of the same bureau."""

    record: UUID
    reason: str
    requested_by: str
    requested_at: datetime


class FeedState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a check node keeps of a record; hand it to ``rules.visible_state`` before showing it.

    Attributes:
        id: of the record, as text.
        version: a node keeps the highest it has seen.
        gone: True when the node must forget the record; all else is then empty.
        audience: 32 bytes, as ``Record.audience``.
        audiences: the same for the fields that are hidden from some.
        keys: (scheme, value, audience): an identifier and who may find the record by it.
        names: spellings for the names index. birth: partial dates, for scoring.
        body: JSON object of the kind's Struct, whole.
        changed: ISO 8601, UTC.
    """

    id: str
    version: int
    gone: bool = False
    database: str = ""
    owner: str = ""
    audience: bytes = NOBODY
    audiences: dict[str, bytes] = {}
    keys: tuple[tuple[str, str, bytes], ...] = ()
    names: tuple[str, ...] = ()
    birth: tuple[str, ...] = ()
    body: dict[str, Any] = {}
    purpose: str = ""
    handling: str = ""
    confidentiality: str = ""
    retention: str = ""
    case: str | None = None
    source_reference: str | None = None
    changed: str = ""
