# SPDX-License-Identifier: Apache-2.0
"""How an error is told at the edge: a status, a sentence, a problem document.

Source: RFC 9457. Nothing of the machine is told: an error that is not ours
becomes ``internal`` with a reference that the log repeats.
"""

from collections.abc import Callable
from typing import Any

from wasl.foundation.errors import AppError, Invalid, Problem

MEDIA_TYPE = "application/problem+json"


def N_(message: str) -> str:  # noqa: N802 - the name that extraction tools know
    """Mark a sentence for the catalogs."""
    return message


STATUS: dict[str, int] = {
    "access-denied": 403,
    "context-missing": 400,
    "internal": 500,
    "invalid": 422,
    "not-available": 503,
    "page-invalid": 400,
}

SENTENCE: dict[str, str] = {
    "access-denied": N_("Your role does not allow this. Ask your bureau's administrator."),
    "context-missing": N_("Say the purpose of this access."),
    "internal": N_("Something failed on our side. Nothing was saved. Reference: {reference}."),
    "invalid": N_("Some fields need your attention. Nothing was saved."),
    "not-available": N_("A part of the platform does not answer: {part}. Try again in a minute."),
    "page-invalid": N_("This page address is not valid. Start again from the first page."),
}


def status_of(error: AppError) -> int:
    """Give the HTTP status of an error; 500 for one that nobody placed."""
    return STATUS.get(error.code, 500)


def sentence_of(
    code: str, data: dict[str, Any], translate: Callable[[str], str] = lambda text: text
) -> str:
    """Give the sentence of an error code, in the language of ``translate``."""
    text = translate(SENTENCE.get(code, code))
    return text.format_map({key: "" if value is None else value for key, value in data.items()})


def document_of(
    error: AppError, translate: Callable[[str], str] = lambda text: text
) -> dict[str, Any]:
    """Give the problem document of an error.

    Returns:
        {"type", "title", "status", "detail", "code", "field"?, "errors"?, …values}.
    """
    detail = sentence_of(error.code, error.data, translate)
    document: dict[str, Any] = {
        "type": f"urn:wasl:problem:{error.code}",
        "title": detail.split(". ")[0].rstrip("."),
        "status": status_of(error),
        "detail": detail,
        "code": error.code,
    }
    if error.field:
        document["field"] = error.field
    if isinstance(error, Invalid):
        document["errors"] = [_line(problem, translate) for problem in error.problems]
    return document


def _line(problem: Problem, translate: Callable[[str], str]) -> dict[str, str]:
    return {
        "field": problem.field,
        "code": problem.code,
        "detail": sentence_of(problem.code, problem.data, translate),
    }
