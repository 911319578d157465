# SPDX-License-Identifier: Apache-2.0
"""Starting anew after a lost password or phone: one asks, another confirms, the person may refuse.

Whoever holds the link of an invitation sets the password. For an account in use
that would be a way to take it over, so no administrator gets such a link alone.
"""

from dataclasses import replace

from wasl.capabilities.members.errors import (
    NothingToConfirm,
    PersonNotFound,
    SecondPersonNeeded,
)
from wasl.capabilities.members.model import (
    Invited,
    Principal,
    PrincipalKind,
    PrincipalState,
    Restart,
    Session,
)
from wasl.capabilities.members.service.common import act_as
from wasl.capabilities.members.service.people import invite, set_state, stoppable
from wasl.capabilities.members.store import restarts
from wasl.foundation.ledger import Operation
from wasl.foundation.unit import Unit


async def ask_restart(unit: Unit, person: str) -> Restart:
    """Ask that a person starts anew; nothing changes until another administrator agrees.

    The person is told on every page and may refuse (``refuse_restart``). A request
    counts for 72 hours; asking again puts a new one in its place.

    Raises:
        PersonNotFound, OwnAccount, PrincipalRevoked: as ``invite_again``.
    """
    found = await _person(unit, person)
    asked = Restart(asked_by=unit.actor.id, asked_at=unit.now)
    await restarts.put(unit, found.id, asked)
    unit.audit(Operation.ALTERATION, found.id, act="restart-asked")
    return asked


async def decline_restart(unit: Unit, person: str) -> None:
    """Drop the request that a person starts anew; who asked may do so too.

    Raises:
        NothingToConfirm: nothing waits.
        PersonNotFound, OwnAccount, PrincipalRevoked: as ``invite_again``.
    """
    found = await _person(unit, person)
    if found.restart is None or not found.restart.is_waiting(unit.now):
        raise NothingToConfirm(person)
    await restarts.remove(unit, found.id)
    unit.audit(Operation.ALTERATION, found.id, act="restart-declined")


async def refuse_restart(unit: Unit, session: Session) -> None:
    """Refuse, as the person concerned, to start anew; changes nothing if nothing waits.

    The unit is begun with ``units.system()``.
    """
    await act_as(unit, session.actor.id)
    if await restarts.refuse(unit, session.actor.id):
        unit.audit(Operation.ALTERATION, session.actor.id, act="restart-refused")


async def invite_again(unit: Unit, person: str) -> Invited:
    """Invite a person who never signed in once more, or let one start anew whom another asked for.

    Sessions end now and the old password and factors are worthless from now on;
    they are deleted when the invitation is accepted. The hub's own hand needs no
    second person, else a bureau with one administrator could be shut out for good.

    Raises:
        SecondPersonNeeded: the account is in use, and no other administrator asked.
        PersonNotFound: no such person in this bureau, or a machine.
        OwnAccount: ask another administrator.
        PrincipalRevoked: the person was revoked.
    """
    found = await _person(unit, person)
    if _in_use(found):
        await restarts.put(unit, found.id, _confirmed(unit, found))
        unit.audit(Operation.ALTERATION, found.id, act="restart-confirmed")
    return await invite(unit, await set_state(unit, found, PrincipalState.INVITED))


def _in_use(person: Principal) -> bool:
    return person.state is not PrincipalState.INVITED or person.last_sign_in is not None


def _confirmed(unit: Unit, person: Principal) -> Restart:
    """Give the request with this second signature.

    Raises:
        SecondPersonNeeded: it has only the actor's own, or none that still counts.
    """
    asked, by = person.restart, unit.actor.id
    if unit.actor.kind == "system":
        return Restart(by, unit.now, by, unit.now)
    if asked is None or not asked.is_waiting(unit.now) or asked.asked_by == by:
        raise SecondPersonNeeded
    return replace(asked, confirmed_by=by, confirmed_at=unit.now)


async def _person(unit: Unit, person: str) -> Principal:
    found = await stoppable(unit, person)
    if found.kind is not PrincipalKind.PERSON:
        raise PersonNotFound(person)
    return found
