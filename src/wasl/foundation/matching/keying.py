# SPDX-License-Identifier: Apache-2.0
"""The exact keys of words, and their signatures.

A word's keys are hashes of its consonant skeleton in broad classes (the same in every script), of
the skeleton with one consonant left out (so one slip on either side still meets), and of its text
and its group of familiar forms.
"""

from __future__ import annotations

import numpy as np

from wasl.foundation.matching.compiled import leaf
from wasl.foundation.matching.kernels import Array, Number, Words
from wasl.foundation.matching.usual import FAMILY

MAX_KEYS = 64
LONGEST = 12  # consonants of a skeleton
NO_FORM = np.uint64(0xFFFFFFFFFFFFFFFF)  # signature of what has no sound: near its like alone
SHORT = 2  # consonants that alone say little
FIRST_VOWEL = 11  # class of a signature from which on it is a vowel's
COUNTS = 3  # bits of a class in a signature
ENDS = COUNTS * (FIRST_VOWEL + 3)  # bits of a signature before those of the two ends


@leaf
def mixed(value: Number, seed: Number) -> Number:
    """Hash to 32 bits."""
    h = np.uint64(value) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(seed)
    h ^= h >> np.uint64(29)
    h *= np.uint64(0xBF58476D1CE4E5B9)
    h ^= h >> np.uint64(32)
    return np.uint32(h & np.uint64(0xFFFFFFFF))


@leaf
def consonants(classes: Array, codes: Array) -> Number:
    """Give the broad and the fine classes of the consonants, four bits each, and their number."""
    broad, fine, n, before = np.int64(0), np.int64(0), 0, 0
    for code in codes:
        now = classes[1, code]
        if now and now != before and n < LONGEST:
            broad |= np.int64(classes[0, code]) << (4 * n)
            fine |= np.int64(now) << (4 * n)
            n += 1
        before = now if now else before
    return broad, fine, n


@leaf
def skeleton_keys(classes: Array, codes: Array, out: Array) -> Number:
    """Write the keys of one form to ``out``; return how many."""
    broad, fine, n = consonants(classes, codes)
    count = 0
    opening = 1 if len(codes) and classes[0, codes[0]] == 0 else 0
    for left_out in range(-1, n if n > SHORT else 0):
        # Three consonants less one say little: finer classes and the opening make up for it.
        short = n - (left_out >= 0) <= SHORT
        value = fine if short else broad
        if left_out >= 0:
            low = value & ((np.int64(1) << (4 * left_out)) - 1)
            value = low | ((value >> (4 * left_out + 4)) << (4 * left_out))
        out[count] = mixed(value, 2 + 2 * opening if short else 1)
        count += 1
    if n <= SHORT:
        # Scripts without an f or a v write them p and b.
        out[count] = mixed(broad, 3 + 2 * opening)
        count += 1
    return count


@leaf
def signature(classes: Array, codes: Array) -> Number:
    """Give 64 bits whose differences count differing sounds, those at the ends more.

    Unary counts of the classes, up to three of each; then one bit for the consonant that opens
    the word and one for that which ends it.
    """
    sign = np.uint64(0)
    for code in codes:
        place = np.int64(classes[2, code]) * COUNTS
        for k in range(COUNTS):
            bit = np.uint64(1) << np.uint64(place + k)
            if not sign & bit:
                sign |= bit
                break
    for end in range(min(len(codes), 2)):
        place = np.int64(classes[2, codes[-end]])
        if place < FIRST_VOWEL:
            sign |= np.uint64(1) << np.uint64(ENDS + end * FIRST_VOWEL + place)
    return sign


@leaf
def bits(x: Number) -> Number:
    """Count the ones of 64 bits."""
    x = x - ((x >> np.uint64(1)) & np.uint64(0x5555555555555555))
    x = (x & np.uint64(0x3333333333333333)) + ((x >> np.uint64(2)) & np.uint64(0x3333333333333333))
    x = (x + (x >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return (x * np.uint64(0x0101010101010101)) >> np.uint64(56)


@leaf
def word_keys(classes: Array, words: Words, i: Number, out: Array, signs: Array) -> Number:
    """Write all keys of word ``i``: of its forms, its text and its nickname group.

    ``signs`` gets the signature of the form that has the key (text and group: the first form).
    """
    first = words.start[i]
    signs[:2] = NO_FORM
    if first < words.start[i + 1]:
        signs[:2] = signature(classes, words.codes[words.offset[first] : words.offset[first + 1]])
    out[0] = mixed(np.int64(words.text[i]), 11)
    count = 1
    if words.group[i] & FAMILY:
        out[count] = mixed(np.int64(words.group[i] & FAMILY), 12)
        count += 1
    for f in range(words.start[i], words.start[i + 1]):
        if count < MAX_KEYS - 14:
            codes = words.codes[words.offset[f] : words.offset[f + 1]]
            more = skeleton_keys(classes, codes, out[count:])
            signs[count : count + more] = signature(classes, codes)
            count += more
    return count


@leaf
def find_key(keys: Array, key: Number) -> Number:
    """Give the place of ``key`` among the sorted keys, -1 when it is not there."""
    low, high = 0, len(keys)
    while low < high:
        middle = (low + high) >> 1
        if keys[middle] < key:
            low = middle + 1
        else:
            high = middle
    return low if low < len(keys) and keys[low] == key else -1
