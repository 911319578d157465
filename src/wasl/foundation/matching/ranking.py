# SPDX-License-Identifier: Apache-2.0
"""Searching one segment: words found, names counted, the likeliest scored."""

from __future__ import annotations

import numpy as np

from wasl.foundation.matching.aligning import judge, lone, measure
from wasl.foundation.matching.compiled import leaf
from wasl.foundation.matching.finding import remembered
from wasl.foundation.matching.kernels import COMPARED, Array, Number, Weights
from wasl.foundation.matching.sight import LATIN, Part, Scratch
from wasl.foundation.matching.tally import collect, select

SCORED = 48  # names aligned for one query in Latin script, at least
DOUBTED = 160  # for one in another script
FLOOR = 0.0005  # score below which nobody is told of a candidate
ALONE = 7.0  # nats from which on a word asked alone leads to names that hold more


@leaf
def search(weights: Weights, query: Number, part: Part, who: Number, best: Number) -> Number:
    """Search one segment.

    Args:
        weights: what was learned.
        query: (words, ids of those compared, classes).
        part: the segment.
        who: (type, mask of the reader, scratch of this thread).
        best: (owners, scores, names), filled and sorted downwards.

    Returns:
        How many were filled.
    """
    q, ids, classes = query
    type, mask, scratch = who
    scratch.epoch[0] += 1
    scratch.epoch[1] = 0
    most = max(SCORED if q.script[ids[0]] == LATIN else DOUBTED, 4 * len(best[0]))
    count = collect(weights, (q, classes, most), part, (type, mask), scratch)
    kept = select(scratch, count, most)
    return rank(weights, (q, ids, kept), part, scratch, best)


@leaf
def rank(weights: Weights, query: Number, part: Part, scratch: Scratch, best: Number) -> Number:
    """Score the selected names; keep the best entities in ``best = (owners, scores, names)``."""
    q, ids, kept = query
    filled = 0
    for k in range(kept):
        name = np.int64(scratch.touched[k])
        start: Number = np.int64(part.names.start[name])
        size: Number = min(np.int64(part.names.start[name + 1]) - start, COMPARED)
        words = part.names.word[start : start + size]
        likes = scratch.pairs[: len(ids), :size]
        for x in range(len(ids)):
            for y in range(size):
                likes[x, y] = remembered(weights, (q, ids[x]), part, words[y], scratch)
        measure(weights, (q, ids), (part.words, words), likes, scratch.features)
        if len(ids) == 1 and scratch.features[14] > 0.0:
            # Who asks for one word alone wants to see whose name it is part of.
            scratch.features[14] = lone(scratch.features, ALONE)
        score = 1.0 if identical(likes) else judge(weights, scratch.features)
        filled = keep(best, filled, part.names.owner[name], score, name)
    return filled


@leaf
def identical(likes: Array) -> Number:
    """Tell whether all words are the same in the same order (what was dropped may still differ)."""
    if likes.shape[0] != likes.shape[1]:
        return False
    for x in range(len(likes)):
        if likes[x, x] < 1.0:
            return False
    return True


@leaf
def keep(best: Number, filled: int, owner: int, score: float, name: int) -> Number:
    """Keep an entity's best score among the ``len(owners)`` best, sorted downwards."""
    owners, scores, names = best
    if score < FLOOR:
        return filled
    at = filled
    for k in range(filled):
        if owners[k] == owner:
            if scores[k] >= score:
                return filled
            at = k
    if at == len(owners):
        at -= 1
        if scores[at] >= score:
            return filled
    elif at == filled:
        filled += 1
    while at > 0 and scores[at - 1] < score:
        owners[at], scores[at], names[at] = owners[at - 1], scores[at - 1], names[at - 1]
        at -= 1
    owners[at], scores[at], names[at] = owner, score, name
    return filled
