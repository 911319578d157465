# SPDX-License-Identifier: Apache-2.0
"""``wasl records``: list records, read one as it is or as it was, and its past."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any
from urllib.parse import quote
from uuid import UUID

import click
import httpx

from wasl.foundation.vocabulary import PartialDate, find_date
from wasl.foundation.vocabulary.labels import codes
from wasl.interfaces.cli.client import Hub, Refused, connect, sentence
from wasl.interfaces.problems import sentence_of

DATABASES = click.Choice([code.replace("_", "-") for code in codes("database")])
PAGE = 500
_EASTERNMOST = timedelta(hours=14)  # where a day begins first, ahead of UTC
_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
_PURPOSE = click.option(
    "--purpose",
    default="identification",
    show_default=True,
    help=f"Why you read: {', '.join(codes('purpose'))}.",
)
_REASON = click.option(
    "--reason", help="Why you open a record that opens only with a reason; kept in the audit."
)


@click.group()
def records() -> None:
    """List and read the records that you may see. Whatever is shown is audited."""


@records.command("list")
@click.argument("database", type=DATABASES)
@click.option("--owner", metavar="MEMBER", help="Of this member only, such as FRA.")
@click.option("--state", help="active, deletion_requested or deleted.")
@click.option("--identifier", help="Number of a document, a plate, VIN, case or reference.")
@click.option("--updated-since", metavar="DAY", help="Changed on this day or later.")
@click.option("--import-id", type=click.UUID, help="Brought by this import.")
@click.option("--kept-until", metavar="DAY", help="Your own that are kept until then at most.")
@click.option(
    "--order",
    help="newest, oldest, name, born, retention or owner; the last four also with a hyphen"
    " before them, backwards.",
)
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True)
@_PURPOSE
@_JSON
@click.pass_context
def list_(
    context: click.Context, /, database: str, *, limit: int, as_json: bool, **asked: Any
) -> None:
    """List records of DATABASE, the last changed first."""
    if since := asked["updated_since"]:
        asked["updated_since"] = datetime.combine(_day(since).first, time(), UTC).isoformat()
    if until := asked["kept_until"]:
        asked["kept_until"] = _day(until).last
    shown = 0
    with connect(context) as hub:
        for page in _pages(hub, database.replace("-", "_"), asked, limit):
            for record in page["records"]:
                click.echo(json.dumps(record, ensure_ascii=False) if as_json else _row(record))
            shown += len(page["records"])
    if page["next"]:
        count = page["count"]
        of = f"{'' if count['exact'] else 'more than '}{count['number']:,}"
        click.echo(f"These are {shown:,} of {of}: --limit shows more.", err=True)
    if not shown and not as_json:
        click.echo(f"There is no such record among {database}, or none for you.", err=True)


def _pages(hub: Hub, database: str, asked: dict[str, Any], limit: int) -> Iterator[dict[str, Any]]:
    """Read pages until there are enough records, or no more."""
    params = {name: str(value) for name, value in asked.items() if value}
    while True:
        params["limit"] = str(min(limit, PAGE))
        page = hub.get(f"/v1/records/{database}", params=params).json()
        yield page
        limit -= len(page["records"])
        if not page["next"] or limit <= 0:
            return
        params["after"] = page["next"]


@records.command("show")
@click.argument("record", metavar="ID", type=click.UUID)
@click.option("--on", metavar="DAY", help="As it was at the end of this day.")
@_REASON
@_PURPOSE
@_JSON
@click.pass_context
def show(context: click.Context, /, record: UUID, *, as_json: bool, **asked: Any) -> None:
    """Show the record ID as you may see it."""
    if asked["on"]:
        asked["on"] = _end_of(asked["on"])
    with connect(context) as hub:
        found = _read(hub, record, "", asked)
    click.echo(json.dumps(found, ensure_ascii=False) if as_json else "\n".join(_whole(found)))


@records.command("history")
@click.argument("record", metavar="ID", type=click.UUID)
@_REASON
@_PURPOSE
@_JSON
@click.pass_context
def history(context: click.Context, /, record: UUID, *, as_json: bool, **asked: Any) -> None:
    """Show the states of the record ID that you may see, oldest first."""
    with connect(context) as hub:
        states = _read(hub, record, "/history", asked)
    before: dict[str, Any] | None = None
    for state in states:
        click.echo(json.dumps(state, ensure_ascii=False) if as_json else _step(state, before))
        before = state["record"]


def _read(hub: Hub, record: UUID, part: str, asked: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
    """Read a record wherever it lies: its identifier does not say in which database.

    Raises:
        Refused: there is none, none on the day asked for, or none for this reader; or it
            opens only with a reason.
    """
    params = {name: asked[name] for name in ("purpose", "on") if asked.get(name)}
    headers = {"wasl-reason": quote(asked["reason"])} if asked["reason"] else {}
    for database in codes("database"):
        answer = hub.get(
            f"/v1/records/{database}/{record}{part}",
            params=params,
            headers=headers,
            extensions={"wasl.keep": True},
        )
        if answer.status_code != httpx.codes.NOT_FOUND:
            break
    if answer.is_success:
        return answer.json()
    told = sentence(answer)
    if '"reason-needed"' in answer.text:
        told += " Say it with --reason."
    if answer.status_code == httpx.codes.NOT_FOUND and "on" in params:
        told = "There is no such record, or it was not there on that day."
    raise Refused(told)


def _day(text: str) -> PartialDate:
    """Read a day, a month or a year.

    Raises:
        click.BadParameter: it is no date.
    """
    found = find_date(text)
    if found is None:
        raise click.BadParameter(sentence_of("date-invalid", {"value": text}))
    return found


def _end_of(text: str) -> str:
    """Give the last moment of a day that a record is to be shown on.

    Raises:
        click.BadParameter: it is no date, or one that is yet to come.
    """
    day = _day(text)
    if day.first > (datetime.now(UTC) + _EASTERNMOST).date():
        raise click.BadParameter(sentence_of("date-in-future", {"value": text}))
    return datetime.combine(day.last, time.max, UTC).isoformat()


def _row(record: dict[str, Any]) -> str:
    """Say a record in one line of a list."""
    marks = [record["state"].replace("_", " ")] if record["state"] != "active" else []
    marks += ["opens with a reason"] if record.get("needs_reason") else []
    said = f" [{', '.join(marks)}]" if marks else ""
    told = f"{record['headline']}{said}"
    return f"{record['id']}  {record['owner']}  {record['changed_at'][:10]}  {told}"


_ABOUT = ("purpose", "handling", "confidentiality", "case", "source_reference", "import_id")


def _whole(record: dict[str, Any]) -> Iterable[str]:
    """Say a record in lines: what it is, its marking, its body."""
    database, state = record["database"].replace("_", " "), record["state"].replace("_", " ")
    yield f"{record['headline']}  [{database}, owner {record['owner']}, {state}]"
    yield f"  record {record['id']}, version {record['version']}"
    yield f"  entered {_at(record['entered_at'])}{_by(record.get('entered_by'))}"
    yield f"  changed {_at(record['changed_at'])}{_by(record.get('changed_by'))}"
    yield f"  kept until {record['retention']}"
    yield from (f"  {name.replace('_', ' ')} {record[name]}" for name in _ABOUT if record.get(name))
    if "restriction" in record:
        yield f"  open to {_open_to(record['restriction'])}"
    for name, value in (record["body"] or {}).items():
        yield from _field(name.replace("_", " "), value)


def _field(name: str, value: Any) -> Iterator[str]:  # noqa: ANN401 - JSON
    """Say a field of a body; one line for each of several."""
    for one in value if isinstance(value, list) else [value]:
        said = ", ".join(str(part) for part in one.values()) if isinstance(one, dict) else one
        if said not in (None, "", False):
            yield f"  {name}: {said}"


def _open_to(restriction: dict[str, Any]) -> str:
    members = " ".join(restriction.get("members", []))
    words = {
        "all": "all members",
        "except": f"all members but {members}",
        "only": members or "nobody else",
    }
    hidden = restriction.get("fields", {}).items()
    fields = [f"{field} hidden from {' '.join(codes) or 'all others'}" for field, codes in hidden]
    return "; ".join([words[restriction["mode"]], *fields])


def _at(moment: str) -> str:
    return f"{moment[:16].replace('T', ' ')} UTC"


def _by(who: str | None) -> str:
    return f" by {who}" if who else ""


def _step(state: dict[str, Any], before: dict[str, Any] | None) -> str:
    """Say a state in one line: since when, what was done, by whom, which fields."""
    record = state["record"]
    told = f"{_at(state['since'])}  version {record['version']}  {state['operation']}"
    changed = ", ".join(_changed(before, record)).replace("_", " ") if before else ""
    return told + _by(state["by"]) + (f": {changed}" if changed else "")


def _changed(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Name what differs between two states, of the body and of its marking."""
    old, new = before["body"] or {}, after["body"] or {}
    fields = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    about = [
        name
        for name in (*_ABOUT, "retention", "restriction", "state")
        if before.get(name) != after.get(name)
    ]
    return [*fields, *about]
