# SPDX-License-Identifier: Apache-2.0
"""Finding words: those of the list that may be a word of the query, by exact keys.

A word's keys are hashes of its consonant skeleton in broad classes (the same in every script), of
the skeleton with one consonant left out (so one slip on either side still meets), and of its text.
The words compared for a query do not grow with the list.
"""

from __future__ import annotations

import numpy as np

from wasl.foundation.matching.compiled import leaf
from wasl.foundation.matching.kernels import Array, Number, Weights, same_words
from wasl.foundation.matching.keying import bits, find_key, word_keys
from wasl.foundation.matching.sight import ACROSS, GATHERED, LATIN, Part, Scratch, known

TRIED = 64  # words of the list compared for one word of the query in Latin script; else ACROSS
LEADS = 0.4  # likeness from which on a word of the list leads to its names
FAR = 18  # differing bits of two signatures from which on words are not compared
FARTHER = 30  # where the word of the query is in another script, whose signature says less


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
