# SPDX-License-Identifier: Apache-2.0
"""What ``wasl up --demo`` shows once it serves: run beside the supervisor, not inside it.

``python -m wasl.interfaces.cli.welcome DATA URL`` loads the invented world the
first time, runs one check of each kind and prints how to sign in.
"""

import sys
from pathlib import Path

import click

from wasl.interfaces.host.tether import spawn


def main(data: Path, url: str) -> None:
    """Load the world where there is none yet, then show it off."""
    steps = [["demo", "tour"]]
    if not (data / "demo.json").exists():
        click.echo("Loading the invented world: this happens once.")
        steps.insert(0, ["demo", "load"])
    for words in steps:
        command = [sys.executable, "-m", "wasl.interfaces.cli", "--data", str(data), *words]
        if spawn(command).wait():
            sys.exit(f"`wasl {' '.join(words)}` failed; the platform serves at {url} all the same.")
    click.secho(f"\nWasl serves at {url}. Stop it with Ctrl+C.", bold=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
