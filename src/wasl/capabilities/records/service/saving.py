# SPDX-License-Identifier: Apache-2.0
"""Lists that a person keeps under a name: filters and order, never the records themselves."""

from uuid import UUID

from wasl.capabilities.records.kinds import Judge
from wasl.capabilities.records.model import SavedList
from wasl.capabilities.records.service._ground import new_id, open_databases
from wasl.capabilities.records.store import saved as store
from wasl.foundation.access import Act
from wasl.foundation.errors import Invalid, Problem
from wasl.foundation.ledger import Operation
from wasl.foundation.unit import Unit

MOST_LISTS = 30
MOST_NAME = 60
MOST_QUERY = 1_000


async def list_saved(unit: Unit, database: str) -> list[SavedList]:
    """Give the actor's own lists of a database, by name.

    Raises:
        AccessDenied, DatabaseUnknown: the database is not open to the actor.
    """
    [name] = open_databases(unit, Act.READ, database)
    return await store.list_own(unit, name)


async def save_list(unit: Unit, database: str, name: str, query: str) -> SavedList:
    """Keep a list under a name; one of the same name is replaced.

    Args:
        unit: of the person.
        database: that it lists.
        name: 1..60 signs.
        query: filters and order as in the address; at most 1,000 signs.

    Raises:
        AccessDenied, DatabaseUnknown: the database is not open to the actor.
        Invalid: no name, too long, or 30 lists are kept already.
    """
    [code] = open_databases(unit, Act.READ, database)
    judge = Judge()
    stated = judge.line("name", name, MOST_NAME, required=True)
    said = judge.line("query", query, MOST_QUERY)
    if stated is None or judge.problems:
        raise Invalid(judge.problems)
    held = await store.list_own(unit, code)
    if len(held) >= MOST_LISTS and stated not in {one.name for one in held}:
        raise Invalid([Problem("name", "more-than", {"most": MOST_LISTS})])
    kept = SavedList(new_id(unit.now), code, stated, said or "")
    await store.put(unit, kept)
    unit.audit(Operation.COLLECTION, stated, act="save-list")
    return kept


async def forget_list(unit: Unit, kept: UUID) -> None:
    """Forget a list of the actor's own; one that is not there is no fault."""
    if await store.drop(unit, kept):
        unit.audit(Operation.ERASURE, str(kept), act="forget-list")
