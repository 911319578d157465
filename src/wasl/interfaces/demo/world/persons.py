# SPDX-License-Identifier: Apache-2.0
"""Draw invented persons: wanted, missing, suspected and others, of every tradition of names."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import islice
from typing import Any

from wasl.foundation.vocabulary import member_city
from wasl.foundation.vocabulary.habits import list_habits
from wasl.interfaces.demo.world.chance import Chance, days, slots
from wasl.interfaces.demo.world.data import phrases
from wasl.interfaces.demo.world.envelope import envelope, members, owner
from wasl.interfaces.demo.world.naming import name_of
from wasl.interfaces.demo.world.shown import shown
from wasl.interfaces.demo.world.traditions import traditions

_STATUS = slots(
    {"wanted": 50, "suspect": 12, "missing": 10, "charged": 8, "convicted": 7}
    | {"person_of_interest": 5, "possible_threat": 3, "witness": 2, "victim": 2, "dead": 1}
)
_PURPOSE = {"wanted": "locate_wanted", "missing": "missing_or_dead", "dead": "missing_or_dead"} | {
    "possible_threat": "warning",
    "person_of_interest": "identification",
}
_BIRTHS = days(date(1945, 1, 1), date(2007, 12, 31))
_CHILDREN = days(date(2010, 1, 1), date(2022, 12, 31))
_ISSUED = days(date(2014, 1, 1), date(2025, 6, 30))
_WARNINGS = (
    *("armed", "violent", "dangerous", "escape_risk", "false_identity", "drug_use"),
    *("suicidal", "contagious", "medical_needs", "mental_health", "explosives"),
)
_DOCUMENT_TYPES = slots({"passport": 6, "identity_card": 3, "driving_licence": 1})
_FIELDS = ("documents", "addresses", "marks", "warnings", "birth_places", "note")
_VALID_YEARS = 10


def persons(count: int, seed: int) -> Iterator[dict[str, Any]]:
    """Draw persons; see the module's face.

    Args:
        count: how many, 0 or more; those made by hand come first.
        seed: another number, another world.

    Yields:
        {"owner", "body", "purpose", "restriction", "case", "source_reference",
        "handling", "confidentiality"}; `body` is that of the database `persons`.
    """
    by_hand = shown("persons")[:count]
    yield from by_hand
    yield from islice(_draw(seed), count - len(by_hand))


def _draw(seed: int) -> Iterator[dict[str, Any]]:
    chance = Chance("persons", seed)
    number = 0
    while True:
        number += 1
        holder = owner(chance)
        status = chance.pick(_STATUS)
        purpose = _PURPOSE.get(status, "criminal_investigation")
        draft = envelope(chance, holder, f"{seed}-P{number:07d}", purpose, _FIELDS)
        draft["body"] = _body(chance, holder, status)
        yield draft


def _body(chance: Chance, holder: str, status: str) -> dict[str, Any]:
    real = chance.real
    country = holder if real() < 0.7 else chance.pick(members())  # noqa: PLR2004 - odds
    is_woman = real() < (0.45 if status in ("missing", "victim") else 0.16)
    body: dict[str, Any] = {
        "names": name_of(chance, chance.pick(traditions()[country]), is_woman),
        "status": status,
        "birth_dates": _births(chance, status),
        "nationalities": [country],
        "note": phrases("note")[holder],
    }
    lot = real()
    if lot < 0.98:  # noqa: PLR2004 - odds
        body["sex"] = "female" if is_woman else "male"
    elif lot < 0.985:  # noqa: PLR2004 - odds
        body["sex"] = "other"
    if real() < 0.06:  # noqa: PLR2004 - odds
        body["nationalities"] = list({country: 1, chance.pick(members()): 1})
    _add_details(chance, body, holder, country)
    return body


def _add_details(chance: Chance, body: dict[str, Any], holder: str, country: str) -> None:
    """Add what is known of some people only."""
    real = chance.real
    if real() < 0.6:  # noqa: PLR2004 - odds
        body["documents"] = [_document(chance, country)]
        if real() < 0.2:  # noqa: PLR2004 - odds
            body["documents"].append(_document(chance, country))
    if real() < 0.4:  # noqa: PLR2004 - odds
        body["birth_places"] = [{"country": country, "text": _city(country)}]
    if real() < 0.15:  # noqa: PLR2004 - odds
        body["marks"] = [chance.pick(phrases("marks")[holder])]
    if real() < 0.2:  # noqa: PLR2004 - odds
        body["warnings"] = list({chance.pick(_WARNINGS): 1, chance.pick(_WARNINGS): 1})
    if real() < 0.1:  # noqa: PLR2004 - odds
        street = f"{1 + int(real() * 200)} {phrases('street')[holder]}"
        body["addresses"] = [{"country": holder, "text": f"{street}, {_city(holder)}"}]


@cache
def _city(country: str) -> str:
    return member_city(country, "en")


def _births(chance: Chance, status: str) -> list[str]:
    """Draw a date of birth to the day, the month or the year, about, a span, or two of them."""
    real = chance.real
    young = status in ("missing", "victim") and real() < 0.4  # noqa: PLR2004 - odds
    day = chance.pick(_CHILDREN if young else _BIRTHS)
    lot = real()
    if lot < 0.68:  # noqa: PLR2004 - odds
        return [day]
    if lot < 0.86:  # noqa: PLR2004 - odds
        return [day[:4]]
    if lot < 0.9:  # noqa: PLR2004 - odds
        return [day[:7]]
    if lot < 0.93:  # noqa: PLR2004 - odds
        return [f"{day[:4]}~"]
    if lot < 0.95:  # noqa: PLR2004 - odds
        return [f"{day[:4]}..{int(day[:4]) + 1 + int(real() * 4)}"]
    return [day, chance.pick(_BIRTHS)] if lot < 0.98 else []  # noqa: PLR2004 - odds


@cache
def passports(country: str) -> tuple[str, ...]:
    """Give the patterns of a country's passports; a plain one where they are not known."""
    known = list_habits().get(country)
    return (known.passports if known else ()) or ("A9999999",)


def _document(chance: Chance, country: str) -> dict[str, Any]:
    kind = chance.pick(_DOCUMENT_TYPES)
    pattern = chance.pick(passports(country)) if kind == "passport" else "AA9999999"
    document = {"number": chance.number(pattern), "country": country, "type": kind}
    if chance.real() < 0.5:  # noqa: PLR2004 - odds
        issued = chance.pick(_ISSUED)
        document |= {"issued": issued, "expires": later(issued, _VALID_YEARS)}
    return document


def later(day: str, years: int) -> str:
    """Give the same day some years on; the 29th of February becomes the 28th."""
    moved = f"{int(day[:4]) + years}{day[4:]}"
    return moved.replace("-02-29", "-02-28")
