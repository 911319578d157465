# SPDX-License-Identifier: Apache-2.0
"""Tables of sessions, invitations and failed tries; and principals as the feed tells them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wasl.capabilities.members.model import (
    Client,
    Invitation,
    Limits,
    Restart,
    SessionLine,
    Stage,
    Tries,
)
from wasl.capabilities.members.store.bureau import restart_of
from wasl.foundation.unit import Unit


def _limits(row: dict[str, Any], prefix: str = "") -> Limits:
    databases, purposes = row[prefix + "databases"], row[prefix + "purposes"]
    return Limits(
        databases=None if databases is None else frozenset(databases),
        purposes=None if purposes is None else frozenset(purposes),
        may_write=row[prefix + "may_write"],
        site=row[prefix + "site"],
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """A principal with its own limits and its entity's, not yet laid over each other.

    Attributes:
        row: id, kind, member, bit, roles, name.
        entity: limits of the entity; None without one.
        active: neither the principal nor its entity is stopped, and its member has not left.
    """

    row: dict[str, Any]
    own: Limits
    entity: Limits | None
    active: bool


def _standing(row: dict[str, Any]) -> Standing:
    return Standing(
        row=row,
        own=_limits(row),
        entity=_limits(row, "entity_") if row["entity"] is not None else None,
        active=row["state"] == "active"
        and row["entity_state"] in (None, "active")
        and not row["member_left"],
    )


async def list_standings(unit: Unit, ids: Sequence[str]) -> list[Standing]:
    """Give how these principals stand now, by identifier; unknown ones are left out."""
    rows = await unit.rows(
        """
        SELECT p.id, p.kind, p.member, m.bit, p.roles, p.name, p.state, p.databases, p.purposes,
               coalesce(m.left_on <= %(today)s, false) AS member_left,
               p.may_write, p.site, p.entity, e.state AS entity_state,
               e.databases AS entity_databases, e.purposes AS entity_purposes,
               e.may_write AS entity_may_write, e.site AS entity_site
        FROM principal p JOIN member m ON m.code = p.member LEFT JOIN entity e ON e.id = p.entity
        WHERE p.id = ANY(%(ids)s) ORDER BY p.id
        """,
        ids=list(ids),
        today=unit.today,
    )
    return [_standing(row) for row in rows]


async def principal_page(unit: Unit, after: str, limit: int) -> list[str]:
    """List identifiers of principals that follow ``after``."""
    rows = await unit.rows(
        "SELECT id FROM principal WHERE id > %(after)s ORDER BY id LIMIT %(limit)s",
        after=after,
        limit=limit,
    )
    return [row["id"] for row in rows]


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session to be kept."""

    id: str
    token_hash: bytes
    principal: str
    member: str
    stage: Stage
    client: Client


async def insert_session(unit: Unit, session: NewSession) -> None:
    """Keep a new session."""
    await unit.execute(
        """
        INSERT INTO session (id, token_hash, principal, member, stage, created_at, seen_at,
               address, agent)
        VALUES (%(id)s, %(hash)s, %(principal)s, %(member)s, %(stage)s, %(now)s, %(now)s,
                %(address)s, %(agent)s)
        """,
        id=session.id,
        hash=session.token_hash,
        principal=session.principal,
        member=session.member,
        stage=session.stage.value,
        address=session.client.address,
        agent=session.client.agent,
        now=unit.now,
    )


@dataclass(frozen=True, slots=True)
class KeptSession:
    """A session without its actor."""

    id: str
    principal: str
    username: str
    stage: str
    created_at: datetime
    seen_at: datetime
    address: str
    agent: str
    locale: str | None
    last_purpose: str | None
    last_databases: list[str] | None
    restart: Restart | None


async def find_session(
    unit: Unit, token_hash: bytes, seen_after: datetime, made_after: datetime
) -> KeptSession | None:
    """Find a session that is open: used since ``seen_after`` and begun since ``made_after``."""
    row = await unit.row(
        """
        SELECT s.id, s.principal, p.username, s.stage, s.created_at, s.seen_at, s.address, s.agent,
               p.locale, s.last_purpose, s.last_databases, r.asked_by AS restart_asked_by,
               r.asked_at AS restart_asked_at, r.confirmed_by AS restart_confirmed_by,
               r.confirmed_at AS restart_confirmed_at
        FROM session s JOIN principal p ON p.id = s.principal
        LEFT JOIN restart r ON r.principal = p.id
        WHERE s.token_hash = %(hash)s AND s.revoked_at IS NULL
          AND s.seen_at > %(seen_after)s AND s.created_at > %(made_after)s
        """,
        hash=token_hash,
        seen_after=seen_after,
        made_after=made_after,
    )
    if row is None:
        return None
    restart = restart_of(row)
    kept = {name: value for name, value in row.items() if not name.startswith("restart_")}
    return KeptSession(**kept, restart=restart)


async def touch_session(unit: Unit, session: str) -> None:
    """Note that a session was used now."""
    await unit.execute(
        "UPDATE session SET seen_at = %(now)s WHERE id = %(id)s", id=session, now=unit.now
    )


async def advance_session(unit: Unit, session: str, token_hash: bytes, stage: Stage) -> bool:
    """Give an open session its next stage under a new cookie; False if it was closed meanwhile."""
    changed = await unit.execute(
        "UPDATE session SET token_hash = %(hash)s, stage = %(stage)s, failed_codes = 0,"
        " created_at = %(now)s, seen_at = %(now)s WHERE id = %(id)s AND revoked_at IS NULL",
        id=session,
        hash=token_hash,
        stage=stage.value,
        now=unit.now,
    )
    return changed == 1


async def count_failed_code(unit: Unit, session: str, most: int) -> None:
    """Count a wrong code; the session dies at ``most``."""
    await unit.execute(
        """
        UPDATE session SET failed_codes = failed_codes + 1,
               revoked_at = CASE WHEN failed_codes + 1 >= %(most)s THEN %(now)s ELSE revoked_at END
        WHERE id = %(id)s
        """,
        id=session,
        most=most,
        now=unit.now,
    )


async def close_session(unit: Unit, session: str) -> None:
    """Close one session."""
    await unit.execute(
        "UPDATE session SET revoked_at = %(now)s WHERE id = %(id)s AND revoked_at IS NULL",
        id=session,
        now=unit.now,
    )


async def keep_choice(
    unit: Unit, session: str, purpose: str | None, databases: list[str] | None
) -> None:
    """Remember what was chosen last on the check page."""
    await unit.execute(
        "UPDATE session SET last_purpose = %(purpose)s, last_databases = %(databases)s::text[]"
        " WHERE id = %(id)s",
        id=session,
        purpose=purpose,
        databases=databases,
    )


async def list_open(unit: Unit, principal: str, seen_after: datetime) -> list[SessionLine]:
    """List a person's open sessions, last used first."""
    rows = await unit.rows(
        """
        SELECT id, created_at, seen_at, address, agent FROM session
        WHERE principal = %(principal)s AND revoked_at IS NULL AND seen_at > %(seen_after)s
        ORDER BY seen_at DESC, id
        """,
        principal=principal,
        seen_after=seen_after,
    )
    return [
        SessionLine(
            row["id"], row["created_at"], row["seen_at"], Client(row["address"], row["agent"])
        )
        for row in rows
    ]


async def close_own(unit: Unit, principal: str, session: str) -> bool:
    """Close a session of this person; False if it is not theirs or not open."""
    closed = await unit.execute(
        "UPDATE session SET revoked_at = %(now)s"
        " WHERE id = %(id)s AND principal = %(principal)s AND revoked_at IS NULL",
        id=session,
        principal=principal,
        now=unit.now,
    )
    return closed == 1


async def close_others(unit: Unit, principal: str, kept: str) -> int:
    """Close every session of this person but one; give how many there were."""
    return await unit.execute(
        "UPDATE session SET revoked_at = %(now)s"
        " WHERE principal = %(principal)s AND id <> %(kept)s AND revoked_at IS NULL",
        principal=principal,
        kept=kept,
        now=unit.now,
    )


async def find_invitation(unit: Unit, token_hash: bytes) -> Invitation | None:
    """Find an open invitation of somebody not stopped, and hold it until the commit."""
    row = await unit.row(
        """
        SELECT i.principal, i.member, i.expires_at, p.username, p.name
        FROM invitation i JOIN principal p ON p.id = i.principal
        WHERE i.token_hash = %(hash)s AND i.used_at IS NULL AND i.expires_at > %(now)s
          AND p.state = 'invited'
        FOR UPDATE OF i
        """,
        hash=token_hash,
        now=unit.now,
    )
    return Invitation(**row) if row else None


async def use_invitation(unit: Unit, token_hash: bytes, principal: str) -> None:
    """Mark an invitation as used and the person as active."""
    await unit.execute(
        "UPDATE invitation SET used_at = %(now)s WHERE token_hash = %(hash)s",
        hash=token_hash,
        now=unit.now,
    )
    await unit.execute(
        "UPDATE principal SET state = 'active' WHERE id = %(id)s AND state = 'invited'",
        id=principal,
    )


async def hold_tries(unit: Unit, key: bytes) -> bool:
    """Let one try under a key run at a time; False if another runs, without waiting."""
    row = await unit.row(
        "SELECT pg_try_advisory_xact_lock(hashtextextended(encode(%(key)s, 'hex'), 0)) AS held",
        key=key,
    )
    return bool(row and row["held"])


async def find_tries(unit: Unit, key: bytes) -> Tries:
    """Find the failed tries under a key."""
    row = await unit.row(
        "SELECT failures, last_at FROM sign_in_attempt WHERE key = %(key)s", key=key
    )
    return Tries(row["failures"], row["last_at"]) if row else Tries()


async def keep_tries(unit: Unit, key: bytes, tries: Tries) -> None:
    """Keep the count of failed tries under a key."""
    await unit.execute(
        "INSERT INTO sign_in_attempt (key, failures, last_at)"
        " VALUES (%(key)s, %(failures)s, %(last_at)s) ON CONFLICT (key) DO UPDATE"
        " SET failures = excluded.failures, last_at = excluded.last_at",
        key=key,
        failures=tries.failures,
        last_at=tries.last_at,
    )


async def forget_tries(unit: Unit, key: bytes) -> None:
    """Forget the failed tries under a key."""
    await unit.execute("DELETE FROM sign_in_attempt WHERE key = %(key)s", key=key)


async def note_sign_in(unit: Unit, principal: str) -> None:
    """Note that somebody signed in now."""
    await unit.execute(
        "UPDATE principal SET last_sign_in = %(now)s WHERE id = %(id)s", id=principal, now=unit.now
    )


async def keep_locale(unit: Unit, principal: str, locale: str | None) -> None:
    """Keep a person's preferred language."""
    await unit.execute(
        "UPDATE principal SET locale = %(locale)s WHERE id = %(id)s", id=principal, locale=locale
    )


async def sweep(unit: Unit, before: datetime) -> None:
    """Delete sessions, invitations, challenges and tries that ended before this."""
    await unit.execute("DELETE FROM session WHERE seen_at < %(before)s", before=before)
    await unit.execute("DELETE FROM invitation WHERE expires_at < %(before)s", before=before)
    await unit.execute("DELETE FROM passkey_challenge WHERE expires_at < %(now)s", now=unit.now)
    await unit.execute("DELETE FROM sign_in_attempt WHERE last_at < %(before)s", before=before)
