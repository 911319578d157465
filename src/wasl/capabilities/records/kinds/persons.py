# SPDX-License-Identifier: Apache-2.0
"""Persons (and organizations) that are wanted, missing, sanctioned or of interest.

Names stay in their original script byte for byte: nothing but white space around
them is taken away. An organization is a record of this database with ``subject``
``organization``: it is searched by name in the same way (ADR 0021).
"""

import hashlib
from collections.abc import Mapping

import msgspec

from wasl.capabilities.records.kinds._judge import Judge, split
from wasl.capabilities.records.kinds._script import script_of
from wasl.capabilities.records.model import Column, Key, Kind, Reading
from wasl.foundation.vocabulary.documents import (
    DocumentNumberInvalid,
    document_number_keys,
    normalize_document_number,
)

MOST_NAMES = 500
MOST_OTHERS = 200
NAME_LENGTH = 400
SUBJECTS = ("person", "organization")


class Name(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One spelling of one name.

    Attributes:
        text: the whole name as it is written, in its own script.
        kind: scheme ``name_kind``: primary, alias, maiden, nickname, transliteration, former.
        script: ISO 15924 code; worked out from the text where it is left out.
        family, given: parts, where the source tells them apart.
        quality: ``good`` or ``low``, where the source rates an alias.
        note: what the source says about it.
    """

    text: str
    kind: str = "primary"
    script: str | None = None
    family: str | None = None
    given: str | None = None
    quality: str | None = None
    note: str | None = None


class Document(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """An identity or travel document that the person holds or used.

    Attributes:
        type: scheme ``document_type``.
        country: issuing state. issued, expires: partial dates.
    """

    number: str
    country: str | None = None
    type: str = "other"
    issued: str | None = None
    expires: str | None = None
    note: str | None = None


class Place(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A place of birth or an address.

    Attributes:
        country: alpha-3. text: the rest, as the source writes it.
    """

    country: str | None = None
    text: str | None = None
    note: str | None = None


class Listing(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Where a sanctions list names the person.

    Attributes:
        list: name of the list or regime. reference: its permanent reference.
        listed_on, updated_on: partial dates.
    """

    list: str
    reference: str
    listed_on: str | None = None
    updated_on: str | None = None


class Person(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Body of a record of a person or an organization.

    Attributes:
        names: at least one; the first of kind ``primary`` heads the record.
        status: scheme ``person_status``.
        subject: ``person`` or ``organization``.
        sex: scheme ``sex``; None where not known.
        birth_dates: partial dates, ISO 8601; several where the sources disagree.
        nationalities: alpha-3 codes.
        warnings: scheme ``warning``, such as ``armed``.
        marks: scars, tattoos and the like, in words.
        titles: titles, ranks and offices.
    """

    names: tuple[Name, ...]
    status: str
    subject: str = "person"
    sex: str | None = None
    birth_dates: tuple[str, ...] = ()
    birth_places: tuple[Place, ...] = ()
    nationalities: tuple[str, ...] = ()
    documents: tuple[Document, ...] = ()
    addresses: tuple[Place, ...] = ()
    titles: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    listing: Listing | None = None
    note: str | None = None


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


def _row_names(row: Mapping[str, str]) -> tuple[Name, ...]:
    family, given = row.get("family_name") or None, row.get("given_names") or None
    whole = row.get("name") or " ".join(part for part in (given, family) if part)
    found = [Name(whole, "primary", family=family, given=given)] if whole else []
    found += [Name(text, "primary") for text in split(row.get("original_script_name") or "")]
    found += [Name(text, "alias") for text in split(row.get("aliases") or "")]
    found += [Name(text, "maiden") for text in split(row.get("maiden_name") or "")]
    return tuple(found)


def _row_documents(row: Mapping[str, str]) -> tuple[Document, ...]:
    """Read ``passport:FRA:12AB34567``; the type, or type and country, may be left out."""
    found = []
    for text in split(row.get("documents") or ""):
        *kind, number = text.split(":")
        country = kind.pop() if kind else None
        found.append(Document(number, country, kind.pop() if kind else "other"))
    return tuple(found)


def _row_places(text: str | None) -> tuple[Place, ...]:
    """Read ``FRA:Lyon``; the country may be left out."""
    found = []
    for piece in split(text or ""):
        country, colon, rest = piece.partition(":")
        found.append(Place(country, rest) if colon else Place(None, piece))
    return tuple(found)


def from_row(row: Mapping[str, str]) -> Reading:
    """Take the cells as they are; several values in a cell are parted by ``;``."""
    get = row.get
    body = Person(
        names=_row_names(row),
        status=get("status", ""),
        subject=get("subject") or "person",
        sex=get("sex") or None,
        birth_dates=tuple(split(get("birth_dates") or get("birth_date") or "")),
        birth_places=_row_places(get("birth_places")),
        nationalities=tuple(split(get("nationalities") or "")),
        documents=_row_documents(row),
        addresses=_row_places(get("addresses")),
        titles=tuple(split(get("titles") or "")),
        marks=tuple(split(get("marks") or "")),
        warnings=tuple(split(get("warnings") or "")),
        note=get("note"),
    )
    return Reading(body)


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
    restrictable=frozenset(
        {"birth_places", "documents", "warnings", "marks", "titles", "addresses", "note"}
    ),
    retention_years=5,
    read=read,
    keys=keys,
    names=names,
    headline=headline,
    reference=reference,
    columns=(
        Column("name", "Zephyrine Oakhollow", required=True),
        Column("family_name", "Oakhollow"),
        Column("given_names", "Zephyrine"),
        Column("original_script_name", "زفيرين أوكهولو", repeats=True),
        Column("aliases", "Zeph Oakholow;Z. Hollow", repeats=True),
        Column("maiden_name", "", repeats=True),
        Column("sex", "female"),
        Column("birth_dates", "1979-03-12;1979", repeats=True),
        Column("birth_places", "FRA:Lyon", repeats=True),
        Column("nationalities", "FRA;ESP", repeats=True),
        Column("documents", "passport:FRA:XT0000001", repeats=True),
        Column("status", "wanted", required=True),
        Column("warnings", "armed", repeats=True),
        Column("marks", "scar on the left hand", repeats=True),
        Column("titles", "", repeats=True),
        Column("addresses", "", repeats=True),
        Column("subject", "person"),
        Column("note", ""),
    ),
    from_row=from_row,
)
