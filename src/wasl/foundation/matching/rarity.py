# SPDX-License-Identifier: Apache-2.0
"""How many nats it is worth that two names share a word: few for what many bear or short sounds.

Read from ``data/rarity.npz`` (made by ``bench/names_rarity.py``). A figure of the world's names,
never of the list searched, so that a hidden record cannot move a visible score.
"""

from __future__ import annotations

import math
import zlib
from functools import cache
from importlib import resources

import numpy as np

FILE = "data/rarity.npz"
LEAST, MOST = 1.5, 11.0
# Of a skeleton that lists hold, how much its count says against its sounds.
_KNOWN = 0.8

_CLASSES = {"bpfv": "p", "tdTDF": "t", "szPMcSZCJjX": "s", "kqgGx": "k", "m": "m", "nN": "n",
            "lrRL": "r"}  # fmt: skip
_CONSONANTS = {ord(c): None for c in "aeiouyAEOUVYWwhH9"} | {
    ord(c): to for group, to in _CLASSES.items() for c in group
}
_VOWELLED = _CONSONANTS | {
    ord(c): to for group, to in {"aeAE": "a", "iyY": "i", "ouOUVWw": "u"}.items() for c in group
}
_SYMBOLS = "ptskmnraiu"
SIDES = len(_SYMBOLS) + 1


def consonants(sounds: str) -> str:
    """Give the consonants of a string of sounds in broad classes: what joins the scripts."""
    return sounds.translate(_CONSONANTS)


def vowelled(sounds: str) -> str:
    """Give the same with three kinds of vowels, for scripts that write them."""
    return sounds.translate(_VOWELLED)


def codes(skeleton: str) -> list[int]:
    """Give the numbers of a skeleton's symbols, from 1."""
    return [_SYMBOLS.index(symbol) + 1 for symbol in skeleton]


def key(skeleton: str) -> int:
    """Give the number under which a skeleton is stored."""
    return zlib.crc32(skeleton.encode())


def rarity(forms: list[str], written_vowels: bool) -> float:
    """Give what sharing a word is worth: a word that may be read in several ways meets more.

    Args:
        forms: the readings of the word, at least one.
        written_vowels: whether its script writes its vowels.

    Returns:
        Nats, ``LEAST`` to ``MOST``.
    """
    skeleton = vowelled if written_vowels else consonants
    share = sum(_share(form, written_vowels) for form in {skeleton(form) for form in forms})
    return min(max(-math.log(share), LEAST), MOST)


def _share(skeleton: str, written_vowels: bool) -> float:
    """Give the share of the world's words of names that have a skeleton."""
    counts, pairs = _tables()[0 if written_vowels else 1]
    before, expected = 0, 0.0
    for code in codes(skeleton):
        expected += pairs[before][code]
        before = code
    expected += pairs[before][0]
    known = counts.get(key(skeleton))
    share = (1 - _KNOWN) * math.exp(-expected)
    return share if known is None else share + _KNOWN * math.exp(-known)


@cache
def _tables() -> tuple[tuple[dict[int, float], list[list[float]]], ...]:
    with resources.files(__package__).joinpath(FILE).open("rb") as file:
        stored = np.load(file, allow_pickle=False)
        return tuple(
            (
                dict(zip(stored[f"keys_{k}"].tolist(), (stored[f"nats_{k}"] / 20).tolist(),
                         strict=True)),
                stored[f"pairs_{k}"].tolist(),
            )
            for k in range(2)
        )  # fmt: skip
