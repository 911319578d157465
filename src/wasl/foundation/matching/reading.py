# SPDX-License-Identifier: Apache-2.0
"""Reading one word: its script and the strings of sounds it may stand for."""

from __future__ import annotations

import re
from collections.abc import Callable

from wasl.foundation.matching import eastasian, japanese, palladius, scripts, sounds, southeast
from wasl.foundation.matching.habits import respelt
from wasl.foundation.matching.indic import indic
from wasl.foundation.matching.scripts import (
    ARABIC,
    CYRILLIC,
    HAN,
    HANGUL,
    INDIC,
    KANA,
    LATIN,
    OTHER,
    SOUTHEAST,
    script_of,
)

# The Persian ending of Rezai and Khamenei, which is written with one letter or with two.
_AI = re.compile("ا[يیئ][يی]$")


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
    return [sounds.latin(spelling) for spelling in [*eastasian.wade_giles(word), respelt(word)]]


def _han_or_kana(word: str, found: set[int]) -> tuple[int, list[str]]:
    if HAN not in found:
        return KANA, [form for form in [japanese.kana(word)] if form]
    if KANA in found or "々" in word:
        return HAN, japanese.kanji(word)
    chinese, own = eastasian.han(word), japanese.kanji(word)[:2]
    likelier = own + chinese if japanese.is_surname(word) else chinese + own
    return HAN, likelier + eastasian.hanja(word)


def _readers(word: str, script: int) -> list[str]:
    reader = _READERS.get(script)
    return reader(word) if reader else [scripts.alphabetic(word, script)]


def _cyrillic(word: str) -> list[str]:
    chinese = palladius.pinyin(word)
    if chinese:
        return [sounds.latin(chinese)]
    # Passports often write the Serbian letter of Djordje as a plain d.
    words = dict.fromkeys([word, word.replace("ђ", "д")])
    return [scripts.alphabetic(spelling, CYRILLIC) for spelling in words]


def _other(word: str) -> list[str]:
    return [scripts.alphabetic(word, OTHER) or sounds.latin(scripts.spelled_out(word))]


_READERS: dict[int, Callable[[str], list[str]]] = {
    LATIN: lambda word: [sounds.latin(word)],
    ARABIC: lambda word: [scripts.alphabetic(_AI.sub("ای", word), ARABIC)],
    CYRILLIC: _cyrillic,
    HANGUL: eastasian.korean,
    INDIC: lambda word: [indic(word)],
    SOUTHEAST: southeast.read,
    OTHER: _other,
}
