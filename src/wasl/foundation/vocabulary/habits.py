# SPDX-License-Identifier: Apache-2.0
"""How document numbers and plates of a country usually look.

A habit helps to understand what was typed and to invent plausible numbers. It
never refuses one: series change, and old documents stay in use.
"""

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_CLASSES = {"A": "[A-Z]", "9": "[0-9]", "X": "[A-Z0-9]"}


@dataclass(frozen=True, slots=True)
class Habits:
    """Patterns of one country: A a letter, 9 a digit, X either, other signs as they are.

    Attributes:
        passports: patterns of passport numbers, the present series first.
        plates: patterns of plates, as printed.
    """

    passports: tuple[str, ...]
    plates: tuple[str, ...]


@cache
def list_habits() -> dict[str, Habits]:
    """Give the habits by alpha-3 code; countries whose habits are not known are absent."""
    text = files(__package__).joinpath("data/habits.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return {
        row["country"]: Habits(_patterns(row["passport"]), _patterns(row["plate"])) for row in rows
    }


def is_passport_habit(number: str, country: str) -> bool:
    """Tell whether a normalized number looks like a passport of that country."""
    return any(shape.fullmatch(number) for shape in _shapes("passports").get(country, ()))


def is_plate_habit(plate: str, country: str) -> bool:
    """Tell whether a normalized plate looks like one of that country."""
    return any(shape.fullmatch(plate) for shape in _shapes("plates").get(country, ()))


def passport_countries(number: str) -> tuple[str, ...]:
    """List the countries, by code, whose passports look like a normalized number."""
    return tuple(country for country in _shapes("passports") if is_passport_habit(number, country))


def plate_countries(plate: str) -> tuple[str, ...]:
    """List the countries, by code, whose plates look like a normalized plate."""
    return tuple(country for country in _shapes("plates") if is_plate_habit(plate, country))


def _patterns(cell: str) -> tuple[str, ...]:
    return tuple(pattern.replace("_", " ") for pattern in cell.split())


@cache
def _shapes(which: str) -> dict[str, tuple[re.Pattern[str], ...]]:
    """Turn the patterns into expressions over normalized numbers."""
    return {
        country: tuple(_shape(pattern) for pattern in getattr(habits, which))
        for country, habits in list_habits().items()
    }


def _shape(pattern: str) -> re.Pattern[str]:
    bare = re.sub(r"[\W_]", "", pattern)
    return re.compile("".join(_CLASSES.get(sign, re.escape(sign)) for sign in bare))
