# SPDX-License-Identifier: Apache-2.0
"""The body of a record of a person, and its table form."""

from collections.abc import Mapping

import msgspec

from wasl.capabilities.records.kinds._judge import split
from wasl.capabilities.records.model import Column, Reading


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


def _named(body: Person, *chosen: str) -> str:
    return ";".join(name.text for name in body.names if name.kind in chosen)


def _place(place: Place) -> str:
    return f"{place.country}:{place.text or ''}" if place.country else place.text or ""


def to_row(body: Person) -> dict[str, str]:
    """Give the cells of a body. Notes on names, parts of aliases and the listing stay behind."""
    first, *others = [name for name in body.names if name.kind == "primary"] or body.names
    primary = [other.text for other in others if other.kind == "primary"]
    documents = (f"{d.type}:{d.country or ''}:{d.number}" for d in body.documents)
    return {
        "name": first.text,
        "family_name": first.family or "",
        "given_names": first.given or "",
        "original_script_name": ";".join(primary),
        "aliases": _named(body, "alias", "nickname", "transliteration", "former"),
        "maiden_name": _named(body, "maiden"),
        "sex": body.sex or "",
        "birth_dates": ";".join(body.birth_dates),
        "birth_places": ";".join(map(_place, body.birth_places)),
        "nationalities": ";".join(body.nationalities),
        "documents": ";".join(documents),
        "status": body.status,
        "warnings": ";".join(body.warnings),
        "marks": ";".join(body.marks),
        "titles": ";".join(body.titles),
        "addresses": ";".join(map(_place, body.addresses)),
        "subject": body.subject,
        "note": body.note or "",
    }


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


COLUMNS = (
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
)
