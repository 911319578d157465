# SPDX-License-Identifier: Apache-2.0
"""Enter many new records at once, for worlds made up to try things on."""

from collections.abc import Sequence

from wasl.capabilities.records import rules
from wasl.capabilities.records.kinds import get_kind
from wasl.capabilities.records.model import Decided, Draft, Kind
from wasl.capabilities.records.service._ground import new_id, present_register
from wasl.capabilities.records.store import bulk
from wasl.capabilities.records.store import records as store
from wasl.foundation.access import Act
from wasl.foundation.errors import Invalid
from wasl.foundation.ledger import Operation
from wasl.foundation.unit import Unit


async def enter_many(unit: Unit, database: str, drafts: Sequence[Draft]) -> int:
    """Enter new records of the actor's member in one transaction; gives their number.

    References already on record are left as they are, so a second run adds nothing.

    Raises:
        AccessDenied: the actor may not enter records of this database.
        Invalid: a draft cannot be kept; nothing of the lot is.
    """
    unit.actor.require(Act.ENTER, database, unit.purpose)
    owner, kind = unit.actor.member, get_kind(database)
    await bulk.lock_owner(unit, database, owner)
    members = await present_register(unit)
    judged = (_decide(unit, kind, draft, members) for draft in drafts)
    decided = {one.reference: one for one in judged}
    known = await bulk.known(unit, database, owner, list(decided))
    states = [
        bulk.State(new_id(unit.now), 1, one)
        for reference, one in decided.items()
        if reference not in known
    ]
    if not states:
        return 0
    await bulk.write(unit, database, owner, states, None)
    await store.insert_keys(unit, bulk.all_keys(states), database, owner)
    for state in states:
        unit.audit(Operation.COLLECTION, str(state.id), database, version=1)
        unit.send("record", str(state.id))
    return len(states)


def _decide(unit: Unit, kind: Kind, draft: Draft, members: rules.Register) -> Decided:
    judged = rules.judge(draft, kind, unit.actor.member, members, unit.today)
    if judged.decided is None:
        raise Invalid(judged.problems)
    return judged.decided
