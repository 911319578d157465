# SPDX-License-Identifier: Apache-2.0
"""``wasl import``: send a file to the hub, watch it become records, fetch what was refused."""

import json
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from wasl.foundation.vocabulary import UNITED_NATIONS
from wasl.interfaces.cli.client import Hub, connect

PURPOSES = {
    "persons": "locate_wanted",
    "travel_documents": "border_control",
    "vehicles": "criminal_investigation",
}
UN_PURPOSE = "warning"
FORMATS = {".csv": "csv", ".tsv": "csv", ".txt": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl"}
ENDINGS = {"csv": ".csv", "jsonl": ".jsonl", "un": ".xml"}
LOOK = 0.3  # seconds between two looks at a running import
PAGE, SHOWN = 1000, 10
"""Doubtful lines fetched at a time, and those shown when an import ends."""
JOBS = 100  # imports fetched at a time
ENDED = ("done", "failed", "cancelled")

console = Console(stderr=True)
Command = Callable[..., None]


def shared(command: Command) -> Command:
    """Give a command the options that all files have."""
    options = [
        click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path)),
        click.option(
            "--shared-with",
            default="all",
            show_default=True,
            help="Who sees lines that do not say so: all, nobody, or codes of members.",
        ),
        click.option("--hidden-from", default="", help="Codes of members that must not see them."),
        click.option("--purpose", help="Purpose of lines that do not name one."),
        click.option(
            "--rejects",
            type=click.Path(dir_okay=False, path_type=Path),
            help="Where refused lines go; else beside the file.",
        ),
        click.option("--json", "as_json", is_flag=True, help="Print one JSON object."),
    ]
    for option in reversed(options):
        command = option(command)
    return command


@click.group(name="import")
def importing() -> None:
    """Load records from a file, or the UN list.

    A file may be sent again at any time: what is on record already stays untouched.
    Refused lines come back as a file of the same form, with reasons, to be mended and
    sent again.
    """


@importing.command("un")
@shared
@click.pass_context
def load_un(context: click.Context, /, file: Path, **options: Any) -> None:
    """Load the consolidated list of the UN Security Council (XML)."""
    options["purpose"] = options["purpose"] or UN_PURPOSE
    with connect(context) as hub:
        _load(hub, file, {"database": "persons", "owner": UNITED_NATIONS, "format": "un"}, options)


def _table_command(database: str, words: str) -> None:
    """Add the command that loads one database."""

    @importing.command(database.replace("_", "-"), help=f"Load {words} (.csv or .jsonl).")
    @shared
    @click.option("--owner", metavar="MEMBER", help="Whose records they become, such as FRA.")
    @click.option("--encoding", help="Of a table that is not Unicode, such as windows-1256.")
    @click.option(
        "--complete", is_flag=True, help="The file is the whole list: show what is gone from it."
    )
    @click.pass_context
    def load(context: click.Context, /, file: Path, owner: str | None, **options: Any) -> None:
        form = FORMATS.get(file.suffix.lower())
        if form is None:
            raise click.BadParameter(f"{file.name}: .csv or .jsonl is needed.", param_hint="FILE")
        member = owner.upper() if owner else None
        options["purpose"] = options["purpose"] or PURPOSES[database]
        with connect(context, member) as hub:
            _load(hub, file, {"database": database, "owner": member, "format": form}, options)


for _database, _words in (
    ("persons", "persons and organizations"),
    ("travel_documents", "travel documents"),
    ("vehicles", "vehicles"),
):
    _table_command(_database, _words)


def _load(hub: Hub, file: Path, order: dict[str, str | None], options: dict[str, Any]) -> None:
    """Send a file and stay with it to its end."""
    asked = {
        **order,
        "filename": file.name,
        "record_purpose": options["purpose"].replace("-", "_"),
        "shared_with": options["shared_with"],
        "hidden_from": options["hidden_from"],
        "encoding": options.get("encoding"),
        "complete": "true" if options.get("complete") else None,
    }
    # A request that carries a file cannot be sent twice; sign in before.
    hub.get("/v1/imports", params={"limit": 1})
    with file.open("rb") as content:
        answer = hub.post(
            "/v1/imports",
            params={name: value for name, value in asked.items() if value},
            content=content,
            headers={
                "content-type": "application/octet-stream",
                "wasl-purpose": str(asked["record_purpose"]),
            },
            timeout=None,
        )
    job = _watch(hub, answer.json(), options["as_json"])
    place = options["rejects"] or file.with_name(f"{file.stem}.refused{ENDINGS[job['format']]}")
    _end(hub, job, place, options["as_json"])


@importing.command("list")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@click.pass_context
def list_(context: click.Context, limit: int, as_json: bool) -> None:
    """List the imports of your bureau, newest first, with how far they are."""
    shown = 0
    with connect(context) as hub:
        for job in islice(_imports(hub), limit):
            click.echo(json.dumps(job, ensure_ascii=False) if as_json else _row(job))
            shown += 1
    if not shown and not as_json:
        click.echo("Nothing has been imported yet: wasl import --help", err=True)


def _imports(hub: Hub) -> Iterator[dict[str, Any]]:
    """Read imports page by page, newest first."""
    asked: dict[str, str | int] = {"limit": JOBS}
    while page := hub.get("/v1/imports", params=asked).json():
        yield from page
        asked["before"] = page[-1]["requested_at"]


def _row(job: dict[str, Any]) -> str:
    """Say an import in one line of a list."""
    when = job["requested_at"][:16].replace("T", " ")
    database = job["database"].replace("_", "-")
    if job["state"] == "running":
        share = job["bytes_done"] / (job["bytes_total"] or 1)
        told = f"{share:.0%}, {_told(job)}"
    else:
        told = _counts(job)
    return f"{job['id']}  {when}  {job['state']:9}  {database:16}  {job['filename']}  {told}"


@importing.command("follow")
@click.argument("job")
@click.option("--rejects", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def follow(context: click.Context, job: str, rejects: Path | None, as_json: bool) -> None:
    """Watch an import to its end."""
    with connect(context) as hub:
        seen = _watch(hub, _look(hub, job), as_json)
        _end(hub, seen, rejects or _refused_of(seen), as_json)


@importing.command("again")
@click.argument("job")
@click.option("--rejects", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def again(context: click.Context, job: str, rejects: Path | None, as_json: bool) -> None:
    """Let an import that failed go on where it stood, and watch it to its end."""
    with connect(context) as hub:
        queued = hub.post(f"/v1/imports/{job}/again").json()
        _end(hub, _watch(hub, queued, as_json), rejects or _refused_of(queued), as_json)


@importing.command("rejects")
@click.argument("job")
@click.option("--to", "place", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_context
def rejects(context: click.Context, job: str, place: Path | None) -> None:
    """Fetch the refused lines of an import with their reasons, to be mended and sent again."""
    with connect(context) as hub:
        seen = _look(hub, job)
        if not seen["rejected"]:
            click.echo("No line of it was refused.", err=True)
            return
        click.echo(_fetch(hub, job, place or _refused_of(seen)))


@importing.command("gone")
@click.argument("job")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@click.pass_context
def gone(context: click.Context, job: str, as_json: bool) -> None:
    """Show records that a complete list no longer names; none is deleted for it."""
    with connect(context) as hub:
        found = hub.get(f"/v1/imports/{job}/gone", params={"purpose": "identification"}).json()
    for record in found:
        line = f"{record['id']}  {record.get('source_reference', '')}  {record['headline']}"
        click.echo(json.dumps(record, ensure_ascii=False) if as_json else line)
    if not found and not as_json:
        click.echo("It names every record that is there.", err=True)


@importing.command("cancel")
@click.argument("job")
@click.pass_context
def cancel(context: click.Context, job: str) -> None:
    """Stop an import; what is in stays in."""
    with connect(context) as hub:
        hub.post(f"/v1/imports/{job}/cancel")
    click.echo("It stops after its present chunk. What is in stays in.")


@importing.command("warnings")
@click.argument("job")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object for each line.")
@click.pass_context
def warnings(context: click.Context, job: str, as_json: bool) -> None:
    """Show the lines of an import that were taken although they look doubtful."""
    with connect(context) as hub:
        after: int | None = 0
        while after is not None:
            page = _doubtful(hub, job, after, PAGE)
            for line in page["lines"]:
                click.echo(json.dumps(line) if as_json else _doubt(line))
            after = page["next"]


@importing.command("template")
@click.argument("database", type=click.Choice([name.replace("_", "-") for name in PURPOSES]))
@click.pass_context
def template(context: click.Context, database: str) -> None:
    """Print the table of a database with one invented row, to be filled in."""
    with connect(context) as hub:
        answer = hub.get(f"/v1/imports/templates/{database.replace('-', '_')}.csv")
    click.echo(answer.text, nl=False)


def _refused_of(job: dict[str, Any]) -> Path:
    """Name the file for the refused lines of an import."""
    return Path(f"refused-{job['id'][:8]}{ENDINGS[job['format']]}")


def _command(job: dict[str, Any], verb: str) -> str:
    """Write the command that does something more with an import."""
    speaker = "" if job["owner"] == UNITED_NATIONS else f" --as {job['owner']}"
    return f"wasl import {verb}{speaker} {job['id']}"


def _look(hub: Hub, job: str) -> dict[str, Any]:
    found: dict[str, Any] = hub.get(f"/v1/imports/{job}").json()
    return found


def _watch(hub: Hub, job: dict[str, Any], as_json: bool) -> dict[str, Any]:
    """Show a bar until an import has ended; Ctrl-C leaves the import running."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[told]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, disable=as_json) as progress:
        bar = progress.add_task(job["filename"], total=job["bytes_total"] or 1, told="")
        try:
            while job["state"] not in ENDED:
                progress.update(bar, completed=job["bytes_done"], told=_told(job))
                time.sleep(LOOK)
                job = _look(hub, job["id"])
        except KeyboardInterrupt as error:
            progress.stop()
            console.print(
                f"The import goes on without you."
                f"\nFollow it: {_command(job, 'follow')}"
                f"\nStop it: {_command(job, 'cancel')}",
                highlight=False,
            )
            raise click.exceptions.Exit(130) from error
        progress.update(bar, completed=job["bytes_total"] or 1, told=_told(job))
    return job


def _told(job: dict[str, Any]) -> str:
    """Say count, rate and time left."""
    if job["state"] == "queued":
        return "waiting for its turn"
    left = job["seconds_left"]
    rest = f", {_span(left)} left" if left is not None and job["state"] == "running" else ""
    return f"{job['lines']:,} records, {job['rate']:,.0f}/s{rest}"


def _span(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def _end(hub: Hub, job: dict[str, Any], place: Path, as_json: bool) -> None:
    """Print the difference, fetch what was refused, and exit 1 if the import failed."""
    if job["rejected"]:
        job = {**job, "rejects": str(_fetch(hub, job["id"], place))}
    if job["warned"]:
        job = {**job, "doubtful": _doubtful(hub, job["id"], 0, SHOWN)["lines"]}
    click.echo(json.dumps(job) if as_json else _difference(job))
    if job["state"] != "done":
        raise click.exceptions.Exit(1)


def _fetch(hub: Hub, job: str, place: Path) -> Path:
    """Write the refused lines to a file; beside us where its place cannot be written."""
    text = hub.get(f"/v1/imports/{job}/rejects", params={"purpose": "identification"}).content
    try:
        place.write_bytes(text)
    except OSError:
        place = Path(place.name)
        place.write_bytes(text)
    return place


def _doubtful(hub: Hub, job: str, after: int, limit: int) -> dict[str, Any]:
    asked: dict[str, str | int] = {"purpose": "identification", "after": after, "limit": limit}
    found: dict[str, Any] = hub.get(f"/v1/imports/{job}/warnings", params=asked).json()
    return found


def _doubt(line: dict[str, Any]) -> str:
    told = "; ".join(f"{one['field']}: {one['detail']}" for one in line["warnings"])
    return f"line {line['line']}: {told}"


def _counts(job: dict[str, Any]) -> str:
    return (
        f"{job['new']:,} new, {job['changed']:,} changed, {job['unchanged']:,} unchanged,"
        f" {job['rejected']:,} refused"
    )


def _difference(job: dict[str, Any]) -> str:
    lines = [_counts(job)]
    if job["gone"] is not None:
        lines.append(f"{job['gone']:,} no longer on the list (nothing was deleted for that)")
        lines += [f"  Which ones: {_command(job, 'gone')}"] if job["gone"] else []
    if job["warned"]:
        lines.append(f"Doubtful, but kept: {job['warned']:,}")
        lines += [f"  {_doubt(line)}" for line in job["doubtful"]]
    if job["warned"] > len(job.get("doubtful", [])):
        lines.append(f"  All of them: {_command(job, 'warnings')}")
    if job["rejected"]:
        lines.append(f"Refused, with reasons: {job['rejects']} - mend it and send it again")
    if job["problem"]:
        lines.append(job["problem"]["detail"])
    if job["may_go_on"]:
        lines.append(f"Let it go on where it stood: {_command(job, 'again')}")
    if job["state"] == "cancelled":
        lines.append("Stopped before the end; what is in stays in.")
    return "\n".join(lines)
