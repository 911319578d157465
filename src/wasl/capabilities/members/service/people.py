# SPDX-License-Identifier: Apache-2.0
"""A bureau lets its people in, gives them roles, and stops them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from wasl.capabilities.members.errors import (
    EntityNotFound,
    NothingToConfirm,
    PrincipalRevoked,
    SecondPersonNeeded,
)
from wasl.capabilities.members.model import (
    EntityState,
    Invited,
    PersonChange,
    PersonDraft,
    Principal,
    PrincipalKind,
    PrincipalState,
)
from wasl.capabilities.members.rules import codes, drafts
from wasl.capabilities.members.rules.register import check_office
from wasl.capabilities.members.service.common import get_principal, new_id
from wasl.capabilities.members.store import bureau
from wasl.foundation.access import Act
from wasl.foundation.ledger import Operation
from wasl.foundation.unit import Unit
from wasl.foundation.vocabulary.text import key

INVITATION_LIFE = timedelta(hours=72)
LONGEST_PAGE = 500


async def list_people(unit: Unit, after: str | None = None, limit: int = 100) -> list[Principal]:
    """List people and machines of the actor's bureau by identifier.

    Args:
        unit: begun by an administrator.
        after: identifier that ended the page before; None for the first page.
        limit: 1 to 500; more gives 500.
    """
    unit.actor.require(Act.MANAGE_PEOPLE)
    people = await bureau.list_principals(
        unit, codes.plain_id(after or ""), max(1, min(limit, LONGEST_PAGE))
    )
    unit.audit(Operation.CONSULTATION, "", act="list-people", count=len(people))
    return people


async def find_people(unit: Unit, words: str) -> list[Principal]:
    """Find people and machines of the actor's bureau by a part of their name or user name.

    Args:
        unit: begun by an administrator.
        words: capitals and accents do not matter.
    """
    unit.actor.require(Act.MANAGE_PEOPLE)
    wanted, found, after = key(words), list[Principal](), ""
    while page := await bureau.list_principals(unit, after, LONGEST_PAGE):
        found += [one for one in page if wanted in key(f"{one.name}\n{one.username or ''}")]
        after = page[-1].id
    unit.audit(Operation.CONSULTATION, "", act="list-people", count=len(found))
    return found


async def get_person(unit: Unit, person: str) -> Principal:
    """Give a person or machine of the actor's bureau.

    Raises:
        PersonNotFound: none such in this bureau.
    """
    unit.actor.require(Act.MANAGE_PEOPLE)
    found = await get_principal(unit, person)
    unit.audit(Operation.CONSULTATION, person, act="read-person")
    return found


async def names_of(unit: Unit, principals: Iterable[str]) -> dict[str, str]:
    """Give the names of colleagues, for those who read what these did; any role may.

    Returns:
        Names by identifier; those of other bureaus and of no one are left out.
    """
    return await bureau.names_of(unit, sorted(set(principals)))


async def find_colleague(unit: Unit, name: str) -> str:
    """Give the identifier behind a colleague's name for signing in; other text as it is."""
    plain = name.replace("\0", "")
    return await bureau.find_id(unit, plain.lower()) or name


async def create_person(unit: Unit, draft: PersonDraft) -> Invited:
    """Let a person in by an invitation good for 72 hours.

    The role of administrator waits for a second administrator; until then the
    person has the draft's other roles.

    Raises:
        Invalid: names each field at fault.
        RoleNotGiven: a role that this member's people cannot have.
        UsernameTaken: the bureau has a person of this name.
        OfficeNotFound, EntityNotFound: not of this bureau.
    """
    unit.actor.require(Act.MANAGE_PEOPLE)
    drafts.check_person(draft)
    drafts.check_roles(unit.actor, draft.roles)
    await check_entity_open(unit, draft.entity)
    member = unit.actor.member
    waits = drafts.needs_second_person(unit.actor, frozenset(), draft.roles)
    person = Principal(
        id=new_id(),
        kind=PrincipalKind.PERSON,
        member=member,
        office=check_office(member, draft.office),
        entity=draft.entity,
        username=f"{draft.username}@{member.lower()}",
        name=draft.name.strip(),
        roles=draft.roles - {"administrator"} if waits else draft.roles,
        locale=draft.locale,
        limits=draft.limits,
        state=PrincipalState.INVITED,
        created_at=unit.now,
        asked_roles=draft.roles if waits else None,
        asked_by=unit.actor.id if waits else None,
    )
    await bureau.insert_principal(unit, person)
    unit.audit(Operation.COLLECTION, person.id, act="create-person", **_detail(person))
    return await invite(unit, person)


async def check_entity_open(unit: Unit, entity: str | None) -> None:
    """Refuse an entity that is not the bureau's, or was revoked; hold it until the commit."""
    if entity is None:
        return
    found = await bureau.find_entity(unit, codes.plain_id(entity))
    if found is None:
        raise EntityNotFound(entity)
    if found.state is EntityState.REVOKED:
        raise PrincipalRevoked(entity)


async def invite(unit: Unit, person: Principal) -> Invited:
    """Make an invitation good for 72 hours; those before it are dead."""
    token = codes.new_token()
    expires_at = unit.now + INVITATION_LIFE
    await bureau.insert_invitation(unit, person, codes.digest(token), expires_at)
    unit.send("principal", person.id)
    return Invited(person, expires_at, token)


async def change_person(unit: Unit, person: str, change: PersonChange) -> Principal:
    """Set a person's or machine's name, roles, office, entity and limits anew.

    Nodes learn it in seconds. If the change gives the role of administrator,
    all else holds at once and the roles wait (``asked_roles``).

    Raises:
        PersonNotFound: none such in this bureau.
        OwnAccount: nobody changes their own roles or limits.
        PrincipalRevoked: the person or the entity was revoked.
        Invalid, RoleNotGiven, OfficeNotFound, EntityNotFound: as at the beginning.
    """
    unit.actor.require(Act.MANAGE_PEOPLE)
    drafts.check_not_self(unit.actor, person)
    drafts.check_person(change)
    drafts.check_roles(unit.actor, change.roles)
    old = await get_principal(unit, person)
    drafts.check_not_revoked(old)
    drafts.check_kind_roles(old.kind, change.roles)
    await check_entity_open(unit, change.entity)
    waits = drafts.needs_second_person(unit.actor, old.roles, change.roles)
    new = replace(
        old,
        name=change.name.strip(),
        roles=old.roles if waits else change.roles,
        office=check_office(old.member, change.office),
        entity=change.entity,
        locale=change.locale,
        limits=change.limits,
        asked_roles=change.roles if waits else None,
        asked_by=unit.actor.id if waits else None,
    )
    await _keep(unit, new, "change-person")
    return new


async def _keep(unit: Unit, person: Principal, act: str) -> None:
    await bureau.update_principal(unit, person)
    unit.send("principal", person.id)
    unit.audit(Operation.ALTERATION, person.id, act=act, **_detail(person))


async def confirm_roles(unit: Unit, person: str) -> Principal:
    """Confirm, as a second administrator, the roles that wait for a person.

    Raises:
        NothingToConfirm: no roles wait.
        SecondPersonNeeded: the actor asked for them, or would get them.
    """
    waiting = await _waiting(unit, person)
    if unit.actor.id in (waiting.asked_by, waiting.id):
        raise SecondPersonNeeded
    roles = waiting.asked_roles or waiting.roles
    new = replace(waiting, roles=roles, asked_roles=None, asked_by=None)
    await _keep(unit, new, "confirm-roles")
    return new


async def decline_roles(unit: Unit, person: str) -> Principal:
    """Drop the roles that wait for a person; who asked may do so too.

    Raises:
        NothingToConfirm: no roles wait.
    """
    new = replace(await _waiting(unit, person), asked_roles=None, asked_by=None)
    await _keep(unit, new, "decline-roles")
    return new


async def _waiting(unit: Unit, person: str) -> Principal:
    unit.actor.require(Act.MANAGE_PEOPLE)
    found = await get_principal(unit, person)
    drafts.check_not_revoked(found)
    if found.asked_roles is None:
        raise NothingToConfirm(person)
    return found


async def lock_person(unit: Unit, person: str) -> Principal:
    """Stop a person or machine for a time; sessions end now.

    Somebody invited has nothing to lock yet: the invitation is withdrawn instead, so
    that unlocking never brings an old password back.

    Raises:
        PersonNotFound: none such in this bureau.
        OwnAccount: ask another administrator.
        PrincipalRevoked: the person was revoked.
    """
    found = await stoppable(unit, person)
    if found.state is PrincipalState.INVITED:
        await bureau.withdraw_invitations(unit, person)
        unit.audit(Operation.ALTERATION, person, act="withdraw-invitation")
        return found
    return await set_state(unit, found, PrincipalState.LOCKED)


async def unlock_person(unit: Unit, person: str) -> Principal:
    """Let a locked person or machine act again; others stay as they are.

    Errors as ``lock_person``.
    """
    found = await stoppable(unit, person)
    if found.state is not PrincipalState.LOCKED:
        return found
    return await set_state(unit, found, PrincipalState.ACTIVE)


async def stoppable(unit: Unit, person: str) -> Principal:
    """Give a person or machine that the actor may stop or start anew. Errors as ``lock_person``."""
    unit.actor.require(Act.MANAGE_PEOPLE)
    drafts.check_not_self(unit.actor, person)
    found = await get_principal(unit, person)
    drafts.check_not_revoked(found)
    return found


async def set_state(unit: Unit, person: Principal, state: PrincipalState) -> Principal:
    """Set whether somebody may act; sessions end now."""
    new = replace(person, state=state)
    await bureau.revoke_sessions(unit, [person.id])
    await _keep(unit, new, f"set-{state.value}")
    return new


async def revoke_person(unit: Unit, person: str) -> None:
    """Stop a person or machine for good: sessions, secrets and invitations, at once.

    No check succeeds after a few seconds at any node that can be reached.
    A second call changes nothing.

    Raises:
        PersonNotFound: none such in this bureau.
        OwnAccount: ask another administrator.
    """
    unit.actor.require(Act.MANAGE_PEOPLE)
    drafts.check_not_self(unit.actor, person)
    found = await get_principal(unit, person)
    if found.state is PrincipalState.REVOKED:
        return
    await bureau.withdraw_invitations(unit, person)
    await bureau.revoke_machine_secrets(unit, person)
    await bureau.revoke_sessions(unit, [person])
    revoked = replace(found, state=PrincipalState.REVOKED, asked_roles=None, asked_by=None)
    await _keep(unit, revoked, "revoke-person")


def _detail(person: Principal) -> dict[str, Any]:
    """Give what the audit tells of a person: roles and limits, never the name."""
    asked = person.asked_roles
    return {
        "kind": person.kind.value,
        "state": person.state.value,
        "roles": sorted(person.roles),
        "asked_roles": None if asked is None else sorted(asked),
        "entity": person.entity,
    }
