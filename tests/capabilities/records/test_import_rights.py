# SPDX-License-Identifier: Apache-2.0
"""An import obeys the rights of the day, and meets people who write at the same time."""

from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from tests.factories_records import PURPOSE, a_draft, an_actor, document
from wasl.capabilities import records
from wasl.capabilities.records import EVERYBODY, ImportJob, ImportOrder, Query, Record
from wasl.capabilities.records.service import running
from wasl.capabilities.records.store import bulk, jobs
from wasl.capabilities.records.store.bulk import Known
from wasl.foundation.access import AccessDenied, Actor, Role
from wasl.foundation.errors import Problem
from wasl.foundation.unit import Unit, Units

FRANCE, BRUNO = an_actor("FRA"), an_actor("FRA", "bruno")
HEADER = "number,country,type,fraud_type,source_reference\n"
OTHERS = (
    an_actor("FRA", "omar", Role.OFFICER),
    an_actor("FRA", "aude", Role.AUDITOR),
    an_actor("FRA", "ada", Role.ADMINISTRATOR),
    replace(an_actor("FRA", "server"), may_write=False),
    replace(an_actor("FRA", "garage"), databases=frozenset({"vehicles"})),
)


def rows(*numbers: str, fraud: str = "stolen") -> str:
    return HEADER + "".join(f"{number},FRA,passport,{fraud},F/{number}\n" for number in numbers)


async def receive(units: Units, folder: Path, content: str, actor: Actor = FRANCE) -> ImportJob:
    async def pieces() -> AsyncIterator[bytes]:
        yield content.encode()

    order = ImportOrder(
        database="travel_documents",
        owner="FRA",
        format="csv",
        filename="stolen.csv",
        purpose="border_control",
        restriction=EVERYBODY,
    )
    return await records.imports.receive(units, (actor, PURPOSE), order, pieces(), folder)


def explain(problem: Problem) -> str:
    return problem.code


@pytest.mark.parametrize("colleague", OTHERS, ids=lambda actor: str(actor.id))
async def test_who_may_not_import_neither_sees_nor_stops_an_import(
    units: Units, tmp_path: Path, colleague: Actor
) -> None:
    job = await receive(units, tmp_path, HEADER + "A2,Atlantis,passport,stolen,F/2\n")
    async with units.begin(colleague, PURPOSE) as unit:
        for act in (records.imports.get, records.imports.cancel, records.imports.again):
            with pytest.raises(AccessDenied):
                await act(unit, job.id)
    await records.run_import(units, job.id, tmp_path)
    with pytest.raises(AccessDenied):
        await anext(records.reject_file(units, (colleague, PURPOSE), job.id, explain))


async def test_the_list_holds_only_imports_into_open_databases(
    units: Units, tmp_path: Path
) -> None:
    await receive(units, tmp_path, rows("A1"))
    garage = replace(an_actor("FRA", "garage"), databases=frozenset({"vehicles"}))
    async with units.begin(garage) as unit:
        assert await records.imports.list_(unit) == []
    async with units.begin(BRUNO) as unit:
        assert len(await records.imports.list_(unit)) == 1


async def test_who_breaks_off_a_download_of_refused_lines_is_audited_all_the_same(
    units: Units, tmp_path: Path
) -> None:
    job = await receive(units, tmp_path, HEADER + "A2,Atlantis,passport,stolen,F/2\n")
    await records.run_import(units, job.id, tmp_path)
    pieces = records.reject_file(units, (BRUNO, PURPOSE), job.id, explain)
    assert isinstance(pieces, AsyncGenerator)
    await anext(pieces)
    assert "Atlantis" in await anext(pieces)
    await pieces.aclose()
    async with units.system() as unit:
        told = await unit.rows(
            "SELECT object, purpose FROM audit"
            " WHERE actor = %(who)s AND operation = 'consultation'",
            who=BRUNO.id,
        )
    assert told == [{"object": str(job.id), "purpose": PURPOSE}]


async def test_stopping_and_resuming_an_import_are_on_record(units: Units, tmp_path: Path) -> None:
    job = await receive(units, tmp_path, rows("A1"))
    async with units.begin(BRUNO) as unit:
        await records.imports.cancel(unit, job.id)
    async with units.system() as unit:
        told = await unit.rows(
            "SELECT operation, object FROM audit WHERE actor = %(who)s", who=BRUNO.id
        )
    assert told == [{"operation": "alteration", "object": str(job.id)}]


async def test_an_import_ends_at_the_chunk_after_its_asker_was_revoked(
    units: Units, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "CHUNK", 10)
    job = await receive(units, tmp_path, rows(*(f"A{n}" for n in range(30))))
    asked = 0

    async def revoked_during_the_second_chunk(unit: Unit, principal: str) -> Actor | None:
        nonlocal asked
        asked += 1
        return FRANCE if asked <= 3 else None

    done = await records.run_import(units, job.id, tmp_path, revoked_during_the_second_chunk)
    assert (done.state, done.new) == ("failed", 20)
    assert done.problem
    assert done.problem["code"] == "access-denied"


async def test_an_import_ends_when_its_purpose_was_closed(units: Units, tmp_path: Path) -> None:
    job = await receive(units, tmp_path, rows("A1"))

    async def narrowed(unit: Unit, principal: str) -> Actor | None:
        return replace(FRANCE, purposes=frozenset({"border_control"}))

    done = await records.run_import(units, job.id, tmp_path, narrowed)
    assert (done.state, done.new) == ("failed", 0)


async def test_a_job_made_for_another_member_writes_nothing(
    units: Units, tmp_path: Path, owner_dsn: str
) -> None:
    """The worker asks the rules again, whoever put the row there."""
    job = await receive(units, tmp_path, rows("A1"))
    with psycopg.connect(owner_dsn) as connection:
        connection.execute("SET ROLE wasl_system")
        connection.execute(
            "UPDATE import_job SET owner = 'KEN',"
            " requested = jsonb_set(requested, '{owner}', '\"KEN\"')"
        )
    done = await records.run_import(units, job.id, tmp_path)
    assert (done.state, done.new) == ("failed", 0)
    async with units.begin(an_actor("KEN"), PURPOSE) as unit:
        assert (await records.list_(unit, Query())).records == []


async def test_an_import_cancelled_while_a_worker_picks_it_up_stays_cancelled(
    units: Units, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = await receive(units, tmp_path, rows("A1"))
    find_origin = jobs.find_origin

    async def cancelled_meanwhile(unit: Unit, job_id: UUID) -> tuple[Actor, str | None, str] | None:
        async with units.begin(BRUNO) as other:
            await records.imports.cancel(other, job.id)
        return await find_origin(unit, job.id)

    monkeypatch.setattr(jobs, "find_origin", cancelled_meanwhile)
    done = await records.run_import(units, job.id, tmp_path)
    assert (done.state, done.lines) == ("cancelled", 0)


async def test_the_file_of_an_import_cancelled_before_it_ran_does_not_stay(
    units: Units, tmp_path: Path
) -> None:
    job = await receive(units, tmp_path, rows("A1"))
    async with units.begin(BRUNO) as unit:
        await records.imports.cancel(unit, job.id)
    await records.run_import(units, job.id, tmp_path)
    assert list(tmp_path.iterdir()) == []


async def entered(units: Units) -> Record:
    draft = a_draft("travel_documents", document("A1"), source_reference="F/A1")
    async with units.begin(FRANCE, PURPOSE) as unit:
        return (await records.enter(unit, "travel_documents", draft)).record


async def test_a_change_made_during_an_import_keeps_its_place_in_the_history(
    units: Units, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = await entered(units)
    job = await receive(units, tmp_path, rows("A1", fraud="lost"))
    known = bulk.known

    async def changed_meanwhile(
        unit: Unit, database: str, owner: str, references: list[str]
    ) -> dict[str, Known]:
        found = await known(unit, database, owner, references)
        body = document("A1", fraud_type="revoked")
        async with units.begin(BRUNO, PURPOSE) as other:
            await records.change(other, record.id, 1, a_draft("travel_documents", body))
        return found

    monkeypatch.setattr(bulk, "known", changed_meanwhile)
    done = await records.run_import(units, job.id, tmp_path)
    assert (done.state, done.changed) == ("done", 1)
    async with units.begin(BRUNO, PURPOSE) as unit:
        await records.change(unit, record.id, 3, a_draft("travel_documents", document("A1")))
        states = await records.history(unit, record.id)
    kinds = [state.record.body.fraud_type for state in states]
    assert kinds == ["stolen", "revoked", "lost", "stolen"]


async def test_a_record_erased_during_an_import_stays_erased(
    units: Units, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = await entered(units)
    job = await receive(units, tmp_path, rows("A1", fraud="lost"))
    async with units.begin(FRANCE, PURPOSE) as unit:
        await records.request_deletion(unit, record.id, "purpose achieved")
    known = bulk.known

    async def erased_meanwhile(
        unit: Unit, database: str, owner: str, references: list[str]
    ) -> dict[str, Known]:
        found = await known(unit, database, owner, references)
        async with units.begin(BRUNO, PURPOSE) as other:
            await records.confirm_deletion(other, record.id)
        return found

    monkeypatch.setattr(bulk, "known", erased_meanwhile)
    done = await records.run_import(units, job.id, tmp_path)
    assert (done.state, done.new, done.changed) == ("done", 1, 0)
    async with units.begin(FRANCE, PURPOSE) as unit:
        assert (await records.get(unit, record.id)).body is None
        [fresh] = (await records.list_(unit, Query(database="travel_documents"))).records
    assert fresh.id != record.id


async def test_deletions_that_wait_are_shown_for_open_databases_alone_and_audited(
    units: Units,
) -> None:
    record = await entered(units)
    async with units.begin(FRANCE, PURPOSE) as unit:
        await records.request_deletion(unit, record.id, "belongs to Zephyrine Oakhollow")
    garage = replace(an_actor("FRA", "garage"), databases=frozenset({"vehicles"}))
    async with units.begin(garage, PURPOSE) as unit:
        assert await records.list_deletions(unit) == []
    async with units.begin(BRUNO, PURPOSE) as unit:
        assert [one.record for one in await records.list_deletions(unit)] == [record.id]
    async with units.system() as unit:
        told = await unit.rows(
            "SELECT entry FROM audit WHERE actor = %(who)s AND database = 'travel_documents'",
            who=BRUNO.id,
        )
    assert len(told) == 1
    assert str(record.id) in told[0]["entry"]
