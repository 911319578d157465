# SPDX-License-Identifier: Apache-2.0
"""``wasl node``: look after the check node of this machine."""

import json
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from wasl.capabilities import checks
from wasl.interfaces.cli import Options
from wasl.interfaces.host.running import find_run


@click.group()
def node() -> None:
    """Look after a check node."""


@node.command()
@click.pass_context
def rebuild(context: click.Context) -> None:
    """Fill the node's local copy anew from the hub.

    Where Wasl runs, the copy it holds goes on answering until the new one is
    whole. Where it does not, the copy is removed and filled at the next start;
    audit entries that wait to be shipped are kept either way.
    """
    options: Options = context.ensure_object(Options)
    folder = options.data / "node"
    if find_run(options.data) is None:
        _remove_copy(folder)
        click.echo("The local copy is removed. It is filled anew at the next start.")
    elif checks.ask_for_rebuild(folder):
        click.echo("The node fills its copy anew. See `wasl node status`.")
    else:
        raise click.ClickException(f"There is no local copy in {folder} yet.")


def _remove_copy(folder: Path) -> None:
    """Remove the copy alone, never the spools."""
    for path in folder.glob("store.db*"):
        path.unlink()
    shutil.rmtree(folder / "names", ignore_errors=True)


@node.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def status(context: click.Context, as_json: bool) -> None:
    """Show how far the local copy is and what waits to be shipped; exit 1 if it is empty."""
    options: Options = context.ensure_object(Options)
    found = _status(options.data / "node")
    if as_json:
        click.echo(json.dumps(found))
    else:
        click.echo(_text(found))
    if not found["filled"]:
        context.exit(1)


def _status(folder: Path) -> dict[str, Any]:
    reader = checks.LocalReader(folder)
    try:
        position = reader.position()
        filled = position.sequence >= 0
        records = reader.count() if filled else 0
    finally:
        reader.close()
    spools = []
    for path in checks.spool_files(folder):
        spool = checks.SpoolFile(path)
        spools.append({"chain": spool.chain, "waiting": spool.depth()})
        spool.close()
    return {"filled": filled, "records": records, "spools": spools, **asdict(position)}


def _text(found: dict[str, Any]) -> str:
    if not found["filled"]:
        lines = ["The local copy is empty: checks answer “not available”."]
    else:
        lines = [
            f"{found['records']:,} records, level with the feed at {found['sequence']}"
            f" (published {found['at']}, applied {found['applied']})"
        ]
    waiting = sum(spool["waiting"] for spool in found["spools"])
    lines.append(f"{waiting:,} audit entries wait to be shipped, in {len(found['spools'])} spools")
    return "\n".join(lines)
