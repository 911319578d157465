# SPDX-License-Identifier: Apache-2.0
"""The learned numbers, read from ``data/weights.npz`` (made by ``bench/names_train.py``)."""

from __future__ import annotations

import threading
from functools import cache
from importlib import resources

import numpy as np

from wasl.foundation.matching.kernels import BUFFER, COMPARED, Array, Weights
from wasl.foundation.matching.scripts import LATIN

FILE = "data/weights.npz"


LEARNED = ("costs", "share", "like", "hidden", "out")
MOST = 9.0  # nats that two sounds may say for or against each other
BLURRED = 1.75  # two tables blur each other, so what still speaks against a pair counts for more
_own = threading.local()


@cache
def _stored() -> tuple[Array, ...]:
    with resources.files(__package__).joinpath(FILE).open("rb") as file:
        costs, share, *rest = (np.load(file, allow_pickle=False)[name] for name in LEARNED)
    arrays = tuple(map(np.ascontiguousarray, (*completed(costs, share), *rest)))
    for array in arrays:
        array.flags.writeable = False
    return arrays


def completed(learned: Array, share: Array) -> tuple[Array, Array]:
    """Give the costs of every two scripts, and which table is whose.

    Args:
        learned: float32[scripts, sounds, sounds], log odds of the sounds of each script and of
            Latin spellings, sound 0 being nothing; the first table is Latin with itself and
            serves within every script.
        share: float32[sounds], how common each sound is in Latin spellings.

    Returns:
        float32[tables, sounds, sounds] and uint8[scripts, scripts].
    """
    costs, odds = [learned[0]], np.exp(learned)
    table = np.zeros((len(learned), len(learned)), np.uint8)
    for one in range(len(learned)):
        for two in range(len(learned)):
            if one == two:
                continue
            table[one, two] = len(costs)
            if two == LATIN:
                costs.append(learned[one])
            elif one == LATIN:
                costs.append(learned[two].T)
            else:
                costs.append(_through_latin(odds[one], odds[two], share))
    return np.stack(costs).astype(np.float32), table


def _through_latin(one: Array, two: Array, share: Array) -> Array:
    """Give the log odds of the sounds of two scripts: what both stand for in Latin spellings."""
    joint = (one * share) @ two.T
    joint[:, 0] += one[:, 0]
    joint[0, :] += two[:, 0]
    joint[0, 0] = 1.0
    odds = np.log(joint)
    return np.clip(np.where(odds < 0, BLURRED * odds, odds), -MOST, MOST)


def load() -> Weights:
    """Give the shipped weights, read-only, with working memory of the calling thread."""
    found: Weights | None = getattr(_own, "weights", None)
    if found is None:
        found = _own.weights = with_memory(*_stored())
    return found


def with_memory(*learned: Array) -> Weights:
    """Give weights (costs, table, like, hidden, out) with fresh working memory."""
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
