# SPDX-License-Identifier: Apache-2.0
"""Travel documents that are stolen, lost, revoked or invalid. Never a name of a person.

A border post asks by number, issuing country and type. What the owner notes here
must not tell whose document it was.
"""

from collections.abc import Mapping

import msgspec

from wasl.capabilities.records.kinds._judge import Judge
from wasl.capabilities.records.model import Column, Key, Kind, Reading
from wasl.foundation.vocabulary import (
    DocumentNumberInvalid,
    document_number_keys,
    issuing_member,
    normalize_document_number,
)


class TravelDocument(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Body of a record of a travel document.

    Attributes:
        number: as printed; looked up without blanks and signs.
        country: issuing state or organization, alpha-3 or an ICAO special code.
        type: scheme ``document_type``.
        fraud_type: scheme ``fraud_type``.
        issued, expires, theft_date, review_date: partial dates, ISO 8601.
        theft_country: where it was lost or stolen.
        note: nothing about persons.
    """

    number: str
    country: str
    type: str
    fraud_type: str
    issued: str | None = None
    expires: str | None = None
    theft_date: str | None = None
    theft_country: str | None = None
    review_date: str | None = None
    note: str | None = None


def normalized(number: str) -> str:
    """Give a number as it is looked up, or "" where it is none."""
    try:
        return normalize_document_number(number)
    except DocumentNumberInvalid:
        return ""


def read(body: TravelDocument) -> Reading:
    """Normalise and judge a body."""
    judge = Judge()
    number = judge.line("number", body.number, 60, required=True)
    if number:
        try:
            normalize_document_number(number)
        except DocumentNumberInvalid as error:
            judge.identifier("number", error, number)
    clean = TravelDocument(
        number=number or "",
        country=judge.country("country", body.country, required=True) or "",
        type=judge.code("type", body.type, "document_type", required=True) or "",
        fraud_type=judge.code("fraud_type", body.fraud_type, "fraud_type", required=True) or "",
        issued=judge.date("issued", body.issued),
        expires=judge.date("expires", body.expires),
        theft_date=judge.date("theft_date", body.theft_date),
        theft_country=judge.country("theft_country", body.theft_country),
        review_date=judge.date("review_date", body.review_date),
        note=judge.text("note", body.note, 2000),
    )
    judge.order("expires", clean.issued, clean.expires)
    judge.order("theft_date", clean.issued, clean.theft_date)
    return Reading(clean, judge.problems, judge.warnings)


def keys(body: TravelDocument) -> list[Key]:
    """Give the number in each of its readings."""
    number = normalized(body.number)
    readings = document_number_keys(number) if number else ()
    return [Key("document", reading, "number") for reading in readings]


def headline(body: TravelDocument) -> str:
    """Give the number."""
    return body.number


def reference(body: TravelDocument) -> str:
    """Tell one document from another: who issued it, what it is, its number."""
    return f"{body.country}/{body.type}/{normalized(body.number)}"


def issuer(body: TravelDocument) -> str:
    """Give the member whose document it is: it alone adds it. Source: handbook, part 3, SLTD."""
    return issuing_member(body.country) or ""


def to_row(body: TravelDocument) -> dict[str, str]:
    """Give the cells of a body."""
    return {f: getattr(body, f) for f in body.__struct_fields__ if getattr(body, f)}


def from_row(row: Mapping[str, str]) -> Reading:
    """Take the cells as they are; ``read`` judges them."""
    get = row.get
    body = TravelDocument(
        number=get("number", ""),
        country=get("country", ""),
        type=get("type", ""),
        fraud_type=get("fraud_type", ""),
        issued=get("issued"),
        expires=get("expires"),
        theft_date=get("theft_date"),
        theft_country=get("theft_country"),
        review_date=get("review_date"),
        note=get("note"),
    )
    return Reading(body)


KIND = Kind(
    database="travel_documents",
    body=TravelDocument,
    facts=(
        "number",
        "country",
        "type",
        "fraud_type",
        "issued",
        "expires",
        "theft_date",
        "theft_country",
        "review_date",
        "note",
    ),
    few_facts=(
        *("number", "country", "type", "fraud_type", "theft_date", "theft_country"),
        *("issued", "expires"),
    ),
    restrictable=frozenset(
        {"issued", "expires", "theft_date", "theft_country", "review_date", "note"}
    ),
    retention_years=10,
    read=read,
    keys=keys,
    names=lambda body: [],
    headline=headline,
    reference=reference,
    issuer=issuer,
    columns=(
        Column("number", "XT0000001", required=True),
        Column("country", "FRA", required=True),
        Column("type", "passport", required=True),
        Column("fraud_type", "stolen", required=True),
        Column("issued", "2021-03-14"),
        Column("expires", "2031-03-13"),
        Column("theft_date", "2025-07"),
        Column("theft_country", "ESP"),
        Column("review_date", ""),
        Column("note", "Taken from a parked car."),
    ),
    to_row=to_row,
    from_row=from_row,
    past=("issued", "theft_date"),
)
