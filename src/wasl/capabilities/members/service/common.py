# SPDX-License-Identifier: Apache-2.0
"""What several use cases need: identifiers, standings, and people who must be found."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from wasl.capabilities.members.errors import PersonNotFound
from wasl.capabilities.members.model import Principal
from wasl.capabilities.members.rules import limits
from wasl.capabilities.members.rules.codes import plain_id
from wasl.capabilities.members.store import bureau, sessions
from wasl.foundation.access import Actor
from wasl.foundation.unit import Unit


def new_id() -> str:
    """Make an identifier that nobody can guess."""
    return uuid4().hex


async def states(unit: Unit, ids: Sequence[str]) -> list[dict[str, Any]]:
    """Give the present state of principals, limits laid over each other."""
    return [
        limits.state_of(
            standing.row,
            limits.effective(standing.own, standing.entity),
            active=standing.active,
        )
        for standing in await sessions.list_standings(unit, ids)
    ]


async def act_as(unit: Unit, principal: str) -> None:
    """Let the audit name the person found, no longer the system that looked them up.

    The unit keeps its database role; only the name under which it records changes.
    """
    found = await states(unit, [principal])
    for state in found:
        unit.actor = Actor(
            id=state["id"],
            kind="machine" if state["kind"] == "machine" else "person",
            member=state["member"],
            bit=state["bit"],
            roles=frozenset(),
            name=state["name"],
        )


async def get_principal(unit: Unit, principal: str) -> Principal:
    """Give a person or machine of the bureau and hold it until the commit.

    Raises:
        PersonNotFound: none such in this bureau.
    """
    found = await bureau.find_principal(unit, plain_id(principal))
    if found is None:
        raise PersonNotFound(principal)
    return found


async def stop(unit: Unit, principals: list[str]) -> None:
    """Close the sessions of these people and tell every node, in this transaction."""
    await bureau.revoke_sessions(unit, principals)
    for principal in principals:
        unit.send("principal", principal)
