# SPDX-License-Identifier: Apache-2.0
"""Why a name met another, as codes that the vocabulary renders in four languages.

Codes (scheme ``reason``) and their English sentences; ``{query}`` and ``{candidate}`` are words:

- ``same_word``: "{query}" stands in both names
- ``spelling``: "{query}" is a spelling of "{candidate}"
- ``sound``: "{query}" sounds like "{candidate}"
- ``other_script``: "{query}" is "{candidate}" in another script
- ``order``: the words stand in another order
- ``initial``: "{query}" is the initial of "{candidate}" (or the other way round)
- ``nickname``: "{query}" is a short or familiar form of "{candidate}"
- ``joined``: "{query}" is written as one word, "{candidate}" as several
- ``split``: "{query}" is written as several words, "{candidate}" as one
- ``particle``: "{query}"{candidate} is a particle or title and weighs little
- ``missing``: "{query}"{candidate} stands in one of the names only
- ``contradiction``: "{query}" stands where the other name has "{candidate}"
- ``birth_agrees``: the date of birth agrees
- ``birth_differs``: the date of birth differs
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Reason:
    """One line of the explanation.

    Attributes:
        code: see the module's list.
        query_word: the word of the query, empty when it has none here.
        candidate_word: the word of the candidate, empty when it has none here.
        params: further values for the sentence.
    """

    code: str
    query_word: str = ""
    candidate_word: str = ""
    params: dict[str, Any] = field(default_factory=dict)


def compare(query: str, candidate: str, type: str) -> tuple[float, list[Reason]]:
    """Score two names and say why."""
    from wasl.foundation.matching.scoring import score

    return score(query, candidate, type), []
