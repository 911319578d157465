# SPDX-License-Identifier: Apache-2.0
"""Take a text apart: the word that says what it is, country, date of birth, the rest."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from wasl.foundation.vocabulary.countries import find_country, find_country_code
from wasl.foundation.vocabulary.dates import PartialDate, find_date, month_number
from wasl.foundation.vocabulary.text import key, plain

_OLDEST = 130
_LONG_WORD = 4
_COUNTRY_WORDS = 8
_DATE_WORDS = (3, 2, 1)
_YEAR = re.compile(r"^~?(?:1[89]|20)\d\d~?$")
_DATE = re.compile(
    r"^(?:\d{1,4}(?:[./-]\d{1,2}){1,2}(?:[./-]\d{2,4})?|\d{4}\.\.\d{4}"
    r"|\d{4}[年년](?:\d{1,2}[月월](?:\d{1,2}[日일])?)?)$"
)
_KEYWORDS = {
    "plate": "plate plates plaque immatriculation matricula placa registration لوحه",
    "passport": "passport passeport pasaporte جواز паспорт",
    "document": "document documento doc visa id carte card identity dni cni وثيقه هويه بطاقه",
    "vin": "vin chassis bastidor هيكل شاسي",
    "engine": "engine moteur motor محرك",
    "person": "name nom nombre names اسم الاسم",
}
_KEYWORD_OF = {word: kind for kind, words in _KEYWORDS.items() for word in words.split()}
# Words between a keyword and the number: "passport no 123", "جواز سفر رقم 123".
_FILLING = frozenset("number no nr num numero n رقم سفر of de du la le el los من".split())
_BORN = frozenset(
    "born b dob ne nee nacido nacida naissance nacimiento geb مواليد ميلاد р род г".split()
)


@dataclass(slots=True)
class Parts:
    """A text taken apart.

    Attributes:
        kind: what its first word says it is, or None.
        words: the rest, in plain form.
        country, number: a country beside what can be a number, and those words.
        name, birth: the rest without the date of birth, unchanged, and that date.
    """

    kind: str | None = None
    words: list[str] = field(default_factory=list)
    country: str | None = None
    number: list[str] | None = None
    name: list[str] = field(default_factory=list)
    birth: PartialDate | None = None

    @property
    def is_dated_name(self) -> bool:
        """A date of birth stands beside a word of letters alone."""
        return self.birth is not None and has_name(self.name)

    @property
    def groups(self) -> int:
        """Count the groups of signs, parted by spaces, hyphens and the like."""
        return len(re.split(r"[\W_]+", " ".join(self.number or self.words)))


def take_apart(text: str, today: date) -> Parts:
    """Find keyword, country and date of birth; no text is refused."""
    words = text.replace(",", " ").replace(";", " ").split()
    parts = Parts()
    first = key(words[0].rstrip(":.°#")) if words else ""
    if len(words) > 1 and first in _KEYWORD_OF:
        parts.kind = _KEYWORD_OF[first]
        words = words[1:]
        while len(words) > 1 and key(words[0]) in _FILLING:
            words = words[1:]
    parts.name, parts.birth = _split_birth(words, today)
    parts.words = plain(" ".join(words)).split()
    found = split_country(parts.words, is_number)
    if found:
        parts.country, parts.number = found
    elif is_number(parts.words):
        parts.number = parts.words
    return parts


def split_country(
    words: list[str], fits: Callable[[list[str]], bool]
) -> tuple[str, list[str]] | None:
    """Find a country that the words end or begin with, where what is left fits.

    Returns:
        Code of the country and the other words, or None.
    """
    for size in range(min(len(words) - 1, _COUNTRY_WORDS), 0, -1):
        for named, rest in ((words[-size:], words[:-size]), (words[:size], words[size:])):
            code = _country(" ".join(named))
            if code and fits(rest) and not _is_particle(named, rest):
                return code, rest
    return None


def _is_particle(named: list[str], rest: list[str]) -> bool:
    """Tell words of a name that are also codes: "De", "Al", "Can"; a code is in capitals there."""
    text = " ".join(named)
    return has_name(rest) and not is_number(rest) and len(text) < _LONG_WORD and not text.isupper()


def is_number(words: list[str]) -> bool:
    """Tell whether words can be one number: a digit in it, and no long word of letters."""
    joined = " ".join(words)
    if not any(sign.isdigit() for sign in joined):
        return False
    pieces = re.split(r"[\W\d_]+", joined)
    return all(len(piece) < _LONG_WORD and not is_ideographic(piece[1:]) for piece in pieces)


def has_name(words: list[str]) -> bool:
    """Tell whether one of the words can be of a name."""
    return any(_is_name_word(word) for word in words)


def is_ideographic(text: str) -> bool:
    """Tell whether Chinese characters or Korean syllables stand in a text."""
    return any("\u2e80" <= sign <= "\u9fff" or "\uac00" <= sign <= "\ud7a3" for sign in text)


def _is_name_word(word: str) -> bool:
    """Tell whether a word is without digits and has two letters, or one ideograph."""
    if any(sign.isdigit() for sign in word):
        return False
    return sum(sign.isalpha() for sign in word) > 1 or is_ideographic(word)


def _country(text: str) -> str | None:
    """Resolve a code, or a name of four letters or more."""
    bare = plain(text).strip("()[]:.-/ ")
    return find_country_code(bare) or (find_country(bare) if len(bare) >= _LONG_WORD else None)


def _split_birth(words: list[str], today: date) -> tuple[list[str], PartialDate | None]:
    """Take the date of birth out of the words; the last one that can be one counts."""
    for size in _DATE_WORDS:
        for start in range(len(words) - size, -1, -1):
            birth = _birth(words[start : start + size], today)
            if birth:
                rest = words[:start] + words[start + size :]
                return [word for word in rest if key(word) not in _BORN], birth
    return words, None


def _birth(words: list[str], today: date) -> PartialDate | None:
    """Read one to three words as a date in a human life, or give None."""
    text = plain(" ".join(words)).strip("(),; ")
    if len(words) == 1 and not (_YEAR.match(text) or _DATE.match(text)):
        return None
    found = find_date(text)
    if found is None or not today.year - _OLDEST <= found.year <= today.year:
        return None
    if len(words) > 1 and not found.approximate and not any(_is_month(word) for word in words):
        return None
    return found


def _is_month(word: str) -> bool:
    """Tell a month from the code of a country in capitals: "MAR 1979" is Morocco."""
    bare = plain(word).strip(".,")
    return month_number(bare) is not None and not (bare.isupper() and find_country_code(bare))
