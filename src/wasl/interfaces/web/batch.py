# SPDX-License-Identifier: Apache-2.0
"""Many checks at once: lines pasted or a file, each line read like the one box."""

from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec
from litestar import Response, get, post
from litestar.datastructures import UploadFile
from markupsafe import Markup

from wasl.capabilities import checks
from wasl.capabilities.checks import MOST_BATCH, Answer, BatchQuestion, Node
from wasl.capabilities.members import Session
from wasl.foundation.access import Act
from wasl.foundation.errors import AppError, Invalid, Problem
from wasl.foundation.i18n import Locale
from wasl.foundation.vocabulary.understand import Reading, understand
from wasl.interfaces.problems import sentence_of
from wasl.interfaces.web.check import asked_databases, checked_in, choices, remembered
from wasl.interfaces.web.forms import Form
from wasl.interfaces.web.pages import Ask, bureau_name, locale_of, page, read_form, signed_in
from wasl.interfaces.web.templating import say_markup

LARGEST = 2_000_000
"""Bytes of a file of lines."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line, how it was understood, and its answer, or what is wrong with it.

    Attributes:
        numbered: it was understood as an identifier, not as a name.
        searched: names of the databases that were looked into.
    """

    text: str
    answer: Answer | None
    understood: Markup
    numbered: bool
    fault: str = ""
    searched: tuple[str, ...] = ()


@get("/check/batch")
async def ask(request: Ask, session: Session) -> Response[str]:
    """Ask for lines or a file."""
    signed_in(session).require(Act.CHECK)
    return _page(request, session, remembered(session), [])


def _page(
    request: Ask, session: Session, form: Form, lines: list[Line], status: int = 200
) -> Response[str]:
    locale = locale_of(request, session)
    return page(
        request,
        "check/batch.html",
        session=session,
        status=status,
        form=form,
        lines=lines,
        hits=sum(len(line.answer.hits) for line in lines if line.answer),
        most=MOST_BATCH,
        bureau=lambda member: bureau_name(member, locale),
        **choices(session.actor, locale),
    )


@post("/check/batch", status_code=200, request_max_body_size=LARGEST)
async def run(request: Ask, session: Session, node: Node) -> Response[str]:
    """Check every line, in order; a line at fault spoils no other."""
    actor, form = signed_in(session), await read_form(request)
    actor.require(Act.CHECK)
    try:
        texts = await _texts(request, form)
        readings = [understand(text, datetime.now(UTC).date()).best for text in texts]
        subjects = tuple(msgspec.Raw(msgspec.json.encode(one.subject)) for one in readings)
        asked = asked_databases(actor, form.all("databases"))
        batch = BatchQuestion(form.get("purpose"), subjects, asked)
        now, answers = datetime.now(UTC), []
        async for group in checks.check_batch(node, actor, batch, now):
            answers += group
    except AppError as error:
        form.fail(error, locale_of(request, session), _place)
        return _page(request, session, form, [], 422)
    locale = locale_of(request, session)
    lines = [
        _line(text, reading, answer, locale)
        for text, reading, answer in zip(texts, readings, answers, strict=True)
    ]
    return _page(request, session, form, lines)


def _place(path: str) -> str:
    """Give the form's field for a path of the batch."""
    return "lines" if path.startswith("subjects") else path


async def _texts(request: Ask, form: Form) -> list[str]:
    """Read the lines of the field, or of the file where the field is empty.

    Raises:
        Invalid: there is none, more than a batch takes, or the file is not in UTF-8.
    """
    raw = await request.form()
    text = str(raw.get("lines", ""))
    form.values["lines"] = [text]
    file = raw.get("file")
    if isinstance(file, UploadFile) and file.filename:
        text = f"{text}\n{_decoded(await file.read())}"
    found = [line.strip()[:1000] for line in text.splitlines() if line.strip()]
    if not found:
        raise Invalid([Problem("lines", "required")])
    if len(found) > MOST_BATCH:
        told = {"length": len(found), "most": MOST_BATCH}
        raise Invalid([Problem("lines", "too-many", told)])
    form.values["lines"] = ["\n".join(found)]
    return found


def _decoded(content: bytes) -> str:
    """Read a file of lines; names read by a guess would be answered “no match”."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Invalid([Problem("file", "file-not-utf-8", {"line": line})]) from None


def _line(text: str, reading: Reading, answer: Answer | AppError, locale: Locale) -> Line:
    words = say_markup(locale, "understood", reading.code, reading.values)
    if not reading.subject:
        return Line(text, None, Markup(), numbered=True, fault=words)
    numbered = reading.kind != "person"
    if isinstance(answer, Invalid):
        told = [sentence_of(one.code, one.data, locale.gettext) for one in answer.problems]
        return Line(text, None, words, numbered, " ".join(told))
    if isinstance(answer, AppError):
        return Line(
            text, None, words, numbered, sentence_of(answer.code, answer.data, locale.gettext)
        )
    searched = (locale.label("database", code) for code in checked_in(answer))
    return Line(text, answer, words, numbered, searched=tuple(searched))


routes = [ask, run]
