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

from collections.abc import Iterable
from dataclasses import dataclass
from operator import itemgetter

import numpy as np

from wasl.foundation.matching.aligning import weigh
from wasl.foundation.matching.analysis import INITIAL, PARTICLE, TITLE, TYPES, skeleton_of
from wasl.foundation.matching.kernels import FEATURES, NICKNAME, Array
from wasl.foundation.matching.packed import Reading
from wasl.foundation.matching.scoring import between, readings
from wasl.foundation.matching.text import Written, fold, variants, written
from wasl.foundation.matching.usual import FAMILY
from wasl.foundation.matching.weights import load

Spelling = tuple[str, Reading]
_TWO = 2


@dataclass(frozen=True, slots=True)
class Reason:
    """One line of the explanation.

    Attributes:
        code: see the module's list.
        query_word: the word of the query, empty when it has none here.
        candidate_word: the word of the candidate, empty when it has none here.
    """

    code: str
    query_word: str = ""
    candidate_word: str = ""


def compare(query: str, candidate: str, type: str = "person") -> tuple[float, list[Reason]]:
    """Score two names and say why.

    Args:
        query: as for ``score``.
        candidate: as for ``score``.
        type: as for ``score``.

    Returns:
        The score of the best pair of spellings, and its reasons: words that met in the order of
        the query, then what did not meet.
    """
    kind = TYPES.get(type, 0)
    value, asked, listed = _closest(_spellings([query], kind), _spellings([candidate], kind))
    one, two = fold(query), fold(candidate)
    value = 0.0 if not one or not two else 1.0 if one == two else value
    return value, _reasons(asked, listed)


def reasons(query: str, names: Iterable[str], type: str) -> list[Reason]:
    """Say why a name met the one of ``names`` that is most like it."""
    kind = TYPES.get(type, 0)
    asked, listed = _spellings([query], kind), _spellings(names, kind)
    if len(asked) == len(listed) == 1:
        return _reasons(asked[0], listed[0])
    return _reasons(*_closest(asked, listed)[1:])


def _spellings(names: Iterable[str], kind: int) -> list[Spelling]:
    """Give each spelling that the fields hold, and its analysis."""
    return [
        spelling
        for name in names
        for spelling in zip(variants(name), readings(name, kind), strict=True)
    ]


def _closest(asked: list[Spelling], listed: list[Spelling]) -> tuple[float, Spelling, Spelling]:
    """Give the highest score of two spellings, and the two."""
    pairs = ((a, b) for a in asked for b in listed)
    return max(((between(a[1], b[1]), a, b) for a, b in pairs), key=itemgetter(0))


def _reasons(asked: Spelling, listed: Spelling) -> list[Reason]:
    """Give the lines of the explanation, with words as they were written."""
    one, two = written(asked[0]), written(listed[0])
    return [
        Reason(told.code, _as_written(one, told.query_word), _as_written(two, told.candidate_word))
        for told in _Alignment(asked[1], listed[1]).reasons()
    ]


def _as_written(name: Written, told: str) -> str:
    """Give words of the analysis as they stand in the name that they come from."""
    text, parts = name
    for part, start, end in parts:
        if part == told:
            return text[start:end]
    return " ".join(_one_as_written(name, word) for word in told.split())


def _one_as_written(name: Written, word: str) -> str:
    """Find a word: several of the name that custom joins, or a part of an unspaced run."""
    text, parts = name
    for place, (part, start, end) in enumerate(parts):
        joined = ""
        for more, _, last in parts[place:]:
            if joined + more == word:
                return text[start:last]
            if word.startswith(joined + more):
                joined += more
            elif not joined:
                break  # once begun, an article may stand between
        if word in part and len(part) == end - start:
            at = start + part.index(word)
            return text[at : at + len(word)]
    return word


class _Alignment:
    """The words of two names and what the kernels paired, told again for a reader."""

    def __init__(self, asked: Reading, listed: Reading) -> None:
        self.q, self.ids, self.left = asked
        self.c, self.others, self.right = listed
        self.weights = load()
        self.likes = np.empty((len(self.ids), len(self.others)), np.float32)
        self.partner: list[int] = []

    def reasons(self) -> list[Reason]:
        """Give the lines of the explanation."""
        if not len(self.ids) or not len(self.others):
            return []
        q, c = (self.q, self.ids), (self.c, self.others)
        weigh(self.weights, q, c, self.likes, np.zeros(FEATURES, np.float32))
        # What ``weigh`` left in the thread's working memory: who met whom, and how well.
        board = self.weights.board.copy()
        mine, theirs = board[2, : len(self.ids)], board[3, : len(self.others)]
        self.partner = [int(place) for place in board[4, : len(self.ids)]]
        found = [self._met(x, y) for x, y in enumerate(self.partner) if y >= 0]
        found += self._tied(mine, theirs)
        found += self._unmet(mine, theirs)
        met = [y for y in self.partner if y >= 0]
        if met != sorted(met):
            found.append(Reason("order"))
        return found

    def _met(self, x: int, y: int) -> Reason:
        a, b = self.left[x], self.right[y]
        if a.text == b.text:
            dull = a.kind in (PARTICLE, TITLE)
            return Reason("particle" if dull else "same_word", a.text, b.text)
        if (a.kind == INITIAL) != (b.kind == INITIAL):
            return Reason("initial", a.text, b.text)
        if a.script != b.script:
            return Reason("other_script", a.text, b.text)
        family = a.group & FAMILY
        # At most so alike, it was the table of nicknames and not the sound.
        if family and family == b.group & FAMILY and self.likes[x, y] <= np.float32(NICKNAME):
            return Reason("nickname", a.text, b.text)
        same = a.forms and b.forms and skeleton_of(a.forms[0]) == skeleton_of(b.forms[0])
        return Reason("spelling" if same else "sound", a.text, b.text)

    def _tied(self, mine: Array, theirs: Array) -> list[Reason]:
        """Tell of words written as one on one side and as two on the other."""
        found = []
        free = [y for y in range(len(theirs)) if theirs[y] > 0 and y not in self.partner]
        alone = [x for x in range(len(mine)) if mine[x] > 0 and self.partner[x] < 0]
        for x in alone:
            pair = [y for y in free if theirs[y] == mine[x]]
            if len(pair) == _TWO:
                words = " ".join(self.right[y].text for y in pair)
                found.append(Reason("joined", self.left[x].text, words))
        for y in free:
            pair = [x for x in alone if mine[x] == theirs[y]]
            if len(pair) == _TWO:
                words = " ".join(self.left[x].text for x in pair)
                found.append(Reason("split", words, self.right[y].text))
        return found

    def _unmet(self, mine: Array, theirs: Array) -> list[Reason]:
        """Tell of words that met nothing: against each other, or missing on one side."""
        left = [w for w, met in zip(self.left, mine, strict=False) if met == 0]
        right = [w for w, met in zip(self.right, theirs, strict=False) if met == 0]
        small = (PARTICLE, TITLE)
        found = [Reason("particle", w.text, "") for w in left if w.kind in small]
        found += [Reason("particle", "", w.text) for w in right if w.kind in small]
        left = [w for w in left if w.kind not in small]
        right = [w for w in right if w.kind not in small]
        found += [
            Reason("contradiction", a.text, b.text) for a, b in zip(left, right, strict=False)
        ]
        both = min(len(left), len(right))
        found += [Reason("missing", w.text, "") for w in left[both:]]
        return found + [Reason("missing", "", w.text) for w in right[both:]]
