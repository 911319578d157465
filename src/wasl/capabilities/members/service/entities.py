# SPDX-License-Identifier: Apache-2.0
"""A bureau lets national authorities in, limits them, and stops them (RPD 21)."""

from dataclasses import replace
from typing import Any

from wasl.capabilities.members.errors import EntityNotFound, PrincipalRevoked
from wasl.capabilities.members.model import Entity, EntityDraft, EntityKind, EntityState, Limits
from wasl.capabilities.members.rules import drafts
from wasl.capabilities.members.rules.codes import plain_id
from wasl.capabilities.members.service.common import new_id, stop
from wasl.capabilities.members.store import bureau
from wasl.foundation.access import Act
from wasl.foundation.ledger import Operation
from wasl.foundation.unit import Unit


def _limits(draft: EntityDraft) -> Limits:
    return Limits(draft.databases, draft.purposes, draft.may_write, draft.site)


async def list_away(unit: Unit) -> frozenset[str]:
    """Give the members that are none today: those that left, and those yet to join."""
    return frozenset(await bureau.list_away(unit))


async def list_entities(unit: Unit) -> list[Entity]:
    """List the entities of the actor's bureau by name, revoked ones too."""
    unit.actor.require(Act.MANAGE_ENTITIES)
    return await bureau.list_entities(unit)


async def get_entity(unit: Unit, entity: str) -> Entity:
    """Give an entity of the actor's bureau.

    Raises:
        EntityNotFound: none such in this bureau.
    """
    unit.actor.require(Act.MANAGE_ENTITIES)
    found = await bureau.find_entity(unit, plain_id(entity))
    if found is None:
        raise EntityNotFound(entity)
    return found


async def create_entity(unit: Unit, draft: EntityDraft) -> Entity:
    """Let a national authority in, as far as the draft says.

    Raises:
        Invalid: names each field at fault.
    """
    unit.actor.require(Act.MANAGE_ENTITIES)
    drafts.check_entity(draft)
    entity = Entity(
        id=new_id(),
        member=unit.actor.member,
        name=draft.name.strip(),
        kind=EntityKind(draft.kind),
        limits=_limits(draft),
        state=EntityState.ACTIVE,
        created_at=unit.now,
    )
    await bureau.insert_entity(unit, entity)
    unit.audit(Operation.COLLECTION, entity.id, act="create-entity", **_detail(draft))
    return entity


async def change_entity(unit: Unit, entity: str, draft: EntityDraft) -> Entity:
    """Set an entity's limits anew; its people feel them at once, at every node in seconds.

    Raises:
        EntityNotFound: none such in this bureau.
        PrincipalRevoked: it was revoked.
        Invalid: names each field at fault.
    """
    old = await get_entity(unit, entity)
    if old.state is EntityState.REVOKED:
        raise PrincipalRevoked(entity)
    drafts.check_entity(draft)
    new = replace(old, name=draft.name.strip(), kind=EntityKind(draft.kind), limits=_limits(draft))
    await bureau.update_entity(unit, new)
    for principal in await bureau.list_entity_principals(unit, entity):
        unit.send("principal", principal)
    unit.audit(Operation.ALTERATION, entity, act="change-entity", **_detail(draft))
    return new


async def revoke_entity(unit: Unit, entity: str) -> None:
    """Stop an entity for good, with all its people and machines, at once.

    A second call changes nothing.

    Raises:
        EntityNotFound: none such in this bureau.
    """
    old = await get_entity(unit, entity)
    if old.state is EntityState.REVOKED:
        return
    await bureau.revoke_entity(unit, entity)
    affected = await bureau.list_entity_principals(unit, entity)
    await stop(unit, affected)
    unit.audit(Operation.ALTERATION, entity, act="revoke-entity", people=len(affected))


def _detail(draft: EntityDraft) -> dict[str, Any]:
    return {
        "kind": draft.kind,
        "databases": sorted(draft.databases),
        "purposes": sorted(draft.purposes),
        "may_write": draft.may_write,
        "site": draft.site,
    }
