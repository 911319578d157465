# SPDX-License-Identifier: Apache-2.0
"""The one box understands what officers type, paste and scan."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wasl.foundation.vocabulary import has_label, understand

TODAY = date(2026, 1, 15)
PASSPORT = (
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
)


def person(name: str, birth: str | None = None, country: str | None = None) -> dict[str, Any]:
    found: dict[str, Any] = {"names": [name]}
    if birth:
        found["birth_date"] = birth
    if country:
        found["nationalities"] = [country]
    return {"person": found}


def document(number: str, **more: str) -> dict[str, Any]:
    return {"documents": [{"number": number, **more}]}


def plate(number: str, **more: str) -> dict[str, Any]:
    return {"vehicles": [{"plate": number, **more}]}


TYPED = [
    ("Mahdi Karimy 1979", "name_birth", person("Mahdi Karimy", "1979")),
    ("Карими Махди 12.03.1979", "name_birth", person("Карими Махди", "1979-03-12")),
    ("مهدي الكريمي ١٩٧٩", "name_birth", person("مهدي الكريمي", "1979")),
    ("مهدي الكريمي مواليد 12 مارس 1979", "name_birth", person("مهدي الكريمي", "1979-03-12")),
    ("李伟 1980年3月12日", "name_birth", person("李伟", "1980-03-12")),
    ("김민준 1980년", "name_birth", person("김민준", "1980")),
    ("王小明 1980", "name_birth", person("王小明", "1980")),
    ("Jean-Pierre d'Arc c. 1950", "name_birth", person("Jean-Pierre d'Arc", "1950~")),
    ("María del Carmen born 3 Feb 1980", "name_birth", person("María del Carmen", "1980-02-03")),
    ("KIM Jong 1984-01", "name_birth", person("KIM Jong", "1984-01")),
    ("Karimi Mahdi MAR 1979", "name_birth_country", person("Karimi Mahdi", "1979", "MAR")),
    ("Hassan (SYR)", "name_country", person("Hassan", country="SYR")),
    ("Michael Jordan", "name", person("Michael Jordan")),
    ("Can Yılmaz", "name", person("Can Yılmaz")),
    ("Ana De Souza", "name", person("Ana De Souza")),
    ("Al Qaida Brigade 313", "name", person("Al Qaida Brigade 313")),
    ("O'Brien", "name", person("O'Brien")),
    ("FRA 19CV48213", "passport_number", document("19CV48213", country="FRA")),
    ("19CV48213 France", "passport_number", document("19CV48213", country="FRA")),
    ("19CV 48213", "document_number", document("19CV 48213")),
    ("123456789", "document_number", document("123456789")),
    ("X9912 MAR", "document_number_country", document("X9912", country="MAR")),
    (
        "passport no 123456789 GBR",
        "passport_number",
        document("123456789", country="GBR", type="passport"),
    ),
    ("جواز سفر رقم AB123456", "document_number", document("AB123456", type="passport")),
    ("plate AB-123-CD FR", "plate_country", plate("AB-123-CD", country="FRA")),
    ("AB-123-CD FR", "plate_country", plate("AB-123-CD", country="FRA")),
    ("AB-123-CD", "plate", plate("AB-123-CD")),
    ("AB 123 CD", "plate", plate("AB 123 CD")),
    ("plate AB 123 CD", "plate", plate("AB 123 CD")),
    ("AB 123 CD FRA", "plate_country", plate("AB 123 CD", country="FRA")),
    ("BE 123456", "plate", plate("BE 123456")),
    ("34 ABC 123", "plate", plate("34 ABC 123")),
    ("12345 أ 6", "plate", plate("12345 أ 6")),
    ("B-AB 1234 D", "plate_country", plate("B-AB 1234", country="DEU")),
    ("1m8gdm9axkp042788 ", "vin", {"vehicles": [{"vin": "1M8GDM9AXKP042788"}]}),
    ("1M8GDM9A1KP042788", "vin_doubtful", {"vehicles": [{"vin": "1M8GDM9A1KP042788"}]}),
    ("chassis 12345AB", "chassis_number", {"vehicles": [{"vin": "12345AB"}]}),
    ("engine 4G63 12345", "engine_number", {"vehicles": [{"engine_number": "4G63 12345"}]}),
    ("\n".join(PASSPORT), "mrz", {"mrz": list(PASSPORT)}),
    ("".join(PASSPORT) + "\r", "mrz", {"mrz": list(PASSPORT)}),
    ("".join(PASSPORT).lower(), "mrz", {"mrz": list(PASSPORT)}),
    ("\n".join(PASSPORT).replace("C36", "C37"), "mrz_doubtful", None),
    (PASSPORT[0] + "\n" + PASSPORT[1][:-3], "mrz_broken", {}),
    (PASSPORT[1], "mrz_incomplete", {}),
    ("", "nothing", {}),
    (" \u200f ", "nothing", {}),
    ("!!!", "nothing", {}),
]


@pytest.mark.parametrize(("text", "code", "subject"), TYPED)
def test_the_likeliest_reading(text: str, code: str, subject: dict[str, Any] | None) -> None:
    best = understand(text, TODAY).best
    assert best.code == code
    if subject is not None:
        assert best.subject == subject


SAID = [
    ("FRA 19CV48213", {"country": "FRA"}),
    ("Mahdi Karimy 1979", {"birth_date": "1979"}),
    ("\n".join(PASSPORT), {"document_type": "passport", "country": "UTO"}),
    (PASSPORT[0] + "\n" + PASSPORT[1][:-3], {"line": 2, "position": 42}),
]


@pytest.mark.parametrize(("text", "values"), SAID)
def test_the_sentence_has_its_values(text: str, values: dict[str, Any]) -> None:
    assert understand(text, TODAY).best.values == values


AMBIGUOUS = [
    ("BE 123456", ["plate", "document", "plate"]),
    ("AB-123-CD", ["plate", "document"]),
    ("34 ABC 123", ["plate", "document"]),
    ("Michael Jordan", ["person", "person"]),
    ("1M8GDM9A1KP042788", ["vin", "document"]),
    (PASSPORT[1], ["mrz", "document"]),
]


@pytest.mark.parametrize(("text", "kinds"), AMBIGUOUS)
def test_what_can_be_meant_in_several_ways_gives_them_all(text: str, kinds: list[str]) -> None:
    found = understand(text, TODAY)
    assert [reading.kind for reading in found.readings] == kinds
    assert found.is_ambiguous


def test_a_guessed_country_is_said_and_never_searched_by() -> None:
    best = understand("EP1234567", TODAY).best
    assert "country" not in best.subject["documents"][0]


def test_nobody_is_born_in_the_future() -> None:
    assert understand("Mahdi Karimy 2090", TODAY).best.subject == person("Mahdi Karimy 2090")


@given(st.text(max_size=200))
def test_anything_is_understood_somehow(text: str) -> None:
    found = understand(text, TODAY)
    assert found.text == text
    for reading in found.readings:
        assert has_label("understood", reading.code)
        assert has_label("certainty", reading.certainty)


words = st.sampled_from(
    ["FRA", "1979", "Ali", "12", "AB-123-CD", "plate", "<<", "مهدي", "c.", "(", "王"]
)


@given(st.lists(words, max_size=8).map(" ".join))
def test_any_mix_of_words_is_understood_somehow(text: str) -> None:
    assert understand(text, TODAY).readings


def test_a_very_long_text_takes_no_time() -> None:
    assert understand("A<" * 5_000_000, TODAY).readings
