# SPDX-License-Identifier: Apache-2.0
"""A question to the databases and its answer, as the JSON contract has them.

Bounds stand in the types, so that whatever decodes a question refuses what is
too long before anything looks at it, and says where.
"""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

DATABASES = ("persons", "travel_documents", "vehicles")
MOST_BATCH = 1_000
MOST_HITS = 50
"""Hits given for one database; where more were found the state says ``too_many``."""

Code = Annotated[str, Meta(max_length=40)]
Short = Annotated[str, Meta(max_length=64)]
Name = Annotated[str, Meta(max_length=200)]

DatabaseState = Literal["checked", "denied", "not_available", "too_many"]


class PersonAsked(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A person as the asker knows them.

    Attributes:
        names: spellings of one name, any script, any order of its words.
        birth_date: whole or partial, as ``vocabulary.parse_date`` reads it.
        nationalities: alpha-3 codes or names of countries.
        sex: ``male``, ``female``, ``other`` or ``unknown``; ``m``, ``f`` and ``x`` too.
    """

    names: Annotated[tuple[Name, ...], Meta(max_length=10)] = ()
    birth_date: Short | None = None
    nationalities: Annotated[tuple[Code, ...], Meta(max_length=10)] = ()
    sex: Code | None = None


class DocumentAsked(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A document by its number; country and type make the answer surer."""

    number: Short
    country: Code | None = None
    type: Code | None = None


class VehicleAsked(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A vehicle by any of its numbers."""

    vin: Short | None = None
    plate: Short | None = None
    country: Code | None = None
    engine_number: Short | None = None


class Subject(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is checked: a person, documents, machine readable lines, vehicles, in any mix.

    Attributes:
        mrz: the lines of one machine readable zone, or one text with line ends.
    """

    person: PersonAsked | None = None
    documents: Annotated[tuple[DocumentAsked, ...], Meta(max_length=20)] = ()
    mrz: Annotated[tuple[Name, ...], Meta(max_length=6)] = ()
    vehicles: Annotated[tuple[VehicleAsked, ...], Meta(max_length=20)] = ()


class Question(Struct, frozen=True, forbid_unknown_fields=True):
    """One check.

    Attributes:
        databases: to be searched; empty for all that the actor may ask.
    """

    purpose: Code
    subject: Subject
    databases: Annotated[tuple[Code, ...], Meta(max_length=20)] = ()


class BatchQuestion(Struct, frozen=True, forbid_unknown_fields=True):
    """Many subjects with one purpose; answered in order.

    Attributes:
        subjects: raw, so that one that is malformed spoils its own line alone.
    """

    purpose: Code
    subjects: Annotated[tuple[msgspec.Raw, ...], Meta(min_length=1, max_length=MOST_BATCH)]
    databases: Annotated[tuple[Code, ...], Meta(max_length=20)] = ()


class Reason(Struct, frozen=True, omit_defaults=True):
    """Why a record came up, or what speaks against it.

    Attributes:
        code: scheme ``reason``; its sentence takes ``values``.
        supports: True for it, False against it, None for a mere remark.
        values: what was asked and what is recorded, visible to this reader.
    """

    code: str
    supports: bool | None = None
    values: dict[str, Any] = {}


class Remark(Struct, frozen=True, omit_defaults=True):
    """Something to know about the question, such as a wrong check digit; never blocks.

    Attributes:
        code: scheme ``remark`` or, for machine readable lines, ``mrz_problem``.
        field: where in the question.
    """

    code: str
    field: str = ""
    values: dict[str, Any] = {}


class Hit(Struct, frozen=True):
    """A record that may be about the subject. A lead, never a reason to act by itself.

    Attributes:
        score: 0..1; 1.0 only where an identifier or the whole name is equal.
        match: the score in words, scheme ``match_words``.
        reasons: strongest first.
        caution: codes of scheme ``caution``.
        action: code of scheme ``action``.
        contact: office to ask, such as ``FRA-NCB``.
        needs_reason: the record itself opens only with a reason given.
        headline: one line that tells the record apart.
        facts: visible fields that tell persons and things apart, as recorded.
    """

    record: str
    database: str
    kind: str
    owner: str
    version: int
    score: float
    match: str
    reasons: tuple[Reason, ...]
    caution: tuple[str, ...]
    action: str
    contact: str
    needs_reason: bool
    headline: str
    facts: dict[str, Any]
    confidentiality: str = ""
    handling: str = ""


class Answer(Struct, frozen=True):
    """What the databases say.

    Attributes:
        check: identifier of the check, for asking back and in the audit.
        at: when it was answered, ISO 8601 UTC.
        position: feed number of the local copy that answered.
        databases: state of each database; a missing one was not asked.
        hits: best first.
    """

    check: str
    at: str
    position: int
    databases: dict[str, DatabaseState]
    hits: tuple[Hit, ...]
    remarks: tuple[Remark, ...] = ()


class RecentCheck(Struct, frozen=True):
    """A check that an actor made, as the audit tells it.

    Attributes:
        asked: short words for what was checked, as the asker typed it.
        hits: identifiers of the records found.
        stored: False while the entry waits to be shipped to the hub.
    """

    check: str
    at: str
    purpose: str
    asked: str
    databases: dict[str, str]
    hits: tuple[str, ...]
    stored: bool = True


class KeptCheck(Struct, frozen=True):
    """What the audit keeps of a check beside its heading; reasons are not among it.

    Attributes:
        asked: the subject as it was asked about.
        scores: 0..1 by record, as answered then.
    """

    asked: Subject
    scores: dict[str, float]
