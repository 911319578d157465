# SPDX-License-Identifier: Apache-2.0
"""The score of two names."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from wasl.foundation.matching.aligning import weigh
from wasl.foundation.matching.analysis import TYPES
from wasl.foundation.matching.kernels import FEATURES
from wasl.foundation.matching.packed import Reading, packed
from wasl.foundation.matching.text import fold, variants
from wasl.foundation.matching.weights import load


def score(query: str, candidate: str, type: str = "person") -> float:
    """Compare two names.

    Args:
        query: a name in any script.
        candidate: another.
        type: person, organization, vessel or token (one word, nothing is a particle).

    Returns:
        0..1; 1.0 only when the folded forms are equal, 0.0 when one holds no letter or digit.
        Swapping the names changes nothing.
    """
    kind = TYPES.get(type, 0)
    one, two = fold(query), fold(candidate)
    if not one or not two:
        return 0.0
    if one == two:
        return 1.0
    asked, listed = readings(query, kind), readings(candidate, kind)
    return max(between(a, b) for a in asked for b in listed)


@lru_cache(maxsize=128)
def readings(name: str, kind: int) -> tuple[Reading, ...]:
    """Analyse each of the spellings that one field may hold; the name asked for comes again."""
    return tuple(packed(spelling, kind) for spelling in variants(name))


def between(asked: Reading, listed: Reading) -> float:
    """Give the score of two analysed names, as the index judges them."""
    q, ids, _ = asked
    c, others, _ = listed
    if not len(ids) or not len(others):
        return 0.0
    out = np.zeros(FEATURES, np.float32)
    likes = np.empty((len(ids), len(others)), np.float32)
    return float(weigh(load(), (q, ids), (c, others), likes, out))
