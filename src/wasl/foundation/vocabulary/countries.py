# SPDX-License-Identifier: Apache-2.0
"""Countries by ISO 3166-1 and the further codes of ICAO Doc 9303 part 3 section 5.

Names come from CLDR in four languages, with a few set by hand; names on
United Nations lists and former names are found too.
"""

import csv
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from babel import Locale

from wasl.foundation.errors import AppError
from wasl.foundation.vocabulary.text import key, upper_ascii

LANGUAGES = ("ar", "en", "fr", "es")
"""The official languages, as BCP 47 tags."""

ANY_CODE = 3
_MAX_INPUT = 200
_ALPHA2 = 2


class CountryUnknown(AppError):
    """A text names no country that this platform knows."""

    code = "country-unknown"

    def __init__(self, country: str, field: str | None = None) -> None:
        super().__init__(country=country[:80], field=field)


@dataclass(frozen=True, slots=True)
class Country:
    """A country, territory or other issuer of documents.

    Attributes:
        code: three letters, ISO 3166-1 alpha-3 or ICAO.
        alpha2: ISO 3166-1 alpha-2, or None where there is none.
        kind: "country" (ISO), "territory", "status" (of a person without an ordinary
            nationality), "organisation" or "test".
        within: code of the country or organization it belongs to (GBR for GBD and BMU, UNO
            for UNA, XGS for XPO), or None.
    """

    code: str
    alpha2: str | None
    kind: str
    within: str | None = None


@cache
def list_countries() -> tuple[Country, ...]:
    """List every country and code, by code."""
    text = files(__package__).joinpath("data/countries.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    within = _names()["within"]
    iso = [
        Country(row["alpha3"], row["alpha2"], "country", within.get(row["alpha3"])) for row in rows
    ]
    special = [
        Country(code, entry.get("alpha2"), entry["kind"], entry.get("within"))
        for code, entry in _names()["special"].items()
    ]
    return tuple(sorted(iso + special, key=lambda country: country.code))


def get_country(code: str) -> Country:
    """Give the country of a three-letter code.

    Raises:
        CountryUnknown: no such code; names and two-letter codes are for `find_country`.
    """
    found = _by_code().get(code)
    if found is None:
        raise CountryUnknown(code)
    return found


def is_country(code: str) -> bool:
    """Tell whether a three-letter code exists, in capitals."""
    return code in _by_code()


def find_country_code(text: str) -> str | None:
    """Resolve a code alone: "fra", "FR", "D", "GBD"; None for names and the unknown."""
    code = upper_ascii(text.strip())
    if code == "D":
        return "DEU"
    if len(code) == _ALPHA2:
        found = _by_alpha2().get(code)
        return found.code if found else None
    return code if code in _by_code() else None


def find_country(text: str) -> str | None:
    """Find the three-letter code of a country by any code or name in the four languages.

    Case, accents, punctuation and a leading article do not matter. Names of
    United Nations lists ("Iran (Islamic Republic of)") and former names resolve.

    Returns:
        The code, ISO 3166-1 alpha-3 or ICAO, or None for an empty or unknown text.
    """
    if len(text) > _MAX_INPUT:
        return None
    return find_country_code(text) or _by_name().get(_name_key(text))


def country_name(code: str, language: str) -> str:
    """Give the name in one of the four languages; an unknown code comes back as it is."""
    return _shown(language).get(code, code)


def search_countries(text: str, language: str, limit: int = 10) -> list[Country]:
    """List countries for a picker, best first.

    Order: equal code; name beginning with the text in the reader's language; a word
    of it; any other name beginning with it; a word of any; the text anywhere.
    Equal ones by name. An empty text lists all by name.
    """
    wanted = _name_key(text[:_MAX_INPUT])
    names = _shown(language)
    ranked = []
    for country in list_countries():
        rank = _rank(country, wanted, key(names[country.code]))
        if rank is not None:
            ranked.append((rank, key(names[country.code]), country))
    ranked.sort(key=lambda entry: entry[:2])
    return [country for _, _, country in ranked[:limit]]


def _rank(country: Country, wanted: str, shown: str) -> int | None:
    """Rank one country for a search; None leaves it out."""
    if not wanted:
        return 0
    others = _keys_of(country.code)
    word = f" {wanted}"
    tests = (
        wanted in (country.code.lower(), (country.alpha2 or "").lower()),
        shown.startswith(wanted),
        word in shown,
        any(other.startswith(wanted) for other in others),
        any(word in other for other in others),
        any(wanted in other for other in others),
    )
    return tests.index(True) if True in tests else None


def _name_key(text: str) -> str:
    """Fold a name; the article in front does not count."""
    folded = key(text)
    for article in ("the ", "la ", "le ", "el ", "les ", "los "):
        if folded.startswith(article) and len(folded) > len(article) + ANY_CODE:
            return folded[len(article) :]
    return folded


@cache
def _names() -> dict[str, Any]:
    text = files(__package__).joinpath("data/country_names.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _by_code() -> dict[str, Country]:
    return {country.code: country for country in list_countries()}


@cache
def _by_alpha2() -> dict[str, Country]:
    return {country.alpha2: country for country in list_countries() if country.alpha2}


@cache
def _shown(language: str) -> dict[str, str]:
    """Names of all codes in one language; English for a language that is none of the four."""
    tag = language if language in LANGUAGES else "en"
    territories = Locale(tag).territories
    special, by_hand = _names()["special"], _names()["shown"]
    return {
        country.code: special.get(country.code, by_hand.get(country.code, {})).get(tag)
        or territories[country.alpha2]
        for country in list_countries()
    }


@cache
def _by_name() -> dict[str, str]:
    """Folded name to code; what CLDR shows wins over the further names."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        territories = Locale(language).territories
        for country in list_countries():
            names = {_shown(language)[country.code], territories.get(country.alpha2 or "")}
            for name in filter(None, names):
                found.setdefault(_name_key(name), country.code)
    for code, names_of in _names()["also"].items():
        for name in names_of:
            found.setdefault(_name_key(name), code)
    return found


@cache
def _keys_of(code: str) -> tuple[str, ...]:
    return tuple(name for name, owner in _by_name().items() if owner == code)
