# SPDX-License-Identifier: Apache-2.0
"""``wasl bench``: measure this machine, beside what its server can do at all.

Ratios are of one run on one machine, with the load on the same machine: they say
what the check path costs above an endpoint that only takes and gives JSON, raw or
of the framework, whatever the machine is.
"""

import json
from typing import Any

import click

from wasl.foundation.matching import measure
from wasl.interfaces.cli.bench_checks import measure_checks
from wasl.interfaces.cli.bench_site import measure_site

AIMS: dict[str, tuple[str, float]] = {
    "documents_ratio_to_bare": (">=", 0.35),
    "persons_ratio_to_bare": (">=", 0.20),
    "documents_ratio_to_framework": (">=", 0.35),
    "persons_ratio_to_framework": (">=", 0.20),
    "batch_documents_per_second": (">=", 8_000),
    "import_checks_p99_ms": ("<=", 50),
    "import_checks_failed": ("<=", 0),
    "import_checks_not_once_in_audit": ("<=", 0),
    "import_records_per_second": (">=", 5_000),
    "visible_p99_seconds": ("<=", 1.0),
}


@click.group()
def bench() -> None:
    """Measure this machine."""


def _options(command: Any) -> Any:  # noqa: ANN401 - click's decorators
    for option in (
        click.option("--json", "as_json", is_flag=True, help="Print one JSON object."),
        click.option("--site/--no-site", default=True, help="Also measure a whole site."),
        click.option("--imported", default=50_000, show_default=True, help="Records imported."),
        click.option("--minute", default=60.0, show_default=True, help="Seconds under import."),
        click.option("--seconds", default=6.0, show_default=True, help="Length of each run."),
        click.option("--documents", default=1_000_000, show_default=True),
        click.option("--persons", default=200_000, show_default=True),
    ):
        command = option(command)
    return command


@bench.command()
@_options
@click.pass_context
def checks(context: click.Context, /, **options: Any) -> None:
    """Measure checks: alone, in batches, and while records are imported.

    Exit code 1 if an aim is missed.
    """
    _run(context, options)


@bench.command()
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def names(file: str | None, as_json: bool) -> None:
    """Measure the names engine on a list of your own, or on made-up names.

    FILE holds one JSON object a line: id, type, name, aliases, birth.
    """
    try:
        click.echo(measure.run(file, json=as_json))
    except ValueError as error:
        raise click.ClickException(f"{file}: {error}") from error


@bench.command(name="all")
@_options
@click.pass_context
def everything(context: click.Context, /, **options: Any) -> None:
    """Measure everything that there is to measure."""
    _run(context, options)


def _run(context: click.Context, options: dict[str, Any]) -> None:
    figures = measure_checks(options["persons"], options["documents"], options["seconds"], _tell)
    if options["site"]:
        figures |= measure_site(options["imported"], options["minute"], _tell)
    missed = [name for name in AIMS if name in figures and not _is_met(name, figures[name])]
    if options["as_json"]:
        click.echo(json.dumps({**figures, "missed": missed}))
    else:
        click.echo(_table(figures))
    if missed:
        context.exit(1)


def _tell(line: str) -> None:
    click.echo(line, err=True)


def _is_met(name: str, value: float) -> bool:
    sign, aim = AIMS[name]
    return value >= aim if sign == ">=" else value <= aim


def _table(figures: dict[str, float]) -> str:
    lines = []
    for name, value in figures.items():
        aim = ""
        if name in AIMS:
            sign, wanted = AIMS[name]
            aim = f"{sign} {wanted:,g}  {'met' if _is_met(name, value) else 'MISSED'}"
        lines.append(f"{name.replace('_', ' '):<38}{value:>14,.2f}  {aim}")
    return "\n".join(lines)
