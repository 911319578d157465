# SPDX-License-Identifier: Apache-2.0
"""The places of the console: only what works, and only to those who may go there."""

from dataclasses import dataclass

from wasl.foundation.access import Act, Actor
from wasl.interfaces.problems import N_


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the rail.

    Attributes:
        path: its address.
        icon: name in ``icons.svg``.
        label: English name, translated when shown.
        act: who may do this sees the place; None for everybody signed in.
    """

    path: str
    icon: str
    label: str
    act: Act | None


RAIL = (
    Place("/check", "check", N_("Check"), Act.CHECK),
    Place("/records", "records", N_("Records"), Act.READ),
    Place("/imports", "imports", N_("Imports"), Act.IMPORT),
    Place("/people", "people", N_("People"), Act.MANAGE_PEOPLE),
    Place("/entities", "entities", N_("Entities"), Act.MANAGE_ENTITIES),
    Place("/audit", "shield", N_("Audit"), Act.READ_AUDIT),
    Place("/system", "system", N_("System"), Act.SEE_SYSTEM),
)
MENU = (
    Place("/checks", "history", N_("My recent checks"), Act.CHECK),
    Place("/deletions", "trash", N_("Deletions to confirm"), Act.CONFIRM_DELETION),
    Place("/sessions", "devices", N_("My sessions"), None),
    Place("/sign-in-methods", "key", N_("My sign-in methods"), None),
)


def places_for(actor: Actor, places: tuple[Place, ...] = RAIL) -> list[Place]:
    """List the places that this actor may go to."""
    return [place for place in places if place.act is None or actor.may(place.act)]


def home_of(actor: Actor) -> str:
    """Give the first place of somebody who has just signed in."""
    places = places_for(actor)
    return places[0].path if places else "/sessions"
