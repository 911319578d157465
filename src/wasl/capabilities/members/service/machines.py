# SPDX-License-Identifier: Apache-2.0
"""A bureau lets machines in: national systems and border posts' servers."""

from wasl.capabilities.members.errors import PersonNotFound
from wasl.capabilities.members.model import (
    MachineDraft,
    MachineSecret,
    Principal,
    PrincipalKind,
    PrincipalState,
)
from wasl.capabilities.members.rules import codes, drafts
from wasl.capabilities.members.rules.register import main_office
from wasl.capabilities.members.service.common import get_principal, new_id
from wasl.capabilities.members.service.people import check_entity_open
from wasl.capabilities.members.store import bureau
from wasl.foundation.access import Act
from wasl.foundation.ledger import Operation
from wasl.foundation.unit import Unit


async def create_machine(unit: Unit, draft: MachineDraft) -> MachineSecret:
    """Let a machine in; its secret is shown this once.

    Raises:
        Invalid: names each field at fault.
        RoleNotGiven: a role that this member cannot give; no machine is an administrator.
        EntityNotFound, PrincipalRevoked: the entity is not the bureau's, or was revoked.
    """
    unit.actor.require(Act.MANAGE_PEOPLE)
    drafts.check_person(draft)
    drafts.check_roles(unit.actor, draft.roles)
    drafts.check_kind_roles(PrincipalKind.MACHINE, draft.roles)
    await check_entity_open(unit, draft.entity)
    machine = Principal(
        id=new_id(),
        kind=PrincipalKind.MACHINE,
        member=unit.actor.member,
        office=main_office(unit.actor.member),
        entity=draft.entity,
        username=None,
        name=draft.name.strip(),
        roles=draft.roles,
        locale=None,
        limits=draft.limits,
        state=PrincipalState.ACTIVE,
        created_at=unit.now,
    )
    await bureau.insert_principal(unit, machine)
    unit.send("principal", machine.id)
    unit.audit(Operation.COLLECTION, machine.id, act="create-machine", roles=sorted(machine.roles))
    return await _give_secret(unit, machine)


async def renew_machine_secret(unit: Unit, machine: str) -> MachineSecret:
    """Give a machine a new secret; the old one is worthless at once.

    Raises:
        PersonNotFound: no such machine in this bureau.
        PrincipalRevoked: it was revoked.
    """
    unit.actor.require(Act.MANAGE_PEOPLE)
    found = await get_principal(unit, machine)
    if found.kind is not PrincipalKind.MACHINE:
        raise PersonNotFound(machine)
    drafts.check_not_revoked(found)
    unit.audit(Operation.ALTERATION, machine, act="renew-secret")
    return await _give_secret(unit, found)


async def _give_secret(unit: Unit, machine: Principal) -> MachineSecret:
    secret = codes.new_token()
    await bureau.insert_machine_secret(unit, machine, codes.digest(secret))
    return MachineSecret(machine, secret)
