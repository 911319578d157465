# SPDX-License-Identifier: Apache-2.0
"""The palette (Ctrl+K) and the country picker: small searches that answer with a part of a page."""

from dataclasses import dataclass

from litestar import Response, get

from wasl.capabilities import members, records
from wasl.capabilities.members import Session
from wasl.capabilities.records import Query
from wasl.foundation import vocabulary
from wasl.foundation.access import Act, Actor
from wasl.foundation.i18n import Locale
from wasl.foundation.unit import Units
from wasl.foundation.vocabulary.text import key
from wasl.interfaces.problems import N_
from wasl.interfaces.web.layouts import LAYOUTS
from wasl.interfaces.web.pages import Ask, is_partial, locale_of, page, signed_in
from wasl.interfaces.web.places import MENU, RAIL, Place, places_for
from wasl.interfaces.web.records import headline, purpose_for

MOST = 8
MOST_TEXT = 200
ACTS = (
    Place("/check/form", "check", N_("Check with all fields"), Act.CHECK),
    Place("/check/batch", "check", N_("Check many at once"), Act.CHECK),
    *(
        Place(f"/records/{database}/new", layout.icon, layout.new, Act.ENTER)
        for database, layout in LAYOUTS.items()
    ),
    Place("/people/invite", "plus", N_("Invite a person"), Act.MANAGE_PEOPLE),
    Place("/entities/new", "plus", N_("Authorise an entity"), Act.MANAGE_ENTITIES),
)


@dataclass(frozen=True, slots=True)
class Found:
    """One line of the palette."""

    href: str
    icon: str
    text: str
    beside: str = ""


def _matching(places: list[Place], wanted: str, locale: Locale) -> list[Found]:
    """Choose places whose name holds the words, in the reader's language or in English."""
    return [
        Found(place.path, place.icon, locale.gettext(place.label))
        for place in places
        if wanted in key(locale.gettext(place.label)) or wanted in key(place.label)
    ][:MOST]


@get("/palette")
async def find(request: Ask, session: Session, units: Units, q: str = "") -> Response[str]:
    """Find pages, acts, people and records for the palette."""
    actor, locale = signed_in(session), locale_of(request, session)
    wanted = key(q[:MOST_TEXT].strip())
    groups = [
        (locale.gettext("Pages"), _matching(places_for(actor, RAIL + MENU), wanted, locale)),
        (locale.gettext("Acts"), _matching(places_for(actor, ACTS), wanted, locale)),
    ]
    if wanted:
        groups.append((locale.gettext("People"), await _people(actor, units, wanted)))
        groups.append((locale.gettext("My records"), await _records(request, session, units, q)))
    template = "palette/found.html" if is_partial(request) else "palette/page.html"
    return page(request, template, session=session, q=q, groups=[g for g in groups if g[1]])


async def _people(actor: Actor, units: Units, wanted: str) -> list[Found]:
    if not actor.may(Act.MANAGE_PEOPLE):
        return []
    async with units.begin(actor) as unit:
        people = await members.find_people(unit, wanted)
    return [
        Found(f"/people/{one.id}", "person", one.name, one.username or "") for one in people[:MOST]
    ]


async def _records(request: Ask, session: Session, units: Units, text: str) -> list[Found]:
    """Find the records that carry this very number; names are for the check."""
    actor, purpose = session.actor, purpose_for(request, session)
    if not actor.may(Act.READ, None, purpose) or not any(sign.isdigit() for sign in text):
        return []
    async with units.begin(actor, purpose) as unit:
        found = await records.list_(unit, Query(identifier=text[:MOST_TEXT].strip(), limit=MOST))
    locale = locale_of(request, session)
    return [
        Found(
            f"/records/{one.database}/{one.id}",
            LAYOUTS[one.database].icon if one.database in LAYOUTS else "records",
            headline(one),
            locale.label("database", one.database),
        )
        for one in found.records
    ]


@get("/pick/countries")
async def pick_country(request: Ask, session: Session, q: str = "") -> Response[str]:
    """Offer countries by name in four languages or by code."""
    locale = locale_of(request, session)
    found = vocabulary.search_countries(q[:MOST_TEXT], locale.tag, MOST)
    return page(request, "palette/countries.html", session=session, countries=found)


routes = [find, pick_country]
