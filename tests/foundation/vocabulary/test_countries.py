# SPDX-License-Identifier: Apache-2.0
"""Countries are found by code and by every name met in lists and files."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wasl.foundation.vocabulary import (
    LANGUAGES,
    CountryUnknown,
    country_name,
    find_country,
    find_country_code,
    get_country,
    list_countries,
    search_countries,
)

FOUND = [
    ("FRA", "FRA"),
    ("fr", "FRA"),
    ("D", "DEU"),
    ("GBD", "GBD"),
    ("RKS", "RKS"),
    ("XK", "RKS"),
    ("France", "FRA"),
    ("Deutschland", "DEU"),
    ("المغرب", "MAR"),
    ("Marruecos", "MAR"),
    ("Democratic Republic of the Congo", "COD"),
    ("Iran (Islamic Republic of)", "IRN"),
    ("Syrian Arab Republic", "SYR"),
    ("Democratic People's Republic of Korea", "PRK"),
    ("Republic of Korea", "KOR"),
    ("United Kingdom of Great Britain and Northern Ireland", "GBR"),
    ("United States of America", "USA"),
    ("United Republic of Tanzania", "TZA"),
    ("Russian Federation", "RUS"),
    ("State of Palestine", "PSE"),
    ("Viet Nam", "VNM"),
    ("Turkey", "TUR"),
    ("Türkiye", "TUR"),
    ("Bosnia and Herzegovina", "BIH"),
    ("China, Hong Kong Special Administrative Region", "HKG"),
    ("République arabe syrienne", "SYR"),
    ("República Democrática del Congo", "COD"),
    ("جمهورية الكونغو الديمقراطية", "COD"),
    ("COTE D'IVOIRE", "CIV"),
    ("Côte d’Ivoire", "CIV"),
    ("the Netherlands", "NLD"),
    ("Trinidad and Tobago", "TTO"),
    ("Congo", "COG"),
    ("Guinea", "GIN"),
    ("Niger", "NER"),
]


@pytest.mark.parametrize(("text", "code"), FOUND)
def test_a_country_is_found(text: str, code: str) -> None:
    assert find_country(text) == code


@pytest.mark.parametrize("text", ["", " ", "Atlantis", "ZZZ", "former Soviet Union", "x" * 10_000])
def test_what_is_no_country_is_none(text: str) -> None:
    assert find_country(text) is None


def test_a_code_alone_never_reads_a_name() -> None:
    assert find_country_code("France") is None
    assert find_country_code("fra") == "FRA"


def test_an_unknown_code_is_refused() -> None:
    with pytest.raises(CountryUnknown):
        get_country("ZZZ")


def test_every_country_has_a_name_in_every_language_and_is_found_by_it() -> None:
    for country in list_countries():
        for language in LANGUAGES:
            name = country_name(country.code, language)
            assert name
            assert name != country.code
            assert find_country(name) == country.code, name


def test_the_249_codes_of_iso_and_those_of_icao_are_there() -> None:
    kinds = [country.kind for country in list_countries()]
    assert kinds.count("country") == 249
    specials = {"GBD", "GBN", "GBO", "GBP", "GBS", "EUE", "UNO", "UNA", "UNK", "RKS"}
    specials |= {"XXA", "XXB", "XXC", "XXX", "XOM", "XPO", "UTO"}
    assert {c.code for c in list_countries() if c.kind != "country"} == specials
    assert get_country("GBD").within == "GBR"


PICKED = [
    ("mar", "en", "MAR", "the code comes first"),
    ("mor", "en", "MAR", "beginning of the name"),
    ("مغر", "ar", "MAR", "in Arabic"),
    ("maroc", "en", "MAR", "a name in another language"),
    ("korea", "fr", "KOR", "a word of a name in another language"),
    ("emirates", "en", "ARE", "a word within"),
]


@pytest.mark.parametrize(("text", "language", "code", "why"), PICKED)
def test_a_picker_offers_what_was_meant(text: str, language: str, code: str, why: str) -> None:
    assert code in [c.code for c in search_countries(text, language, 3)], why


def test_an_empty_search_lists_all_by_name() -> None:
    assert len(search_countries("", "en", 500)) == len(list_countries())
    assert search_countries("", "en", 1)[0].code == "AFG"


@given(st.text(max_size=60))
def test_any_text_can_be_searched(text: str) -> None:
    find_country(text)
    assert len(search_countries(text, "ar", 5)) <= 5
