# SPDX-License-Identifier: Apache-2.0
"""The alphabet of sounds that all scripts are read into, and the reading of Latin spellings.

A word becomes a short string over ``SOUNDS``; its codes (1..N, 0 is "nothing") are what the
kernels compare. The same symbol may mean slightly different things per script: the learned cost
tables are kept per pair of scripts (see ``weights``), so a table here only has to be consistent.

Source of the spelling habits: general linguistic knowledge of the orthographies named beside each
rule; ICAO Doc 9303 part 3 section 6 for the letters that machine-readable zones replace.
"""

from __future__ import annotations

import re
import unicodedata

# Lower case as in English; S sh, Z zh, C ch, J dj, T th, D dh, G gh, x kh, c ts, N ng, H deep h,
# 9 ayn, q deep k, F emphatic d, M emphatic z, V ta marbuta / obscure o, Y y-or-i, W w-or-u,
# A long a, E ai, O au, U obscure u, R r-or-l, y dotless i, X Latin x, P emphatic s, L dark l.
SOUNDS = "abcdefghijklmnopqrstuvwxyzSZCJTDGNH9FMVYWAEOURXPL"
VOWELS = "aeiouyAEOUVYW"
CODE = {symbol: place for place, symbol in enumerate(SOUNDS, 1)}
COUNT = len(SOUNDS) + 1
LONGEST = 24

_LETTERS = {
    "ß": "s", "æ": "e", "œ": "o", "ø": "o", "å": "o", "đ": "d", "ð": "d", "þ": "T", "ł": "l",
    "ı": "i", "ħ": "h", "ŋ": "N", "ĸ": "k", "ə": "a", "ʻ": "", "ʼ": "", "ñ": "nY", "ç": "C",
    "š": "S", "ś": "S", "ş": "S", "ș": "S", "ŝ": "S", "č": "C", "ć": "C", "ĉ": "C", "ž": "Z",
    "ź": "Z", "ż": "Z", "ğ": "G", "ț": "c", "ţ": "c", "ö": "o", "ü": "u", "ő": "o", "ű": "u",
    "ä": "e", "ř": "r", "ý": "i", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ḥ": "H", "ṣ": "s", "ḍ": "F",
    "ṭ": "t", "ẓ": "M", "ā": "A", "ī": "i", "ū": "u", "ǧ": "J", "ḏ": "D", "ṯ": "T", "ġ": "G",
    "ḫ": "x", "ʿ": "9", "ʾ": "", "ŭ": "u", "ŏ": "V", "ơ": "o", "ư": "u",
}  # fmt: skip
# Longest first within a start; what an orthography writes with several letters for one sound.
_GROUPS = [
    ("tsch", "C"), ("dsch", "J"), ("shch", "S"), ("sch", "S"), ("tch", "C"), ("tsz", "c"),
    ("igh", "E"), ("eau", "o"), ("aux", "o"), ("sh", "S"), ("ch", "C"), ("kh", "x"),
    ("gh", "G"), ("th", "T"), ("dh", "D"), ("ph", "f"), ("zh", "Z"), ("dj", "J"), ("xh", "J"),
    ("dz", "z"), ("ts", "c"), ("tz", "c"), ("cz", "C"), ("sz", "S"), ("ck", "k"), ("cq", "k"),
    ("qu", "kw"), ("wh", "w"), ("rh", "r"), ("bh", "b"), ("gn", "nY"), ("ng", "N"), ("oo", "u"),
    ("ou", "u"), ("ee", "i"), ("ie", "i"), ("ei", "E"), ("ey", "E"), ("ai", "E"), ("ay", "E"),
    ("au", "O"), ("aw", "O"), ("ow", "O"), ("aa", "A"), ("eo", "V"), ("eu", "U"), ("oe", "o"),
    ("ae", "e"), ("ue", "u"),
]  # fmt: skip
_TABLE = (
    dict(_GROUPS)
    | _LETTERS
    | {c: c for c in "abdefghijklmnopqrstuvwyz"}
    | {"c": "k", "x": "X", "ce": "se", "ci": "si", "cy": "si"}
)
_READ = re.compile("|".join(sorted(_TABLE, key=len, reverse=True)))
_DOUBLE = re.compile(r"(.)\1+")


def latin(word: str) -> str:
    """Read a Latin spelling (folded case, accents kept) into sounds; unknown signs are skipped."""
    if not word.isascii():
        word = "".join(map(_unaccented, unicodedata.normalize("NFC", word)))
    return _DOUBLE.sub(r"\1", "".join(map(_TABLE.__getitem__, _READ.findall(word))))


def encode(sounds: str) -> bytes:
    """Give the codes of a string of sounds, cut to the longest that a kernel compares."""
    return bytes(map(CODE.__getitem__, sounds[:LONGEST]))


def _unaccented(character: str) -> str:
    if character in _TABLE:
        return character
    return unicodedata.normalize("NFKD", character)[:1]
