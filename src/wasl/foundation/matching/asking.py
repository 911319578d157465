# SPDX-License-Identifier: Apache-2.0
"""Asking all segments of an index and joining their answers."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from wasl.foundation.matching import ranking
from wasl.foundation.matching.analysis import TYPES
from wasl.foundation.matching.birth import adjusted
from wasl.foundation.matching.packed import packed
from wasl.foundation.matching.segment import Segment
from wasl.foundation.matching.skeletons import CLASSES
from wasl.foundation.matching.text import variants
from wasl.foundation.matching.weights import load

_EVERYTHING = np.frombuffer(b"", np.uint64)
MOST = 500
LESS = 0.999  # the same words, but something that was dropped differs


How = tuple[int, float, bytes | None, str | None]
"""Limit, least score, mask of the reader, date of birth."""


def ask(
    view: tuple[Segment, ...],
    query: str,
    type: str,
    how: How,
) -> list[tuple[str, float]]:
    """Search every segment for every spelling that a query holds; join the answers, best first.

    Args:
        view: the segments.
        query: a name; without a letter or digit it finds nothing.
        type: see ``NameIndex.search``; an unknown one finds nothing.
        how: see ``How``.
    """
    limit, kind = how[0], TYPES.get(type)
    if kind is None or limit < 1:
        return []
    hits: dict[str, float] = {}
    for spelling in variants(query):
        most = 1.0 if spelling == query else LESS
        for found, value in _ask(view, spelling, kind, how):
            hits[found] = max(min(value, most), hits.get(found, 0.0))
    return sorted(hits.items(), key=lambda hit: (-hit[1], hit[0]))[:limit]


def _ask(
    view: tuple[Segment, ...],
    query: str,
    kind: int,
    how: How,
) -> Iterator[tuple[str, float]]:
    """Search every segment for one spelling."""
    limit, least, mask, birth = how
    q, ids, _ = packed(query, kind)
    if not len(ids):
        return
    seen = _EVERYTHING if mask is None else np.frombuffer(mask, np.uint64)
    wanted = min(limit if birth is None else 2 * limit + 10, MOST)
    for segment in view:
        best = (
            np.empty(wanted, np.int64),
            np.empty(wanted, np.float64),
            np.empty(wanted, np.int64),
        )
        who = (kind, seen, segment.scratch())
        found = ranking.search(load(), (q, ids, CLASSES), segment.part, who, best)
        for k in range(found):
            row, value = int(best[0][k]), float(best[1][k])
            if value == 1.0 and not segment.spells(row, query):
                value = LESS
            if birth is None and value < least:
                break  # they come best first
            if birth is not None:
                value = adjusted(value, birth, segment.births_of(row))
            if value >= least:
                yield segment.id_of(row), value
