# SPDX-License-Identifier: Apache-2.0
"""Reading one word: its script and the strings of sounds it may stand for."""

from __future__ import annotations

import re

from wasl.foundation.matching import eastasian, japanese, scripts, sounds, southeast
from wasl.foundation.matching.indic import indic
from wasl.foundation.matching.scripts import (
    HAN,
    HANGUL,
    INDIC,
    KANA,
    LATIN,
    OTHER,
    SOUTHEAST,
    script_of,
)

# Where h is a letter of its own after t, s or z, as in Fat-hi.
_APART = tuple(
    """
    fathi fathy fathal fathul fathu fethi fethul ishaq ishak ishaa eshaq eshagh mazhar mezhar mezher
    mazher midhat medhat mithat adham edhem azhar athar
    """.split()
)
_H_APART = re.compile("([tszd])h")


def read(word: str) -> tuple[int, list[str]]:
    """Read one folded word.

    Args:
        word: one word as ``text.words`` gives it; digits are read as nothing.

    Returns:
        Its script, and one or more strings of sounds, the likeliest first; empty when the
        word has no sound that we know.
    """
    if word.isascii() and word.isalpha():
        return LATIN, _latin(word)
    found = {script_of(character) for character in word if character.isalpha()}
    if not found:
        return OTHER, []
    if KANA in found or HAN in found:
        return _han_or_kana(word, found)
    script = min(found) if len(found) == 1 else max(found)
    return script, [form for form in _readers(word, script) if form]


def _latin(word: str) -> list[str]:
    """Read a word of plain Latin letters; what Wade and Giles spelt is read as Pinyin first."""
    if word.startswith(_APART):
        word = _H_APART.sub(r"\1'h", word)
    return [sounds.latin(spelling) for spelling in [*eastasian.wade_giles(word), word]]


def _han_or_kana(word: str, found: set[int]) -> tuple[int, list[str]]:
    if HAN not in found:
        return KANA, [form for form in [japanese.kana(word)] if form]
    if KANA in found or "々" in word:
        return HAN, japanese.kanji(word)
    chinese, own = eastasian.han(word), japanese.kanji(word)[:2]
    likelier = own + chinese if japanese.is_surname(word) else chinese + own
    return HAN, likelier + eastasian.hanja(word)


def _readers(word: str, script: int) -> list[str]:
    if script == LATIN:
        return [sounds.latin(word)]
    if script == HANGUL:
        return eastasian.korean(word)
    if script == INDIC:
        return [indic(word)]
    if script == SOUTHEAST:
        return southeast.read(word)
    if script == OTHER:
        return [scripts.alphabetic(word, script) or sounds.latin(scripts.spelled_out(word))]
    return [scripts.alphabetic(word, script)]
