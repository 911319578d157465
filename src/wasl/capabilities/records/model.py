# SPDX-License-Identifier: Apache-2.0
"""What a record is, whatever its database: an envelope that is the same for all, and a body.

The envelope says whose it is, why it is kept, who may see it and for how long.
The body belongs to its kind (``kinds/``, one file for each database). All of it
is frozen data without I/O.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from wasl.foundation.errors import Problem

AUDIENCE_BYTES = 32
NOBODY = bytes(AUDIENCE_BYTES)
ENVELOPE_FIELDS = frozenset({"case", "source_reference"})
"""Fields of the envelope that an owner may hide from chosen members."""

State = Literal["active", "deletion_requested", "deleted"]
Mode = Literal["all", "except", "only"]
Body = msgspec.Struct


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
        audience: bit n tells whether the member with number n may see the record;
            bit n is ``byte n // 8``, ``1 << (7 - n % 8)``. The owner's bit is always set.
        audiences: the same for fields that are hidden from some; absent fields follow ``audience``.
        restriction, entered_by, changed_by, import_id, source: None for all but the owner.
        retention: last day of keeping.
        state: ``deletion_requested`` shows as ``active`` to all but the owner.
        entered_at, changed_at: aware, UTC.
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


@dataclass(frozen=True, slots=True)
class Key:
    """An identifier under which a record is found by equality.

    Attributes:
        scheme: ``document``, ``vin``, ``plate`` or ``engine``.
        value: normalised by its standard; never empty.
        field: the body's field it comes from; who may not see the field never finds the key.
    """

    scheme: str
    value: str
    field: str


@dataclass(slots=True)
class Reading:
    """What a kind made of a body.

    Attributes:
        body: normalised; only to be used when there are no problems.
        problems: block; warnings: never block (such as a wrong check digit).
    """

    body: Any
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table (CSV) form of a kind.

    Attributes:
        name: header, lower case, ``_`` between words.
        example: invented value for the template.
        required: a row without it is refused.
        repeats: several values in one cell, separated by ``;``.
    """

    name: str
    example: str = ""
    required: bool = False
    repeats: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """All that is particular to one database. Adding a database is adding one file with a KIND.

    Attributes:
        database: its code: ``persons``, ``travel_documents``, ``vehicles``.
        body: Struct of the body.
        facts: fields in the order in which a reader wants them.
        restrictable: body fields that may be hidden from chosen members. Never what the
            record is found by as such (names, number of a document, VIN): to hide those,
            deny the record.
        retention_years: longest time of keeping.
        read: normalise and judge a body.
        keys: identifiers of a (read) body.
        names: spellings for the names index, main one first; empty where there are none.
        headline: one line that tells the record apart: a name, a number.
        reference: source reference for a body that came without one; same body, same reference.
        columns: the table form.
        from_row: body of one row (cells by column name, stripped, never None). May leave
            problems of form; ``read`` judges the rest.
    """

    database: str
    body: type[Body]
    facts: tuple[str, ...]
    restrictable: frozenset[str]
    retention_years: int
    read: Callable[[Any], Reading]
    keys: Callable[[Any], list[Key]]
    names: Callable[[Any], list[str]]
    headline: Callable[[Any], str]
    reference: Callable[[Any], str]
    columns: tuple[Column, ...]
    from_row: Callable[[Mapping[str, str]], Reading]


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
        after: ``Page.next`` of the page before.
        limit: 1..500.
    """

    database: str | None = None
    owner: str | None = None
    state: State | None = None
    identifier: str | None = None
    updated_since: datetime | None = None
    import_id: UUID | None = None
    after: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are: exact up to a bound, else "more than" ``number``."""

    number: int
    exact: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list, newest change first.

    Attributes:
        next: hand it back as ``Query.after``; None on the last page.
    """

    records: list[Record]
    count: Count
    next: str | None


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
    kind: str = ""
    body: dict[str, Any] = {}
    purpose: str = ""
    handling: str = ""
    confidentiality: str = ""
    retention: str = ""
    case: str | None = None
    source_reference: str | None = None
    changed: str = ""


# --- imports -----------------------------------------------------------------

ImportState = Literal["queued", "running", "done", "failed", "cancelled"]


class ImportOrder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody asks an import to do.

    Attributes:
        database: where the records go.
        owner: whose they become.
        format: ``csv``, ``jsonl`` or ``un``.
        filename: as the sender calls it; shown, never used as a path.
        encoding: of a CSV file; None lets UTF-8 and UTF-16 be recognised.
        restriction: for lines that say nothing about it themselves.
        purpose: for lines that say nothing about it themselves.
        complete: the file is the whole list, so what is missing from it is reported as gone.
    """

    database: str
    owner: str
    format: Literal["csv", "jsonl", "un"]
    filename: str
    purpose: str
    restriction: Restriction
    encoding: str | None = None
    complete: bool = False


class ImportJob(msgspec.Struct, frozen=True, kw_only=True):
    """An import and how far it is.

    Attributes:
        lines: records read so far, good or not; also where a resumed run goes on.
        bytes_done, bytes_total: of the file.
        new, changed, unchanged, rejected, warned: of ``lines``.
        gone: records of this owner's list that are no longer in it; None unless ``complete``.
        rate: records a second of running time; 0.0 before the first.
        seconds_left: estimate; None when not running or not yet known.
        problem: why it failed (code and data for a sentence).
    """

    id: UUID
    order: ImportOrder
    state: ImportState
    lines: int = 0
    bytes_done: int = 0
    bytes_total: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    warned: int = 0
    gone: int | None = None
    rate: float = 0.0
    seconds_left: float | None = None
    problem: dict[str, Any] | None = None
    requested_by: str = ""
    requested_at: datetime
    started_at: datetime | None = None
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One record of a file: its draft, or what is wrong with it.

    Attributes:
        number: line in the file where it begins, from 1.
        raw: the text as sent, for the reject file; at most a few KB of it.
        draft: None when there are problems.
    """

    number: int
    raw: str
    draft: Draft | None
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
