# SPDX-License-Identifier: Apache-2.0
"""How the kinds read single values: normalise, and say what is wrong or doubtful.

Every method takes a value as it was sent and gives it normalised, or None and a
problem. Nothing here raises for bad input.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from wasl.foundation.errors import AppError, Problem
from wasl.foundation.vocabulary import DateInvalid, PartialDate, codes, find_country
from wasl.foundation.vocabulary.text import NONCHARACTERS, TURNING

_HARMFUL = "\x7f-\x9f" + TURNING + NONCHARACTERS
_CONTROL_LINE = re.compile(f"[\x00-\x1f\u2028\u2029{_HARMFUL}]")
_CONTROL_TEXT = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f{_HARMFUL}]")
SHORT = 200
LONG = 10_000


@lru_cache(maxsize=64)
def _codes(scheme: str) -> frozenset[str]:
    return frozenset(codes(scheme))


@lru_cache(maxsize=4096)
def _country(text: str) -> str | None:
    return find_country(text)


@lru_cache(maxsize=16384)
def _date(text: str) -> tuple[str, PartialDate | None, str]:
    try:
        value = PartialDate.parse(text)
    except DateInvalid as error:
        return "", None, str(error.data["problem"])
    return str(value), value, ""


def fold_code(text: str) -> str:
    """Write a code as it is kept: ``Stolen-Blank`` becomes ``stolen_blank``."""
    return text.strip().lower().replace("-", "_").replace(" ", "_")


class Judge:
    """Reads the values of one body and gathers what is wrong with them."""

    __slots__ = ("problems", "warnings")

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []

    def problem(self, field: str, code: str, **data: Any) -> None:
        """Note something that blocks."""
        self.problems.append(Problem(field, code, data))

    def warn(self, field: str, code: str, **data: Any) -> None:
        """Note a doubt, which never blocks."""
        self.warnings.append(Problem(field, code, data))

    def line(
        self, field: str, value: str | None, most: int = SHORT, *, required: bool = False
    ) -> str | None:
        """Read a text of one line; outer white space goes, nothing else changes."""
        return self._text(field, value, most, _CONTROL_LINE, required)

    def text(self, field: str, value: str | None, most: int = LONG) -> str | None:
        """Read a text that may have lines and tabs."""
        return self._text(field, value, most, _CONTROL_TEXT, required=False)

    def _text(
        self, field: str, value: str | None, most: int, control: re.Pattern[str], required: bool
    ) -> str | None:
        bare = value.strip() if value else ""
        if not bare:
            if required:
                self.problem(field, "required")
            return None
        if len(bare) > most:
            self.problem(field, "too-long", most=most, length=len(bare))
            return None
        found = None if bare.isprintable() else control.search(bare)
        if found:
            self.problem(
                field,
                "control-character",
                position=found.start() + 1,
                sign=f"U+{ord(found[0]):04X}",
            )
            return None
        return bare

    def code(
        self, field: str, value: str | None, scheme: str, *, required: bool = False
    ) -> str | None:
        """Read a code of a vocabulary scheme; hyphens, blanks and capitals are accepted."""
        if value in _codes(scheme):
            return value
        bare = fold_code(value) if value else ""
        if bare in _codes(scheme):
            return bare
        if bare or required:
            self._unknown(field, bare, scheme)
        return None

    def _unknown(self, field: str, bare: str, scheme: str) -> None:
        if not bare:
            self.problem(field, "required")
            return
        known = ", ".join(sorted(_codes(scheme)))
        self.problem(field, "code-unknown", value=bare[:40], known=known)

    def codes(self, field: str, values: Iterable[str], scheme: str) -> tuple[str, ...]:
        """Read several codes, without repeats, in their order."""
        read = (self.code(f"{field}[{n}]", value, scheme) for n, value in enumerate(values))
        return tuple(dict.fromkeys(value for value in read if value))

    def country(self, field: str, value: str | None, *, required: bool = False) -> str | None:
        """Read a country: alpha-3, alpha-2, an ICAO special code or a name."""
        bare = value.strip() if value else ""
        if not bare:
            if required:
                self.problem(field, "required")
            return None
        found = _country(bare) if len(bare) <= SHORT else None
        if found is None:
            self.problem(field, "country-unknown", value=bare[:40])
        return found

    def date(self, field: str, value: str | None) -> str | None:
        """Read a partial date into its ISO 8601 text."""
        if not value or not value.strip():
            return None
        text, parsed, fault = _date(value.strip()[:80])
        if parsed is None:
            self.problem(field, "date-invalid", value=value.strip()[:40], reason=fault)
            return None
        return text

    def order(self, field: str, earlier: str | None, later: str | None) -> None:
        """Warn when a date surely lies before the one it should follow."""
        if earlier and later:
            first, last = _date(earlier)[1], _date(later)[1]
            if first and last and last.last < first.first:
                self.warn(field, "dates-out-of-order", earlier=earlier, later=later)

    def many(self, field: str, values: tuple[Any, ...] | list[Any], most: int) -> bool:
        """Tell whether a list is of bearable length."""
        if len(values) > most:
            self.problem(field, "too-many", most=most, length=len(values))
            return False
        return True

    def identifier(self, field: str, error: AppError, value: str) -> None:
        """Note that an identifier's own standard refused it."""
        self.problem(field, error.code, value=value[:40], **{"reason": error.data.get("problem")})


def split(cell: str) -> list[str]:
    """Part a cell that holds several values at ``;``; empty ones go."""
    return [part for part in (piece.strip() for piece in cell.split(";")) if part]


def cells(row: Mapping[str, str], *names: str) -> dict[str, str | None]:
    """Take the named cells of a row; empty and absent ones become None."""
    return {name: row.get(name) or None for name in names}
