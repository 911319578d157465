# SPDX-License-Identifier: Apache-2.0
"""Counting names: which names hold the words found, and how much they share with the query.

The names touched for a query do not grow with the list; rarest words go first.
"""

from __future__ import annotations

import numpy as np

from wasl.foundation.matching.aligning import worth
from wasl.foundation.matching.compiled import leaf
from wasl.foundation.matching.finding import similar
from wasl.foundation.matching.kernels import Array, Number, Weights
from wasl.foundation.matching.sight import (
    MAX_WORDS,
    READ,
    SIZE,
    SIZES,
    Part,
    Scratch,
    shown,
    visible,
)

COUNTED = 2000  # visible names of a word of the query from which on it is simply common
TALLY = 1 << 17  # places for the names touched, twice as many at least
UNIT = 4096  # parts of a nat in a tally


@leaf
def place_of(scratch: Scratch, name: Number) -> Number:
    """Give the place of a name in the tally, where it stands or may stand.

    What stands there is ``name << 32 | gain << 8 | turn``, 0 for nothing: the gain in parts of
    ``UNIT``, and 1 + the word of the query that last added to it. Only as much of the tally is
    used as the query may need, so that it stays near the processor.
    """
    last = np.uint64(scratch.epoch[4])
    place = ((np.uint64(name) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(40)) & last
    while scratch.tally[place] and scratch.tally[place] >> np.uint64(32) != np.uint64(name):
        place = (place + np.uint64(1)) & last
    return place


@leaf
def read_postings(part: Part, found: Number, who: Number, scratch: Scratch, count: int) -> Number:
    """Add what one word of the query is worth to every visible name that has a word like it.

    ``found = (likes, kept, turn, value, open)``; unless ``open``, no name is touched anew.
    """
    likes, kept, turn, value, is_open = found
    tally = scratch.tally
    for k in range(kept):
        word = np.int64(likes[0, k])
        add = np.uint64(likes[1, k] * min(value, worth(part.words, word)) * UNIT) << np.uint64(8)
        for p in range(part.names.posted[word], part.names.posted[word + 1]):
            name = np.uint64(part.names.posting[p])
            place = place_of(scratch, name)
            if tally[place] == 0:
                if not is_open or not visible(part, p, who):
                    continue
                if count >= READ:
                    return count
                scratch.touched[count] = place
                count += 1
                tally[place] = name << np.uint64(32) | first_gain(part.names.look[p])
            else:
                scratch.epoch[3] += 1
            if tally[place] & np.uint64(255) != np.uint64(turn):
                tally[place] = (tally[place] & ~np.uint64(255)) + (add | np.uint64(turn))
        if scratch.epoch[3] > 3 * READ:
            break
    return count


@leaf
def first_gain(look: Number) -> Number:
    """Give what a name has before any of its words is counted: the shorter, the more."""
    size = (np.int64(look) >> SIZE) & SIZES
    return np.uint64((8.0 - 0.3 * size) * UNIT) << np.uint64(8)


@leaf
def step_of(entry: Number) -> Number:
    """Give the step of a gain in a histogram: quarters of a nat."""
    return min(255, np.int64((entry & np.uint64(0xFFFFFFFF)) >> np.uint64(8)) // (UNIT // 4))


@leaf
def bar_of(scratch: Scratch, count: Number, most: Number) -> Number:
    """Give (step that the ``most`` best touched names reach, how many are above it)."""
    steps = scratch.plan[2]
    steps[:] = 0
    for k in range(count):
        steps[step_of(scratch.tally[scratch.touched[k]])] += 1
    bar, above = 255, 0
    while bar > 0 and above + steps[bar] < most:
        above += steps[bar]
        bar -= 1
    return bar, above


@leaf
def postings_of(part: Part, likes: Array, kept: Number, who: Number) -> Number:
    """Count the visible names of the found words, enough to put rare before common."""
    total: Number = 0
    for k in range(kept):
        total += shown(part, np.int64(likes[0, k]), who, COUNTED)
        if total >= COUNTED:
            return COUNTED
    return total


@leaf
def make_room(part: Part, scratch: Scratch, n: Number) -> None:
    """Take as much of the tally as the words found for ``n`` words of the query can fill."""
    posted = part.names.posted
    total: Number = 1
    for i in range(n):
        for k in range(scratch.plan[0, i]):
            word = np.int64(scratch.near[i, 0, k])
            total += np.int64(posted[word + 1]) - np.int64(posted[word])
    places = 2
    while places < len(scratch.tally) and places < 2 * total:
        places *= 2
    scratch.epoch[3], scratch.epoch[4] = 0, places - 1


@leaf
def collect(weights: Weights, query: Number, part: Part, who: Number, scratch: Scratch) -> Number:
    """Touch every name that shares a word with the query, rarest words first; count them.

    Once ``most`` names are out of reach of a name that has only the words still to come, no name
    is touched anew: a common word adds to the names that a rarer one led to.
    """
    q, classes, most = query
    n = min(len(q.script), MAX_WORDS)
    kept, cost = scratch.plan[0], scratch.plan[1]
    ahead: Number = 0.0
    for i in range(n):
        kept[i], cost[i] = 0, 0
        if worth(q, i) >= 1.0:
            kept[i] = similar(weights, (q, i, classes, who), part, scratch, scratch.near[i])
            cost[i] = postings_of(part, scratch.near[i], kept[i], who)
            ahead += worth(q, i) if kept[i] else 0.0
    make_room(part, scratch, n)
    count: Number = 0
    for _ in range(n):
        i = -1
        for k in range(n):
            if kept[k] and (i < 0 or cost[k] < cost[i]):
                i = k
        if i < 0:
            break
        is_open = count < most or bar_of(scratch, count, most)[0] <= (8.0 + ahead) * 4.0
        found = (scratch.near[i], kept[i], i + 1, worth(q, i), is_open)
        count = read_postings(part, found, who, scratch, count)
        ahead -= worth(q, i)
        kept[i] = 0
    return count


@leaf
def select(scratch: Scratch, count: Number, most: Number) -> Number:
    """Put the ``most`` touched names with the highest gain into ``touched``; clear the tally."""
    bar, above = bar_of(scratch, count, most)
    kept = 0
    equal = most - above
    for k in range(count):
        place = scratch.touched[k]
        step = step_of(scratch.tally[place])
        if step > bar or (step == bar and equal > 0):
            equal -= step == bar
            scratch.touched[kept] = scratch.tally[place] >> np.uint64(32)
            kept += 1
        scratch.tally[place] = 0
    return kept
