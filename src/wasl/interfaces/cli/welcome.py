# SPDX-License-Identifier: Apache-2.0
"""What ``wasl up --demo`` shows once it serves: run beside the supervisor, not inside it.

``python -m wasl.interfaces.cli.welcome DATA URL`` loads the invented world the
first time, runs one check of each kind and prints how to sign in.
"""

import json
import sys
from pathlib import Path

import click

from wasl.interfaces.host.files import read_json, write_private
from wasl.interfaces.host.tether import spawn


def main(data: Path, url: str) -> None:
    """Load the world until it is whole once, then show it off."""
    note = data / "demo.json"
    if not read_json(note).get("whole"):
        click.echo("Loading the invented world: this happens once.")
        _run(data, url, "demo", "load")
        write_private(note, json.dumps({**read_json(note), "whole": True}))
    _run(data, url, "demo", "tour")
    click.secho(f"\nWasl serves at {url}. Stop it with Ctrl+C.", bold=True)


def _run(data: Path, url: str, *words: str) -> None:
    command = [sys.executable, "-m", "wasl.interfaces.cli", "--data", str(data), *words]
    if spawn(command).wait():
        sys.exit(f"`wasl {' '.join(words)}` failed; the platform serves at {url} all the same.")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
