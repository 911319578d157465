# SPDX-License-Identifier: Apache-2.0
"""Words packed into the arrays that kernels read."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from itertools import accumulate

import numpy as np

from wasl.foundation.matching.analysis import JOINED, Word, analyse
from wasl.foundation.matching.kernels import COMPARED, Array, Words


def pack(words: Iterable[Word]) -> Words:
    """Lay words out in arrays; all read-only, so that one compiled kernel serves every source."""
    words = list(words)
    forms = [form for word in words for form in word.forms]
    start, offset = array("I", [0]), array("I", [0])
    start.extend(accumulate([len(word.forms) for word in words]))
    offset.extend(accumulate(map(len, forms)))
    return Words(
        frozen(start, np.uint32),
        frozen(offset, np.uint32),
        frozen(b"".join(forms), np.uint8),
        frozen(bytes([word.script for word in words]), np.uint8),
        frozen(bytes([word.kind for word in words]), np.uint8),
        frozen(array("f", [word.rarity for word in words]), np.float32),
        frozen(array("I", [word.hash for word in words]), np.uint32),
        frozen(array("H", [word.group for word in words]), np.uint16),
    )


def frozen(data: array[int] | array[float] | bytes, kind: type) -> Array:
    """Give a read-only view of ``data``."""
    view: Array = np.frombuffer(data, kind) if len(data) else np.empty(0, kind)
    view.flags.writeable = False
    return view


def packed(name: str, kind: int) -> tuple[Words, Array, list[Word]]:
    """Analyse and pack a name: its words, the places of those compared, and the words."""
    words = analyse(name, kind)
    count = sum(word.kind != JOINED for word in words)
    return pack(words), _PLACES[: min(count, COMPARED)], words


_PLACES = np.arange(COMPARED)
