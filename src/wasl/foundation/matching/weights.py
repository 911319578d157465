# SPDX-License-Identifier: Apache-2.0
"""The learned numbers, read from ``data/weights.npz`` (made by ``bench/names_train.py``)."""

from __future__ import annotations

from functools import cache
from importlib import resources

import numpy as np

from wasl.foundation.matching.kernels import Weights

FILE = "data/weights.npz"


@cache
def load() -> Weights:
    """Load the shipped weights, read-only."""
    with resources.files(__package__).joinpath(FILE).open("rb") as file:
        stored = np.load(file, allow_pickle=False)
        arrays = [np.ascontiguousarray(stored[name]) for name in Weights._fields]
    for array in arrays:
        array.flags.writeable = False
    return Weights(*arrays)
