# SPDX-License-Identifier: Apache-2.0
"""Whatever a stranger sends: the bad line is named, the others are read, nothing breaks."""

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.capabilities.records.test_imports import an_order
from tests.factories_records import a_draft, document, person, vehicle
from wasl.capabilities import records
from wasl.capabilities.records import EVERYBODY, Draft, ImportFileUnreadable, Restriction
from wasl.capabilities.records.formats import plain, table, un
from wasl.capabilities.records.model import Line
from wasl.capabilities.records.service.writing import read_draft
from wasl.foundation.errors import Invalid

DOCUMENTS = records.get_kind("travel_documents")
HEADER = "number,country,type,fraud_type\n"
GOOD = "A1,FRA,passport,stolen\n"


def read(content: str | bytes, **fields: Any) -> list[Line]:
    raw = content.encode() if isinstance(content, str) else content
    found = table.read(io.BytesIO(raw), DOCUMENTS, an_order(**fields))
    return [line for line in found if isinstance(line, Line)]


def told(lines: list[Line]) -> list[str]:
    """Give each line's number, and its first problem or "ok"."""
    return [f"{x.number} {x.problems[0].code if x.problems else 'ok'}" for x in lines]


LINES = [
    ("two good lines", GOOD + GOOD, ["2 ok", "3 ok"]),
    ("empty lines and remarks", "\n# x\n" + GOOD, ["4 ok"]),
    ("too few cells", "A1,FRA\n" + GOOD, ["2 cells-wrong", "3 ok"]),
    ("a row of nothing", ",,,\n" + GOOD, ["2 row-empty", "3 ok"]),
    ("a quote never closed", '"A1,FRA,passport,stolen\n' + GOOD * 3, ["2 quote-open"] + ["ok"] * 3),
    ("a line end in a cell", '"A\n1",FRA,passport,stolen\n' + GOOD, ["2 ok", "4 ok"]),
    ("text after a quote", '"A1"x,FRA,passport,stolen\n' + GOOD, ["2 quotes-wrong", "3 ok"]),
    ("an endless line", "A" * 200_000 + ",FRA\n" + GOOD, ["2 line-too-long", "3 ok"]),
    ("cut off in the middle", GOOD + "A2,FR", ["2 ok", "3 cells-wrong"]),
    ("windows line ends", "A1,FRA,passport,stolen\r\n" + GOOD, ["2 ok", "3 ok"]),
]


@pytest.mark.parametrize(("name", "content", "expected"), LINES, ids=[c[0] for c in LINES])
def test_one_bad_line_costs_only_itself(name: str, content: str, expected: list[str]) -> None:
    found = told(read(HEADER + content))
    assert [line.split()[-1] for line in found] == [line.split()[-1] for line in expected]
    if all(" " in line for line in expected):
        assert found == expected


HEADERS = [
    ("", "file-empty"),
    ("\n\n", "file-empty"),
    ("number,country,type\n", "columns-missing"),
    ("number,number,country,type,fraud_type\n", "columns-repeated"),
    ("number,country,type,fraud_type,holder_name\n", "columns-unknown"),
    ('number,"country\n', "header-unreadable"),
    ("n" * 100_000 + "\n", "header-unreadable"),
]


@pytest.mark.parametrize(("content", "reason"), HEADERS)
def test_a_header_that_cannot_be_used_says_why(content: str, reason: str) -> None:
    with pytest.raises(ImportFileUnreadable) as caught:
        read(content + GOOD if content else content)
    assert caught.value.data["reason"] == reason or (reason == "file-empty" and content == "\n\n")


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_columns_come_in_any_order_and_with_any_sign(sign: str) -> None:
    head = sign.join(["Fraud Type", "TYPE", "number", "country"])
    [line] = read(f"\ufeff{head}\n" + sign.join(["lost", "visa", "A1", "FRA"]))
    assert line.draft is not None
    assert (line.draft.body.number, line.draft.body.fraud_type) == ("A1", "lost")


ARABIC = HEADER.replace("fraud_type", "fraud_type,note") + "A1,FRA,passport,stolen,في سيارة\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_unicode_is_recognised(encoding: str) -> None:
    mark = "\ufeff" if encoding == "utf-16-le" else ""
    [line] = read((mark + ARABIC).encode(encoding))
    assert line.draft is not None
    assert line.draft.body.note == "في سيارة"


def test_windows_1256_is_named_and_read_when_declared() -> None:
    raw = ARABIC.encode("cp1256")
    with pytest.raises(ImportFileUnreadable) as caught:
        read(raw)
    assert caught.value.data == {
        "reason": "encoding-undeclared",
        "line": 2,
        "guess": "windows-1256",
    }
    [line] = read(raw, encoding="windows-1256")
    assert line.draft is not None
    assert line.draft.body.note == "في سيارة"


def test_a_byte_that_is_not_utf8_costs_its_line() -> None:
    content = HEADER.encode() + GOOD.encode() * 20_000 + b"A\xff1,FRA,passport,stolen\n"
    assert told(read(content + GOOD.encode()))[-2:] == ["20002 wrong-encoding", "20003 ok"]


@given(st.binary(max_size=2000))
def test_no_bytes_break_the_table(content: bytes) -> None:
    for line in read(HEADER.encode() + content, encoding="windows-1256"):
        assert line.draft is not None or line.problems


@given(st.binary(max_size=2000))
def test_no_bytes_break_lines_of_json(content: bytes) -> None:
    for line in plain.read(io.BytesIO(content), DOCUMENTS, an_order(format="jsonl")):
        assert line.draft is not None or line.problems


@given(st.binary(max_size=1000))
def test_no_bytes_break_the_list(content: bytes) -> None:
    head = b"<CONSOLIDATED_LIST><INDIVIDUALS><INDIVIDUAL>"
    for start in (b"", head):
        with pytest.raises(ImportFileUnreadable):
            list(un.read(io.BytesIO(start + content), records.get_kind("persons"), an_order()))


@pytest.mark.parametrize(
    "line",
    [
        '{"a": ' * 5000,
        "[" * 100_000,
        '"\\ud800"',
        "null",
        "[]",
        '{"number": null}',
        '{"body": [], "restriction": {"mode": "all"}}',
        "9" * 300_000,
    ],
)
def test_odd_json_is_a_problem_of_its_line(line: str) -> None:
    good = json.dumps(document())
    content = f"{line}\n{good}\n".encode()
    first, second = plain.read(io.BytesIO(content), DOCUMENTS, an_order(format="jsonl"))
    assert first.problems
    assert second.draft is not None


# --- values ------------------------------------------------------------------------


def judged(database: str, body: dict[str, Any], **envelope: Any) -> list[tuple[str, str]]:
    draft = a_draft(database, body, **envelope)
    return problems_of(draft, database)


def problems_of(draft: Draft, database: str) -> list[tuple[str, str]]:
    from datetime import date

    from wasl.capabilities.records import rules
    from wasl.capabilities.records.service._ground import register

    found = rules.judge(draft, records.get_kind(database), "FRA", register(), date(2026, 3, 1))
    assert (found.decided is None) == bool(found.problems)
    return [(problem.field, problem.code) for problem in found.problems]


BODIES = [
    ("persons", person(), {}, []),
    ("persons", person(names=[]), {}, [("names", "required")]),
    ("persons", person(names=[{"text": "123"}]), {}, [("names[0].text", "name-without-letters")]),
    (
        "persons",
        person(names=[{"text": "Z" * 10_000_000}]),
        {},
        [("names[0].text", "too-long")],
    ),
    (
        "persons",
        person(names=[{"text": "Zeph\x00yrine"}]),
        {},
        [("names[0].text", "control-character")],
    ),
    *(
        (
            "persons",
            person(names=[{"text": f"Zeph{sign}yrine"}]),
            {},
            [("names[0].text", "control-character")],
        )
        for sign in "\u202a\u202e\u2066\u2069\ufdd0\ufffe\U0001ffff\U0010fffe"
    ),
    ("persons", person(names=[{"text": "می\u200cزیاد \u200fأوك\u200dهولو"}]), {}, []),
    ("persons", person(note="turned \u202eround"), {}, [("note", "control-character")]),
    (
        "persons",
        person(names=[{"text": "Zeph", "kind": "alias"}]),
        {},
        [("names", "primary-name-required")],
    ),
    (
        "persons",
        person(names=[{"text": f"Z {n}x"} for n in range(600)]),
        {},
        [("names", "too-many")],
    ),
    ("persons", person(birth_dates=["1979-02-30"]), {}, [("birth_dates[0]", "date-invalid")]),
    ("persons", person(nationalities=["Atlantis"]), {}, [("nationalities[0]", "country-unknown")]),
    ("persons", person(status="bad"), {}, [("status", "code-unknown")]),
    ("persons", person(warnings=["armed", "x"]), {}, [("warnings[1]", "code-unknown")]),
    ("persons", person(note="a\x1bb"), {}, [("note", "control-character")]),
    ("persons", person(note="two\nlines\tare fine"), {}, []),
    ("travel_documents", document(" "), {}, [("number", "required")]),
    ("travel_documents", document("--"), {}, [("number", "document-number-invalid")]),
    ("travel_documents", document(country=""), {}, [("country", "required")]),
    ("travel_documents", document(type="Passport", fraud_type="Stolen-Blank"), {}, []),
    ("vehicles", vehicle(vin=None), {}, [("vin", "identifier-required")]),
    ("vehicles", vehicle(vin="ÄÖÜ123"), {}, [("vin", "vin-invalid")]),
    ("vehicles", vehicle(vin="1M8GDM9A0KP042788"), {}, []),
    ("vehicles", vehicle(plates=[{"number": ""}]), {}, [("plates[0].number", "required")]),
    ("persons", person(), {"purpose": "curiosity"}, [("purpose", "code-unknown")]),
    ("persons", person(), {"handling": "h9"}, [("handling", "code-unknown")]),
    ("persons", person(), {"source_reference": "~x"}, [("source_reference", "reference-reserved")]),
    ("persons", person(), {"case": "c" * 201}, [("case", "too-long")]),
    ("persons", person(), {"retention": "2026-02-28"}, [("retention", "retention-out-of-range")]),
    ("persons", person(), {"retention": "2031-03-02"}, [("retention", "retention-out-of-range")]),
    ("persons", person(), {"retention": "2031-03-01"}, []),
    (
        "persons",
        person(),
        {"restriction": Restriction("all", (), {"names": ("KEN",)})},
        [("restriction.fields.names", "field-not-restrictable")],
    ),
    (
        "travel_documents",
        document(),
        {"restriction": Restriction("all", (), {"number": ("KEN",), "note": ()})},
        [
            ("restriction.fields.number", "field-not-restrictable"),
            ("restriction.fields.note", "required"),
        ],
    ),
    (
        "persons",
        person(),
        {"restriction": Restriction("except", ("KEN", "ZZZ"))},
        [("restriction.members", "member-unknown")],
    ),
]


@pytest.mark.parametrize(("database_", "body", "envelope", "expected"), BODIES)
def test_each_field_at_fault_is_named(
    database_: str, body: dict[str, Any], envelope: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    assert judged(database_, body, **envelope) == expected


FORMS = [
    ({}, "restriction", "required"),
    ({"restriction": {"mode": "all"}}, "purpose", "required"),
    ({"restriction": {"mode": "all"}, "purpose": "warning", "x": 1}, "x", "field-unknown"),
    ([], "", "wrong-type"),
    ({"body": {**document(), "holder": "Z"}}, "restriction", "required"),
]


@pytest.mark.parametrize(("data", "field", "code"), FORMS)
def test_a_form_at_fault_is_named(data: object, field: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_draft("travel-documents", data)
    [problem] = caught.value.problems
    assert problem.code == code
    assert problem.field.endswith(field)


def test_a_travel_document_has_no_place_for_a_name() -> None:
    data = {"body": {**document(), "name": "Z"}, "restriction": {"mode": "all"}, "purpose": "x"}
    with pytest.raises(Invalid) as caught:
        read_draft("travel_documents", data)
    assert [(p.field, p.code) for p in caught.value.problems] == [("body.name", "field-unknown")]


text = st.text(max_size=60)


@given(st.lists(text, max_size=4), text, text, st.lists(text, max_size=3))
def test_no_text_breaks_a_person(names: list[str], status: str, sex: str, dates: list[str]) -> None:
    body = {
        "names": [{"text": name} for name in names],
        "status": status,
        "sex": sex,
        "birth_dates": dates,
        "documents": [{"number": name} for name in names],
    }
    kind = records.get_kind("persons")
    draft = read_draft(
        "persons", {"body": body, "restriction": {"mode": "all"}, "purpose": "warning"}
    )
    reading = kind.read(draft.body)
    if not reading.problems:
        assert kind.read(reading.body).body == reading.body
        assert [n.text for n in reading.body.names] == list(
            dict.fromkeys(name.strip() for name in names)
        )


@given(text, text, text)
def test_a_row_written_and_read_is_the_same(number: str, note: str, name: str) -> None:
    kind = records.get_kind("vehicles")
    body = vehicle(vin=None, engine_number=number, note=note, make=name)
    reading = kind.read(a_draft("vehicles", body).body)
    if reading.problems:
        return
    row = table.row_text(kind.to_row(reading.body), kind)
    content = table.header(kind) + row
    [_, line] = table.read(io.BytesIO(content.encode()), kind, an_order(database="vehicles"))
    if isinstance(line, Line) and line.draft and not line.raw.lstrip().startswith("#"):
        again = kind.read(line.draft.body).body
        assert (again.engine_number, again.note, again.make) == (
            reading.body.engine_number,
            reading.body.note,
            reading.body.make,
        )


def test_everybody_is_said_in_one_word() -> None:
    assert EVERYBODY == Restriction("all")
