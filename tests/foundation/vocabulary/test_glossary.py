# SPDX-License-Identifier: Apache-2.0
"""The glossary is whole, and the labels keep to its words."""

from pathlib import Path

import pytest

from wasl.foundation.vocabulary import LANGUAGES, label

GLOSSARY = Path(__file__).parents[3] / "docs" / "glossary.md"
COLUMNS = {"en": 0, "ar": 3, "fr": 4, "es": 5}


def _rows() -> dict[str, list[str]]:
    lines = GLOSSARY.read_text(encoding="utf-8").splitlines()
    rows = [line.strip("|").split("|") for line in lines if line.startswith("|")]
    return {row[0]: row for row in rows if row[0] not in ("English", "-")}


def test_every_term_has_meaning_source_and_four_languages() -> None:
    rows = _rows()
    assert len(rows) > 80
    for term, row in rows.items():
        assert len(row) == 6, term
        assert all(cell.strip() for cell in row), term


SAME = [
    ("border control", "purpose", "border_control"),
    ("wanted person", "person_status", "wanted"),
    ("wanted person", "record_kind", "wanted_person"),
    ("travel document", "record_kind", "travel_document"),
    ("General Secretariat", "office_kind", "general_secretariat"),
    ("Command and Coordination Centre", "office_kind", "command_centre"),
    ("regional bureau", "office_kind", "regional_bureau"),
    ("owner", "field", "owner"),
    ("purpose", "field", "purpose"),
    ("confidentiality", "field", "confidentiality"),
    ("collection", "operation", "collection"),
    ("alteration", "operation", "alteration"),
    ("consultation", "operation", "consultation"),
    ("disclosure", "operation", "disclosure"),
    ("combination", "operation", "combination"),
    ("erasure", "operation", "erasure"),
]


@pytest.mark.parametrize(("term", "scheme", "code"), SAME)
def test_a_label_uses_the_word_of_the_glossary(term: str, scheme: str, code: str) -> None:
    row = _rows()[term]
    for language in LANGUAGES:
        if language == "en" and scheme == "person_status":
            continue  # shortened where the page already says that it is a person
        assert label(scheme, code, language).lower() == row[COLUMNS[language]].lower()
