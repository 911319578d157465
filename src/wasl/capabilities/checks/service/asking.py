# SPDX-License-Identifier: Apache-2.0
"""A check: who asks, what for, what is found, and the entry that must be on disk first.

The same code answers on the hub and on every node, from the local copy alone:
no call leaves the process. ``examine`` finds; ``check`` lets the answer go only
after its audit entry is flushed.
"""

import os
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

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
from wasl.capabilities.checks.store.local import LocalReader, identifier_key
from wasl.capabilities.checks.store.spool import Spool
from wasl.capabilities.records import FeedState, databases, visible_state
from wasl.foundation.access import Act, Actor
from wasl.foundation.errors import AppError, Invalid
from wasl.foundation.ledger import Entry, Operation
from wasl.foundation.matching import NameIndex, warm

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
    """

    reader: LocalReader
    spool: Spool
    site: str
    folder: Path

    def close(self) -> None:
        """Flush the spool and let go of the copy."""
        self.spool.close()
        self.reader.close()


@dataclass(slots=True)
class _Found:
    """Hits of one database and whether there were more than are shown."""

    hits: list[Hit]
    too_many: bool = False


def open_node(folder: Path, site: str) -> Node:
    """Open a node's data folder for checks; the copy may still be empty.

    Loads the names engine first, so that the first check is as fast as the next.
    """
    warm()
    return Node(LocalReader(folder), Spool(folder, site), site, folder)


def _new_id(now: datetime) -> str:
    """Make a UUID of version 7: sorts by time, tells nothing else."""
    stamp = int(now.timestamp() * 1000).to_bytes(6, "big")
    rest = bytearray(os.urandom(10))
    rest[0] = 0x70 | rest[0] & 0x0F
    rest[2] = 0x80 | rest[2] & 0x3F
    text = (stamp + rest).hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


async def check(node: Node, actor: Actor, question: Question, now: datetime) -> Answer:
    """Answer one question; its audit entry is on disk before this returns.

    Raises:
        AccessDenied: the actor may not check at all.
        Invalid: faults of the question, each with its place.
        NotRecorded: the entry could not be flushed, so there is no answer.
    """
    answer, entry = examine(node, actor, question, now)
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
        group: list[Answer | AppError] = []
        entries = []
        for raw in batch.subjects[start : start + BATCH_GROUP]:
            try:
                question = Question(batch.purpose, _subject(raw), batch.databases)
                answer, entry = examine(node, actor, question, now)
            except Invalid as error:
                group.append(error)
                continue
            group.append(answer)
            entries.append(entry)
        await node.spool.write(entries)
        yield group


def _subject(raw: msgspec.Raw) -> Subject:
    try:
        return _subject_decoder.decode(raw)
    except msgspec.MsgspecError as error:
        raise Invalid([shape_problem(error, "subject")]) from error


def examine(node: Node, actor: Actor, question: Question, now: datetime) -> tuple[Answer, str]:
    """Find the answer and the audit entry that must be flushed before it is given.

    Args:
        node: what to answer with.
        actor: who asks.
        question: what is asked.
        now: aware UTC time.

    Raises:
        AccessDenied, Invalid: as ``check``.
    """
    actor.require(Act.CHECK)
    asked = read_question(question, databases(), now.date())
    states, hits, remarks = _search(node.reader, actor, asked, now)
    answer = Answer(
        check=_new_id(now),
        at=now.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        position=node.reader.position().sequence,
        databases=states,
        hits=tuple(hits),
        remarks=(*asked.remarks, *remarks),
    )
    return answer, _entry(node, actor, (question, asked), answer, now)


def _search(
    reader: LocalReader, actor: Actor, asked: Asked, now: datetime
) -> tuple[dict[str, DatabaseState], list[Hit], list[Remark]]:
    """Ask each database; what the actor may not ask is not touched."""
    states: dict[str, DatabaseState] = {}
    hits: list[Hit] = []
    remarks = []
    for database in asked.databases:
        if not actor.may(Act.CHECK, database, asked.purpose):
            states[database] = "denied"
            continue
        if not _has_keys(database, asked):
            remarks.append(Remark("nothing_to_search", "databases", {"database": database}))
        try:
            found = _search_database(reader, actor, asked, database, now)
        except NodeNotReady:
            states[database] = "not_available"
            continue
        states[database] = "too_many" if found.too_many else "checked"
        hits += found.hits
    hits.sort(key=lambda hit: (-hit.score, hit.database, hit.record))
    return states, hits, remarks


def _has_keys(database: str, asked: Asked) -> bool:
    """Say whether the question holds anything that this database is searched by."""
    if database == "persons":
        return bool(asked.names or asked.documents)
    if database == "vehicles":
        return bool(asked.things)
    return bool(asked.documents)


def _search_database(
    reader: LocalReader, actor: Actor, asked: Asked, database: str, now: datetime
) -> _Found:
    reader.check_ready()
    candidates: dict[str, Candidate] = {}
    full = _by_identifier(reader, actor, asked, database, candidates)
    if database == "persons" and asked.names:
        full |= _by_name(reader, actor, asked, candidates)
    if database == "persons":
        for candidate in candidates.values():
            matching.support_person(candidate, asked)
    today = now.date()
    kept = [c for c in candidates.values() if matching.counts(c, today)]
    kept.sort(key=lambda candidate: (-candidate.score, candidate.state.id))
    hits = [wording.hit_of(candidate, today) for candidate in kept[:MOST_HITS]]
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


def _by_name(
    reader: LocalReader, actor: Actor, asked: Asked, candidates: dict[str, Candidate]
) -> bool:
    """Search the names index; True if it may hold more than was looked at."""
    index = reader.names()
    best: dict[str, tuple[float, str]] = {}
    full = False
    for name in asked.names:
        for kind in _kinds(asked):
            found, more = _search_names(index, name, kind, actor.bit)
            full |= more
            for record, score in found:
                if score > best.get(record, (0.0, ""))[0]:
                    best[record] = (score, name)
    for record, (score, name) in best.items():
        candidate = candidates.get(record) or _fresh(reader, actor, record)
        if candidate is not None:
            candidate.meet(score)
            candidate.reasons = [*_name_reasons(index, actor, name, record), *candidate.reasons]
            candidates[record] = candidate
    return full


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


def _name_reasons(index: NameIndex, actor: Actor, name: str, record: str) -> list[Reason]:
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
        for line in index.explain(name, record, actor.bit)
    ]


def _entry(
    node: Node, actor: Actor, asking: tuple[Question, Asked], answer: Answer, now: datetime
) -> str:
    """Make the audit entry: who, where, when, why, what was asked and what was found."""
    question, asked = asking
    names = list(answer.databases)
    hits = [
        {"record": h.record, "database": h.database, "owner": h.owner, "score": h.score}
        for h in answer.hits
    ]
    detail = {
        "check": answer.check,
        "site": node.site,
        "post": actor.site,
        "asked": msgspec.to_builtins(question.subject),
        "databases": answer.databases,
        "position": answer.position,
        "hits": hits,
    }
    only = names[0] if len(names) == 1 else None
    entry = Entry(
        at=now,
        operation=Operation.CONSULTATION,
        actor=actor.id,
        member=actor.member,
        purpose=asked.purpose,
        database=only,
        object=answer.check,
        detail=detail,
    )
    return entry.text()
