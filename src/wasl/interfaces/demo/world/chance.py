# SPDX-License-Identifier: Apache-2.0
"""Draws from a seed, quick enough for millions of records."""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from typing import TypeVar

T = TypeVar("T")

LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
"""No I, O or Q: most issuers leave them out."""

_CLASSES = {"A": LETTERS, "9": "0123456789", "X": "0123456789CFGHJKLMNPRTVWXYZ"}


class Chance:
    """One stream of draws; the same name and seed give the same draws."""

    def __init__(self, name: str, seed: int) -> None:
        self.real = random.Random(f"{name}/{seed}").random  # noqa: S311 - an invented world, no secret

    def pick(self, choices: Sequence[T]) -> T:
        """Draw one; `choices` must not be empty."""
        return choices[int(self.real() * len(choices))]

    def number(self, pattern: str) -> str:
        """Draw a number: A a letter, 9 a digit, X either, other signs as they are."""
        real = self.real
        return "".join(
            [p if c is None else c[int(real() * len(c))] for p, c in _alphabets(pattern)]
        )


@cache
def _alphabets(pattern: str) -> tuple[tuple[str, str | None], ...]:
    return tuple((sign, _CLASSES.get(sign)) for sign in pattern)


def slots(weights: dict[T, int]) -> tuple[T, ...]:
    """Write weights out, so that an equal draw is a weighted one."""
    return tuple(choice for choice, weight in weights.items() for _ in range(weight))


def days(first: date, last: date) -> tuple[str, ...]:
    """Write out every day from the first to the last as ISO 8601."""
    return tuple((first + timedelta(days=n)).isoformat() for n in range((last - first).days + 1))
