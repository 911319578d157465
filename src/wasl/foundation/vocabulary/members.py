# SPDX-License-Identifier: Apache-2.0
"""Reference data: the 196 member countries, the General Secretariat, the United Nations.

Dated: see `MEMBERS_AS_OF`. Members join and cities move; a bit number never
changes, because the audience of every record is written in these bits.
"""

import csv
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from wasl.foundation.errors import AppError
from wasl.foundation.vocabulary.countries import (
    LANGUAGES,
    country_name,
    find_country,
    get_country,
    is_country,
)
from wasl.foundation.vocabulary.labels import label
from wasl.foundation.vocabulary.text import key, upper_ascii

MEMBERS_AS_OF = date(2026, 1, 1)
GENERAL_SECRETARIAT = "XGS"
_NO_ISSUERS = frozenset({"status", "test"})
UNITED_NATIONS = "UNO"
AUDIENCE_BITS = 256


class MemberUnknown(AppError):
    """A code or name belongs to no member."""

    code = "member-unknown"

    def __init__(self, member: str, field: str | None = None) -> None:
        super().__init__(member=member[:80], field=field)


@dataclass(frozen=True, slots=True)
class Member:
    """A member country, the General Secretariat (XGS) or the United Nations (UNO).

    Attributes:
        code: alpha-3, or XGS, or UNO.
        alpha2: ISO alpha-2; None for XGS and UNO.
        bit: place in the audience of a record, 0 to 255, for ever.
        kind: "country", "secretariat" or "international".
        region: "africa", "americas", "asia", "europe", "mena", "oceania", or "world".
        bodies: regional police bodies it belongs to, codes of scheme `body`.
        zone: IANA time zone of the bureau.
        cities: language to city of the bureau.
        names: language to name.
    """

    code: str
    alpha2: str | None
    bit: int
    kind: str
    region: str
    bodies: tuple[str, ...]
    zone: str
    cities: dict[str, str]
    names: dict[str, str]

    @property
    def city(self) -> str:
        """City of the bureau in English."""
        return self.cities["en"]


@dataclass(frozen=True, slots=True)
class Office:
    """A room, regional bureau or unit of the General Secretariat.

    Attributes:
        code: stable, snake_case, unique within its kind.
        kind: "room" (command centre), "bureau" (regional) or "unit".
        country: alpha-3 of the seat; FRA for the units.
        zone: IANA time zone.
        cities, names: by language.
    """

    code: str
    kind: str
    country: str
    zone: str
    cities: dict[str, str]
    names: dict[str, str]


@dataclass(frozen=True, slots=True)
class Body:
    """A regional police body.

    Attributes:
        code: stable, snake_case.
        founded: year.
        seat: city, in English.
        names: by language.
        members: alpha-3 codes of its members that are members here too, sorted.
    """

    code: str
    founded: int
    seat: str
    names: dict[str, str]
    members: tuple[str, ...]


@cache
def list_members() -> tuple[Member, ...]:
    """List the 196 countries by code, then XGS and UNO."""
    text = files(__package__).joinpath("data/members.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    countries = [_country_member(row) for row in rows]
    return (*countries, _institution("XGS", "secretariat"), _institution("UNO", "international"))


def list_member_countries() -> tuple[Member, ...]:
    """List the 196 member countries alone, by code."""
    return tuple(member for member in list_members() if member.kind == "country")


def get_member(code: str) -> Member:
    """Give a member by its code in capitals.

    Raises:
        MemberUnknown: no such member.
    """
    found = _by_code().get(code)
    if found is None:
        raise MemberUnknown(code)
    return found


def find_member(text: str) -> Member | None:
    """Find a member by code, country name in four languages, or bureau city; else None."""
    code = upper_ascii(text.strip())
    if code in _by_code():
        return _by_code()[code]
    country = find_country(text)
    if country in _by_code():
        return _by_code()[country]
    wanted = key(text[:80])
    for member in list_members():
        if wanted in {key(name) for name in (*member.cities.values(), *member.names.values())}:
            return member
    return None


def is_member(code: str) -> bool:
    """Tell whether a code in capitals is a member, XGS or UNO."""
    return code in _by_code()


@lru_cache(maxsize=1024)
def issuing_member(country: str) -> str | None:
    """Give the member that answers for documents of an issuer.

    A member for its own; for a territory or status without a bureau, the country it
    belongs to; the United Nations for their agencies; the General Secretariat for
    issuers that have no bureau at all.

    Args:
        country: three-letter code, ISO 3166-1 or ICAO.

    Returns:
        The member's code; None for what issues nothing: the status of a person, specimens,
        and unknown codes.
    """
    if is_member(country):
        return country
    if not is_country(country):
        return None
    issuer = get_country(country)
    if issuer.within and is_member(issuer.within):
        return issuer.within
    return None if issuer.kind in _NO_ISSUERS else GENERAL_SECRETARIAT


def get_member_by_bit(bit: int) -> Member:
    """Give the member that a bit of an audience stands for.

    Raises:
        MemberUnknown: no member has that bit.
    """
    found = _by_bit().get(bit)
    if found is None:
        raise MemberUnknown(str(bit))
    return found


def member_name(code: str, language: str) -> str:
    """Give the name in one of the four languages; an unknown code comes back as it is."""
    found = _by_code().get(code)
    if found is None:
        return code
    return found.names.get(language, found.names["en"])


def member_city(code: str, language: str) -> str:
    """Give the city of a member's bureau; empty for an unknown code."""
    found = _by_code().get(code)
    return found.cities.get(language, found.cities["en"]) if found else ""


@cache
def list_offices(kind: str | None = None) -> tuple[Office, ...]:
    """List the command centre rooms, regional bureaus and units, or one kind of them."""
    seats = _institutions()
    offices = [
        Office(code, place, entry["country"], entry["zone"], entry["city"], entry["name"])
        for place in ("room", "bureau")
        for code, entry in seats[place].items()
    ]
    home = get_member(GENERAL_SECRETARIAT)
    offices += [
        Office(code, "unit", "FRA", home.zone, home.cities, _named("crime_unit", code))
        for code in seats["units"]["codes"]
    ]
    return tuple(office for office in offices if kind in (None, office.kind))


@cache
def list_bodies() -> tuple[Body, ...]:
    """List the regional police bodies with their members."""
    return tuple(
        Body(
            code,
            entry["founded"],
            entry["seat"],
            _named("body", code),
            tuple(member.code for member in list_members() if code in member.bodies),
        )
        for code, entry in _institutions()["body"].items()
    )


def _named(scheme: str, code: str) -> dict[str, str]:
    return {language: label(scheme, code, language) for language in LANGUAGES}


def _country_member(row: dict[str, str]) -> Member:
    return Member(
        code=row["code"],
        alpha2=get_country(row["code"]).alpha2,
        bit=int(row["bit"]),
        kind="country",
        region=row["region"],
        bodies=tuple(row["bodies"].split()),
        zone=row["zone"],
        cities={language: row[f"city_{language}"] for language in LANGUAGES},
        names={language: country_name(row["code"], language) for language in LANGUAGES},
    )


def _institution(code: str, kind: str) -> Member:
    entry = _institutions()["member"][code]
    return Member(
        code, None, entry["bit"], kind, "world", (), entry["zone"], entry["city"], entry["name"]
    )


@cache
def _institutions() -> dict[str, Any]:
    text = files(__package__).joinpath("data/institutions.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _by_code() -> dict[str, Member]:
    return {member.code: member for member in list_members()}


@cache
def _by_bit() -> dict[int, Member]:
    return {member.bit: member for member in list_members()}
