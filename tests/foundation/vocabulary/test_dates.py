# SPDX-License-Identifier: Apache-2.0
"""Partial dates: what is accepted, how it is written, how far two agree."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wasl.foundation.vocabulary import DateInvalid, DateMatch, PartialDate, compare, find_date

READ = [
    ("1979", "1979", "year alone"),
    ("1979-03", "1979-03", "year and month"),
    ("1979-03-12", "1979-03-12", "the whole day"),
    ("19790312", "1979-03-12", "without hyphens"),
    ("1979-00-00", "1979", "form with empty parts"),
    ("1979-XX-XX", "1979", "parts marked as not known"),
    ("1979-00-12", "1979", "a day without its month says nothing"),
    ("00.03.1979", "1979-03", "day not known, day first"),
    ("12.03.1979", "1979-03-12", "day first with dots"),
    ("12/03/1979", "1979-03-12", "day first with slashes"),
    ("12/31/1980", "1980-12-31", "the second number can only be the day"),
    ("03/1979", "1979-03", "month and year"),
    ("1979/03/12", "1979-03-12", "year first with slashes"),
    ("12 Mar 1979", "1979-03-12", "English month"),
    ("March 12, 1979", "1979-03-12", "month first"),
    ("12 mars 1979", "1979-03-12", "French month"),
    ("12 de marzo de 1979", "1979-03-12", "Spanish month"),
    ("12 آذار 1979", "1979-03-12", "Arabic month, Levant"),
    ("١٢ مارس ١٩٧٩", "1979-03-12", "Arabic digits"),
    ("1979-03-12T00:00:00", "1979-03-12", "a time of day is dropped"),
    ("c. 1979", "1979~", "circa"),
    ("circa 1979", "1979~", "circa"),
    ("vers 1979", "1979~", "French: about"),
    ("hacia 1979", "1979~", "Spanish: about"),
    ("حوالي 1979", "1979~", "Arabic: about"),
    ("~1979", "1979~", "sign for about"),
    ("1975..1979", "1975..1979", "span of years"),
    ("1975/1979", "1975..1979", "span, ISO 8601"),
    ("1975-1979", "1975..1979", "span with a hyphen"),
    ("1975 to 1979", "1975..1979", "span in words"),
    ("1979..1979", "1979", "a span of one year is that year"),
]


@pytest.mark.parametrize(("text", "iso", "why"), READ)
def test_a_date_is_read_as_far_as_it_is_known(text: str, iso: str, why: str) -> None:
    assert str(PartialDate.parse(text)) == iso, why


REFUSED = [
    ("", "empty"),
    ("...", "empty"),
    ("yesterday", "not_a_date"),
    ("12 Marble 1979", "not_a_date"),
    ("79", "not_a_date"),
    ("1979-13", "no_such_month"),
    ("31.02.1980", "no_such_day"),
    ("1979-02-29", "no_such_day"),
    ("0000", "year_out_of_range"),
    ("1980..1975", "span_backwards"),
    ("1" * 200, "empty"),
]


@pytest.mark.parametrize(("text", "problem"), REFUSED)
def test_what_is_no_date_is_refused_with_a_reason(text: str, problem: str) -> None:
    with pytest.raises(DateInvalid) as caught:
        PartialDate.parse(text)
    assert caught.value.data["problem"] == problem
    assert find_date(text) is None


COMPARED = [
    ("1979-03-12", "1979-03-12", DateMatch.SAME, "equal to the day"),
    ("1979", "1979-03-12", DateMatch.COMPATIBLE, "only the year is known"),
    ("1979", "1979", DateMatch.COMPATIBLE, "equal years are not equal days"),
    ("1979-03", "1979-03-12", DateMatch.COMPATIBLE, "only the month is known"),
    ("1977~", "1979-03-12", DateMatch.COMPATIBLE, "about covers two years"),
    ("1975..1979", "1977", DateMatch.COMPATIBLE, "within the span"),
    ("1979-03-12", "1979-12-03", DateMatch.SWAPPED, "day and month exchanged"),
    ("1979-03-12", "1979-03-13", DateMatch.NEAR, "the next day"),
    ("1979-03-12", "1980-03-12", DateMatch.NEAR, "one year"),
    ("1979-03-12", "1997-03-12", DateMatch.NEAR, "digits of the year turned"),
    ("1979-03-12", "1979-01-01", DateMatch.NEAR, "first of January stands for the year"),
    ("1979-03-12", "1989-03-12", DateMatch.NEAR, "one digit"),
    ("1979", "1980", DateMatch.NEAR, "years side by side"),
    ("1979", "1980-06-01", DateMatch.NEAR, "years side by side"),
    ("1979", "1985", DateMatch.CONTRADICT, "far apart"),
    ("1979-03-12", "1984-10-25", DateMatch.CONTRADICT, "nothing in common"),
    ("1979~", "1985-01-01", DateMatch.CONTRADICT, "outside about"),
]


@pytest.mark.parametrize(("a", "b", "match", "why"), COMPARED)
def test_two_dates_agree_as_far_as_they_can(a: str, b: str, match: DateMatch, why: str) -> None:
    first, second = PartialDate.parse(a), PartialDate.parse(b)
    assert compare(first, second) is match, why
    assert compare(second, first) is match, "the order of the two does not matter"


def test_a_date_that_is_not_there_agrees_with_nothing_and_contradicts_nothing() -> None:
    assert compare(None, PartialDate(1979)) is DateMatch.UNKNOWN
    assert compare(None, None) is DateMatch.UNKNOWN


def test_a_span_covers_its_years() -> None:
    assert list(PartialDate.parse("1975..1977").years) == [1975, 1976, 1977]
    assert list(PartialDate.parse("1979~").years) == [1977, 1978, 1979, 1980, 1981]
    assert PartialDate.parse("1980-02").last == date(1980, 2, 29)


days = st.dates(min_value=date(1000, 1, 1)).map(PartialDate.of)
partial = st.one_of(
    days,
    days.map(lambda d: PartialDate(d.year, d.month)),
    days.map(lambda d: PartialDate(d.year, approximate=True)),
    st.builds(
        lambda year, more: PartialDate(year, to_year=year + more),
        st.integers(1000, 9000),
        st.integers(1, 900),
    ),
)


@given(partial)
def test_a_date_written_and_read_again_is_the_same(value: PartialDate) -> None:
    assert PartialDate.parse(str(value)) == value
    assert value.first <= value.last


@given(partial, partial)
def test_comparing_knows_no_order(a: PartialDate, b: PartialDate) -> None:
    assert compare(a, b) is compare(b, a)


@given(partial)
def test_a_date_never_contradicts_itself(value: PartialDate) -> None:
    assert compare(value, value) in (DateMatch.SAME, DateMatch.COMPATIBLE)


@given(st.text())
def test_any_text_is_a_date_or_refused(text: str) -> None:
    try:
        PartialDate.parse(text)
    except DateInvalid:
        assert find_date(text) is None
