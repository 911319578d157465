# SPDX-License-Identifier: Apache-2.0
"""Loading before the first question, so that nobody waits for it."""

from wasl.foundation.matching.index import NameIndex
from wasl.foundation.matching.scoring import score


def warm() -> None:
    """Load everything a first query needs, so that it is as fast as the next."""
    person = {"id": "1", "type": "person", "name": "Warm Up", "aliases": ["王 明"], "birth": []}
    NameIndex.build([person]).search("Warm Op", "person", 1, mask=0)
    score("a", "b")
