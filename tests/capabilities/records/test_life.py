# SPDX-License-Identifier: Apache-2.0
"""A record's life: entered, changed, asked to be deleted, erased; and what its past shows."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Literal
from uuid import uuid4

import pytest

from tests.factories_records import PURPOSE, a_draft, an_actor, document, person, vehicle
from wasl.capabilities import records
from wasl.capabilities.records import Draft, ExportOrder, Query, Record, Restriction
from wasl.foundation.access import AccessDenied, Actor, Role
from wasl.foundation.errors import ContextMissing, Invalid
from wasl.foundation.unit import Units

FRANCE, KENYA, SPAIN = an_actor("FRA"), an_actor("KEN", "wanjiru"), an_actor("ESP", "ines")


async def enter(
    units: Units, draft: Draft | None = None, database: str = "persons", actor: Actor = FRANCE
) -> Record:
    async with units.begin(actor, PURPOSE) as unit:
        return (await records.enter(unit, database, draft or a_draft(database))).record


async def get(units: Units, record: Record, actor: Actor = FRANCE) -> Record:
    async with units.begin(actor, PURPOSE) as unit:
        return await records.get(unit, record.id)


@pytest.mark.parametrize("kind", ["persons", "travel_documents", "vehicles"])
async def test_what_is_entered_is_read_back_byte_for_byte(units: Units, kind: str) -> None:
    draft = a_draft(kind)
    record = await enter(units, draft, kind)
    shown = await get(units, record)
    assert shown == record
    assert shown.version == 1
    for actor in (KENYA, SPAIN):
        seen = await get(units, record, actor)
        assert seen.body == record.body
        assert (seen.restriction, seen.entered_by, seen.changed_by) == (None, None, None)


async def test_the_original_script_is_kept(units: Units) -> None:
    text = "\u0632\u0641\u064a\u0631\u064a\u0646 \u200fأوكهولو é e\u0301"
    body = person(names=[{"text": text}])
    record = await enter(units, a_draft(body=body))
    assert (await get(units, record, KENYA)).body.names[0].text == text


async def test_only_the_owner_changes(units: Units) -> None:
    record = await enter(units)
    async with units.begin(KENYA, PURPOSE) as unit:
        with pytest.raises(records.NotOwner):
            await records.change(unit, record.id, 1, a_draft())
    async with units.begin(FRANCE, PURPOSE) as unit:
        entered = await records.change(unit, record.id, 1, a_draft(body=person(status="missing")))
    assert entered.record.version == 2
    assert (await get(units, record, KENYA)).body.status == "missing"


async def test_a_change_on_a_stale_version_says_who_was_first(units: Units) -> None:
    record = await enter(units)
    async with units.begin(FRANCE, PURPOSE) as unit:
        await records.change(unit, record.id, 1, a_draft(case="A/1"))
    async with units.begin(an_actor("FRA", "bruno"), PURPOSE) as unit:
        with pytest.raises(records.RecordChanged) as caught:
            await records.change(unit, record.id, 1, a_draft(case="B/2"))
    assert caught.value.data["by"] == FRANCE.id
    assert caught.value.data["version"] == 2


async def test_each_act_is_audited_and_announced(units: Units) -> None:
    record = await enter(units)
    await get(units, record, KENYA)
    async with units.begin(FRANCE, PURPOSE) as unit:
        await records.change(unit, record.id, 1, a_draft(case="A/1"))
    async with units.system() as unit:
        told = await unit.rows("SELECT operation, actor, purpose FROM audit ORDER BY seq")
        sent = await unit.rows("SELECT topic, key FROM outbox ORDER BY id")
    assert [row["operation"] for row in told] == ["collection", "consultation", "alteration"]
    assert [row["actor"] for row in told] == [FRANCE.id, KENYA.id, FRANCE.id]
    assert {row["purpose"] for row in told} == {PURPOSE}
    assert sent == [{"topic": "record", "key": str(record.id)}] * 2


async def test_nothing_is_read_without_a_purpose(units: Units) -> None:
    record = await enter(units)
    with pytest.raises(ContextMissing):
        async with units.begin(FRANCE) as unit:
            await records.get(unit, record.id)


async def test_rights_are_asked_first(units: Units) -> None:
    record = await enter(units)
    officer = an_actor("FRA", "omar", Role.OFFICER)
    auditor = an_actor("FRA", "ada", Role.AUDITOR)
    async with units.begin(officer, PURPOSE) as unit:
        assert (await records.get(unit, record.id)).id == record.id
        with pytest.raises(AccessDenied):
            await records.enter(unit, "persons", a_draft())
        with pytest.raises(AccessDenied):
            await records.change(unit, record.id, 1, a_draft())
        with pytest.raises(AccessDenied):
            await records.request_deletion(unit, record.id, "mistake")
    async with units.begin(auditor, PURPOSE) as unit:
        with pytest.raises(AccessDenied):
            await records.get(unit, record.id)


async def test_deletion_takes_two_people_and_leaves_the_fact(units: Units) -> None:
    record = await enter(units, a_draft(source_reference="F/1", case="C/1"))
    async with units.begin(FRANCE, PURPOSE) as unit:
        await records.change(unit, record.id, 1, a_draft(source_reference="F/1", case="C/2"))
        await records.request_deletion(unit, record.id, "purpose achieved")
    assert (await get(units, record)).state == "deletion_requested"
    assert (await get(units, record, KENYA)).state == "active"
    async with units.begin(FRANCE, PURPOSE) as unit:
        with pytest.raises(records.SamePerson):
            await records.confirm_deletion(unit, record.id)
        assert [r.reason for r in await records.list_deletions(unit)] == ["purpose achieved"]
    async with units.begin(an_actor("FRA", "sam", Role.SPECIALIST), PURPOSE) as unit:
        with pytest.raises(AccessDenied):
            await records.confirm_deletion(unit, record.id)
    async with units.begin(an_actor("FRA", "bruno"), PURPOSE) as unit:
        await records.confirm_deletion(unit, record.id)
    with pytest.raises(records.RecordNotFound):
        await get(units, record, KENYA)
    stub = await get(units, record)
    assert (stub.state, stub.body, stub.case, stub.version) == ("deleted", None, None, 3)
    async with units.begin(FRANCE, PURPOSE) as unit:
        states = await records.history(unit, record.id)
        assert [state.operation for state in states] == ["collection", "alteration", "erasure"]
        assert [state.record.body for state in states] == [None, None, None]
        with pytest.raises(records.RecordNotFound):
            await records.change(unit, record.id, 3, a_draft())
        assert (await records.list_(unit, Query(database="persons"))).records == []
        erased = await records.list_(unit, Query(database="persons", state="deleted"))
        assert [r.id for r in erased.records] == [record.id]
    async with units.system() as unit:
        [state] = await records.feed_states(unit, [str(record.id)])
        left = await unit.rows(
            "SELECT 1 AS x FROM record WHERE body::text LIKE '%%Zephyrine%%'"
            " UNION ALL SELECT 1 FROM record_key"
        )
    assert state.gone
    assert left == []
    again = await enter(units, a_draft(source_reference="F/1"))
    assert again.id != record.id


async def test_a_machine_is_no_second_person(units: Units) -> None:
    record = await enter(units)
    async with units.begin(FRANCE, PURPOSE) as unit:
        await records.request_deletion(unit, record.id, "purpose achieved")
    machine = replace(an_actor("FRA", "server"), kind="machine")
    with pytest.raises(AccessDenied):
        async with units.begin(machine, PURPOSE) as unit:
            await records.confirm_deletion(unit, record.id)
    assert (await get(units, record)).state == "deletion_requested"


async def test_a_request_to_delete_can_be_taken_back(units: Units) -> None:
    record = await enter(units)
    async with units.begin(FRANCE, PURPOSE) as unit:
        with pytest.raises(Invalid):
            await records.request_deletion(unit, record.id, "  ")
        await records.request_deletion(unit, record.id, "mistake")
        with pytest.raises(records.DeletionRequested):
            await records.request_deletion(unit, record.id, "mistake")
        await records.cancel_deletion(unit, record.id)
        with pytest.raises(records.DeletionNotRequested):
            await records.confirm_deletion(unit, record.id)
    assert (await get(units, record)).state == "active"


async def test_the_past_is_shown_as_it_was(units: Units) -> None:
    record = await enter(units, a_draft(body=person(status="suspect")))
    between = datetime.now(UTC)
    async with units.begin(FRANCE, PURPOSE) as unit:
        await records.change(unit, record.id, 1, a_draft(body=person(status="charged")))
    async with units.begin(KENYA, PURPOSE) as unit:
        then = await records.as_it_was_on(unit, record.id, between)
        now = await records.as_it_was_on(unit, record.id, datetime.now(UTC))
        with pytest.raises(records.RecordNotFound):
            await records.as_it_was_on(unit, record.id, between - timedelta(days=1))
        assert [s.by for s in await records.history(unit, record.id)] == [None, None]
    assert (then.body.status, now.body.status) == ("suspect", "charged")


async def test_the_past_keeps_its_restrictions_and_takes_on_todays(units: Units) -> None:
    hidden = Restriction("except", ("KEN",))
    record = await enter(units, a_draft(restriction=hidden))
    async with units.begin(FRANCE, PURPOSE) as unit:
        await records.change(unit, record.id, 1, a_draft())
    async with units.begin(KENYA, PURPOSE) as unit:
        assert [s.record.version for s in await records.history(unit, record.id)] == [2]
    async with units.begin(FRANCE, PURPOSE) as unit:
        await records.change(unit, record.id, 2, a_draft(restriction=Restriction("only", ("ESP",))))
    async with units.begin(KENYA, PURPOSE) as unit:
        with pytest.raises(records.RecordNotFound):
            await records.history(unit, record.id)
    async with units.begin(SPAIN, PURPOSE) as unit:
        assert [s.record.version for s in await records.history(unit, record.id)] == [1, 2, 3]


async def test_a_hidden_field_is_not_there_and_does_not_find(units: Units) -> None:
    restriction = Restriction("all", (), {"documents": ("KEN",), "case": ("KEN",)})
    body = person(documents=[{"number": "12 AB-34567", "type": "passport", "country": "FRA"}])
    record = await enter(units, a_draft(body=body, restriction=restriction, case="C/9"))
    seen = await get(units, record, KENYA)
    assert (seen.body.documents, seen.case) == ((), None)
    for actor, found in ((KENYA, []), (SPAIN, [record.id]), (FRANCE, [record.id])):
        async with units.begin(actor, PURPOSE) as unit:
            by_key = await records.find(unit, "document", "12ab34567")
            listed = await records.list_(unit, Query(identifier="12AB34567"))
            by_case = await records.list_(unit, Query(identifier="C/9"))
        assert [r.id for r in by_key] == found
        assert [r.id for r in listed.records] == found
        assert listed.count.number == by_case.count.number == len(found)


async def test_a_derived_reference_is_shown_to_the_owner_alone(units: Units) -> None:
    plate = [{"number": "AB-123-CD", "country": "FRA"}]
    body = vehicle(vin=None, plates=plate)
    hidden = Restriction("all", (), {"plates": ("KEN",)})
    record = await enter(units, a_draft("vehicles", body, hidden), "vehicles")
    assert record.source_reference == "~plate/FRA/AB123CD"
    assert "AB123CD" not in repr(await get(units, record, KENYA))


async def test_pages_follow_each_other_without_gap_or_repeat(units: Units) -> None:
    entered = [
        await enter(units, a_draft("travel_documents", document(f"X{n:07d}")), "travel_documents")
        for n in range(7)
    ]
    seen, after = [], None
    async with units.begin(KENYA, PURPOSE) as unit:
        while True:
            page = await records.list_(unit, Query(limit=3, after=after))
            assert page.count == records.Count(7, exact=True)
            seen += [record.id for record in page.records]
            after = page.next
            if after is None:
                break
        with pytest.raises(records.CursorInvalid):
            await records.list_(unit, Query(after="bm90IGEgcGxhY2U"))
    assert seen == [record.id for record in reversed(entered)]


async def test_a_list_can_begin_with_the_oldest(units: Units) -> None:
    entered = [
        await enter(units, a_draft("travel_documents", document(f"X{n:07d}")), "travel_documents")
        for n in range(5)
    ]
    seen, after = [], None
    async with units.begin(KENYA, PURPOSE) as unit:
        for _ in range(3):
            page = await records.list_(unit, Query(order="oldest", limit=2, after=after))
            seen += [record.id for record in page.records]
            after = page.next
    assert (seen, after) == ([record.id for record in entered], None)


async def test_a_reference_is_taken_once(units: Units) -> None:
    await enter(units, a_draft(source_reference="F/1"))
    with pytest.raises(records.ReferenceTaken):
        await enter(units, a_draft(source_reference="F/1"))
    other = await enter(units, a_draft(source_reference="F/1"), actor=KENYA)
    assert other.owner == "KEN"


async def test_the_same_entered_twice_is_told_without_our_own_key(units: Units) -> None:
    await enter(units, a_draft())
    with pytest.raises(records.AlreadyEntered) as caught:
        await enter(units, a_draft())
    assert caught.value.data == {}


async def test_what_has_happened_on_a_day_to_come_is_doubtful(units: Units) -> None:
    async with units.begin(FRANCE, PURPOSE) as unit:
        soon = (unit.today + timedelta(days=1)).isoformat()  # it has begun in the east
        late = (unit.today + timedelta(days=2)).isoformat()
        draft = a_draft(body=person(birth_dates=[late, soon]))
        entered = await records.enter(unit, "persons", draft)
    assert [(w.field, w.code) for w in entered.warnings] == [("birth_dates[0]", "date-in-future")]


async def test_a_record_that_is_not_there_and_one_that_is_denied_look_the_same(
    units: Units,
) -> None:
    denied = await enter(units, a_draft(restriction=Restriction("except", ("KEN",))))
    errors = []
    for record_id in (denied.id, uuid4()):
        async with units.begin(KENYA, PURPOSE) as unit:
            with pytest.raises(records.RecordNotFound) as caught:
                await records.get(unit, record_id)
        errors.append({**caught.value.data, "record": ""})
    assert errors[0] == errors[1]


async def test_the_feed_holds_everything_and_shows_only_what_may_be_seen(units: Units) -> None:
    restriction = Restriction("except", ("ESP",), {"documents": ("KEN",)})
    body = person(documents=[{"number": "12AB34567"}])
    record = await enter(units, a_draft(body=body, restriction=restriction))
    async with units.system() as unit:
        [state] = await records.feed_states(unit, [str(record.id)])
        assert await records.snapshot(unit, None) == [state]
        assert await records.snapshot(unit, str(record.id)) == []
        [missing] = await records.feed_states(unit, ["not-an-id"])
    assert missing.gone
    assert state.names == ("Zephyrine Oakhollow", "زفيرين أوكهولو")
    assert state.birth == ("1979-03",)
    assert records.visible_state(state, SPAIN) is None
    kenya = records.visible_state(state, KENYA)
    assert kenya is not None
    assert kenya.keys == ()
    assert "documents" not in kenya.body
    assert records.visible_state(state, FRANCE) == state


async def test_an_export_says_what_a_reader_may_see_and_is_audited_first(units: Units) -> None:
    await enter(units, a_draft(restriction=Restriction("except", ("KEN",))))
    await enter(units, a_draft(body=person(names=[{"text": "=Open Sesame"}])))
    pieces = {}
    forms: tuple[Literal["csv", "jsonl"], ...] = ("csv", "jsonl")
    for form in forms:
        order = ExportOrder(form, ["FOR OFFICIAL USE\nONLY"])
        export = await records.export(units, (KENYA, PURPOSE), Query(database="persons"), order)
        pieces[form] = b"".join([piece async for piece in export]).decode()
    assert pieces["csv"].startswith("# FOR OFFICIAL USE ONLY\r\nname,")
    assert "Oakhollow" not in pieces["csv"] + pieces["jsonl"]
    assert "'=Open Sesame" in pieces["csv"]
    about, line = map(json.loads, pieces["jsonl"].splitlines())
    assert about == {"about": ["FOR OFFICIAL USE ONLY"]}
    assert line["body"]["names"][0]["text"] == "=Open Sesame"
    async with units.system() as unit:
        [told, _] = await unit.rows("SELECT entry FROM audit WHERE operation = 'disclosure'")
    assert '"count":1' in told["entry"]
