# SPDX-License-Identifier: Apache-2.0
"""Registration plates, written one way for look-up.

Plates of two countries may read the same, and some states print two scripts on
one plate (Arabic and Latin in Egypt or Saudi Arabia). The look-up form keeps letters of
every script; `plate_keys` adds the Latin reading where the state defines one.
"""

import re
from collections.abc import Mapping

from wasl.foundation.errors import AppError
from wasl.foundation.vocabulary.text import plain

MAX_LENGTH = 16
_BETWEEN = re.compile(r"[\W_]+")
_CYRILLIC = str.maketrans("АВЕКМНОРСТУХІ", "ABEKMHOPCTYXI")
_GREEK = str.maketrans("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX")
_SAUDI = str.maketrans(
    dict(zip("ابحدرسصطعقكلمنهوىي", "ABJDRSXTEGKLZNHUVV", strict=True))
    | {"أ": "A", "إ": "A", "ـ": ""}
)
_COUNTRY_LETTERS: dict[str, Mapping[int, int | str]] = {"SAU": _SAUDI, "GRC": _GREEK, "CYP": _GREEK}


class PlateInvalid(AppError):
    """A text holds no plate; `problem` is "empty" or "too_long"."""

    code = "plate-invalid"

    def __init__(self, problem: str, field: str | None = None) -> None:
        super().__init__(problem=problem, maximum=MAX_LENGTH, field=field)


def normalize_plate(text: str) -> str:
    """Write a plate as it is looked up: "ab-123 cd" becomes "AB123CD".

    Full width to ASCII, digits of every script to 0-9, capitals, nothing
    between. Letters of other scripts stay.

    Raises:
        PlateInvalid: nothing left, or more than 16 characters.
    """
    bare = _BETWEEN.sub("", plain(text[:1000]).upper())
    if not bare:
        raise PlateInvalid("empty")
    if len(bare) > MAX_LENGTH:
        raise PlateInvalid("too_long")
    return bare


def plate_keys(plate: str, country: str | None = None) -> tuple[str, ...]:
    """Give the readings under which a normalized plate is looked up.

    Args:
        plate: as `normalize_plate` gives it.
        country: alpha-3 of the state that issued it, or None.

    Returns:
        The plate, and where its letters have an agreed or look-alike Latin reading
        (Cyrillic, Greek, Saudi Arabic letters), that reading too.
    """
    table = _COUNTRY_LETTERS.get(country or "", _CYRILLIC)
    latin = plate.translate(table)
    return (plate,) if latin == plate else (plate, latin)
