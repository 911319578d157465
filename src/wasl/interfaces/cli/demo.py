# SPDX-License-Identifier: Apache-2.0
"""``wasl demo``: an invented world to try things on. Nobody in it exists."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from wasl.capabilities import members
from wasl.foundation.db import Database
from wasl.foundation.settings import read_settings
from wasl.foundation.unit import Units
from wasl.interfaces.cli import Options
from wasl.interfaces.cli.client import connect, database_of
from wasl.interfaces.demo import world
from wasl.interfaces.demo.accounts import Account, let_in
from wasl.interfaces.demo.load import Size, load
from wasl.interfaces.host.files import read_json, write_private

FILE = "demo.json"
SMALL = Size()


@click.group()
def demo() -> None:
    """Load an invented world to try things on. Nobody in it exists."""


@demo.command("load")
@click.option("--persons", type=click.IntRange(0), default=SMALL.persons, show_default=True)
@click.option("--documents", type=click.IntRange(0), default=SMALL.documents, show_default=True)
@click.option("--vehicles", type=click.IntRange(0), default=SMALL.vehicles, show_default=True)
@click.option("--seed", type=int, default=SMALL.seed, help="Another number, another world.")
@click.pass_context
def load_world(
    context: click.Context, persons: int, documents: int, vehicles: int, seed: int
) -> None:
    """Enter invented records for all members, and let in the demo accounts."""
    size = Size(persons, documents, vehicles, seed)
    options: Options = context.ensure_object(Options)
    began = time.monotonic()
    fresh = asyncio.run(_load(database_of(context), options.data, size))
    spent = time.monotonic() - began
    click.echo(f"{fresh:,} invented records entered in {spent:.1f} s ({fresh / spent:,.0f}/s).")


async def _load(dsn: str, data: Path, size: Size) -> int:
    async with _opened(dsn) as units:
        file = data / FILE
        if "accounts" not in read_json(file):
            accounts = await let_in(units, members.open_vault(read_settings(data).keys))
            write_private(file, json.dumps({"accounts": accounts}))
        with Progress(
            TextColumn("Invented world"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
        ) as bar:
            task = bar.add_task("", total=size.total)
            return await load(units, size, lambda count: bar.advance(task, count))


@asynccontextmanager
async def _opened(dsn: str) -> AsyncIterator[Units]:
    database = Database(dsn, size=2)
    await database.open()
    try:
        yield Units(database)
    finally:
        await database.close()


@demo.command()
@click.argument("username", required=False)
@click.pass_context
def code(context: click.Context, username: str | None) -> None:
    """Show the second factor's code of this half minute, for one account or all."""
    found = [one for one in _accounts(context) if username in (None, one.username)]
    if not found:
        raise click.ClickException(f"There is no demo account {username}.")
    for account in found:
        click.echo(f"{account.username:20} {account.code()}")


def _accounts(context: click.Context) -> list[Account]:
    options: Options = context.ensure_object(Options)
    told = read_json(options.data / FILE).get("accounts", [])
    if not told:
        raise click.ClickException("No invented world here: load it with `wasl demo load`.")
    return [Account(**line) for line in told]


@demo.command()
@click.pass_context
def tour(context: click.Context) -> None:
    """Run one check of each kind and show how to sign in."""
    with connect(context, "FRA") as hub:
        for title, question in world.sample_checks():
            began = time.perf_counter()
            answer = hub.post("/v1/checks", json=question).json()
            spent = 1000 * (time.perf_counter() - began)
            click.secho(f"\n{title}", bold=True)
            states = ", ".join(f"{name} {state}" for name, state in answer["databases"].items())
            count = len(answer["hits"])
            matches = "1 possible match" if count == 1 else f"{count} possible matches"
            click.echo(f"  {states}; {matches} in {spent:.0f} ms")
            for hit in answer["hits"][:3]:
                reasons = "; ".join(reason["text"] for reason in hit["reasons"])
                click.echo(f"  {hit['score']:.2f} {hit['database']} of {hit['owner']}: {reasons}")
    click.secho("\nDemo accounts (invented people)", bold=True)
    for account in _accounts(context):
        click.echo(f"  {account.username:20} {account.password}   code now {account.code()}")
    click.echo("  A code lasts half a minute and works once; `wasl demo code` shows the next.")
