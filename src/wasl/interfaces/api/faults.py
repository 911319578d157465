# SPDX-License-Identifier: Apache-2.0
"""Every fault of the JSON API leaves as a problem document, in the caller's language."""

import secrets
from typing import Any

import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.types import ExceptionHandlersMap

from wasl.foundation.errors import AppError, Invalid, Problem
from wasl.foundation.i18n import Locale, negotiate
from wasl.interfaces.problems import MEDIA_TYPE, document_of

log = structlog.get_logger()

CODES = {
    400: "malformed",
    401: "not-signed-in",
    403: "access-denied",
    404: "not-found",
    405: "method-not-allowed",
    413: "too-large",
    415: "unsupported-media-type",
    429: "too-many-requests",
    503: "not-available",
}


class Fault(AppError):
    """What the framework refuses before any of our code runs."""

    def __init__(self, code: str, **data: object) -> None:
        super().__init__(**data)
        self.code = code  # type: ignore[misc]  # one class stands for the framework's many


def locale_of(request: Request[Any, Any, Any]) -> Locale:
    """Give the language of an API answer: what the caller accepts, else English."""
    return negotiate(request.headers.get("accept-language"))


def fault_of(error: Exception) -> AppError:
    """Turn any exception into an error that may be told."""
    if isinstance(error, AppError):
        return error
    if isinstance(error, ValidationException) and isinstance(error.extra, list):
        return Invalid([_problem(line) for line in error.extra])
    if isinstance(error, HTTPException) and error.status_code in CODES:
        return Fault(CODES[error.status_code], **_told(error))
    reference = secrets.token_hex(4)
    log.error("unexpected error", reference=reference, exc_info=error)
    return Fault("internal", reference=reference)


def _problem(line: Any) -> Problem:  # noqa: ANN401 - the framework's loosely typed extra
    told = line if isinstance(line, dict) else {"message": str(line)}
    return Problem(str(told.get("key", "")), "field-invalid", {"reason": str(told.get("message"))})


def _told(error: HTTPException) -> dict[str, object]:
    """Give the values that the sentences of the framework's refusals need."""
    return {"reason": error.detail, "act": None, "database": None, "part": ""}


def answer(request: Request[Any, Any, Any], error: Exception) -> Response[dict[str, Any]]:
    """Answer with the problem document of an error."""
    document = document_of(fault_of(error), locale_of(request).gettext)
    headers = {"WWW-Authenticate": "Bearer"} if document["status"] == 401 else {}  # noqa: PLR2004 - RFC 9110, 11.6.1
    return Response(
        document, status_code=document["status"], media_type=MEDIA_TYPE, headers=headers
    )


HANDLERS: ExceptionHandlersMap = {AppError: answer, HTTPException: answer, Exception: answer}
