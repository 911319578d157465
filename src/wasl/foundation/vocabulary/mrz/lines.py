# SPDX-License-Identifier: Apache-2.0
"""From what a reader, a wedge or a hand delivers to the lines of a known format."""

import re
from collections.abc import Sequence

from wasl.foundation.errors import AppError
from wasl.foundation.vocabulary.mrz.layouts import FILLER, LAYOUTS, Format, Layout
from wasl.foundation.vocabulary.text import ascii_digits, plain, upper_ascii

_MAX_INPUT = 400
_WRONG = re.compile(r"[^A-Z0-9<]")
_LINE_ENDS = str.maketrans({sign: "\n" for sign in "\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"})
_FILLER_ALIKE = {"‹": "<", "〈": "<", "«": "<<", "《": "<<"}
_BY_TOTAL = {90: 3, 72: 2, 88: 2}


class MrzInvalid(AppError):
    """The text is no machine readable zone.

    Attributes of `data`:
        problem: "empty", "too_long", "wrong_line_count", "wrong_length" or "wrong_character".
        line, position: where, counted from 1; 0 where the whole is meant.
        expected: the length or number of lines that was looked for, or 0.
    """

    code = "mrz-invalid"

    def __init__(self, problem: str, line: int = 0, position: int = 0, expected: int = 0) -> None:
        super().__init__(
            problem=problem, line=line, position=position, expected=expected, field="mrz"
        )


def split_mrz(text: str | Sequence[str]) -> tuple[Layout, list[str]]:
    """Cut and clean the lines and find their format.

    Lower case, spaces, any line ends, full-width letters and look-alikes of the
    filler are accepted; so are all lines in one string of the right total length.

    Args:
        text: one text, or the lines.

    Returns:
        The layout and its lines, of exactly its length, of A-Z, 0-9 and `<`.

    Raises:
        MrzInvalid: wrong number of lines, length or character; says where.
    """
    raw = [text] if isinstance(text, str) else list(text)
    if sum(map(len, raw)) > _MAX_INPUT:
        raise MrzInvalid("too_long")
    parts = [part for line in raw for part in line.translate(_LINE_ENDS).split("\n")]
    lines = [line for line in (_clean(part) for part in parts) if line]
    if not lines:
        raise MrzInvalid("empty")
    if len(lines) == 1:
        lines = _cut(lines[0])
    layout = _layout(lines)
    for number, line in enumerate(lines, start=1):
        _check_characters(line, number)
    return layout, lines


def _clean(line: str) -> str:
    """Drop spaces and signs that print nothing; fold case, widths and digits."""
    if line.isascii() and line.isprintable():
        return "".join(line.split()).upper()
    for alike, filler in _FILLER_ALIKE.items():
        line = line.replace(alike, filler)
    return upper_ascii(ascii_digits("".join(plain(line).split())))


def _cut(line: str) -> list[str]:
    """Cut one text of 72, 88 or 90 characters into its lines."""
    count = _BY_TOTAL.get(len(line))
    if count is None:
        raise MrzInvalid("wrong_length", line=1, position=len(line), expected=_nearest(len(line)))
    size = len(line) // count
    return [line[n * size : (n + 1) * size] for n in range(count)]


def _nearest(length: int) -> int:
    return min(_BY_TOTAL, key=lambda total: abs(total - length))


def _layout(lines: list[str]) -> Layout:
    """Choose the layout by number and length of the lines, and by V for visa.

    Raises:
        MrzInvalid: none fits.
    """
    candidates = [layout for layout in LAYOUTS.values() if layout.lines == len(lines)]
    if not candidates:
        raise MrzInvalid("wrong_line_count", line=len(lines), expected=2)
    fitting = [c for c in candidates if all(len(line) == c.length for line in lines)]
    if not fitting:
        raise _wrong_length(lines, candidates)
    visa = lines[0].startswith("V")
    chosen = [c for c in fitting if (c.format in (Format.MRV_A, Format.MRV_B)) == visa]
    return (chosen or fitting)[0]


def _wrong_length(lines: list[str], candidates: list[Layout]) -> MrzInvalid:
    """Point at the line that spoils the format most nearly met."""

    def distance(layout: Layout) -> int:
        return sum(abs(len(line) - layout.length) for line in lines)

    nearest = min(candidates, key=distance)
    wrong = next(n for n, line in enumerate(lines) if len(line) != nearest.length)
    where = min(len(lines[wrong]), nearest.length) + 1
    return MrzInvalid("wrong_length", line=wrong + 1, position=where, expected=nearest.length)


def _check_characters(line: str, number: int) -> None:
    """Refuse any sign that no machine readable zone carries.

    Raises:
        MrzInvalid: with the place of the first one.
    """
    wrong = _WRONG.search(line)
    if wrong:
        raise MrzInvalid("wrong_character", line=number, position=wrong.start() + 1)


def blank(text: str) -> bool:
    """Tell whether a field holds fillers alone."""
    return not text.strip(FILLER)
