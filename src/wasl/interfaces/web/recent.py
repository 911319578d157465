# SPDX-License-Identifier: Apache-2.0
"""My recent checks, and one of them again at its own address."""

from datetime import datetime

from litestar import Response, get
from litestar.exceptions import NotFoundException

from wasl.capabilities import checks
from wasl.capabilities.checks import Node
from wasl.capabilities.members import Session
from wasl.foundation.access import Act
from wasl.foundation.unit import Units
from wasl.interfaces.web.pages import Ask, bureau_name, locale_of, page, signed_in

MOST = 200


@get("/checks")
async def list_checks(request: Ask, session: Session, units: Units, node: Node) -> Response[str]:
    """List the reader's own newest checks."""
    actor = signed_in(session)
    actor.require(Act.CHECK)
    async with units.begin(actor) as unit:
        found = await checks.list_recent_checks(unit, node.folder, MOST)
    return page(
        request, "check/recent.html", session=session, found=found, when=datetime.fromisoformat
    )


@get("/checks/{check:str}")
async def show_check(
    request: Ask, session: Session, units: Units, node: Node, check: str
) -> Response[str]:
    """Show again what a check of the reader's own found, as far as it may still be seen."""
    actor = signed_in(session)
    actor.require(Act.CHECK)
    async with units.begin(actor) as unit:
        recent = await checks.list_recent_checks(unit, node.folder, MOST)
        found = next((one for one in recent if one.check == check), None)
        if found is None:
            raise NotFoundException
    async with units.begin(actor, found.purpose) as unit:
        states = checks.recall(unit, node.reader, found)
    locale = locale_of(request, session)
    return page(
        request,
        "check/kept.html",
        session=session,
        found=found,
        states=states,
        gone=len(found.hits) - len(states),
        when=datetime.fromisoformat(found.at),
        bureau=lambda member: bureau_name(member, locale),
        headline=checks.headline,
        kind_of=checks.kind_of,
    )


routes = [list_checks, show_check]
