# SPDX-License-Identifier: Apache-2.0
"""Put the invented world into the databases, each record entered by its owner."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from wasl.capabilities import records
from wasl.foundation.access import Actor, Role
from wasl.foundation.unit import Units
from wasl.foundation.vocabulary import get_member
from wasl.interfaces.demo import world

LOT = 50_000
"""Records drawn at a time; an owner's share of a lot is one transaction."""
PURPOSE = "identification"


@dataclass(frozen=True, slots=True)
class Size:
    """How many records of each kind; the seed makes the same world again."""

    persons: int = 6_000
    documents: int = 11_000
    vehicles: int = 3_000
    seed: int = 1

    @property
    def total(self) -> int:
        """All records."""
        return self.persons + self.documents + self.vehicles


def owner(member: str) -> Actor:
    """Make the actor that enters the invented records of a member."""
    roles = frozenset({Role.SPECIALIST.value})
    return Actor("demo", "system", member, get_member(member).bit, roles, "Invented world")


async def load(units: Units, size: Size, done: Callable[[int], None]) -> int:
    """Enter the whole world; what is there already is left as it is.

    Cost: one pass; memory holds one lot, whatever the size.

    Args:
        units: opens a transaction for each owner and lot.
        size: how many of each kind.
        done: told how many more records were looked at.

    Returns:
        How many records are new.
    """
    fresh = 0
    for database, drafts in (
        ("persons", world.persons(size.persons, size.seed)),
        ("travel_documents", world.travel_documents(size.documents, size.seed)),
        ("vehicles", world.vehicles(size.vehicles, size.seed)),
    ):
        fresh += await _enter(units, database, iter(drafts), done)
    return fresh


async def _enter(
    units: Units, database: str, drafts: Iterable[dict[str, Any]], done: Callable[[int], None]
) -> int:
    fresh, drafts = 0, iter(drafts)
    while lot := list(islice(drafts, LOT)):
        shares: dict[str, list[records.Draft]] = defaultdict(list)
        for draft in lot:
            member = draft.pop("owner")
            shares[member].append(records.read_draft(database, draft))
        for member, share in sorted(shares.items()):
            async with units.begin(owner(member), PURPOSE) as unit:
                fresh += await records.enter_many(unit, database, share)
            done(len(share))
    return fresh
