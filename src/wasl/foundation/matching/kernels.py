# SPDX-License-Identifier: Apache-2.0
"""The compiled inner loops: comparing words, aligning names, finding candidates.

All run without the GIL, allocate nothing per word, and read only arrays, so that one mapped file
serves every process. They are compiled at first use and cached beside the source; where that place
is read-only, in the user's cache, and failing that in a folder of the system's temporary files.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from wasl.foundation.matching.compiled import leaf
from wasl.foundation.matching.scripts import HAN, HANGUL
from wasl.foundation.matching.usual import FAMILY, USUAL

Array = Any
Number = Any  # scalars and tuples of arrays: only the compiler types them
COMPARED = 12  # words of one name that take part; longer names are cut
CODES = 24  # sounds of one word
BUFFER = 64
FEATURES = 21
HIDDEN = 12
LATIN_SAME, NO_MATCH = 0, -99.0
# Kinds of words, as in ``analysis``.
INITIAL, NUMBER, TIED = 2, 6, 8
BEGINS = 0.5  # log odds from which on two sounds may be one initial
APART = -1.0  # log odds below which two sounds do not begin one word
LONGER = 2  # sounds by which a joined word may differ in length
NEARLY = 0.9999  # words that only sound the same
# The same, where both are written in characters or syllables that part such names.
OTHER_CHARACTERS, OTHER_SYLLABLES = 0.9, 0.85
SYLLABLES = 12  # sounds of two short words; longer ones spell foreign names, each in its own way
# What two usual names, written otherwise, may say: nats at most, less for each lost.
TWO_NAMES, EACH_LOST, SPARED = 4.0, 2.0, 2.0
NICKNAME = 0.85  # familiar forms of one name, however they sound
PAIRED = 0.3  # from this likeness on, two words are taken for the same
UNPAIRED = math.log(PAIRED / (1 - PAIRED))


class Words(NamedTuple):
    """Words with their forms; ``start`` indexes ``offset``, which indexes ``codes``."""

    start: Array  # uint32[words+1]
    offset: Array  # uint32[forms+1]
    codes: Array  # uint8[...]
    script: Array  # uint8[words]
    kind: Array  # uint8[words]
    rarity: Array  # float32[words], nats
    text: Array  # uint32[words], hash of the folded text
    group: Array  # uint16[words], nickname group or 0, with ``USUAL`` for a usual name


class Weights(NamedTuple):
    """What was learned; see ``weights``."""

    costs: Array  # float32[tables, sounds, sounds], log odds of two sounds standing together
    table: Array  # uint8[scripts, scripts], which table compares two scripts
    most: Array  # float32[tables, 2, sounds], the best that a sound of either side can do
    like: Array  # float32[6], from log odds of two words to their likeness
    hidden: Array  # float32[FEATURES+1, HIDDEN], the last row is the bias
    out: Array  # float32[HIDDEN+1]
    row: Array  # float32[BUFFER], this and the next two: working memory of one thread
    both: Array  # uint8[BUFFER]
    board: Array  # float32[5, COMPARED]


@leaf
def gaps(costs: Array, a: Array, b: Array) -> Number:
    """Give the log odds of two strings of codes of which nothing stands together."""
    one, two = np.float32(0.0), np.float32(0.0)
    for x in a:
        one += costs[x, 0]
    for y in b:
        two += costs[0, y]
    return one + two


@leaf
def align_codes(costs: Array, row: Array, a: Array, b: Array) -> Number:
    """Give the log odds of the best alignment of two strings of codes (at most ``CODES``)."""
    return gaps(costs, a, b) + saved(costs, row, a, b)


@leaf
def saved(costs: Array, row: Array, a: Array, b: Array) -> Number:
    """Give what the best alignment earns over ``gaps``: a heaviest common subsequence.

    Two sounds that stand together earn what they save; gaps are counted once, outside, so that
    each step of the inner loop waits for one comparison only.
    """
    row[: len(b)] = 0.0
    best = np.float32(0.0)
    for x in a:
        gap = costs[x, 0]
        best = diagonal = np.float32(0.0)
        for j in range(len(b)):
            y = b[j]
            up = row[j]
            best = max(best, max(up, diagonal + (costs[x, y] - (gap + costs[0, y]))))
            diagonal = up
            row[j] = best
    return best


@leaf
def unlikely(place: Number, forms: Number) -> Number:
    """Give the price, in nats, of a reading that is not the only one or not the usual one."""
    if forms <= 1:
        return 0.0
    return 0.4 if place == 0 else 1.5 if place == 1 else 2.3


@leaf
def odds(weights: Weights, q: Words, i: Number, c: Words, j: Number) -> Number:
    """Give the log odds that two words are one name, over all pairs of their forms.

    Returns:
        (log odds, nats lost against the best that the sounds of either word can do).
    """
    table = weights.table[q.script[i], c.script[j]]
    costs, most = weights.costs[table], weights.most[table]
    best, loss = np.float32(NO_MATCH), np.float32(0.0)
    for f in range(q.start[i], q.start[i + 1]):
        a = q.codes[q.offset[f] : q.offset[f + 1]]
        for g in range(c.start[j], c.start[j + 1]):
            b = c.codes[c.offset[g] : c.offset[g + 1]]
            doubt = unlikely(f - q.start[i], forms_of(q, i)) + unlikely(
                g - c.start[j], forms_of(c, j)
            )
            value = align_codes(costs, weights.row, a, b) - doubt
            if value > best:
                best, loss = value, ceiling(most, a, b) - value
    return best, loss


@leaf
def ceiling(most: Array, a: Array, b: Array) -> Number:
    """Give the mean of the best that the sounds of ``a`` and those of ``b`` can do, in nats."""
    total = np.float32(0.0)
    for x in a:
        total += most[0, x]
    for y in b:
        total += most[1, y]
    return total / 2


@leaf
def length_of(w: Words, i: Number) -> Number:
    """Give the number of sounds of a word's first form."""
    if w.start[i] == w.start[i + 1]:
        return 0
    first = np.int64(w.start[i])
    return np.int64(w.offset[first + 1]) - np.int64(w.offset[first])


@leaf
def forms_of(w: Words, i: Number) -> Number:
    """Give the number of forms of a word."""
    return np.int64(w.start[i + 1]) - np.int64(w.start[i])


@leaf
def tendency(weights: Weights, value: Number, size: Number) -> Number:
    """Turn ``value = (log odds, loss)`` of two words of ``size`` sounds into those of one name."""
    total, loss = value
    w, sounds = weights.like, max(size, 1)
    # In all and for each sound: a long word may differ more in all, less on average.
    each = w[2] * total / sounds + w[5] * loss / sounds
    return w[0] + w[1] * total + w[3] * size + w[4] * loss + each


@leaf
def share(tendency: Number) -> Number:
    """Turn log odds into the share of such pairs that are one name, 0..1."""
    return 1.0 / (1.0 + math.exp(-tendency))


@leaf
def same_words(weights: Weights, q: Words, i: Number, c: Words, j: Number) -> Number:
    """Give the likeness of two words, 0..1: text, sound, nickname, initial.

    What is not alike enough for a pair (``PAIRED``) is 0: most words are, and need no exponential.
    """
    if q.text[i] == c.text[j]:
        return 1.0
    kinds = (q.kind[i] == NUMBER) + (c.kind[j] == NUMBER)
    if kinds:
        return 0.0
    if (q.kind[i] == INITIAL) != (c.kind[j] == INITIAL):
        return initial_of(weights, q, i, c, j)
    found = by_sound(weights, q, i, c, j)
    return max(found, NICKNAME) if one_family(q.group[i], c.group[j]) else found


@leaf
def one_family(one: Number, two: Number) -> Number:
    """Tell whether two words are familiar forms of one name, by their groups."""
    return one & FAMILY and one & FAMILY == two & FAMILY


@leaf
def two_usual(q: Words, i: Number, c: Words, j: Number) -> Number:
    """Tell whether both words are usual names, of one script and not of one family."""
    one, two = q.group[i], c.group[j]
    return one & two & USUAL and q.script[i] == c.script[j] and not one_family(one, two)


@leaf
def by_sound(weights: Weights, q: Words, i: Number, c: Words, j: Number) -> Number:
    """Give the likeness of two words by their sounds alone, 0 where it pairs them not."""
    value = odds(weights, q, i, c, j)
    if value[0] <= NO_MATCH + 1:
        return 0.0
    size = length_of(q, i) + length_of(c, j)
    found = tendency(weights, value, size)
    if two_usual(q, i, c, j):
        found = min(found, TWO_NAMES - EACH_LOST * max(0.0, value[1] - SPARED))
    if found < UNPAIRED:
        return 0.0
    return min(share(found), alike_at_most(q.script[i], c.script[j], size))


@leaf
def alike_at_most(one: Number, two: Number, size: Number) -> Number:
    """Give the most that two words may be alike that are not written the same."""
    if one == HAN == two:
        return OTHER_CHARACTERS
    if one == HANGUL == two and size <= SYLLABLES:
        return OTHER_SYLLABLES
    return NEARLY


@leaf
def initial_of(weights: Weights, q: Words, i: Number, c: Words, j: Number) -> Number:
    """Give a modest likeness when one word is the other's first sound."""
    if length_of(q, i) == 0 or length_of(c, j) == 0:
        return 0.0
    costs = weights.costs[weights.table[q.script[i], c.script[j]]]
    first = q.codes[q.offset[q.start[i]]]
    second = c.codes[c.offset[c.start[j]]]
    return 0.7 if costs[first, second] > BEGINS else 0.0


@leaf
def joined_likeness(weights: Weights, one: Number, two: Number) -> Number:
    """Compare ``one = (words, i)`` with the two words of ``two = (words, j, k)`` as one."""
    q, i = one
    c, j, k = two
    sizes = length_of(q, i) - length_of(c, j) - length_of(c, k)
    # One script may write the vowels that the other leaves out.
    longer = LONGER if q.script[i] == c.script[j] else length_of(q, i)
    if (
        abs(sizes) > longer
        or length_of(c, j) == 0
        or length_of(c, k) == 0
        or length_of(q, i) < LONGER
    ):
        return 0.0
    if c.script[j] != c.script[k] or c.kind[j] == NUMBER or c.kind[k] == NUMBER:
        return 0.0
    table = weights.table[q.script[i], c.script[j]]
    costs, most = weights.costs[table], weights.most[table]
    both = weights.both
    best, loss, size = np.float32(NO_MATCH), np.float32(0.0), 1
    for g in range(min(forms_of(c, j), forms_of(c, k))):
        n = 0
        for form in (np.int64(c.start[j]) + g, np.int64(c.start[k]) + g):
            for p in range(c.offset[form], c.offset[form + 1]):
                both[n] = c.codes[p]
                n += 1
        for f in range(q.start[i], q.start[i + 1]):
            a = q.codes[q.offset[f] : q.offset[f + 1]]
            # Forms that do not even begin alike are not worth an alignment.
            if costs[a[0], both[0]] < APART:
                continue
            value = align_codes(costs, weights.row, a, both[:n])
            if value > best:
                best, loss, size = value, ceiling(most, a, both[:n]) - value, n + len(a)
    if best <= NO_MATCH + 1:
        return 0.0
    return min(share(tendency(weights, (best, loss), size)), NEARLY)
