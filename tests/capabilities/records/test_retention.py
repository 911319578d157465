# SPDX-License-Identifier: Apache-2.0
"""A record is kept as long as its owner said: the owner is warned, then its content is gone."""

import asyncio
import os
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.factories_members import Clock
from tests.factories_records import PURPOSE, a_draft, an_actor
from wasl.capabilities import records
from wasl.capabilities.records import EVERYBODY, ImportJob, ImportOrder, Query, Record
from wasl.capabilities.records.service import keeping
from wasl.foundation.access import Actor
from wasl.foundation.db import Database
from wasl.foundation.errors import Problem
from wasl.foundation.unit import Units

FRANCE, BRUNO, KENYA = an_actor("FRA"), an_actor("FRA", "bruno"), an_actor("KEN")
LAST = date(2026, 12, 31)


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 3, 1, 8, 0, tzinfo=UTC))


@pytest.fixture
def units(database: Database, clean: None, clock: Clock) -> Units:
    return Units(database, clock)


async def enter(units: Units, reference: str, last: date = LAST, actor: Actor = FRANCE) -> Record:
    async with units.begin(actor, PURPOSE) as unit:
        draft = a_draft("persons", source_reference=reference, case="C/1", retention=last)
        return (await records.enter(unit, "persons", draft)).record


async def ending(units: Units, actor: Actor) -> set[str | None]:
    async with units.begin(actor, PURPOSE) as unit:
        query = Query(database="persons", kept_until=records.review_until(unit.today))
        found = {record.source_reference for record in (await records.list_(unit, query)).records}
        assert await records.count_ending(unit, "persons") == len(found)
    return found


async def test_an_owner_sees_half_a_year_ahead_what_will_be_erased(
    units: Units, clock: Clock
) -> None:
    await enter(units, "soon")
    await enter(units, "later", date(2027, 12, 31))
    assert await ending(units, FRANCE) == set()
    clock.wait(days=122)  # 1 July
    assert await ending(units, FRANCE) == {"soon"}
    assert await ending(units, KENYA) == set(), "it is the owner's affair"


async def test_after_its_last_day_a_record_is_erased_and_nodes_forget_it(
    units: Units, clock: Clock
) -> None:
    record, kept = await enter(units, "soon"), await enter(units, "later", date(2027, 12, 31))
    async with units.begin(FRANCE, PURPOSE) as unit:
        draft = a_draft("persons", source_reference="soon", case="C/2", retention=LAST)
        await records.change(unit, record.id, 1, draft)
    clock.now = datetime(2026, 12, 31, 23, 59, tzinfo=UTC)
    assert await records.erase_expired(units) == 0, "the last day is a day of keeping"
    clock.wait(minutes=2)
    assert await records.erase_expired(units) == 1
    assert await records.erase_expired(units) == 0
    async with units.begin(KENYA, PURPOSE) as unit:
        with pytest.raises(records.RecordNotFound):
            await records.get(unit, record.id)
        assert (await records.get(unit, kept.id)).body
    async with units.begin(FRANCE, PURPOSE) as unit:
        states = await records.history(unit, record.id)
    assert [state.record.body for state in states] == [None, None, None]
    assert (states[-1].operation, states[-1].by) == ("erasure", "retention")
    async with units.system() as unit:
        [gone] = await records.feed_states(unit, [str(record.id)])
        told = await unit.rows(
            "SELECT member, object, database FROM audit WHERE operation = 'erasure'"
        )
        left = await unit.rows("SELECT record FROM record_key WHERE record = %(id)s", id=record.id)
        sent = await unit.rows("SELECT key FROM outbox ORDER BY id DESC LIMIT 1")
    assert gone.gone
    assert told == [{"member": "FRA", "object": str(record.id), "database": "persons"}]
    assert left == []
    assert sent == [{"key": str(record.id)}]


async def test_an_owner_who_gives_a_later_day_keeps_the_record(units: Units, clock: Clock) -> None:
    record = await enter(units, "soon")
    clock.now = datetime(2026, 12, 31, 12, 0, tzinfo=UTC)
    async with units.begin(FRANCE, PURPOSE) as unit:
        later = a_draft("persons", source_reference="soon", retention=date(2028, 1, 1))
        await records.change(unit, record.id, 1, later)
    clock.wait(days=2)
    assert await records.erase_expired(units) == 0


async def test_a_day_moved_while_the_worker_looks_counts(
    units: Units, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = await enter(units, "soon")
    clock.now = datetime(2027, 1, 1, 0, 1, tzinfo=UTC)
    erase = keeping._erase

    async def overtaken(unit: object, ids: object) -> int:
        async with units.begin(BRUNO, PURPOSE) as other:
            later = a_draft("persons", source_reference="soon", retention=date(2028, 1, 1))
            await records.change(other, record.id, 1, later)
        return await erase(unit, ids)  # type: ignore[arg-type]

    monkeypatch.setattr(keeping, "_erase", overtaken)
    assert await records.erase_expired(units) == 0
    async with units.begin(FRANCE, PURPOSE) as unit:
        assert (await records.get(unit, record.id)).body


async def test_two_workers_erase_once_and_a_deletion_that_waits_is_done(
    units: Units, clock: Clock
) -> None:
    found = [await enter(units, f"F/{n}") for n in range(5)]
    async with units.begin(FRANCE, PURPOSE) as unit:
        await records.request_deletion(unit, found[0].id, "purpose achieved")
    clock.now += timedelta(days=400)
    done = await asyncio.gather(records.erase_expired(units), records.erase_expired(units))
    assert sum(done) == 5
    async with units.begin(BRUNO, PURPOSE) as unit:
        assert await records.list_deletions(unit) == []


async def load(units: Units, folder: Path, content: str) -> ImportJob:
    order = ImportOrder(
        database="travel_documents",
        owner="FRA",
        format="csv",
        filename="stolen.csv",
        purpose="border_control",
        restriction=EVERYBODY,
        complete=True,
    )

    async def pieces() -> AsyncIterator[bytes]:
        yield content.encode()

    job = await records.imports.receive(units, (FRANCE, PURPOSE), order, pieces(), folder)
    return await records.run_import(units, job.id, folder)


def explain(problem: Problem) -> str:
    return problem.code


async def test_what_an_import_left_is_removed_a_month_after_its_end(
    units: Units, clock: Clock, tmp_path: Path
) -> None:
    head = "number,country,type,fraud_type\n"
    done = await load(units, tmp_path, head + "A1,FRA,passport,stolen\nA2,Atlantis,passport,x\n")
    failed = await load(units, tmp_path, "nothing,like,that\n1,2,3\n")
    assert (done.state, failed.state) == ("done", "failed")
    assert [path.name for path in tmp_path.iterdir()] == [str(failed.id)]
    clock.wait(days=29)
    assert await records.sweep_imports(units, tmp_path) == 0
    assert await anext(records.reject_file(units, (FRANCE, PURPOSE), done.id, explain))
    clock.wait(days=2)
    assert await records.sweep_imports(units, tmp_path) == 2
    assert await records.sweep_imports(units, tmp_path) == 0
    async with units.begin(FRANCE, PURPOSE) as unit:
        assert (await records.imports.get(unit, done.id)).rejected == 1, "the figures stay"
        for act in (records.imports.list_gone, records.list_warnings):
            with pytest.raises(records.ImportSwept):
                await act(unit, done.id)  # type: ignore[operator]
        with pytest.raises(records.ImportFileMissing):
            await records.imports.again(unit, failed.id)
        kept = await unit.rows(
            "SELECT line FROM import_reject UNION ALL SELECT line FROM import_warning"
            " UNION ALL SELECT 1 FROM import_seen"
        )
    assert kept == []
    with pytest.raises(records.ImportSwept):
        await anext(records.reject_file(units, (FRANCE, PURPOSE), done.id, explain))
    async with units.system() as unit:
        told = await unit.rows("SELECT object, member FROM audit WHERE operation = 'erasure'")
    assert {row["object"] for row in told} == {str(done.id), str(failed.id)}


async def test_files_that_no_import_needs_do_not_stay(
    units: Units, clock: Clock, tmp_path: Path
) -> None:
    failed = await load(units, tmp_path, "nothing,like,that\n1,2,3\n")
    broken_off, under_way = tmp_path / "1.part", tmp_path / "2.part"
    for path, age in ((broken_off, 25), (under_way, 1), (tmp_path / str(failed.id), 48)):
        path.touch()
        moment = (clock.now - timedelta(hours=age)).timestamp()
        os.utime(path, (moment, moment))
    await records.sweep_imports(units, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {under_way.name, str(failed.id)}
    assert await records.sweep_imports(units, tmp_path / "nowhere") == 0
