# SPDX-License-Identifier: Apache-2.0
"""My recent checks, and one of them again at its own address."""

from datetime import date, datetime

from litestar import Response, get
from litestar.exceptions import NotFoundException

from wasl.capabilities import checks
from wasl.capabilities.checks import Hit, KeptCheck, Node, RecentCheck
from wasl.capabilities.members import Session
from wasl.capabilities.records import FeedState
from wasl.foundation.access import Act
from wasl.foundation.unit import Units
from wasl.interfaces.web.check import asking_again, hit_values
from wasl.interfaces.web.forms import Form
from wasl.interfaces.web.pages import Ask, locale_of, page, signed_in

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
    """Show again what a check of the reader's own found, as far as it may still be seen.

    How likely each match was is kept; why it matched is not, so it is offered to check again.
    """
    actor = signed_in(session)
    actor.require(Act.CHECK)
    async with units.begin(actor) as unit:
        recent = await checks.list_recent_checks(unit, node.folder, MOST)
        found = next((one for one in recent if one.check == check), None)
        if found is None:
            raise NotFoundException
    async with units.begin(actor, found.purpose) as unit:
        states = checks.recall(unit, node.reader, found)
        kept = await checks.find_kept(unit, check)
        today = unit.today
    return _kept_page(request, session, found, kept, _hits(states, kept, today), states)


def _hits(states: list[FeedState], kept: KeptCheck | None, today: date) -> list[Hit]:
    """Make hits of what may still be seen, best first as answered then."""
    scores = kept.scores if kept else {}
    hits = [checks.hit_again(state, scores.get(state.id, 0.0), today) for state in states]
    return sorted(hits, key=lambda hit: (-hit.score, hit.database, hit.record))


def _kept_page(
    request: Ask,
    session: Session,
    found: RecentCheck,
    kept: KeptCheck | None,
    hits: list[Hit],
    states: list[FeedState],
) -> Response[str]:
    locale = locale_of(request, session)
    again = asking_again(kept.asked) if kept else None
    return page(
        request,
        "check/kept.html",
        session=session,
        found=found,
        hits=hits,
        scored=kept is not None,
        changed=checks.changed_since(states, found.at),
        idle=checks.idle_databases(kept.asked, found.databases) if kept else set(),
        again=[(key, one) for key, all_ in again.values.items() for one in all_] if again else [],
        form=Form.filled({"purpose": found.purpose}),
        gone=len(found.hits) - len(hits),
        when=datetime.fromisoformat(found.at),
        **hit_values(locale),
    )


routes = [list_checks, show_check]
