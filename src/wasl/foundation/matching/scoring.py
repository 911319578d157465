# SPDX-License-Identifier: Apache-2.0
"""The score of two names."""

from __future__ import annotations

from difflib import SequenceMatcher
from functools import lru_cache

from wasl.foundation.matching.text import fold

ALIKE = 0.6


@lru_cache(maxsize=65536)
def alike(a: str, b: str) -> float:
    """Compare two folded words, 0..1."""
    return 1.0 if a == b else SequenceMatcher(None, a, b, autojunk=False).ratio()


def aligned(query: str, candidate: str) -> list[tuple[str, str]]:
    """Pair the words of two names, best pairs first, each used once."""
    left, right = fold(query).split(), fold(candidate).split()
    pairs = sorted(((alike(a, b), a, b) for a in left for b in right), reverse=True)
    result: list[tuple[str, str]] = []
    for value, a, b in pairs:
        if value > ALIKE and a in left and b in right:
            left.remove(a)
            right.remove(b)
            result.append((a, b))
    return result


def score(query: str, candidate: str, type: str = "person") -> float:
    """Compare two names, 0..1; 1.0 only when their folded forms are equal."""
    a, b = fold(query), fold(candidate)
    if not a or not b:
        return 0.0
    if a == b:
        return 1.0
    size = max(len(a.split()), len(b.split()))
    words = sum(alike(x, y) for x, y in aligned(query, candidate)) / size
    return 0.98 * max(words, alike(a.replace(" ", ""), b.replace(" ", "")) ** 2)


def warm() -> None:
    """Load everything a first query needs, so that it is as fast as the next."""
    score("a", "b")
