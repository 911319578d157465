# SPDX-License-Identifier: Apache-2.0
"""Every fault of the JSON API leaves as a problem document, in the caller's language."""

import re
import secrets
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import (
    HTTPException,
    InternalServerException,
    SerializationException,
    ValidationException,
)
from litestar.openapi.spec import Parameter
from litestar.types import ExceptionHandlersMap

from wasl.capabilities.checks import shape_problem
from wasl.foundation.errors import AppError, Invalid, Problem
from wasl.foundation.i18n import Locale, negotiate
from wasl.interfaces.problems import MEDIA_TYPE, Malformed, document_of

log = structlog.get_logger()

CODES = {
    400: "malformed",
    401: "not-signed-in",
    403: "access-denied",
    404: "not-found",
    405: "method-not-allowed",
    413: "body-too-large",
    415: "unsupported-media-type",
    429: "too-many-requests",
    503: "not-available",
}

_MISSING = re.compile(r"^Missing required \w+ parameter '([^']+)'")
GONE = "client disconnected prematurely"
"""How the framework calls a request given up half-way, as a browser does at each further letter."""


class Fault(AppError):
    """What the framework refuses before any of our code runs."""

    def __init__(self, code: str, **data: Any) -> None:
        super().__init__(**data)
        self.code = code  # type: ignore[misc]  # one class stands for the framework's many


def misshapen(error: Exception, within: str = "") -> Problem:
    """Say what is wrong with the shape of a value; never without a place."""
    found = shape_problem(error, within)
    return Problem(found.field or "body", found.code, found.data)


def check_media_type(given: str) -> None:
    """Refuse a body that says that it is no JSON; one that says nothing is taken for JSON.

    Raises:
        Fault: it is something else, or garbage.
    """
    media = given.partition(";")[0].strip().lower()
    if media and media != "application/json":
        raise Fault("unsupported-media-type")


async def check_request(request: Request[Any, Any, Any]) -> None:
    """Refuse what no handler would look at, before one is called.

    Raises:
        Invalid: the address names something that this request does not know.
        Fault, Malformed: see ``check_body``.
    """
    check_query(request)
    await check_body(request)


def check_query(request: Request[Any, Any, Any]) -> None:
    """Refuse an unknown parameter of the address: a misspelt filter would filter nothing.

    Raises:
        Invalid: with each of them.
    """
    if not request.scope["query_string"]:
        return
    paths = request.app.openapi_schema.paths or {}
    path = paths.get(request.scope["path_template"])
    operation = getattr(path, request.method.lower(), None)
    if operation is None:  # not in the document, such as its own page
        return
    told = (one for one in operation.parameters or () if isinstance(one, Parameter))
    # Any request may name its purpose so.
    known = {"purpose"} | {one.name for one in told if one.param_in == "query"}
    problems = [
        Problem(name, "field-unknown") for name in request.query_params if name not in known
    ]
    if problems:
        raise Invalid(problems)


async def check_body(request: Request[Any, Any, Any]) -> None:
    """Refuse a body that is no JSON before anything of it is looked at.

    Raises:
        Fault: it says that it is something else.
        Malformed: it cannot be read.
    """
    if request.route_handler.parsed_data_field is None:
        return
    check_media_type(request.headers.get("content-type", ""))
    try:
        if not await request.body():
            raise Malformed(None)
        await request.json()  # kept for the handler
    except SerializationException as error:
        if isinstance(error.__cause__, msgspec.ValidationError):
            raise Invalid([misshapen(error.__cause__)]) from error
        raise Malformed(error.__cause__) from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise Malformed(error) from error


def locale_of(request: Request[Any, Any, Any]) -> Locale:
    """Give the language of an API answer: what the caller accepts, else English."""
    return negotiate(request.headers.get("accept-language"))


def not_found(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Give the problem document of an address that leads nowhere, where no framework answers."""
    languages = dict(headers).get(b"accept-language", b"").decode("latin-1")
    return msgspec.json.encode(document_of(Fault("not-found"), negotiate(languages).gettext))


def fault_of(request: Request[Any, Any, Any], error: Exception) -> AppError:
    """Turn any exception into an error that may be told."""
    if isinstance(error, AppError):
        return error
    if problems := _problems(error):
        return Invalid(problems)
    if isinstance(error, InternalServerException) and error.detail == GONE:
        return Fault("malformed")
    if isinstance(error, HTTPException) and error.status_code in CODES:
        return Fault(CODES[error.status_code], **_told(request, error))
    reference = secrets.token_hex(4)
    log.error("unexpected error", reference=reference, exc_info=error)
    return Fault("internal", reference=reference)


def _problems(error: Exception) -> list[Problem]:
    """Find what of a request the framework could not take; nothing for any other error."""
    if isinstance(error, ValidationException) and isinstance(error.extra, list):
        return [_problem(line) for line in error.extra]
    if isinstance(error, ValidationException) and (left_out := _MISSING.search(error.detail)):
        return [Problem(left_out[1], "required")]
    if isinstance(error, InternalServerException) and (problem := _namesake(error.__cause__)):
        return [problem]
    return []


def _problem(line: Any) -> Problem:  # noqa: ANN401 - the framework's loosely typed extra
    told = line if isinstance(line, dict) else {"message": str(line)}
    place = str(told.get("key", ""))
    return misshapen(ValueError(told.get("message")), "" if place == "data" else place)


def _namesake(cause: BaseException | None) -> Problem | None:
    """Find the field of a body that the framework took for a value of ours.

    It holds a field that is called like something we inject, such as ``purpose``, for
    our own mistake.
    """
    if not isinstance(cause, msgspec.ValidationError) or "`$.data" not in str(cause):
        return None
    found = shape_problem(cause)
    place = found.field.removeprefix("data").removeprefix(".")
    return Problem(place or "body", found.code, found.data)


def _told(request: Request[Any, Any, Any], error: HTTPException) -> dict[str, object]:
    """Give the values that the sentences of the framework's refusals need."""
    told: dict[str, object] = {"reason": error.detail, "act": None, "database": None, "part": ""}
    if error.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        told["most"] = request.route_handler.resolve_request_max_body_size()
    return told


def answer(request: Request[Any, Any, Any], error: Exception) -> Response[dict[str, Any]]:
    """Answer with the problem document of an error."""
    document = document_of(fault_of(request, error), locale_of(request).gettext)
    headers = {}
    if isinstance(error, HTTPException) and error.headers:
        headers.update(error.headers)  # such as Allow (RFC 9110, 15.5.6)
    if document["status"] == 401:  # noqa: PLR2004 - RFC 9110, 11.6.1
        headers["WWW-Authenticate"] = "Bearer"
    return Response(
        document, status_code=document["status"], media_type=MEDIA_TYPE, headers=headers
    )


HANDLERS: ExceptionHandlersMap = {AppError: answer, HTTPException: answer, Exception: answer}
