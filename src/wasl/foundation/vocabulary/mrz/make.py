# SPDX-License-Identifier: Apache-2.0
"""Make a machine readable zone: for tests and for the demo world."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from wasl.foundation.vocabulary.mrz.layouts import FILLER, LAYOUTS, Format, Layout, check_digit

_SHORT_NUMBER = 9
_SEX = {"male": "M", "female": "F", "other": "X"}
_SPELLED = str.maketrans(
    {"Ä": "AE", "Å": "AA", "Æ": "AE", "Ð": "D", "Đ": "D", "Ħ": "H", "İ": "I", "Ĳ": "IJ"}
    | {"Ł": "L", "Ñ": "N", "Ö": "OE", "Ø": "OE", "Œ": "OE", "Þ": "TH", "Ü": "UE", "ẞ": "SS"}
    | {"ß": "SS", "ı": "I", "'": "", "’": "", "-": FILLER, " ": FILLER}
)


@dataclass(frozen=True, slots=True)
class Holder:
    """What goes into a zone.

    Attributes:
        primary, secondary: Latin names; accents are spelled out as ICAO Doc 9303
            part 3 section 6 has it. Other scripts must be romanised before.
        number: document number; more than nine characters in TD1 and TD2 alone.
        issuing_country, nationality: three-letter codes; "DEU" is printed as "D".
        birth_date, expiry_date: None prints fillers.
        sex: "male", "female", "other" (X) or None.
        optional: optional data, cut to what fits.
        document_type: one or two letters.
    """

    primary: str
    secondary: str
    number: str
    issuing_country: str
    nationality: str
    birth_date: date | None
    sex: str | None
    expiry_date: date | None
    optional: str = ""
    document_type: str = "P"


def make_mrz(format: Format, holder: Holder) -> tuple[str, ...]:
    """Print a zone with right check digits.

    Names that do not fit are cut (part 3 section 4.6): the secondary identifier
    first loses what does not fit, and at least one letter of it stays.
    """
    layout = LAYOUTS[format]
    sheet = [[FILLER] * layout.length for _ in range(layout.lines)]
    for name, value in _values(layout, holder).items():
        line, first, last = layout.spans[name]
        width = last - first + 1
        sheet[line - 1][first - 1 : last] = value[:width].ljust(width, FILLER)
    if layout.composite:
        covered = "".join("".join(sheet[n - 1][a - 1 : b]) for n, a, b in layout.composite)
        line, first, _ = layout.spans["composite_digit"]
        sheet[line - 1][first - 1] = check_digit(covered)
    return tuple("".join(line) for line in sheet)


def _values(layout: Layout, holder: Holder) -> dict[str, str]:
    """Print each field; lengths are cut and filled by the caller."""
    _, first, last = layout.spans["names"]
    optional = _letters(holder.optional)
    birth, expiry = _yymmdd(holder.birth_date), _yymmdd(holder.expiry_date)
    values = {
        "type": holder.document_type,
        "issuing": _code(holder.issuing_country),
        "nationality": _code(holder.nationality),
        "birth": birth,
        "birth_digit": check_digit(birth),
        "sex": _SEX.get(holder.sex or "", FILLER),
        "expiry": expiry,
        "expiry_digit": check_digit(expiry),
        "names": _name_field(holder, last - first + 1),
    } | _number(layout, _letters(holder.number), optional)
    if "optional_digit" in layout.spans:
        _, first, last = layout.spans["optional"]
        printed = values["optional"][: last - first + 1].ljust(last - first + 1, FILLER)
        values["optional_digit"] = check_digit(printed)
    return values


def _number(layout: Layout, number: str, optional: str) -> dict[str, str]:
    short = number[:_SHORT_NUMBER].ljust(_SHORT_NUMBER, FILLER)
    if not (layout.long_numbers and len(number) > _SHORT_NUMBER):
        return {"number": short, "number_digit": check_digit(short), "optional": optional}
    rest = number[_SHORT_NUMBER:] + check_digit(number)
    return {"number": short, "number_digit": FILLER, "optional": rest + FILLER + optional}


def _name_field(holder: Holder, width: int) -> str:
    primary, secondary = _letters(holder.primary), _letters(holder.secondary)
    if not secondary:
        return primary[:width]
    room = width - len(primary) - 2
    if room < 1:
        primary = primary[: width - 3]
        room = 1
    return f"{primary}{FILLER * 2}{secondary[:room]}"


def _letters(text: str) -> str:
    """Spell out as section 6 of part 3 does, and drop what has no place in a zone."""
    spelled = unicodedata.normalize("NFC", text).upper().translate(_SPELLED)
    bare = "".join(s for s in unicodedata.normalize("NFKD", spelled) if s.isascii())
    signs = re.sub(r"[^A-Z0-9<]", "", bare)
    return re.sub(r"<+", FILLER, signs).strip(FILLER)


def _code(country: str) -> str:
    return "D" if country == "DEU" else country


def _yymmdd(day: date | None) -> str:
    return day.strftime("%y%m%d") if day else FILLER * 6
