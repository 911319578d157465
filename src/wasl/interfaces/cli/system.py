# SPDX-License-Identifier: Apache-2.0
"""``wasl system``: the processes of this machine and how they do."""

import json
from typing import Any

import click

from wasl.interfaces.cli import Options
from wasl.interfaces.host.errors import NotRunning
from wasl.interfaces.host.running import find_run


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def system(context: click.Context, as_json: bool) -> None:
    """Show the processes of this machine; exit 1 if one of them is not ready."""
    options: Options = context.ensure_object(Options)
    run = find_run(options.data)
    if run is None:
        raise NotRunning(options.data)
    click.echo(json.dumps(run) if as_json else _table(run))
    if any(part["state"] != "ready" for part in (run, *run["processes"])):
        context.exit(1)


def _table(run: dict[str, Any]) -> str:
    lines = [f"{run['url']}  {run['state']} since {run['started']}"]
    for process in run["processes"]:
        pid = process["pid"] or "-"
        again = f"  started again {process['restarts']} times" if process["restarts"] else ""
        lines.append(f"  {process['name']:<9} {process['state']:<9} {pid:>8}{again}")
    return "\n".join(lines)
