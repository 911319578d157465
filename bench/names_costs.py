# SPDX-License-Identifier: Apache-2.0
"""Learn what sounds stand for each other between scripts: expectation maximisation over pairs.

Each table holds log odds: how much likelier two sounds stand together in two spellings of one
name than in two names picked at random. A hand-made prior (phonetic neighbours) carries the pairs
that the training words do not show, so a script without any training words still works.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numba
import numpy as np

from wasl.foundation.matching.sounds import CODE, COUNT, VOWELS

Floats = Any  # numpy arrays
Pair = tuple[bytes, bytes]
# Sounds that languages or scribes exchange; from general phonetics, not from the training words.
NEIGHBOURS = """
    bp bv vwWuf fp dt dDzF tT Ts DzMF szcP sS SCxs Cc CJjZ JgjZY dDZz jYiy gkGq kqcCx xhHk hH mnN nN
    lrRL 9aAe Vaeo aAeE iyeEY ouOUWVa Xxks AaeoiEO Gr YiEe
""".split()
NEAR, VOWEL_NEAR, FAR = 0.12, 0.04, 2e-3
STRENGTH, GAP, ROUNDS, FLOOR = 400.0, 0.08, 8, 9.0


def kinship() -> Floats:
    """Give the prior kinship of sounds: 1 for the same, little for strangers."""
    near = np.full((COUNT, COUNT), FAR)
    vowels = [CODE[c] for c in VOWELS]
    near[np.ix_(vowels, vowels)] = VOWEL_NEAR
    for group in NEIGHBOURS:
        codes = [CODE[c] for c in group]
        near[np.ix_(codes, codes)] = np.maximum(near[np.ix_(codes, codes)], NEAR)
    np.fill_diagonal(near, 1.0)
    near[0, :] = near[:, 0] = 0
    return near


@numba.njit(cache=True)
def expect(odds: Floats, a: Floats, b: Floats, counts: Floats) -> None:  # noqa: C901
    """Add the expected counts of every step of all alignments of ``a`` and ``b``."""
    n, m = len(a), len(b)
    ahead = np.zeros((n + 1, m + 1))
    back = np.zeros((n + 1, m + 1))
    ahead[0, 0] = back[n, m] = 1.0
    for i in range(n + 1):
        for j in range(m + 1):
            if i and j:
                ahead[i, j] += ahead[i - 1, j - 1] * odds[a[i - 1], b[j - 1]]
            if i:
                ahead[i, j] += ahead[i - 1, j] * odds[a[i - 1], 0]
            if j:
                ahead[i, j] += ahead[i, j - 1] * odds[0, b[j - 1]]
    total = ahead[n, m]
    if total <= 0:
        return
    for i in range(n, -1, -1):
        for j in range(m, -1, -1):
            here = ahead[i, j] / total
            if i < n and j < m:
                step = odds[a[i], b[j]] * back[i + 1, j + 1]
                back[i, j] += step
                counts[a[i], b[j]] += here * step
            if i < n:
                step = odds[a[i], 0] * back[i + 1, j]
                back[i, j] += step
                counts[a[i], 0] += here * step
            if j < m:
                step = odds[0, b[j]] * back[i, j + 1]
                back[i, j] += step
                counts[0, b[j]] += here * step


def shares(words: Sequence[bytes]) -> Floats:
    """Give how common each sound is."""
    counts = np.bincount(np.frombuffer(b"".join(words), np.uint8), minlength=COUNT) + 1.0
    counts[0] = 0
    return counts / counts.sum()


def learn(pairs: Sequence[Pair], strength: float = STRENGTH) -> Floats:
    """Learn one table from pairs of one name in two spellings (an empty list gives the prior)."""
    left, right = shares([a for a, _ in pairs]), shares([b for _, b in pairs])
    prior = kinship() * np.sqrt(np.outer(left, right))
    prior *= (1 - 2 * GAP) / prior.sum()
    weak = np.full(COUNT, 0.5)
    weak[[CODE[c] for c in VOWELS + "hH9"]] = 2.5
    prior[:, 0] = GAP * left * weak / (left * weak).sum()
    prior[0, :] = GAP * right * weak / (right * weak).sum()
    arrays = [(np.frombuffer(a, np.uint8), np.frombuffer(b, np.uint8)) for a, b in pairs]
    odds = prior
    for _ in range(ROUNDS):
        counts = prior * strength
        for a, b in arrays:
            expect(odds, a, b, counts)
        counts[0, 0] = 0
        odds = counts / counts.sum()
    left, right = (0.9 * share + 0.1 / (COUNT - 1) for share in (left, right))
    left[0] = right[0] = 1.0
    table = np.log(odds + 1e-9) - np.log(left)[:, None] - np.log(right)[None, :]
    return np.clip(table, -FLOOR, FLOOR).astype(np.float32)
