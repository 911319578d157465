# SPDX-License-Identifier: Apache-2.0
"""The member register: 196 countries, two institutions, bits that never change."""

import hashlib
from zoneinfo import ZoneInfo

import pytest

from wasl.foundation.vocabulary import (
    AUDIENCE_BITS,
    LANGUAGES,
    MemberUnknown,
    codes,
    find_member,
    get_member,
    get_member_by_bit,
    issuing_member,
    list_bodies,
    list_countries,
    list_member_countries,
    list_members,
    list_offices,
    member_city,
    member_name,
)


def test_there_are_196_member_countries() -> None:
    countries = [member.code for member in list_member_countries()]
    assert len(countries) == len(set(countries)) == 196
    assert {"VAT", "PSE", "ABW", "CUW", "SXM", "PLW", "FSM"} <= set(countries)
    assert not {"PRK", "TUV", "TWN", "HKG", "RKS"} & set(countries)


def test_the_secretariat_and_the_united_nations_stand_beside_them() -> None:
    assert [(m.code, m.bit) for m in list_members()[-2:]] == [("XGS", 200), ("UNO", 201)]


def test_bit_numbers_are_fixed_for_ever() -> None:
    """Audiences are stored in these bits: this test may only be changed to add a member."""
    bits = [(member.code, member.bit) for member in list_members()]
    assert [bit for _, bit in bits[:196]] == list(range(196))
    assert bits[:196] == sorted(bits[:196])
    digest = hashlib.sha256(repr(bits).encode()).hexdigest()
    assert digest[:16] == "a58347a2895af917"
    assert all(bit < AUDIENCE_BITS for _, bit in bits)


def test_every_member_has_city_name_zone_and_region() -> None:
    for member in list_members():
        ZoneInfo(member.zone)
        assert member.region in codes("region")
        assert set(member.bodies) <= set(codes("body"))
        for language in LANGUAGES:
            assert member_city(member.code, language)
            assert member_name(member.code, language)


SIZES = {"aseanapol": 10, "afripol": 54, "europol": 27, "gccpol": 6, "aimc": 22, "eco": 10}


def test_regional_bodies_have_their_members() -> None:
    found = {body.code: len(body.members) for body in list_bodies()}
    assert SIZES.items() <= found.items()
    assert found.keys() == set(codes("body"))


def test_offices_of_the_secretariat() -> None:
    rooms, bureaus = list_offices("room"), list_offices("bureau")
    assert [office.cities["en"] for office in rooms] == ["Lyon", "Buenos Aires", "Singapore"]
    assert {office.cities["en"] for office in bureaus} == {
        *("Abidjan", "Buenos Aires", "Harare", "Nairobi", "San Salvador", "Yaoundé")
    }
    assert {office.code for office in list_offices("unit")} == set(codes("crime_unit"))
    for office in list_offices():
        ZoneInfo(office.zone)
        assert set(office.names) == set(LANGUAGES)


FOUND = [("MAR", "MAR"), ("mar", "MAR"), ("Maroc", "MAR"), ("الرباط", "MAR"), ("Rabat", "MAR")]
FOUND += [("XGS", "XGS"), ("Secrétariat général", "XGS"), ("Lyon", "XGS"), ("UNO", "UNO")]


@pytest.mark.parametrize(("text", "code"), FOUND)
def test_a_member_is_found_by_code_name_or_city(text: str, code: str) -> None:
    member = find_member(text)
    assert member is not None
    assert member.code == code


def test_what_is_no_member_is_none_or_refused() -> None:
    assert find_member("North Korea") is None
    assert find_member("") is None
    with pytest.raises(MemberUnknown):
        get_member("PRK")
    with pytest.raises(MemberUnknown):
        get_member_by_bit(255)
    assert get_member_by_bit(get_member("FRA").bit).code == "FRA"


ISSUERS = [
    ("FRA", "FRA"),
    ("ABW", "ABW"),  # a member of its own
    ("PYF", "FRA"),
    ("HKG", "CHN"),
    ("GBO", "GBR"),
    ("UNA", "UNO"),
    ("XPO", "XGS"),
    ("XXB", None),  # a person's status issues nothing
    ("UTO", None),
    ("EUE", "XGS"),  # issuers without a bureau
    ("XOM", "XGS"),
    ("TUV", "XGS"),
    ("ZZZ", None),
]


@pytest.mark.parametrize(("country", "member"), ISSUERS)
def test_a_member_answers_for_what_was_issued_in_its_name(country: str, member: str | None) -> None:
    assert issuing_member(country) == member


def test_only_a_persons_status_and_specimens_issue_nothing() -> None:
    alone = {one.code for one in list_countries() if issuing_member(one.code) is None}
    assert alone == {"UTO", "XXA", "XXB", "XXC", "XXX"}


def test_states_without_a_bureau_are_known() -> None:
    states = {one.code for one in list_countries() if one.kind == "country"}
    assert {one for one in states if issuing_member(one) == "XGS"} == {
        *("ATA", "ESH", "PRK", "TUV", "TWN")
    }
