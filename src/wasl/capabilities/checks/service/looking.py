# SPDX-License-Identifier: Apache-2.0
"""Looking into the local copy: what it holds about a question, weighed and worded.

The reader's bit is part of every search, so a hidden record is never a candidate.
``find_names`` may run in any thread; everything else reads the store, and belongs to
the event loop's.
"""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from msgspec import Struct

from wasl.capabilities.checks.errors import NodeNotReady
from wasl.capabilities.checks.model import (
    MOST_HITS,
    DatabaseState,
    Hit,
    Question,
    Reason,
    Remark,
)
from wasl.capabilities.checks.rules import matching, wording
from wasl.capabilities.checks.rules.matching import Candidate
from wasl.capabilities.checks.rules.reading import Asked
from wasl.capabilities.checks.store.local import LocalReader, identifier_key
from wasl.capabilities.records import FeedState, visible_state
from wasl.foundation.access import Act, Actor
from wasl.foundation.matching import NameIndex

PERSONS = "persons"
NAME_LEAST = 0.5
"""A name scored below this is not even weighed with birth and nationality."""

FEW_NAMES = 8
NAMES_LOOKED_AT = 2 * MOST_HITS
NUMBERS_LOOKED_AT = 2 * MOST_HITS

_DOUBTS = frozenset({"contradiction", "missing", "birth_differs"})


class Named(NamedTuple):
    """What the names index gave: each record's best score and the spelling that won it.

    Attributes:
        full: it may hold more than was looked at.
    """

    best: dict[str, tuple[float, str]]
    full: bool


class Matter(Struct):
    """A question under way.

    Attributes:
        naming: the search for its names, where there is one.
        named: what that search gave.
    """

    actor: Actor
    question: Question
    asked: Asked
    now: datetime
    naming: "asyncio.Future[Named] | None" = None
    named: Named | None = None


class _Found(NamedTuple):
    """Hits of one database and whether there were more than are shown."""

    hits: list[Hit]
    too_many: bool


def search(
    reader: LocalReader, matter: Matter
) -> tuple[dict[str, DatabaseState], list[Hit], list[Remark]]:
    """Ask each database; what the actor may not ask is not touched."""
    states: dict[str, DatabaseState] = {}
    hits: list[Hit] = []
    remarks = []
    asked = matter.asked
    for database in asked.databases:
        if not matter.actor.may(Act.CHECK, database, asked.purpose):
            states[database] = "denied"
            continue
        if not _has_keys(database, asked):
            remarks.append(Remark("nothing_to_search", "databases", {"database": database}))
        try:
            found = _search_database(reader, matter, database)
        except NodeNotReady:
            states[database] = "not_available"
            continue
        states[database] = "too_many" if found.too_many else "checked"
        hits += found.hits
    hits.sort(key=lambda hit: (-hit.score, hit.database, hit.record))
    return states, hits, remarks


def _has_keys(database: str, asked: Asked) -> bool:
    """Say whether the question holds anything that this database is searched by."""
    if database == PERSONS:
        return bool(asked.names or asked.documents)
    if database == "vehicles":
        return bool(asked.things)
    return bool(asked.documents)


def _search_database(reader: LocalReader, matter: Matter, database: str) -> _Found:
    reader.check_ready()
    asked, actor = matter.asked, matter.actor
    candidates: dict[str, Candidate] = {}
    full = _by_identifier(reader, actor, asked, database, candidates)
    if database == PERSONS:
        full |= _by_name(reader, matter, candidates)
    if not candidates:
        return _Found([], full)
    if database == PERSONS:
        for candidate in candidates.values():
            matching.support_person(candidate, asked)
    today = matter.now.date()
    kept = [c for c in candidates.values() if matching.counts(c, today)]
    kept.sort(key=lambda candidate: (-candidate.score, candidate.state.id))
    shown = kept[:MOST_HITS]
    if named := [candidate for candidate in shown if candidate.spelling]:
        index = reader.names()
        for candidate in named:  # what is not shown needs no reasons
            candidate.reasons[:0] = _name_reasons(index, actor, candidate)
    hits = [wording.hit_of(candidate, today) for candidate in shown]
    return _Found(hits, full or len(kept) > MOST_HITS)


def _by_identifier(
    reader: LocalReader,
    actor: Actor,
    asked: Asked,
    database: str,
    candidates: dict[str, Candidate],
) -> bool:
    """Look up numbers; True if one led to more records than are looked at."""
    full = False
    if database == "vehicles":
        for thing in asked.things:
            states, more = _look_up(reader, actor, database, thing.scheme, thing.keys)
            full |= more
            for state in states:
                candidate = candidates.get(state.id) or Candidate(state)
                if matching.meet_thing(candidate, thing):
                    candidates[state.id] = candidate
        return full
    for document in asked.documents:
        states, more = _look_up(reader, actor, database, "document", document.keys)
        full |= more
        for state in states:
            candidate = candidates.get(state.id) or Candidate(state)
            if matching.meet_document(candidate, document):
                candidates[state.id] = candidate
    return full


def _look_up(
    reader: LocalReader, actor: Actor, database: str, scheme: str, keys: Sequence[str]
) -> tuple[Iterable[FeedState], bool]:
    """Find what the actor may see under any reading of an identifier."""
    found: dict[str, FeedState] = {}
    full = False
    for key in keys:
        text = identifier_key(database, scheme, key)
        rows = reader.find_by_key(text, actor.bit, NUMBERS_LOOKED_AT)
        full |= len(rows) == NUMBERS_LOOKED_AT
        for row in rows:
            state = visible_state(row, actor)
            if state is not None:
                found[state.id] = state
    return found.values(), full


def find_names(index: NameIndex, asked: Asked, bit: int) -> Named:
    """Search the names index; done by a thread beside the event loop."""
    best: dict[str, tuple[float, str]] = {}
    full = False
    for name in asked.names:
        for kind in _kinds(asked):
            found, more = _search_names(index, name, kind, bit)
            full |= more
            for record, score in found:
                if score > best.get(record, (0.0, ""))[0]:
                    best[record] = (score, name)
    return Named(best, full)


def _by_name(reader: LocalReader, matter: Matter, candidates: dict[str, Candidate]) -> bool:
    """Take in what the names index gave; True if it may hold more than was looked at.

    Raises:
        NodeNotReady: names were asked for and could not be searched.
    """
    if matter.named is None:
        if matter.asked.names:
            raise NodeNotReady
        return False
    for record, (score, name) in matter.named.best.items():
        candidate = candidates.get(record) or _fresh(reader, matter.actor, record)
        if candidate is not None:
            candidate.meet(score)
            candidate.spelling = name
            candidates[record] = candidate
    return matter.named.full


def _search_names(
    index: NameIndex, name: str, kind: str, bit: int
) -> tuple[list[tuple[str, float]], bool]:
    """Find names worth weighing; True if there may be more than are looked at.

    Most names have few that resemble them, so a short list is asked for first.
    """
    found: list[tuple[str, float]] = []
    for limit in (FEW_NAMES, NAMES_LOOKED_AT):
        found = index.search(name, kind, limit, bit, least=NAME_LEAST)
        if len(found) < limit:
            return found, False
    return found, True


def _kinds(asked: Asked) -> tuple[str, ...]:
    """Give the kinds of entity a name may mean: what has a birth or a sex is a person."""
    return ("person",) if asked.birth or asked.sex else ("person", "organization")


def _fresh(reader: LocalReader, actor: Actor, record: str) -> Candidate | None:
    """Open a record that the names index found; None if it may no longer be seen."""
    row = reader.find(record, actor.bit)
    state = None if row is None else visible_state(row, actor)
    return None if state is None else Candidate(state)


def _name_reasons(index: NameIndex, actor: Actor, candidate: Candidate) -> list[Reason]:
    """Say which word met which, as the names engine tells it."""
    return [
        Reason(
            line.code,
            line.code not in _DOUBTS,
            {
                "query": line.query_word,
                "candidate": line.candidate_word,
                "word": line.query_word or line.candidate_word,
            },
        )
        for line in index.explain(candidate.spelling, candidate.state.id, actor.bit)
    ]
