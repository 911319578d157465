# SPDX-License-Identifier: Apache-2.0
"""One record at its own address: facts, marking, who did what, or as it was on a day."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from litestar import Response, get, post

from wasl.capabilities import members, records
from wasl.capabilities.members import Session
from wasl.capabilities.records import Record, Version
from wasl.foundation import vocabulary
from wasl.foundation.access import Act
from wasl.foundation.errors import Invalid, Problem
from wasl.foundation.i18n import Locale
from wasl.foundation.unit import Unit, Units
from wasl.interfaces.web.forms import Form
from wasl.interfaces.web.layouts import layout_of
from wasl.interfaces.web.pages import Ask, bureau_name, locale_of, page, read_form, signed_in
from wasl.interfaces.web.record_history import steps_of
from wasl.interfaces.web.records import (
    ask_reason,
    body_values,
    check_place,
    headline,
    purpose_for,
    record_id,
)

_EASTERNMOST = timedelta(hours=14)
"""Where a day begins first, ahead of UTC."""


def hidden_words(record: Record, locale: Locale) -> tuple[str, dict[str, str]]:
    """Say from whom a record and its fields are hidden; only its owner gets to know."""
    restriction = record.restriction
    if restriction is None:
        return "", {}
    fields = {name: _from_members(codes, locale) for name, codes in restriction.fields.items()}
    if restriction.mode == "all":
        return "", fields
    if restriction.mode == "except" and restriction.members:
        return _from_members(restriction.members, locale), fields
    if restriction.mode == "only" and restriction.members:
        words = locale.ngettext(
            "open to %(number)s member only",
            "open to %(number)s members only",
            len(restriction.members),
        ) % {"number": locale.number(len(restriction.members))}
        return words, fields
    return locale.gettext("hidden from all but you"), fields


def _from_members(codes: tuple[str, ...], locale: Locale) -> str:
    if not codes:
        return locale.gettext("hidden from all but you")
    return locale.ngettext(
        "hidden from %(number)s member", "hidden from %(number)s members", len(codes)
    ) % {"number": locale.number(len(codes))}


@get("/records/{database:str}/{record:str}")
async def show_record(
    request: Ask, session: Session, units: Units, database: str, record: str, on: str = ""
) -> Response[str]:
    """Show a record: facts, marking, who did what; or as it was on a day. May ask why first."""
    form = Form.filled({"on": on})
    look = _look(database, record, form, locale_of(request, session))
    try:
        seen = await _see(request, session, units, look)
    except records.ReasonNeeded:
        return ask_reason(request, session, database, Form.filled({"on": on}))
    return _record_page(request, session, database, form, seen)


@post("/records/{database:str}/{record:str}", status_code=200)
async def show_with_reason(
    request: Ask, session: Session, units: Units, database: str, record: str
) -> Response[str]:
    """Show a record after saying why; the reason travels in no address."""
    said = await read_form(request)
    look = _look(database, record, said, locale_of(request, session))
    try:
        seen = await _see(request, session, units, look)
    except (records.ReasonNeeded, Invalid) as error:
        said.fail(error, locale_of(request, session))
        return ask_reason(request, session, database, said)
    return _record_page(request, session, database, said, seen)


@dataclass(frozen=True, slots=True)
class _Look:
    """What a reader wants to see of a record: until which day, None for now; why, "" unsaid."""

    database: str
    record: UUID
    day: date | None
    reason: str


def _look(database: str, record: str, form: Form, locale: Locale) -> _Look:
    """Read what a reader wants to see; a day that cannot be shown is told at its field."""
    day = None
    try:
        day = _day(form.get("on"))
    except Invalid as error:
        form.fail(error, locale)
    return _Look(database, record_id(record), day, form.get("reason"))


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a reader gets to see: the record as it is and as it was asked for, and its past.

    Attributes:
        shown: as it was on the day; as it is now where that cannot be shown.
        then: ``past``, ``same`` as now, ``nothing`` to see on that day; "" without a day.
        names: of the colleagues who acted, by identifier.
    """

    present: Record
    shown: Record
    past: list[Version]
    deletion: records.Deletion | None
    then: str
    names: dict[str, str]


def _day(text: str) -> date | None:
    """Read the last day that a text can mean; None for an empty one.

    Raises:
        Invalid: it is no date, or one that is yet to come.
    """
    if not text:
        return None
    found = vocabulary.find_date(text)
    if found is None:
        raise Invalid([Problem("on", "date-invalid", {"value": text})])
    if found.first > (datetime.now(UTC) + _EASTERNMOST).date():
        raise Invalid([Problem("on", "date-in-future", {"value": text})])
    return found.last


async def _see(request: Ask, session: Session, units: Units, look: _Look) -> _Seen:
    """Read a record with its past.

    Raises:
        RecordNotFound, AccessDenied, ReasonNeeded, Invalid: see ``records.get``.
    """
    async with units.begin(signed_in(session), purpose_for(request, session)) as unit:
        present = await records.get(unit, look.record, look.reason)
        check_place(present, look.database)
        past = await records.history(unit, look.record, look.reason)
        shown, then = await _then(unit, present, look.day, look.reason)
        deletion = await records.find_deletion(unit, look.record)
        acted = [version.by for version in past if version.by]
        asked = [deletion.requested_by] if deletion else []
        names = await members.names_of(unit, [*acted, *asked])
    return _Seen(present, shown, past, deletion, then, names)


async def _then(unit: Unit, present: Record, day: date | None, reason: str) -> tuple[Record, str]:
    """Give the record as it was on a day, and how that is to be told (see ``_Seen``)."""
    if day is None:
        return present, ""
    moment = datetime.combine(day, time.max, UTC)
    try:
        shown = await records.as_it_was_on(unit, present.id, moment, reason)
    except records.RecordNotFound:
        return present, "nothing"
    return shown, "same" if shown.version == present.version else "past"


def _record_page(
    request: Ask, session: Session, database: str, form: Form, seen: _Seen
) -> Response[str]:
    actor, locale = session.actor, locale_of(request, session)
    present, shown, deletion = seen.present, seen.shown, seen.deletion
    whole, fields = hidden_words(shown, locale)
    own = present.owner == actor.member
    return page(
        request,
        "records/record.html",
        session=session,
        database=database,
        layout=layout_of(present.database, records.get_kind(present.database).facts),
        record=shown,
        body=body_values(shown),
        headline=headline(shown),
        versions=steps_of(seen.past, locale),
        status=422 if form.errors else 200,
        form=form,
        then=seen.then,
        on=form.get("on"),
        reason=form.get("reason"),
        name_of=lambda one: seen.names.get(one, one),
        own=own,
        ending=own and shown.retention <= records.review_until(datetime.now(UTC).date()),
        may_change=own and actor.may(Act.CHANGE, database) and present.state == "active",
        may_delete=own and actor.may(Act.DELETE, database) and present.state == "active",
        may_confirm=own and actor.may(Act.CONFIRM_DELETION, database),
        deletion=deletion,
        asked_by_me=deletion is not None and deletion.requested_by == actor.id,
        hidden=whole,
        hidden_fields=fields,
        hidden_names=_hidden_names(shown, locale),
        purpose=purpose_for(request, session),
        bureau=lambda member: bureau_name(member, locale),
    )


def _hidden_names(record: Record, locale: Locale) -> str:
    """Name the members of a restriction, for the owner."""
    if record.restriction is None:
        return ""
    return locale.listed(vocabulary.member_name(m, locale.tag) for m in record.restriction.members)


routes = [show_record, show_with_reason]
