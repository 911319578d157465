# SPDX-License-Identifier: Apache-2.0
"""Entering, changing and deleting records: a form, a look at the answers, then the act."""

from datetime import date
from itertools import zip_longest
from typing import Any

import msgspec
from litestar import Response, get, post

from wasl.capabilities import members, records
from wasl.capabilities.members import Session
from wasl.capabilities.records import Draft, Record
from wasl.foundation import vocabulary
from wasl.foundation.access import Act
from wasl.foundation.errors import AppError, Invalid, Problem
from wasl.foundation.i18n import Locale
from wasl.foundation.unit import Units
from wasl.interfaces.web import bodies
from wasl.interfaces.web.forms import Form
from wasl.interfaces.web.layouts import Layout, layout_of
from wasl.interfaces.web.pages import Ask, go, locale_of, options, page, read_form, signed_in
from wasl.interfaces.web.records import (
    body_values,
    check_place,
    headline,
    purpose_for,
    record_id,
)

ENVELOPE = ("purpose", "source_reference", "case", "handling", "confidentiality", "retention")
STEP_MORE = "more:"


def _layout(database: str) -> Layout:
    return layout_of(database, records.get_kind(database).facts)


def draft_data(layout: Layout, form: Form) -> dict[str, Any]:
    """Read a whole draft from a form, as JSON would have it.

    Raises:
        Invalid: the last day of keeping is no whole date, or a hidden field is told by halves.
    """
    envelope = {name: form.get(name) for name in ENVELOPE if form.get(name)}
    if "retention" in envelope:
        envelope["retention"] = _whole_day(envelope["retention"]).isoformat()
    restriction = {
        "mode": form.get("restriction.mode"),
        "members": _members(form.words("restriction.members")),
        "fields": _hidden(form),
    }
    return {**envelope, "body": bodies.body_of(layout, form), "restriction": restriction}


def _hidden(form: Form) -> dict[str, list[str]]:
    """Read which fields are hidden, and from whom.

    Raises:
        Invalid: a field without members, or members without a field.
    """
    hidden = {}
    fields, members = form.values.get("hide.field", []), form.values.get("hide.members", [])
    for name, text in zip_longest(fields, members, fillvalue=""):
        named = _members(Form(values={"m": [text]}).words("m"))
        if bool(name) != bool(named):
            raise Invalid([Problem("restriction.fields", "hidden-by-halves")])
        if name:
            hidden[name] = named
    return hidden


def _whole_day(text: str) -> date:
    found = vocabulary.find_date(text)
    day = found.exact() if found else None
    if day is None:
        raise Invalid([Problem("retention", "date-invalid", {"value": text[:40]})])
    return day


def _members(words: list[str]) -> list[str]:
    """Give codes of members for names in any language; an unknown word stays, to be refused."""
    found = ((word, vocabulary.find_member(word)) for word in words)
    return [member.code if member else word[:80] for word, member in found]


def _draft(database: str, layout: Layout, form: Form) -> Draft:
    data = draft_data(layout, form)
    bodies.fill(layout, form, data["body"])
    return records.read_draft(database, data)


def _fail(form: Form, error: AppError, layout: Layout, locale: Locale) -> None:
    problems = (
        error.problems
        if isinstance(error, Invalid)
        else [Problem(error.field or "", error.code, error.data)]
    )
    for problem in problems:
        path = bodies.place_of(layout, problem.field.removeprefix("body."))
        if path.startswith("restriction.members"):
            path = "restriction.members"
        elif path.startswith("restriction.fields"):
            path = "hide.field"
        form.errors.update(Form.told([Problem(path, problem.code, problem.data)], locale, str))


def _fresh(session: Session, layout: Layout) -> Form:
    """Give an empty form with the usual marking; who may see it is asked, never assumed."""
    form = Form.filled(
        {
            "purpose": session.last_purpose or "locate_wanted",
            "handling": "h0",
            "confidentiality": "official_use_only",
            "restriction.mode": "all",
        }
    )
    if "subject" in layout.inputs:
        form.values["subject"] = ["person"]
    return form


def _filled(record: Record, layout: Layout, body: dict[str, Any]) -> Form:
    """Fill a form with a record as it is."""
    restriction = record.restriction
    reference = record.source_reference or ""
    form = Form.filled(
        {
            "version": record.version,
            "purpose": record.purpose,
            "source_reference": "" if reference.startswith("~") else reference,
            "case": record.case,
            "handling": record.handling,
            "confidentiality": record.confidentiality,
            "retention": record.retention.isoformat(),
        }
    )
    if restriction is not None:
        form.values["restriction.mode"] = [restriction.mode]
        form.values["restriction.members"] = list(restriction.members)
        form.values["hide.field"] = list(restriction.fields)
        form.values["hide.members"] = [", ".join(codes) for codes in restriction.fields.values()]
    bodies.fill(layout, form, body)
    if "subject" in layout.inputs:
        form.values["subject"] = [body.get("subject", "person")]
    return form


def _form_page(
    request: Ask,
    session: Session,
    database: str,
    form: Form,
    record: Record | None = None,
    *,
    status: int = 200,
    more: str = "",
) -> Response[str]:
    locale, layout = locale_of(request, session), _layout(database)
    kind = records.get_kind(database)
    return page(
        request,
        "records/form.html",
        session=session,
        status=status,
        database=database,
        layout=layout,
        form=form,
        record=record,
        headline=headline(record) if record else "",
        more=more,
        rows=lambda each: bodies.rows_shown(each, form, more),
        hide_rows=max(len(form.values.get("hide.field", [])) + (more == "hide"), 1),
        options=lambda scheme: options(locale, scheme),
        hideable=[
            (name, locale.label("field", name)) for name in kind.facts if name in kind.restrictable
        ],
        answered=bool(form.errors) or bool(more),
    )


def _look_page(
    request: Ask, session: Session, database: str, form: Form, record: Record | None, draft: Draft
) -> Response[str]:
    """Show what will be saved, before it is: the draft with its body as it was understood."""
    layout, locale = _layout(database), locale_of(request, session)
    body: dict[str, Any] = msgspec.to_builtins(draft.body)
    restriction = draft_data(layout, form)["restriction"]
    return page(
        request,
        "records/look.html",
        session=session,
        database=database,
        layout=layout,
        form=form,
        record=record,
        body={key: value for key, value in body.items() if value},
        restriction=restriction,
        named=lambda codes: locale.listed(
            vocabulary.member_name(code, locale.tag) if vocabulary.is_member(code) else code
            for code in codes
        ),
        draft=draft,
    )


@get("/records/{database:str}/new")
async def ask_new(request: Ask, session: Session, database: str) -> Response[str]:
    """Show an empty form."""
    signed_in(session).require(Act.ENTER, database)
    form = _fresh(session, _layout(database))
    return _form_page(request, session, database, form)


async def _step(
    request: Ask, session: Session, units: Units, database: str, form: Form, record: Record | None
) -> Response[str] | Draft:
    """Take a step of the form: one row more, a look, back; or give the draft to save."""
    layout, locale = _layout(database), locale_of(request, session)
    step = form.get("step")
    if step.startswith(STEP_MORE):
        bodies.fill(layout, form, bodies.body_of(layout, form))
        more = step.removeprefix(STEP_MORE)
        return _form_page(request, session, database, form, record, more=more)
    if step == "edit":
        return _form_page(request, session, database, form, record)
    try:
        draft = _draft(database, layout, form)
        async with units.begin(signed_in(session), draft.purpose) as unit:
            judged = records.judge_draft(database, draft, session.actor.member, unit)
    except AppError as error:
        _fail(form, error, layout, locale)
        return _form_page(request, session, database, form, record, status=422)
    form.warn(judged.warnings, locale)
    if judged.decided is None:
        _fail(form, Invalid(judged.problems), layout, locale)
        return _form_page(request, session, database, form, record, status=422)
    if step != "save":
        whole = msgspec.structs.replace(draft, body=judged.decided.draft.body)
        return _look_page(request, session, database, form, record, whole)
    return draft


@post("/records/{database:str}/new", status_code=200)
async def enter(request: Ask, session: Session, units: Units, database: str) -> Response[Any]:
    """Take a step of a new record; the last one enters it."""
    actor, form = signed_in(session), await read_form(request)
    actor.require(Act.ENTER, database)
    step = await _step(request, session, units, database, form, None)
    if not isinstance(step, Draft):
        return step
    try:
        async with units.begin(actor, step.purpose) as unit:
            entered = await records.enter(unit, database, step)
    except AppError as error:
        _fail(form, error, _layout(database), locale_of(request, session))
        return _form_page(request, session, database, form, status=422)
    return go(f"/records/{database}/{entered.record.id}?entered=1", "record-entered")


async def _own(request: Ask, session: Session, units: Units, database: str, record: str) -> Record:
    async with units.begin(signed_in(session), purpose_for(request, session)) as unit:
        found = await records.get_own(unit, record_id(record))
        check_place(found, database)
        return found


@get("/records/{database:str}/{record:str}/edit")
async def ask_change(
    request: Ask, session: Session, units: Units, database: str, record: str
) -> Response[str]:
    """Show the form filled with the record as it is."""
    signed_in(session).require(Act.CHANGE, database)
    found = await _own(request, session, units, database, record)
    layout = _layout(database)
    form = _filled(found, layout, body_values(found))
    return _form_page(request, session, database, form, found)


@post("/records/{database:str}/{record:str}/edit", status_code=200)
async def change(
    request: Ask, session: Session, units: Units, database: str, record: str
) -> Response[Any]:
    """Take a step of a change; the last one saves it."""
    actor, form = signed_in(session), await read_form(request)
    found = await _own(request, session, units, database, record)
    step = await _step(request, session, units, database, form, found)
    if not isinstance(step, Draft):
        return step
    version = form.get("version")
    try:
        async with units.begin(actor, step.purpose) as unit:
            number = int(version) if version.isascii() and version.isdigit() else 0
            await records.change(unit, found.id, number, step)
    except AppError as error:
        _fail(form, error, _layout(database), locale_of(request, session))
        return _form_page(request, session, database, form, found, status=422)
    return go(f"/records/{database}/{record}?entered=1", "record-changed")


@get("/records/{database:str}/{record:str}/delete")
async def ask_delete(
    request: Ask, session: Session, units: Units, database: str, record: str
) -> Response[str]:
    """Ask for the reason, and say what will happen."""
    signed_in(session).require(Act.DELETE, database)
    found = await _own(request, session, units, database, record)
    return _delete_page(request, session, found, Form())


def _delete_page(
    request: Ask, session: Session, record: Record, form: Form, status: int = 200
) -> Response[str]:
    return page(
        request,
        "records/delete.html",
        session=session,
        status=status,
        record=record,
        headline=headline(record),
        form=form,
    )


@post("/records/{database:str}/{record:str}/delete", status_code=200)
async def request_deletion(
    request: Ask, session: Session, units: Units, database: str, record: str
) -> Response[Any]:
    """Ask a second person to confirm the deletion."""
    form = await read_form(request)
    found = await _own(request, session, units, database, record)
    try:
        async with units.begin(signed_in(session), found.purpose) as unit:
            await records.request_deletion(unit, found.id, form.get("reason"))
    except Invalid as error:
        form.fail(error, locale_of(request, session))
        return _delete_page(request, session, found, form, 422)
    return go(f"/records/{database}/{record}", "deletion-requested")


@post("/records/{database:str}/{record:str}/delete/confirm")
async def confirm_deletion(
    request: Ask, session: Session, units: Units, database: str, record: str
) -> Response[Any]:
    """Delete, as the second person."""
    async with units.begin(signed_in(session), purpose_for(request, session)) as unit:
        await records.confirm_deletion(unit, record_id(record))
    return go(f"/records/{database}", "deletion-confirmed")


@post("/records/{database:str}/{record:str}/delete/withdraw")
async def withdraw_deletion(
    request: Ask, session: Session, units: Units, database: str, record: str
) -> Response[Any]:
    """Keep the record after all."""
    async with units.begin(signed_in(session), purpose_for(request, session)) as unit:
        await records.cancel_deletion(unit, record_id(record))
    return go(f"/records/{database}/{record}", "deletion-withdrawn")


@get("/deletions")
async def list_deletions(request: Ask, session: Session, units: Units) -> Response[str]:
    """List what waits for a second person of the bureau."""
    actor = signed_in(session)
    lines = []
    async with units.begin(actor, purpose_for(request, session)) as unit:
        for deletion in await records.list_deletions(unit):
            lines.append((deletion, await records.get(unit, deletion.record)))
        names = await members.names_of(unit, [deletion.requested_by for deletion, _ in lines])
    return page(
        request,
        "records/deletions.html",
        session=session,
        lines=lines,
        headline=headline,
        name_of=lambda one: names.get(one, one),
    )


routes = [
    ask_new,
    enter,
    ask_change,
    change,
    ask_delete,
    request_deletion,
    confirm_deletion,
    withdraw_deletion,
    list_deletions,
]
