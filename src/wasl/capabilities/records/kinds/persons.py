# SPDX-License-Identifier: Apache-2.0
"""Persons (and organizations) that are wanted, missing, sanctioned or of interest.

Names stay in their original script byte for byte: nothing but white space around
them is taken away. An organization is a record of this database with ``subject``
``organization``: it is searched by name in the same way (ADR 0021).
"""

import hashlib

import msgspec

from wasl.capabilities.records.kinds._judge import Judge
from wasl.capabilities.records.kinds._person import (
    COLUMNS,
    Document,
    Listing,
    Name,
    Person,
    Place,
    from_row,
    to_row,
)
from wasl.capabilities.records.kinds._script import script_of
from wasl.capabilities.records.model import Key, Kind, Reading
from wasl.foundation.vocabulary import (
    DocumentNumberInvalid,
    document_number_keys,
    normalize_document_number,
)

MOST_NAMES = 500
MOST_OTHERS = 200
NAME_LENGTH = 400
SUBJECTS = ("person", "organization")


def _read_name(judge: Judge, field: str, name: Name) -> Name | None:
    text = judge.line(f"{field}.text", name.text, NAME_LENGTH, required=True)
    kind = judge.code(f"{field}.kind", name.kind, "name_kind")
    if text is None:
        return None
    if not any(sign.isalpha() for sign in text):
        judge.problem(f"{field}.text", "name-without-letters")
    quality = name.quality
    if quality not in (None, "good", "low"):
        judge.problem(f"{field}.quality", "code-unknown", value=quality[:40], known="good, low")
    script = name.script or script_of(text)
    if len(script) != len("Latn") or not script.isalpha():
        judge.problem(f"{field}.script", "script-unknown", value=script[:40])
    return Name(
        text=text,
        kind=kind or "primary",
        script=script,
        family=judge.line(f"{field}.family", name.family, NAME_LENGTH),
        given=judge.line(f"{field}.given", name.given, NAME_LENGTH),
        quality=quality,
        note=judge.text(f"{field}.note", name.note, 2000),
    )


def _read_document(judge: Judge, field: str, document: Document) -> Document | None:
    number = judge.line(f"{field}.number", document.number, 100, required=True)
    if number is None:
        return None
    if not _number(number):
        judge.warn(f"{field}.number", "number-not-searchable", value=number[:40])
    return Document(
        number=number,
        country=judge.country(f"{field}.country", document.country),
        type=judge.code(f"{field}.type", document.type, "document_type", required=True) or "other",
        issued=judge.date(f"{field}.issued", document.issued),
        expires=judge.date(f"{field}.expires", document.expires),
        note=judge.text(f"{field}.note", document.note, 2000),
    )


def _read_place(judge: Judge, field: str, place: Place) -> Place:
    return Place(
        country=judge.country(f"{field}.country", place.country),
        text=judge.line(f"{field}.text", place.text, 500),
        note=judge.text(f"{field}.note", place.note, 2000),
    )


def _read_listing(judge: Judge, listing: Listing | None) -> Listing | None:
    if listing is None:
        return None
    return Listing(
        list=judge.line("listing.list", listing.list, required=True) or "",
        reference=judge.line("listing.reference", listing.reference, required=True) or "",
        listed_on=judge.date("listing.listed_on", listing.listed_on),
        updated_on=judge.date("listing.updated_on", listing.updated_on),
    )


def _read_names(judge: Judge, names: tuple[Name, ...]) -> tuple[Name, ...]:
    if not names:
        judge.problem("names", "required")
    if not judge.many("names", names, MOST_NAMES):
        return ()
    read = (_read_name(judge, f"names[{n}]", name) for n, name in enumerate(names))
    found = tuple(dict.fromkeys(name for name in read if name))
    if found and not any(name.kind == "primary" for name in found):
        judge.problem("names", "primary-name-required")
    return found


def _lines(judge: Judge, field: str, values: tuple[str, ...]) -> tuple[str, ...]:
    if not judge.many(field, values, MOST_OTHERS):
        return ()
    read = (judge.line(f"{field}[{n}]", value, 500) for n, value in enumerate(values))
    return tuple(value for value in read if value)


def _dates(judge: Judge, values: tuple[str, ...]) -> tuple[str, ...]:
    if not judge.many("birth_dates", values, MOST_OTHERS):
        return ()
    read = (judge.date(f"birth_dates[{n}]", value) for n, value in enumerate(values))
    return tuple(dict.fromkeys(value for value in read if value))


def _countries(judge: Judge, values: tuple[str, ...]) -> tuple[str, ...]:
    if not judge.many("nationalities", values, MOST_OTHERS):
        return ()
    read = (judge.country(f"nationalities[{n}]", value) for n, value in enumerate(values))
    return tuple(dict.fromkeys(value for value in read if value))


def _documents(judge: Judge, values: tuple[Document, ...]) -> tuple[Document, ...]:
    if not judge.many("documents", values, MOST_OTHERS):
        return ()
    read = (_read_document(judge, f"documents[{n}]", value) for n, value in enumerate(values))
    return tuple(dict.fromkeys(value for value in read if value))


def _places(judge: Judge, field: str, values: tuple[Place, ...]) -> tuple[Place, ...]:
    if not judge.many(field, values, MOST_OTHERS):
        return ()
    read = (_read_place(judge, f"{field}[{n}]", value) for n, value in enumerate(values))
    return tuple(dict.fromkeys(place for place in read if place != Place()))


def read(body: Person) -> Reading:
    """Normalise and judge a body."""
    judge = Judge()
    if body.subject not in SUBJECTS:
        judge.problem(
            "subject", "code-unknown", value=body.subject[:40], known="person, organization"
        )
    clean = Person(
        names=_read_names(judge, body.names),
        status=judge.code("status", body.status, "person_status", required=True) or "",
        subject=body.subject,
        sex=judge.code("sex", body.sex, "sex"),
        birth_dates=_dates(judge, body.birth_dates),
        birth_places=_places(judge, "birth_places", body.birth_places),
        nationalities=_countries(judge, body.nationalities),
        documents=_documents(judge, body.documents),
        addresses=_places(judge, "addresses", body.addresses),
        titles=_lines(judge, "titles", body.titles),
        marks=_lines(judge, "marks", body.marks),
        warnings=judge.codes("warnings", body.warnings, "warning"),
        listing=_read_listing(judge, body.listing),
        note=judge.text("note", body.note),
    )
    return Reading(clean, judge.problems, judge.warnings)


def _number(text: str) -> str:
    try:
        return normalize_document_number(text)
    except DocumentNumberInvalid:
        return ""


def keys(body: Person) -> list[Key]:
    """Give the numbers of the documents, each in its readings."""
    numbers = (_number(document.number) for document in body.documents)
    readings = (r for number in numbers if number for r in document_number_keys(number))
    return [Key("document", reading, "documents") for reading in dict.fromkeys(readings)]


def names(body: Person) -> list[str]:
    """Give all spellings, the main one first."""
    ordered = sorted(body.names, key=lambda name: name.kind != "primary")
    return list(dict.fromkeys(name.text for name in ordered))


def headline(body: Person) -> str:
    """Give the main name in its own script."""
    return next((name.text for name in body.names if name.kind == "primary"), "")


def reference(body: Person) -> str:
    """Tell one content from another: only the very same body gives the same reference."""
    return hashlib.sha256(msgspec.json.encode(body)).hexdigest()[:32]


KIND = Kind(
    database="persons",
    body=Person,
    facts=(
        "names",
        "subject",
        "sex",
        "birth_dates",
        "birth_places",
        "nationalities",
        "documents",
        "status",
        "warnings",
        "marks",
        "titles",
        "addresses",
        "listing",
        "note",
    ),
    few_facts=("names", "subject", "sex", "birth_dates", "nationalities", "status"),
    restrictable=frozenset(
        {"birth_places", "documents", "warnings", "marks", "titles", "addresses", "note"}
    ),
    retention_years=5,
    read=read,
    keys=keys,
    names=names,
    headline=headline,
    reference=reference,
    columns=COLUMNS,
    to_row=to_row,
    from_row=from_row,
    past=("birth_dates",),
)
