# SPDX-License-Identifier: Apache-2.0
"""Folding and splitting: from what was written to words that can be compared.

Order of the steps of ``words``: (1) cut to 400 characters, (2) case-fold, (3) marks of reading
aids and joiners away, (4) apostrophes closed up, except the geresh that changes a Hebrew letter,
(5) fillers of machine-readable zones and all other signs part words; a hyphen parts words too but
is remembered, because what stands before it may be an article.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from importlib import resources

MAX_CHARACTERS = 400
MAX_WORDS = 16

_APOSTROPHES = dict.fromkeys(map(ord, "'’‘`´ʼʻʿʾ′‛\u05f3"), "'")
# Joiners, tatweel, soft hyphen, directions and byte-order marks: they change nothing said.
_SILENT = dict.fromkeys(
    [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0x640, 0xAD, 0xFEFF]
)
_CLEAN = _SILENT | _APOSTROPHES
# In Thai, Lao, Burmese and Khmer the joiner of no width is what parts words.
_BREAK = re.compile("(?<=[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])\u200b")
_HYPHENS = "-‐‑‒–־"
# Vowel signs of Indic and Thai, harakat, accents: parts of a word, though not letters to Python.
_MARKS = "".join(
    character
    for character in map(chr, range(0x300, 0x10000))
    if unicodedata.category(character)[0] == "M"
)
_LETTER = rf"(?:[^\W_]|[{_MARKS}])"
_WORD = re.compile(rf"{_LETTER}+(?:'{_LETTER}+)*'?")

_HEBREW_GERESH = re.compile("(?<=[גזצץתדחע])'")
Written = tuple[str, tuple[tuple[str, int, int], ...]]
MAX_VARIANTS = 12
MAX_LISTED = 2000
# What parts several names in one field: semicolons, brackets, list letters such as "b)", "alias".
_PARTED = re.compile(
    r"[;؛；\n()\[\]（）«»]|(?<=\s)[a-z]\)\s|(?<=\s)(?:alias|aka|dit|[aAfF]\.[kK]\.[aA]\.?)(?=\s)"
)
_SAID = (
    r"(?:original script|previously listed as|formerly listed as|formerly|also known as|birth name|"
    r"combat name|a\.?k\.?a\b\.?|f\.?k\.?a\b\.?|alias|good quality|low quality)(?!\w)\s*:?"
)
_REMARK = re.compile(rf"(?i)\b{_SAID}")
# A bracket with more of the name behind it is inside the name: "Leader (Hong Kong) Limited".
_INSIDE = re.compile(
    rf"[(\[（](?!(?i:\s*{_SAID}))([^()\[\]（）;؛；]*)[)\]）](?!\s*[a-z]\)\s)(?=\s*\w)"
)


def fold(text: str) -> str:
    """Fold case, width, accents and punctuation away; idempotent.

    Args:
        text: anything, lone surrogates included; only the first 400 characters count.

    Returns:
        Lower-case words parted by single spaces; empty when no letter or digit is left.
    """
    return " ".join(filter(None, (bare(word) for word, _ in words(text))))[:MAX_CHARACTERS].rstrip()


def words(text: str) -> list[tuple[str, bool]]:
    """Split a name into words, case-folded but with their accents.

    Returns:
        (word, joined): joined is True when a hyphen ties the word to the next one. At most 16.
    """
    text = text[:MAX_CHARACTERS]
    if text.isascii():
        simple = text.lower().split()
        if "".join(simple).isalpha():
            return [(word, False) for word in simple[:MAX_WORDS]]
    else:
        text = _BREAK.sub(" ", unicodedata.normalize("NFKC", text))
    text = text.casefold().translate(_CLEAN)
    found = []
    for match in _WORD.finditer(text):
        word = _closed(match.group())
        if word:
            found.append((word, text[match.end() : match.end() + 1] in _HYPHENS_OR_NOT))
    return found[:MAX_WORDS]


@lru_cache(maxsize=1024)
def written(text: str) -> Written:
    """Tell where the words of a name stand in it, to show them as they were written.

    Returns:
        The name (width and joiners folded, case and accents kept), and of each of its words
        the bare form, where it begins and where it ends.
    """
    text = _BREAK.sub(" ", unicodedata.normalize("NFKC", text[:MAX_CHARACTERS])).translate(_CLEAN)
    found = (
        (bare(_closed(match.group().casefold())), *match.span()) for match in _WORD.finditer(text)
    )
    return text, tuple(found)


def variants(text: str) -> list[str]:
    """Split what a list or an officer put into one field: "A B; C D b) E F (alias G H)" is four.

    Returns:
        One or more spellings, the whole text when nothing parts it.
    """
    if not _PARTED.search(text):
        return [text]
    parts = _PARTED.split(_INSIDE.sub(r" \1 ", text[:MAX_LISTED]))
    found = [_REMARK.sub(" ", part).strip() for part in parts]
    named = [part for part in found if len(bare(part)) > 1]
    return named[:MAX_VARIANTS] or [text]


def bare(word: str) -> str:
    """Strip the accents and marks of one word; what is left compares byte for byte."""
    if word.isascii():
        return word if word.isalnum() else word.replace("'", "")
    plain = unicodedata.normalize("NFKD", word).casefold()
    if max(plain) >= _FIRST_HAN:
        plain = plain.translate(_simplified())
    return "".join(c for c in plain if c.isalnum() or (c in _VOWEL_SIGNS))


@cache
def _simplified() -> dict[int, str]:
    """Give the simplified form of each traditional character (``bench/names_variants.py``)."""
    file = resources.files(__package__).joinpath("data/han_variants.txt")
    old, new = file.read_text(encoding="utf-8").split()
    return {ord(a): b for a, b in zip(old, new, strict=True)}


def _closed(word: str) -> str:
    if "'" not in word:
        return word
    kept = _HEBREW_GERESH.sub("\0", word).replace("'", "")
    return kept.replace("\0", "'")


_VOWEL_SIGNS = frozenset(c for c in _MARKS if "\u0900" <= c < "\u1ab0")
_FIRST_HAN = "\u2e80"
_HYPHENS_OR_NOT = frozenset(_HYPHENS)
