# SPDX-License-Identifier: Apache-2.0
"""A check: who asks, what for, what is found, and the entry that must be on disk first.

The same code answers on the hub and on every node, from the local copy alone:
no call leaves the process. ``examine`` finds; ``check`` lets the answer go only
after its audit entry is flushed. Names are searched by a few threads beside the
event loop; everything else is done in it.
"""

import asyncio
import os
from collections import deque
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

import msgspec

from wasl.capabilities.checks.errors import NodeNotReady
from wasl.capabilities.checks.model import (
    MOST_HITS,
    Answer,
    BatchQuestion,
    DatabaseState,
    Hit,
    Question,
    Reason,
    Remark,
    Subject,
)
from wasl.capabilities.checks.rules import matching, wording
from wasl.capabilities.checks.rules.matching import Candidate
from wasl.capabilities.checks.rules.reading import Asked, read_question
from wasl.capabilities.checks.rules.shapes import shape_problem
from wasl.capabilities.checks.service.searchers import Searchers
from wasl.capabilities.checks.store.local import LocalReader, identifier_key
from wasl.capabilities.checks.store.spool import Spool
from wasl.capabilities.records import FeedState, databases, visible_state
from wasl.foundation.access import Act, Actor
from wasl.foundation.errors import AppError, Invalid
from wasl.foundation.ledger import Entry, Operation
from wasl.foundation.matching import NameIndex, warm

PERSONS = "persons"
NAME_LEAST = 0.6
"""A name scored below this is not even weighed with birth and nationality."""

FEW_NAMES = 8
NAMES_LOOKED_AT = 2 * MOST_HITS
NUMBERS_LOOKED_AT = 2 * MOST_HITS
BATCH_GROUP = 50
"""Subjects of a batch that share a flush; between groups, others get their turn."""

_DOUBTS = frozenset({"contradiction", "missing", "birth_differs"})
_subject_decoder = msgspec.json.Decoder(Subject)


@dataclass(slots=True)
class Node:
    """What a process answers checks with.

    Attributes:
        reader: the local copy.
        spool: this process's own.
        site: name of the site, kept in the audit as "where".
        folder: where all of it lies.
        searchers: the threads that search names.
    """

    reader: LocalReader
    spool: Spool
    site: str
    folder: Path
    searchers: Searchers = field(default_factory=Searchers)

    def close(self) -> None:
        """End the searches, flush the spool and let go of the copy."""
        self.searchers.close()
        self.spool.close()
        self.reader.close()


class _Named(NamedTuple):
    """What the names index gave: each record's best score and the spelling that won it.

    Attributes:
        full: it may hold more than was looked at.
    """

    best: dict[str, tuple[float, str]]
    full: bool


@dataclass(slots=True)
class _Matter:
    """A question under way.

    Attributes:
        naming: the search for its names, where there is one.
        named: what that search gave.
    """

    actor: Actor
    question: Question
    asked: Asked
    now: datetime
    naming: "asyncio.Future[_Named] | None" = None
    named: _Named | None = None


class _Found(NamedTuple):
    """Hits of one database and whether there were more than are shown."""

    hits: list[Hit]
    too_many: bool


def open_node(folder: Path, site: str) -> Node:
    """Open a node's data folder for checks; the copy may still be empty.

    Loads the names engine first, so that the first check is as fast as the next.
    """
    warm()
    return Node(LocalReader(folder), Spool(folder, site), site, folder)


_ID_BYTES = 10
_randomness: deque[bytes] = deque()
os.register_at_fork(after_in_child=_randomness.clear)


def _random() -> bytes:
    """Give ten random bytes; taken from the system for many at once."""
    try:
        return _randomness.popleft()
    except IndexError:
        fresh = os.urandom(_ID_BYTES * 256)
        _randomness.extend(fresh[n : n + _ID_BYTES] for n in range(0, len(fresh), _ID_BYTES))
        return os.urandom(_ID_BYTES)


def _new_id(now: datetime) -> str:
    """Make a UUID of version 7: sorts by time, tells nothing else."""
    rest = int.from_bytes(_random(), "big")
    high, low = rest >> 68, rest & (1 << 62) - 1
    stamp = f"{int(now.timestamp() * 1000):012x}"
    tail = f"{0x8000000000000000 | low:016x}"
    return f"{stamp[:8]}-{stamp[8:]}-7{high:03x}-{tail[:4]}-{tail[4:]}"


async def check(node: Node, actor: Actor, question: Question, now: datetime) -> Answer:
    """Answer one question; its audit entry is on disk before this returns.

    Raises:
        AccessDenied: the actor may not check at all.
        Invalid: faults of the question, each with its place.
        NotRecorded: the entry could not be flushed, so there is no answer.
    """
    answer, entry = await examine(node, actor, question, now)
    await node.spool.write((entry,))
    return answer


async def check_batch(
    node: Node, actor: Actor, batch: BatchQuestion, now: datetime
) -> AsyncIterator[list[Answer | AppError]]:
    """Answer many questions in order, in groups that share a flush.

    A subject at fault gives its error in its place and spoils no other.

    Raises:
        AccessDenied, NotRecorded: as ``check``; the groups given before stand.
    """
    actor.require(Act.CHECK)
    for start in range(0, len(batch.subjects), BATCH_GROUP):
        # All of a group begin before the first is waited for, so that the threads have work.
        begun = [
            await _begin_one(node, actor, batch, (raw, now))
            for raw in batch.subjects[start : start + BATCH_GROUP]
        ]
        group: list[Answer | AppError] = []
        entries = []
        for matter in begun:
            if isinstance(matter, Invalid):
                group.append(matter)
                continue
            answer, entry = await _end(node, matter)
            group.append(answer)
            entries.append(entry)
        await node.spool.write(entries)
        yield group


async def _begin_one(
    node: Node, actor: Actor, batch: BatchQuestion, what: tuple[msgspec.Raw, datetime]
) -> _Matter | Invalid:
    """Begin with one subject of a batch, or say what is wrong with it."""
    raw, now = what
    try:
        question = Question(batch.purpose, _subject(raw), batch.databases)
        return await _begin(node, actor, question, now)
    except Invalid as error:
        return error


def _subject(raw: msgspec.Raw) -> Subject:
    try:
        return _subject_decoder.decode(raw)
    except msgspec.MsgspecError as error:
        raise Invalid([shape_problem(error, "subject")]) from error


async def examine(
    node: Node, actor: Actor, question: Question, now: datetime
) -> tuple[Answer, str]:
    """Find the answer and the audit entry that must be flushed before it is given.

    Args:
        node: what to answer with.
        actor: who asks.
        question: what is asked.
        now: aware UTC time.

    Raises:
        AccessDenied, Invalid: as ``check``.
    """
    return await _end(node, await _begin(node, actor, question, now))


async def _begin(node: Node, actor: Actor, question: Question, now: datetime) -> _Matter:
    """Read a question, and have its names searched if the actor may ask for persons."""
    actor.require(Act.CHECK)
    asked = read_question(question, databases(), now.date())
    matter = _Matter(actor, question, asked, now)
    wanted = asked.names and PERSONS in asked.databases
    if wanted and actor.may(Act.CHECK, PERSONS, asked.purpose):
        try:
            index = node.reader.names()
            search = partial(_find_names, index, asked, actor.bit)
            matter.naming = await node.searchers.begin(search)
        except NodeNotReady:
            pass  # said of the database when its turn comes
    return matter


async def _end(node: Node, matter: _Matter) -> tuple[Answer, str]:
    """Find the answer and its audit entry."""
    if matter.naming is not None:
        matter.named = await matter.naming
    if node.reader.hold():
        # What this turn of the event loop answers is answered from one state of the copy.
        asyncio.get_running_loop().call_soon(node.reader.release)
    states, hits, remarks = _search(node.reader, matter)
    answer = Answer(
        check=_new_id(matter.now),
        at=matter.now.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        position=node.reader.position().sequence,
        databases=states,
        hits=tuple(hits),
        remarks=(*matter.asked.remarks, *remarks),
    )
    return answer, _entry(node, matter, answer)


def _search(
    reader: LocalReader, matter: _Matter
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


def _search_database(reader: LocalReader, matter: _Matter, database: str) -> _Found:
    reader.check_ready()
    asked, actor = matter.asked, matter.actor
    candidates: dict[str, Candidate] = {}
    full = _by_identifier(reader, actor, asked, database, candidates)
    if database == PERSONS:
        full |= _by_name(reader, matter, candidates)
        for candidate in candidates.values():
            matching.support_person(candidate, asked)
    today = matter.now.date()
    kept = [c for c in candidates.values() if matching.counts(c, today)]
    kept.sort(key=lambda candidate: (-candidate.score, candidate.state.id))
    shown = kept[:MOST_HITS]
    for candidate in shown:
        if candidate.spelling:
            candidate.reasons[:0] = _name_reasons(reader.names(), actor, candidate)
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


def _find_names(index: NameIndex, asked: Asked, bit: int) -> _Named:
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
    return _Named(best, full)


def _by_name(reader: LocalReader, matter: _Matter, candidates: dict[str, Candidate]) -> bool:
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
        found = index.search(name, kind, limit, bit)
        if len(found) < limit or found[-1][1] < NAME_LEAST:
            return [pair for pair in found if pair[1] >= NAME_LEAST], False
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
                **line.params,
            },
        )
        for line in index.explain(candidate.spelling, candidate.state.id, actor.bit)
    ]


def _entry(node: Node, matter: _Matter, answer: Answer) -> str:
    """Make the audit entry: who, where, when, why, what was asked and what was found."""
    actor = matter.actor
    names = list(answer.databases)
    hits = [
        {"record": h.record, "database": h.database, "owner": h.owner, "score": h.score}
        for h in answer.hits
    ]
    detail = {
        "check": answer.check,
        "site": node.site,
        "post": actor.site,
        "asked": matter.question.subject,
        "databases": answer.databases,
        "position": answer.position,
        "hits": hits,
    }
    entry = Entry(
        at=matter.now,
        operation=Operation.CONSULTATION,
        actor=actor.id,
        member=actor.member,
        purpose=matter.asked.purpose,
        database=names[0] if len(names) == 1 else None,
        object=answer.check,
        detail=detail,
    )
    return entry.text()
