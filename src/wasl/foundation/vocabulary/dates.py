# SPDX-License-Identifier: Apache-2.0
"""Dates of which only a part is known: a year, a month, a span, "about".

Sources differ: forms leave the day empty, machine readable zones write "00" or
"<<", lists give a span of years. One value carries all of these and says how
far two of them agree. Source: ISO 8601; ICAO Doc 9303 part 3 section 4.8.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache, lru_cache
from typing import Self

from babel import Locale

from wasl.foundation.errors import AppError
from wasl.foundation.vocabulary.text import key, plain

CIRCA_YEARS = 2
"""Years on either side that "about 1979" still covers."""

_MAX_INPUT = 64
_MONTHS = 12
_DAYS = 31
_SHORTEST_MONTH = 28
_FIRST_YEAR = 1000
_FULL = 3
_CIRCA = re.compile(
    r"^(?:c\.?a?\.?|circa|about|approx(?:imately)?\.?|around|vers|environ|hacia|aprox\.?|"
    r"alrededor de|حوالي|نحو|~)\s*(?=\d)",
    re.IGNORECASE,
)
_SPAN = re.compile(r"^(\d{4})(?:\s*(?:\.\.|/|–|—|\bto\b)\s*|\s+-\s+|-(?=\d{4}$))(\d{4})$")
_ISO = re.compile(r"^(\d{4})(?:-([0-9xX]{1,2})(?:-([0-9xX]{1,2}))?)?$")
_DAY = re.compile(r"^([0-9]{4})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])\Z")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_YEAR_FIRST = re.compile(r"^(\d{4})[./]([0-9xX]{1,2})(?:[./]([0-9xX]{1,2}))?$")
_MONTH_WORD = re.compile(
    r"^(?:(\d{1,2})(?:st|nd|rd|th|er|º)?\.?\s+)?([^\W\d_]+\.?(?:\s+[^\W\d_]+)?)"
    r"\s*,?\s*(\d{4})$"
)
_MONTH_FIRST = re.compile(r"^([^\W\d_]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})$")
_ARABIC_MONTHS = (
    "جانفي|فيفري|مارس|أفريل|ماي|جوان|جويلية|أوت|سبتمبر|أكتوبر|نوفمبر|ديسمبر",
    "كانون الثاني|شباط|آذار|نيسان|أيار|حزيران|تموز|آب|أيلول|تشرين الأول|تشرين الثاني|كانون الأول",
    "يناير|فبراير|مارس|أبريل|ماي|يونيو|يوليوز|غشت|شتنبر|أكتوبر|نونبر|دجنبر",
)
_EASTERN = re.compile(r"^(\d{4})[年년](?:(\d{1,2})[月월](?:(\d{1,2})[日일])?)?$")
_DAY_FIRST = re.compile(r"^(?:([0-9xX]{1,2})[./-])?([0-9xX]{1,2})[./-](\d{4})$")


class DateInvalid(AppError):
    """A text is no date, not even in part; `problem` says why."""

    code = "date-invalid"

    def __init__(self, problem: str, field: str | None = None) -> None:
        super().__init__(problem=problem, field=field)


class DateMatch(StrEnum):
    """How far two dates agree."""

    SAME = "same"
    COMPATIBLE = "compatible"
    SWAPPED = "swapped"
    NEAR = "near"
    CONTRADICT = "contradict"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date known to the day, the month or the year, exactly or about.

    Attributes:
        year: 1000 to 9999.
        month: 1 to 12, or None where not known.
        day: 1 to 31 and real in that month, or None; needs a month.
        approximate: the source says "about"; covers two years on either side.
        to_year: last year of a span that begins with `year`; then no month.
    """

    year: int
    month: int | None = None
    day: int | None = None
    approximate: bool = False
    to_year: int | None = None

    def __post_init__(self) -> None:
        """Refuse what is no date.

        Raises:
            DateInvalid: a part is out of its bounds.
        """
        problem = _fault(self)
        if problem:
            raise DateInvalid(problem)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a date as people, forms and machines write it.

        Accepted, in digits of any script: "1979", "1979-03", "1979-03-12",
        "19790312"; "00" or "XX" for a part not known ("1979-00-00"); day first
        with dots, slashes or hyphens ("12.03.1979", "03/1979"), where a second
        number above 12 can only be the day; spans ("1975..1979", "1975/1979",
        "1975-1979"); "1979年3月12日"; month names of the four languages ("12 Mar 1979", "March 12,
        1979", "12 آذار 1979"); "c. 1979", "~1979", "1979~", "vers 1979", "hacia
        1979", "حوالي 1979".

        Raises:
            DateInvalid: nothing of the above; a time of day after the date is dropped.
        """
        whole = _DAY.match(text)
        if whole:  # as machines write it: nothing to weigh
            return cls(int(whole[1]), int(whole[2]), int(whole[3]))
        shown = plain(text[:_MAX_INPUT]).strip() if len(text) <= _MAX_INPUT else ""
        bare = _CIRCA.sub("", shown)
        approximate = bare != shown or bare.endswith("~")
        bare = bare.removesuffix("~").strip()
        bare = re.sub(r"T\d\d:.*$", "", bare)
        eastern = _EASTERN.match(bare)
        bare = "-".join(filter(None, eastern.groups())) if eastern else bare
        span = _SPAN.match(bare)
        if span:
            until = int(span[2]) if span[1] != span[2] else None
            return cls(int(span[1]), approximate=approximate, to_year=until)
        year, month, day = _parts(bare)
        return cls(year, month, day, approximate)

    @classmethod
    def of(cls, day: date) -> Self:
        """Take over a date that is known to the day."""
        return cls(day.year, day.month, day.day)

    @property
    def precision(self) -> str:
        """Say "day", "month", "year" or "span"."""
        if self.to_year is not None:
            return "span"
        if self.day is not None:
            return "day"
        return "year" if self.month is None else "month"

    @property
    def first(self) -> date:
        """Earliest day that the value covers, "about" included."""
        year = max(self.year - self._slack, 1)
        return date(year, self.month or 1, _real_day(year, self.month or 1, self.day or 1))

    @property
    def last(self) -> date:
        """Latest day that the value covers, "about" included."""
        year = min((self.to_year or self.year) + self._slack, 9999)
        month = self.month or _MONTHS
        return date(year, month, _real_day(year, month, self.day or _DAYS))

    @property
    def years(self) -> range:
        """Every year that the value covers, "about" included."""
        return range(self.first.year, self.last.year + 1)

    @property
    def _slack(self) -> int:
        return CIRCA_YEARS if self.approximate else 0

    def exact(self) -> date | None:
        """Give the day, or None where it is not known exactly."""
        if self.month is None or self.day is None or self.approximate:
            return None
        return date(self.year, self.month, self.day)

    def __str__(self) -> str:
        """ISO 8601 as far as known: "1979-03", "1975..1979"; "~" after what is only about."""
        text = f"{self.year:04d}"
        if self.to_year is not None:
            text += f"..{self.to_year:04d}"
        elif self.month is not None:
            text += f"-{self.month:02d}" + (f"-{self.day:02d}" if self.day is not None else "")
        return text + ("~" if self.approximate else "")


def parse_date(text: str) -> PartialDate:
    """Read a partial date; see `PartialDate.parse`.

    Raises:
        DateInvalid: the text is no date.
    """
    return PartialDate.parse(text)


def find_date(text: str | None) -> PartialDate | None:
    """Read a partial date, or give None for an empty text or one that is no date."""
    return _find(text) if text and len(text) <= _MAX_INPUT else None


@lru_cache(maxsize=16_384)  # there are fewer days than persons
def _find(text: str) -> PartialDate | None:
    try:
        return PartialDate.parse(text)
    except DateInvalid:
        return None


def compare(a: PartialDate | None, b: PartialDate | None) -> DateMatch:
    """Say how far two dates agree; the order of the two does not matter.

    Returns:
        same: both known to the day, and equal.
        compatible: nothing speaks against it, but at least one is partial or about.
        swapped: day and month exchanged.
        near: one slip away: one part differs by one digit or by one, a part is a
            turned pair of digits, one is the first of January of the same year (often
            put where only the year was known), or partial dates lie a year apart.
        contradict: none of these.
        unknown: at least one is not there.
    """
    if a is None or b is None:
        return DateMatch.UNKNOWN
    day_a, day_b = a.exact(), b.exact()
    if day_a and day_b:
        return _compare_days(day_a, day_b)
    if a.first <= b.last and b.first <= a.last:
        return DateMatch.COMPATIBLE
    apart = max(b.first.year - a.last.year, a.first.year - b.last.year)
    return DateMatch.NEAR if apart <= 1 else DateMatch.CONTRADICT


def _compare_days(a: date, b: date) -> DateMatch:
    if a == b:
        return DateMatch.SAME
    if a.year == b.year and (a.month, a.day) == (b.day, b.month):
        return DateMatch.SWAPPED
    pairs = [(a.year, b.year), (a.month, b.month), (a.day, b.day)]
    unequal = [pair for pair in pairs if pair[0] != pair[1]]
    placeholder = a.year == b.year and (1, 1) in ((a.month, a.day), (b.month, b.day))
    if placeholder or abs((a - b).days) == 1 or (len(unequal) == 1 and _is_slip(*unequal[0])):
        return DateMatch.NEAR
    return DateMatch.CONTRADICT


def _is_slip(a: int, b: int) -> bool:
    """Tell whether one number is a typing slip of the other."""
    left, right = f"{a:04d}", f"{b:04d}"
    changed = [i for i in range(4) if left[i] != right[i]]
    turned = sorted(left) == sorted(right) and len(changed) == len((a, b))
    return abs(a - b) == 1 or len(changed) == 1 or turned


def _fault(value: PartialDate) -> str | None:
    """Name what is wrong with the parts, or None."""
    if not _FIRST_YEAR <= value.year <= date.max.year:
        return "year_out_of_range"
    if value.to_year is not None:
        fits = value.month is None and value.year < value.to_year <= date.max.year
        return None if fits else "span_backwards"
    if value.month is None:
        return None if value.day is None else "day_without_month"
    if not 1 <= value.month <= _MONTHS:
        return "no_such_month"
    if value.day is not None and not 1 <= value.day <= monthrange(value.year, value.month)[1]:
        return "no_such_day"
    return None


def _real_day(year: int, month: int, day: int) -> int:
    return day if day <= _SHORTEST_MONTH else min(day, monthrange(year, month)[1])


def _parts(bare: str) -> tuple[int, int | None, int | None]:
    """Split into year, month and day.

    Raises:
        DateInvalid: no known shape.
    """
    bare = re.sub(r"\s*([./-])\s*", r"\1", bare)
    for shape in (_ISO, _COMPACT, _YEAR_FIRST):
        found = shape.match(bare)
        if found:
            parts = (*found.groups(), None, None)
            return _ordered(int(found[1]), _number(parts[1]), _number(parts[2]))
    found = _DAY_FIRST.match(bare)
    if not found:
        return _worded(bare)
    day, month, year = _number(found[1]), _number(found[2]), int(found[3])
    if month is not None and day is not None and month > _MONTHS >= day:
        day, month = month, day
    return _ordered(year, month, day)


def _worded(bare: str) -> tuple[int, int | None, int | None]:
    """Read a date whose month is a word.

    Raises:
        DateInvalid: no such month, or nothing like a date.
    """
    bare = re.sub(r"\s+(?:del?|of)\s+", " ", bare)
    found, turned = _MONTH_WORD.match(bare), _MONTH_FIRST.match(bare)
    if found:
        day, word, year = found[1], found[2], found[3]
    elif turned:
        word, day, year = turned[1], turned[2], turned[3]
    else:
        raise DateInvalid("not_a_date" if key(bare) else "empty")
    month = month_number(word)
    if month is None:
        raise DateInvalid("not_a_date")
    return _ordered(int(year), month, _number(day))


def month_number(word: str) -> int | None:
    """Give 1 to 12 for the name of a month in the four languages, short or long; else None."""
    return _months().get(key(word))


@cache
def _months() -> dict[str, int]:
    """Names of months by CLDR, and the Arabic ones of the Maghreb and the Levant."""
    found: dict[str, int] = {}
    for language in ("ar", "en", "fr", "es"):
        for width in ("wide", "abbreviated"):
            for number, name in Locale(language).months["format"][width].items():
                found.setdefault(key(name), number)
    for names in _ARABIC_MONTHS:
        for number, name in enumerate(names.split("|"), start=1):
            found.setdefault(key(name), number)
    return found


def _ordered(year: int, month: int | None, day: int | None) -> tuple[int, int | None, int | None]:
    """Drop a day whose month is not known: only the year can be relied on."""
    return (year, month, day) if month is not None else (year, None, None)


def _number(part: str | None) -> int | None:
    """Read a part; None, "00", "XX" and the like mean "not known"."""
    if part is None or "x" in part.lower() or not int(part):
        return None
    return int(part)
