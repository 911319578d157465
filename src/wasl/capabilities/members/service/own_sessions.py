# SPDX-License-Identifier: Apache-2.0
"""Sessions: found by the door, listed and ended by their owner."""

from dataclasses import replace
from datetime import timedelta

from wasl.capabilities.members.errors import SessionNotFound
from wasl.capabilities.members.model import Client, Session, SessionLine, Stage
from wasl.capabilities.members.rules import codes, limits
from wasl.capabilities.members.service.common import act_as, states
from wasl.capabilities.members.store import sessions
from wasl.capabilities.members.store.sessions import KeptSession
from wasl.foundation.ledger import Operation
from wasl.foundation.unit import Unit

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
LONGEST_UNFINISHED = timedelta(minutes=15)
"""How long the pages of the second step stay open."""
TOUCH_EVERY = timedelta(seconds=30)
KEPT_AFTER_END = timedelta(days=30)


async def find_session(unit: Unit, token: str) -> Session | None:
    """Find the open session of a cookie; None if it ended, or its owner may not act.

    Args:
        unit: begun with ``units.system()``.
        token: value of the cookie.
    """
    if not token or len(token) > 2 * len(codes.new_token()):
        return None
    kept = await sessions.find_session(
        unit, codes.digest(token), unit.now - IDLE, unit.now - LONGEST
    )
    if kept is None:
        return None
    session = await _with_actor(unit, kept)
    unfinished = session is not None and session.stage is not Stage.FULL
    if unfinished and unit.now - kept.created_at > LONGEST_UNFINISHED:
        return None
    if session is not None and unit.now - kept.seen_at > TOUCH_EVERY:
        await sessions.touch_session(unit, session.id)
        session = replace(session, seen_at=unit.now)
    return session


async def _with_actor(unit: Unit, kept: KeptSession) -> Session | None:
    """Join the actor as it stands now: a revoked or locked one has no session."""
    full = kept.stage == Stage.FULL
    [state] = await states(unit, [kept.principal])
    actor = limits.actor_from_state(state) if full else limits.without_rights(state)
    if actor is None:
        return None
    chosen = kept.last_databases
    return Session(
        id=kept.id,
        actor=actor,
        username=kept.username,
        stage=Stage(kept.stage),
        created_at=kept.created_at,
        seen_at=kept.seen_at,
        client=Client(kept.address, kept.agent),
        locale=kept.locale,
        last_purpose=kept.last_purpose,
        last_databases=None if chosen is None else tuple(chosen),
        restart=kept.restart,
    )


async def sign_out(unit: Unit, session: Session) -> None:
    """End this session. The unit is begun with ``units.system()``."""
    await sessions.close_session(unit, session.id)
    await act_as(unit, session.actor.id)
    unit.audit(Operation.CONSULTATION, session.actor.id, act="signed-out")


async def list_sessions(unit: Unit) -> list[SessionLine]:
    """List the actor's own open sessions, last used first."""
    return await sessions.list_open(unit, unit.actor.id, unit.now - IDLE)


async def revoke_session(unit: Unit, session_id: str) -> None:
    """End one of the actor's own sessions.

    Raises:
        SessionNotFound: not open, or not the actor's.
    """
    if not await sessions.close_own(unit, unit.actor.id, codes.plain_id(session_id)):
        raise SessionNotFound(session_id[:80])
    unit.audit(Operation.ALTERATION, unit.actor.id, act="session-revoked")


async def revoke_other_sessions(unit: Unit, session_id: str) -> int:
    """End all of the actor's own sessions but this one; give how many there were."""
    count = await sessions.close_others(unit, unit.actor.id, session_id)
    unit.audit(Operation.ALTERATION, unit.actor.id, act="sessions-revoked", count=count)
    return count


async def sweep(unit: Unit) -> None:
    """Delete what ended more than 30 days ago; a daily job, begun with ``units.system()``."""
    await sessions.sweep(unit, unit.now - KEPT_AFTER_END)
