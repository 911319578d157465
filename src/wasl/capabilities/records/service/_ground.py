# SPDX-License-Identifier: Apache-2.0
"""What every use case needs: the register of members, new identifiers, the actor's databases."""

import os
from datetime import datetime
from functools import cache
from uuid import UUID

from wasl.capabilities.members import list_away
from wasl.capabilities.records.kinds import databases, get_kind
from wasl.capabilities.records.rules import Author, Register
from wasl.foundation.access import Act, Actor
from wasl.foundation.unit import Unit
from wasl.foundation.vocabulary import list_members


@cache
def register(away: frozenset[str] = frozenset()) -> Register:
    """Give the members as audiences need them; without ``away``, enough to judge their names."""
    members = list_members()
    sharing = frozenset(m.code for m in members if m.kind != "international")
    return Register({m.code: m.bit for m in members}, sharing, away)


async def present_register(unit: Unit) -> Register:
    """Give the members of today, as audiences that are written need them."""
    return register(await list_away(unit))


def keeper(owner: str, name: str) -> Actor:
    """Make the actor that does for an owner what is due by the clock; the audit shows its name."""
    return Actor(
        id=name, kind="system", member=owner, bit=register().bits[owner], roles=frozenset()
    )


def new_id(now: datetime) -> UUID:
    """Make a UUID version 7 (RFC 9562): milliseconds since 1970, then chance."""
    milliseconds = int(now.timestamp() * 1000).to_bytes(6, "big")
    made = bytearray(milliseconds + os.urandom(10))
    made[6] = 0x70 | made[6] & 0x0F
    made[8] = 0x80 | made[8] & 0x3F
    return UUID(bytes=bytes(made))


def author(unit: Unit) -> Author:
    """Name who makes a state in this unit."""
    return Author(unit.actor.member, unit.actor.id, unit.now)


def open_databases(unit: Unit, act: Act, database: str | None) -> list[str]:
    """Give the databases in which the actor may do this: the one asked for, or all of them.

    Raises:
        AccessDenied: not in the one asked for, or in none.
        DatabaseUnknown: there is no such database.
    """
    if database is not None:
        name = get_kind(database).database
        unit.actor.require(act, name, unit.purpose)
        return [name]
    found = [name for name in databases() if unit.actor.may(act, name, unit.purpose)]
    if not found:
        unit.actor.require(act, None, unit.purpose)
    return found
