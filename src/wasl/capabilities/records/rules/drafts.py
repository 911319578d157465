# SPDX-License-Identifier: Apache-2.0
"""What a draft comes to: whether it holds, who will see it, and the states it makes."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from uuid import UUID

import msgspec

from wasl.capabilities.records.errors import NotOwner, SamePerson
from wasl.capabilities.records.kinds import Judge
from wasl.capabilities.records.model import (
    ENVELOPE_FIELDS,
    Decided,
    Draft,
    Key,
    Kind,
    Record,
    Restriction,
)
from wasl.capabilities.records.rules.visibility import (
    DERIVED,
    Reader,
    Register,
    audience,
    audiences,
    key_audience,
)
from wasl.foundation.errors import Problem
from wasl.foundation.vocabulary import (
    DocumentNumberInvalid,
    PlateInvalid,
    VinInvalid,
    document_number_keys,
    find_date,
    normalize_document_number,
    normalize_plate,
    normalize_vin,
    plate_keys,
    vin_readings,
)

MOST_REFERENCE = 200
MODES = "all, except, only"
REVIEW_AHEAD = timedelta(days=183)
EASTWARD = timedelta(days=1)
"""How far the date may be ahead of UTC's somewhere."""


def check_owner(record: Record, reader: Reader) -> None:
    """Raise NotOwner unless the reader acts for the member that owns the record."""
    if record.owner != reader.member:
        raise NotOwner(record.owner)


def check_second_person(requested_by: str, actor: str) -> None:
    """Raise SamePerson when one person would do both halves of a deletion."""
    if requested_by == actor:
        raise SamePerson


def restriction_problems(restriction: Restriction, kind: Kind, register: Register) -> list[Problem]:
    """Name what an owner cannot have meant: unknown mode, member or field, empty lists."""
    problems = []
    if restriction.mode not in ("all", "except", "only"):
        problems.append(
            Problem(
                "restriction.mode", "code-unknown", {"value": restriction.mode[:40], "known": MODES}
            )
        )
    if restriction.mode == "all" and restriction.members:
        problems.append(Problem("restriction.members", "members-with-all"))
    if restriction.mode == "except" and not restriction.members:
        problems.append(Problem("restriction.members", "required"))
    problems += _unknown_members("restriction.members", restriction.members, register)
    open_fields = kind.restrictable | ENVELOPE_FIELDS
    for name, denied in restriction.fields.items():
        path = f"restriction.fields.{name[:40]}"
        if name not in open_fields:
            problems.append(Problem(path, "field-not-restrictable", {"field": name[:40]}))
        if not denied:
            problems.append(Problem(path, "required"))
        problems += _unknown_members(path, denied, register)
    return problems


def _unknown_members(path: str, members: Iterable[str], register: Register) -> list[Problem]:
    return [
        Problem(path, "member-unknown", {"member": code[:40]})
        for code in members
        if code not in register.bits
    ]


def longest_retention(kind: Kind, today: date) -> date:
    """Give the last day on which a record entered today may still be kept."""
    year = today.year + kind.retention_years
    try:
        return today.replace(year=year)
    except ValueError:  # 29 February
        return date(year, 3, 1)


def review_until(today: date) -> date:
    """Give the day up to which an owner is warned that keeping ends: half a year ahead."""
    return today + REVIEW_AHEAD


# --- what a draft comes to ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Judged:
    """A draft after all rules: what it comes to, or what is wrong with it.

    Attributes:
        decided: None when there are problems.
    """

    decided: Decided | None
    problems: list[Problem]
    warnings: list[Problem]


def judge(draft: Draft, kind: Kind, owner: str, register: Register, today: date) -> Judged:
    """Judge a draft whole: its body by the kind, its envelope, its restriction.

    Args:
        draft: its body is a Struct of the kind.
        kind: of the database.
        owner: whose it is to be.
        register: the members.
        today: UTC day from which the time of keeping counts.
    """
    reading = kind.read(draft.body)
    envelope = Judge()
    reference = envelope.line("source_reference", draft.source_reference, MOST_REFERENCE)
    if reference and reference.startswith(DERIVED):
        envelope.problem("source_reference", "reference-reserved")
    longest = longest_retention(kind, today)
    clean = msgspec.structs.replace(
        draft,
        body=reading.body,
        purpose=envelope.code("purpose", draft.purpose, "purpose", required=True) or "",
        source_reference=reference,
        case=envelope.line("case", draft.case, MOST_REFERENCE),
        handling=envelope.code("handling", draft.handling, "handling", required=True) or "",
        confidentiality=envelope.code(
            "confidentiality", draft.confidentiality, "confidentiality", required=True
        )
        or "",
    )
    if draft.retention is not None and not today <= draft.retention <= longest:
        envelope.problem("retention", "retention-out-of-range", last=longest.isoformat())
    problems = [*reading.problems, *envelope.problems]
    if not reading.problems:
        problems += _issuer_problems(kind.issuer(reading.body), owner)
    problems += restriction_problems(draft.restriction, kind, register)
    if problems:
        return Judged(None, problems, reading.warnings)
    warnings = [*reading.warnings, *_yet_to_come(reading.body, kind, today)]
    return Judged(_decide(clean, kind, owner, register, longest), [], warnings)


def _yet_to_come(body: msgspec.Struct, kind: Kind, today: date) -> Iterator[Problem]:
    """Name what has happened on a day that has begun nowhere yet."""
    for name in kind.past:
        value = getattr(body, name)
        for n, text in enumerate(value if isinstance(value, tuple) else (value,)):
            found = find_date(text)
            if found is not None and found.first > today + EASTWARD:
                place = f"{name}[{n}]" if isinstance(value, tuple) else name
                yield Problem(place, "date-in-future", {"value": text})


def _issuer_problems(issuer: str | None, owner: str) -> list[Problem]:
    """Name the member that alone may add what it issued."""
    if issuer in (None, owner):
        return []
    if not issuer:
        return [Problem("country", "issuer-no-member")]
    return [Problem("country", "issuer-other", {"issuer": issuer})]


def _decide(draft: Draft, kind: Kind, owner: str, register: Register, longest: date) -> Decided:
    whole, fields = _audiences(owner, draft.restriction, register)
    derived = "" if draft.source_reference else DERIVED + kind.reference(draft.body)
    keys = kind.keys(draft.body)
    # Without the day: who does not name one means the usual, which is another day each day.
    said = msgspec.json.encode(msgspec.structs.replace(draft, retention=None))
    if draft.source_reference:
        keys.append(Key("reference", draft.source_reference, "source_reference"))
    if draft.case:
        keys.append(Key("case", draft.case, "case"))
    return Decided(
        draft=draft,
        keys=tuple((key, key_audience(key, whole, fields)) for key in keys),
        audience=whole,
        audiences=fields,
        reference=draft.source_reference or derived,
        retention=draft.retention or longest,
        digest=hashlib.sha256(said).digest()[:16],
    )


def _audiences(
    owner: str, restriction: Restriction, register: Register
) -> tuple[bytes, dict[str, bytes]]:
    fields = tuple(sorted(restriction.fields.items()))
    return _known_audiences(owner, restriction.mode, restriction.members, fields, register)


@lru_cache(maxsize=1024)
def _known_audiences(
    owner: str,
    mode: str,
    members: tuple[str, ...],
    fields: tuple[tuple[str, tuple[str, ...]], ...],
    register: Register,
) -> tuple[bytes, dict[str, bytes]]:
    """Work out both audiences once for all lines that say the same."""
    restriction = Restriction(mode, members, dict(fields))
    whole = audience(owner, restriction, register)
    return whole, audiences(owner, restriction, register, whole)


@dataclass(frozen=True, slots=True)
class Author:
    """Who makes a state, for whom, and when.

    Attributes:
        owner: member. by: identifier of the person, machine or import. now: aware, UTC.
    """

    owner: str
    by: str
    now: datetime


def entered(decided: Decided, record: UUID, database: str, author: Author) -> Record:
    """Make the first state of a record."""
    draft = decided.draft
    return Record(
        id=record,
        database=database,
        owner=author.owner,
        version=1,
        body=draft.body,
        audience=decided.audience,
        audiences=decided.audiences,
        restriction=draft.restriction,
        purpose=draft.purpose,
        handling=draft.handling,
        confidentiality=draft.confidentiality,
        retention=decided.retention,
        source_reference=decided.reference,
        case=draft.case,
        state="active",
        entered_at=author.now,
        entered_by=author.by,
        changed_at=author.now,
        changed_by=author.by,
    )


def changed(record: Record, decided: Decided, author: Author) -> Record:
    """Make the next state of a record. One that waits for deletion goes on waiting."""
    draft = decided.draft
    return msgspec.structs.replace(
        record,
        version=record.version + 1,
        body=draft.body,
        audience=decided.audience,
        audiences=decided.audiences,
        restriction=draft.restriction,
        purpose=draft.purpose,
        handling=draft.handling,
        confidentiality=draft.confidentiality,
        retention=decided.retention,
        source_reference=decided.reference,
        case=draft.case,
        changed_at=author.now,
        changed_by=author.by,
        import_id=None,
    )


# --- what somebody looks for --------------------------------------------------------


def identifier_values(text: str) -> list[str]:
    """Give the forms under which an identifier that somebody typed may be on record.

    The text as it is (references, case numbers), and normalised as a number of a
    document, a plate and a VIN. At most 400 signs are looked at.
    """
    bare = text.strip()[:400]
    found = [bare]
    for normalize in (_document_forms, _plate_forms, _vin_forms):
        found += normalize(bare)
    # PostgreSQL holds no NUL, so nothing on record can have one.
    return list(dict.fromkeys(value for value in found if value and "\x00" not in value))


def _document_forms(text: str) -> tuple[str, ...]:
    try:
        return document_number_keys(normalize_document_number(text))
    except DocumentNumberInvalid:
        return ()


def _plate_forms(text: str) -> tuple[str, ...]:
    try:
        return plate_keys(normalize_plate(text))
    except PlateInvalid:
        return ()


def _vin_forms(text: str) -> tuple[str, ...]:
    try:
        return vin_readings(normalize_vin(text))
    except VinInvalid:
        return ()
