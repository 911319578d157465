# SPDX-License-Identifier: Apache-2.0
"""Dates and document numbers as United Nations lists write them."""

import re
from collections.abc import Mapping

from wasl.foundation.vocabulary import PartialDate, find_date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_YEAR = re.compile(r"^(?:(\d{1,2})\s+)?([A-Za-z]{3})[a-z]*\.?,?\s+(\d{4})$")
_BARE_NUMBER = re.compile(r"^[\w\s./\-№°]{1,32}$")
_AFTER_WORD = re.compile(
    r"(?:number|no\.?|nos\.?|№|card|code|ssn)\s*:?\s*"
    r"((?:[A-Z]{1,4}[\s\-]{0,2})?[A-Z0-9]*\d[A-Z0-9]*(?:[\-/][A-Z0-9]+)*)",
    re.IGNORECASE,
)
_AT_END = re.compile(r"((?:\b[A-Z]{1,3}[\s\-])?[A-Z]{0,3}\d{4,}[A-Z0-9/\-]*)$")
_FIRST_NUMBER = re.compile(r"^\D{0,2}(\d{5,})\b")
_TYPES = (
    ("diplomatic passport", "diplomatic_passport"),
    ("service passport", "service_passport"),
    ("pass?e?port|pasaporte", "passport"),
    ("laissez", "laissez_passer"),
    ("driv", "driving_licence"),
    ("birth certificate", "birth_certificate"),
    ("fiscal|tax", "tax_number"),
    ("refugee", "refugee_travel_document"),
    ("card|tazkira|identity document|ausweis", "identity_card"),
    ("number|identification|no\\.", "national_number"),
)


def un_date(values: Mapping[str, str]) -> str | None:
    """Read a date given as DATE, YEAR, FROM_YEAR and TO_YEAR, or only in its NOTE.

    Args:
        values: texts by element; TYPE_OF_DATE ``APPROXIMATELY`` makes it "about".

    Returns:
        ISO 8601 as far as known, or None where nothing can be relied on.
    """
    get = values.get
    day = re.sub(r"^(\d{4}-\d\d-\d\d)[-+Z].*$", r"\1", get("DATE") or "")  # with a time zone
    note = (get("NOTE") or "").strip().rstrip(".")
    about = "APPROX" in (get("TYPE_OF_DATE") or "") or note.lower() == "approximately"
    if get("FROM_YEAR") and get("TO_YEAR") and get("FROM_YEAR") != get("TO_YEAR"):
        found = find_date(f"{get('FROM_YEAR')}..{get('TO_YEAR')}")
    else:
        found = _month_year(f"{note} {get('YEAR') or ''}".strip())
        found = find_date(day) or found or find_date(get("YEAR") or get("FROM_YEAR"))
    if found is None:
        return None
    text = str(found)
    return text if text.endswith("~") or not about else f"{text}~"


def _month_year(text: str) -> PartialDate | None:
    """Read "Nov. 1973" and "3 November 1973"."""
    found = _MONTH_YEAR.match(text)
    if not found or found[2].lower() not in _MONTHS:
        return None
    month = _MONTHS.index(found[2].lower()) + 1
    day = f"-{int(found[1]):02d}" if found[1] else ""
    return find_date(f"{found[3]}-{month:02d}{day}")


def document_number(text: str, *, in_text: bool = False) -> str | None:
    """Take the number out of a text such as "Russian passport number 515458008".

    Args:
        text: what the list gives.
        in_text: the text is a remark, in which only a number after a word like
            "number" counts; otherwise a text without one is the number itself.
    """
    bare = text.strip(" .,;")
    words = re.findall(r"[^\W\d_]{4,}", bare)
    if not in_text and not words and _BARE_NUMBER.match(bare):
        return bare
    found = _AFTER_WORD.search(bare)
    if found:
        return found[1].strip()
    first = _FIRST_NUMBER.search(bare) if in_text else _AT_END.search(bare)
    if first or in_text:
        return first[1].strip() if first else None
    return bare if len(bare) <= 100 else None  # noqa: PLR2004 - what a number field holds


def document_type(*texts: str | None) -> str:
    """Give the code of a document's type by the words the list uses, the last text first."""
    for text in reversed([text for text in texts if text]):
        for pattern, code in _TYPES:
            if re.search(pattern, text, re.IGNORECASE):
                return code
    return "other"
