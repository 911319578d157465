# SPDX-License-Identifier: Apache-2.0
"""Every error that may travel has a status and a sentence, in four languages."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import wasl
from wasl.foundation.errors import AppError, Invalid, NotAvailable, Problem
from wasl.foundation.i18n import LANGUAGES, get_locale
from wasl.interfaces.problems import SENTENCE, STATUS, document_of, sentence_of

SOURCES = Path(wasl.__file__).parent


def _errors(base: type[AppError] = AppError) -> Iterator[type[AppError]]:
    for error in base.__subclasses__():
        yield error
        yield from _errors(error)


def _all_errors() -> list[type[AppError]]:
    for module in pkgutil.walk_packages(wasl.__path__, "wasl."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    told = {error.code: error for error in _errors() if not error.__module__.startswith("tests")}
    return [told[code] for code in sorted(told)]


def _problem_codes() -> list[str]:
    pattern = re.compile(r'Problem\(\s*[^,()]+(?:\([^)]*\))?,\s*"([a-z-]+)"')
    return sorted(
        {code for file in SOURCES.rglob("*.py") for code in pattern.findall(file.read_text())}
    )


def test_every_error_has_a_status_and_a_sentence() -> None:
    host = "wasl.interfaces.host"  # tells its errors at the shell, before there is a hub
    codes = [error.code for error in _all_errors() if not error.__module__.startswith(host)]
    assert [code for code in codes if code not in STATUS] == []
    assert [code for code in codes if code not in SENTENCE] == []


def test_every_problem_of_a_field_has_a_sentence() -> None:
    assert [code for code in _problem_codes() if code not in SENTENCE] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_can_be_told_whatever_is_missing(language: str) -> None:
    locale = get_locale(language)
    for code in SENTENCE:
        told = sentence_of(code, {}, locale.gettext)
        assert told
        assert "{" not in told


@pytest.mark.parametrize("language", [tag for tag in LANGUAGES if tag != "en"])
def test_every_sentence_is_translated(language: str) -> None:
    locale = get_locale(language)
    assert [text for text in SENTENCE.values() if locale.gettext(text) == text] == []


def test_a_problem_document_says_what_and_where() -> None:
    document = document_of(Invalid([Problem("birth_date", "date-invalid", {"value": "31/31"})]))
    assert document["type"] == "urn:wasl:problem:invalid"
    assert document["status"] == 422
    assert document["errors"][0]["field"] == "birth_date"
    assert document_of(NotAvailable("database"))["status"] == 503
