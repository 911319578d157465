# SPDX-License-Identifier: Apache-2.0
"""How each of the four languages writes counts, dates, numbers and lists."""

from datetime import UTC, date, datetime
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest

from wasl.foundation.i18n import LANGUAGES, get_locale, negotiate

HITS = ("%(number)s possible match", "%(number)s possible matches")
ARABIC_COUNTS = [
    (0, "لا تطابقات محتملة"),
    (1, "تطابق محتمل واحد"),
    (2, "تطابقان محتملان"),
    (3, "3 تطابقات محتملة"),
    (10, "10 تطابقات محتملة"),
    (11, "11 تطابقاً محتملاً"),
    (99, "99 تطابقاً محتملاً"),
    (100, "100 تطابق محتمل"),
    (103, "103 تطابقات محتملة"),
    (111, "111 تطابقاً محتملاً"),
]


@pytest.mark.parametrize(("count", "said"), ARABIC_COUNTS)
def test_arabic_counts_in_six_forms(count: int, said: str) -> None:
    assert get_locale("ar").ngettext(*HITS, count) % {"number": count} == said


@pytest.mark.parametrize(
    ("tag", "direction"), [("ar", "rtl"), ("en", "ltr"), ("fr", "ltr"), ("es", "ltr")]
)
def test_each_language_runs_its_own_way(tag: str, direction: str) -> None:
    assert get_locale(tag).direction == direction


DATES = [
    ("en", "12 Mar 2024"),
    ("fr", "12 mars 2024"),
    ("es", "12 mar 2024"),
    ("ar", "12 مارس 2024"),
]


@pytest.mark.parametrize(("tag", "written"), DATES)
def test_days_follow_the_language_with_digits_as_on_documents(tag: str, written: str) -> None:
    assert get_locale(tag).date(date(2024, 3, 12)) == written


PARTIAL = [
    ("1979", "1979"),
    ("1979-04", "Apr 1979"),
    ("1979-04-12", "12 Apr 1979"),
    ("1975..1979", "1975–1979"),
    ("1979~", "about 1979"),
    ("not a date", "not a date"),
]


@pytest.mark.parametrize(("known", "written"), PARTIAL)
def test_of_a_date_only_what_is_known_is_written(known: str, written: str) -> None:
    assert get_locale("en").partial_date(known) == written


def test_times_are_of_24_hours_in_the_zone_asked_for() -> None:
    moment = datetime(2026, 11, 21, 14, 2, tzinfo=UTC)
    assert get_locale("en").moment(moment) == "21 Nov 2026, 14:02"
    assert get_locale("ar").time(moment, "Asia/Tokyo") == "23:02"


def test_the_clock_of_a_country_does_not_hang_on_the_machine() -> None:
    with files("tzdata").joinpath("zoneinfo/Africa/Casablanca").open("rb") as pinned:
        rabat = ZoneInfo.from_file(pinned)
    then = datetime(2026, 11, 22, 3, tzinfo=UTC)
    assert get_locale("en").time(then, "Africa/Casablanca") == f"{then.astimezone(rabat):%H:%M}"


def test_numbers_and_lists_follow_the_language() -> None:
    assert get_locale("es").number(1234567) == "1.234.567"
    assert get_locale("fr").listed(["a", "b", "c"]) == "a, b et c"
    assert get_locale("ar").listed(["أ", "ب"]) == "أ وب"
    assert get_locale("en").listed([]) == ""


ASKED = [
    ({"accepted": "fr-CA,fr;q=0.9,en;q=0.8"}, "fr"),
    ({"accepted": "de, ar;q=0.5, es;q=0.7"}, "es"),
    ({"accepted": "de"}, "en"),
    ({"accepted": "fr;q=x, es"}, "es"),
    ({"accepted": "en", "chosen": "ar"}, "ar"),
    ({"accepted": "en", "chosen": "ar", "account": "es"}, "es"),
    ({"account": "xx"}, "en"),
    ({}, "en"),
]


@pytest.mark.parametrize(("said", "tag"), ASKED)
def test_the_account_wins_then_the_choice_then_the_browser(said: dict[str, str], tag: str) -> None:
    assert negotiate(**said).tag == tag


def test_a_sentence_without_translation_comes_in_english() -> None:
    for tag in LANGUAGES:
        assert get_locale(tag).gettext("No catalog knows this.") == "No catalog knows this."
