# SPDX-License-Identifier: Apache-2.0
"""People, machines and authorised entities of one's bureau, over JSON."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated

import msgspec
from litestar import delete, get, post, put
from litestar.params import Parameter

from wasl.capabilities import members
from wasl.capabilities.members import (
    Entity,
    EntityDraft,
    Invited,
    Limits,
    MachineDraft,
    MachineSecret,
    PersonChange,
    PersonDraft,
    Principal,
)
from wasl.foundation.access import Actor
from wasl.foundation.unit import Unit, Units


class LimitsBody(msgspec.Struct, forbid_unknown_fields=True):
    """Own limits; ``null`` for databases or purposes is no limit, an empty list closes all."""

    databases: list[str] | None = None
    purposes: list[str] | None = None
    may_write: bool = True
    site: str | None = None


class PersonChangeBody(msgspec.Struct, forbid_unknown_fields=True):
    """A person's or machine's new values, the whole set."""

    name: str
    roles: list[str]
    office: str | None = None
    entity: str | None = None
    locale: str | None = None
    limits: LimitsBody = msgspec.field(default_factory=LimitsBody)


class PersonBody(PersonChangeBody, kw_only=True, forbid_unknown_fields=True):
    """A person to let in; signs in as ``username@`` and the member's code in small letters."""

    username: str


class MachineBody(msgspec.Struct, forbid_unknown_fields=True):
    """A machine to let in."""

    name: str
    roles: list[str]
    entity: str | None = None
    limits: LimitsBody = msgspec.field(default_factory=LimitsBody)


class EntityBody(msgspec.Struct, forbid_unknown_fields=True):
    """An authorised national entity; empty lists open nothing."""

    name: str
    kind: str
    databases: list[str]
    purposes: list[str]
    may_write: bool = False
    site: str | None = None


class PersonLine(msgspec.Struct):
    """A person or machine. ``asked_roles`` wait for a second administrator."""

    id: str
    kind: str
    username: str | None
    name: str
    roles: list[str]
    asked_roles: list[str] | None
    asked_by: str | None
    office: str
    entity: str | None
    locale: str | None
    limits: LimitsBody
    state: str
    created_at: datetime
    last_sign_in: datetime | None


class PersonPage(msgspec.Struct):
    """People and machines by identifier; ``next`` asks for the page after, null ends the list."""

    people: list[PersonLine]
    next: str | None


class InvitedAnswer(msgspec.Struct):
    """A person and the invitation's one-time token, told this once: ``/invitation/{token}``."""

    person: PersonLine
    token: str
    expires_at: datetime


class MachineAnswer(msgspec.Struct):
    """A machine with its secret, told this once."""

    machine: PersonLine
    client_id: str
    client_secret: str


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


def _listed(codes: frozenset[str] | None) -> list[str] | None:
    return None if codes is None else sorted(codes)


def _limits(body: LimitsBody) -> Limits:
    return Limits(
        databases=None if body.databases is None else frozenset(body.databases),
        purposes=None if body.purposes is None else frozenset(body.purposes),
        may_write=body.may_write,
        site=body.site,
    )


def person_line(person: Principal) -> PersonLine:
    """Write a person or machine as JSON tells it."""
    own = person.limits
    return PersonLine(
        id=person.id,
        kind=person.kind.value,
        username=person.username,
        name=person.name,
        roles=sorted(person.roles),
        asked_roles=_listed(person.asked_roles),
        asked_by=person.asked_by,
        office=person.office,
        entity=person.entity,
        locale=person.locale,
        limits=LimitsBody(_listed(own.databases), _listed(own.purposes), own.may_write, own.site),
        state=person.state.value,
        created_at=person.created_at,
        last_sign_in=person.last_sign_in,
    )


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


def _invited(invited: Invited) -> InvitedAnswer:
    return InvitedAnswer(person_line(invited.person), invited.token, invited.expires_at)


def _machine(made: MachineSecret) -> MachineAnswer:
    return MachineAnswer(person_line(made.machine), made.machine.id, made.secret)


@get("/v1/people", tags=["People"], summary="List your bureau's people and machines")
async def list_people(
    units: Units,
    actor: Actor,
    after: Annotated[str | None, Parameter(description="``next`` of the page before.")] = None,
    limit: Annotated[int, Parameter(ge=1, le=500)] = 100,
) -> PersonPage:
    """List by identifier, page by page."""
    async with units.begin(actor) as unit:
        found = await members.list_people(unit, after, limit)
    more = found[-1].id if len(found) == limit else None
    return PersonPage([person_line(person) for person in found], more)


@post("/v1/people", tags=["People"], summary="Let a person in")
async def create_person(units: Units, actor: Actor, data: PersonBody) -> InvitedAnswer:
    """Invite a person for 72 hours. The role of administrator waits for a second one."""
    draft = PersonDraft(
        username=data.username,
        name=data.name,
        roles=frozenset(data.roles),
        office=data.office,
        entity=data.entity,
        locale=data.locale,
        limits=_limits(data.limits),
    )
    async with units.begin(actor) as unit:
        return _invited(await members.create_person(unit, draft))


@get("/v1/people/{person:str}", tags=["People"], summary="Read a person or machine")
async def read_person(units: Units, actor: Actor, person: str) -> PersonLine:
    """Give a person or machine of your bureau."""
    async with units.begin(actor) as unit:
        return person_line(await members.get_person(unit, person))


@put("/v1/people/{person:str}", tags=["People"], summary="Change a person or machine")
async def change_person(
    units: Units, actor: Actor, person: str, data: PersonChangeBody
) -> PersonLine:
    """Set name, roles, office, entity and limits anew; nodes follow in seconds."""
    change = PersonChange(
        name=data.name,
        roles=frozenset(data.roles),
        office=data.office,
        entity=data.entity,
        locale=data.locale,
        limits=_limits(data.limits),
    )
    async with units.begin(actor) as unit:
        return person_line(await members.change_person(unit, person, change))


@delete("/v1/people/{person:str}", tags=["People"], summary="Revoke a person or machine")
async def revoke_person(units: Units, actor: Actor, person: str) -> None:
    """Stop a person or machine for good; sessions, tokens and secrets end at once."""
    async with units.begin(actor) as unit:
        await members.revoke_person(unit, person)


@post(
    "/v1/people/{person:str}/invitation",
    status_code=200,
    tags=["People"],
    summary="Let a person start anew",
)
async def invite_again(units: Units, actor: Actor, person: str) -> InvitedAnswer:
    """Invite again after a lost password or phone; the old ones are worthless at once."""
    async with units.begin(actor) as unit:
        return _invited(await members.invite_again(unit, person))


ACTS: dict[str, Callable[[Unit, str], Awaitable[Principal]]] = {
    "lock": members.lock_person,
    "unlock": members.unlock_person,
    "confirm-roles": members.confirm_roles,
    "decline-roles": members.decline_roles,
}


async def _act(units: Units, actor: Actor, person: str, act: str) -> PersonLine:
    async with units.begin(actor) as unit:
        return person_line(await ACTS[act](unit, person))


@post("/v1/people/{person:str}/lock", status_code=200, tags=["People"], summary="Lock")
async def lock_person(units: Units, actor: Actor, person: str) -> PersonLine:
    """Stop a person or machine for a time."""
    return await _act(units, actor, person, "lock")


@post("/v1/people/{person:str}/unlock", status_code=200, tags=["People"], summary="Unlock")
async def unlock_person(units: Units, actor: Actor, person: str) -> PersonLine:
    """Let a locked person or machine act again."""
    return await _act(units, actor, person, "unlock")


@post(
    "/v1/people/{person:str}/confirm-roles",
    status_code=200,
    tags=["People"],
    summary="Confirm roles that wait",
)
async def confirm_roles(units: Units, actor: Actor, person: str) -> PersonLine:
    """Confirm, as a second administrator, the roles that wait for a person."""
    return await _act(units, actor, person, "confirm-roles")


@post(
    "/v1/people/{person:str}/decline-roles",
    status_code=200,
    tags=["People"],
    summary="Drop roles that wait",
)
async def decline_roles(units: Units, actor: Actor, person: str) -> PersonLine:
    """Drop the roles that wait for a person."""
    return await _act(units, actor, person, "decline-roles")


@post("/v1/machines", tags=["People"], summary="Let a machine in")
async def create_machine(units: Units, actor: Actor, data: MachineBody) -> MachineAnswer:
    """Make a machine; its secret is told this once."""
    draft = MachineDraft(data.name, frozenset(data.roles), data.entity, _limits(data.limits))
    async with units.begin(actor) as unit:
        return _machine(await members.create_machine(unit, draft))


@post(
    "/v1/machines/{machine:str}/secret",
    status_code=200,
    tags=["People"],
    summary="Renew a machine's secret",
)
async def renew_secret(units: Units, actor: Actor, machine: str) -> MachineAnswer:
    """Give a machine a new secret; the old one is worthless at once."""
    async with units.begin(actor) as unit:
        return _machine(await members.renew_machine_secret(unit, machine))


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
async def list_entities(units: Units, actor: Actor) -> EntityList:
    """List by name, revoked ones too."""
    async with units.begin(actor) as unit:
        return EntityList([_entity_line(entity) for entity in await members.list_entities(unit)])


@post("/v1/entities", tags=["People"], summary="Let an entity in")
async def create_entity(units: Units, actor: Actor, data: EntityBody) -> EntityLine:
    """Authorise a national entity, limited to these databases, purposes and site."""
    async with units.begin(actor) as unit:
        return _entity_line(await members.create_entity(unit, _entity_draft(data)))


@get("/v1/entities/{entity:str}", tags=["People"], summary="Read an entity")
async def read_entity(units: Units, actor: Actor, entity: str) -> EntityLine:
    """Give an entity of your bureau."""
    async with units.begin(actor) as unit:
        return _entity_line(await members.get_entity(unit, entity))


@put("/v1/entities/{entity:str}", tags=["People"], summary="Change an entity")
async def change_entity(units: Units, actor: Actor, entity: str, data: EntityBody) -> EntityLine:
    """Set an entity's limits anew; its people feel them at once."""
    async with units.begin(actor) as unit:
        return _entity_line(await members.change_entity(unit, entity, _entity_draft(data)))


@delete("/v1/entities/{entity:str}", tags=["People"], summary="Revoke an entity")
async def revoke_entity(units: Units, actor: Actor, entity: str) -> None:
    """Stop an entity for good, with all its people and machines."""
    async with units.begin(actor) as unit:
        await members.revoke_entity(unit, entity)


routes = [
    list_people,
    create_person,
    read_person,
    change_person,
    revoke_person,
    invite_again,
    lock_person,
    unlock_person,
    confirm_roles,
    decline_roles,
    create_machine,
    renew_secret,
    list_entities,
    create_entity,
    read_entity,
    change_entity,
    revoke_entity,
]
