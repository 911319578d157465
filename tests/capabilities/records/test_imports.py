# SPDX-License-Identifier: Apache-2.0
"""Files become records: once, however often they are sent; what is refused comes back to mend."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.factories_records import PURPOSE, a_draft, an_actor, document
from wasl.capabilities import records
from wasl.capabilities.records import EVERYBODY, ImportJob, ImportOrder, Query, Restriction
from wasl.capabilities.records.model import Line
from wasl.capabilities.records.rules import Register
from wasl.capabilities.records.service import running
from wasl.capabilities.records.store.bulk import State
from wasl.foundation.access import AccessDenied, Actor, Role
from wasl.foundation.errors import Invalid, Problem
from wasl.foundation.unit import Unit, Units
from wasl.interfaces.problems import sentence_of

FRANCE, KENYA, SECRETARIAT = an_actor("FRA"), an_actor("KEN"), an_actor("XGS")
HEADER = "number,country,type,fraud_type\n"


def an_order(**fields: Any) -> ImportOrder:
    given = {
        "database": "travel_documents",
        "owner": "FRA",
        "format": "csv",
        "filename": "stolen.csv",
        "purpose": "border_control",
        "restriction": EVERYBODY,
        **fields,
    }
    return ImportOrder(**given)


async def pieces(content: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(content), 777):
        yield content[start : start + 777]


async def receive(
    units: Units, folder: Path, content: str | bytes, order: ImportOrder, actor: Actor = FRANCE
) -> ImportJob:
    raw = content.encode() if isinstance(content, str) else content
    return await records.imports.receive(units, (actor, PURPOSE), order, pieces(raw), folder)


async def load(
    units: Units,
    folder: Path,
    content: str | bytes,
    order: ImportOrder | None = None,
    actor: Actor = FRANCE,
) -> ImportJob:
    job = await receive(units, folder, content, order or an_order(), actor)
    return await records.run_import(units, job.id, folder)


def explain(problem: Problem) -> str:
    return problem.code


async def refused(units: Units, job: ImportJob, actor: Actor = FRANCE) -> str:
    pieces = records.reject_file(units, (actor, PURPOSE), job.id, explain)
    return "".join([piece async for piece in pieces])


async def all_of(units: Units, database: str, actor: Actor = FRANCE) -> list[records.Record]:
    async with units.begin(actor, PURPOSE) as unit:
        return (await records.list_(unit, Query(database=database, limit=500))).records


def counts(job: ImportJob) -> tuple[int, int, int, int]:
    return job.new, job.changed, job.unchanged, job.rejected


def rows(*numbers: str, fraud: str = "stolen") -> str:
    return HEADER + "".join(f"{number},FRA,passport,{fraud}\n" for number in numbers)


async def test_a_file_sent_twice_changes_nothing(units: Units, tmp_path: Path) -> None:
    first = await load(units, tmp_path, rows("A1", "A2", "A3"))
    assert (first.state, counts(first)) == ("done", (3, 0, 0, 0))
    entered = await all_of(units, "travel_documents")
    async with units.system() as unit:
        told = await unit.row("SELECT count(*) AS n FROM audit WHERE operation <> 'consultation'")
    again = await load(units, tmp_path, rows("A1", "A2", "A3"))
    assert counts(again) == (0, 0, 3, 0)
    assert await all_of(units, "travel_documents") == entered
    async with units.system() as unit:
        later = await unit.row("SELECT count(*) AS n FROM audit WHERE operation <> 'consultation'")
        sent = await unit.row("SELECT count(*) AS n FROM outbox")
    assert told
    assert later
    assert later["n"] == told["n"] + 1  # that the file came in
    assert sent == {"n": 3}
    assert list(tmp_path.iterdir()) == []


async def test_what_was_taken_out_comes_back_unchanged(units: Units, tmp_path: Path) -> None:
    await load(units, tmp_path, rows("A1", "A2"))
    query, order = Query(database="travel_documents"), records.ExportOrder("jsonl", ["Marked"])
    taken = await records.export(units, (FRANCE, PURPOSE), query, order)
    file = b"".join([piece async for piece in taken])
    assert counts(await load(units, tmp_path, file, an_order(format="jsonl"))) == (0, 0, 2, 0)
    both = await load(units, tmp_path, file + file, an_order(format="jsonl"))
    assert counts(both) == (0, 0, 4, 1), "only the first line may say what the file is"
    (first, _) = await all_of(units, "travel_documents")
    sooner = first.retention - timedelta(days=30)
    changed = file.replace(first.retention.isoformat().encode(), sooner.isoformat().encode())
    assert counts(await load(units, tmp_path, changed, an_order(format="jsonl"))) == (0, 2, 0, 0)


async def test_a_mended_file_changes_what_it_says(units: Units, tmp_path: Path) -> None:
    await load(units, tmp_path, rows("A1", "A2"))
    job = await load(units, tmp_path, rows("A2", fraud="lost") + "A3,FRA,passport,stolen\n")
    assert counts(job) == (1, 1, 0, 0)
    found = {r.body.number: r for r in await all_of(units, "travel_documents")}
    assert {n: (r.version, r.body.fraud_type) for n, r in found.items()} == {
        "A1": (1, "stolen"),
        "A2": (2, "lost"),
        "A3": (1, "stolen"),
    }
    async with units.begin(FRANCE, PURPOSE) as unit:
        past = await records.history(unit, found["A2"].id)
    assert [version.record.body.fraud_type for version in past] == ["stolen", "lost"]


async def test_refused_lines_come_back_to_be_mended(units: Units, tmp_path: Path) -> None:
    content = HEADER + "A1,FRA,passport,stolen\nA2,Atlantis,passport,burnt\nA3,FRA\n"
    job = await load(units, tmp_path, content)
    assert (job.state, counts(job)) == ("done", (1, 0, 0, 2))
    file = await refused(units, job)
    assert file.splitlines() == [
        "\ufeffreasons,line,number,country,type,fraud_type",
        "country: country-unknown; fraud_type: code-unknown,3,A2,Atlantis,passport,burnt",
        "cells-wrong,4,A3,FRA",
    ]
    mended = file.replace("Atlantis", "FR").replace("burnt", "Stolen Blank")
    mended = mended.replace("A3,FRA", "A3,FRA,passport,lost")
    job = await load(units, tmp_path, mended)
    assert counts(job) == (2, 0, 0, 0)


async def test_only_the_issuing_country_adds_travel_documents(units: Units, tmp_path: Path) -> None:
    content = HEADER + "A1,FRA,passport,stolen\nA2,PYF,passport,stolen\n"
    content += "A3,ESP,passport,stolen\nA4,UNA,passport,stolen\nA5,XXB,passport,stolen\n"
    job = await load(units, tmp_path, content)
    assert counts(job) == (2, 0, 0, 3)
    file = await refused(units, job)
    assert re.findall(r"country: ([a-z-]+),\d,(A\d)", file) == [
        ("issuer-other", "A3"),
        ("issuer-other", "A4"),
        ("issuer-no-member", "A5"),
    ]
    for country in ("ESP", "XXB"):
        async with units.begin(FRANCE, PURPOSE) as unit:
            with pytest.raises(Invalid) as caught:
                draft = a_draft("travel_documents", document(country=country))
                await records.enter(unit, "travel_documents", draft)
        assert [problem.field for problem in caught.value.problems] == ["country"]
    async with units.begin(FRANCE, PURPOSE) as unit:
        draft = a_draft("travel_documents", document("A9"))
        own = (await records.enter(unit, "travel_documents", draft)).record
        with pytest.raises(Invalid):
            other = a_draft("travel_documents", document("A9", country="ESP"))
            await records.change(unit, own.id, 1, other)


async def test_the_general_secretariat_adds_what_issuers_without_a_bureau_report(
    units: Units,
) -> None:
    draft = a_draft("travel_documents", document(country="EUE"))
    async with units.begin(FRANCE, PURPOSE) as unit:
        with pytest.raises(Invalid) as caught:
            await records.enter(unit, "travel_documents", draft)
    assert caught.value.problems[0].data == {"issuer": "XGS"}
    async with units.begin(SECRETARIAT, PURPOSE) as unit:
        entered = await records.enter(unit, "travel_documents", draft)
    assert entered.record.owner == "XGS"


async def test_rejects_are_the_bureaus_own(units: Units, tmp_path: Path) -> None:
    job = await load(units, tmp_path, HEADER + "A2,Atlantis,passport,stolen\n")
    with pytest.raises(records.ImportNotFound):
        await refused(units, job, KENYA)
    async with units.begin(KENYA, PURPOSE) as unit:
        assert await records.imports.list_(unit) == []
        with pytest.raises(records.ImportNotFound):
            await records.imports.get(unit, job.id)
        with pytest.raises(records.ImportNotFound):
            await records.imports.cancel(unit, job.id)


async def test_a_wrong_check_digit_warns_and_does_not_block(units: Units, tmp_path: Path) -> None:
    content = "vin;plates;status\n1M8GDM9A0KP042788;FRA:AB-123-CD;stolen\n"
    job = await load(units, tmp_path, content, an_order(database="vehicles"))
    assert (counts(job), job.warned) == ((1, 0, 0, 0), 1)
    [vehicle] = await all_of(units, "vehicles")
    assert vehicle.body.plates[0].country == "FRA"


async def test_what_looks_doubtful_is_listed_line_by_line(units: Units, tmp_path: Path) -> None:
    content = "vin;plates;status\n1M8GDM9AXKP042788;FRA:AB-1;stolen\n"
    content += "1M8GDM9A0KP042788;FRA:AB-2;stolen\n\n;ZZZ:AB-3;stolen\n;AB-4;stolen\n"
    job = await load(units, tmp_path, content, an_order(database="vehicles"))
    assert (counts(job), job.warned) == ((3, 0, 0, 1), 2)
    async with units.begin(FRANCE, PURPOSE) as unit:
        first = await records.list_warnings(unit, job.id, 0, 1)
        rest = await records.list_warnings(unit, job.id, first[-1][0])
    told = [(line.number, [w.code for w in line.warnings]) for _, line in first + rest]
    assert told == [(3, ["vin-check-digit-wrong"]), (6, ["plate-without-country"])]
    async with units.begin(KENYA, PURPOSE) as unit:
        with pytest.raises(records.ImportNotFound):
            await records.list_warnings(unit, job.id)
        assert await unit.rows("SELECT line FROM import_warning") == []


@pytest.mark.parametrize("chunk", [1000, 1])
async def test_two_people_under_one_reference_do_not_pass_unseen(
    units: Units, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr(running, "CHUNK", chunk)
    content = "name,status,source_reference\nAnn One,missing,C/1\nBen Two,missing,C/2\n"
    content += "Cleo Three,missing,C/1\nBen Two,missing,C/2\n"
    job = await load(units, tmp_path, content, an_order(database="persons"))
    assert (job.state, job.lines, sum(counts(job)), job.warned) == ("done", 4, 4, 1)
    async with units.begin(FRANCE, PURPOSE) as unit:
        [(_, line)] = await records.list_warnings(unit, job.id)
    assert (line.number, [w.code for w in line.warnings]) == (4, ["reference-repeated"])
    names = {record.body.names[0].text for record in await all_of(units, "persons")}
    assert names == {"Cleo Three", "Ben Two"}


async def test_lines_say_who_may_see_them(units: Units, tmp_path: Path) -> None:
    content = "number,country,type,fraud_type,shared_with,hidden_from,hidden_fields,note\n"
    line = "{},FRA,passport,stolen,{},{},{},in a car\n"
    content += line.format("A1", "all", "", "")
    content += line.format("A2", "nobody", "", "")
    content += line.format("A3", "all", "KEN", "")
    content += line.format("A4", "KEN ESP", "", "note:KEN")
    content += line.format("A5", "", "", "")
    content += line.format("A6", "evrybody", "", "")
    content += line.format("A7", "KEN", "ESP", "")
    order = an_order(restriction=Restriction("only", ("ESP",)))
    job = await load(units, tmp_path, content, order)
    assert counts(job) == (5, 0, 0, 2)
    seen = {
        member: {
            r.body.number: r.body.note
            for r in await all_of(units, "travel_documents", an_actor(member))
        }
        for member in ("FRA", "KEN", "ESP")
    }
    assert set(seen["FRA"]) == {"A1", "A2", "A3", "A4", "A5"}
    assert seen["KEN"] == {"A1": "in a car", "A4": None}
    assert seen["ESP"] == {n: "in a car" for n in ("A1", "A3", "A4", "A5")}


async def test_persons_come_with_all_their_names(units: Units, tmp_path: Path) -> None:
    content = (
        "family_name,given_names,original_script_name,aliases,birth_dates,documents,status\n"
        'Oakhollow,Zephyrine,زفيرين أوكهولو,"Zeph;Z. Hollow",1979-03;about 1980,'
        "passport:FRA:12AB34567,wanted\n"
    )
    job = await load(units, tmp_path, content, an_order(database="persons"))
    assert counts(job) == (1, 0, 0, 0)
    [person] = await all_of(units, "persons", KENYA)
    assert [(n.text, n.kind, n.script) for n in person.body.names] == [
        ("Zephyrine Oakhollow", "primary", "Latn"),
        ("زفيرين أوكهولو", "primary", "Arab"),
        ("Zeph", "alias", "Latn"),
        ("Z. Hollow", "alias", "Latn"),
    ]
    assert person.body.birth_dates == ("1979-03", "1980~")
    async with units.begin(KENYA, PURPOSE) as unit:
        assert len(await records.find(unit, "document", "12 ab-34567")) == 1
    again = await load(units, tmp_path, content, an_order(database="persons"))
    assert counts(again) == (0, 0, 1, 0)


async def test_lines_of_json_are_whole_or_flat(units: Units, tmp_path: Path) -> None:
    content = (
        '{"number": "A1", "country": "FRA", "type": "passport", "fraud_type": "stolen"}\n'
        '# a remark\n\n{"body": {"number": "A2", "country": "FRA", "type": "passport",'
        ' "fraud_type": "lost"}, "restriction": {"mode": "only"}, "case": "C/1"}\n'
        '{"number": "A3", "country": "FRA", "type": "passport", "fraud_type": 7}\n'
        '{"number": "A4", "holder": "Zephyrine"}\n'
        "not json\n"
    )
    job = await load(units, tmp_path, content, an_order(format="jsonl"))
    assert counts(job) == (2, 0, 0, 3)
    file = await refused(units, job)
    assert "# 5: fraud_type: wrong-type\n" in file
    assert "# 6: country: required\n" in file or "# 6: holder: field-unknown\n" in file
    assert "# 7: not-json\nnot json\n" in file
    mended = file.replace('"fraud_type": 7', '"fraud_type": "lost"')
    assert (await load(units, tmp_path, mended, an_order(format="jsonl"))).new == 1


async def test_an_export_can_be_read_back(units: Units, tmp_path: Path) -> None:
    await load(units, tmp_path, rows("A1", "A2"))
    for form in ("csv", "jsonl"):
        query = Query(database="travel_documents")
        order = records.ExportOrder(form, ["remark"])  # type: ignore[arg-type]
        export = await records.export(units, (FRANCE, PURPOSE), query, order)
        content = b"".join([piece async for piece in export])
        job = await load(units, tmp_path, content, an_order(format=form))
        assert job.rejected == 0
        assert job.new == 0


class Killed(BaseException):
    """The power goes."""


async def test_a_killed_run_goes_on_exactly_where_it_stood(
    units: Units, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "CHUNK", 10)
    content = rows(*(f"A{n}" for n in range(35))) + "B1,Atlantis,passport,stolen\n"
    job = await receive(units, tmp_path, content, an_order())
    write, written = running._write, 0

    async def fails(this: running._Run, batch: running._Batch, count: int) -> None:
        nonlocal written
        written += 1
        if written == 3:
            raise Killed
        await write(this, batch, count)

    monkeypatch.setattr(running, "_write", fails)
    with pytest.raises(Killed):
        await records.run_import(units, job.id, tmp_path)
    async with units.begin(FRANCE, PURPOSE) as unit:
        stopped = await records.imports.get(unit, job.id)
    assert (stopped.state, stopped.lines, stopped.new) == ("running", 20, 20)
    monkeypatch.setattr(running, "_write", write)
    done = await records.run_import(units, job.id, tmp_path)
    assert (done.state, done.lines, counts(done)) == ("done", 36, (35, 0, 0, 1))
    async with units.system() as unit:
        told = await unit.rows(
            "SELECT object FROM audit WHERE operation = 'collection' AND object <> %(job)s",
            job=str(job.id),
        )
    assert len(told) == len({row["object"] for row in told}) == 35


async def test_a_second_worker_on_the_same_import_steps_back(
    units: Units, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "CHUNK", 10)
    job = await receive(units, tmp_path, rows(*(f"A{n}" for n in range(30))), an_order())
    write = running._write

    async def overtaken(this: running._Run, batch: running._Batch, count: int) -> None:
        monkeypatch.setattr(running, "_write", write)
        await records.run_import(units, job.id, tmp_path)
        await write(this, batch, count)

    monkeypatch.setattr(running, "_write", overtaken)
    done = await records.run_import(units, job.id, tmp_path)
    assert (done.state, done.lines, counts(done)) == ("done", 30, (30, 0, 0, 0))


async def test_a_running_import_is_stopped_after_its_chunk(
    units: Units, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "CHUNK", 10)
    job = await receive(units, tmp_path, rows(*(f"A{n}" for n in range(30))), an_order())
    write = running._write

    async def cancelled_meanwhile(this: running._Run, batch: running._Batch, count: int) -> None:
        async with units.begin(FRANCE, PURPOSE) as unit:
            await records.imports.cancel(unit, job.id)
        await write(this, batch, count)

    monkeypatch.setattr(running, "_write", cancelled_meanwhile)
    stopped = await records.run_import(units, job.id, tmp_path)
    assert (stopped.state, counts(stopped)) == ("cancelled", (10, 0, 0, 0))
    async with units.begin(FRANCE, PURPOSE) as unit:
        with pytest.raises(records.ImportFinished):
            await records.imports.cancel(unit, job.id)
    assert (await records.run_import(units, job.id, tmp_path)).lines == 10


async def test_an_import_that_waits_is_cancelled_at_once(units: Units, tmp_path: Path) -> None:
    job = await receive(units, tmp_path, rows("A1"), an_order())
    async with units.begin(FRANCE, PURPOSE) as unit:
        assert (await records.imports.cancel(unit, job.id)).state == "cancelled"
    assert (await records.run_import(units, job.id, tmp_path)).lines == 0


async def test_a_lost_file_fails_with_a_reason_and_can_go_on(units: Units, tmp_path: Path) -> None:
    job = await receive(units, tmp_path, rows("A1"), an_order())
    path = tmp_path / str(job.id)
    kept = path.read_bytes()
    path.unlink()
    failed = await records.run_import(units, job.id, tmp_path)
    assert failed.problem == {"code": "import-file-missing", "data": {}}
    path.write_bytes(kept)
    async with units.begin(FRANCE, PURPOSE) as unit:
        assert (await records.imports.again(unit, job.id)).state == "queued"
    assert (await records.run_import(units, job.id, tmp_path)).new == 1


async def test_what_its_own_file_stopped_is_not_let_go_on_to_stop_again(
    units: Units, tmp_path: Path
) -> None:
    table = rows("A1").replace("stolen", "volé").encode("latin-1")
    failed = await load(units, tmp_path, table, an_order())
    assert failed.problem
    assert failed.problem["code"] == "encoding-undeclared"
    assert not records.imports.may_go_on(failed)
    async with units.begin(FRANCE, PURPOSE) as unit:
        with pytest.raises(records.ImportFileAtFault):
            await records.imports.again(unit, failed.id)
        assert (await records.imports.get(unit, failed.id)).state == "failed"


async def test_an_unforeseen_fault_ends_an_import_with_a_sentence_and_it_can_go_on(
    units: Units, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "CHUNK", 10)
    content = rows(*(f"A{n}" for n in range(30)))
    job = await receive(units, tmp_path, content, an_order())
    judge = running._judge

    def stumbles(this: running._Run, chunk: list[Line], register: Register) -> running._Batch:
        if this.job.lines == 20:
            raise ValueError("nobody thought of this: Zephyrine Oakhollow")
        return judge(this, chunk, register)

    monkeypatch.setattr(running, "_judge", stumbles)
    failed = await records.run_import(units, job.id, tmp_path)
    assert (failed.state, failed.new) == ("failed", 20)
    assert failed.problem
    assert failed.problem["code"] == "import-broken"
    assert failed.problem["data"]["after"] == 20
    assert "Zephyrine" not in sentence_of("import-broken", failed.problem["data"])
    monkeypatch.setattr(running, "_judge", judge)
    async with units.begin(FRANCE, PURPOSE) as unit:
        await records.imports.again(unit, job.id)
    done = await records.run_import(units, job.id, tmp_path)
    assert (done.state, done.new) == ("done", 30)


async def test_an_import_that_no_worker_has_any_more_is_taken_up_again(
    units: Units, tmp_path: Path
) -> None:
    job = await receive(units, tmp_path, rows("A1"), an_order())
    async with units.system() as unit:
        assert await records.imports.take_up(unit) == 0  # it waits for the worker
        await unit.execute("UPDATE import_job SET state = 'running'")
        await unit.execute("UPDATE procrastinate_jobs SET status = 'failed'")
    async with units.system() as unit:
        assert await records.imports.take_up(unit) == 1
    async with units.system() as unit:
        assert await records.imports.take_up(unit) == 0
        found = await unit.rows("SELECT args FROM procrastinate_jobs WHERE status = 'todo'")
    assert found == [{"args": {"import_id": str(job.id)}}]
    assert (await records.run_import(units, job.id, tmp_path)).new == 1


async def test_a_full_disk_keeps_nothing_and_says_so(units: Units, tmp_path: Path) -> None:
    async def endless() -> AsyncIterator[bytes]:
        yield b"x"
        raise OSError(28, "No space left on device")

    with pytest.raises(records.StorageFull):
        await records.imports.receive(
            units, (FRANCE, PURPOSE), an_order(), endless(), tmp_path / "imports"
        )
    assert list((tmp_path / "imports").iterdir()) == []
    async with units.begin(FRANCE, PURPOSE) as unit:
        assert await records.imports.list_(unit) == []


async def test_only_the_owner_imports_and_the_secretariat_keeps_the_un_list(
    units: Units, tmp_path: Path
) -> None:
    with pytest.raises(records.NotOwner):
        await load(units, tmp_path, rows("A1"), an_order(owner="KEN"))
    with pytest.raises(records.UnitedNationsKept):
        await load(units, tmp_path, rows("A1"), an_order(owner="UNO"))
    officer = an_actor("FRA", "omar", Role.OFFICER)
    with pytest.raises(AccessDenied):
        await load(units, tmp_path, rows("A1"), an_order(), officer)
    laissez_passer = HEADER + "A1,UNO,passport,stolen\n"
    job = await load(units, tmp_path, laissez_passer, an_order(owner="UNO"), SECRETARIAT)
    assert job.new == 1
    async with units.system() as unit:
        told = await unit.row("SELECT entry FROM audit WHERE object <> %(j)s", j=str(job.id))
    assert told
    assert '"member":"UNO"' in told["entry"]
    assert '"asked_by":"XGS"' in told["entry"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"owner": "ZZZ"}, "owner"),
        ({"purpose": "curiosity"}, "purpose"),
        ({"restriction": Restriction("")}, "restriction.mode"),
        ({"restriction": Restriction("except")}, "restriction.members"),
        ({"format": "un"}, "format"),
        ({"encoding": "ebcdic"}, "encoding"),
    ],
)
async def test_an_order_that_makes_no_sense_is_refused_before_the_file(
    units: Units, tmp_path: Path, fields: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        await load(units, tmp_path, rows("A1"), an_order(**fields))
    assert [problem.field for problem in caught.value.problems] == [field]
    assert list(tmp_path.iterdir()) == []


async def test_a_person_entering_the_same_reference_meanwhile_does_not_stop_an_import(
    units: Units, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = await receive(units, tmp_path, rows("A1", "A2"), an_order())
    put = running._put

    async def overtaken(this: running._Run, unit: Unit, states: list[State]) -> None:
        monkeypatch.setattr(running, "_put", put)
        async with units.begin(FRANCE, PURPOSE) as other:
            draft = a_draft("travel_documents", document("A1"))
            await records.enter(other, "travel_documents", draft)
        await put(this, unit, states)

    monkeypatch.setattr(running, "_put", overtaken)
    done = await records.run_import(units, job.id, tmp_path)
    assert done.state == "done"
    assert len(await all_of(units, "travel_documents")) == 2


async def test_a_complete_list_tells_what_is_gone_and_deletes_nothing(
    units: Units, tmp_path: Path
) -> None:
    await load(units, tmp_path, rows("A1", "A2", "A3"), an_order(complete=True))
    job = await load(units, tmp_path, rows("A2"), an_order(complete=True))
    assert (counts(job), job.gone) == ((0, 0, 1, 0), 2)
    async with units.begin(FRANCE, PURPOSE) as unit:
        gone = await records.imports.list_gone(unit, job.id)
    assert sorted(record.body.number for record in gone) == ["A1", "A3"]
    assert len(await all_of(units, "travel_documents")) == 3


@pytest.mark.parametrize("kind", ["persons", "travel_documents", "vehicles"])
async def test_the_template_is_a_file_that_imports(units: Units, tmp_path: Path, kind: str) -> None:
    job = await load(units, tmp_path, records.template(kind), an_order(database=kind))
    assert (job.state, counts(job)) == ("done", (1, 0, 0, 0)), await refused(units, job)


async def test_nobody_imports_after_being_revoked(units: Units, tmp_path: Path) -> None:
    async def revoked(unit: Unit, principal: str) -> None:
        assert principal == FRANCE.id

    async def demoted(unit: Unit, principal: str) -> Actor:
        return an_actor("FRA", "amelie", Role.OFFICER)

    for find_actor in (revoked, demoted):
        job = await receive(units, tmp_path, rows("A1"), an_order())
        ended = await records.run_import(units, job.id, tmp_path, find_actor)
        assert ended.state == "failed"
        assert ended.problem
        assert ended.problem["code"] == "access-denied"
    assert await all_of(units, "travel_documents") == []
