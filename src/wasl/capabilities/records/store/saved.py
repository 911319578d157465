# SPDX-License-Identifier: Apache-2.0
"""Rows of lists that people keep under a name. The wall lets each person see their own."""

from uuid import UUID

from wasl.capabilities.records.model import SavedList
from wasl.foundation.unit import Unit


async def list_own(unit: Unit, database: str) -> list[SavedList]:
    """Read the actor's own lists of a database, by name."""
    rows = await unit.rows(
        "SELECT id, database, name, query FROM saved_list"
        " WHERE database = %(database)s AND person = %(person)s ORDER BY lower(name), id",
        database=database,
        person=unit.actor.id,
    )
    return [SavedList(**row) for row in rows]


async def put(unit: Unit, kept: SavedList) -> None:
    """Keep a list; one of the same name is replaced."""
    await unit.execute(
        """
        INSERT INTO saved_list (id, member, person, database, name, query, saved_at)
        VALUES (%(id)s, %(member)s, %(person)s, %(database)s, %(name)s, %(address)s, %(now)s)
        ON CONFLICT (person, database, name)
        DO UPDATE SET query = EXCLUDED.query, saved_at = EXCLUDED.saved_at
        """,
        id=kept.id,
        member=unit.actor.member,
        person=unit.actor.id,
        database=kept.database,
        name=kept.name,
        address=kept.query,
        now=unit.now,
    )


async def drop(unit: Unit, kept: UUID) -> int:
    """Forget a list of the actor's own; gives how many there were."""
    return await unit.execute(
        "DELETE FROM saved_list WHERE id = %(id)s AND person = %(person)s",
        id=kept,
        person=unit.actor.id,
    )
