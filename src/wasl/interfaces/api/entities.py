# SPDX-License-Identifier: Apache-2.0
"""Authorised entities of one's bureau, over JSON."""

from datetime import datetime

import msgspec
from litestar import delete, get, post, put
from litestar.params import FromPath, JSONBody

from wasl.capabilities import members
from wasl.capabilities.members import Entity, EntityDraft
from wasl.interfaces.door import TheActor, TheUnits


class EntityBody(msgspec.Struct, forbid_unknown_fields=True):
    """An authorised national entity; empty lists open nothing."""

    name: str
    kind: str
    databases: list[str]
    purposes: list[str]
    may_write: bool = False
    site: str | None = None


class EntityLine(msgspec.Struct):
    """An authorised entity; ``people`` counts those not revoked, machines too."""

    id: str
    name: str
    kind: str
    databases: list[str]
    purposes: list[str]
    may_write: bool
    site: str | None
    state: str
    people: int
    created_at: datetime


class EntityList(msgspec.Struct):
    """Entities by name, revoked ones too."""

    entities: list[EntityLine]


def _entity_line(entity: Entity) -> EntityLine:
    return EntityLine(
        id=entity.id,
        name=entity.name,
        kind=entity.kind.value,
        databases=sorted(entity.limits.databases or ()),
        purposes=sorted(entity.limits.purposes or ()),
        may_write=entity.limits.may_write,
        site=entity.limits.site,
        state=entity.state.value,
        people=entity.people,
        created_at=entity.created_at,
    )


def _entity_draft(data: EntityBody) -> EntityDraft:
    return EntityDraft(
        name=data.name,
        kind=data.kind,
        databases=frozenset(data.databases),
        purposes=frozenset(data.purposes),
        may_write=data.may_write,
        site=data.site,
    )


@get("/v1/entities", tags=["People"], summary="List your bureau's authorised entities")
async def list_entities(units: TheUnits, actor: TheActor) -> EntityList:
    """List by name, revoked ones too."""
    async with units.begin(actor) as unit:
        return EntityList([_entity_line(entity) for entity in await members.list_entities(unit)])


@post("/v1/entities", tags=["People"], summary="Let an entity in")
async def create_entity(units: TheUnits, actor: TheActor, data: JSONBody[EntityBody]) -> EntityLine:
    """Authorise a national entity, limited to these databases, purposes and site."""
    async with units.begin(actor) as unit:
        return _entity_line(await members.create_entity(unit, _entity_draft(data)))


@get("/v1/entities/{entity:str}", tags=["People"], summary="Read an entity")
async def read_entity(units: TheUnits, actor: TheActor, entity: FromPath[str]) -> EntityLine:
    """Give an entity of your bureau."""
    async with units.begin(actor) as unit:
        return _entity_line(await members.get_entity(unit, entity))


@put("/v1/entities/{entity:str}", tags=["People"], summary="Change an entity")
async def change_entity(
    units: TheUnits, actor: TheActor, entity: FromPath[str], data: JSONBody[EntityBody]
) -> EntityLine:
    """Set an entity's limits anew; its people feel them at once."""
    async with units.begin(actor) as unit:
        return _entity_line(await members.change_entity(unit, entity, _entity_draft(data)))


@delete("/v1/entities/{entity:str}", tags=["People"], summary="Revoke an entity")
async def revoke_entity(units: TheUnits, actor: TheActor, entity: FromPath[str]) -> None:
    """Stop an entity for good, with all its people and machines."""
    async with units.begin(actor) as unit:
        await members.revoke_entity(unit, entity)


routes = [list_entities, create_entity, read_entity, change_entity, revoke_entity]
