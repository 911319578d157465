# SPDX-License-Identifier: Apache-2.0
"""Draw invented travel documents, reported by the country that issued them. Never a name."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import islice
from typing import Any

from wasl.interfaces.demo.world.chance import Chance, days, slots
from wasl.interfaces.demo.world.data import phrases
from wasl.interfaces.demo.world.envelope import envelope, members, owner
from wasl.interfaces.demo.world.persons import later, passports
from wasl.interfaces.demo.world.shown import shown

_TYPES = slots(
    {"passport": 60, "identity_card": 24, "residence_permit": 6, "visa": 4}
    | {"emergency_passport": 2, "refugee_travel_document": 2, "service_passport": 1}
    | {"diplomatic_passport": 1}
)
_PASSPORTS = frozenset(
    {"passport", "service_passport", "diplomatic_passport", "emergency_passport"}
)
_FRAUDS = slots({"stolen": 42, "lost": 36, "revoked": 10, "invalid": 7, "stolen_blank": 5})
_TAKEN = frozenset({"stolen", "lost", "stolen_blank"})
_ISSUED = days(date(2014, 1, 1), date(2023, 12, 31))
_REPORTED = days(date(2024, 1, 1), date(2025, 12, 31))
_CARDS = ("999999999", "AA9999999", "9999999999", "A99999999", "99999999A", "AAA999999")
_FIELDS = ("issued", "expires", "theft_date", "theft_country", "note")


def travel_documents(count: int, seed: int) -> Iterator[dict[str, Any]]:
    """Draw travel documents, stolen, lost, revoked, invalid or stolen blank.

    Args:
        count: how many, 0 or more; those made by hand come first.
        seed: another number, another world.

    Yields:
        Drafts as `persons` does; `body` is that of the database `travel_documents`.
    """
    by_hand = shown("travel_documents")[:count]
    yield from by_hand
    yield from islice(_draw(seed), count - len(by_hand))


def _draw(seed: int) -> Iterator[dict[str, Any]]:
    chance = Chance("documents", seed)
    number = 0
    while True:
        number += 1
        country = owner(chance)
        draft = envelope(chance, country, f"{seed}-D{number:07d}", "border_control", _FIELDS)
        draft["body"] = _body(chance, country)
        yield draft


def _body(chance: Chance, country: str) -> dict[str, Any]:
    real = chance.real
    kind, fraud = chance.pick(_TYPES), chance.pick(_FRAUDS)
    pattern = chance.pick(passports(country)) if kind in _PASSPORTS else _card(country)
    body: dict[str, Any] = {
        "number": chance.number(pattern),
        "country": country,
        "type": kind,
        "fraud_type": fraud,
        "note": phrases("thing")[country],
    }
    if fraud != "stolen_blank" and real() < 0.7:  # noqa: PLR2004 - odds
        issued = chance.pick(_ISSUED)
        body["issued"] = issued
        body["expires"] = later(issued, 10)
    if fraud in _TAKEN:
        day = chance.pick(_REPORTED)
        body["theft_date"] = day if real() < 0.8 else day[:7]  # noqa: PLR2004 - odds
        abroad = real() < 0.3  # noqa: PLR2004 - odds
        body["theft_country"] = chance.pick(members()) if abroad else country
    return body


@cache
def _card(country: str) -> str:
    """Give the pattern of a country's cards and permits: any, but always the same."""
    return _CARDS[sum(map(ord, country)) % len(_CARDS)]
