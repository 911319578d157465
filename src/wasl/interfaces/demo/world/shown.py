# SPDX-License-Identifier: Apache-2.0
"""The few people and things made by hand, which the documentation and the samples show."""

from copy import deepcopy
from typing import Any

from wasl.interfaces.demo.world.data import load


def shown(database: str) -> list[dict[str, Any]]:
    """Give the drafts made by hand of a database; each call gives fresh ones."""
    drafts: list[dict[str, Any]] = deepcopy(load("shown")[database])
    return drafts
