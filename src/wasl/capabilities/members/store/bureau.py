# SPDX-License-Identifier: Apache-2.0
"""Tables of entities, people and machines, as a bureau sees them behind the wall."""

from datetime import datetime
from typing import Any

from psycopg.errors import ForeignKeyViolation, UniqueViolation

from wasl.capabilities.members.errors import OfficeNotFound, UsernameTaken
from wasl.capabilities.members.model import (
    Entity,
    EntityKind,
    EntityState,
    Limits,
    Principal,
    PrincipalKind,
    PrincipalState,
    Restart,
)
from wasl.foundation.unit import Unit


def _set(values: list[str] | None) -> frozenset[str] | None:
    return None if values is None else frozenset(values)


def _list(values: frozenset[str] | None) -> list[str] | None:
    return None if values is None else sorted(values)


def _limits(row: dict[str, Any]) -> Limits:
    return Limits(_set(row["databases"]), _set(row["purposes"]), row["may_write"], row["site"])


def _limit_values(limits: Limits) -> dict[str, Any]:
    return {
        "databases": _list(limits.databases),
        "purposes": _list(limits.purposes),
        "may_write": limits.may_write,
        "site": limits.site,
    }


def restart_of(row: dict[str, Any]) -> Restart | None:
    """Read the newest request to start anew beside a person's row; None if none ever was."""
    if row["restart_asked_by"] is None:
        return None
    names = ("asked_by", "asked_at", "confirmed_by", "confirmed_at")
    return Restart(**{name: row[f"restart_{name}"] for name in names})


def _principal(row: dict[str, Any]) -> Principal:
    return Principal(
        id=row["id"],
        kind=PrincipalKind(row["kind"]),
        member=row["member"],
        office=row["office"],
        entity=row["entity"],
        username=row["username"],
        name=row["name"],
        roles=frozenset(row["roles"]),
        locale=row["locale"],
        limits=_limits(row),
        state=PrincipalState(row["state"]),
        created_at=row["created_at"],
        last_sign_in=row["last_sign_in"],
        asked_roles=_set(row["asked_roles"]),
        asked_by=row["asked_by"],
        restart=restart_of(row),
    )


def _entity(row: dict[str, Any]) -> Entity:
    return Entity(
        id=row["id"],
        member=row["member"],
        name=row["name"],
        kind=EntityKind(row["kind"]),
        limits=_limits(row),
        state=EntityState(row["state"]),
        created_at=row["created_at"],
        people=row["people"],
    )


async def list_away(unit: Unit) -> list[str]:
    """List members that have left, or are listed from a later day on."""
    rows = await unit.rows(
        "SELECT code FROM member WHERE left_on <= %(today)s OR listed_on > %(today)s ORDER BY code",
        today=unit.today,
    )
    return [row["code"] for row in rows]


async def list_entities(unit: Unit) -> list[Entity]:
    """List the bureau's entities by name; revoked ones too."""
    rows = await unit.rows(
        """
        SELECT e.id, e.member, e.name, e.kind, e.databases, e.purposes, e.may_write, e.site,
               e.state, e.created_at, count(p.id) FILTER (WHERE p.state <> 'revoked') AS people
        FROM entity e LEFT JOIN principal p ON p.entity = e.id
        GROUP BY e.id ORDER BY e.name, e.id
        """
    )
    return [_entity(row) for row in rows]


async def find_entity(unit: Unit, entity: str) -> Entity | None:
    """Find an entity of the bureau and hold it until the commit."""
    row = await unit.row(
        """
        SELECT e.id, e.member, e.name, e.kind, e.databases, e.purposes, e.may_write, e.site,
               e.state, e.created_at,
               (SELECT count(*) FROM principal p
                WHERE p.entity = e.id AND p.state <> 'revoked') AS people
        FROM entity e WHERE e.id = %(entity)s FOR UPDATE OF e
        """,
        entity=entity,
    )
    return _entity(row) if row else None


async def insert_entity(unit: Unit, entity: Entity) -> None:
    """Keep a new entity."""
    await unit.execute(
        """
        INSERT INTO entity (id, member, name, kind, databases, purposes, may_write, site,
               created_at)
        VALUES (%(id)s, %(member)s, %(name)s, %(kind)s, %(databases)s::text[], %(purposes)s::text[],
                %(may_write)s, %(site)s, %(created_at)s)
        """,
        id=entity.id,
        member=entity.member,
        name=entity.name,
        kind=entity.kind.value,
        created_at=entity.created_at,
        **_limit_values(entity.limits),
    )


async def update_entity(unit: Unit, entity: Entity) -> None:
    """Keep an entity's name, kind and limits."""
    await unit.execute(
        """
        UPDATE entity SET name = %(name)s, kind = %(kind)s, databases = %(databases)s::text[],
               purposes = %(purposes)s::text[], may_write = %(may_write)s, site = %(site)s
        WHERE id = %(id)s
        """,
        id=entity.id,
        name=entity.name,
        kind=entity.kind.value,
        **_limit_values(entity.limits),
    )


async def revoke_entity(unit: Unit, entity: str) -> None:
    """Stop an entity for good."""
    await unit.execute(
        "UPDATE entity SET state = 'revoked', revoked_at = %(now)s WHERE id = %(entity)s",
        entity=entity,
        now=unit.now,
    )


async def list_entity_principals(unit: Unit, entity: str) -> list[str]:
    """List identifiers of an entity's people and machines."""
    rows = await unit.rows(
        "SELECT id FROM principal WHERE entity = %(entity)s ORDER BY id", entity=entity
    )
    return [row["id"] for row in rows]


async def list_principals(unit: Unit, after: str | None, limit: int) -> list[Principal]:
    """List a page of the bureau's people and machines, by identifier."""
    rows = await unit.rows(
        """
        SELECT p.id, p.kind, p.member, p.office, p.entity, p.username, p.name, p.roles, p.locale,
               p.databases, p.purposes, p.may_write, p.site, p.state, p.created_at,
               p.last_sign_in, p.asked_roles, p.asked_by, r.asked_by AS restart_asked_by,
               r.asked_at AS restart_asked_at, r.confirmed_by AS restart_confirmed_by,
               r.confirmed_at AS restart_confirmed_at
        FROM principal p LEFT JOIN restart r ON r.principal = p.id
        WHERE p.id > %(after)s ORDER BY p.id LIMIT %(limit)s
        """,
        after=after or "",
        limit=limit,
    )
    return [_principal(row) for row in rows]


async def names_of(unit: Unit, principals: list[str]) -> dict[str, str]:
    """Give the names of people and machines of the bureau by identifier; others are left out."""
    rows = await unit.rows(
        "SELECT id, name FROM principal WHERE id = ANY(%(principals)s)", principals=principals
    )
    return {row["id"]: row["name"] for row in rows}


async def find_id(unit: Unit, username: str) -> str | None:
    """Find the identifier behind a name for signing in, in the bureau alone."""
    row = await unit.row(
        "SELECT id FROM principal WHERE username = %(username)s", username=username
    )
    return row["id"] if row else None


async def find_principal(unit: Unit, principal: str) -> Principal | None:
    """Find a person or machine and hold it until the commit."""
    row = await unit.row(
        """
        SELECT p.id, p.kind, p.member, p.office, p.entity, p.username, p.name, p.roles, p.locale,
               p.databases, p.purposes, p.may_write, p.site, p.state, p.created_at,
               p.last_sign_in, p.asked_roles, p.asked_by, r.asked_by AS restart_asked_by,
               r.asked_at AS restart_asked_at, r.confirmed_by AS restart_confirmed_by,
               r.confirmed_at AS restart_confirmed_at
        FROM principal p LEFT JOIN restart r ON r.principal = p.id
        WHERE p.id = %(principal)s FOR UPDATE OF p
        """,
        principal=principal,
    )
    return _principal(row) if row else None


async def insert_principal(unit: Unit, principal: Principal) -> None:
    """Keep a new person or machine.

    Raises:
        UsernameTaken: the bureau has a person of this name.
        OfficeNotFound: the office is not one of this member.
    """
    try:
        await unit.execute(
            """
            INSERT INTO principal (id, kind, member, office, entity, username, name, roles, locale,
                   databases, purposes, may_write, site, state, created_at, asked_roles, asked_by)
            VALUES (%(id)s, %(kind)s, %(member)s, %(office)s, %(entity)s, %(username)s, %(name)s,
                    %(roles)s::text[], %(locale)s, %(databases)s::text[], %(purposes)s::text[],
                    %(may_write)s, %(site)s, %(state)s, %(created_at)s, %(asked_roles)s::text[],
                    %(asked_by)s)
            """,
            kind=principal.kind.value,
            member=principal.member,
            username=principal.username,
            created_at=principal.created_at,
            **_changing(principal),
        )
    except UniqueViolation as error:
        raise UsernameTaken(principal.username or "") from error
    except ForeignKeyViolation as error:
        raise OfficeNotFound(principal.office) from error


async def update_principal(unit: Unit, principal: Principal) -> None:
    """Keep everything about a person or machine that may change.

    Raises:
        OfficeNotFound: the office is not one of this member.
    """
    try:
        await unit.execute(
            """
            UPDATE principal SET office = %(office)s, entity = %(entity)s, name = %(name)s,
                   roles = %(roles)s::text[], locale = %(locale)s,
                   databases = %(databases)s::text[], purposes = %(purposes)s::text[],
                   may_write = %(may_write)s, site = %(site)s, state = %(state)s,
                   asked_roles = %(asked_roles)s::text[], asked_by = %(asked_by)s
            WHERE id = %(id)s
            """,
            **_changing(principal),
        )
    except ForeignKeyViolation as error:
        raise OfficeNotFound(principal.office) from error


def _changing(principal: Principal) -> dict[str, Any]:
    return {
        "id": principal.id,
        "office": principal.office,
        "entity": principal.entity,
        "name": principal.name,
        "roles": sorted(principal.roles),
        "locale": principal.locale,
        "state": principal.state.value,
        "asked_roles": _list(principal.asked_roles),
        "asked_by": principal.asked_by,
        **_limit_values(principal.limits),
    }


async def insert_invitation(
    unit: Unit, principal: Principal, token_hash: bytes, expires_at: datetime
) -> None:
    """Keep an invitation; those before it are dead."""
    await unit.execute(
        "UPDATE invitation SET expires_at = %(now)s"
        " WHERE principal = %(principal)s AND expires_at > %(now)s AND used_at IS NULL",
        principal=principal.id,
        now=unit.now,
    )
    await unit.execute(
        "INSERT INTO invitation (token_hash, principal, member, created_at, expires_at)"
        " VALUES (%(hash)s, %(principal)s, %(member)s, %(now)s, %(expires_at)s)",
        hash=token_hash,
        principal=principal.id,
        member=principal.member,
        now=unit.now,
        expires_at=expires_at,
    )


async def withdraw_invitations(unit: Unit, principal: str) -> None:
    """Make every open invitation of a person worthless."""
    await unit.execute(
        "UPDATE invitation SET expires_at = %(now)s"
        " WHERE principal = %(principal)s AND expires_at > %(now)s",
        principal=principal,
        now=unit.now,
    )


async def insert_machine_secret(unit: Unit, machine: Principal, secret_hash: bytes) -> None:
    """Keep a machine's new secret; those before it are dead."""
    await revoke_machine_secrets(unit, machine.id)
    await unit.execute(
        "INSERT INTO machine_secret (secret_hash, principal, member, created_at)"
        " VALUES (%(hash)s, %(machine)s, %(member)s, %(now)s)",
        hash=secret_hash,
        machine=machine.id,
        member=machine.member,
        now=unit.now,
    )


async def revoke_machine_secrets(unit: Unit, machine: str) -> None:
    """Make every secret of a machine worthless."""
    await unit.execute(
        "UPDATE machine_secret SET revoked_at = %(now)s"
        " WHERE principal = %(machine)s AND revoked_at IS NULL",
        machine=machine,
        now=unit.now,
    )


async def revoke_sessions(unit: Unit, principals: list[str]) -> int:
    """Close every open session of these people; give how many there were."""
    return await unit.execute(
        "UPDATE session SET revoked_at = %(now)s"
        " WHERE principal = ANY(%(principals)s) AND revoked_at IS NULL",
        principals=principals,
        now=unit.now,
    )
