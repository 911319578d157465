# SPDX-License-Identifier: Apache-2.0
"""Records as a file: a list as it is filtered, or the chosen of it."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Literal
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get, post
from litestar.response import Stream

from wasl.capabilities import records
from wasl.capabilities.members import Session
from wasl.capabilities.records import ExportOrder
from wasl.foundation.access import Act
from wasl.foundation.errors import Invalid
from wasl.foundation.unit import Units
from wasl.interfaces.web.forms import Form
from wasl.interfaces.web.pages import Ask, bureau_name, locale_of, read_form, signed_in
from wasl.interfaces.web.record_chosen import chosen_ids
from wasl.interfaces.web.record_lists import filters_of, query_of
from wasl.interfaces.web.records import ask_reason, purpose_for


@get("/records/{database:str}/export")
async def export(
    request: Ask, session: Session, units: Units, database: str, form: str = "csv"
) -> Response[str] | Stream:
    """Take the list as it is filtered out as a file, headed by who, when, filter and marking."""
    order = ExportOrder(_form(form))
    try:
        return await _export(request, session, units, database, order)
    except records.ReasonNeeded:
        return ask_reason(request, session, database, Form())


@post("/records/{database:str}/export", status_code=200)
async def export_with_reason(
    request: Ask, session: Session, units: Units, database: str, form: str = "csv"
) -> Response[str] | Stream:
    """Take the chosen of a list out, or the same list after saying why."""
    said = await read_form(request)
    reason = said.get("reason") if "reason" in said.values else None
    order = ExportOrder(_form(said.get("form") or form), reason=reason)
    ids = chosen_ids(said) or None
    try:
        return await _export(request, session, units, database, order, ids)
    except (records.ReasonNeeded, Invalid) as error:
        if reason is not None:
            said.fail(error, locale_of(request, session))
        return ask_reason(request, session, database, said)


def _form(text: str) -> Literal["csv", "jsonl"]:
    return "jsonl" if text == "jsonl" else "csv"


async def _export(
    request: Ask,
    session: Session,
    units: Units,
    database: str,
    order: ExportOrder,
    ids: tuple[UUID, ...] | None = None,
) -> Stream:
    actor, filters = signed_in(session), filters_of(request)
    locale, purpose = locale_of(request, session), purpose_for(request, session)
    database = records.get_kind(database).database
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
    query = replace(query_of(request, database, filters), after=None, ids=ids)
    order = replace(order, preamble=preamble)
    pieces = await records.export(units, (actor, purpose), query, order)
    name = f"{database}-{now:%Y%m%d-%H%M}.{order.form}"
    media = "text/csv; charset=utf-8" if order.form == "csv" else "application/x-ndjson"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Stream(pieces, media_type=media, headers=headers)


routes = [export, export_with_reason]
