# SPDX-License-Identifier: Apache-2.0
"""The learned numbers, read from ``data/weights.npz`` (made by ``bench/names_train.py``)."""

from __future__ import annotations

import threading
from functools import cache
from importlib import resources

import numpy as np

from wasl.foundation.matching.kernels import BUFFER, COMPARED, Array, Weights

FILE = "data/weights.npz"


LEARNED = ("costs", "table", "like", "hidden", "out")
_own = threading.local()


@cache
def _stored() -> tuple[Array, ...]:
    with resources.files(__package__).joinpath(FILE).open("rb") as file:
        stored = np.load(file, allow_pickle=False)
        arrays = tuple(np.ascontiguousarray(stored[name]) for name in LEARNED)
    for array in arrays:
        array.flags.writeable = False
    return arrays


def load() -> Weights:
    """Give the shipped weights, read-only, with working memory of the calling thread."""
    found: Weights | None = getattr(_own, "weights", None)
    if found is None:
        found = _own.weights = with_memory(*_stored())
    return found


def with_memory(*learned: Array) -> Weights:
    """Give weights with fresh working memory."""
    costs, table, like, hidden, out = learned
    return Weights(
        costs,
        table,
        np.stack([costs.max(axis=2), costs.max(axis=1)], axis=1),
        like,
        hidden,
        out,
        np.zeros(BUFFER, np.float32),
        np.zeros(BUFFER, np.uint8),
        np.zeros((5, COMPARED), np.float32),
    )
