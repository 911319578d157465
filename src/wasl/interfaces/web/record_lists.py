# SPDX-License-Identifier: Apache-2.0
"""The list of each database: filters and order in the address, kept lists, what is new."""

from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any, Literal, cast, get_args
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get, post

from wasl.capabilities import records
from wasl.capabilities.members import Session
from wasl.capabilities.records import Order, Query, Record, SavedList
from wasl.foundation import vocabulary
from wasl.foundation.access import Act
from wasl.foundation.errors import Invalid, Problem
from wasl.foundation.i18n import Locale
from wasl.foundation.unit import Units
from wasl.foundation.vocabulary import Member, PartialDate
from wasl.interfaces.problems import N_
from wasl.interfaces.web.forms import Form
from wasl.interfaces.web.layouts import layout_of, strip_of
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
from wasl.interfaces.web.records import (
    body_values,
    headline,
    open_databases,
    purpose_for,
    record_id,
)

PAGE = 50
NOTHING = records.Page([], records.Count(0, exact=True), None)
State = Literal["active", "deletion_requested", "deleted"]
ORDERS: dict[Order, str] = {
    "newest": N_("Last change, newest first"),
    "oldest": N_("Last change, oldest first"),
    "name": N_("Name, from A"),
    "-name": N_("Name, from the end"),
    "born": N_("Date of birth, earliest first"),
    "-born": N_("Date of birth, latest first"),
    "retention": N_("Kept until, earliest first"),
    "-retention": N_("Kept until, latest first"),
    "owner": N_("Owner, from A"),
    "-owner": N_("Owner, from the end"),
}
_COLUMNS: dict[str, tuple[Order, Order]] = {
    "changed": ("newest", "oldest"),
    "name": ("name", "-name"),
    "born": ("born", "-born"),
    "retention": ("retention", "-retention"),
    "owner": ("owner", "-owner"),
}
"""Orders of a column: the one that its head gives first, and the other way round."""
_RISING = frozenset({"oldest", "name", "born", "retention", "owner"})
_LACKING = {"persons": set[str](), "travel_documents": {"born"}, "vehicles": {"born", "name"}}
"""Columns by which a database is not sorted."""


@get("/records")
async def show_databases(session: Session) -> Response[Any]:
    """Go to the first database that is open to the reader."""
    actor = signed_in(session)
    actor.require(Act.READ)
    found = open_databases(actor)
    return go(f"/records/{found[0]}" if found else "/", status=302)


def filters_of(request: Ask) -> Form:
    """Read what the address of a list says, but for the place in it."""
    return Form.of(
        (key, value) for key, value in request.query_params.multi_items() if key != "after"
    )


def _filter_values(filters: Form) -> tuple[PartialDate | None, Member | None]:
    """Read since when and whose; None where the filter is empty."""
    since, owner = filters.get("since"), filters.get("owner")
    day = vocabulary.find_date(since) if since else None
    member = vocabulary.find_member(owner) if owner else None
    faults = []
    if since and day is None:
        faults.append(Problem("since", "date-invalid", {"value": since[:40]}))
    if owner and member is None:
        faults.append(Problem("owner", "member-unknown", {"member": owner[:80]}))
    if faults:
        raise Invalid(faults)
    return day, member


def query_of(request: Ask, database: str, filters: Form) -> Query:
    """Read the filters of a list from its address.

    Raises:
        Invalid: a filter says nothing that is known; what it asked for must not pass for shown.
    """
    since, owner = _filter_values(filters)
    state, order = filters.get("state"), filters.get("order")
    query = Query(
        database=database,
        owner=owner.code if owner else None,
        identifier=filters.get("q") or None,
        updated_since=datetime.combine(since.first, time(), UTC) if since else None,
        order=cast("Order", order) if order in get_args(Order) else None,
        after=request.query_params.get("after"),
        limit=PAGE,
    )
    if state in ("active", "deletion_requested", "deleted"):
        query = replace(query, state=cast("State", state))
    if state == "ending":
        query = replace(query, kept_until=records.review_until(datetime.now(UTC).date()))
    import_id = filters.get("import")
    return replace(query, import_id=record_id(import_id)) if import_id else query


def _kept(filters: Form) -> list[tuple[str, str]]:
    """Give what of an address is worth keeping: every filter that is set."""
    return [(key, value) for key, values in filters.values.items() for value in values if value]


@get("/records/{database:str}")
async def list_records(
    request: Ask, session: Session, units: Units, database: str
) -> Response[str]:
    """List a database; filters and order live in the address."""
    return await _list_page(request, session, units, database, Form())


async def _list_page(
    request: Ask, session: Session, units: Units, database: str, saving: Form
) -> Response[str]:
    actor, filters = signed_in(session), filters_of(request)
    locale, purpose = locale_of(request, session), purpose_for(request, session)
    query, looked = _query_or_fault(request, database, filters, locale), datetime.now(UTC)
    async with units.begin(actor, purpose) as unit:
        found = NOTHING if filters.errors else await records.list_(unit, query)
        saved = await records.list_saved(unit, database)
        filtered = filters.values.keys() - {"purpose"}
        ending = 0 if filtered else await records.count_ending(unit, database)
    kept = _kept(filters)
    return page(
        request,
        "records/list.html",
        session=session,
        status=422 if saving.errors or filters.errors else 200,
        database=database,
        layout=layout_of(database, records.get_kind(database).facts),
        found=found,
        ending=ending,
        review_until=records.review_until(looked.date()),
        form=filters,
        saving=saving,
        saved=[(one, one.query == urlencode(_lasting(kept))) for one in saved],
        query=urlencode(kept),
        heads=_heads(query.order or "newest", kept, database),
        orders=_orders(locale, database),
        onward=urlencode([*kept, ("after", found.next)]) if found.next else "",
        first=not query.after,
        newer=urlencode([*kept, ("moment", looked.isoformat())]),
        tabs=options(locale, "database", open_databases(actor)),
        purposes=options(locale, "purpose"),
        purpose=purpose,
        lines=[_line(record) for record in found.records],
        bureau=lambda member: bureau_name(member, locale),
    )


def _query_or_fault(request: Ask, database: str, filters: Form, locale: Locale) -> Query:
    """Read the filters of a list; where one is at fault, tell it at its field."""
    try:
        return query_of(request, database, filters)
    except Invalid as error:
        filters.fail(error, locale)
        return Query(database=database)


def _lasting(kept: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Give what a kept list holds: not the purpose, which is said anew each time."""
    return sorted((key, value) for key, value in kept if key != "purpose")


def _heads(order: Order, kept: list[tuple[str, str]], database: str) -> dict[str, tuple[str, str]]:
    """Give for each column that sorts: how it is sorted now, or "", and the address to turn it."""
    rest = [(key, value) for key, value in kept if key != "order"]
    heads = {}
    for column, (first, other) in _COLUMNS.items():
        if column in _LACKING.get(database, ()):
            continue
        now = "" if order not in (first, other) else "rising" if order in _RISING else "falling"
        turned = other if order == first else first
        heads[column] = (now, urlencode([*rest, ("order", turned)]))
    return heads


def _orders(locale: Locale, database: str) -> list[tuple[str, str]]:
    """Give the orders of a database in words, for those who see no column heads."""
    lacking = {one for column in _LACKING.get(database, ()) for one in _COLUMNS[column]}
    return [(code, locale.gettext(text)) for code, text in ORDERS.items() if code not in lacking]


def _line(record: Record) -> dict[str, Any]:
    """Give what a list shows of a record."""
    kind, body = records.get_kind(record.database), body_values(record)
    names = kind.names(record.body) if record.body is not None else []
    shown = headline(record)
    other = next((one for one in names if one != shown and one.isascii()), "")
    strip = strip_of(f"{body.get('status')}_{body.get('subject', 'person')}")
    return {"record": record, "headline": shown, "other": other, "body": body, "strip": strip}


@get("/records/{database:str}/newer")
async def show_newer(
    request: Ask, session: Session, units: Units, database: str, moment: str = ""
) -> Response[str]:
    """Say how many records of a list are new or changed since it was looked at."""
    filters = filters_of(request)
    filters.values.pop("moment", None)
    query = query_of(request, database, filters)
    since = _moment(moment)
    if query.updated_since is None or query.updated_since < since:
        query = replace(query, updated_since=since)
    async with units.begin(signed_in(session), purpose_for(request, session)) as unit:
        count = await records.count_newer(unit, query)
    query_text = urlencode(_kept(filters))
    return page(
        request,
        "records/newer.html",
        session=session,
        database=database,
        query=query_text,
        count=count,
    )


def _moment(text: str) -> datetime:
    """Read an aware time; what is none means now, since when nothing came."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return datetime.now(UTC)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


@post("/records/{database:str}/lists", status_code=200)
async def save_list(request: Ask, session: Session, units: Units, database: str) -> Response[Any]:
    """Keep the filters and the order of a list under a name."""
    said = await read_form(request)
    kept = urlencode(_lasting(_kept(filters_of(request))))
    try:
        async with units.begin(signed_in(session), purpose_for(request, session)) as unit:
            saved: SavedList = await records.save_list(unit, database, said.get("name"), kept)
    except Invalid as error:
        said.fail(error, locale_of(request, session))
        return await _list_page(request, session, units, database, said)
    return go(f"/records/{database}?{saved.query}", "list-saved")


@post("/records/{database:str}/lists/{kept:uuid}/forget")
async def forget_list(
    request: Ask, session: Session, units: Units, database: str, kept: UUID
) -> Response[Any]:
    """Forget a list of one's own."""
    async with units.begin(signed_in(session), purpose_for(request, session)) as unit:
        await records.forget_list(unit, kept)
    return go(f"/records/{database}", "list-forgotten")


routes = [show_databases, list_records, show_newer, save_list, forget_list]
