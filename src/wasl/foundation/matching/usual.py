# SPDX-License-Identifier: Apache-2.0
"""Which words of names are usual somewhere: two that are, and are written otherwise, are two names.

Michael and Michelle sound nearly alike, but neither is how the other is misspelt. Read from
``data/usual.npz`` (made by ``bench/names_usual.py``), where each word is a number. Not for Chinese,
Japanese and Korean, whose characters part names by themselves (``kernels.alike_at_most``).
"""

from __future__ import annotations

import re
import zlib
from functools import cache
from importlib import resources

import numpy as np

from wasl.foundation.matching.scripts import HAN, HANGUL, KANA, script_of

FILE = "data/usual.npz"
USUAL, FAMILY = 0x8000, 0x7FFF
"""The bit of a word's group that says it is usual, and the rest: its nickname group."""
_LEAST = 3
_CHARACTERS = (HAN, KANA, HANGUL)
# Surnames of women that are, on other papers, written like those of their fathers or husbands.
_OF_WOMEN = re.compile("..(?:[oe]va|ska|skaya|skaia|[ое]ва|ска|ская)$")


def may_be(text: str) -> bool:
    """Tell whether a word is one of those that are counted: of an alphabet, not too short."""
    if len(text) < _LEAST or script_of(text[0]) in _CHARACTERS:
        return False
    return not _OF_WOMEN.search(text)


def key(text: str) -> int:
    """Give the number under which a word is stored."""
    return zlib.crc32(text.encode())


def is_usual(text: str) -> bool:
    """Tell whether a word, as ``text.bare`` leaves it, is a usual name or part of one."""
    return may_be(text) and key(text) in _table()


@cache
def _table() -> frozenset[int]:
    with resources.files(__package__).joinpath(FILE).open("rb") as file:
        return frozenset(np.load(file, allow_pickle=False)["usual"].tolist())
