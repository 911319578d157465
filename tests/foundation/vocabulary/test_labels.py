# SPDX-License-Identifier: Apache-2.0
"""Every code speaks four languages, with the same places to fill in."""

import string
import unicodedata

import pytest

from wasl.foundation.vocabulary import (
    LANGUAGES,
    LabelUnknown,
    codes,
    has_label,
    label,
    label_template,
    labels,
    schemes,
)

NEEDED = {
    "database": {"persons", "travel_documents", "vehicles"},
    "purpose": {
        *("locate_wanted", "identification", "criminal_investigation", "warning", "forensic"),
        *("missing_or_dead", "security_check", "threat_analysis", "border_control"),
    },
    "process_state": {"starting", "silent", "waiting", "stopped"},
    "database_state": {"checked", "denied", "not_available", "too_many"},
    "fraud_type": {"stolen", "lost", "revoked", "invalid", "stolen_blank"},
    "handling": {"h0", "h1", "h2", "h3"},
    "confidentiality": {"official_use_only", "restricted", "confidential"},
    "operation": {
        *("collection", "alteration", "consultation", "disclosure", "combination", "erasure"),
    },
}

DATED = {"since": "2024-03-12"}


@pytest.mark.parametrize("scheme", NEEDED)
def test_the_agreed_codes_exist(scheme: str) -> None:
    assert set(codes(scheme)) >= NEEDED[scheme]


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("scheme", schemes())
def test_a_scheme_is_whole_in_four_languages(scheme: str) -> None:
    for code in codes(scheme):
        texts = {language: label_template(scheme, code, language, DATED) for language in LANGUAGES}
        places = {language: _places(text) for language, text in texts.items()}
        assert len({frozenset(names) for names in places.values()}) == 1, (code, places)
        assert all(text.strip() == text and text for text in texts.values())
        assert all(name.isidentifier() for name in places["en"])


@pytest.mark.parametrize("scheme", schemes())
def test_arabic_is_written_in_arabic(scheme: str) -> None:
    for code in codes(scheme):
        text = label_template(scheme, code, "ar", DATED)
        assert any("ARABIC" in unicodedata.name(sign, "") for sign in text), (code, text)


@pytest.mark.parametrize("scheme", schemes())
def test_no_two_codes_of_a_field_read_the_same_by_mistake(scheme: str) -> None:
    same_on_purpose = {"field", "caution", "action", "reason", "record_kind", "entity_state"}
    if scheme in same_on_purpose:
        return
    for language in LANGUAGES:
        texts = list(labels(scheme, language).values())
        assert len(texts) == len(set(texts)), language


def test_every_warning_has_its_caution() -> None:
    assert all(has_label("caution", f"warning_{code}") for code in codes("warning"))


def test_every_status_and_kind_of_fraud_heads_a_record() -> None:
    assert all(has_label("record_kind", f"{code}_person") for code in codes("person_status"))
    assert all(has_label("record_kind", f"{code}_vehicle") for code in codes("vehicle_status"))
    for fraud in codes("fraud_type"):
        assert has_label("reason", f"document_{fraud}")
        for kind in ("passport", "identity_card", "visa", "travel_document"):
            assert has_label("record_kind", f"{fraud}_{kind}")


def test_values_are_put_in_and_a_missing_one_shows_as_a_dash() -> None:
    assert label("reason", "spelling", "en", query="Karimi", candidate="Karimy") == (
        "Karimi ↔ Karimy: spelling"
    )
    assert label("reason", "spelling", "en", a="Karimi") == "Karimi ↔ —: spelling"
    assert (
        label("reason", "same_name", "en", query="{0.__class__}") == "{0.__class__}: the same name"
    )


@pytest.mark.parametrize("fraud", codes("fraud_type"))
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_without_a_date_ends_with_who_reported(fraud: str, language: str) -> None:
    dated = label("reason", f"document_{fraud}", language, since="2024-03-12")
    undated = label("reason", f"document_{fraud}", language, since="")
    assert dated.endswith(": 2024-03-12")
    assert undated == dated.removesuffix(": 2024-03-12").rstrip()


def test_hyphens_are_accepted_and_an_unknown_language_reads_english() -> None:
    assert label("database", "travel-documents", "de") == "Travel documents"


def test_an_unknown_code_or_scheme_is_refused() -> None:
    with pytest.raises(LabelUnknown):
        label("database", "gossip", "en")
    with pytest.raises(LabelUnknown):
        codes("gossip")
    assert not has_label("gossip", "x")
