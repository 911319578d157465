# SPDX-License-Identifier: Apache-2.0
"""Machine readable zones: the specimens of ICAO Doc 9303, spoilt ones, and anything at all."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wasl.foundation.vocabulary import Format, Holder, MrzInvalid, find_country, make_mrz, parse_mrz
from wasl.foundation.vocabulary.mrz import check_digit

TODAY = date(2026, 1, 15)

TD3 = (
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
)
TD1 = (
    "I<UTOD231458907<<<<<<<<<<<<<<<",
    "7408122F1204159UTO<<<<<<<<<<<6",
    "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
)
TD1_LONG = (
    "I<UTOD23145890<7349<<<<<<<<<<<",
    "3407127M9507122UTO<<<<<<<<<<<2",
    "STEVENSON<<PETER<JOHN<<<<<<<<<",
)
TD2 = ("I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6")
MRV_A = (
    "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L8988901C4XXX4009078F96121096ZE184226B<<<<<<",
)
MRV_B = ("V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "L8988901C4XXX4009078F9612109<<<<<<<<")

SPECIMENS = [
    (TD3, Format.TD3, "L898902C3", "UTO", "1974-08-12", "2012-04-15"),
    (TD1, Format.TD1, "D23145890", "UTO", "1974-08-12", "2012-04-15"),
    (TD2, Format.TD2, "D23145890", "UTO", "1974-08-12", "2012-04-15"),
    (MRV_A, Format.MRV_A, "L8988901C", "XXX", "1940-09-07", "1996-12-10"),
    (MRV_B, Format.MRV_B, "L8988901C", "XXX", "1940-09-07", "1996-12-10"),
]


@pytest.mark.parametrize("specimen", SPECIMENS)
def test_the_specimens_of_the_standard_are_read_without_a_doubt(
    specimen: tuple[tuple[str, ...], Format, str, str, str, str],
) -> None:
    lines, format, number, nation, birth, expiry = specimen
    zone = parse_mrz(lines, TODAY)
    assert (zone.format, zone.number, zone.nationality) == (format, number, nation)
    assert (str(zone.birth_date), str(zone.expiry_date)) == (birth, expiry)
    assert (zone.primary, zone.secondary, zone.sex) == ("ERIKSSON", "ANNA MARIA", "female")
    assert zone.names == ("ANNA MARIA ERIKSSON",)
    assert zone.problems == ()
    assert zone.is_sound


def test_a_long_number_goes_on_in_the_optional_field() -> None:
    zone = parse_mrz(TD1_LONG, TODAY)
    assert (zone.number, zone.problems, zone.optional) == ("D23145890734", (), "")


def test_both_rules_for_the_check_digit_of_long_numbers_are_right() -> None:
    number = "600001476935"
    plain, printed = check_digit(number), check_digit(number[:9] + "<" + number[9:])
    assert plain != printed
    for digit in (plain, printed):
        line = ("IDBEL" + number[:9] + "<" + number[9:] + digit).ljust(30, "<")
        zone = parse_mrz((line, *TD1_LONG[1:]), TODAY)
        assert zone.number == number
        assert "number" not in [p.field for p in zone.problems]


def test_a_long_number_with_a_wrong_digit_is_read_and_doubted() -> None:
    zone = parse_mrz((TD1_LONG[0].replace("7349", "7348"), *TD1_LONG[1:]), TODAY)
    assert zone.number == "D23145890734"
    assert ("check_digit_wrong", "number") in [(p.code, p.field) for p in zone.problems]


def test_a_french_card_of_the_old_kind_is_read_in_its_own_order() -> None:
    lines = ("IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<<", "8806923102858CORINNE<<<<<<<6512068F6")
    zone = parse_mrz(lines, TODAY)
    assert (zone.number, zone.names) == ("880692310285", ("CORINNE BERTHIER",))
    assert (str(zone.birth_date), zone.sex, zone.expiry_date) == ("1965-12-06", "female", None)
    assert (zone.issuing_country, zone.nationality, zone.problems) == ("FRA", "FRA", ())


DELIVERED = [
    ("\n".join(TD3), "two lines"),
    ("\r\n".join(TD3) + "\r\n", "Windows line ends"),
    ("".join(TD3), "one string"),
    ("".join(TD3).lower(), "lower case"),
    (" ".join("".join(TD3)), "a space after each sign"),
    ("\u2066" + "\n".join(TD3) + "\u2069", "invisible direction marks"),
    ("\n\n".join(TD3), "an empty line between"),
    (TD3[0].replace("<<", "«") + "\n" + TD3[1].replace("<", "‹"), "look-alikes of the filler"),
    ("\n".join(TD3).translate({ord("<"): "＜", ord("P"): "Ｐ"}), "full width"),
]


@pytest.mark.parametrize(("text", "why"), DELIVERED)
def test_a_zone_is_read_however_it_is_delivered(text: str, why: str) -> None:
    zone = parse_mrz(text, TODAY)
    assert zone.lines == TD3, why
    assert zone.is_sound


SPOILT = [
    ("L898902C3", "L898902C4", "check_digit_wrong", "number", 2, 1),
    ("7408122", "7408123", "check_digit_wrong", "birth_date", 2, 20),
    ("1204159", "1204150", "check_digit_wrong", "expiry_date", 2, 28),
    ("<<<<<10", "<<<<<20", "check_digit_wrong", "optional", 2, 43),
    ("<<<<<10", "<<<<<11", "check_digit_wrong", "composite", 2, 44),
    ("7408122", "7413122", "date_invalid", "birth_date", 2, 14),
    ("7408122", "74O8122", "ocr_confusion", "birth_date", 2, 14),
    ("F1204159", "Q1204159", "sex_invalid", "sex", 2, 21),
    ("6UTO74", "6ZZZ74", "country_unknown", "nationality", 2, 11),
    ("6UTO74", "6UT074", "ocr_confusion", "nationality", 2, 11),
]


@pytest.mark.parametrize("spoilt", SPOILT)
def test_a_spoilt_field_is_named_and_blocks_nothing(
    spoilt: tuple[str, str, str, str, int, int],
) -> None:
    right, wrong, code, field, line, position = spoilt
    zone = parse_mrz((TD3[0], TD3[1].replace(right, wrong)), TODAY)
    assert (code, field, line, position) in [
        (p.code, p.field, p.line, p.position) for p in zone.problems
    ]
    assert zone.names == ("ANNA MARIA ERIKSSON",)


def test_letters_read_as_digits_are_put_right_where_only_a_letter_can_stand() -> None:
    zone = parse_mrz((TD3[0].replace("ERIKSSON", "ER1KSS0N"), TD3[1]), TODAY)
    assert zone.primary == "ERIKSSON"
    assert [p.code for p in zone.problems] == ["ocr_confusion"]


def test_a_number_with_o_for_0_is_kept_and_its_other_reading_offered() -> None:
    zone = parse_mrz((TD3[0], TD3[1].replace("L898902C3", "L8989O2C3")), TODAY)
    assert zone.number == "L8989O2C3"
    assert zone.number_alternatives == ("L898902C3",)


REFUSED = [
    ("", "empty", 0, 0),
    ("\n \r\n", "empty", 0, 0),
    (TD3[0] + "\n" + TD3[1][:-1], "wrong_length", 2, 44),
    (TD3[0] + "<\n" + TD3[1], "wrong_length", 1, 45),
    (TD3[0].replace("A<M", "AÉM") + "\n" + TD3[1], "wrong_character", 1, 20),
    (TD3[0] + "\n" + TD3[1].replace("ZE", "Z!"), "wrong_character", 2, 30),
    ("\n".join(TD3 * 2), "wrong_line_count", 4, 0),
    (TD3[0], "wrong_length", 1, 44),
    ("<" * 1000, "too_long", 0, 0),
]


@pytest.mark.parametrize(("text", "problem", "line", "position"), REFUSED)
def test_what_is_no_zone_is_refused_with_the_place(
    text: str, problem: str, line: int, position: int
) -> None:
    with pytest.raises(MrzInvalid) as caught:
        parse_mrz(text, TODAY)
    data = caught.value.data
    assert (data["problem"], data["line"], data["position"]) == (problem, line, position)


CENTURIES = [
    ("250115", "2025-01-15", "a child"),
    ("260115", "2026-01-15", "born today"),
    ("260116", "1926-01-16", "born tomorrow cannot be"),
    ("990228", "1999-02-28", "last century"),
]


@pytest.mark.parametrize(("printed", "birth", "why"), CENTURIES)
def test_nobody_is_born_after_today(printed: str, birth: str, why: str) -> None:
    line = TD3[1].replace("7408122", printed + check_digit(printed))
    assert str(parse_mrz((TD3[0], line), TODAY).birth_date) == birth, why


PARTLY = [("7408<<", "1974-08"), ("74<<<<", "1974"), ("740000", "1974"), ("<<<<<<", "None")]


@pytest.mark.parametrize(("printed", "birth"), PARTLY)
def test_parts_of_a_birth_date_may_be_filled_up(printed: str, birth: str) -> None:
    line = TD3[1].replace("7408122", printed + check_digit(printed))
    zone = parse_mrz((TD3[0], line), TODAY)
    assert str(zone.birth_date) == birth
    assert "birth_date" not in [p.field for p in zone.problems]


def test_germany_is_given_by_its_alpha_3_code() -> None:
    lines = make_mrz(Format.TD3, HOLDER | {"issuing_country": "DEU", "nationality": "DEU"})
    assert lines[0].startswith("P<D<<")
    assert parse_mrz(lines, TODAY).issuing_country == "DEU"


def test_names_that_fill_the_line_may_be_cut() -> None:
    lines = make_mrz(Format.TD1, HOLDER | {"primary": "PAPANDROPOULOU" * 2, "secondary": "IO ANNA"})
    assert "names_truncated" in [p.code for p in parse_mrz(lines, TODAY).problems]


def test_accents_are_spelled_out() -> None:
    lines = make_mrz(Format.TD3, HOLDER | {"primary": "Müller-Núñez", "secondary": "Åsa d'Örn"})
    assert lines[0].startswith("P<UTOMUELLER<NUNEZ<<AASA<DOERN<<<")


class _Fields(dict):  # type: ignore[type-arg]
    """Values of a holder that `|` turns into one."""

    def __or__(self, other: object) -> Holder:  # type: ignore[override]
        return Holder(**{**self, **dict(other)})  # type: ignore[call-overload]


HOLDER = _Fields(
    primary="ERIKSSON",
    secondary="ANNA",
    number="L898902C3",
    issuing_country="UTO",
    nationality="UTO",
    birth_date=date(1974, 8, 12),
    sex="female",
    expiry_date=date(2032, 4, 15),
)

letters = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=12)
numbers = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1, max_size=9)
holders = st.builds(
    Holder,
    primary=letters,
    secondary=letters,
    number=numbers,
    issuing_country=st.sampled_from(["UTO", "FRA", "DEU", "GBD", "XXA", "UNO"]),
    nationality=st.sampled_from(["UTO", "MAR", "DEU", "XXB", "RKS"]),
    birth_date=st.dates(date(1930, 1, 1), TODAY),
    sex=st.sampled_from(["male", "female", "other", None]),
    expiry_date=st.dates(date(1990, 1, 1), date(2050, 1, 1)),
    optional=st.text("ABC123", max_size=7),
)


@given(st.sampled_from(Format), holders)
def test_a_zone_made_is_read_as_it_was_meant(format: Format, holder: Holder) -> None:
    kind = "V" if format in (Format.MRV_A, Format.MRV_B) else "I"
    lines = make_mrz(format, holder.__class__(**{**_values(holder), "document_type": kind}))
    zone = parse_mrz(lines, TODAY)
    assert zone.format is format
    assert [p for p in zone.problems if p.code != "names_truncated"] == []
    assert (zone.primary, zone.secondary) == (holder.primary, holder.secondary)
    assert (zone.number, zone.nationality, zone.sex) == (
        holder.number,
        holder.nationality,
        holder.sex,
    )
    assert (zone.birth_date.exact(), zone.expiry_date.exact()) == (
        holder.birth_date,
        holder.expiry_date,
    )


def _values(holder: Holder) -> dict[str, object]:
    return {name: getattr(holder, name) for name in Holder.__slots__}


@given(st.sampled_from([Format.TD1, Format.TD2]), st.text("AB12", min_size=10, max_size=14))
def test_long_numbers_come_back_whole(format: Format, number: str) -> None:
    lines = make_mrz(format, HOLDER | {"number": number[: 14 if format is Format.TD1 else 12]})
    zone = parse_mrz(lines, TODAY)
    assert zone.number == number[: 14 if format is Format.TD1 else 12]
    assert zone.problems == ()


signs = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<", min_size=30, max_size=30)


@given(st.lists(signs, min_size=3, max_size=3))
@example(["<" * 30] * 3)
@example(["0" * 30] * 3)
def test_any_lines_of_the_right_shape_are_read(lines: list[str]) -> None:
    zone = parse_mrz(lines, TODAY)
    assert zone.format is Format.TD1
    assert find_country(zone.issuing_country) or "country_unknown" in [
        p.code for p in zone.problems
    ]


@given(st.one_of(st.text(max_size=300), st.lists(st.text(max_size=50), max_size=5)))
@example("ß" * 44 + "\n" + "ŉ" * 44)
@example("\u2028".join(TD3))
@example("\ud800" * 88)
def test_any_text_is_read_or_refused_and_nothing_else(text: str | list[str]) -> None:
    with suppress(MrzInvalid):
        parse_mrz(text, TODAY)


@given(st.text("ABC0123456789<", max_size=40), st.integers(0, 39))
def test_a_check_digit_sees_one_wrong_digit(text: str, place: int) -> None:
    if place >= len(text) or not text[place].isdigit():
        return
    wrong = str((int(text[place]) + 1) % 10)
    assert check_digit(text) != check_digit(text[:place] + wrong + text[place + 1 :])
