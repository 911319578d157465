# SPDX-License-Identifier: Apache-2.0
"""Records chosen from a list: look at them again, then take them out or keep them until a day."""

from datetime import date
from typing import Any
from uuid import UUID

from litestar import Response, post

from wasl.capabilities import records
from wasl.capabilities.members import Session
from wasl.capabilities.records import Draft, Query, Record
from wasl.foundation import vocabulary
from wasl.foundation.access import Act
from wasl.foundation.errors import AppError, Invalid, Problem
from wasl.foundation.unit import Units
from wasl.interfaces.web.forms import Form
from wasl.interfaces.web.layouts import layout_of
from wasl.interfaces.web.pages import (
    Ask,
    bureau_name,
    go,
    locale_of,
    page,
    read_form,
    signed_in,
)
from wasl.interfaces.web.records import headline, purpose_for, record_id

MOST = 200


def chosen_ids(form: Form) -> tuple[UUID, ...]:
    """Read which records were ticked.

    Raises:
        RecordNotFound: an identifier is none.
    """
    return tuple(record_id(text) for text in form.all("record")[:MOST])


@post("/records/{database:str}/chosen", status_code=200)
async def show_chosen(request: Ask, session: Session, units: Units, database: str) -> Response[Any]:
    """Show the chosen records and what may be done with them all."""
    form = await read_form(request)
    if not form.all("record"):
        return go(f"/records/{database}?{request.url.query}", "nothing-chosen")
    return await _chosen_page(request, session, units, database, form)


async def _chosen_page(
    request: Ask, session: Session, units: Units, database: str, form: Form
) -> Response[str]:
    actor, purpose = signed_in(session), purpose_for(request, session)
    query = Query(database=database, ids=chosen_ids(form), order="owner", limit=MOST)
    async with units.begin(actor, purpose) as unit:
        found = (await records.list_(unit, query)).records
    locale = locale_of(request, session)
    own = [one for one in found if one.owner == actor.member and one.state == "active"]
    return page(
        request,
        "records/chosen.html",
        session=session,
        status=422 if form.errors else 200,
        database=database,
        layout=layout_of(database),
        found=found,
        own=own,
        form=form,
        purpose=purpose,
        headline=headline,
        may_export=actor.may(Act.EXPORT, database, purpose),
        may_change=bool(own) and actor.may(Act.CHANGE, database, purpose),
        bureau=lambda member: bureau_name(member, locale),
    )


@post("/records/{database:str}/chosen/retention", status_code=200)
async def set_retention(
    request: Ask, session: Session, units: Units, database: str
) -> Response[Any]:
    """Keep the chosen records of one's own bureau until another day: all of them, or none."""
    form = await read_form(request)
    try:
        day = _whole_day(form.get("retention"))
        async with units.begin(signed_in(session), purpose_for(request, session)) as unit:
            for record in chosen_ids(form):
                found = await records.get_own(unit, record)
                await records.change(unit, record, found.version, _kept_until(found, day))
    except AppError as error:
        form.fail(error, locale_of(request, session))
        return await _chosen_page(request, session, units, database, form)
    return go(f"/records/{database}?owner={session.actor.member}", "retention-changed")


def _whole_day(text: str) -> date:
    found = vocabulary.find_date(text)
    day = found.exact() if found else None
    if day is None:
        raise Invalid([Problem("retention", "date-invalid", {"problem": "not_a_date"})])
    return day


def _kept_until(record: Record, day: date) -> Draft:
    """Say again what the owner said of a record, but for the last day of keeping."""
    if record.restriction is None or record.body is None:
        raise records.RecordNotFound(record.id)
    reference = record.source_reference or ""
    return Draft(
        body=record.body,
        restriction=record.restriction,
        purpose=record.purpose,
        source_reference=None if reference.startswith("~") else reference or None,
        case=record.case,
        handling=record.handling,
        confidentiality=record.confidentiality,
        retention=day,
    )


routes = [show_chosen, set_retention]
