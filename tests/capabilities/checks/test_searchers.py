# SPDX-License-Identifier: Apache-2.0
"""Names are searched beside the event loop: the same answers, and nobody waits for nothing."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from tests.factories_checks import NOW, actor, document, node_of, person, question, without
from wasl.capabilities import checks
from wasl.capabilities.checks import (
    Answer,
    BatchQuestion,
    Node,
    NodeNotReady,
    Question,
    SpoolFile,
)
from wasl.capabilities.checks.service import searchers
from wasl.capabilities.checks.service.searchers import Searchers

FAMILIES = (
    "Oakhollow",
    "Merrowick",
    "Thistledown",
    "Karimi",
    "الكريمي",
    "Ravenscar",
    "Quillfeather",
)
GIVEN = ("Zephyrine", "Bastian", "Mahdi", "مهدي", "Isolde")
NAMES = [f"{given} {family}" for given in GIVEN for family in FAMILIES]


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """Open a node with three namesakes of each name, one of them hidden from France."""
    people = [
        person(name, birth_dates=[born], **seen)
        for name in NAMES
        for born, seen in (
            ("1979-03-12", {}),
            ("1985", {}),
            ("1979-03-12", {"seen_by": without("FRA")}),
        )
    ]
    node = node_of(tmp_path, *people, document("XT0000001"))
    yield node
    node.close()


@pytest.fixture
async def one() -> AsyncIterator[Searchers]:
    """Give a single thread."""
    found = Searchers(1)
    yield found
    found.close()


def questions() -> list[Question]:
    """Ask for each name, as recorded, with a slip, with a birth, with a number."""
    asked = []
    for name in NAMES:
        asked += [
            question(name),
            question(name[:3] + name[4:], birth_date="1979-03-12"),
            question(name, name.lower(), documents=[{"number": "XT0000001", "country": "FRA"}]),
        ]
    return asked


def told(answer: Answer) -> tuple[object, ...]:
    return answer.databases, answer.hits, answer.remarks


async def ask(node: Node, asked: Question) -> Answer:
    return await checks.check(node, actor("FRA"), asked, NOW)


def entries(node: Node) -> list[str]:
    """Give the identifiers of the checks that are in the spool."""
    file = SpoolFile(node.spool.path)
    parcel = file.parcel(most=10_000, size=1 << 30)
    file.close()
    assert parcel is not None
    return [msgspec.json.decode(entry)["object"] for entry in parcel.entries]


async def test_checks_made_at_once_answer_as_those_made_one_by_one(node: Node) -> None:
    alone = [await ask(node, asked) for asked in questions()]
    at_once = await asyncio.gather(*(ask(node, asked) for asked in questions()))
    assert [told(answer) for answer in at_once] == [told(answer) for answer in alone]
    assert any(answer.hits for answer in alone)
    made = [answer.check for answer in (*alone, *at_once)]
    assert sorted(entries(node)) == sorted(made), "each in the audit, once"


async def test_a_batch_answers_as_single_checks_and_in_order(node: Node) -> None:
    alone = [await ask(node, asked) for asked in questions()]
    subjects = tuple(msgspec.Raw(msgspec.json.encode(asked.subject)) for asked in questions())
    batch = BatchQuestion("border_control", subjects)
    found = [
        answer
        async for group in checks.check_batch(node, actor("FRA"), batch, NOW)
        for answer in group
    ]
    assert [told(answer) for answer in found if isinstance(answer, Answer)] == [
        told(answer) for answer in alone
    ]
    assert len(found) == len(alone)


async def test_a_long_search_of_names_keeps_no_document_waiting(node: Node) -> None:
    gate = threading.Event()
    held = [node.searchers.begin(gate.wait) for _ in range(searchers.MOST_THREADS)]
    by_name = asyncio.create_task(ask(node, question(NAMES[0])))
    by_number = await ask(node, question(documents=[{"number": "XT0000001"}]))
    assert len(by_number.hits) == 1
    assert not by_name.done()
    gate.set()
    await asyncio.gather(*held)
    assert (await by_name).hits


async def test_names_that_cannot_be_searched_are_not_said_to_be_checked(node: Node) -> None:
    node.searchers.close()
    answer = await ask(node, question(NAMES[0], documents=[{"number": "XT0000001"}]))
    assert answer.databases["persons"] == "not_available"
    assert answer.databases["travel_documents"] == "checked"
    assert [hit.database for hit in answer.hits] == ["travel_documents"]


async def test_names_are_not_searched_for_who_may_not_ask_for_persons(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[object] = []
    begin = node.searchers.begin

    def counted(work: Callable[[], object]) -> "asyncio.Future[object]":
        begun.append(work)
        return begin(work)

    monkeypatch.setattr(node.searchers, "begin", counted)
    limited = actor("FRA", databases=frozenset({"travel_documents"}))
    answer = await checks.check(node, limited, question(NAMES[0]), NOW)
    assert answer.databases["persons"] == "denied"
    assert not begun
    await ask(node, question(NAMES[0]))
    assert len(begun) == 1


async def test_work_is_done_in_order_and_a_fault_reaches_who_waits(one: Searchers) -> None:
    done: list[int] = []
    first = one.begin(lambda: done.append(1))
    faulty = one.begin(lambda: 1 // 0)
    last = one.begin(lambda: done.append(2))
    await asyncio.gather(first, last)
    assert done == [1, 2]
    with pytest.raises(ZeroDivisionError):
        await faulty


async def test_what_nobody_waits_for_is_not_done(one: Searchers) -> None:
    gate, done = threading.Event(), []
    held = one.begin(gate.wait)
    given_up = one.begin(lambda: done.append("given up"))
    given_up.cancel()
    gate.set()
    await held
    await one.begin(lambda: done.append("wanted"))
    assert done == ["wanted"]


def hear(one: Searchers, heard: list[str], work: Callable[[], str]) -> None:
    """Have work done, and note what came of it and when the event loop's turn was over."""
    loop = asyncio.get_running_loop()

    def told(found: str | None, fault: Exception | None) -> None:
        heard.append(found or repr(fault))
        loop.call_soon(heard.append, "-")

    one.begin_then(work, told)


async def test_what_waited_is_told_in_one_turn(
    one: Searchers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searchers, "TOGETHER_SECONDS", 60)
    gate, heard = threading.Event(), list[str]()
    hear(one, heard, lambda: str(gate.wait()))
    for name in "abc":
        hear(one, heard, lambda name=name: name)  # type: ignore[misc]
    last = one.begin(lambda: None)
    gate.set()
    await last
    await asyncio.sleep(0)
    assert heard == ["True", "a", "b", "c", "-", "-", "-", "-"]


async def test_what_is_done_does_not_wait_for_what_takes_long(
    one: Searchers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searchers, "TOGETHER_SECONDS", 0)
    gates = [threading.Event(), threading.Event()]
    first, second = (one.begin(gate.wait) for gate in gates)
    gates[0].set()
    assert await first
    assert not second.done()
    gates[1].set()
    await second


async def test_a_fault_after_a_search_harms_no_other(one: Searchers) -> None:
    gate = threading.Event()
    held = one.begin(gate.wait)
    one.begin_then(lambda: 0, lambda found, _: 1 // found)  # type: ignore[operator, arg-type, return-value]
    other = one.begin(lambda: "other")
    gate.set()
    assert await held
    assert await other == "other"


async def test_closing_does_what_is_in_hand_and_takes_nothing_more() -> None:
    closing = Searchers(2)
    futures = [closing.begin(lambda n=n: n) for n in range(20)]  # type: ignore[misc]
    closing.close()
    assert await asyncio.gather(*futures) == list(range(20))
    with pytest.raises(NodeNotReady):
        closing.begin(lambda: None)
    assert not [t for t in threading.enumerate() if t in closing._threads]
