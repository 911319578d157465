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
    # Few arrays and views of them: a query is packed on every search.
    numbers = array("I", [word.hash for word in words])
    numbers.append(0)
    numbers.extend(accumulate([len(word.forms) for word in words]))
    numbers.append(0)
    numbers.extend(accumulate(map(len, forms)))
    many, n = np.frombuffer(numbers.tobytes(), np.uint32), len(words)
    letters = [word.script for word in words] + [word.kind for word in words]
    small = np.frombuffer(b"".join((bytes(letters), *forms)), np.uint8)
    return Words(
        start=many[n : 2 * n + 1],
        offset=many[2 * n + 1 :],
        codes=small[2 * n :],
        script=small[:n],
        kind=small[n : 2 * n],
        rarity=np.frombuffer(array("f", [word.rarity for word in words]).tobytes(), np.float32),
        text=many[:n],
        group=np.frombuffer(array("H", [word.group for word in words]).tobytes(), np.uint16),
    )


Reading = tuple[Words, Array, list[Word]]


def packed(name: str, kind: int) -> Reading:
    """Analyse and pack a name: its words, the places of those compared, and the words."""
    words = analyse(name, kind)
    count = sum(word.kind != JOINED for word in words)
    return pack(words), _PLACES[: min(count, COMPARED)], words


_PLACES = np.arange(COMPARED)
