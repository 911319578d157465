# SPDX-License-Identifier: Apache-2.0
"""Read a text in every way it can be meant.

Nothing is refused and nothing is thrown away: what can be read in several ways
comes back as several readings, each ready to be checked.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from wasl.foundation.vocabulary.dates import PartialDate
from wasl.foundation.vocabulary.documents import normalize_document_number
from wasl.foundation.vocabulary.habits import (
    is_passport_habit,
    is_plate_habit,
    passport_countries,
    plate_countries,
)
from wasl.foundation.vocabulary.mrz import MrzInvalid, parse_mrz
from wasl.foundation.vocabulary.plates import normalize_plate
from wasl.foundation.vocabulary.text import plain
from wasl.foundation.vocabulary.understand.model import (
    LIKELY,
    NOTHING,
    POSSIBLE,
    SURE,
    Reading,
    Understanding,
)
from wasl.foundation.vocabulary.understand.words import (
    Parts,
    has_name,
    split_country,
    take_apart,
)
from wasl.foundation.vocabulary.vin import LENGTH, VinInvalid, normalize_vin, vin_warnings

MAX_LENGTH = 1000
_MRZ_SIGNS = 2
_MRZ_LEAST = 20
_LINE_LENGTHS = (30, 36, 44)
_SECOND_LINE = re.compile(r"^([A-Z0-9<]{9})\d[A-Z<]{3}[\d<]{7}[MFX<][\d<]{7}")
_MRZ_TYPES = {"P": "passport", "V": "visa", "I": "identity_card", "A": "identity_card"}
_VIN_DIGITS = 4
_SHORTEST_NUMBER, _LONG_NUMBER, _LONGEST_NUMBER = 4, 8, 20
_LONGEST_PLATE = 10
_LONGEST_CODE = 3
_PLATE_GROUPS = 3
_NAME_WORDS = 2
_ORDER = (SURE, LIKELY, POSSIBLE)


def understand(text: str, today: date) -> Understanding:
    """Understand what was typed, pasted or scanned into the one box.

    Args:
        text: anything; more than 1,000 characters are not looked at.
        today: decides centuries, and that nobody is born after it.

    Returns:
        At least one reading; kind "nothing" for an empty text. Never raises.
    """
    shown = text[:MAX_LENGTH].strip()
    readings = list(_zone(shown, today))
    if not readings and plain(shown).strip():
        parts = take_apart(shown, today)
        readings = [*_plate_with_code(parts), *_others(parts)]
    readings.sort(key=lambda reading: _ORDER.index(reading.certainty))
    return Understanding(text, tuple(readings) or (NOTHING,))


def _zone(text: str, today: date) -> Iterator[Reading]:
    """Read a machine readable zone, or say where what looks like one is spoilt."""
    signs = sum(text.count(sign) for sign in "<‹«＜")
    bare = "".join(text.split()).upper()
    if signs < _MRZ_SIGNS or len(bare) < _MRZ_LEAST:
        return
    try:
        zone = parse_mrz(text, today)
    except MrzInvalid as error:
        yield from _spoilt_zone(bare, error)
        return
    kind = _MRZ_TYPES.get(zone.document_type[:1], "other")
    values = {"document_type": kind, "country": zone.issuing_country}
    sound = zone.is_sound
    code = "mrz" if sound else "mrz_doubtful"
    yield Reading("mrz", SURE if sound else LIKELY, code, values, {"mrz": list(zone.lines)}, zone)


def _spoilt_zone(bare: str, error: MrzInvalid) -> Iterator[Reading]:
    """Say what is wrong; a lone second line still gives its document number."""
    where = {"line": error.data["line"] or 1, "position": error.data["position"]}
    lone = len(bare) in _LINE_LENGTHS
    yield Reading("mrz", LIKELY, "mrz_incomplete" if lone else "mrz_broken", where)
    found = _SECOND_LINE.match(bare)
    if lone and found:
        subject = _document_subject(found[1].strip("<"))
        yield Reading("document", LIKELY, "document_number", {}, subject)


def _others(parts: Parts) -> Iterator[Reading]:
    """Read as vehicle number, document, plate and person, where each is possible."""
    if parts.kind in (None, "vin"):
        yield from _vin(parts)
    if parts.kind in (None, "document", "passport"):
        yield from _document(parts)
    if parts.kind in (None, "plate"):
        yield from _plate(parts)
    if parts.kind == "engine":
        subject = {"vehicles": [{"engine_number": " ".join(parts.words)}]}
        yield Reading("engine", SURE, "engine_number", {}, subject)
    if parts.kind in (None, "person"):
        yield from _person(parts)


def _vin(parts: Parts) -> Iterator[Reading]:
    """Read a vehicle identification number of 17 signs, or a shorter one when told so."""
    try:
        vin = normalize_vin("".join(parts.words))
    except VinInvalid:
        return
    subject = {"vehicles": [{"vin": vin}]}
    if len(vin) != LENGTH:
        if parts.kind:
            yield Reading("vin", LIKELY, "chassis_number", {}, subject)
        return
    digits = sum(sign.isdigit() for sign in vin)
    if parts.kind is None and (digits < _VIN_DIGITS or not vin[-3:].isdigit()):
        return
    doubtful = bool(vin_warnings(vin))
    code = "vin_doubtful" if doubtful else "vin"
    yield Reading("vin", LIKELY if doubtful else SURE, code, {}, subject)


def _document_subject(number: str, **more: str) -> dict[str, Any]:
    return {"documents": [{"number": number} | more]}


def _document(parts: Parts) -> Iterator[Reading]:
    """Read a document number, with its country where one stands beside it."""
    words = parts.number
    if not words or not _SHORTEST_NUMBER <= _signs(words) <= _LONGEST_NUMBER:
        return
    number, country = normalize_document_number("".join(words)), parts.country
    more = {"country": country} if country else {}
    if parts.kind == "passport":
        more["type"] = "passport"
    code, values = _document_sentence(number, country, parts.kind == "passport")
    certainty = _document_certainty(number, country, parts)
    yield Reading("document", certainty, code, values, _document_subject(" ".join(words), **more))


def _signs(words: list[str]) -> int:
    """Count letters and digits."""
    return sum(sign.isalnum() for word in words for sign in word)


def _document_sentence(
    number: str, country: str | None, is_passport: bool
) -> tuple[str, dict[str, Any]]:
    """Say "passport number" where told so or where it looks like one of the country."""
    if country:
        is_passport = is_passport or is_passport_habit(number, country)
        code = "passport_number" if is_passport else "document_number_country"
        return code, {"country": country}
    guesses = passport_countries(number)
    if len(guesses) == 1 and not number.isdigit():
        return "passport_number", {"country": guesses[0]}
    return "document_number", {}


def _document_certainty(number: str, country: str | None, parts: Parts) -> str:
    if parts.kind or (country and is_passport_habit(number, country)):
        return SURE
    if parts.is_dated_name or (country and is_plate_habit(number, country)):
        return POSSIBLE
    if plate_countries(number) and parts.groups >= _PLATE_GROUPS:
        return POSSIBLE
    usual = passport_countries(number) or len(number) >= _LONG_NUMBER
    return LIKELY if usual else POSSIBLE


def _plate(parts: Parts) -> Iterator[Reading]:
    """Read a number plate, with its country where one stands beside it."""
    words, country = parts.number, parts.country
    if not words or not 1 <= _signs(words) <= _LONGEST_PLATE:
        return
    plate = normalize_plate("".join(words))
    unlikely = plate.isdigit() or (len(plate) >= _LONG_NUMBER and not plate_countries(plate))
    if unlikely and not parts.kind and not country:
        return
    vehicle = {"plate": " ".join(words)} | ({"country": country} if country else {})
    values = {"country": country} if country else {}
    code = "plate_country" if country else "plate"
    certainty = _plate_certainty(plate, country, parts)
    yield Reading("plate", certainty, code, values, {"vehicles": [vehicle]})


def _plate_with_code(parts: Parts) -> Iterator[Reading]:
    """Read as one plate what ends or begins like a country: the CD of "AB 123 CD" is none."""
    number, country = parts.number, parts.country
    if parts.kind not in (None, "plate") or not number or not country:
        return
    if _signs(parts.words) > _LONGEST_PLATE:
        return
    code = [word for word in parts.words if word not in number]
    plate = normalize_plate("".join(parts.words))
    is_one = sum(map(len, code)) <= _LONGEST_CODE and plate_countries(plate)
    habits = (is_plate_habit, is_passport_habit)
    if is_one and not any(fits(_bare(number), country) for fits in habits):
        certainty = SURE if parts.kind else LIKELY
        subject = {"vehicles": [{"plate": " ".join(parts.words)}]}
        yield Reading("plate", certainty, "plate", {}, subject)


def _bare(words: list[str]) -> str:
    return normalize_document_number("".join(words))


def _plate_certainty(plate: str, country: str | None, parts: Parts) -> str:
    if parts.kind:
        return SURE
    if country:
        own = is_plate_habit(plate, country) and not is_passport_habit(plate, country)
        return SURE if own else POSSIBLE
    is_usual = parts.groups > 1 and plate_countries(plate) and not parts.is_dated_name
    return LIKELY if is_usual else POSSIBLE


def _person(parts: Parts) -> Iterator[Reading]:
    """Read a name, with the date of birth and the nationality that stand with it."""
    words, birth = parts.name, parts.birth
    if not has_name(words) or (parts.number and not birth and _count_names(words) < _NAME_WORDS):
        return
    certainty = SURE if len(words) >= _NAME_WORDS and birth else LIKELY
    if any(sign.isdigit() for sign in "".join(words)):
        certainty = POSSIBLE
    found = split_country(words, has_name)
    if not found:
        yield _name(words, birth, None, certainty)
    elif _is_stated_country(words, found[1]):
        yield _name(found[1], birth, found[0], LIKELY)
        yield _name(words, birth, None, POSSIBLE)
    else:
        yield _name(words, birth, None, certainty)
        yield _name(found[1], birth, found[0], POSSIBLE)


def _count_names(words: list[str]) -> int:
    return sum(has_name([word]) for word in words)


def _is_stated_country(words: list[str], rest: list[str]) -> bool:
    """Tell a nationality from a name that is also a country (Michael Jordan, Can Yılmaz)."""
    named = words[len(rest) :] if words[: len(rest)] == rest else words[: -len(rest)]
    text = " ".join(named)
    if text.startswith("(") or (text.isupper() and not " ".join(rest).isupper()):
        return True
    return len(rest) >= _NAME_WORDS and len(text) > len("FRA")


def _name(
    words: list[str], birth: PartialDate | None, country: str | None, certainty: str
) -> Reading:
    person: dict[str, Any] = {"names": [" ".join(words)]}
    values: dict[str, Any] = {}
    code = "name"
    if birth:
        person["birth_date"] = values["birth_date"] = str(birth)
        code += "_birth"
    if country:
        person["nationalities"] = [country]
        values["country"] = country
        code += "_country"
    return Reading("person", certainty, code, values, {"person": person})
