# SPDX-License-Identifier: Apache-2.0
"""What a form holds on its way between the reader and a service."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wasl.foundation.errors import Invalid, Problem
from wasl.foundation.i18n import get_locale
from wasl.foundation.vocabulary import has_label
from wasl.interfaces.web.bodies import body_of, fill, place_of, rows_shown
from wasl.interfaces.web.forms import MAX_VALUE, Form
from wasl.interfaces.web.layouts import LAYOUTS, layout_of
from wasl.interfaces.web.pages import local_path

PERSONS = LAYOUTS["persons"]


def test_empty_rows_are_dropped_and_the_rest_keeps_its_order() -> None:
    form = Form(
        values={
            "subject": ["person"],
            "status": ["wanted"],
            "names.text": ["First", "", "Third"],
            "names.kind": ["primary", "alias", "alias"],
            "names.family": ["", "", "T"],
        }
    )
    assert body_of(PERSONS, form)["names"] == [
        {"text": "First", "kind": "primary"},
        {"text": "Third", "kind": "alias", "family": "T"},
    ]


def test_a_row_without_what_it_needs_is_kept_for_the_service_to_refuse() -> None:
    form = Form(values={"documents.country": ["FRA"], "documents.type": ["passport"]})
    assert body_of(PERSONS, form)["documents"] == [
        {"number": "", "country": "FRA", "type": "passport"}
    ]


def test_several_countries_stand_in_one_field() -> None:
    form = Form(values={"nationalities": ["Maroc, ESP، فرنسا"]})
    assert body_of(PERSONS, form)["nationalities"] == ["Maroc", "ESP", "فرنسا"]


BODY: dict[str, Any] = {
    "subject": "person",
    "status": "missing",
    "names": [{"text": "مهدي", "kind": "primary"}, {"text": "Mahdi", "kind": "alias"}],
    "birth_dates": ["1979-04"],
    "nationalities": ["MAR", "FRA"],
    "warnings": ["armed"],
    "listing": {"list": "L", "reference": "R.1"},
    "note": "two\nlines",
}


def test_a_body_put_into_a_form_and_read_again_is_the_same() -> None:
    form = Form()
    fill(PERSONS, form, BODY)
    assert body_of(PERSONS, form) == BODY


def test_every_repeated_field_says_what_one_more_is() -> None:
    fields = [each for layout in LAYOUTS.values() for each in layout.inputs.values()]
    rows = [each.name for each in fields if each.several and each.what not in ("code", "country")]
    assert "names" in rows
    assert [name for name in rows if not has_label("one_more", name)] == []


def test_one_more_row_is_shown_when_asked_for() -> None:
    form = Form()
    fill(PERSONS, form, BODY)
    names = PERSONS.inputs["names"]
    assert rows_shown(names, form, "") == 2
    assert rows_shown(names, form, "names") == 3
    assert rows_shown(PERSONS.inputs["documents"], form, "") == 1


PLACES = [
    ("nationalities[1]", "nationalities"),
    ("warnings[0]", "warnings"),
    ("names[1].text", "names[1].text"),
    ("birth_dates[0]", "birth_dates[0]"),
    ("status", "status"),
]


@pytest.mark.parametrize(("path", "field"), PLACES)
def test_a_fault_stands_at_the_field_that_shows_the_value(path: str, field: str) -> None:
    assert place_of(PERSONS, path) == field


def test_every_fault_is_told_in_the_readers_language() -> None:
    form = Form()
    error = Invalid([Problem("name", "required"), Problem("name", "too-long", {"most": 5})])
    form.fail(error, get_locale("fr"))
    assert form.error("name").startswith("Ce champ est obligatoire.")


def test_a_database_without_a_layout_is_still_shown() -> None:
    assert list(layout_of("firearms", ("serial", "make")).inputs) == ["serial", "make"]


AWAY = ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", ""]


@pytest.mark.parametrize("path", AWAY)
def test_nobody_is_sent_to_another_site(path: str) -> None:
    assert local_path(path) == "/"


@given(st.dictionaries(st.text(), st.text()))
def test_any_text_is_read_and_cut_where_it_is_too_long(sent: dict[str, str]) -> None:
    form = Form.of(sent.items())
    assert all(len(value) <= MAX_VALUE for key in sent for value in form.all(key))


def test_a_huge_field_is_cut() -> None:
    assert len(Form.of([("q", "a" * (MAX_VALUE * 3))]).get("q")) == MAX_VALUE
