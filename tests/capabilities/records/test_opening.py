# SPDX-License-Identifier: Apache-2.0
"""What opens only with a reason: victims, witnesses, minors, and what is confidential."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from tests.factories_records import PURPOSE, a_draft, an_actor, document, person, vehicle
from wasl.capabilities import records
from wasl.capabilities.records import Draft, ExportOrder, Query, Record, Restriction
from wasl.foundation.access import Actor
from wasl.foundation.errors import Invalid
from wasl.foundation.unit import Units

FRANCE, KENYA = an_actor("FRA"), an_actor("KEN", "wanjiru")
TODAY = date(2026, 11, 21)
WHY = "Case 12/26: she was seen at our border."
DETAILS = {
    "documents": [{"number": "12AB34567", "type": "passport", "country": "FRA"}],
    "addresses": [{"country": "FRA", "text": "Rue Inventee"}],
    "note": "Sleeps at a safe house.",
}
VICTIM = person(status="victim", **DETAILS)

# status, dates of birth, confidentiality; and whether the record opens only with a reason
PEOPLE = [
    ("wanted", ["1979-03"], "official_use_only", False),
    ("wanted", [], "official_use_only", False),
    ("victim", ["1979-03"], "official_use_only", True),
    ("witness", [], "official_use_only", True),
    ("missing", ["2015-05-05"], "official_use_only", True),
    ("missing", ["2008-11-21"], "official_use_only", False),  # 18 today
    ("missing", ["2008-11-22"], "official_use_only", True),  # 18 tomorrow
    ("missing", ["2008"], "official_use_only", True),  # perhaps in December
    ("missing", ["2015", "1999"], "official_use_only", False),  # perhaps grown up
    ("wanted", ["1979-03"], "restricted", True),
    ("wanted", ["1979-03"], "confidential", True),
]


@pytest.mark.parametrize(("status", "births", "marking", "closed"), PEOPLE)
async def test_who_opens_only_with_a_reason(
    units: Units, status: str, births: list[str], marking: str, closed: bool
) -> None:
    body = person(status=status, birth_dates=births)
    record = await enter(units, a_draft(body=body, confidentiality=marking))
    async with units.system() as unit:
        [state] = await records.feed_states(unit, [str(record.id)])
    assert records.needs_reason(record, TODAY) is closed
    assert records.needs_reason(state, TODAY) is closed


def test_somebody_born_on_a_leap_day_is_of_age_on_the_first_of_march() -> None:
    assert records.is_minor(["2010-03-02"], date(2028, 2, 29))
    assert not records.is_minor(["2010-02-28"], date(2028, 2, 29))
    assert records.is_minor(["2008-02-29"], date(2026, 2, 28))
    assert not records.is_minor(["2008-02-29"], date(2026, 3, 1))
    assert not records.is_minor([], TODAY)


@pytest.mark.parametrize("name", records.databases())
def test_the_few_facts_are_enough_to_tell_a_record_apart(name: str) -> None:
    kind = records.get_kind(name)
    needed = {one.name for one in msgspec.structs.fields(kind.body) if one.required}
    assert needed <= set(kind.few_facts) <= set(kind.facts)


async def enter(
    units: Units, draft: Draft | None = None, database: str = "persons", actor: Actor = FRANCE
) -> Record:
    async with units.begin(actor, PURPOSE) as unit:
        made = draft or a_draft(body=VICTIM, case="C/9", source_reference="F/1")
        return (await records.enter(unit, database, made)).record


async def audited(units: Units, operation: str) -> list[dict[str, Any]]:
    """Give the details of the entries of an operation, oldest first."""
    async with units.system() as unit:
        rows = await unit.rows(
            "SELECT entry FROM audit WHERE operation = %(o)s ORDER BY chain, seq", o=operation
        )
    return [msgspec.json.decode(row["entry"])["detail"] for row in rows]


async def test_a_stranger_says_why_and_the_reason_is_kept(units: Units) -> None:
    record = await enter(units)
    moment = datetime.now(UTC) + timedelta(seconds=1)
    async with units.begin(KENYA, PURPOSE) as unit:
        for opening in (
            records.get(unit, record.id),
            records.get(unit, record.id, "  "),
            records.history(unit, record.id),
            records.as_it_was_on(unit, record.id, moment),
        ):
            with pytest.raises(records.ReasonNeeded):
                await opening
    assert await audited(units, "consultation") == []
    async with units.begin(KENYA, PURPOSE) as unit:
        seen = await records.get(unit, record.id, f"  {WHY} ")
        past = await records.history(unit, record.id, WHY)
        then = await records.as_it_was_on(unit, record.id, moment, WHY)
    assert seen.body == record.body == then.body
    assert [state.record.body for state in past] == [record.body]
    assert not seen.needs_reason
    kept = await audited(units, "consultation")
    assert [entry["reason"] for entry in kept] == [WHY] * 3


async def test_the_owner_opens_its_own_without_a_word(units: Units) -> None:
    record = await enter(units)
    async with units.begin(an_actor("FRA", "bruno"), PURPOSE) as unit:
        assert await records.get(unit, record.id) == record
        assert len(await records.history(unit, record.id)) == 1
        [listed] = (await records.list_(unit, Query())).records
        assert await records.get_own(unit, record.id) == record
    assert listed == record


async def test_what_is_open_needs_no_reason_and_keeps_one_that_is_given(units: Units) -> None:
    record = await enter(units, a_draft())
    async with units.begin(KENYA, PURPOSE) as unit:
        assert (await records.get(unit, record.id)).body == record.body
        await records.get(unit, record.id, WHY)
    kept = await audited(units, "consultation")
    assert [entry.get("reason") for entry in kept] == [None, WHY]


BAD = [
    ("no", "length-wrong"),
    ("x" * 501, "too-long"),
    ("line\nline", "control-character"),
    ("a\x00b", "control-character"),
    ("right\x1bto", "control-character"),
]


@pytest.mark.parametrize(("reason", "code"), BAD)
async def test_what_is_no_reason_is_refused(units: Units, reason: str, code: str) -> None:
    record = await enter(units)
    async with units.begin(KENYA, PURPOSE) as unit:
        with pytest.raises(Invalid) as caught:
            await records.get(unit, record.id, reason)
    assert [(one.field, one.code) for one in caught.value.problems] == [("reason", code)]


@pytest.mark.parametrize("reason", ["law", "x" * 500, "قضية ١٢", "案件十二"])
async def test_a_reason_is_three_to_five_hundred_signs_of_any_script(
    units: Units, reason: str
) -> None:
    record = await enter(units)
    async with units.begin(KENYA, PURPOSE) as unit:
        assert (await records.get(unit, record.id, reason)).body == record.body


@pytest.mark.parametrize("reason", [None, WHY, "no"])
async def test_a_denied_victim_and_nobody_look_the_same(units: Units, reason: str | None) -> None:
    denied = await enter(units, a_draft(body=VICTIM, restriction=Restriction("except", ("KEN",))))
    told = []
    for number in (denied.id, uuid4()):
        async with units.begin(KENYA, PURPOSE) as unit:
            with pytest.raises(records.RecordNotFound) as caught:
                await records.get(unit, number, reason)
            with pytest.raises(records.RecordNotFound):
                await records.history(unit, number, reason)
        told.append({**caught.value.data, "record": ""})
    assert told[0] == told[1]


async def test_who_may_not_read_persons_cannot_tell_one_that_is_there(units: Units) -> None:
    record = await enter(units)
    for member in (KENYA, FRANCE):
        shut = replace(member, databases=frozenset({"vehicles"}))
        told = []
        for number in (record.id, uuid4()):
            async with units.begin(shut, PURPOSE) as unit:
                for act in (records.get, records.history):
                    with pytest.raises(records.RecordNotFound) as caught:
                        await act(unit, number, WHY)
                for act in (records.get_own, records.confirm_deletion, records.cancel_deletion):
                    with pytest.raises(records.RecordNotFound):
                        await act(unit, number)
            told.append({**caught.value.data, "record": ""})
        assert told[0] == told[1]


async def test_lists_show_a_few_facts_of_it(units: Units) -> None:
    record = await enter(units)
    async with units.begin(KENYA, PURPOSE) as unit:
        [listed] = (await records.list_(unit, Query(database="persons"))).records
        [found] = await records.find(unit, "document", "12AB34567")
    assert listed == found
    assert listed.needs_reason
    assert listed.body.names == record.body.names
    assert (listed.body.status, listed.body.birth_dates) == ("victim", ("1979-03",))
    assert (listed.body.documents, listed.body.addresses, listed.body.note) == ((), (), None)
    assert (listed.case, listed.source_reference) == (None, None)


@pytest.mark.parametrize(
    ("kind", "body"),
    [("vehicles", vehicle(note="Watched.")), ("travel_documents", document(note="Watched."))],
)
async def test_a_confidential_thing_is_listed_without_its_notes(
    units: Units, kind: str, body: dict[str, Any]
) -> None:
    record = await enter(units, a_draft(kind, body, confidentiality="confidential"), kind)
    async with units.begin(KENYA, PURPOSE) as unit:
        [listed] = (await records.list_(unit, Query(database=kind))).records
        with pytest.raises(records.ReasonNeeded):
            await records.get(unit, record.id)
    headline = records.get_kind(kind).headline
    assert headline(listed.body) == headline(record.body)
    assert listed.body.note is None


async def test_a_past_as_a_witness_is_opened_with_a_reason_too(units: Units) -> None:
    record = await enter(units, a_draft(body=person(status="witness", note="Heard it all.")))
    async with units.begin(FRANCE, PURPOSE) as unit:
        await records.change(unit, record.id, 1, a_draft())
    async with units.begin(KENYA, PURPOSE) as unit:
        assert (await records.get(unit, record.id)).body.status == "wanted"
        with pytest.raises(records.ReasonNeeded):
            await records.history(unit, record.id)
        assert len(await records.history(unit, record.id, WHY)) == 2


async def taken_out(units: Units, actor: Actor, query: Query, reason: str | None = None) -> str:
    pieces = await records.export(
        units, (actor, PURPOSE), query, ExportOrder("jsonl", reason=reason)
    )
    return b"".join([piece async for piece in pieces]).decode()


async def test_they_are_taken_out_only_with_a_reason(units: Units) -> None:
    everything = Query(database="persons")
    await enter(units, a_draft())
    assert "Zephyrine" in await taken_out(units, KENYA, everything)
    await enter(units, a_draft(body=VICTIM))
    assert "safe house" in await taken_out(units, FRANCE, everything)
    with pytest.raises(records.ReasonNeeded):
        await taken_out(units, KENYA, everything)
    with pytest.raises(Invalid):
        await taken_out(units, KENYA, everything, "no")
    assert "safe house" in await taken_out(units, KENYA, everything, WHY)
    kept = await audited(units, "disclosure")
    assert [entry.get("reason") for entry in kept] == [None, None, WHY]


async def test_what_becomes_closed_while_it_is_taken_out_is_told_as_in_a_list(
    units: Units,
) -> None:
    record = await enter(units, a_draft(body=person(**DETAILS)))
    query = Query(database="persons")
    pieces = await records.export(units, (KENYA, PURPOSE), query, ExportOrder("jsonl"))
    async with units.begin(FRANCE, PURPOSE) as unit:
        await records.change(unit, record.id, 1, a_draft(body=VICTIM))
    told = b"".join([piece async for piece in pieces]).decode()
    assert "Zephyrine" in told
    assert "safe house" not in told


async def test_a_stranger_is_no_owner_whatever_the_reason(units: Units) -> None:
    record = await enter(units)
    async with units.begin(KENYA, PURPOSE) as unit:
        with pytest.raises(records.NotOwner):
            await records.get_own(unit, record.id)
