# SPDX-License-Identifier: Apache-2.0
"""Checks in the OpenAPI document: shapes of answers, and handlers that answer alike.

On a hub ``ChecksApp`` answers the two posts before the framework sees them.
"""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import Body, Parameter
from litestar.response import Stream

from wasl.capabilities import checks
from wasl.capabilities.checks import Node, Question
from wasl.foundation.access import Actor
from wasl.foundation.i18n import negotiate
from wasl.foundation.unit import Units
from wasl.interfaces.api.checks import BATCH, SINGLE, batch_line, decode_batch, encode_answer
from wasl.interfaces.problems import MEDIA_TYPE


class RecentChecks(msgspec.Struct):
    """The caller's own newest checks, newest first."""

    checks: list[checks.RecentCheck]


class Sentence(msgspec.Struct):
    """A code with its sentence in the reader's language."""

    code: str
    text: str


class ReasonTold(msgspec.Struct):
    """Why a record came up; ``supports`` is null for a mere remark."""

    code: str
    supports: bool | None
    text: str
    values: dict[str, Any]


class HitTold(msgspec.Struct):
    """A record that may be about the subject: a lead, never a reason to act by itself."""

    record: str
    database: str
    kind: str
    owner: str
    version: int
    score: Annotated[float, msgspec.Meta(ge=0, le=1)]
    match: str
    match_text: str
    reasons: list[ReasonTold]
    caution: list[Sentence]
    action: Sentence
    contact: str
    needs_reason: bool
    headline: str
    facts: dict[str, Any]
    confidentiality: str
    handling: str


class RemarkTold(msgspec.Struct):
    """Something to know about the question, such as a wrong check digit."""

    code: str
    field: str
    text: str
    values: dict[str, Any] = {}


class AnswerTold(msgspec.Struct):
    """What the databases say; each is checked, denied, not_available or too_many."""

    check: str
    at: str
    position: int
    databases: dict[str, checks.DatabaseState]
    hits: list[HitTold]
    remarks: list[RemarkTold]


_PROBLEMS = {
    status: ResponseSpec(dict[str, Any], description=words, media_type=MEDIA_TYPE)
    for status, words in {
        400: "The body is not JSON.",
        401: "No token, or one that is not accepted.",
        403: "The caller may not check.",
        413: "The body is too large.",
        422: "Fields at fault, all of them named.",
        503: "Not recorded, so not answered; or no copy to answer from yet.",
    }.items()
}


@post(
    SINGLE,
    status_code=200,
    tags=["Checks"],
    summary="Check one subject",
    responses={200: ResponseSpec(AnswerTold), **_PROBLEMS},
)
async def check_one(
    request: Request[Any, Any, Any],
    actor: Actor,
    node: Node,
    data: Annotated[Question, Body(title="Question")],
) -> Response[bytes]:
    """Ask the databases about a person, documents, machine readable lines or vehicles.

    The answer leaves only after its audit entry is on disk. A hit is a lead: the
    owner confirms.
    """
    answer = await checks.check(node, actor, data, datetime.now(UTC))
    locale = negotiate(request.headers.get("accept-language"))
    return Response(encode_answer(answer, locale), media_type="application/json")


class BatchAsked(msgspec.Struct):
    """Up to 1,000 subjects with one purpose."""

    purpose: str
    subjects: Annotated[
        list[checks.Subject], msgspec.Meta(min_length=1, max_length=checks.MOST_BATCH)
    ]
    databases: list[str] = []


@post(
    BATCH,
    status_code=200,
    tags=["Checks"],
    summary="Check many subjects",
    responses={
        200: ResponseSpec(
            AnswerTold,
            description="One answer a line, with ``index``.",
            media_type="application/x-ndjson",
        ),
        **_PROBLEMS,
    },
)
async def check_many(
    request: Request[Any, Any, Any],
    actor: Actor,
    node: Node,
    data: Annotated[BatchAsked, Body(title="Questions")],
) -> Stream:
    """Ask about many subjects; the answers are streamed in order, one JSON a line.

    A subject at fault gives a line with ``problem`` in its place and spoils no other.
    """
    batch = decode_batch(msgspec.json.encode(data))
    locale = negotiate(request.headers.get("accept-language"))

    async def lines() -> AsyncIterator[bytes]:
        count = 0
        async for group in checks.check_batch(node, actor, batch, datetime.now(UTC)):
            yield b"".join(batch_line(count + n, one, locale) for n, one in enumerate(group))
            count += len(group)

    return Stream(lines(), media_type="application/x-ndjson")


@get(SINGLE, tags=["Checks"], summary="List my recent checks")
async def list_checks(
    units: Units,
    actor: Actor,
    node: Node,
    limit: Annotated[int, Parameter(ge=1, le=200)] = 50,
) -> RecentChecks:
    """List the caller's own newest checks, those not shipped to the hub yet included."""
    async with units.begin(actor) as unit:
        return RecentChecks(await checks.list_recent_checks(unit, node.folder, limit))


routes = [check_one, check_many, list_checks]
