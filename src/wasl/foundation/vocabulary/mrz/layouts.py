# SPDX-License-Identifier: Apache-2.0
"""Where each field stands in each of the five formats, and the check digit.

Positions are (line, first, last), all counted from 1 and inclusive, exactly as
the tables of ICAO Doc 9303 parts 4 (TD3), 5 (TD1), 6 (TD2) and 7 (MRV) print them.
"""

from dataclasses import dataclass, field
from enum import StrEnum

FILLER = "<"
_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_VALUES = bytes(_SIGNS.find(chr(n)) if chr(n) in _SIGNS else 0 for n in range(256))
_SHORT_NUMBER = 9

Span = tuple[int, int, int]


class Format(StrEnum):
    """The five formats."""

    TD1 = "TD1"
    TD2 = "TD2"
    TD3 = "TD3"
    MRV_A = "MRV-A"
    MRV_B = "MRV-B"


@dataclass(frozen=True, slots=True)
class Layout:
    """The shape of one format.

    Attributes:
        lines, length: how many lines of how many characters.
        spans: field name to position; `optional2` exists in TD1 alone.
        composite: the spans that the composite check digit covers, in order; empty in visas.
        long_numbers: a `<` in place of the number's check digit means that the
            number goes on in the optional field (parts 5 and 6).
    """

    format: Format
    lines: int
    length: int
    spans: dict[str, Span]
    composite: tuple[Span, ...] = ()
    long_numbers: bool = field(default=False)


_TWO_LINES: dict[str, Span] = {
    "type": (1, 1, 2),
    "issuing": (1, 3, 5),
    "number": (2, 1, 9),
    "number_digit": (2, 10, 10),
    "nationality": (2, 11, 13),
    "birth": (2, 14, 19),
    "birth_digit": (2, 20, 20),
    "sex": (2, 21, 21),
    "expiry": (2, 22, 27),
    "expiry_digit": (2, 28, 28),
}

LAYOUTS = {
    Format.TD1: Layout(
        Format.TD1,
        3,
        30,
        {
            "type": (1, 1, 2),
            "issuing": (1, 3, 5),
            "number": (1, 6, 14),
            "number_digit": (1, 15, 15),
            "optional": (1, 16, 30),
            "birth": (2, 1, 6),
            "birth_digit": (2, 7, 7),
            "sex": (2, 8, 8),
            "expiry": (2, 9, 14),
            "expiry_digit": (2, 15, 15),
            "nationality": (2, 16, 18),
            "optional2": (2, 19, 29),
            "composite_digit": (2, 30, 30),
            "names": (3, 1, 30),
        },
        ((1, 6, 30), (2, 1, 7), (2, 9, 15), (2, 19, 29)),
        long_numbers=True,
    ),
    Format.TD2: Layout(
        Format.TD2,
        2,
        36,
        _TWO_LINES | {"names": (1, 6, 36), "optional": (2, 29, 35), "composite_digit": (2, 36, 36)},
        ((2, 1, 10), (2, 14, 20), (2, 22, 35)),
        long_numbers=True,
    ),
    Format.TD3: Layout(
        Format.TD3,
        2,
        44,
        _TWO_LINES
        | {
            "names": (1, 6, 44),
            "optional": (2, 29, 42),
            "optional_digit": (2, 43, 43),
            "composite_digit": (2, 44, 44),
        },
        ((2, 1, 10), (2, 14, 20), (2, 22, 43)),
    ),
    Format.MRV_A: Layout(
        Format.MRV_A, 2, 44, _TWO_LINES | {"names": (1, 6, 44), "optional": (2, 29, 44)}
    ),
    Format.MRV_B: Layout(
        Format.MRV_B, 2, 36, _TWO_LINES | {"names": (1, 6, 36), "optional": (2, 29, 36)}
    ),
}


def check_digit(text: str) -> str:
    """Compute the check digit: weights 7, 3, 1, modulo 10 (part 3, section 4.9).

    Args:
        text: A to Z, 0 to 9 and the filler only; an empty text gives "0".
    """
    values = text.encode("ascii").translate(_VALUES)
    return str((7 * sum(values[0::3]) + 3 * sum(values[1::3]) + sum(values[2::3])) % 10)


def long_number_digits(number: str) -> tuple[str, str]:
    """Give the check digits that states print for a number of more than nine characters.

    Two rules are in use: over the characters of the number alone, and over the
    positions as printed, with the filler that stands after the ninth.
    """
    printed = number[:_SHORT_NUMBER] + FILLER + number[_SHORT_NUMBER:]
    return check_digit(number), check_digit(printed)


FRENCH_CARD = Layout(
    Format.TD2,
    2,
    36,
    {
        "type": (1, 1, 2),
        "issuing": (1, 3, 5),
        "primary": (1, 6, 30),
        "number": (2, 1, 12),
        "number_digit": (2, 13, 13),
        "secondary": (2, 14, 27),
        "birth": (2, 28, 33),
        "birth_digit": (2, 34, 34),
        "sex": (2, 35, 35),
        "composite_digit": (2, 36, 36),
    },
    ((1, 1, 36), (2, 1, 35)),
)
"""French identity cards issued until 2021 keep their own order within the size of TD2."""


def is_french_card(lines: list[str]) -> bool:
    """Tell a French identity card of the old kind by its head and two of its check digits."""
    head, body = lines[0], lines[1]
    if len(lines) != len("TD") or not head.startswith("IDFRA") or len(body) != FRENCH_CARD.length:
        return False
    return body[12] == check_digit(body[:12]) and body[33] == check_digit(body[27:33])
