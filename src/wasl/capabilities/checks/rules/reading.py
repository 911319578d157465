# SPDX-License-Identifier: Apache-2.0
"""From a question as sent to what is looked up, with every doubt and fault named.

A fault (an unknown country, a control character, lines that are no machine
readable zone) refuses the question and says where. A doubt (a wrong check
digit) is a remark in the answer and never blocks.
"""

import re
from datetime import date
from functools import lru_cache

from msgspec import Struct

from wasl.capabilities.checks.model import (
    DocumentAsked,
    PersonAsked,
    Question,
    Remark,
    Subject,
    VehicleAsked,
)
from wasl.foundation.errors import AppError, Invalid, Problem
from wasl.foundation.vocabulary import codes, find_country
from wasl.foundation.vocabulary.dates import DateInvalid, PartialDate, parse_date
from wasl.foundation.vocabulary.documents import document_number_keys, normalize_document_number
from wasl.foundation.vocabulary.mrz import Mrz, MrzInvalid, parse_mrz
from wasl.foundation.vocabulary.plates import normalize_plate, plate_keys
from wasl.foundation.vocabulary.vin import normalize_vin, vin_readings, vin_warnings

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SEXES = {
    "": None,
    "m": "male",
    "male": "male",
    "f": "female",
    "female": "female",
    "x": "other",
    "other": "other",
    "unspecified": None,
    "unknown": None,
    "u": None,
}
_MRZ_TYPES = {"P": "passport", "V": "visa", "I": "identity_card", "A": "identity_card"}


class Document(Struct, frozen=True):
    """A document to look for.

    Attributes:
        number: as asked; keys: readings to look up.
        country: alpha-3, or None where not said.
        type: code, or None where not said.
    """

    number: str
    keys: tuple[str, ...]
    country: str | None
    type: str | None


class Thing(Struct, frozen=True):
    """A vehicle's identifier to look for: scheme ``vin``, ``plate`` or ``engine``."""

    scheme: str
    number: str
    keys: tuple[str, ...]
    country: str | None = None


class Asked(Struct):
    """A question, read."""

    purpose: str
    databases: tuple[str, ...]
    names: tuple[str, ...] = ()
    birth: PartialDate | None = None
    nationalities: frozenset[str] = frozenset()
    sex: str | None = None
    documents: list[Document] = []
    things: list[Thing] = []
    remarks: list[Remark] = []

    @property
    def is_empty(self) -> bool:
        """Nothing to search by."""
        return not (self.names or self.documents or self.things)


@lru_cache(maxsize=32)
def _codes(scheme: str) -> frozenset[str]:
    return frozenset(codes(scheme))


@lru_cache(maxsize=4096)
def _country(text: str) -> str | None:
    return find_country(text)


@lru_cache(maxsize=512)
def _folded(code: str) -> str:
    return code.strip().lower().replace("-", "_").replace(" ", "_")


class _Faults:
    """Gathers what is wrong with a question."""

    __slots__ = ("problems",)

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def add(self, path: str, code: str, **data: object) -> None:
        self.problems.append(Problem(path, code, data))

    def plain(self, path: str, text: str) -> bool:
        """Say whether a text is free of control characters; name the first one if not."""
        if text.isprintable():
            return True
        found = _CONTROL.search(text)
        if found is None:
            return True
        sign = f"U+{ord(found[0]):04X}"
        self.add(path, "control-character", position=found.start() + 1, sign=sign)
        return False

    def country(self, path: str, text: str | None) -> str | None:
        bare = text.strip() if text else ""
        if not bare:
            return None
        found = _country(bare)
        if found is None:
            self.add(path, "country-unknown", value=bare)
        return found

    def code(self, path: str, text: str | None, scheme: str) -> str | None:
        code = _folded(text) if text else ""
        if code in _codes(scheme):
            return code
        if code:
            self.add(path, "code-unknown", value=code, known=", ".join(sorted(_codes(scheme))))
        return None

    def refused(self, path: str, error: AppError, value: str) -> None:
        """Note that an identifier's own standard refuses it."""
        data = {k: v for k, v in error.data.items() if k not in ("problem", "field")}
        self.add(path, error.code, **{**data, "value": value, "reason": error.data.get("problem")})


def read_question(question: Question, databases: tuple[str, ...], today: date) -> Asked:
    """Read a question.

    Args:
        question: as decoded; its bounds are kept.
        databases: all there are; what the question leaves empty means these.
        today: decides the century of machine readable dates.

    Raises:
        Invalid: with every fault and its place.
    """
    faults = _Faults()
    purpose = faults.code("purpose", question.purpose, "purpose")
    if purpose is None and not question.purpose.strip():
        faults.add("purpose", "required")
    asked = Asked(purpose or "", _databases(question.databases, databases, faults))
    _read_subject(asked, question.subject, faults, today)
    if not faults.problems and asked.is_empty:
        faults.add("subject", "nothing-to-check")
    if faults.problems:
        raise Invalid(faults.problems)
    return asked


def _databases(named: tuple[str, ...], known: tuple[str, ...], faults: _Faults) -> tuple[str, ...]:
    for n, name in enumerate(named):
        if _folded(name) not in known:
            faults.add(f"databases[{n}]", "database-unknown", database=_folded(name))
    return tuple(dict.fromkeys(map(_folded, named))) if named else known


def _read_subject(asked: Asked, subject: Subject, faults: _Faults, today: date) -> None:
    if subject.person is not None:
        _read_person(asked, subject.person, faults)
    for n, document in enumerate(subject.documents):
        _read_document(asked, document, f"subject.documents[{n}]", faults)
    if subject.mrz:
        _read_mrz(asked, subject.mrz, faults, today)
    for n, vehicle in enumerate(subject.vehicles):
        _read_vehicle(asked, vehicle, f"subject.vehicles[{n}]", faults)


def _read_person(asked: Asked, person: PersonAsked, faults: _Faults) -> None:
    path = "subject.person"
    names = []
    for n, name in enumerate(person.names):
        bare = name.strip()
        if not bare or not faults.plain(f"{path}.names[{n}]", bare):
            continue
        if any(map(str.isalpha, bare)):
            names.append(bare)
        else:  # no name on record is like this, so to search it would only look like an answer
            asked.remarks.append(
                Remark("name_without_letters", f"{path}.names[{n}]", {"name": bare})
            )
    asked.names = tuple(dict.fromkeys(names))
    if person.birth_date and person.birth_date.strip():
        try:
            asked.birth = parse_date(person.birth_date)
        except DateInvalid as error:
            faults.refused(f"{path}.birth_date", error, person.birth_date)
    countries = (
        faults.country(f"{path}.nationalities[{n}]", text)
        for n, text in enumerate(person.nationalities)
    )
    asked.nationalities = frozenset(code for code in countries if code)
    sex = _folded(person.sex or "")
    if sex in _SEXES:
        asked.sex = _SEXES[sex]
    else:
        faults.add(f"{path}.sex", "code-unknown", value=sex, known="female, male, other, unknown")


def _read_document(asked: Asked, document: DocumentAsked, path: str, faults: _Faults) -> None:
    country = faults.country(f"{path}.country", document.country)
    kind = faults.code(f"{path}.type", document.type, "document_type")
    if not document.number.strip():
        faults.add(f"{path}.number", "required")
        return
    if not faults.plain(f"{path}.number", document.number):
        return
    try:
        number = normalize_document_number(document.number)
    except AppError as error:
        faults.refused(f"{path}.number", error, document.number)
        return
    asked.documents.append(
        Document(document.number.strip(), document_number_keys(number), country, kind)
    )


def _read_mrz(asked: Asked, lines: tuple[str, ...], faults: _Faults, today: date) -> None:
    try:
        zone = parse_mrz(lines, today)
    except MrzInvalid as error:
        line = error.data.get("line") or 0
        path = f"subject.mrz[{line - 1}]" if line else "subject.mrz"
        if error.data.get("position"):
            faults.refused(path, error, "")
        else:
            faults.add(path, "mrz-lines-wrong")
        return
    for doubt in zone.problems:
        values = {"field": doubt.field, "line": doubt.line, "position": doubt.position}
        asked.remarks.append(Remark(doubt.code, f"subject.mrz[{doubt.line - 1}]", values))
    asked.names = tuple(dict.fromkeys((*asked.names, *zone.names)))
    asked.birth = asked.birth or zone.birth_date
    asked.sex = asked.sex or _SEXES.get(zone.sex or "")
    if zone.nationality and _country(zone.nationality):
        asked.nationalities |= {zone.nationality}
    if zone.number:
        asked.documents.append(_document_of(zone))


def _document_of(zone: Mrz) -> Document:
    """Make the document that a zone tells of, with the readings that make its digit right."""
    number = normalize_document_number(zone.number)
    readings = (number, *zone.number_alternatives)
    keys = tuple(dict.fromkeys(key for r in readings for key in document_number_keys(r)))
    country = _country(zone.issuing_country) if zone.issuing_country else None
    return Document(zone.number, keys, country, _MRZ_TYPES.get(zone.document_type[:1]))


def _read_vehicle(asked: Asked, vehicle: VehicleAsked, path: str, faults: _Faults) -> None:
    country = faults.country(f"{path}.country", vehicle.country)
    try:
        if vehicle.vin and faults.plain(f"{path}.vin", vehicle.vin):
            _read_vin(asked, vehicle.vin, f"{path}.vin")
    except AppError as error:
        faults.refused(f"{path}.vin", error, vehicle.vin or "")
    try:
        if vehicle.plate and faults.plain(f"{path}.plate", vehicle.plate):
            plate = normalize_plate(vehicle.plate)
            keys = plate_keys(plate, country)
            asked.things.append(Thing("plate", vehicle.plate.strip(), keys, country))
    except AppError as error:
        faults.refused(f"{path}.plate", error, vehicle.plate or "")
    try:
        if vehicle.engine_number and faults.plain(f"{path}.engine_number", vehicle.engine_number):
            engine = normalize_document_number(vehicle.engine_number)
            asked.things.append(Thing("engine", vehicle.engine_number.strip(), (engine,)))
    except AppError as error:
        faults.refused(f"{path}.engine_number", error, vehicle.engine_number or "")


def _read_vin(asked: Asked, text: str, path: str) -> None:
    vin = normalize_vin(text)
    asked.things.append(Thing("vin", vin, vin_readings(vin)))
    for doubt in vin_warnings(vin):
        code = f"vin_{doubt.code}" if not doubt.code.startswith("vin") else doubt.code
        asked.remarks.append(Remark(code, path, {"position": doubt.position}))
