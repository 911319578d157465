# SPDX-License-Identifier: Apache-2.0
"""The table of requests to start anew: the newest of each person."""

from wasl.capabilities.members.model import Restart
from wasl.foundation.unit import Unit


async def put(unit: Unit, person: str, restart: Restart) -> None:
    """Keep a request, or its confirmation, in place of what was there."""
    await unit.execute(
        """
        INSERT INTO restart (principal, member, asked_by, asked_at, confirmed_by, confirmed_at)
        VALUES (%(person)s, %(member)s, %(asked_by)s, %(asked_at)s, %(by)s, %(at)s)
        ON CONFLICT (principal) DO UPDATE SET asked_by = %(asked_by)s, asked_at = %(asked_at)s,
            confirmed_by = %(by)s, confirmed_at = %(at)s
        """,
        person=person,
        member=unit.actor.member,
        asked_by=restart.asked_by,
        asked_at=restart.asked_at,
        by=restart.confirmed_by,
        at=restart.confirmed_at,
    )


async def remove(unit: Unit, person: str) -> None:
    """Drop what waits for a person."""
    await unit.execute("DELETE FROM restart WHERE principal = %(person)s", person=person)


async def refuse(unit: Unit, person: str) -> bool:
    """Drop what waits for a person, and tell whether anything did; a confirmed one stays."""
    dropped = await unit.execute(
        "DELETE FROM restart WHERE principal = %(person)s AND confirmed_by IS NULL", person=person
    )
    return dropped == 1
