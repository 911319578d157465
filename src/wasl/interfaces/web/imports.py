# SPDX-License-Identifier: Apache-2.0
"""Imports: sending a file in, watching it, mending what was refused, and what came before."""

import csv
import io
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.response import Stream

from wasl.capabilities import records
from wasl.capabilities.members import Session
from wasl.capabilities.records import ImportJob, ImportNotFound, ImportOrder, Restriction
from wasl.foundation import vocabulary
from wasl.foundation.access import Act, Actor
from wasl.foundation.errors import AppError, Invalid, Problem
from wasl.foundation.i18n import Locale
from wasl.foundation.settings import Settings
from wasl.foundation.unit import Unit, Units
from wasl.interfaces.problems import sentence_of
from wasl.interfaces.web.forms import Form
from wasl.interfaces.web.pages import (
    Ask,
    go,
    is_partial,
    locale_of,
    options,
    page,
    read_form,
    signed_in,
)
from wasl.interfaces.web.records import headline, purpose_for

LARGEST = 4 * 1024**3
CHUNK = 256 * 1024
LISTED, PAGE = 50, 1000
"""Doubtful lines shown on the page of an import, and read at a time for their file."""
FORMATS: dict[str, Literal["csv", "jsonl", "un"]] = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".xml": "un",
}
ENCODINGS = ("utf-8", "windows-1256", "windows-1252", "windows-1251", "iso-8859-6", "gb18030")


def _number(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise ImportNotFound(UUID(int=0)) from error


@get("/imports")
async def list_imports(request: Ask, session: Session, units: Units) -> Response[str]:
    """Show the form for a file, and the imports of the bureau."""
    form = Form.filled(
        {"restriction.mode": "all", "purpose": session.last_purpose or "locate_wanted"}
    )
    return await _page(request, session, units, form)


async def _page(
    request: Ask, session: Session, units: Units, form: Form, status: int = 200
) -> Response[str]:
    actor, locale = signed_in(session), locale_of(request, session)
    actor.require(Act.IMPORT)
    async with units.begin(actor, purpose_for(request, session)) as unit:
        jobs = await records.imports.list_(unit)
    open_ones = [code for code in records.databases() if actor.may(Act.IMPORT, code)]
    return page(
        request,
        "imports/list.html",
        session=session,
        status=status,
        form=form,
        jobs=jobs,
        databases=options(locale, "database", open_ones),
        purposes=options(locale, "purpose"),
        modes=options(locale, "restriction_mode"),
        encodings=[(code, code) for code in ENCODINGS],
        keeps_un=actor.member == vocabulary.GENERAL_SECRETARIAT,
    )


def _order(form: Form, actor: Actor, filename: str) -> ImportOrder:
    """Read what is to be done with a file from the form and the file's name.

    Raises:
        Invalid: the name says no format that can be read.
    """
    suffix = next((end for end in FORMATS if filename.lower().endswith(end)), "")
    if not suffix:
        raise Invalid([Problem("file", "import-format-unknown", {"value": filename[-40:]})])
    named = ((word, vocabulary.find_member(word)) for word in form.words("restriction.members"))
    members = tuple(member.code if member else word[:80] for word, member in named)
    is_list = FORMATS[suffix] == "un"
    return ImportOrder(
        database="persons" if is_list else form.get("database"),
        owner=vocabulary.UNITED_NATIONS if is_list else actor.member,
        format=FORMATS[suffix],
        filename=filename,
        purpose=form.get("purpose"),
        restriction=Restriction(form.get("restriction.mode"), members),
        encoding=form.get("encoding") or None,
        complete=form.get("complete") == "yes",
    )


async def _chunks(file: UploadFile) -> AsyncIterator[bytes]:
    while piece := await file.read(CHUNK):
        yield piece


@post("/imports", status_code=200, request_max_body_size=LARGEST)
async def send(request: Ask, session: Session, units: Units, settings: Settings) -> Response[Any]:
    """Take a file in; the worker imports it, whether the reader stays or not."""
    actor = signed_in(session)
    actor.require(Act.IMPORT)
    form = await read_form(request)
    file = (await request.form()).get("file")
    try:
        if not isinstance(file, UploadFile) or not file.filename:
            raise Invalid([Problem("file", "required")])
        order = _order(form, actor, file.filename)
        folder = settings.data / "imports"
        asker = (actor, order.purpose)
        job = await records.imports.receive(units, asker, order, _chunks(file), folder)
    except AppError as error:
        form.fail(error, locale_of(request, session))
        _gather_members(form)
        return await _page(request, session, units, form, 422)
    return go(f"/imports/{job.id}")


def _gather_members(form: Form) -> None:
    """Bring faults of single members together at their one field."""
    for path in [path for path in form.errors if path.startswith("restriction.members")]:
        form.errors["restriction.members"] = form.errors.pop(path)


async def _job(unit: Unit, number: str) -> ImportJob:
    return await records.imports.get(unit, _number(number))


@get("/imports/{number:str}")
async def show(request: Ask, session: Session, units: Units, number: str) -> Response[str]:
    """Show how far an import is; the part that moves asks for itself again."""
    async with units.begin(signed_in(session), purpose_for(request, session)) as unit:
        job = await _job(unit, number)
        doubtful = await _doubtful(unit, job, LISTED)
    locale = locale_of(request, session)
    problem = job.problem or {}
    told = sentence_of(problem["code"], problem.get("data", {}), locale.gettext) if problem else ""
    template = "imports/progress.html" if is_partial(request) else "imports/job.html"
    return page(
        request,
        template,
        session=session,
        job=job,
        running=job.state in ("queued", "running"),
        share=min(job.bytes_done / job.bytes_total, 1.0) if job.bytes_total else 0.0,
        told=told,
        may_go_on=records.imports.may_go_on(job),
        unreadable=problem.get("code") == "encoding-undeclared",
        doubtful=[(line, _words(locale, warnings)) for line, warnings in doubtful],
        gone_on=(job.finished_at + timedelta(days=records.KEPT_DAYS)) if job.finished_at else None,
    )


Doubtful = list[tuple[int, tuple[Problem, ...]]]


async def _doubtful(unit: Unit, job: ImportJob, limit: int, after: int = 0) -> Doubtful:
    """Give what looks doubtful: lines of the file with their warnings; none while it runs."""
    if not job.warned or job.swept_at or job.state in ("queued", "running"):
        return []
    found = await records.list_warnings(unit, job.id, after, limit)
    return [(line.number, line.warnings) for _, line in found]


def _words(locale: Locale, warnings: tuple[Problem, ...]) -> list[tuple[str, str]]:
    return [(w.field, sentence_of(w.code, w.data, locale.gettext)) for w in warnings]


@post("/imports/{number:str}/cancel")
async def cancel(request: Ask, session: Session, units: Units, number: str) -> Response[Any]:
    """Stop an import; what is in stays in."""
    async with units.begin(signed_in(session), purpose_for(request, session)) as unit:
        await records.imports.cancel(unit, _number(number))
    return go(f"/imports/{number}", "import-cancelled")


@post("/imports/{number:str}/again")
async def again(request: Ask, session: Session, units: Units, number: str) -> Response[Any]:
    """Let an import that failed go on where it stood."""
    async with units.begin(signed_in(session), purpose_for(request, session)) as unit:
        await records.imports.again(unit, _number(number))
    return go(f"/imports/{number}")


@get("/imports/{number:str}/refused")
async def refused(request: Ask, session: Session, units: Units, number: str) -> Stream:
    """Give the refused lines as a file that can be mended and sent again."""
    actor, locale = signed_in(session), locale_of(request, session)
    purpose, job_id = purpose_for(request, session), _number(number)

    def explain(problem: Problem) -> str:
        return sentence_of(problem.code, problem.data, locale.gettext)

    async with units.begin(actor, purpose) as unit:
        job = await _job(unit, number)
    pieces = records.reject_file(units, (actor, purpose), job_id, explain)
    first = await anext(pieces)  # a refusal comes before any byte, as a page

    async def whole() -> AsyncIterator[bytes]:
        yield first.encode()
        async for piece in pieces:
            yield piece.encode()

    ending = {"csv": "csv", "jsonl": "jsonl", "un": "xml"}[job.order.format]
    name = f"refused-{datetime.now(UTC):%Y%m%d-%H%M}.{ending}"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Stream(whole(), media_type="text/plain; charset=utf-8", headers=headers)


@get("/imports/{number:str}/doubtful")
async def doubtful(request: Ask, session: Session, units: Units, number: str) -> Stream:
    """Give all that looks doubtful as a table: line, field, what looks wrong."""
    actor, locale = signed_in(session), locale_of(request, session)
    purpose, job_id = purpose_for(request, session), _number(number)
    async with units.begin(actor, purpose) as unit:
        first = await records.list_warnings(unit, job_id, 0, PAGE)

    async def table() -> AsyncIterator[bytes]:
        yield "\ufeffline,field,warning\r\n".encode()
        found = first
        while found:
            told = [(line.number, *w) for _, line in found for w in _words(locale, line.warnings)]
            yield _csv(told).encode()
            async with units.begin(actor, purpose) as unit:
                found = await records.list_warnings(unit, job_id, found[-1][0], PAGE)

    name = f"doubtful-{datetime.now(UTC):%Y%m%d-%H%M}.csv"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Stream(table(), media_type="text/csv; charset=utf-8", headers=headers)


def _csv(rows: list[tuple[int, str, str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


@get("/imports/{number:str}/gone")
async def list_gone(request: Ask, session: Session, units: Units, number: str) -> Response[str]:
    """List the records that a complete list no longer names."""
    async with units.begin(signed_in(session), purpose_for(request, session)) as unit:
        job = await _job(unit, number)
        gone = await records.imports.list_gone(unit, job.id)
    return page(
        request, "imports/gone.html", session=session, job=job, gone=gone, headline=headline
    )


@get("/record-templates/{database:str}")
async def template(session: Session, database: str) -> Response[str]:
    """Give the table form of a database as a file to fill in."""
    signed_in(session)
    kind = records.get_kind(database)
    rows = [
        ",".join(column.name for column in kind.columns),
        ",".join(f'"{column.example}"' for column in kind.columns),
    ]
    headers = {"content-disposition": f'attachment; filename="{kind.database}.csv"'}
    return Response("\r\n".join(rows) + "\r\n", media_type="text/csv", headers=headers)


routes = [list_imports, send, show, cancel, again, refused, doubtful, list_gone, template]
