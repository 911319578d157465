# SPDX-License-Identifier: Apache-2.0
"""The audit of one's bureau: who did what, when, for what purpose; filters in the address."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

import msgspec
from litestar import Response, get

from wasl.capabilities import members, oversight
from wasl.capabilities.members import Session
from wasl.capabilities.oversight import Line, Question
from wasl.foundation import vocabulary
from wasl.foundation.access import Act
from wasl.foundation.errors import Invalid, Problem
from wasl.foundation.unit import Units
from wasl.interfaces.web.forms import Form
from wasl.interfaces.web.pages import Ask, locale_of, options, page, signed_in

PAGE = 50
FILTERS = ("who", "object", "operation", "since", "until")


@get("/audit")
async def show_audit(request: Ask, session: Session, units: Units) -> Response[str]:
    """Show the audit of the reader's bureau, newest first. Reading it is recorded too."""
    actor, locale = signed_in(session), locale_of(request, session)
    actor.require(Act.READ_AUDIT)
    form = Form.of((key, value) for key, value in request.query_params.multi_items())
    lines: list[Line] = []
    names: dict[str, str] = {}
    try:
        question = _question(form)
        async with units.begin(actor) as unit:
            who = await members.find_colleague(unit, question.actor) if question.actor else None
            question = msgspec.structs.replace(question, actor=who)
            lines = await oversight.list_entries(unit, question)
            met = {line.actor for line in lines} | {line.object for line in lines}
            names = await members.names_of(unit, met)
    except Invalid as error:
        form.fail(error, locale)
    kept = [(key, form.get(key)) for key in FILTERS if form.get(key)]
    full = len(lines) == PAGE
    return page(
        request,
        "audit/list.html",
        session=session,
        status=422 if form.errors else 200,
        form=form,
        lines=lines,
        operations=options(locale, "operation"),
        name_of=lambda one: names.get(one, one),
        who_href=lambda one: "/audit?" + urlencode({"who": one}),
        detail_of=_detail,
        query=urlencode(kept),
        filtered=bool(kept),
        first=not form.get("after"),
        onward=urlencode([*kept, ("after", lines[-1].place)]) if full else "",
    )


def _question(form: Form) -> Question:
    """Read the filters; days are of UTC, and the last one counts whole.

    Raises:
        Invalid: a day is none.
    """
    since, until = _day(form, "since"), _day(form, "until")
    return Question(
        actor=form.get("who") or None,
        object=form.get("object") or None,
        operation=form.get("operation") or None,
        since=_start(since[0]) if since else None,
        until=_start(until[1]) + timedelta(days=1) if until else None,
        after=form.get("after") or None,
        limit=PAGE,
    )


def _day(form: Form, field: str) -> tuple[date, date] | None:
    """Read the first and last day that a filter can mean."""
    text = form.get(field)
    if not text:
        return None
    found = vocabulary.find_date(text)
    if found is None:
        raise Invalid([Problem(field, "date-invalid", {"value": text[:40]})])
    return found.first, found.last


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _detail(line: Line) -> str:
    """Write the rest of an entry as it stands in the chain."""
    written: Any = msgspec.json.format(msgspec.json.encode(line.detail), indent=2)
    return str(written.decode())


routes = [show_audit]
