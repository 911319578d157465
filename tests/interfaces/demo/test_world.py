# SPDX-License-Identifier: Apache-2.0
"""The invented world is whole, marked and the same again."""

from collections import Counter
from datetime import date
from itertools import islice

import pytest

from wasl.capabilities import records
from wasl.foundation.vocabulary import (
    Format,
    is_check_digit_binding,
    list_member_countries,
    parse_mrz,
    vin_check_digit,
    vin_warnings,
)
from wasl.interfaces.demo import world
from wasl.interfaces.demo.world.romanize import romanize

DRAWN = {
    "persons": world.persons,
    "travel_documents": world.travel_documents,
    "vehicles": world.vehicles,
}
MEMBERS = {member.code for member in list_member_countries()}
TODAY = date(2026, 1, 15)

everywhere = pytest.mark.parametrize("database", DRAWN)


@everywhere
def test_the_same_seed_makes_the_same_world_and_a_larger_one_goes_on(database: str) -> None:
    draw = DRAWN[database]
    small = list(draw(300, 7))
    assert small == list(draw(300, 7))
    assert small == list(islice(draw(1_000, 7), 300))
    assert small[50:] != list(draw(300, 8))[50:]


@everywhere
@pytest.mark.parametrize("count", [0, 1, 3, 20])
def test_as_many_are_drawn_as_were_asked_for(database: str, count: int) -> None:
    assert len(list(DRAWN[database](count, 1))) == count


@everywhere
def test_every_draft_is_one_its_database_keeps(database: str) -> None:
    kind = records.get_kind(database)
    for draft in DRAWN[database](3_000, 1):
        assert draft.pop("owner") in MEMBERS
        reading = kind.read(records.read_draft(database, draft).body)
        assert reading.problems == []
        assert {warning.code for warning in reading.warnings} <= {"vin-short"}


@everywhere
def test_every_record_is_marked_as_invented(database: str) -> None:
    for draft in DRAWN[database](2_000, 1):
        assert draft["case"].startswith("DEMO-")
        assert draft["source_reference"].startswith("DEMO-")
        assert draft["body"]["note"]


@everywhere
def test_references_are_unique_also_between_seeds(database: str) -> None:
    drafts = [*DRAWN[database](2_000, 1), *islice(DRAWN[database](2_000, 2), 20, None)]
    references = Counter((draft["owner"], draft["source_reference"]) for draft in drafts)
    assert max(references.values()) == 1


@everywhere
def test_every_member_owns_records(database: str) -> None:
    assert {draft["owner"] for draft in DRAWN[database](4_000, 1)} == MEMBERS


@everywhere
def test_about_three_in_a_hundred_are_hidden_from_some(database: str) -> None:
    drafts = list(islice(DRAWN[database](10_000, 1), 20, None))
    hidden = [draft for draft in drafts if draft["restriction"]["mode"] != "all"]
    assert 0.02 < len(hidden) / len(drafts) < 0.04
    for draft in hidden:
        assert draft["owner"] not in draft["restriction"]["members"]
        assert set(draft["restriction"]["members"]) <= MEMBERS


def test_names_come_in_many_scripts_with_spellings_in_latin_letters() -> None:
    names = [draft["body"]["names"] for draft in world.persons(4_000, 1)]
    scripts = Counter(several[0]["script"] for several in names)
    assert {"Latn", "Arab", "Cyrl", "Grek", "Hani", "Hang", "Hebr", "Deva", "Beng"} <= set(scripts)
    for several in names:
        assert several[0]["kind"] == "primary"
        assert all(name["text"] == name["text"].strip() != "" for name in several)
        if several[0]["script"] != "Latn":
            assert any(name["script"] == "Latn" for name in several)


def test_dates_of_birth_are_often_partial() -> None:
    births = [draft["body"]["birth_dates"] for draft in world.persons(3_000, 1)]
    precisions = Counter(len(several[0]) if several else 0 for several in births)
    assert {0, 4, 5, 7, 10} <= set(precisions)
    assert precisions[10] > len(births) / 2


def test_travel_documents_never_name_a_person() -> None:
    for draft in world.travel_documents(2_000, 1):
        assert not {"names", "name", "birth_dates"} & set(draft["body"])
        assert draft["body"]["country"] == draft["owner"]


def test_vehicle_numbers_have_their_check_digit_where_it_binds() -> None:
    vins = [draft["body"]["vin"] for draft in world.vehicles(3_000, 1)]
    binding = [vin for vin in vins if is_check_digit_binding(vin)]
    assert len(binding) > 300
    assert all(vin[8] == vin_check_digit(vin) for vin in binding)
    assert {w.code for vin in vins for w in vin_warnings(vin)} <= {"short"}


def test_samples_ask_one_check_of_each_kind_about_what_is_shown() -> None:
    samples = dict(world.sample_checks())
    asked = {kind for question in samples.values() for kind in question["subject"]}
    assert asked == {"person", "documents", "mrz", "vehicles"}
    zone = next(q["subject"]["mrz"] for q in samples.values() if "mrz" in q["subject"])
    read = parse_mrz(zone, TODAY)
    assert (read.format, read.is_sound, read.number) == (Format.TD3, True, "XD0079213")
    assert "XD0079213" in {d["body"]["number"] for d in world.shown("travel_documents")}


def test_one_shown_record_of_a_person_is_hidden_from_france() -> None:
    hidden = [
        draft["body"]["names"][0]["text"]
        for draft in world.shown("persons")
        if "FRA" in draft["restriction"].get("members", ())
    ]
    assert hidden == ["Lucas Voorbeeld"]


def test_what_is_shown_is_given_fresh_each_time() -> None:
    world.shown("persons")[0].clear()
    assert world.shown("persons")[0]["owner"] == "MAR"


ROMANIZED = [
    ("Юрий", ("Iurii", "Yury", "Iouri")),
    ("Хохлов", ("Khokhlov",)),
    ("Щербаков", ("Shcherbakov", "Chtcherbakov")),
    ("Бат-Эрдэнэ", ("Bat-Erdene",)),
]


@pytest.mark.parametrize(("name", "spellings"), ROMANIZED)
def test_cyrillic_is_spelt_as_passports_and_newspapers_do(
    name: str, spellings: tuple[str, ...]
) -> None:
    assert romanize(name) == spellings
