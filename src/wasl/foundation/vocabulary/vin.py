# SPDX-License-Identifier: Apache-2.0
"""Vehicle identification numbers: ISO 3779, and the check digit of 49 CFR 565.15.

The check digit (position 9) binds makers of North America and China alone;
elsewhere position 9 is an ordinary character. Older vehicles carry shorter
chassis numbers. A doubt warns and never blocks a search.
"""

import re
from dataclasses import dataclass

from wasl.foundation.errors import AppError
from wasl.foundation.vocabulary.text import plain, upper_ascii

LENGTH = 17
_SHORTEST = 4
_LONGEST = 20
_POSITION = 8
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_VALUES = (
    {str(n): n for n in range(10)}
    | dict(zip("ABCDEFGH", range(1, 9), strict=True))
    | dict(zip("JKLMN", range(1, 6), strict=True))
    | {"P": 7, "R": 9}
    | dict(zip("STUVWXYZ", range(2, 10), strict=True))
)
_BINDING = frozenset("12345L")
_FORBIDDEN = str.maketrans("IOQ", "100")
_REST_OF_TEXT = re.compile(r"[\s\-_.:/*]+")


class VinInvalid(AppError):
    """A text is no vehicle or chassis number at all; `problem` says why."""

    code = "vin-invalid"

    def __init__(self, problem: str, position: int = 0, field: str | None = None) -> None:
        super().__init__(problem=problem, position=position, field=field)


@dataclass(frozen=True, slots=True)
class VinWarning:
    """A doubt: "forbidden_letter", "short", "long" or "check_digit_wrong"; scheme `vin_problem`.

    Attributes:
        code: which doubt.
        position: where, counted from 1; 0 where the whole is meant.
    """

    code: str
    position: int = 0


def normalize_vin(text: str) -> str:
    """Write a number as it is looked up: ASCII capitals and digits, nothing between.

    Letters that no number carries stay (see `vin_warnings`), so that what was
    recorded is not changed.

    Raises:
        VinInvalid: fewer than 4 or more than 20 signs, or a sign that is neither
            a Latin letter nor a digit.
    """
    bare = upper_ascii(_REST_OF_TEXT.sub("", plain(text[:200])))
    for position, sign in enumerate(bare, start=1):
        if not (sign.isascii() and sign.isalnum()):
            raise VinInvalid("wrong_character", position)
    if not _SHORTEST <= len(bare) <= _LONGEST:
        raise VinInvalid("wrong_length", len(bare))
    return bare


def vin_warnings(vin: str) -> tuple[VinWarning, ...]:
    """Name the doubts about a normalized number; none for a sound one.

    Args:
        vin: as `normalize_vin` gives it.
    """
    if len(vin) != LENGTH:
        return (VinWarning("short" if len(vin) < LENGTH else "long"),)
    forbidden = [n for n, sign in enumerate(vin, start=1) if sign in "IOQ"]
    if forbidden:
        return tuple(VinWarning("forbidden_letter", position) for position in forbidden)
    if is_check_digit_binding(vin) and vin[_POSITION] != vin_check_digit(vin):
        return (VinWarning("check_digit_wrong", _POSITION + 1),)
    return ()


def vin_readings(vin: str) -> tuple[str, ...]:
    """Give the number, and beside it the one with 1 for I and 0 for O and Q.

    Look-ups ask for all of them; the letters do not exist in a sound number.
    """
    mended = vin.translate(_FORBIDDEN) if len(vin) == LENGTH else vin
    return (vin,) if mended == vin else (vin, mended)


def is_check_digit_binding(vin: str) -> bool:
    """Tell whether the maker's region (North America 1 to 5, China L) requires the digit."""
    return len(vin) == LENGTH and vin[0] in _BINDING


def vin_check_digit(vin: str) -> str:
    """Compute position 9: "0" to "9" or "X".

    Args:
        vin: 17 characters of the allowed set; what stands at position 9 does not count.
    """
    total = sum(_VALUES[sign] * weight for sign, weight in zip(vin, _WEIGHTS, strict=True))
    rest = total % 11
    return "X" if rest == len("0123456789") else str(rest)
