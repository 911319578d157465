# SPDX-License-Identifier: Apache-2.0
"""People and machines of one's bureau, over JSON."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated

import msgspec
from litestar import delete, get, post, put
from litestar.params import FromPath, JSONBody, QueryParameter

from wasl.capabilities import members
from wasl.capabilities.members import (
    Invited,
    Limits,
    MachineDraft,
    MachineSecret,
    PersonChange,
    PersonDraft,
    Principal,
    Restart,
)
from wasl.foundation.unit import Unit
from wasl.interfaces.door import TheActor, TheUnits


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


class RestartLine(msgspec.Struct):
    """A request that a person starts anew; it waits while ``confirmed_by`` is null, 72 hours."""

    asked_by: str
    asked_at: datetime
    confirmed_by: str | None
    confirmed_at: datetime | None


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
    restart: RestartLine | None


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
        restart=_restart(person.restart),
    )


def _restart(asked: Restart | None) -> RestartLine | None:
    if asked is None:
        return None
    return RestartLine(asked.asked_by, asked.asked_at, asked.confirmed_by, asked.confirmed_at)


def _invited(invited: Invited) -> InvitedAnswer:
    return InvitedAnswer(person_line(invited.person), invited.token, invited.expires_at)


def _machine(made: MachineSecret) -> MachineAnswer:
    return MachineAnswer(person_line(made.machine), made.machine.id, made.secret)


@get("/v1/people", tags=["People"], summary="List your bureau's people and machines")
async def list_people(
    units: TheUnits,
    actor: TheActor,
    after: Annotated[str | None, QueryParameter(description="``next`` of the page before.")] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=500)] = 100,
) -> PersonPage:
    """List by identifier, page by page."""
    async with units.begin(actor) as unit:
        found = await members.list_people(unit, after, limit)
    more = found[-1].id if len(found) == limit else None
    return PersonPage([person_line(person) for person in found], more)


@post("/v1/people", tags=["People"], summary="Let a person in")
async def create_person(
    units: TheUnits, actor: TheActor, data: JSONBody[PersonBody]
) -> InvitedAnswer:
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
async def read_person(units: TheUnits, actor: TheActor, person: FromPath[str]) -> PersonLine:
    """Give a person or machine of your bureau."""
    async with units.begin(actor) as unit:
        return person_line(await members.get_person(unit, person))


@put("/v1/people/{person:str}", tags=["People"], summary="Change a person or machine")
async def change_person(
    units: TheUnits, actor: TheActor, person: FromPath[str], data: JSONBody[PersonChangeBody]
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
async def revoke_person(units: TheUnits, actor: TheActor, person: FromPath[str]) -> None:
    """Stop a person or machine for good; sessions, tokens and secrets end at once."""
    async with units.begin(actor) as unit:
        await members.revoke_person(unit, person)


@post(
    "/v1/people/{person:str}/invitation",
    status_code=200,
    tags=["People"],
    summary="Let a person start anew",
)
async def invite_again(units: TheUnits, actor: TheActor, person: FromPath[str]) -> InvitedAnswer:
    """Invite again after a lost password or phone; the old ones are worthless at once.

    Once a person has signed in, it takes two administrators: another one asks first
    (``restart``), else 409 ``second-person-needed``.
    """
    async with units.begin(actor) as unit:
        return _invited(await members.invite_again(unit, person))


@post(
    "/v1/people/{person:str}/restart",
    status_code=200,
    tags=["People"],
    summary="Ask that a person starts anew",
)
async def ask_restart(units: TheUnits, actor: TheActor, person: FromPath[str]) -> PersonLine:
    """Ask, as the first of two administrators; the person is told and may refuse."""
    async with units.begin(actor) as unit:
        await members.ask_restart(unit, person)
        return person_line(await members.get_person(unit, person))


@delete("/v1/people/{person:str}/restart", tags=["People"], summary="Drop a request to start anew")
async def decline_restart(units: TheUnits, actor: TheActor, person: FromPath[str]) -> None:
    """Drop what another administrator, or oneself, asked for."""
    async with units.begin(actor) as unit:
        await members.decline_restart(unit, person)


ACTS: dict[str, Callable[[Unit, str], Awaitable[Principal]]] = {
    "lock": members.lock_person,
    "unlock": members.unlock_person,
    "confirm-roles": members.confirm_roles,
    "decline-roles": members.decline_roles,
}


async def _act(units: TheUnits, actor: TheActor, person: str, act: str) -> PersonLine:
    async with units.begin(actor) as unit:
        return person_line(await ACTS[act](unit, person))


@post("/v1/people/{person:str}/lock", status_code=200, tags=["People"], summary="Lock")
async def lock_person(units: TheUnits, actor: TheActor, person: FromPath[str]) -> PersonLine:
    """Stop a person or machine for a time."""
    return await _act(units, actor, person, "lock")


@post("/v1/people/{person:str}/unlock", status_code=200, tags=["People"], summary="Unlock")
async def unlock_person(units: TheUnits, actor: TheActor, person: FromPath[str]) -> PersonLine:
    """Let a locked person or machine act again."""
    return await _act(units, actor, person, "unlock")


@post(
    "/v1/people/{person:str}/confirm-roles",
    status_code=200,
    tags=["People"],
    summary="Confirm roles that wait",
)
async def confirm_roles(units: TheUnits, actor: TheActor, person: FromPath[str]) -> PersonLine:
    """Confirm, as a second administrator, the roles that wait for a person."""
    return await _act(units, actor, person, "confirm-roles")


@post(
    "/v1/people/{person:str}/decline-roles",
    status_code=200,
    tags=["People"],
    summary="Drop roles that wait",
)
async def decline_roles(units: TheUnits, actor: TheActor, person: FromPath[str]) -> PersonLine:
    """Drop the roles that wait for a person."""
    return await _act(units, actor, person, "decline-roles")


@post("/v1/machines", tags=["People"], summary="Let a machine in")
async def create_machine(
    units: TheUnits, actor: TheActor, data: JSONBody[MachineBody]
) -> MachineAnswer:
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
async def renew_secret(units: TheUnits, actor: TheActor, machine: FromPath[str]) -> MachineAnswer:
    """Give a machine a new secret; the old one is worthless at once."""
    async with units.begin(actor) as unit:
        return _machine(await members.renew_machine_secret(unit, machine))


routes = [
    list_people,
    create_person,
    read_person,
    change_person,
    revoke_person,
    invite_again,
    ask_restart,
    decline_restart,
    lock_person,
    unlock_person,
    confirm_roles,
    decline_roles,
    create_machine,
    renew_secret,
]
