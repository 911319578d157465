# SPDX-License-Identifier: Apache-2.0
"""The United Nations' list: every entry, every spelling, and the difference of a second run."""

import io
from pathlib import Path

import pytest

from tests.capabilities.records.test_imports import PURPOSE, SECRETARIAT, an_order, counts, load
from tests.capabilities.records.un_list import ENTITY, PERSON, un_list
from tests.factories_records import an_actor
from wasl.capabilities import records
from wasl.capabilities.records import Query
from wasl.capabilities.records.formats import un
from wasl.capabilities.records.formats.un_names import listed_names
from wasl.capabilities.records.formats.un_values import document_number, un_date
from wasl.foundation.unit import Units

UN = an_order(database="persons", owner="UNO", format="un", filename="list.xml", purpose="warning")
KENYA = an_actor("KEN")


def bodies(text: str) -> list[records.Draft]:
    kind = records.get_kind("persons")
    lines = list(un.read(io.BytesIO(text.encode()), kind, UN))
    return [kind.read(line.draft.body).body for line in lines if line.draft]


def test_an_entry_is_read_whole() -> None:
    person, entity = bodies(un_list())
    assert [(n.text, n.kind, n.quality) for n in person.names] == [
        ("ZEPHYRINE OAKHOLLOW", "primary", None),
        ("زفيرين أوكهولو", "primary", None),
        ("Zephirin Oakholow", "alias", "good"),
        ("Zefirin Okhollo", "alias", "good"),
        ("Ветер", "alias", "low"),
        ("The Wind", "alias", "low"),
        ("Al Hawa", "alias", "low"),
        ("Zed", "nickname", "low"),
        ("Зед", "nickname", "low"),
        ("Maarit Kaltstein", "former", "good"),
    ]
    assert person.birth_dates == ("1978-04-28", "1971~", "1973..1975", "1973-11", "1979-12-31")
    assert person.nationalities == ("IRN",)
    assert person.sex == "female"
    assert person.status == "sanctioned"
    assert (person.documents[0].number, person.documents[0].country) == ("XT0000001", "QAT")
    assert person.addresses[0].country == "FRA"
    assert person.addresses[0].text == "1 Example Street, Lyon"
    assert person.listing.reference == "EXi.001"
    assert (person.listing.listed_on, person.listing.updated_on) == ("2015-04-07", "2020-01-01")
    assert "Invented." in person.note
    assert "former Ruritania" in person.note
    assert "30-35 years old" in person.note
    assert entity.subject == "organization"
    assert [n.text for n in entity.names] == [
        "LEAGUE OF INVENTED EXAMPLES",
        "LIE",
        "Society (of) Examples",
    ]


SPELLINGS = [
    ("Azim One; Azim Two", None, ["Azim One", "Azim Two"]),
    ("Jin Exemplar (金例子)", None, ["Jin Exemplar", "金例子"]),
    ("Abu Mithal (original script: Абу Митхаль)", None, ["Abu Mithal", "Абу Митхаль"]),
    ("مثال خيالي", "Mithal One; Mithal Two", ["مثال خيالي", "Mithal One", "Mithal Two"]),
    ("Mithal Jan مثال جان", None, ["Mithal Jan", "مثال جان"]),
    ("Encep Example (birth name)", None, ["Encep Example"]),
    ("Leader (Hong Kong) Trading", None, ["Leader (Hong Kong) Trading"]),
    ("華例船務(香港)有限公司", None, ["華例船務(香港)有限公司"]),
    ("Front of Examples (FOE)", None, ["Front of Examples", "FOE"]),
    ("Foundation of Examples (KENYA)", None, ["Foundation of Examples (KENYA)"]),
    ("One b) Two; Three", None, ["One", "Two", "Three"]),
    ("Safia Example, born 1 Jan. 1953 (passport no. 1)", None, ["Safia Example"]),
]


@pytest.mark.parametrize(("written", "note", "spellings"), SPELLINGS)
def test_a_listed_name_becomes_its_spellings(
    written: str, note: str | None, spellings: list[str]
) -> None:
    found = listed_names(written, note, "Good")
    assert [name.text for name in found] == spellings
    if spellings != [written]:
        assert written in (found[0].note or "")


NUMBERS = [
    ("AB850901", "AB850901"),
    ("1-78-09-44621-80", "1-78-09-44621-80"),
    ("Russian foreign travel passport number 515458008", "515458008"),
    ("Diplomatic Passport D014433", "D014433"),
    ("Jordan 654781", "654781"),
    ("national identity card number 44103-5251752-5", "44103-5251752-5"),
]


@pytest.mark.parametrize(("written", "number"), NUMBERS)
def test_a_number_is_found_in_its_words(written: str, number: str) -> None:
    assert document_number(written) == number


def test_a_remark_without_a_number_gives_none() -> None:
    assert document_number("issued in 1993, under another name", in_text=True) is None
    assert un_date({"NOTE": "24/06/1402 (Hijri Calendar)"}) is None


async def test_a_second_run_shows_the_difference(units: Units, tmp_path: Path) -> None:
    first = await load(units, tmp_path, un_list(), UN, SECRETARIAT)
    assert (counts(first), first.gone) == ((2, 0, 0, 0), 0)
    same = await load(units, tmp_path, un_list(), UN, SECRETARIAT)
    assert (counts(same), same.gone) == ((0, 0, 2, 0), 0)
    changed = PERSON.replace("<VALUE>2020-01-01</VALUE>", "<VALUE>2026-01-01</VALUE>")
    added = ENTITY.replace("EXe.001", "EXe.002").replace("(LIE)", "(LOIE)")
    later = await load(units, tmp_path, un_list(changed, added), UN, SECRETARIAT)
    assert (counts(later), later.gone) == ((1, 1, 0, 0), 1)


BROKEN = {
    "cut off": un_list()[:2500],
    "bomb": '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    "<CONSOLIDATED_LIST>&b;</CONSOLIDATED_LIST>",
    "external": '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    "<CONSOLIDATED_LIST>&a;</CONSOLIDATED_LIST>",
    "another list": "<html><body/></html>",
    "deep": "<CONSOLIDATED_LIST>" + "<a>" * 100_000,
    "empty": "<CONSOLIDATED_LIST/>",
    "not xml": "number,country\n1,2\n",
    "nothing": "",
    "nul": un_list().replace("Invented.", "In\x00vented."),
    "endless name": un_list(PERSON.replace("ZEPHYRINE", "Z" * 10_000_000)),
    "many nodes": un_list(PERSON.replace("<INDIVIDUAL_DOCUMENT/>", "<x/>" * 30_000)),
    "odd encoding": un_list().replace("UTF-8", "x-nonsense"),
}
REASONS = {
    "cut off": "not-xml",
    "bomb": "xml-forbidden",
    "external": "xml-forbidden",
    "another list": "not-un-list",
    "deep": "too-deep",
    "empty": "file-empty",
    "not xml": "not-xml",
    "nothing": "not-xml",
    "nul": "not-xml",
    "endless name": "entry-too-large",
    "many nodes": "entry-too-large",
    "odd encoding": "encoding-unknown",
}


@pytest.mark.parametrize("flaw", BROKEN)
async def test_a_broken_list_is_refused_whole(units: Units, tmp_path: Path, flaw: str) -> None:
    job = await load(units, tmp_path, BROKEN[flaw], UN, SECRETARIAT)
    assert job.state == "failed"
    assert job.problem
    assert job.problem["code"] == REASONS[flaw]
    async with units.begin(KENYA, PURPOSE) as unit:
        assert (await records.list_(unit, Query())).count.number == 0


async def test_a_wrong_entry_comes_back_and_the_others_go_in(units: Units, tmp_path: Path) -> None:
    wrong = PERSON.replace("ZEPHYRINE OAKHOLLOW", "").replace(">ZEPHYRINE<", "><")
    wrong = wrong.replace(">OAKHOLLOW<", "><")
    job = await load(units, tmp_path, un_list(wrong), UN, SECRETARIAT)
    assert counts(job) == (1, 0, 0, 1)
    pieces = records.reject_file(
        units, (SECRETARIAT, PURPOSE), job.id, lambda problem: f"{problem.code} --"
    )
    file = "".join([piece async for piece in pieces])
    mended = file.replace("<SECOND_NAME></SECOND_NAME>", "<SECOND_NAME>MENDED</SECOND_NAME>")
    again = await load(units, tmp_path, mended, UN, SECRETARIAT)
    assert counts(again) == (1, 0, 0, 0)


async def test_the_real_list_imports_whole(units: Units, tmp_path: Path, shared: Path) -> None:
    path = shared / "lists" / "un-consolidated.xml"
    if not path.is_file():
        pytest.skip("the list ../shared/lists/un-consolidated.xml is not here")
    job = await load(units, tmp_path, path.read_bytes(), UN, SECRETARIAT)
    assert (job.state, counts(job)) == ("done", (1003, 0, 0, 0))
    again = await load(units, tmp_path, path.read_bytes(), UN, SECRETARIAT)
    assert (counts(again), again.gone) == ((0, 0, 1003, 0), 0)
    async with units.system() as unit:
        states = await records.snapshot(unit, None, 2000)
    subjects = [state.body.get("subject", "person") for state in states]
    assert (subjects.count("person"), subjects.count("organization")) == (730, 273)
    arabic = [state for state in states if any("\u0600" <= n[0] <= "\u06ff" for n in state.names)]
    assert len(arabic) > 300
