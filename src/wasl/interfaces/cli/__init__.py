# SPDX-License-Identifier: Apache-2.0
"""``wasl``: the shell's face. Commands are named here and loaded when they are called."""

import importlib
import logging
from dataclasses import dataclass
from pathlib import Path

import click

# Command, the module of this package that holds it, the line `wasl --help` shows.
# The lines stand here so that help needs none of the modules.
COMMANDS: dict[str, tuple[str, str]] = {
    "up": ("up", "Start the platform on this machine and serve until stopped."),
    "check": ("check", "Ask the databases about a person, a document or a vehicle."),
    "records": ("records", "List and read records, and their past."),
    "import": ("importing", "Load records from a file, or the UN list."),
    "demo": ("demo", "Load an invented world to try things on."),
    "people": ("people", "Let people of a bureau in, and stop them."),
    "entities": ("people", "Authorise national entities, and limit them."),
    "machine": ("people", "Let machines in: national systems, border posts."),
    "audit": ("audit", "Verify the record of who did what."),
    "node": ("node", "Look after a check node."),
    "system": ("system", "Show the processes of this machine and how they do."),
    "bench": ("bench", "Measure this machine."),
}


@dataclass(frozen=True, slots=True)
class Options:
    """What stands before the command: ``context.obj`` of every command.

    Attributes:
        data: folder of the site, absolute.
        member: alpha-3 code of the member to speak for; None for the General Secretariat.
    """

    data: Path
    member: str | None = None


class Commands(click.Group):
    """A group that loads a command's module when it is called."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take ``--data`` and ``--as`` wherever they stand, before the command or after it."""
        return super().parse_args(ctx, _sites_first(args))

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands in the order of a newcomer's day."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command; None for an unknown one."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"{__name__}.{COMMANDS[cmd_name][0]}")
        for value in vars(module).values():
            if isinstance(value, click.Command) and value.name == cmd_name:
                return value
        return None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands without loading one of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; what the machine refuses is said in one sentence."""
        from wasl.foundation.errors import AppError
        from wasl.interfaces.host.errors import HostError

        try:
            return super().invoke(ctx)
        except HostError as error:
            raise click.ClickException(str(error)) from error
        except AppError as error:
            from wasl.interfaces.problems import document_of

            document = document_of(error)
            fields = [f"{line['field']}: {line['detail']}" for line in document.get("errors", [])]
            raise click.ClickException(" ".join([document["detail"], *fields])) from error


def _sites_first(args: list[str]) -> list[str]:
    """Move the options that say which site is meant to the front; none after ``--``."""
    end = args.index("--") if "--" in args else len(args)
    first: list[str] = []
    rest: list[str] = []
    words = iter(args[:end])
    for word in words:
        if word in ("--data", "--as"):
            first += [word, *([value] if (value := next(words, None)) is not None else [])]
        elif word.startswith(("--data=", "--as=")):
            first.append(word)
        else:
            rest.append(word)
    return [*first, *rest, *args[end:]]


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="WASL_DATA",
    default=Path("data"),
    show_default=True,
    help="Folder of the site to talk to, or to run.",
)
@click.option("--as", "member", metavar="MEMBER", help="Speak for a member, such as FRA.")
@click.version_option(package_name="wasl", message="Wasl %(version)s")
@click.pass_context
def main(context: click.Context, data: Path, member: str | None) -> None:
    """Wasl, the open platform for international police cooperation.

    Commands find a hub that runs on the same data folder by themselves. For
    another one, set WASL_URL and WASL_TOKEN. The options may also stand after
    the command.
    """
    # What fails is told in a sentence; a library's own lines would only stand around it.
    logging.getLogger("psycopg").addHandler(logging.NullHandler())
    context.obj = Options(data.expanduser().absolute(), member.upper() if member else None)
