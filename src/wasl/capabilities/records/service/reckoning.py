# SPDX-License-Identifier: Apache-2.0
"""Audiences after a member joined or left: worked out anew from what the owners said.

A record keeps its owner's words beside its audience, so "all but Kenya" can be
read again for the members of today. Until that is done for a record, a member
that joined sees less than it may; one that left has nobody who can ask.
"""

import hashlib
from collections import defaultdict
from dataclasses import replace
from uuid import UUID

import msgspec

from wasl.capabilities.records import rules
from wasl.capabilities.records.rules import Register
from wasl.capabilities.records.service._ground import keeper, present_register
from wasl.capabilities.records.store import audiences as store
from wasl.capabilities.records.store.audiences import Seen
from wasl.foundation.ledger import Operation
from wasl.foundation.unit import Units

CHUNK = 500


async def reckon_audiences(units: Units) -> int:
    """Bring all audiences to the members of today, from where the last run stood.

    A chore of the worker: cheap when nothing changed, safe to kill and to run twice.
    Past states keep the audience of their time.

    Returns:
        How many records are seen by others than before.
    """
    changed = 0
    async with units.system() as unit:
        register = await present_register(unit)
        digest = _digest(register)
        after = await store.begin(unit, digest)
    while after is not None:
        async with units.system() as unit:
            found = await store.page(unit, after, CHUNK)
        changed += await _put(units, register, found)
        after = found[-1].id if len(found) == CHUNK else None
        async with units.system() as unit:
            await store.settle(unit, digest, after)
    return changed


def _digest(register: Register) -> str:
    said = msgspec.json.encode([sorted(register.bits.items()), sorted(register.present)])
    return hashlib.sha256(said).hexdigest()


def _reckoned(seen: Seen, register: Register) -> Seen:
    whole = rules.audience(seen.owner, seen.restriction, register)
    fields = rules.audiences(seen.owner, seen.restriction, register, whole)
    return replace(seen, whole=whole, fields=fields)


async def _put(units: Units, register: Register, found: list[Seen]) -> int:
    """Write what differs, each owner's records in a transaction of the owner's own."""
    differing: dict[str, list[UUID]] = defaultdict(list)
    for one in found:
        if one.owner in register.bits and _reckoned(one, register) != one:
            differing[one.owner].append(one.id)
    for owner, ids in differing.items():
        async with units.begin(keeper(owner, "membership")) as unit:
            held = await store.hold(unit, ids)  # as the owner has it now
            await store.write(unit, [_reckoned(one, register) for one in held])
            told = [str(one.id) for one in held]
            unit.audit(Operation.ALTERATION, "", act="reckon-audiences", records=told)
            for text in told:
                unit.send("record", text)
    return sum(map(len, differing.values()))
