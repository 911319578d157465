# SPDX-License-Identifier: Apache-2.0
"""Draw invented vehicles, with identification numbers that pass their check where it binds."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import islice
from typing import Any

from wasl.foundation.vocabulary import get_member, is_check_digit_binding, vin_check_digit
from wasl.foundation.vocabulary.habits import list_habits
from wasl.interfaces.demo.world.chance import Chance, days, slots
from wasl.interfaces.demo.world.data import load, phrases
from wasl.interfaces.demo.world.envelope import envelope, members, owner
from wasl.interfaces.demo.world.shown import shown

_STATUS = slots({"stolen": 80, "embezzled": 8, "sought": 6, "used_in_crime": 3, "plates_stolen": 3})
_TAKEN = days(date(2019, 1, 1), date(2025, 12, 31))
_YEAR_CODES = "ABCDEFGHJKLMNPRSTVWXY123456789"
_FIRST_YEAR, _LAST_YEAR = 2001, 2024
_FIELDS = ("plates", "engine_number", "colour", "theft_date", "theft_country", "note")


def vehicles(count: int, seed: int) -> Iterator[dict[str, Any]]:
    """Draw vehicles, stolen or sought.

    Args:
        count: how many, 0 or more; those made by hand come first.
        seed: another number, another world.

    Yields:
        Drafts as `persons` does; `body` is that of the database `vehicles`.
    """
    by_hand = shown("vehicles")[:count]
    yield from by_hand
    yield from islice(_draw(seed), count - len(by_hand))


def _draw(seed: int) -> Iterator[dict[str, Any]]:
    chance = Chance("vehicles", seed)
    number = 0
    while True:
        number += 1
        country = owner(chance)
        reference = f"{seed}-V{number:07d}"
        draft = envelope(chance, country, reference, "criminal_investigation", _FIELDS)
        draft["body"] = _body(chance, country)
        yield draft


def _body(chance: Chance, country: str) -> dict[str, Any]:
    real = chance.real
    make = chance.pick(_makes(country))
    year = _FIRST_YEAR + int(real() * (_LAST_YEAR - _FIRST_YEAR + 1))
    vin = _vin(chance, chance.pick(make["wmi"]), year)
    body: dict[str, Any] = {
        "status": chance.pick(_STATUS),
        "vin": vin if real() < 0.97 else vin[-9:],  # noqa: PLR2004 - odds of an old chassis number
        "make": make["name"],
        "model": chance.pick(make["models"]),
        "colour": chance.pick(load("vehicles")["colours"]),
        "year": str(year),
        "theft_date": chance.pick(_TAKEN),
        "theft_country": country if real() < 0.85 else chance.pick(members()),  # noqa: PLR2004 - odds
        "note": phrases("thing")[country],
    }
    if real() < 0.85:  # noqa: PLR2004 - odds
        body["plates"] = [
            {"number": chance.number(chance.pick(_plates(country))), "country": country}
        ]
    if real() < 0.4:  # noqa: PLR2004 - odds
        body["engine_number"] = chance.number("A9AA999999")
    return body


def _vin(chance: Chance, wmi: str, year: int) -> str:
    """Draw an identification number of a maker and model year (ISO 3779, ISO 3780)."""
    code = _YEAR_CODES[(year - 2010) % len(_YEAR_CODES)]
    vin = wmi + chance.number("AA99A0") + code + chance.number("A999999")
    if is_check_digit_binding(vin):
        return vin[:8] + vin_check_digit(vin) + vin[9:]
    return vin


@cache
def _makes(country: str) -> tuple[dict[str, Any], ...]:
    """Give the makes that are common in a country's region."""
    data = load("vehicles")
    region = data["regions"][get_member(country).region]
    return tuple(make for make in data["make"] if region in make["homes"])


@cache
def _plates(country: str) -> tuple[str, ...]:
    """Give the patterns of a country's plates; a plain one where they are not known."""
    known = list_habits().get(country)
    return (known.plates if known else ()) or ("AAA 9999",)
