# SPDX-License-Identifier: Apache-2.0
"""``wasl people``, ``entities``, ``machine``: let in and stop, from the hub's own machine.

This is how a bureau gets its first administrator. The database is reached
directly, as the hub's steward for the member of ``--as``; the audit says so.
Day by day, administrators use the console or the API.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import click
import msgspec

from wasl.capabilities import members
from wasl.capabilities.members import (
    EntityDraft,
    EntityKind,
    Invited,
    MachineDraft,
    MachineSecret,
    PersonDraft,
    Principal,
)
from wasl.foundation.access import Role
from wasl.foundation.db import Database
from wasl.foundation.unit import Unit, Units
from wasl.foundation.vocabulary.labels import codes
from wasl.interfaces.cli import Options
from wasl.interfaces.cli.client import database_of

T = TypeVar("T")
PAGE = 500
ROLES = click.Choice([role.value for role in Role])
DATABASES = click.Choice(codes("database"))
PURPOSES = click.Choice(codes("purpose"))
_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")


def _run(context: click.Context, act: Callable[[Unit], Awaitable[T]]) -> T:
    """Do something as the steward of the member named with ``--as``."""
    options: Options = context.ensure_object(Options)
    if options.member is None:
        raise click.UsageError("Say for which member: wasl --as FRA …")
    return asyncio.run(_do(database_of(context), options.member, act))


async def _do(dsn: str, member: str, act: Callable[[Unit], Awaitable[T]]) -> T:
    async with _opened(dsn) as units, units.begin(members.steward(member)) as unit:
        return await act(unit)


@asynccontextmanager
async def _opened(dsn: str) -> AsyncIterator[Units]:
    database = Database(dsn, size=1)
    await database.open()
    try:
        yield Units(database)
    finally:
        await database.close()


async def _find(unit: Unit, name: str) -> str:
    """Find a person or machine by identifier or by name for signing in, whole or not."""
    last: str | None = None
    whole = name if "@" in name else f"{name}@{unit.actor.member.lower()}"
    while page := await members.list_people(unit, last, PAGE):
        for person in page:
            if name == person.id or person.username == whole.lower():
                return person.id
        last = page[-1].id
    raise members.PersonNotFound(name)


def _show(invited: Invited) -> None:
    click.echo(f"{invited.person.username} may sign in after opening, within 72 hours:")
    click.echo(f"  /invitation/{invited.token}")
    click.echo("on this hub's address. It is shown this once; hand it over safely.")


@click.group()
def people() -> None:
    """Let the people of the member of --as in, invite them anew, stop them."""


@people.command("list")
@_JSON
@click.pass_context
def list_people(context: click.Context, as_json: bool) -> None:
    """List people and machines."""

    async def act(unit: Unit) -> list[Principal]:
        found: list[Principal] = []
        while page := await members.list_people(unit, found[-1].id if found else None, PAGE):
            found += page
        return found

    found = _run(context, act)
    for person in found:
        roles = sorted(person.roles)
        if as_json:
            _print(person, "id kind username name state entity last_sign_in", roles=roles)
        else:
            name = person.username or person.id
            click.echo(f"{name:40} {person.state.value:8} {','.join(roles):24} {person.name}")
    if not found and not as_json:
        click.echo("Nobody is let in yet: wasl people add", err=True)


def _print(of: object, names: str, **more: Any) -> None:
    """Print fields of something as one JSON object a line, then what else is told."""
    told = {name: getattr(of, name) for name in names.split()} | more
    click.echo(msgspec.json.encode(told))


@people.command("add")
@click.argument("username")
@click.argument("name")
@click.option("--role", "roles", type=ROLES, multiple=True, required=True)
@click.option("--entity", help="Identifier of the authorised entity that limits the person.")
@click.pass_context
def add_person(
    context: click.Context, username: str, name: str, roles: tuple[str, ...], entity: str | None
) -> None:
    """Invite USERNAME, called NAME, with one or more roles."""
    draft = PersonDraft(username, name, frozenset(roles), entity=entity)
    _show(_run(context, lambda unit: members.create_person(unit, draft)))


@people.command("invite")
@click.argument("username")
@click.pass_context
def invite_person(context: click.Context, username: str) -> None:
    """Let USERNAME start anew after a lost password or phone."""

    async def act(unit: Unit) -> Invited:
        return await members.invite_again(unit, await _find(unit, username))

    _show(_run(context, act))


@people.command("revoke")
@click.argument("username")
@click.pass_context
def revoke_person(context: click.Context, username: str) -> None:
    """Stop USERNAME, or a machine by its client id, for good."""

    async def act(unit: Unit) -> None:
        await members.revoke_person(unit, await _find(unit, username))

    _run(context, act)
    click.echo(f"{username} is revoked: here at once, at check nodes in seconds.")


@click.group()
def entities() -> None:
    """Authorise national entities of the member of --as, and stop them."""


@entities.command("list")
@_JSON
@click.pass_context
def list_entities(context: click.Context, as_json: bool) -> None:
    """List authorised entities with their limits."""
    found = _run(context, members.list_entities)
    for entity in found:
        limits = entity.limits
        lists = {name: sorted(getattr(limits, name) or ()) for name in ("databases", "purposes")}
        if as_json:
            more = {**lists, "may_write": limits.may_write, "site": limits.site}
            _print(entity, "id name kind state people", **more)
            continue
        opened = " ".join(",".join(one) or "nothing" for one in lists.values())
        opened += " write" if limits.may_write else " read"
        opened += f" at {limits.site}" if limits.site else ""
        click.echo(f"{entity.id} {entity.state.value:8} {opened:60} {entity.name}")
    if not found and not as_json:
        click.echo("No entity is authorised yet: wasl entities add", err=True)


@entities.command("add")
@click.argument("name")
@click.option("--kind", type=click.Choice([kind.value for kind in EntityKind]), required=True)
@click.option("--database", "databases", type=DATABASES, multiple=True, required=True)
@click.option("--purpose", "purposes", type=PURPOSES, multiple=True, required=True)
@click.option("--write", is_flag=True, help="May also enter and change records.")
@click.option("--site", help="Name of the site whose node alone answers their checks.")
@click.pass_context
def add_entity(
    context: click.Context, /, name: str, kind: str, *, write: bool, site: str | None, **limits: Any
) -> None:
    """Authorise the entity NAME for these databases and purposes alone."""
    databases, purposes = frozenset(limits["databases"]), frozenset(limits["purposes"])
    draft = EntityDraft(name, kind, databases, purposes, write, site)
    click.echo(_run(context, lambda unit: members.create_entity(unit, draft)).id)


@entities.command("revoke")
@click.argument("entity")
@click.pass_context
def revoke_entity(context: click.Context, entity: str) -> None:
    """Stop ENTITY for good, with all its people and machines."""
    _run(context, lambda unit: members.revoke_entity(unit, entity))
    click.echo("Revoked, with all its people and machines.")


@click.group()
def machine() -> None:
    """Let machines of the member of --as in."""


@machine.command("add")
@click.argument("name")
@click.option("--role", "roles", type=ROLES, multiple=True, default=("officer",), show_default=True)
@click.option("--entity", help="Identifier of the authorised entity that limits the machine.")
@click.pass_context
def add_machine(
    context: click.Context, name: str, roles: tuple[str, ...], entity: str | None
) -> None:
    """Let the machine NAME in and show its secret, this once."""
    draft = MachineDraft(name, frozenset(roles), entity)
    _hand_over(_run(context, lambda unit: members.create_machine(unit, draft)))


@machine.command("renew")
@click.argument("machine_id", metavar="CLIENT_ID")
@click.pass_context
def renew_machine(context: click.Context, machine_id: str) -> None:
    """Give the machine CLIENT_ID a new secret and show it, this once; the old one ends."""
    _hand_over(_run(context, lambda unit: members.renew_machine_secret(unit, machine_id)))


def _hand_over(made: MachineSecret) -> None:
    click.echo(f"client_id={made.machine.id}\nclient_secret={made.secret}")
