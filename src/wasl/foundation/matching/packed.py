# SPDX-License-Identifier: Apache-2.0
"""Words packed into the arrays that kernels read."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from wasl.foundation.matching.analysis import JOINED, Word, analyse
from wasl.foundation.matching.kernels import COMPARED, Array, Words


def pack(words: Iterable[Word]) -> Words:
    """Lay words out in arrays; all read-only, so that one compiled kernel serves every source."""
    words = list(words)
    forms = [form for word in words for form in word.forms]
    start = np.zeros(len(words) + 1, np.uint32)
    offset = np.zeros(len(forms) + 1, np.uint32)
    np.cumsum([len(word.forms) for word in words], out=start[1:])
    np.cumsum([len(form) for form in forms], out=offset[1:])
    return frozen(
        Words(
            start,
            offset,
            np.frombuffer(b"".join(forms), np.uint8),
            np.array([word.script for word in words], np.uint8),
            np.array([word.kind for word in words], np.uint8),
            np.array([word.rarity for word in words], np.float32),
            np.array([word.hash for word in words], np.uint32),
            np.array([word.group for word in words], np.uint16),
        )
    )


def frozen(words: Words) -> Words:
    """Make every array read-only."""
    for array in words:
        array.flags.writeable = False
    return words


def packed(name: str, kind: int) -> tuple[Words, Array, list[Word]]:
    """Analyse and pack a name: its words, the places of those compared, and the words."""
    words = analyse(name, kind)
    count = sum(word.kind != JOINED for word in words)
    return pack(words), np.arange(min(count, COMPARED)), words
