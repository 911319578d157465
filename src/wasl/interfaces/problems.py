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
    "client-refused": 401,
    "code-refused": 422,
    "context-missing": 400,
    "cross-site-request": 403,
    "entity-not-found": 404,
    "internal": 500,
    "invalid": 422,
    "invitation-invalid": 410,
    "member-not-found": 404,
    "member-unknown": 422,
    "not-available": 503,
    "not-signed-in": 401,
    "nothing-to-confirm": 409,
    "office-not-found": 422,
    "own-account": 409,
    "page-invalid": 400,
    "passkey-not-found": 404,
    "passkey-refused": 422,
    "person-not-found": 404,
    "principal-revoked": 409,
    "role-not-given": 422,
    "second-factor-missing": 409,
    "second-factor-needed": 401,
    "second-person-needed": 409,
    "session-not-found": 404,
    "token-refused": 401,
    "username-taken": 409,
    "vault-closed": 500,
}

SENTENCE: dict[str, str] = {
    "access-denied": N_("Your role does not allow this. Ask your bureau's administrator."),
    "client-refused": N_("The client id and secret are not accepted."),
    "code-refused": N_("This code is wrong, too old, or was used before. Wait for the next one."),
    "code-unknown": N_("{value} is not known. Known here: {known}."),
    "context-missing": N_("Say the purpose of this access."),
    "cross-site-request": N_(
        "This came from a page of another site and was not done. Start again from here."
    ),
    "entity-not-found": N_("Your bureau has no such entity."),
    "internal": N_("Something failed on our side. Nothing was saved. Reference: {reference}."),
    "invalid": N_("Some fields need your attention. Nothing was saved."),
    "invitation-invalid": N_(
        "This invitation was used, withdrawn, or is older than three days."
        " Ask your bureau's administrator for a new one."
    ),
    "length-wrong": N_("Write between {minimum} and {maximum} signs."),
    "member-not-found": N_("There is no member {member}."),
    "member-unknown": N_("There is no member {member}."),
    "not-available": N_("A part of the platform does not answer: {part}. Try again in a minute."),
    "not-signed-in": N_("Sign in first."),
    "nothing-to-confirm": N_("No roles wait for this person."),
    "office-not-found": N_("Your bureau has no office {office}."),
    "own-account": N_("This is your own account. Ask another administrator."),
    "page-invalid": N_("This page address is not valid. Start again from the first page."),
    "passkey-not-found": N_("You have no such passkey."),
    "passkey-refused": N_("This passkey was not accepted. Try again."),
    "password-common": N_("This password is among the first that others try. Choose another one."),
    "password-long": N_("Use at most {maximum} signs."),
    "password-short": N_("Use at least {minimum} signs."),
    "person-not-found": N_("Your bureau has no such person or machine."),
    "principal-revoked": N_("This access was revoked for good. Make a new one."),
    "required": N_("This is needed."),
    "role-not-given": N_("The role {role} cannot be given here."),
    "second-factor-missing": N_("This is your last second step. Add another one first."),
    "second-factor-needed": N_("Finish signing in with the second step."),
    "second-person-needed": N_("Another administrator must confirm this."),
    "session-not-found": N_("You have no such open session."),
    "signs-not-allowed": N_("This has signs that nobody can see. Take them out."),
    "token-refused": N_("This token is not valid any more. Ask for a new one."),
    "username-invalid": N_("Use 2 to 64 of a to z, 0 to 9, dot and hyphen."),
    "username-taken": N_("Your bureau has a person {username} already."),
    "vault-closed": N_(
        "A secret of this site cannot be opened. Tell the operator to look for the key file."
    ),
}


class _Values(dict[str, Any]):
    """Values for a sentence; one that is not given is left empty, so that telling never fails."""

    def __missing__(self, name: str) -> str:
        return ""


def status_of(error: AppError) -> int:
    """Give the HTTP status of an error; 500 for one that nobody placed."""
    return STATUS.get(error.code, 500)


def sentence_of(
    code: str, data: dict[str, Any], translate: Callable[[str], str] = lambda text: text
) -> str:
    """Give the sentence of an error code, in the language of ``translate``."""
    text = translate(SENTENCE.get(code, code))
    return text.format_map(
        _Values({key: value for key, value in data.items() if value is not None})
    )


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
