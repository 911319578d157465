# SPDX-License-Identifier: Apache-2.0
"""What a search reads of a segment and works in, and which of it its reader may see."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from wasl.foundation.matching.compiled import leaf
from wasl.foundation.matching.kernels import Array, Number, Words

GATHERED = 4000  # words of the list looked at for one word of the query
ACROSS = 256  # words of the list compared for one in another script
READ = 60000  # names touched by one query
MAX_WORDS = 24  # words of a query, joined ones included
TOKEN, LATIN = 3, 0
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
