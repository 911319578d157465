# SPDX-License-Identifier: Apache-2.0
"""``wasl audit``: prove on the hub's own machine that the audit is whole."""

import json
from dataclasses import asdict

import click

from wasl.capabilities import oversight
from wasl.interfaces.cli.client import database_of

FAULTS = {
    "gap": "an entry is missing",
    "altered": "an entry was altered",
    "columns": "a search column no longer repeats its entry",
    "head": "the end of the chain is missing or was altered",
}


@click.group()
def audit() -> None:
    """Verify the record of who did what."""


@audit.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object for each chain.")
@click.pass_context
def verify(context: click.Context, as_json: bool) -> None:
    """Walk every chain from its first entry; exit 1 if one does not hold."""
    broken = False
    for verdict in oversight.verify(database_of(context)):
        broken = broken or verdict.fault is not None
        if as_json:
            click.echo(json.dumps(asdict(verdict)))
        elif verdict.fault is None:
            click.echo(f"{verdict.chain}: whole, {verdict.entries} entries")
        else:
            click.echo(f"{verdict.chain}: BROKEN at {verdict.at}: {FAULTS[verdict.fault]}")
    if broken:
        context.exit(1)
