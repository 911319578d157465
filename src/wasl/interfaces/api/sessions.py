# SPDX-License-Identifier: Apache-2.0
"""Who I am, what I may do, and where I am signed in, over JSON."""

from datetime import datetime

import msgspec
from litestar import delete, get
from litestar.params import FromPath

from wasl.capabilities import members
from wasl.foundation.access import Act
from wasl.interfaces.door import TheActor, TheUnits, TheVisitor


class Me(msgspec.Struct):
    """Who asks; ``databases`` and ``purposes`` null for no limit of one's own."""

    id: str
    kind: str
    name: str
    member: str
    roles: list[str]
    acts: list[str]
    databases: list[str] | None
    purposes: list[str] | None
    may_write: bool
    site: str | None


class SessionEntry(msgspec.Struct):
    """An open session; ``current`` marks the one that asks."""

    id: str
    created_at: datetime
    seen_at: datetime
    address: str
    agent: str
    current: bool


class SessionList(msgspec.Struct):
    """Open sessions, last used first."""

    sessions: list[SessionEntry]


@get("/v1/me", tags=["Signing in"], summary="Read who you are")
async def read_me(actor: TheActor) -> Me:
    """Give the principal behind this token or session, its limits laid over each other."""
    return Me(
        id=actor.id,
        kind=actor.kind,
        name=actor.name,
        member=actor.member,
        roles=sorted(actor.roles),
        acts=[act.value for act in Act if actor.may(act)],
        databases=None if actor.databases is None else sorted(actor.databases),
        purposes=None if actor.purposes is None else sorted(actor.purposes),
        may_write=actor.may_write,
        site=actor.site,
    )


@get("/v1/me/sessions", tags=["Signing in"], summary="List your sessions")
async def list_sessions(units: TheUnits, actor: TheActor, visitor: TheVisitor) -> SessionList:
    """List where you are signed in; machines have no sessions."""
    current = visitor.id if visitor else None
    async with units.begin(actor) as unit:
        lines = await members.list_sessions(unit)
    entries = [
        SessionEntry(
            line.id,
            line.created_at,
            line.seen_at,
            line.client.address,
            line.client.agent,
            line.id == current,
        )
        for line in lines
    ]
    return SessionList(entries)


@delete("/v1/me/sessions/{session_id:str}", tags=["Signing in"], summary="End a session")
async def revoke_session(units: TheUnits, actor: TheActor, session_id: FromPath[str]) -> None:
    """End one of your own sessions."""
    async with units.begin(actor) as unit:
        await members.revoke_session(unit, session_id)


@delete("/v1/me/sessions", tags=["Signing in"], summary="End all your other sessions")
async def revoke_other_sessions(units: TheUnits, actor: TheActor, visitor: TheVisitor) -> None:
    """End all of your own sessions but the one that asks."""
    async with units.begin(actor) as unit:
        await members.revoke_other_sessions(unit, visitor.id if visitor else "")


routes = [read_me, list_sessions, revoke_session, revoke_other_sessions]
