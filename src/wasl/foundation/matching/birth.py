# SPDX-License-Identifier: Apache-2.0
"""The date of birth as support or doubt: it never finds anybody and never refuses anybody."""

from __future__ import annotations

import re

_DATE = re.compile(r"(\d{4})(?:-?(\d\d))?(?:-?(\d\d))?")
# Odds by which an agreeing or differing date moves a score; small, because dates are often wrong.
SAME, YEAR, NEAR, FAR = 3.0, 1.5, 0.8, 0.35
_CLOSE = 2
_LOOSE = 5


def agreement(asked: str, recorded: str) -> float:
    """Give the odds that two dates say of one person: 1 = says nothing.

    Args:
        asked: ISO date, year and month, or year; anything else says nothing.
        recorded: the same.
    """
    one, two = _DATE.match(asked), _DATE.match(recorded)
    if not one or not two:
        return 1.0
    apart = abs(int(one[1]) - int(two[1]))
    days = (one[2], one[3]), (two[2], two[3])
    if apart == 0:
        if None in days[0] or None in days[1]:
            return YEAR
        # Day and month are swapped by people and by programs.
        return SAME if days[0] == days[1] or days[0] == days[1][::-1] else YEAR
    return 1.0 if apart <= _CLOSE else NEAR if apart <= _LOOSE else FAR


def adjusted(score: float, asked: str, recorded: list[str]) -> float:
    """Move a score by the best agreement with any recorded date; 0 and 1 stay where they are."""
    odds = max((agreement(asked, date) for date in recorded), default=1.0)
    if odds == 1.0 or not 0.0 < score < 1.0:
        return score
    moved = score / (1.0 - score) * odds
    return min(moved / (1.0 + moved), 0.999)
