# SPDX-License-Identifier: Apache-2.0
"""Vehicle numbers, plates and document numbers are looked up in one form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wasl.foundation.vocabulary import (
    DocumentNumberInvalid,
    PlateInvalid,
    VinInvalid,
    document_number_keys,
    is_check_digit_binding,
    normalize_document_number,
    normalize_plate,
    normalize_vin,
    plate_keys,
    vin_check_digit,
    vin_readings,
    vin_warnings,
)

VECTOR = "1M8GDM9AXKP042788"

WARNED = [
    (VECTOR, [], "right digit, North America"),
    ("1M8GDM9A1KP042788", ["check_digit_wrong"], "wrong digit, North America: it binds"),
    ("LSVAA4182E2184847", [], "right digit, China"),
    ("LSVAA4182E2184848", ["check_digit_wrong"], "wrong digit, China: it binds"),
    ("WVWZZZ1JZXW000001", [], "Europe has no check digit"),
    ("JHMCM56557C404453", [], "Japan: not binding"),
    ("1M8GDM9AXKPO42788", ["forbidden_letter"], "letter O"),
    ("VF1234567", ["short"], "old chassis number"),
    ("WVWZZZ1JZXW0000012", ["long"], "one sign too many"),
]


@pytest.mark.parametrize(("vin", "codes", "why"), WARNED)
def test_a_doubtful_vehicle_number_warns_and_never_blocks(
    vin: str, codes: list[str], why: str
) -> None:
    assert [warning.code for warning in vin_warnings(normalize_vin(vin))] == codes, why


def test_the_published_vector_has_its_check_digit() -> None:
    assert vin_check_digit(VECTOR) == "X"
    assert is_check_digit_binding(VECTOR)


@pytest.mark.parametrize(
    "text", ["1m8gdm9axkp042788", " 1M8-GDM9A XKP.042788\n", "１M8GDM9AXKP042788"]
)
def test_a_vehicle_number_is_found_however_it_is_written(text: str) -> None:
    assert normalize_vin(text) == VECTOR


def test_look_alike_letters_are_searched_both_ways() -> None:
    assert vin_readings("1M8GDM9AXKPO42788") == ("1M8GDM9AXKPO42788", VECTOR)
    assert vin_readings(VECTOR) == (VECTOR,)


@pytest.mark.parametrize("text", ["", "AB1", "A" * 21, "ВАЗ21099123456789"])
def test_what_is_no_vehicle_number_is_refused(text: str) -> None:
    with pytest.raises(VinInvalid):
        normalize_vin(text)


vins = st.text("ABCDEFGHJKLMNPRSTUVWXYZ0123456789", min_size=17, max_size=17)


@given(vins)
def test_putting_the_right_digit_makes_a_number_sound(vin: str) -> None:
    sound = vin[:8] + vin_check_digit(vin) + vin[9:]
    assert vin_warnings(sound) == ()
    assert vin_check_digit(sound) == sound[8]


@given(st.text())
def test_any_text_is_a_vehicle_number_or_refused(text: str) -> None:
    try:
        vin = normalize_vin(text)
    except VinInvalid:
        return
    assert normalize_vin(vin) == vin
    vin_warnings(vin)
    assert vin in vin_readings(vin)


DOCUMENTS = [
    ("19CV48213", "19CV48213", "as printed"),
    ("19cv 48213", "19CV48213", "case and spaces"),
    ("19-CV-48.213", "19CV48213", "hyphens and dots"),
    ("１９ＣＶ４８２１３", "19CV48213", "full width"),
    ("١٩CV٤٨٢١٣", "19CV48213", "Arabic-Indic digits"),
    ("۱۹CV۴۸۲۱۳", "19CV48213", "Persian digits"),
    ("१९CV४८२१३", "19CV48213", "Devanagari digits"),
    ("19CV\u200f48213\u00a0", "19CV48213", "invisible signs"),
    ("№ 45 АБ", "NO45АБ", "letters of other scripts stay"),
]


@pytest.mark.parametrize(("text", "number", "why"), DOCUMENTS)
def test_a_document_number_is_looked_up_in_one_form(text: str, number: str, why: str) -> None:
    assert normalize_document_number(text) == number, why


def test_cyrillic_look_alikes_are_searched_as_latin_too() -> None:
    assert document_number_keys("АВ123456") == ("АВ123456", "AB123456")
    assert document_number_keys("AB123456") == ("AB123456",)


@pytest.mark.parametrize(
    ("text", "problem"), [("", "empty"), (" -/. ", "empty"), ("1" * 33, "too_long")]
)
def test_what_is_no_document_number_is_refused(text: str, problem: str) -> None:
    with pytest.raises(DocumentNumberInvalid) as caught:
        normalize_document_number(text)
    assert caught.value.data["problem"] == problem


@given(st.text(max_size=40))
def test_normalizing_twice_changes_nothing(text: str) -> None:
    for normalize, refusal in (
        (normalize_document_number, DocumentNumberInvalid),
        (normalize_plate, PlateInvalid),
    ):
        try:
            number = normalize(text)
        except refusal:
            continue
        assert normalize(number) == number


PLATES = [
    ("ab-123-cd", None, ("AB123CD",)),
    ("А123ВС 77", "RUS", ("А123ВС77", "A123BC77")),
    ("12345 أ 6", "MAR", ("12345أ6",)),
    ("١٢٣ أبح", "SAU", ("123أبح", "123ABJ")),
    ("ΥΚΕ-1234", "GRC", ("ΥΚΕ1234", "YKE1234")),
]


@pytest.mark.parametrize(("text", "country", "keys"), PLATES)
def test_a_plate_is_searched_in_each_of_its_scripts(
    text: str, country: str | None, keys: tuple[str, ...]
) -> None:
    assert plate_keys(normalize_plate(text), country) == keys
