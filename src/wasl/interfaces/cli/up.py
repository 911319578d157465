# SPDX-License-Identifier: Apache-2.0
"""``wasl up``: run one site on this machine."""

import dataclasses
import sys
from functools import partial

import click

from wasl.foundation.settings import SettingInvalid, Settings, read_settings
from wasl.interfaces.cli import Options
from wasl.interfaces.host.supervisor import Supervisor
from wasl.interfaces.host.tether import spawn


@click.command()
@click.option("--demo", is_flag=True, help="Load the invented world and show it off.")
@click.option(
    "--port",
    type=click.IntRange(1, 65534),
    help="The hub's port; the check node takes the next one.  [default: 8080]",
)
@click.pass_context
def up(context: click.Context, demo: bool, port: int | None) -> None:
    """Start the platform on this machine and serve until stopped.

    PostgreSQL, NATS, the hub, a check node and the job worker start in order
    and are started again if they die; --data names the folder that keeps
    everything. WASL_DATABASE_URL and WASL_NATS_URL name
    servers of your own instead of the embedded ones.
    """
    options: Options = context.ensure_object(Options)
    try:
        settings = read_settings(options.data)
    except SettingInvalid as error:
        raise click.UsageError(
            f"{error.data['name']} is not a port: {error.data['value']}"
        ) from error
    settings = dataclasses.replace(settings, demo=demo or settings.demo, port=port or settings.port)
    Supervisor(settings, partial(_arrived, settings)).serve()


def _arrived(settings: Settings, url: str) -> None:
    click.secho(f"\nWasl serves at {url}. Stop it with Ctrl+C.\n", bold=True)
    if settings.demo:
        # A process of its own: while it loads, the supervisor must look after the others.
        module = "wasl.interfaces.cli.welcome"
        spawn([sys.executable, "-m", module, settings.data, url])
