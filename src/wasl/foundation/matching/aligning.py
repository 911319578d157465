# SPDX-License-Identifier: Apache-2.0
"""Aligning the words of two names, and the features that the score is made of."""

from __future__ import annotations

import math

from wasl.foundation.matching.compiled import leaf
from wasl.foundation.matching.kernels import (
    FEATURES,
    HIDDEN,
    INITIAL,
    PAIRED,
    TIED,
    Array,
    Number,
    Weights,
    Words,
    joined_likeness,
    same_words,
)
from wasl.foundation.matching.scripts import HAN, HANGUL, KANA

SURE = 0.9  # alike enough alone
JOINS, ACROSS = 0.99, 0.75  # alike enough as one word: as written; in two scripts, or tied
CONTRADICTS = 2.0  # nats left over on both sides
WHOLE = 0.999
SINGLE = 20.0  # the same where one name is nothing but that word, as many a nom de guerre is
TELLING, LONE = 11.0, 4.0  # nats of a word that may lead alone; price of one that says nothing
HALF = 0.5  # likeness that says neither yes nor no


@leaf
def worth(w: Words, i: Number) -> Number:
    """Give what agreeing on a word is worth, in nats: rare is more."""
    return w.rarity[i]


@leaf
def all_likenesses(weights: Weights, q: Number, c: Number, likes: Array) -> None:
    """Compare every word of ``q = (words, ids)`` with every word of ``c``."""
    one, ids = q
    two, others = c
    for x in range(len(ids)):
        for y in range(len(others)):
            likes[x, y] = same_words(weights, one, ids[x], two, others[y])


@leaf
def pair_joined(weights: Weights, q: Number, c: Number, likes: Array, met: Number) -> Number:
    """Pair single words of ``q`` with two neighbours of ``c`` that say the same; count them."""
    one, ids = q
    two, others = c
    mine, theirs = met
    count = 0
    for x in range(len(ids)):
        best, at = 0.0, -1
        for y in range(len(others) - 1):
            taken = max(mine[x], max(theirs[y], theirs[y + 1]))
            alone = max(likes[x, y], likes[x, y + 1])
            loose = one.script[ids[x]] != two.script[others[y]] or two.kind[others[y]] == TIED
            if taken > 0.0 or (alone > SURE and not loose):
                continue
            value = joined_likeness(weights, (one, ids[x]), (two, others[y], others[y + 1]))
            if value > max(ACROSS if loose else JOINS, max(alone, best)):
                best, at = value, y
        if at >= 0:
            mine[x] = theirs[at] = theirs[at + 1] = best
            count += 1
    return count


@leaf
def pair_words(likes: Array, values: Number, met: Number, places: Array) -> Number:
    """Pair words greedily, the most telling first; ``places[x]`` = its partner or -1."""
    w, v = values
    mine, theirs = met
    count = 0
    for _ in range(min(len(w), len(v))):
        best, at, to = 0.0, -1, -1
        for x in range(len(w)):
            if mine[x] > 0.0:
                continue
            for y in range(len(v)):
                if theirs[y] > 0.0 or likes[x, y] < PAIRED:
                    continue
                # The tiny terms settle ties the same way whichever name is the query.
                gain = likes[x, y] * min(w[x], v[y]) + 1e-4 / (1 + abs(x - y))
                if gain > best:
                    best, at, to = gain, x, y
        if at < 0:
            break
        mine[at] = theirs[to] = likes[at, to]
        places[at] = to
        count += 1
    return count


@leaf
def level_initials(q: Number, c: Number, values: Number, places: Array) -> None:
    """Let a word that met its initial be worth no more than the initial: it can tell no more."""
    w, v = values
    for x in range(len(places)):
        y = int(places[x])
        if y >= 0 and (q[0].kind[q[1][x]] == INITIAL or c[0].kind[c[1][y]] == INITIAL):
            w[x] = v[y] = min(w[x], v[y])


@leaf
def side(values: Array, met: Array) -> Number:
    """Give (worth in all, worth met, worth of what met nothing, evidence) of one name."""
    total, found, lost, sure = 0.0, 0.0, 0.0, 0.0
    for x in range(len(values)):
        total += values[x]
        # Squared: half alike is not half the evidence.
        found += values[x] * met[x] * met[x]
        sure += evidence(values[x], met[x])
        if met[x] == 0.0:
            lost += values[x]
    return total, found, lost, sure


@leaf
def evidence(value: Number, met: Number) -> Number:
    """Give the nats that a pair of words says: its own log odds, at most what the word is worth."""
    if met <= HALF:
        return 0.0
    if met >= 1.0:
        return value
    return min(value, math.log(met / (1.0 - met)))


@leaf
def weakest_and_best(met: Array, values: Array) -> Number:
    """Give the likeness of the weakest pair that matters, and the worth of the best one."""
    worst, top = 1.0, 0.0
    for x in range(len(met)):
        if met[x] > 0.0:
            worst = min(worst, met[x] if values[x] > 1.0 else 1.0)
            top = max(top, evidence(values[x], met[x]))
    return (worst if top > 0.0 else 0.0), top


@leaf
def inversions(places: Array) -> Number:
    """Give the share of paired words that stand in another order, 0..1."""
    swapped, pairs = 0, 0
    for x in range(len(places)):
        for y in range(x):
            if places[x] >= 0 and places[y] >= 0:
                pairs += 1
                swapped += places[y] > places[x]
    return swapped / pairs if pairs else 0.0


@leaf
def measure(weights: Weights, q: Number, c: Number, likes: Array, out: Array) -> None:
    """Fill ``out`` with the features of two names; swapping the names changes nothing."""
    one, ids = q
    two, others = c
    w, v = weights.board[0, : len(ids)], weights.board[1, : len(others)]
    mine, theirs = weights.board[2, : len(ids)], weights.board[3, : len(others)]
    places = weights.board[4, : len(ids)]
    for x in range(len(ids)):
        w[x], mine[x], places[x] = worth(one, ids[x]), 0.0, -1.0
    for y in range(len(others)):
        v[y], theirs[y] = worth(two, others[y]), 0.0
    joined = 0
    if len(ids) > 1 or len(others) > 1:
        joined = pair_joined(weights, q, c, likes, (mine, theirs))
        joined += pair_joined(weights, c, q, likes.T, (theirs, mine))
    paired = pair_words(likes, (w, v), (mine, theirs), places)
    level_initials(q, c, (w, v), places)
    fill(out, side(w, mine), side(v, theirs), (mine, w, theirs, v), places)
    out[13] = joined
    alone = len(ids) == 1 or len(others) == 1
    out[14] = lone(out, SINGLE if alone else TELLING) if paired + joined == 1 else 0.0
    out[15] = len(ids) == 1 and len(others) == 1
    out[16] = one.script[ids[0]] != two.script[others[0]]
    out[17] = abs(len(ids) - len(others)) / 4.0
    out[20] = syllabic(one.script[ids[0]]) or syllabic(two.script[others[0]])


@leaf
def lone(out: Array, telling: Number) -> Number:
    """Give how little it says that one word alone met while others are left over, 0..1."""
    if 10.0 * out[5] <= CONTRADICTS:
        return 0.0
    return max(0.0, 1.0 - 10.0 * out[2] / telling)


@leaf
def syllabic(script: Number) -> Number:
    """Tell whether a script writes names of a few syllables, of which many people share each."""
    return script in (HAN, KANA, HANGUL)


@leaf
def fill(out: Array, a: Number, b: Number, best: Number, places: Array) -> None:
    """Fill the features that come from the worths of both sides."""
    total, found, lost, sure = a
    other, met, left, certain = b
    one = found / total if total > 0 else 0.0
    two = met / other if other > 0 else 0.0
    out[0] = min(one, two)
    out[1] = max(one, two)
    out[2] = min(sure, certain) / 10.0
    out[3] = math.log1p(min(sure, certain))
    out[4] = min(lost, left) / 10.0
    out[5] = max(lost, left) / 10.0
    out[6] = 1.0 if min(lost, left) > CONTRADICTS else 0.0
    worst, top = weakest_and_best(best[0], best[1])
    other_worst, other_top = weakest_and_best(best[2], best[3])
    out[7] = min(worst, other_worst)
    out[8] = min(top, other_top) / 10.0
    out[9] = inversions(places)
    out[10] = math.sqrt(one * two)
    shares = (sure / total if total > 0 else 0.0), (certain / other if other > 0 else 0.0)
    out[11] = min(shares[0], shares[1])
    out[12] = max(shares[0], shares[1])
    out[18] = 1.0 if one > WHOLE or two > WHOLE else 0.0
    out[19] = min(1.0, min(sure, certain) / 4.0)


@leaf
def judge(weights: Weights, features: Array) -> Number:
    """Give the score of a row of features, 0..0.999."""
    # Fixed, not learned: to alert on all who are called Mohamed costs little on any training list.
    total = weights.out[HIDDEN] - LONE * features[14]
    for h in range(HIDDEN):
        x = weights.hidden[FEATURES, h]
        for f in range(FEATURES):
            x += features[f] * weights.hidden[f, h]
        total += weights.out[h] * math.tanh(x)
    return 0.999 / (1.0 + math.exp(-total))


@leaf
def weigh(weights: Weights, q: Number, c: Number, likes: Array, out: Array) -> Number:
    """Compare two names: fill the likeness of their words and the features; give the score.

    One kernel, because handing thirty arrays to one takes as long as the work of a short name.
    """
    all_likenesses(weights, q, c, likes)
    measure(weights, q, c, likes, out)
    return judge(weights, out)
