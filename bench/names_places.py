# SPDX-License-Identifier: Apache-2.0
"""Names of places in the languages of the world, as the Unicode CLDR in Babel writes them.

Places are no people, but a language writes both by the same rules, and CLDR has them for scripts
of which no public pairs of people's names exist. One half trains (``names_train.py``), of the other
the cities are asked (``names.py places``): countries too often have a name of their own in every
language. A place is in the same half in all of them.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import NamedTuple

from babel.localedata import load

LANGUAGES = (
    "ar fa ur ps he ru uk be bg sr mk kk ky mn el ka hy hi mr ne bn pa gu ta te kn ml si th lo km "
    "my am ti ko ja zh yue"
).split()
NO_PLACE = ("Etc/Unknown", "Etc/UTC", "Etc/GMT")


class Place(NamedTuple):
    """One place: its language, its name there and in English, its half (0 trains), city or not."""

    language: str
    native: str
    english: str
    half: int
    city: bool


def places() -> Iterator[Place]:
    """Give the cities and countries of CLDR in each of ``LANGUAGES``."""
    english = _names("en")
    for language in LANGUAGES:
        for key, native in _names(language).items():
            name = english.get(key) or key.split("/")[-1].replace("_", " ")
            if not native.isascii():
                half = zlib.crc32(name.encode()) % 2
                yield Place(language, native, name, half, "/" in key)


def _names(language: str) -> dict[str, str]:
    """Give the names by the identifier of the time zone (cities) or the ISO code (countries)."""
    data = load(language)
    cities = {zone: names["city"] for zone, names in data["time_zones"].items()
              if "city" in names and zone not in NO_PLACE}  # fmt: skip
    return cities | {code: n for code, n in data["territories"].items() if code.isalpha()}
