# SPDX-License-Identifier: Apache-2.0
"""Lists: by what they are sorted, how they go on, what is new, and those kept under a name."""

from base64 import urlsafe_b64encode
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from tests.factories_records import PURPOSE, a_draft, an_actor, person
from wasl.capabilities import records
from wasl.capabilities.records import OWNER_ONLY, Order, Query, Record
from wasl.foundation.access import Actor
from wasl.foundation.errors import Invalid
from wasl.foundation.unit import Units

FRANCE, KENYA = an_actor("FRA"), an_actor("KEN", "wanjiru")
COLLEAGUE = an_actor("FRA", "bastien")

PEOPLE: list[tuple[Actor, str, list[str], int]] = [
    (FRANCE, "Zephyrine Oakhollow", ["1979-03"], 300),
    (KENYA, "abel Mossgrove", ["1979"], 100),
    (FRANCE, "Éloi Fernhill", [], 200),
    (KENYA, "Bruno Ashdale", ["1951-12-31", "1980"], 400),
    (FRANCE, "زفيرين أوكهولو", ["1990-01-01"], 150),
]
ORDERS: list[tuple[Order, list[int]]] = [
    ("newest", [4, 3, 2, 1, 0]),
    ("oldest", [0, 1, 2, 3, 4]),
    ("name", [1, 3, 0, 2, 4]),
    ("-name", [4, 2, 0, 3, 1]),
    ("born", [3, 1, 0, 4, 2]),
    ("-born", [2, 4, 0, 1, 3]),
    ("retention", [1, 4, 2, 0, 3]),
    ("-retention", [3, 0, 2, 4, 1]),
]


async def _enter(units: Units, actor: Actor, **draft: Any) -> Record:
    async with units.begin(actor, PURPOSE) as unit:
        return (await records.enter(unit, "persons", a_draft(**draft))).record


async def _people(units: Units) -> list[Record]:
    today = date.today()  # noqa: DTZ011 - only a day that lies ahead is needed
    return [
        await _enter(
            units,
            actor,
            body=person(names=[{"text": name}], birth_dates=born),
            retention=today + timedelta(days=days),
        )
        for actor, name, born, days in PEOPLE
    ]


async def _walk(units: Units, query: Query) -> list[str]:
    """Read a list to its end, two at a time; give the names."""
    seen: list[str] = []
    async with units.begin(KENYA, PURPOSE) as unit:
        while True:
            page = await records.list_(unit, query)
            seen += [record.body.names[0].text for record in page.records]
            if page.next is None:
                return seen
            query = Query(database="persons", order=query.order, after=page.next, limit=2)


@pytest.mark.parametrize(("order", "places"), ORDERS, ids=[order for order, _ in ORDERS])
async def test_a_list_is_sorted_over_all_its_pages(
    units: Units, order: Order, places: list[int]
) -> None:
    await _people(units)
    seen = await _walk(units, Query(database="persons", order=order, limit=2))
    assert seen == [PEOPLE[place][1] for place in places]


async def test_a_list_by_owner_keeps_bureaus_together(units: Units) -> None:
    await _people(units)
    async with units.begin(KENYA, PURPOSE) as unit:
        rising = await records.list_(unit, Query(database="persons", order="owner"))
        falling = await records.list_(unit, Query(database="persons", order="-owner"))
    assert [one.owner for one in rising.records] == ["FRA", "FRA", "FRA", "KEN", "KEN"]
    assert falling.records == rising.records[::-1]


async def test_a_place_in_one_order_is_none_in_another(units: Units) -> None:
    await _people(units)
    async with units.begin(KENYA, PURPOSE) as unit:
        page = await records.list_(unit, Query(database="persons", order="name", limit=2))
        with pytest.raises(records.CursorInvalid):
            await records.list_(unit, Query(database="persons", order="born", after=page.next))


@pytest.mark.parametrize("value", ["someday", "2026-13-40", ""])
async def test_a_place_that_somebody_made_up_is_refused(units: Units, value: str) -> None:
    made = [value, "01a20009-7540-7706-9ee2-5ecb4af7fec0"]
    text = urlsafe_b64encode(msgspec.json.encode(["retention", *made])).decode()
    async with units.begin(KENYA, PURPOSE) as unit:
        with pytest.raises(records.CursorInvalid):
            await records.list_(unit, Query(database="persons", order="retention", after=text))


async def test_the_chosen_alone_are_taken_out_and_no_hidden_one(units: Units) -> None:
    shown = await _people(units)
    hidden = await _enter(units, FRANCE, body=person(), restriction=OWNER_ONLY)
    chosen = (shown[0].id, shown[3].id, hidden.id)
    query = Query(database="persons", ids=chosen)
    order = records.ExportOrder("jsonl")
    stream = await records.export(units, (KENYA, PURPOSE), query, order)
    text = b"".join([piece async for piece in stream]).decode()
    assert "Oakhollow" in text
    assert "Ashdale" in text
    assert text.count("\n") == 2
    assert str(hidden.id) not in text


async def test_what_came_since_a_moment_is_counted(units: Units) -> None:
    first = await _enter(units, FRANCE, body=person(names=[{"text": "Zephyrine First"}]))
    since = first.changed_at + timedelta(microseconds=1)
    query = Query(database="persons", updated_since=since)
    await _enter(units, FRANCE, body=person(names=[{"text": "Zephyrine Shown"}]))
    await _enter(
        units, FRANCE, body=person(names=[{"text": "Zephyrine Own"}]), restriction=OWNER_ONLY
    )
    async with units.begin(KENYA, PURPOSE) as unit:
        assert await records.count_newer(unit, query) == records.Count(1, exact=True)
    async with units.begin(FRANCE, PURPOSE) as unit:
        assert await records.count_newer(unit, query) == records.Count(2, exact=True)


async def test_a_list_is_kept_by_name_for_its_owner_alone(units: Units) -> None:
    async with units.begin(FRANCE, PURPOSE) as unit:
        await records.save_list(unit, "persons", "Missing", "state=active")
        kept = await records.save_list(unit, "persons", "Missing", "owner=FRA")
        await records.save_list(unit, "vehicles", "Missing", "owner=KEN")
        [held] = await records.list_saved(unit, "persons")
        assert (held.name, held.query) == ("Missing", "owner=FRA")
    async with units.begin(COLLEAGUE, PURPOSE) as unit:
        assert await records.list_saved(unit, "persons") == []
        await records.forget_list(unit, held.id)
    async with units.begin(FRANCE, PURPOSE) as unit:
        assert [one.id for one in await records.list_saved(unit, "persons")] == [held.id]
        await records.forget_list(unit, held.id)
        assert await records.list_saved(unit, "persons") == []
    assert kept.id != held.id


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "two\nlines"])
async def test_a_list_needs_a_name_of_one_short_line(units: Units, name: str) -> None:
    async with units.begin(FRANCE, PURPOSE) as unit:
        with pytest.raises(Invalid):
            await records.save_list(unit, "persons", name, "")


async def test_nobody_keeps_lists_without_end(units: Units) -> None:
    async with units.begin(FRANCE, PURPOSE) as unit:
        for number in range(30):
            await records.save_list(unit, "persons", f"List {number}", "")
        with pytest.raises(Invalid):
            await records.save_list(unit, "persons", "One more", "")
        await records.save_list(unit, "persons", "List 7", "owner=FRA")
