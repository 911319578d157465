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
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import msgspec

from wasl.capabilities.checks.errors import NodeNotReady, NotRecorded, OtherSite
from wasl.capabilities.checks.model import (
    Answer,
    BatchQuestion,
    Question,
    Remark,
    Subject,
)
from wasl.capabilities.checks.rules.reading import read_question
from wasl.capabilities.checks.rules.shapes import shape_problem
from wasl.capabilities.checks.service.looking import PERSONS, Matter, Named, find_names, search
from wasl.capabilities.checks.service.searchers import Searchers
from wasl.capabilities.checks.store.local import LocalReader, Position
from wasl.capabilities.checks.store.spool import Spool
from wasl.capabilities.records import databases
from wasl.foundation.access import Act, Actor
from wasl.foundation.errors import AppError, Invalid
from wasl.foundation.ledger import Entry, Operation
from wasl.foundation.matching import warm

BATCH_GROUP = 50
"""Subjects of a batch that share a flush; between groups, others get their turn."""

AGED_SECONDS = 60
"""From then on an answer tells how long its copy has not heard from the hub."""

Then = Callable[[Answer | Exception], None]

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


def open_node(folder: Path, site: str) -> Node:
    """Open a node's data folder for checks; the copy may still be empty.

    Loads the names engine first, so that the first check is as fast as the next.
    """
    warm()
    return Node(LocalReader(folder), Spool(folder, site), site, folder)


_ID_BYTES = 10
_RANDOM = 0x0FFF_3FFF_FFFF_FFFF_FFFF
_VERSION_7 = 0x7000_8000_0000_0000_0000
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
    rest = int.from_bytes(_random(), "big") & _RANDOM | _VERSION_7
    text = f"{int(now.timestamp() * 1000):012x}{rest:020x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def _text_of(now: datetime) -> str:
    """Write a moment to the millisecond, ISO 8601 in UTC."""
    if now.microsecond and now.tzinfo is UTC:  # the encoder does that ten times as fast
        text: str = msgspec.to_builtins(now)
        return text[:23] + "Z"
    return now.isoformat(timespec="milliseconds").replace("+00:00", "Z")


async def check(node: Node, actor: Actor, question: Question, now: datetime) -> Answer:
    """Answer one question; its audit entry is on disk before this returns.

    Raises:
        AccessDenied: the actor may not check at all.
        OtherSite: the actor is bound to another site.
        Invalid: faults of the question, each with its place.
        NotRecorded: the entry could not be flushed, so there is no answer.
    """
    answer, entry = await examine(node, actor, question, now)
    await node.spool.write((entry,))
    return answer


def check_then(node: Node, actor: Actor, question: Question, now: datetime, then: Then) -> None:
    """Answer one question as ``check`` does, without a coroutine where no names are searched.

    ``then`` is called by the event loop once: with the answer when its audit entry is on
    disk, or with what went wrong after this returned.

    Raises:
        AccessDenied, OtherSite, Invalid: as ``check``; ``then`` is not called.
    """
    matter = _begin(node, actor, question, now)
    work = _names_to_search(node, matter)
    try:
        if work is not None:
            node.searchers.begin_then(work, partial(_named, node, matter, then))
            return
    except NodeNotReady:
        pass  # said of the database
    _record(node, matter, then)


def _named(
    node: Node, matter: Matter, then: Then, named: Named | None, fault: Exception | None
) -> None:
    """Go on with a check when its names are searched."""
    try:
        if fault is not None:
            raise fault
        matter.named = named
        _record(node, matter, then)
    except Exception as error:  # whoever waits for the answer gets it
        then(error)


def _record(node: Node, matter: Matter, then: Then) -> None:
    """Find the answer, and give it when its audit entry is on disk."""
    answer, entry = _end(node, matter)
    node.spool.write_then((entry,), lambda flushed: then(answer if flushed else NotRecorded()))


async def check_batch(
    node: Node, actor: Actor, batch: BatchQuestion, now: datetime
) -> AsyncIterator[list[Answer | AppError]]:
    """Answer many questions in order, in groups that share a flush.

    A subject at fault gives its error in its place and spoils no other.

    Raises:
        AccessDenied, OtherSite, NotRecorded: as ``check``; the groups given before stand.
    """
    _require(node, actor)
    for start in range(0, len(batch.subjects), BATCH_GROUP):
        # All of a group begin before the first is waited for, so that the threads have work.
        begun = [
            _begin_one(node, actor, batch, (raw, now))
            for raw in batch.subjects[start : start + BATCH_GROUP]
        ]
        group: list[Answer | AppError] = []
        entries = []
        for matter in begun:
            if isinstance(matter, Invalid):
                group.append(matter)
                continue
            if matter.naming is not None:
                matter.named = await matter.naming
            answer, entry = _end(node, matter)
            group.append(answer)
            entries.append(entry)
        await node.spool.write(entries)
        yield group


def _begin_one(
    node: Node, actor: Actor, batch: BatchQuestion, what: tuple[msgspec.Raw, datetime]
) -> Matter | Invalid:
    """Begin with one subject of a batch, or say what is wrong with it."""
    raw, now = what
    try:
        question = Question(batch.purpose, _subject(raw), batch.databases)
        matter = _begin(node, actor, question, now)
        matter.naming = _begin_names(node, matter)
    except Invalid as error:
        return error
    return matter


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
        AccessDenied, OtherSite, Invalid: as ``check``.
    """
    matter = _begin(node, actor, question, now)
    naming = _begin_names(node, matter)
    if naming is not None:
        matter.named = await naming
    return _end(node, matter)


def _begin(node: Node, actor: Actor, question: Question, now: datetime) -> Matter:
    """Read a question."""
    _require(node, actor)
    return Matter(actor, question, read_question(question, databases(), now.date()), now)


def _names_to_search(node: Node, matter: Matter) -> Callable[[], Named] | None:
    """Give the search for names, if there are any and the actor may ask for persons."""
    asked, actor = matter.asked, matter.actor
    wanted = asked.names and PERSONS in asked.databases
    if not wanted or not actor.may(Act.CHECK, PERSONS, asked.purpose):
        return None
    _hold(node)
    try:
        return partial(find_names, node.reader.names(), asked, actor.bit)
    except NodeNotReady:
        return None  # said of the database when its turn comes


def _begin_names(node: Node, matter: Matter) -> "asyncio.Future[Named] | None":
    """Have names searched, where that is wanted and can be done."""
    work = _names_to_search(node, matter)
    try:
        return None if work is None else node.searchers.begin(work)
    except NodeNotReady:
        return None


def _hold(node: Node) -> None:
    """Let this turn of the event loop be answered from one state of the copy."""
    if node.reader.hold():
        asyncio.get_running_loop().call_soon(node.reader.release)


def _end(node: Node, matter: Matter) -> tuple[Answer, str]:
    """Find the answer and its audit entry."""
    _hold(node)
    states, hits, remarks = search(node.reader, matter)
    position = node.reader.position()
    answer = Answer(
        check=_new_id(matter.now),
        at=_text_of(matter.now),
        position=position.sequence,
        databases=states,
        hits=tuple(hits),
        remarks=(*matter.asked.remarks, *remarks, *_age(position, matter.now)),
    )
    return answer, _entry(node, matter, answer)


def _age(position: Position, now: datetime) -> tuple[Remark, ...]:
    """Say that the copy has not heard from the hub for a while: it may lack what changed since."""
    seconds = now.timestamp() - position.heard
    if not position.heard or seconds < AGED_SECONDS:
        return ()
    return (Remark("copy_old", "", {"minutes": int(seconds // 60)}),)


def _require(node: Node, actor: Actor) -> None:
    """Raise unless the actor may check, and may check here."""
    actor.require(Act.CHECK)
    if actor.site is not None and actor.site.casefold() != node.site.casefold():
        raise OtherSite(actor.site, node.site)


def _entry(node: Node, matter: Matter, answer: Answer) -> str:
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
