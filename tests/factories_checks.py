# SPDX-License-Identifier: Apache-2.0
"""Invented records as a check node holds them, and nodes filled with them."""

import itertools
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from wasl.capabilities import checks
from wasl.capabilities.checks import LocalWriter, Node, Position
from wasl.capabilities.records import FeedState, get_kind
from wasl.foundation.access import Actor
from wasl.foundation.vocabulary import get_member, list_members

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
EVERYBODY = bytes([255]) * 32
_numbers = itertools.count(1)


def bit_of(member: str) -> int:
    """Give a member's number."""
    return get_member(member).bit


def audience(*members: str) -> bytes:
    """Make the audience of these members alone."""
    bits = bytearray(32)
    for member in members:
        bit = bit_of(member)
        bits[bit >> 3] |= 0x80 >> (bit & 7)
    return bytes(bits)


def without(*members: str) -> bytes:
    """Make the audience of all members but these."""
    named = set(members)
    return audience(*(m.code for m in list_members() if m.code not in named))


def actor(member: str = "FRA", **limits: Any) -> Actor:
    """Make an officer of a member."""
    given: dict[str, Any] = {"roles": frozenset({"officer"}), "name": "Invented Officer", **limits}
    ident = f"officer-{member.lower()}"
    return Actor(id=ident, kind="person", member=member, bit=bit_of(member), **given)


def state(
    database: str,
    body: Mapping[str, Any],
    *,
    owner: str = "MAR",
    seen_by: bytes = EVERYBODY,
    hidden: Mapping[str, bytes] | None = None,
    **more: Any,
) -> FeedState:
    """Make what the feed says of an invented record, hidden fields by their audiences."""
    kind = get_kind(database)
    reading = kind.read(msgspec.convert(dict(body), kind.body))
    assert not reading.problems, reading.problems
    fields = dict(hidden or {})
    keys = kind.keys(reading.body)
    number = next(_numbers)
    return FeedState(
        id=more.pop("id", f"00000000-0000-7000-8000-{number:012d}"),
        version=more.pop("version", 1),
        database=database,
        owner=owner,
        audience=seen_by,
        audiences=fields,
        keys=tuple((key.scheme, key.value, fields.get(key.field, seen_by)) for key in keys),
        names=tuple(kind.names(reading.body)),
        birth=tuple(getattr(reading.body, "birth_dates", ())),
        body=msgspec.to_builtins(reading.body),
        handling="h0",
        confidentiality=more.pop("confidentiality", "official_use_only"),
        **more,
    )


def person(name: str, *aliases: str, **fields: Any) -> FeedState:
    """Make a wanted person; ``fields`` go to the body, or to ``state`` where it knows them."""
    known = ("owner", "seen_by", "hidden", "confidentiality", "id", "version")
    about = {key: fields.pop(key) for key in known if key in fields}
    names = [{"text": name}, *({"text": alias, "kind": "alias"} for alias in aliases)]
    return state("persons", {"status": "wanted", **fields, "names": names}, **about)


def document(number: str, country: str = "FRA", **fields: Any) -> FeedState:
    """Make a stolen passport."""
    known = ("owner", "seen_by", "hidden", "confidentiality", "id", "version")
    about = {key: fields.pop(key) for key in known if key in fields}
    body = {"type": "passport", "fraud_type": "stolen", **fields}
    return state("travel_documents", {**body, "number": number, "country": country}, **about)


def vehicle(**fields: Any) -> FeedState:
    """Make a stolen vehicle."""
    known = ("owner", "seen_by", "hidden", "confidentiality", "id", "version")
    about = {key: fields.pop(key) for key in known if key in fields}
    return state("vehicles", {"status": "stolen", **fields}, **about)


def fill(folder: Path, states: Iterable[FeedState], sequence: int = 0) -> None:
    """Fill a node's folder with these records alone."""
    writer = LocalWriter(folder)
    try:
        writer.begin_rebuild()
        writer.fill([("record", one.id, one) for one in states])
        writer.finish_rebuild(sequence, NOW.isoformat())
    finally:
        writer.close()


def follow(folder: Path, changes: Iterable[FeedState], sequence: int) -> None:
    """Apply changes to a filled folder as the feed would."""
    writer = LocalWriter(folder)
    try:
        made = [("record", one.id, None if one.gone else one) for one in changes]
        writer.apply(made, Position(sequence, NOW.isoformat(), NOW.isoformat()))
    finally:
        writer.close()


def node_of(folder: Path, *states: FeedState) -> Node:
    """Open a node that holds these records."""
    fill(folder, states)
    return checks.open_node(folder, "test")


def question(
    *names: str, purpose: str = "border_control", databases: tuple[str, ...] = (), **subject: Any
) -> checks.Question:
    """Make a question; ``birth_date``, ``sex`` and ``nationalities`` go with the names."""
    about = {k: subject.pop(k) for k in ("birth_date", "sex", "nationalities") if k in subject}
    if names or about:
        subject["person"] = {"names": names, **about}
    made = {"purpose": purpose, "databases": databases, "subject": subject}
    return msgspec.convert(made, checks.Question)
