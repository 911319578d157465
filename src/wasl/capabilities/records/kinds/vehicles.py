# SPDX-License-Identifier: Apache-2.0
"""Vehicles that are stolen or sought. No personal data.

Found by VIN (or an older chassis number), plate, or engine number. A wrong check
digit only warns: it binds in some regions alone, and typists err.
"""

from collections.abc import Mapping

import msgspec

from wasl.capabilities.records.kinds._judge import Judge, split
from wasl.capabilities.records.model import Column, Key, Kind, Reading
from wasl.foundation.vocabulary import (
    DocumentNumberInvalid,
    PlateInvalid,
    VinInvalid,
    normalize_document_number,
    normalize_plate,
    normalize_vin,
    plate_keys,
    vin_readings,
    vin_warnings,
)

MOST_PLATES = 20


class Plate(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A registration plate.

    Attributes:
        number: as mounted.
        country: alpha-3 of the state that issued it.
    """

    number: str
    country: str | None = None


class Vehicle(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Body of a record of a vehicle; at least one of ``vin``, ``plates``, ``engine_number``.

    Attributes:
        vin: vehicle identification number, or an older chassis number.
        status: scheme ``vehicle_status``.
        make, model, colour: free text; year: partial date.
        theft_date: partial date. theft_country: alpha-3.
    """

    status: str
    vin: str | None = None
    plates: tuple[Plate, ...] = ()
    engine_number: str | None = None
    make: str | None = None
    model: str | None = None
    colour: str | None = None
    year: str | None = None
    theft_date: str | None = None
    theft_country: str | None = None
    note: str | None = None


def _read_vin(judge: Judge, value: str | None) -> str | None:
    text = judge.line("vin", value, 60)
    if text is None:
        return None
    try:
        vin = normalize_vin(text)
    except VinInvalid as error:
        judge.identifier("vin", error, text)
        return None
    for doubt in vin_warnings(vin):
        judge.warn("vin", f"vin-{doubt.code.replace('_', '-')}", position=doubt.position)
    return vin


def _read_plate(judge: Judge, field: str, plate: Plate) -> Plate | None:
    number = judge.line(f"{field}.number", plate.number, 40, required=True)
    country = judge.country(f"{field}.country", plate.country)
    if number is None:
        return None
    try:
        normalize_plate(number)
    except PlateInvalid as error:
        judge.identifier(f"{field}.number", error, number)
        return None
    if country is None and not plate.country:
        judge.warn(f"{field}.country", "plate-without-country")
    return Plate(number, country)


def _engine(number: str | None) -> str:
    try:
        return normalize_document_number(number) if number else ""
    except DocumentNumberInvalid:
        return ""


def read(body: Vehicle) -> Reading:
    """Normalise and judge a body."""
    judge = Judge()
    plates: list[Plate | None] = []
    if judge.many("plates", body.plates, MOST_PLATES):
        plates = [_read_plate(judge, f"plates[{n}]", p) for n, p in enumerate(body.plates)]
    clean = Vehicle(
        status=judge.code("status", body.status, "vehicle_status", required=True) or "",
        vin=_read_vin(judge, body.vin),
        plates=tuple(plate for plate in plates if plate),
        engine_number=judge.line("engine_number", body.engine_number, 60),
        make=judge.line("make", body.make),
        model=judge.line("model", body.model),
        colour=judge.line("colour", body.colour),
        year=judge.date("year", body.year),
        theft_date=judge.date("theft_date", body.theft_date),
        theft_country=judge.country("theft_country", body.theft_country),
        note=judge.text("note", body.note, 2000),
    )
    if not judge.problems and not keys(clean):
        judge.problem("vin", "identifier-required")
    return Reading(clean, judge.problems, judge.warnings)


def keys(body: Vehicle) -> list[Key]:
    """Give VIN, plates and engine number, each in its readings."""
    found = [Key("vin", reading, "vin") for reading in (vin_readings(body.vin) if body.vin else ())]
    for plate in body.plates:
        try:
            number = normalize_plate(plate.number)
        except PlateInvalid:
            continue
        found += [Key("plate", reading, "plates") for reading in plate_keys(number, plate.country)]
    engine = _engine(body.engine_number)
    if engine:
        found.append(Key("engine", engine, "engine_number"))
    return found


def headline(body: Vehicle) -> str:
    """Give plate, make and model, or else the best number there is."""
    plate = body.plates[0].number if body.plates else None
    parts = [part for part in (plate or body.vin, body.make, body.model) if part]
    return " ".join(parts) or body.engine_number or ""


def reference(body: Vehicle) -> str:
    """Tell one vehicle from another by its strongest identifier."""
    if body.vin:
        return f"vin/{body.vin}"
    if body.plates:
        plate = body.plates[0]
        return f"plate/{plate.country or '-'}/{normalize_plate(plate.number)}"
    return f"engine/{body.make or '-'}/{_engine(body.engine_number)}"[:200]


def to_row(body: Vehicle) -> dict[str, str]:
    """Give the cells of a body."""
    plain = (f for f in body.__struct_fields__ if f != "plates" and getattr(body, f))
    plates = (f"{p.country}:{p.number}" if p.country else p.number for p in body.plates)
    return {**{f: getattr(body, f) for f in plain}, "plates": ";".join(plates)}


def from_row(row: Mapping[str, str]) -> Reading:
    """Take the cells as they are; plates read ``FRA:AB-123-CD;ESP:1234 BCD``."""
    get = row.get
    default = get("plate_country") or None
    plates = []
    for text in split(get("plates") or get("plate") or ""):
        country, colon, number = text.partition(":")
        plates.append(Plate(number, country) if colon else Plate(text, default))
    body = Vehicle(
        status=get("status", ""),
        vin=get("vin"),
        plates=tuple(plates),
        engine_number=get("engine_number"),
        make=get("make"),
        model=get("model"),
        colour=get("colour"),
        year=get("year"),
        theft_date=get("theft_date"),
        theft_country=get("theft_country"),
        note=get("note"),
    )
    return Reading(body)


KIND = Kind(
    database="vehicles",
    body=Vehicle,
    facts=(
        "vin",
        "plates",
        "engine_number",
        "make",
        "model",
        "colour",
        "year",
        "status",
        "theft_date",
        "theft_country",
        "note",
    ),
    few_facts=(
        *("vin", "plates", "engine_number", "make", "model", "colour", "year", "status"),
        *("theft_date", "theft_country"),
    ),
    restrictable=frozenset(
        {
            "plates",
            "engine_number",
            "make",
            "model",
            "colour",
            "year",
            "theft_date",
            "theft_country",
            "note",
        }
    ),
    retention_years=10,
    read=read,
    keys=keys,
    names=lambda body: [],
    headline=headline,
    reference=reference,
    columns=(
        Column("vin", "1M8GDM9AXKP042788"),
        Column("plates", "FRA:AB-123-CD", repeats=True),
        Column("engine_number", ""),
        Column("make", "Exemplar"),
        Column("model", "Uno"),
        Column("colour", "blue"),
        Column("year", "2019"),
        Column("status", "stolen", required=True),
        Column("theft_date", "2025-07-02"),
        Column("theft_country", "FRA"),
        Column("note", ""),
    ),
    to_row=to_row,
    from_row=from_row,
    past=("theft_date",),
)
