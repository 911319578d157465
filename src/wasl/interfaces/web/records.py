# SPDX-License-Identifier: Apache-2.0
"""Records: the list of each database, and each record at its own address."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from typing import Any, Literal, cast
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.response import Stream

from wasl.capabilities import records
from wasl.capabilities.members import Session
from wasl.capabilities.records import ExportOrder, Query, Record, RecordNotFound, Version
from wasl.foundation import vocabulary
from wasl.foundation.access import Act, Actor
from wasl.foundation.errors import Invalid
from wasl.foundation.i18n import Locale
from wasl.foundation.unit import Units
from wasl.interfaces.door import purpose_of
from wasl.interfaces.web.forms import Form
from wasl.interfaces.web.layouts import layout_of
from wasl.interfaces.web.pages import (
    Ask,
    bureau_name,
    go,
    locale_of,
    options,
    page,
    read_form,
    signed_in,
)

PAGE = 50
State = Literal["active", "deletion_requested", "deleted"]
DEFAULT_PURPOSE = "criminal_investigation"


def purpose_for(request: Ask, session: Session) -> str:
    """Give why the reader looks at records: as the address says, else as last time.

    What nobody chose is one that is open to the reader, so that limits close no page.
    """
    said = purpose_of(request)
    if said:
        return said
    usual = (session.last_purpose or DEFAULT_PURPOSE, *vocabulary.codes("purpose"))
    actor = session.actor
    return next((one for one in usual if actor.may(Act.READ, None, one)), DEFAULT_PURPOSE)


def open_databases(actor: Actor) -> list[str]:
    """Give the databases that the actor may read, in their usual order."""
    return [code for code in records.databases() if actor.may(Act.READ, code)]


def record_id(text: str) -> UUID:
    """Read a record's identifier from an address.

    Raises:
        RecordNotFound: it is none, which looks like a record that is not there.
    """
    try:
        return UUID(text)
    except ValueError as error:
        raise RecordNotFound(UUID(int=0)) from error


def body_values(record: Record) -> dict[str, Any]:
    """Give a body as plain values, or nothing for an erased one."""
    return {} if record.body is None else msgspec.to_builtins(record.body)


def headline(record: Record) -> str:
    """Give one line that tells a record apart; "" for an erased one."""
    kind = records.get_kind(record.database)
    return "" if record.body is None else kind.headline(record.body)


@get("/records")
async def show_databases(session: Session) -> Response[Any]:
    """Go to the first database that is open to the reader."""
    actor = signed_in(session)
    actor.require(Act.READ)
    found = open_databases(actor)
    return go(f"/records/{found[0]}" if found else "/", status=302)


def _query(request: Ask, database: str, filters: Form) -> Query:
    """Read the filters of a list from its address; those of the wrong form are left out."""
    since = vocabulary.find_date(filters.get("since"))
    owner = vocabulary.find_member(filters.get("owner")) if filters.get("owner") else None
    state = filters.get("state")
    query = Query(
        database=database,
        owner=owner.code if owner else (filters.get("owner") or None),
        identifier=filters.get("q") or None,
        updated_since=datetime.combine(since.first, time(), UTC) if since else None,
        order="oldest" if filters.get("order") == "oldest" else None,
        after=request.query_params.get("after"),
        limit=PAGE,
    )
    if state in ("active", "deletion_requested", "deleted"):
        query = replace(query, state=cast("State", state))
    if state == "ending":
        query = replace(query, kept_until=records.review_until(datetime.now(UTC).date()))
    import_id = filters.get("import")
    return replace(query, import_id=record_id(import_id)) if import_id else query


def _filters(request: Ask) -> Form:
    return Form.of(
        (key, value) for key, value in request.query_params.multi_items() if key != "after"
    )


@get("/records/{database:str}")
async def list_records(
    request: Ask, session: Session, units: Units, database: str
) -> Response[str]:
    """List a database by last change; filters and order live in the address."""
    actor, filters = signed_in(session), _filters(request)
    locale, purpose = locale_of(request, session), purpose_for(request, session)
    async with units.begin(actor, purpose) as unit:
        found = await records.list_(unit, _query(request, database, filters))
        filtered = filters.values.keys() - {"purpose"}
        ending = 0 if filtered else await records.count_ending(unit, database)
    layout = layout_of(database, records.get_kind(database).facts)
    kept = [(key, value) for key, values in filters.values.items() for value in values if value]
    return page(
        request,
        "records/list.html",
        session=session,
        database=database,
        layout=layout,
        found=found,
        ending=ending,
        review_until=records.review_until(datetime.now(UTC).date()),
        form=filters,
        query=urlencode(kept),
        turned=_turned(kept),
        onward=urlencode([*kept, ("after", found.next)]) if found.next else "",
        first=not request.query_params.get("after"),
        tabs=options(locale, "database", open_databases(actor)),
        purposes=options(locale, "purpose"),
        purpose=purpose,
        lines=[_line(record) for record in found.records],
        bureau=lambda member: bureau_name(member, locale),
    )


def _turned(kept: list[tuple[str, str]]) -> str:
    """Give the filters of a list with its order the other way round."""
    rest = [(key, value) for key, value in kept if key != "order"]
    return urlencode(rest if len(rest) < len(kept) else [*rest, ("order", "oldest")])


def _line(record: Record) -> dict[str, Any]:
    """Give what a list shows of a record."""
    kind, body = records.get_kind(record.database), body_values(record)
    names = kind.names(record.body) if record.body is not None else []
    shown = headline(record)
    other = next((one for one in names if one != shown and one.isascii()), "")
    return {"record": record, "headline": shown, "other": other, "body": body}


@get("/records/{database:str}/export")
async def export(
    request: Ask, session: Session, units: Units, database: str, form: str = "csv"
) -> Response[str] | Stream:
    """Take the list as it is filtered out as a file, headed by who, when, filter and marking."""
    try:
        return await _export(request, session, units, database, ExportOrder(_form(form)))
    except records.ReasonNeeded:
        return _ask_reason(request, session, database, Form())


@post("/records/{database:str}/export", status_code=200)
async def export_with_reason(
    request: Ask, session: Session, units: Units, database: str, form: str = "csv"
) -> Response[str] | Stream:
    """Take the same list out after saying why."""
    said = await read_form(request)
    order = ExportOrder(_form(form), reason=said.get("reason"))
    try:
        return await _export(request, session, units, database, order)
    except (records.ReasonNeeded, Invalid) as error:
        said.fail(error, locale_of(request, session))
        return _ask_reason(request, session, database, said)


def _form(text: str) -> Literal["csv", "jsonl"]:
    return "jsonl" if text == "jsonl" else "csv"


async def _export(
    request: Ask, session: Session, units: Units, database: str, order: ExportOrder
) -> Stream:
    actor, filters = signed_in(session), _filters(request)
    locale, purpose = locale_of(request, session), purpose_for(request, session)
    actor.require(Act.EXPORT, database, purpose)
    now = datetime.now(UTC)
    filters.values.pop("form", None)
    preamble = (
        f"Wasl: {locale.label('database', database)}",
        f"{actor.name}, {bureau_name(actor.member, locale)}, {locale.moment(now)} UTC",
        urlencode([(key, one) for key, values in filters.values.items() for one in values if one]),
        locale.label("purpose", purpose),
        locale.gettext("Police information: for official use only."),
    )
    query = replace(_query(request, database, filters), after=None)
    order = replace(order, preamble=preamble)
    pieces = await records.export(units, (actor, purpose), query, order)
    name = f"{database}-{now:%Y%m%d-%H%M}.{order.form}"
    media = "text/csv; charset=utf-8" if order.form == "csv" else "application/x-ndjson"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Stream(pieces, media_type=media, headers=headers)


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
    look = _Look(record_id(record), on)
    try:
        seen = await _see(request, session, units, look)
    except records.ReasonNeeded:
        return _ask_reason(request, session, database, Form.filled({"on": on}))
    return _record_page(request, session, database, look, seen)


@post("/records/{database:str}/{record:str}", status_code=200)
async def show_with_reason(
    request: Ask, session: Session, units: Units, database: str, record: str
) -> Response[str]:
    """Show a record after saying why; the reason travels in no address."""
    said = await read_form(request)
    look = _Look(record_id(record), said.get("on"), said.get("reason"))
    try:
        seen = await _see(request, session, units, look)
    except (records.ReasonNeeded, Invalid) as error:
        said.fail(error, locale_of(request, session))
        return _ask_reason(request, session, database, said)
    return _record_page(request, session, database, look, seen)


def _ask_reason(request: Ask, session: Session, database: str, form: Form) -> Response[str]:
    """Ask why somebody opens what opens only with a reason."""
    status = 422 if form.errors else 200
    return page(
        request,
        "records/reason.html",
        session=session,
        status=status,
        database=database,
        form=form,
    )


@dataclass(frozen=True, slots=True)
class _Look:
    """What a reader wants to see of a record: on which day, and why; "" for now and unsaid."""

    record: UUID
    on: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a reader gets to see: the record as it is and as it was asked for, and its past."""

    present: Record
    shown: Record
    past: list[Version]
    deletion: records.Deletion | None


async def _see(request: Ask, session: Session, units: Units, look: _Look) -> _Seen:
    """Read a record with its past.

    Raises:
        RecordNotFound, AccessDenied, ReasonNeeded, Invalid: see ``records.get``.
    """
    day = vocabulary.find_date(look.on) if look.on else None
    async with units.begin(signed_in(session), purpose_for(request, session)) as unit:
        shown = present = await records.get(unit, look.record, look.reason)
        past = await records.history(unit, look.record, look.reason)
        if day is not None:
            moment = datetime.combine(day.last, time.max, UTC)
            shown = await records.as_it_was_on(unit, look.record, moment, look.reason)
        deletion = await records.find_deletion(unit, look.record)
    return _Seen(present, shown, past, deletion)


def _record_page(
    request: Ask, session: Session, database: str, look: _Look, seen: _Seen
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
        versions=_steps(seen.past, locale),
        then=shown.version != present.version,
        on=look.on,
        reason=look.reason,
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


def _steps(versions: list[Version], locale: Locale) -> list[dict[str, Any]]:
    """Say what each state changed against the one before, newest first."""
    steps: list[dict[str, Any]] = []
    before: dict[str, Any] | None = None
    for version in versions:
        body = body_values(version.record)
        changed: list[str] = [] if before is None else _differences(before, body)
        steps.append({"version": version, "changed": changed, "before": before, "after": body})
        before = body
    return steps[::-1]


def _differences(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    names = [*after, *(name for name in before if name not in after)]
    return [name for name in names if before.get(name) != after.get(name)]


routes = [
    show_databases,
    list_records,
    export,
    export_with_reason,
    show_record,
    show_with_reason,
]
