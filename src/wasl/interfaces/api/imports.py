# SPDX-License-Identifier: Apache-2.0
"""Imports over JSON: sending a file, following it, its refused lines, templates."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.exceptions import ClientException
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import Parameter
from litestar.response import Stream

from wasl.capabilities import records
from wasl.capabilities.records import ImportJob, ImportOrder, Restriction
from wasl.foundation.access import Actor
from wasl.foundation.errors import Invalid, Problem
from wasl.foundation.i18n import negotiate
from wasl.foundation.settings import Settings
from wasl.foundation.unit import Units
from wasl.interfaces.api import faults
from wasl.interfaces.api.record_shapes import Ask, Doubt, RecordTold, doubts, tell
from wasl.interfaces.problems import MEDIA_TYPE, sentence_of

TAGS = ["Imports"]
LARGEST = 4 * 1024**3
Format = Literal["csv", "jsonl", "un"]


class Fault(msgspec.Struct):
    """Why an import failed."""

    code: str
    detail: str


class DoubtfulLine(msgspec.Struct):
    """A record that was taken although something in it looks doubtful: ``number`` in the file."""

    number: int
    line: int
    warnings: list[Doubt]


class DoubtfulPage(msgspec.Struct):
    """Doubtful lines in the order of the file; ``next`` asks for the page after, null ends it."""

    lines: list[DoubtfulLine]
    next: int | None


class ImportTold(msgspec.Struct):
    """An import and how far it is.

    ``lines`` were read so far: ``new``, ``changed`` and ``unchanged`` records, ``rejected``
    lines; ``warned`` of them look doubtful. ``gone`` counts records of a complete list
    that it no longer names. ``rate`` is in lines a second. ``swept_at`` is when refused and
    doubtful lines were removed, 30 days after the end. ``may_go_on`` is true for one that
    failed and is not stopped by its file (``/again``).
    """

    id: UUID
    state: Literal["queued", "running", "done", "failed", "cancelled"]
    cancelling: bool
    database: str
    owner: str
    format: str
    filename: str
    lines: int
    bytes_done: int
    bytes_total: int
    new: int
    changed: int
    unchanged: int
    rejected: int
    warned: int
    gone: int | None
    rate: float
    seconds_left: float | None
    problem: Fault | None
    may_go_on: bool
    requested_by: str
    requested_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    swept_at: datetime | None


def _problems(*statuses: int) -> dict[int, ResponseSpec]:
    words = {
        400: "Malformed, or no purpose: name one by ``Wasl-Purpose`` or ``?purpose=``.",
        401: "Not signed in.",
        403: "The caller may not do this.",
        404: "The caller's bureau has no such import.",
        409: "It has ended already.",
        410: "What was kept of it was removed 30 days after its end.",
        413: "The file is too large.",
        415: "A form was sent; the body is the file itself.",
        422: "Something asked for is not right; all of it is named.",
        507: "The disk is full; nothing was kept.",
    }
    return {
        status: ResponseSpec(dict[str, Any], description=words[status], media_type=MEDIA_TYPE)
        for status in sorted({400, 401, 403, *statuses})
    }


def _tell(request: Ask, job: ImportJob) -> ImportTold:
    locale = negotiate(request.headers.get("accept-language"))
    problem = None
    if job.problem:
        code, data = str(job.problem["code"]), dict(job.problem["data"])
        problem = Fault(code, sentence_of(code, data, locale.gettext))
    order = job.order
    return ImportTold(
        id=job.id,
        state=job.state,
        cancelling=job.cancelling,
        database=order.database,
        owner=order.owner,
        format=order.format,
        filename=order.filename,
        lines=job.lines,
        bytes_done=job.bytes_done,
        bytes_total=job.bytes_total,
        new=job.new,
        changed=job.changed,
        unchanged=job.unchanged,
        rejected=job.rejected,
        warned=job.warned,
        gone=job.gone,
        rate=job.rate,
        seconds_left=job.seconds_left,
        problem=problem,
        may_go_on=records.imports.may_go_on(job),
        requested_by=job.requested_by,
        requested_at=job.requested_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        swept_at=job.swept_at,
    )


def restriction_of(shared_with: str, hidden_from: str) -> Restriction:
    """Read who may see lines that say nothing themselves.

    Args:
        shared_with: ``all``, ``nobody`` or codes of members.
        hidden_from: codes of members; only beside ``all``.

    Raises:
        Invalid: both name members.
    """
    hidden = tuple(hidden_from.upper().replace(",", " ").split())
    word = shared_with.strip().lower()
    if hidden and word != "all":
        raise Invalid([Problem("hidden_from", "restriction-unclear")])
    if hidden:
        return Restriction("except", hidden)
    if word == "all":
        return Restriction("all")
    named = () if word == "nobody" else tuple(shared_with.upper().replace(",", " ").split())
    return Restriction("only", named)


@post(
    "/v1/imports",
    status_code=202,
    tags=TAGS,
    summary="Send a file to import",
    request_max_body_size=LARGEST,
    responses=_problems(404, 413, 415, 422, 507),
)
async def send_file(
    request: Ask,
    units: Units,
    settings: Settings,
    actor: Actor,
    purpose: str | None,
    database: str,
    format: Annotated[Format, Parameter(description="``un`` is the UN consolidated list.")],
    shared_with: Annotated[
        str,
        Parameter(
            description="Who sees lines that do not say so themselves: ``all``, ``nobody``,"
            " or codes of members. Never left out: silence must not mean everybody."
        ),
    ],
    owner: Annotated[
        str | None, Parameter(description="Whose records they become; left out: the caller's.")
    ] = None,
    filename: str = "file",
    encoding: Annotated[
        str | None,
        Parameter(description="Of a table; UTF-8 and UTF-16 are recognised. ``windows-1256`` …"),
    ] = None,
    hidden_from: Annotated[str, Parameter(description="Codes of members.")] = "",
    record_purpose: Annotated[
        str | None, Parameter(description="Purpose of lines that do not name one.")
    ] = None,
    complete: Annotated[
        bool, Parameter(description="The file is the whole list: report what is gone from it.")
    ] = False,
) -> ImportTold:
    """Take in a file; the body is the file itself. Once accepted it survives any failure.

    Follow the import by its address. A file may be sent twice: nothing changes then.
    """
    if request.headers.get("content-type", "").lower().startswith("multipart/"):
        raise faults.Fault("unsupported-media-type")  # its first line would pass for the header
    why = record_purpose or purpose
    if why is None:
        raise Invalid([Problem("record_purpose", "required")])
    order = ImportOrder(
        database=database,
        owner=owner or actor.member,
        format=format,
        filename=filename,
        purpose=why,
        restriction=restriction_of(shared_with, hidden_from),
        encoding=encoding,
        complete=complete,
    )
    folder = settings.data / "imports"
    asker = (actor, purpose or why)
    job = await records.imports.receive(units, asker, order, _body(request), folder)
    return _tell(request, job)


async def _body(request: Ask) -> AsyncIterator[bytes]:
    async for piece in request.stream():
        yield piece


@get("/v1/imports", tags=TAGS, summary="List imports", responses=_problems(422))
async def list_imports(
    request: Ask,
    units: Units,
    actor: Actor,
    purpose: str | None,
    before: datetime | None = None,
    limit: Annotated[int, Parameter(ge=1, le=500)] = 50,
) -> list[ImportTold]:
    """List the imports of the caller's bureau, newest first."""
    async with units.begin(actor, purpose) as unit:
        jobs = await records.imports.list_(unit, before, limit)
    return [_tell(request, job) for job in jobs]


@get("/v1/imports/{job:uuid}", tags=TAGS, summary="Follow an import", responses=_problems(404))
async def read_import(
    request: Ask, units: Units, actor: Actor, purpose: str | None, job: UUID
) -> ImportTold:
    """Say how far an import is."""
    async with units.begin(actor, purpose) as unit:
        return _tell(request, await records.imports.get(unit, job))


@post(
    "/v1/imports/{job:uuid}/cancel",
    status_code=202,
    tags=TAGS,
    summary="Stop an import",
    responses=_problems(404, 409),
)
async def cancel_import(
    request: Ask, units: Units, actor: Actor, purpose: str | None, job: UUID
) -> ImportTold:
    """Stop an import after its present chunk. What is in stays in."""
    async with units.begin(actor, purpose) as unit:
        return _tell(request, await records.imports.cancel(unit, job))


@post(
    "/v1/imports/{job:uuid}/again",
    status_code=202,
    tags=TAGS,
    summary="Let a failed import go on",
    responses=_problems(404, 409, 410),
)
async def resume_import(
    request: Ask, units: Units, actor: Actor, purpose: str | None, job: UUID
) -> ImportTold:
    """Let an import that failed go on where it stood; one that its file stopped cannot."""
    async with units.begin(actor, purpose) as unit:
        return _tell(request, await records.imports.again(unit, job))


@get(
    "/v1/imports/{job:uuid}/rejects",
    tags=TAGS,
    summary="Get the refused lines",
    responses=_problems(404, 410),
)
async def read_rejects(
    request: Ask, units: Units, actor: Actor, purpose: str | None, job: UUID
) -> Stream:
    """Get what was refused as a file of the same format, with reasons, to mend and send again."""
    async with units.begin(actor, purpose) as unit:
        found = await records.imports.get(unit, job)
    locale = negotiate(request.headers.get("accept-language"))

    def explain(problem: Problem) -> str:
        return sentence_of(problem.code, problem.data, locale.gettext)

    pieces = records.reject_file(units, (actor, purpose), job, explain)
    first = await anext(pieces)  # a refusal comes before any byte, as a problem document

    async def whole() -> AsyncIterator[bytes]:
        yield first.encode()
        async for piece in pieces:
            yield piece.encode()

    ending = {"csv": "csv", "jsonl": "jsonl", "un": "xml"}[found.order.format]
    told = {"content-disposition": f'attachment; filename="refused-{str(job)[:8]}.{ending}"'}
    return Stream(whole(), media_type="text/plain", headers=told)


@get(
    "/v1/imports/{job:uuid}/warnings",
    tags=TAGS,
    summary="List the doubtful lines",
    responses=_problems(404, 410, 422),
)
async def read_warnings(
    request: Ask,
    units: Units,
    actor: Actor,
    purpose: str | None,
    job: UUID,
    after: Annotated[int, Parameter(ge=0, description="``next`` of the page before.")] = 0,
    limit: Annotated[int, Parameter(ge=1, le=1000)] = 100,
) -> DoubtfulPage:
    """List, line by line, what was taken although something in it looks doubtful."""
    async with units.begin(actor, purpose) as unit:
        found = await records.list_warnings(unit, job, after, limit)
    told = [
        DoubtfulLine(number, line.number, doubts(request, list(line.warnings)))
        for number, line in found
    ]
    return DoubtfulPage(told, told[-1].number if len(told) == limit else None)


@get(
    "/v1/imports/{job:uuid}/gone",
    tags=TAGS,
    summary="List what a list no longer names",
    responses=_problems(404, 410),
)
async def read_gone(units: Units, actor: Actor, purpose: str | None, job: UUID) -> list[RecordTold]:
    """List records (at most 1,000) that a complete list no longer names. None is deleted for it."""
    async with units.begin(actor, purpose) as unit:
        return [tell(record) for record in await records.imports.list_gone(unit, job)]


@get(
    "/v1/imports/templates/{file:str}",
    tags=TAGS,
    summary="Get a table to fill in",
    sync_to_thread=False,
)
def read_template(file: str) -> Response[str]:
    """Get the table of a database, such as ``travel_documents.csv``, with one invented row."""
    database, dot, ending = file.rpartition(".")
    if not dot or ending != "csv":
        raise ClientException(status_code=404)
    text = records.template(database)
    told = {"content-disposition": f'attachment; filename="{database}.csv"'}
    return Response(text, media_type="text/csv", headers=told)


routes: list[Any] = [
    send_file,
    list_imports,
    read_import,
    cancel_import,
    resume_import,
    read_rejects,
    read_warnings,
    read_gone,
    read_template,
]
