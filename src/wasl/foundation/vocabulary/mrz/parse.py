# SPDX-License-Identifier: Apache-2.0
"""Read the fields of a machine readable zone and say what is doubtful in it.

A wrong check digit lowers confidence and never blocks a search: everything that
can be read is read, and every doubt is a coded problem with its place.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from wasl.foundation.vocabulary.countries import find_country_code
from wasl.foundation.vocabulary.dates import DateInvalid, PartialDate
from wasl.foundation.vocabulary.mrz.layouts import (
    FILLER,
    FRENCH_CARD,
    Format,
    Layout,
    check_digit,
    is_french_card,
    long_number_digits,
)
from wasl.foundation.vocabulary.mrz.lines import blank, split_mrz

_SEX = {"M": "male", "F": "female", "X": "other", FILLER: None}
_TO_DIGIT = str.maketrans("OQDIZSB", "0001258")
_TO_LETTER = str.maketrans("01258", "OIZSB")
_TYPES = "PACIV"
_CENTURY = 100
_EXPIRY_AHEAD = 50
_DAY_PARTS = 6
_Century = Callable[[int, int, int], int]


@dataclass(frozen=True, slots=True)
class MrzProblem:
    """One doubt about a zone.

    Attributes:
        code: "check_digit_wrong", "ocr_confusion", "date_invalid", "country_unknown",
            "sex_invalid", "names_truncated", "names_missing", "number_missing" or
            "type_unknown"; labels in scheme `mrz_problem`.
        field: the field it concerns, or "composite".
        line, position: where it begins, counted from 1.
    """

    code: str
    field: str
    line: int
    position: int


@dataclass(frozen=True, slots=True)
class Mrz:
    """What a machine readable zone says.

    Attributes:
        format: one of the five.
        document_type: one or two letters as printed, "P", "ID", "V".
        issuing_country: alpha-3 or ICAO code, "D" given as "DEU"; as printed where unknown.
        number: document number without fillers, the long ones joined.
        number_alternatives: further readings of the number worth a search (O for 0 and
            the like), found because they make the check digit right.
        primary: primary identifier, spaces for fillers. May be cut short.
        secondary: secondary identifiers, may be empty.
        names: full names for a search: secondary first. Empty where there is no name.
        nationality: as `issuing_country`, or None where not given.
        birth_date: partial where parts are filled up; None where not given.
        sex: "male", "female", "other" (X), or None where not given.
        expiry_date: None where not given.
        optional: optional data without outer fillers (personal number and the like).
        problems: doubts, in the order of the fields.
        lines: the cleaned lines.
    """

    format: Format
    document_type: str
    issuing_country: str
    number: str
    number_alternatives: tuple[str, ...]
    primary: str
    secondary: str
    names: tuple[str, ...]
    nationality: str | None
    birth_date: PartialDate | None
    sex: str | None
    expiry_date: PartialDate | None
    optional: str
    problems: tuple[MrzProblem, ...]
    lines: tuple[str, ...]

    @property
    def is_sound(self) -> bool:
        """Every check digit is right."""
        return not any(problem.code == "check_digit_wrong" for problem in self.problems)


def parse_mrz(text: str | Sequence[str], today: date) -> Mrz:
    """Read a zone of any of the five formats, and of French cards issued until 2021.

    Args:
        text: one text with or without line ends, or the lines.
        today: decides the century: nobody is born after it, and a document
            expires at most 50 years after or before it.

    Returns:
        The fields, with coded doubts. Unknown countries are kept as printed.

    Raises:
        MrzInvalid: wrong number of lines, length or character; nothing else on any text.
    """
    layout, lines = split_mrz(text)
    if layout.format is Format.TD2 and is_french_card(lines):
        layout = FRENCH_CARD
    return _Reader(layout, lines, today).read()


class _Reader:
    """Walks over the fields once and gathers the doubts."""

    def __init__(self, layout: Layout, lines: list[str], today: date) -> None:
        self.layout = layout
        self.lines = lines
        self.today = today
        self.problems: list[MrzProblem] = []

    def read(self) -> Mrz:
        kind = self._type()
        issuing = self._country("issuing") or ""
        number, alternatives, optional = self._number()
        nationality = self._country("nationality")
        birth = self._date("birth", self._birth_year)
        sex = self._sex()
        expiry = self._date("expiry", self._expiry_year)
        self._check_optional()
        self._check_composite()
        primary, secondary = self._names()
        full = " ".join(part for part in (secondary, primary) if part)
        return Mrz(
            format=self.layout.format,
            document_type=kind,
            issuing_country=issuing,
            number=number,
            number_alternatives=alternatives,
            primary=primary,
            secondary=secondary,
            names=(full,) if full else (),
            nationality=nationality,
            birth_date=birth,
            sex=sex,
            expiry_date=expiry,
            optional=optional,
            problems=tuple(self.problems),
            lines=tuple(self.lines),
        )

    def _get(self, name: str) -> str:
        """Cut a field out; empty where this format does not have it."""
        line, first, last = self.layout.spans.get(name, (1, 1, 0))
        return self.lines[line - 1][first - 1 : last]

    def _doubt(self, code: str, name: str, field: str | None = None) -> None:
        line, first, _ = self.layout.spans[name]
        self.problems.append(MrzProblem(code, field or name, line, first))

    def _type(self) -> str:
        kind = self._get("type")
        if kind[0] not in _TYPES:
            self._doubt("type_unknown", "type", "document_type")
        return kind.rstrip(FILLER)

    def _country(self, name: str) -> str | None:
        """Read a three-letter code; letters misread as digits are put right with a doubt."""
        if name not in self.layout.spans:
            return self._country("issuing")
        field = "issuing_country" if name == "issuing" else name
        printed = self._get(name)
        if blank(printed):
            if name == "issuing":
                self._doubt("country_unknown", name, field)
            return None
        letters = printed.translate(_TO_LETTER)
        if letters != printed:
            self._doubt("ocr_confusion", name, field)
        code = letters.replace(FILLER, "")
        known = find_country_code(code)
        if known is None:
            self._doubt("country_unknown", name, field)
        return known or code

    def _number(self) -> tuple[str, tuple[str, ...], str]:
        """Join the number, check its digit, and cut it off the optional data.

        Returns:
            Number, further readings of it, and what is left of the optional data.
        """
        short, digit = self._get("number"), self._get("number_digit")
        rest = self._get("optional") + self._get("optional2")
        goes_on = self._get("optional").split(FILLER)[0]
        if self.layout.long_numbers and digit == FILLER and goes_on and FILLER not in short:
            number, digit = short + goes_on[:-1], goes_on[-1]
            right = digit in long_number_digits(number)
            rest = rest[len(goes_on) :]
        else:
            number = short
            right = digit == check_digit(short) or (digit == FILLER and blank(short))
        bare = number.replace(FILLER, "")
        if not bare:
            self._doubt("number_missing", "number")
        alternatives: tuple[str, ...] = ()
        if not right:
            self._doubt("check_digit_wrong", "number")
            alternatives = _other_readings(number, digit)
            if alternatives:
                self._doubt("ocr_confusion", "number")
        return bare, alternatives, rest.strip(FILLER)

    def _date(self, name: str, century: _Century) -> PartialDate | None:
        """Read YYMMDD; fillers, "00" and "XX" stand for parts that are not known."""
        if name not in self.layout.spans:
            return None
        field = f"{name}_date"
        printed = self._get(name)
        digit = self._get(f"{name}_digit")
        digits = printed.translate(_TO_DIGIT)
        if digits != printed:
            self._doubt("ocr_confusion", name, field)
        if digit not in (check_digit(digits), check_digit(printed)) and not (
            digit == FILLER and blank(printed)
        ):
            self._doubt("check_digit_wrong", f"{name}_digit", field)
        parts = [digits[n : n + 2] for n in range(0, _DAY_PARTS, 2)]
        if not parts[0].isdigit():
            if not blank(printed.replace("X", FILLER)):
                self._doubt("date_invalid", name, field)
            return None
        month, day = (int(part) if part.isdigit() else 0 for part in parts[1:])
        year = century(int(parts[0]), month, day)
        try:
            return PartialDate(year, month or None, (day or None) if month else None)
        except DateInvalid:
            self._doubt("date_invalid", name, field)
            return PartialDate(year)

    def _birth_year(self, short: int, month: int, day: int) -> int:
        """Latest year that is not in the future."""
        this = self.today
        year = this.year - this.year % _CENTURY + short
        future = (year, month, day) > (this.year, this.month, this.day)
        return year - _CENTURY if future else year

    def _expiry_year(self, short: int, _month: int, _day: int) -> int:
        """Year within 50 years of today."""
        first = self.today.year - _EXPIRY_AHEAD
        return first + (short - first) % _CENTURY

    def _sex(self) -> str | None:
        sign = self._get("sex")
        if sign not in _SEX:
            self._doubt("sex_invalid", "sex")
        return _SEX.get(sign)

    def _check_optional(self) -> None:
        """Check the personal number's digit, TD3 alone; a filler stands for none."""
        if "optional_digit" not in self.layout.spans:
            return
        data, digit = self._get("optional"), self._get("optional_digit")
        if digit != check_digit(data) and not (digit == FILLER and blank(data)):
            self._doubt("check_digit_wrong", "optional_digit", "optional")

    def _check_composite(self) -> None:
        if not self.layout.composite:
            return
        covered = "".join(
            self.lines[line - 1][first - 1 : last] for line, first, last in self.layout.composite
        )
        if self._get("composite_digit") != check_digit(covered):
            self._doubt("check_digit_wrong", "composite_digit", "composite")

    def _names(self) -> tuple[str, str]:
        """Split into primary and secondary identifier (part 3, section 4.6)."""
        if "primary" in self.layout.spans:
            return _spaced(self._get("primary")), _spaced(self._get("secondary"))
        printed = self._get("names")
        letters = printed.translate(_TO_LETTER)
        if letters != printed:
            self._doubt("ocr_confusion", "names")
        if blank(letters):
            self._doubt("names_missing", "names")
        elif not letters.endswith(FILLER):
            self._doubt("names_truncated", "names")
        primary, _, secondary = letters.strip(FILLER).partition(FILLER * 2)
        return _spaced(primary), _spaced(secondary)


def _spaced(name: str) -> str:
    return " ".join(part for part in name.split(FILLER) if part)


def _other_readings(number: str, digit: str) -> tuple[str, ...]:
    """Readings of a number with O for 0 and the like that make the check digit right."""
    swaps = str.maketrans({"O": "0", "0": "O", "I": "1", "1": "I", "S": "5", "5": "S"})
    found = []
    for position, sign in enumerate(number):
        other = sign.translate(swaps)
        reading = number[:position] + other + number[position + 1 :]
        if other != sign and check_digit(reading) == digit:
            found.append(reading.replace(FILLER, ""))
    for table in (str.maketrans("OIS", "015"), str.maketrans("015", "OIS")):
        reading = number.translate(table)
        if reading != number and check_digit(reading) == digit:
            found.append(reading.replace(FILLER, ""))
    return tuple(dict.fromkeys(found))
