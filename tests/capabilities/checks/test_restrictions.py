# SPDX-License-Identifier: Apache-2.0
"""Random policies against a small reference: whoever may not see a record learns nothing.

The reference is not another filter: it asks a copy in which the hidden records and
fields were never written. Whatever differs between the two answers is a leak.
"""

import asyncio
import tempfile
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories_checks import (
    NOW,
    actor,
    audience,
    bit_of,
    document,
    fill,
    follow,
    person,
    question,
    vehicle,
    without,
)
from wasl.capabilities.checks import Answer, LocalReader, Node, Question, examine
from wasl.capabilities.records import FeedState, has_bit

MEMBERS = ("FRA", "ESP", "MAR", "DEU")
NAMES = ("Zephyrine Oakhollow", "Zephyrin Oakhollow", "زفيرين أوكهولو", "Bastian Merrowick")
NUMBERS = ("XT0000001", "XT0000002")
VINS = ("1M8GDM9AXKP042788", "1HGCM82633A004352")
PLATES = ("AB123CD", "XY999ZZ")

AUDIENCES = st.sampled_from(
    [
        bytes([255]) * 32,
        bytes(32),
        *(without(member) for member in MEMBERS),
        audience("FRA", "MAR"),
        audience("ESP"),
        without("FRA", "ESP"),
    ]
)


@st.composite
def persons(draw: st.DrawFn) -> FeedState:
    owner = draw(st.sampled_from(MEMBERS))
    hidden = {
        field: _with(draw(AUDIENCES), owner)
        for field in draw(st.sets(st.sampled_from(["documents", "warnings", "marks"])))
    }
    held = [{"number": draw(st.sampled_from(NUMBERS)), "country": "FRA", "type": "passport"}]
    return person(
        draw(st.sampled_from(NAMES)),
        owner=owner,
        seen_by=_with(draw(AUDIENCES), owner),
        hidden=hidden,
        birth_dates=draw(st.sampled_from([[], ["1979"], ["1979-03-12"], ["1991-01-01"]])),
        documents=draw(st.sampled_from([[], held])),
        warnings=draw(st.sampled_from([[], ["armed"]])),
    )


@st.composite
def things(draw: st.DrawFn) -> FeedState:
    owner = draw(st.sampled_from(MEMBERS))
    seen_by = _with(draw(AUDIENCES), owner)
    if draw(st.booleans()):
        number = draw(st.sampled_from(NUMBERS))
        hidden = {"theft_date": _with(draw(AUDIENCES), owner)}
        return document(
            number, owner=owner, seen_by=seen_by, hidden=hidden, theft_date="2025-07-01"
        )
    plates = [{"number": draw(st.sampled_from(PLATES)), "country": "FRA"}]
    return vehicle(
        vin=draw(st.sampled_from(VINS)),
        plates=plates,
        owner=owner,
        seen_by=seen_by,
        hidden={"plates": _with(draw(AUDIENCES), owner)},
    )


def _with(seen_by: bytes, owner: str) -> bytes:
    """Let the owner in, as every audience does."""
    return bytes(a | b for a, b in zip(seen_by, audience(owner), strict=True))


QUESTIONS = [
    question("Zephyrine Oakhollow"),
    question("Zephyrine Oakhollow", birth_date="1979-03-12"),
    question("Bastian Merrowick", documents=[{"number": "XT0000001", "country": "FRA"}]),
    question(documents=[{"number": "XT0000002"}]),
    question(vehicles=[{"vin": VINS[0]}, {"plate": PLATES[0], "country": "FRA"}]),
    question(vehicles=[{"plate": PLATES[1]}]),
]


def shown_to(record: FeedState, member: str) -> FeedState | None:
    """Write the record as if what this member may not see had never been entered."""
    bit = bit_of(member)
    if not has_bit(record.audience, bit):
        return None
    hidden = {field for field, seen in record.audiences.items() if not has_bit(seen, bit)}
    kept = {name: value for name, value in record.body.items() if name not in hidden}
    keys = tuple(key for key in record.keys if has_bit(key[2], bit))
    return msgspec.structs.replace(record, body=kept, keys=keys, audiences={})


def copy_of(folder: str, records: list[FeedState]) -> Node:
    """Open a copy without a spool: nothing is answered here, only found."""
    fill(Path(folder), records)
    unused: Any = None
    return Node(LocalReader(Path(folder)), unused, "test", Path(folder))


def told(node: Node, member: str, asked: Question) -> tuple[object, ...]:
    """Give everything of an answer that tells anything; its identifier and time do not."""
    answer: Answer
    answer, _ = asyncio.run(examine(node, actor(member), asked, NOW))
    return answer.databases, answer.hits, answer.remarks


@given(
    records=st.lists(persons() | things(), max_size=8),
    member=st.sampled_from(MEMBERS),
)
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_hidden_record_is_as_if_it_were_not(records: list[FeedState], member: str) -> None:
    visible = [shown for record in records if (shown := shown_to(record, member)) is not None]
    with tempfile.TemporaryDirectory() as real, tempfile.TemporaryDirectory() as ideal:
        node, reference = copy_of(real, records), copy_of(ideal, visible)
        for asked in QUESTIONS:
            assert told(node, member, asked) == told(reference, member, asked)
        for opened in (node, reference):
            opened.searchers.close()
            opened.reader.close()


def test_an_audience_worked_out_anew_reaches_a_node_without_a_new_version(tmp_path: Path) -> None:
    """A member that left or joined changes who sees a record, not what it says."""
    record = document("X1")
    key = [(scheme, value, without("KEN")) for scheme, value, _ in record.keys]
    narrower = msgspec.structs.replace(record, audience=without("KEN"), keys=tuple(key))
    asked = question(documents=[{"number": "X1", "country": "FRA"}])
    fill(tmp_path, [record])
    for state, members in ((record, {"KEN", "ESP"}), (narrower, {"ESP"}), (record, {"KEN", "ESP"})):
        follow(tmp_path, [state], 1)
        unused: Any = None
        node = Node(LocalReader(tmp_path), unused, "test", tmp_path)
        found = {m for m in ("KEN", "ESP") if told(node, m, asked)[1]}
        node.searchers.close()
        node.reader.close()
        assert found == members
