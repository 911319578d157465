# SPDX-License-Identifier: Apache-2.0
"""What an officer asks and what the platform answers, as stories."""

import json
from pathlib import Path

import msgspec
import pytest

from tests.factories_checks import (
    NOW,
    actor,
    document,
    follow,
    node_of,
    person,
    question,
    state,
    vehicle,
    without,
)
from wasl.capabilities import checks
from wasl.capabilities.checks import Answer, NotRecorded, Question, SpoolFile
from wasl.foundation.access import AccessDenied
from wasl.foundation.errors import Invalid
from wasl.foundation.vocabulary import Format, Holder, make_mrz, parse_date

KARIMI = {"birth_dates": ["1979"], "nationalities": ["MAR"], "sex": "male"}


async def ask(node: checks.Node, asked: Question, member: str = "FRA", **limits: object) -> Answer:
    return await checks.check(node, actor(member, **limits), asked, NOW)


def codes(answer: Answer) -> list[str]:
    return [reason.code for hit in answer.hits for reason in hit.reasons]


async def test_a_name_typed_in_latin_finds_the_arabic_record(tmp_path: Path) -> None:
    node = node_of(tmp_path, person("مهدي الكريمي", "Mahdi al-Karimi", **KARIMI))
    answer = await ask(node, question("Mahdi Karimy", birth_date="1979"))
    assert answer.databases == {
        "persons": "checked",
        "travel_documents": "checked",
        "vehicles": "checked",
    }
    (hit,) = answer.hits
    assert (hit.owner, hit.headline, hit.kind) == ("MAR", "مهدي الكريمي", "wanted_person")
    assert hit.score > 0.7
    assert "birth_year_supports" in codes(answer)
    assert hit.caution[-1] == "lead_only"
    assert hit.action == "verify_and_ask"
    assert hit.contact == "MAR-NCB"
    assert hit.facts["birth_dates"] == ["1979"]
    node.close()


async def test_what_was_not_searched_is_said(tmp_path: Path) -> None:
    node = node_of(tmp_path)
    answer = await ask(node, question("Mahdi Karimi"))
    unsearched = [r.values["database"] for r in answer.remarks if r.code == "nothing_to_search"]
    assert unsearched == ["travel_documents", "vehicles"]
    node.close()


@pytest.mark.parametrize("blank", ["...", "—", "007", "***"])
async def test_a_name_without_letters_is_never_said_to_be_searched(
    tmp_path: Path, blank: str
) -> None:
    node = node_of(tmp_path)
    with pytest.raises(Invalid) as caught:
        await ask(node, question(blank))
    assert [p.code for p in caught.value.problems] == ["nothing-to-check"]
    answer = await ask(node, question(blank, vehicles=[{"vin": "1M8GDM9AXKP042788"}]))
    unsearched = [r.values["database"] for r in answer.remarks if r.code == "nothing_to_search"]
    assert unsearched == ["persons", "travel_documents"]
    [told] = [r for r in answer.remarks if r.code == "name_without_letters"]
    assert (told.field, told.values) == ("subject.person.names[0]", {"name": blank})
    node.close()


async def test_a_record_denied_to_a_member_does_not_exist_for_it(tmp_path: Path) -> None:
    hidden = person("Zephyrine Oakhollow", seen_by=without("FRA"))
    node = node_of(tmp_path, hidden, document("XT0000001", seen_by=without("FRA")))
    asked = question("Zephyrine Oakhollow", documents=[{"number": "XT0000001", "country": "FRA"}])
    for_france, for_spain = await ask(node, asked, "FRA"), await ask(node, asked, "ESP")
    assert len(for_spain.hits) == 2
    assert for_france.hits == ()
    assert set(for_france.databases.values()) == {"checked"}
    node.close()


async def test_a_record_past_its_last_day_is_no_hit(tmp_path: Path) -> None:
    kept = msgspec.structs.replace(person("Zephyrine Oakhollow"), retention="2026-11-21")
    over = msgspec.structs.replace(person("Zephyrine Oakhollow"), retention="2026-11-20")
    node = node_of(tmp_path, kept, over)  # these tests are asked on 21 November 2026
    answer = await ask(node, question("Zephyrine Oakhollow"), "FRA")
    assert [hit.record for hit in answer.hits] == [kept.id]
    node.close()


async def test_hidden_records_fill_no_answer_up(tmp_path: Path) -> None:
    """A thousand hidden namesakes neither crowd out the visible one nor say "too many"."""
    crowd = [person("Zephyrine Oakhollow", seen_by=without("FRA")) for _ in range(150)]
    seen = person("Zephyrine Oakholow")
    node = node_of(tmp_path, *crowd, seen)
    answer = await ask(node, question("Zephyrine Oakhollow"), "FRA")
    assert [hit.record for hit in answer.hits] == [seen.id]
    assert answer.databases["persons"] == "checked"
    assert (await ask(node, question("Zephyrine Oakhollow"), "ESP")).databases[
        "persons"
    ] == "too_many"
    node.close()


async def test_a_hidden_field_neither_finds_nor_weighs_nor_shows(tmp_path: Path) -> None:
    held = [{"number": "XT0000002", "country": "MAR", "type": "passport"}]
    secret = person(
        "Zephyrine Oakhollow",
        documents=held,
        warnings=["armed"],
        hidden={"documents": without("FRA"), "warnings": without("FRA")},
    )
    node = node_of(tmp_path, secret)
    by_number = question(documents=[{"number": "XT0000002", "country": "MAR"}])
    assert (await ask(node, by_number, "FRA")).hits == ()
    assert len((await ask(node, by_number, "ESP")).hits) == 1
    both = question("Zephyrine Oakhollow", documents=[{"number": "XT0000002", "country": "MAR"}])
    plain = await ask(node, question("Zephyrine Oakhollow"), "FRA")
    with_number = await ask(node, both, "FRA")
    assert [hit.score for hit in with_number.hits] == [hit.score for hit in plain.hits]
    assert "documents" not in with_number.hits[0].facts
    assert "warning_armed" not in with_number.hits[0].caution
    assert "warning_armed" in (await ask(node, both, "ESP")).hits[0].caution
    node.close()


@pytest.mark.parametrize(
    ("asked", "recorded", "code"),
    [
        ("1979-03-12", "1979-03-12", "birth_same"),
        ("1979-03-12", "1979-12-03", "birth_swapped"),
        ("1979-03-12", "1979-03", "birth_compatible"),
        ("1979", "1979-03-12", "birth_compatible"),
        ("1979-03-12", "1979-03-13", "birth_near"),
        ("1979-03-12", "1991-06-30", "birth_differs"),
    ],
)
async def test_dates_of_birth_support_or_contradict(
    tmp_path: Path, asked: str, recorded: str, code: str
) -> None:
    node = node_of(tmp_path, person("Zephyrine Oakholow", birth_dates=[recorded]))
    answer = await ask(node, question("Zephyrine Oakhollow", birth_date=asked))
    assert code in codes(answer)
    node.close()


async def test_better_evidence_comes_first(tmp_path: Path) -> None:
    same = person("Zephyrine Oakholow", birth_dates=["1979-03-12"], sex="female")
    swapped = person("Zephyrine Oakholow", birth_dates=["1979-12-03"], sex="female")
    unknown = person("Zephyrine Oakholow")
    other = person("Zephyrine Oakholow", birth_dates=["1950-01-09"], sex="female")
    node = node_of(tmp_path, other, unknown, swapped, same)
    asked = question("Zephyrine Oakhollow", birth_date="1979-03-12", sex="f")
    answer = await ask(node, asked)
    assert [hit.record for hit in answer.hits] == [same.id, swapped.id, unknown.id, other.id]
    node.close()


async def test_a_passport_read_by_machine_finds_document_and_holder(tmp_path: Path) -> None:
    holder = Holder(
        primary="OAKHOLLOW",
        secondary="ZEPHYRINE",
        number="XT0000003",
        issuing_country="FRA",
        nationality="FRA",
        birth_date=parse_date("1979-03-12").exact(),
        sex="female",
        expiry_date=parse_date("2031-01-01").exact(),
    )
    wanted = person("Zephyrine Oakhollow", birth_dates=["1979-03-12"], sex="female")
    stolen = document("XT0000003", theft_date="2025-07")
    node = node_of(tmp_path, wanted, stolen)
    lines = make_mrz(Format.TD3, holder)
    answer = await ask(node, question(mrz=list(lines)))
    assert {hit.record for hit in answer.hits} == {wanted.id, stolen.id}
    assert {"document_same", "document_stolen", "birth_same"} <= set(codes(answer))
    node.close()


async def test_a_wrong_check_digit_warns_and_never_blocks(tmp_path: Path) -> None:
    stolen = document("L898902C3", "UTO")
    node = node_of(tmp_path, stolen)
    lines = [
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
        "L898902C37UTO7408122F1204159ZE184226B<<<<<10",
    ]
    answer = await ask(node, question(mrz=lines))
    assert [hit.record for hit in answer.hits] == [stolen.id]
    assert "check_digit_wrong" in [remark.code for remark in answer.remarks]
    node.close()


async def test_a_number_alone_is_found_and_weighs_less(tmp_path: Path) -> None:
    french, german = document("XT0000004", "FRA"), document("XT0000004", "DEU")
    node = node_of(tmp_path, french, german)
    alone = await ask(node, question(documents=[{"number": "xt 000-0004"}]))
    assert {hit.record for hit in alone.hits} == {french.id, german.id}
    assert all(hit.score == 0.75 for hit in alone.hits)
    named = await ask(node, question(documents=[{"number": "XT0000004", "country": "France"}]))
    assert [(hit.record, hit.score) for hit in named.hits] == [(french.id, 1.0)]
    node.close()


async def test_vehicles_are_found_by_vin_plate_and_engine(tmp_path: Path) -> None:
    car = vehicle(
        vin="1M8GDM9AXKP042788",
        plates=[{"number": "AB-123-CD", "country": "FRA"}],
        engine_number="EN 77-1",
        make="Exemplar",
    )
    node = node_of(tmp_path, car)
    for asked in (
        {"vin": "1m8gdm9axkp042788"},
        {"plate": "ab 123 cd", "country": "FRA"},
        {"plate": "AB123CD"},
        {"engine_number": "EN771"},
    ):
        answer = await ask(node, question(vehicles=[asked]))
        assert [hit.record for hit in answer.hits] == [car.id], asked
    elsewhere = question(vehicles=[{"plate": "AB123CD", "country": "ESP"}])
    assert (await ask(node, elsewhere)).hits == ()
    node.close()


async def test_organizations_are_found_by_name(tmp_path: Path) -> None:
    body = {"names": [{"text": "Oakhollow Holdings"}], "status": "sanctioned"}
    listed = state("persons", {**body, "subject": "organization"}, owner="UNO")
    node = node_of(tmp_path, listed)
    answer = await ask(node, question("Oakhollow Holdings"))
    assert [hit.kind for hit in answer.hits] == ["sanctioned_organization"]
    assert "sanctions_no_arrest" in answer.hits[0].caution
    assert answer.hits[0].contact == "XGS-CCC-LYON"
    node.close()


async def test_minors_and_victims_are_shown_with_limits(tmp_path: Path) -> None:
    child = person(
        "Zephyrine Oakhollow",
        birth_dates=["2015-05-05"],
        status="missing",
        documents=[{"number": "XT0000005", "country": "FRA"}],
    )
    node = node_of(tmp_path, child)
    (hit,) = (await ask(node, question("Zephyrine Oakhollow"))).hits
    assert {"minor", "missing"} <= set(hit.caution)
    assert hit.needs_reason
    assert "documents" not in hit.facts
    assert hit.action == "protect_and_ask"
    node.close()


async def test_a_database_that_is_not_open_is_denied_and_not_searched(tmp_path: Path) -> None:
    node = node_of(tmp_path, person("Zephyrine Oakhollow"), document("XT0000006"))
    asked = question("Zephyrine Oakhollow", documents=[{"number": "XT0000006"}])
    answer = await ask(node, asked, databases=frozenset({"travel_documents"}))
    assert answer.databases == {
        "persons": "denied",
        "travel_documents": "checked",
        "vehicles": "denied",
    }
    assert {hit.database for hit in answer.hits} == {"travel_documents"}
    elsewhere = await ask(node, asked, purposes=frozenset({"forensic"}))
    assert set(elsewhere.databases.values()) == {"denied"}
    assert elsewhere.hits == ()
    node.close()


async def test_who_may_not_check_gets_no_answer(tmp_path: Path) -> None:
    node = node_of(tmp_path)
    with pytest.raises(AccessDenied):
        await ask(node, question("Zephyrine"), roles=frozenset({"administrator"}))
    node.close()


async def test_an_empty_copy_says_not_available_never_no_hit(tmp_path: Path) -> None:
    node = checks.open_node(tmp_path, "test")
    answer = await ask(node, question("Zephyrine Oakhollow", databases=("persons",)))
    assert answer.databases == {"persons": "not_available"}
    node.close()


async def test_one_entry_says_who_asked_what_why_and_what_was_found(tmp_path: Path) -> None:
    found = person("Zephyrine Oakhollow")
    node = node_of(tmp_path, found)
    answer = await ask(node, question("Zephyrine Oakhollow", databases=("persons",)))
    file = SpoolFile(node.spool.path)
    (entry,) = [json.loads(line) for line in file.newest(10)]
    file.close()
    assert entry["operation"] == "consultation"
    assert (entry["actor"], entry["member"]) == ("officer-fra", "FRA")
    assert (entry["purpose"], entry["database"]) == ("border_control", "persons")
    assert entry["object"] == entry["detail"]["check"] == answer.check
    assert entry["detail"]["asked"] == {"person": {"names": ["Zephyrine Oakhollow"]}}
    assert [hit["record"] for hit in entry["detail"]["hits"]] == [found.id]
    node.close()


async def test_what_cannot_be_recorded_is_not_answered(tmp_path: Path) -> None:
    node = node_of(tmp_path, person("Zephyrine Oakhollow"))
    node.spool.close()
    with pytest.raises(NotRecorded):
        await ask(node, question("Zephyrine Oakhollow"))


async def test_changes_deletions_and_denials_arrive(tmp_path: Path) -> None:
    first = person("Zephyrine Oakhollow")
    node = node_of(tmp_path, first)
    asked = question("Zephyrine Oakhollow")
    assert len((await ask(node, asked)).hits) == 1
    denied = person("Zephyrine Oakhollow", id=first.id, version=2, seen_by=without("FRA"))
    follow(tmp_path, [denied], 1)
    assert (await ask(node, asked)).hits == ()
    older = person("Zephyrine Oakhollow", id=first.id, version=1)
    follow(tmp_path, [older], 2)
    assert (await ask(node, asked)).hits == (), "an older version changes nothing"
    renamed = person("Someone Else", id=first.id, version=3)
    follow(tmp_path, [renamed], 3)
    assert (await ask(node, asked)).hits == ()
    assert len((await ask(node, question("Someone Else"))).hits) == 1
    node.close()


@pytest.mark.parametrize(
    ("asked", "field", "code"),
    [
        (question("A\x00B"), "subject.person.names[0]", "control-character"),
        (question("Ann", nationalities=["Atlantis"]), "subject.person.nationalities[0]",
         "country-unknown"),
        (question("Ann", birth_date="the day before"), "subject.person.birth_date", "date-invalid"),
        (question("Ann", sex="q"), "subject.person.sex", "code-unknown"),
        (question("Ann", purpose="fun"), "purpose", "code-unknown"),
        (question("Ann", databases=("dreams",)), "databases[0]", "database-unknown"),
        (question(mrz=["P<UTO", "X"]), "subject.mrz[0]", "mrz-invalid"),
        (question(mrz=["\x00" * 44] * 2), "subject.mrz", "mrz-lines-wrong"),
        (question(mrz=["<" * 30] * 4), "subject.mrz[3]", "mrz-lines-wrong"),
        (question(documents=[{"number": "--"}]), "subject.documents[0].number",
         "document-number-invalid"),
        (question(documents=[{"number": " "}]), "subject.documents[0].number", "required"),
        (question(vehicles=[{"vin": "Ω"}]), "subject.vehicles[0].vin", "vin-invalid"),
        (question(), "subject", "nothing-to-check"),
    ],
)  # fmt: skip
async def test_bad_input_is_told_where_and_what(
    tmp_path: Path, asked: Question, field: str, code: str
) -> None:
    node = node_of(tmp_path)
    with pytest.raises(Invalid) as caught:
        await ask(node, asked)
    assert [(p.field, p.code) for p in caught.value.problems] == [(field, code)]
    node.close()


async def test_codes_may_be_written_with_hyphens(tmp_path: Path) -> None:
    node = node_of(tmp_path, document("XT0000007"))
    asked = question(
        purpose="border-control",
        databases=("travel-documents",),
        documents=[{"number": "XT0000007", "type": "identity-card"}],
    )
    assert (await ask(node, asked)).databases == {"travel_documents": "checked"}
    node.close()


@pytest.mark.parametrize("site", ["North gate", "hub"])
async def test_who_is_bound_to_a_site_checks_there_alone(tmp_path: Path, site: str) -> None:
    node = node_of(tmp_path, document("X1"))  # its site is called "test"
    asked = question(documents=[{"number": "X1", "country": "FRA"}])
    with pytest.raises(checks.OtherSite):
        await checks.check(node, actor(site=site), asked, NOW)
    batch = checks.BatchQuestion("border_control", (msgspec.Raw(b"{}"),))
    with pytest.raises(checks.OtherSite):
        await anext(checks.check_batch(node, actor(site=site), batch, NOW))
    assert (await checks.check(node, actor(site="Test"), asked, NOW)).hits
    node.close()
