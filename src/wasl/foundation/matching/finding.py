# SPDX-License-Identifier: Apache-2.0
"""Finding candidates: exact keys of words, then the names that hold the words found.

A word's keys are hashes of its consonant skeleton in broad classes (the same in every script), of
the skeleton with one consonant left out (so one slip on either side still meets), and of its text.
Work is bounded: the words compared and the names touched for a query do not grow with the list;
rarest words go first.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from wasl.foundation.matching.aligning import judge, lone, measure, worth
from wasl.foundation.matching.compiled import leaf
from wasl.foundation.matching.kernels import (
    COMPARED,
    Array,
    Number,
    Weights,
    Words,
    same_words,
)
from wasl.foundation.matching.keying import bits, find_key, word_keys

COUNTED = 2000  # visible names of a word of the query from which on it is simply common
GATHERED = 4000  # words of the list looked at for one word of the query
TRIED = 64  # words of the list compared for one word of the query in Latin script
ACROSS = 256  # for one in another script: its signature says less of Latin words
READ = 60000  # names touched by one query
TALLY = 1 << 17  # places for them, twice as many at least
SCORED = 48  # names aligned for one query in Latin script, at least
DOUBTED = 160  # for one in another script
TOKEN, LATIN = 3, 0
FLOOR = 0.0005  # score below which nobody is told of a candidate
ALONE = 8.0  # nats from which on a word asked alone leads to names that hold more
LEADS = 0.4  # likeness from which on a word of the list leads to its names
FAR = 18  # differing bits of two signatures from which on words are not compared
FARTHER = 30  # where the word of the query is in another script
MAX_WORDS = 24  # words of a query, joined ones included
UNIT = 4096  # parts of a nat in a tally
# What ``Names.look`` holds: type, number of words, row of the masks.
TYPE, SIZE, SIZES, AUDIENCE = 3, 2, 15, 6


class Keys(NamedTuple):
    """Keys to words: ``key`` is sorted; ``word[offset[k]:offset[k+1]]`` have it."""

    key: Array  # uint32
    offset: Array  # uint32
    word: Array  # uint32
    sign: Array  # uint64, signature of the word's form that has the key


class Names(NamedTuple):
    """Spellings: their words, their owners; and each word's spellings."""

    start: Array  # uint32[names+1] into word
    word: Array  # uint32
    owner: Array  # uint32[names], entity
    posted: Array  # uint32[words+1] into posting
    posting: Array  # uint32, names
    look: Array  # uint32, what a search asks of each of them, see ``looks``


class Owners(NamedTuple):
    """Entities: type, who may see them, whether they are gone (empty when none is)."""

    type: Array  # uint8
    audience: Array  # uint32, row of masks
    gone: Array  # uint8
    masks: Array  # uint64[n, 4]


class Part(NamedTuple):
    """All of a segment that a search reads."""

    words: Words
    seen: Array  # uint32[words, types], 1 + the mask of all who see a name with it; 0 = no name
    keys: Keys
    names: Names
    owners: Owners


class Scratch(NamedTuple):
    """A thread's own working memory for one segment; all zero between two searches."""

    stamp: Array  # uint32[words], query that gave ``slot``
    slot: Array  # uint32[words], row of ``likes``
    seen: Array  # uint32[words], word of a query that already found it
    spot: Array  # uint32[words], its place in ``found``
    likes: Array  # float32[slots, words of a query], -1 = not compared yet
    tally: Array  # uint64[a power of two], hashed by name: see ``place_of``
    touched: Array  # uint32[READ], places in ``tally``
    epoch: Array  # uint32[5]: query, slots in use, word, postings read again, last place
    found: Array  # int64[3, GATHERED]: words found by key, their distance, their order
    near: Array  # float64[MAX_WORDS, 2, ACROSS]: words like each word of the query, how much
    plan: Array  # int64[3, 256]: kept, postings and turn of each word; or a histogram
    mine: Array  # uint32[MAX_KEYS]
    signs: Array  # uint64[MAX_KEYS]
    pairs: Array  # float32[COMPARED, COMPARED]
    features: Array  # float32[FEATURES]


@leaf
def meets(mask: Array, row: Array) -> Number:
    """Tell whether a reader is among those of a row; no mask is a reader who sees everything."""
    found = np.uint64(0)
    for k in range(len(mask)):
        found |= mask[k] & row[k]
    return found != 0 or len(mask) == 0


@leaf
def visible(part: Part, p: Number, who: Number) -> Number:
    """Tell whether the name of a posting may be a candidate at all."""
    type, mask = who
    look = np.int64(part.names.look[p])
    if type != look & TYPE and type != TOKEN:
        return False
    if len(part.owners.gone) and part.owners.gone[part.names.owner[part.names.posting[p]]]:
        return False
    return meets(mask, part.owners.masks[look >> AUDIENCE])


@leaf
def shown(part: Part, word: Number, who: Number, most: Number) -> Number:
    """Count the names with a word that the reader may see, up to ``most``."""
    count = 0
    for p in range(part.names.posted[word], part.names.posted[word + 1]):
        count += visible(part, p, who)
        if count >= most:
            break
    return count


@leaf
def known(part: Part, word: Number, who: Number) -> Number:
    """Tell whether the reader may see any name with a word."""
    type, mask = who
    row = np.int64(part.seen[word, type])
    if row == 0 or not meets(mask, part.owners.masks[row - 1]):
        return False
    return len(part.owners.gone) == 0 or shown(part, word, who, 1) > 0


@leaf
def gather(part: Part, asked: Number, who: Number, scratch: Scratch, strict: Number) -> Number:
    """Collect the list's words that have one of the keys in ``scratch.mine``.

    ``asked = (how many keys, farthest distance of signatures)``.

    ``scratch.found`` gets the words and the distances of their signatures. Words too far away
    take no place there and, where it is ``strict``, nor do words that only hidden names have.
    """
    found = scratch.found
    keys, far = asked
    count: Number = 0
    for k in range(keys):
        at = find_key(part.keys.key, scratch.mine[k])
        if at < 0:
            continue
        own = scratch.signs[k]
        for p in range(part.keys.offset[at], part.keys.offset[at + 1]):
            distance = np.int64(bits(own ^ part.keys.sign[p]))
            if distance > far:
                continue
            word = np.int64(part.keys.word[p])
            if scratch.seen[word] == scratch.epoch[2]:
                place = scratch.spot[word]
                found[1, place] = min(found[1, place], distance)
            elif count < GATHERED and (not strict or known(part, word, who)):
                scratch.seen[word] = scratch.epoch[2]
                scratch.spot[word] = count
                found[0, count], found[1, count] = word, distance
                count += 1
    scratch.epoch[2] += 1
    return count


@leaf
def by_nearness(found: Array, places: Array) -> None:
    """Sort the found words by distance (counting sort): their order goes to ``found[2]``."""
    places[: FARTHER + 2] = 0
    for n in range(found.shape[1]):
        places[found[1, n] + 1] += 1
    for k in range(FARTHER + 1):
        places[k + 1] += places[k]
    for n in range(found.shape[1]):
        found[2, places[found[1, n]]] = n
        places[found[1, n]] += 1


@leaf
def remembered(weights: Weights, q: Number, part: Part, word: int, scratch: Scratch) -> Number:
    """Compare word ``i`` of ``q = (words, i)`` with a word of the list, once per query."""
    words, i = q
    if scratch.stamp[word] != scratch.epoch[0]:
        if scratch.epoch[1] >= len(scratch.likes):
            return same_words(weights, words, i, part.words, word)
        scratch.stamp[word] = scratch.epoch[0]
        scratch.slot[word] = scratch.epoch[1]
        scratch.likes[scratch.epoch[1], :] = -1.0
        scratch.epoch[1] += 1
    slot = np.int64(scratch.slot[word])
    if scratch.likes[slot, i] < 0.0:
        scratch.likes[slot, i] = same_words(weights, words, i, part.words, word)
    return scratch.likes[slot, i]


@leaf
def similar(weights: Weights, q: Number, part: Part, scratch: Scratch, likes: Array) -> Number:
    """Find the list's words most like word ``i`` of ``q = (words, i, classes, who)``.

    ``likes`` gets the words in row 0 and the likeness in row 1; returns how many.
    """
    words, i, classes, who = q
    keys = word_keys(classes, words, i, scratch.mine, scratch.signs)
    near = words.script[i] == LATIN
    far = FAR if near else FARTHER
    count = gather(part, (keys, far), who, scratch, False)
    if count == GATHERED:
        count = gather(part, (keys, far), who, scratch, True)
    found = scratch.found[:, :count]
    by_nearness(found, scratch.plan[2])
    kept, tried = 0, 0
    for n in range(count):
        word = found[0, found[2, n]]
        # What only hidden names have must not take a place among those tried.
        if not known(part, word, who):
            continue
        tried += 1
        if tried > (TRIED if near else ACROSS):
            break
        value = remembered(weights, (words, i), part, word, scratch)
        if value >= LEADS:
            likes[0, kept] = word
            likes[1, kept] = value
            kept += 1
    return kept


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
