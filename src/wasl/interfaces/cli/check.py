# SPDX-License-Identifier: Apache-2.0
"""``wasl check``: ask the databases from the shell."""

import json
import sys
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import httpx
import msgspec

from wasl.foundation.vocabulary.labels import codes
from wasl.interfaces.cli.client import Hub, Refused, connect
from wasl.interfaces.cli.client import sentence as told
from wasl.interfaces.problems import Malformed, document_of

SUBJECTS = 1_000
_BLANK = b" \t\r\n\xef\xbb\xbf"  # and the mark that some editors begin a file with
_WORDS = {
    "checked": "checked",
    "denied": "not open to you",
    "not_available": "NOT AVAILABLE: not searched",
    "too_many": "too many matches: narrow the check",
}

_PURPOSE = click.option(
    "--purpose",
    default="border_control",
    show_default=True,
    help=f"Why you ask: {', '.join(codes('purpose'))}.",
)
_DATABASES = click.option(
    "--database",
    "databases",
    multiple=True,
    help=f"Search this one only; may be repeated: {', '.join(codes('database'))}.",
)
_JSON = click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")


@click.group()
def check() -> None:
    """Ask the databases about a person, a document or a vehicle.

    A hit is a lead, never a reason to act by itself: the owner confirms.
    """


@check.command()
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@click.option("--born", help="Date of birth, whole or partial: 1979, 1979-03, 1979-03-12.")
@click.option("--nationality", "nationalities", multiple=True, help="Code or name of a country.")
@click.option("--sex", help="male, female, other or unknown.")
@_PURPOSE
@_DATABASES
@_JSON
@click.pass_context
def person(context: click.Context, /, names: tuple[str, ...], **options: Any) -> None:
    """Check a person by name; several words are one name."""
    about = {
        "names": [" ".join(names)],
        "birth_date": options["born"],
        "nationalities": list(options["nationalities"]),
        "sex": options["sex"],
    }
    _ask(context, {"person": _said(about)}, options)


@check.command()
@click.argument("number")
@click.option("--country", help="Issuing country: code or name.")
@click.option("--type", "kind", help=f"Type: {', '.join(codes('document_type'))}.")
@_PURPOSE
@_DATABASES
@_JSON
@click.pass_context
def document(context: click.Context, /, number: str, **options: Any) -> None:
    """Check a document by its number."""
    about = {"number": number, "country": options["country"], "type": options["kind"]}
    _ask(context, {"documents": [_said(about)]}, options)


@check.command()
@click.argument("lines", nargs=-1)
@_PURPOSE
@_DATABASES
@_JSON
@click.pass_context
def mrz(context: click.Context, /, lines: tuple[str, ...], **options: Any) -> None:
    """Check what a machine readable zone says; without LINES it is read from standard input."""
    given = list(lines) or sys.stdin.read().split()
    _ask(context, {"mrz": given}, options)


@check.command()
@click.option("--vin", help="Vehicle identification number.")
@click.option("--plate", help="Registration plate.")
@click.option("--country", help="Country of the plate: code or name.")
@click.option("--engine", help="Engine number.")
@_PURPOSE
@_DATABASES
@_JSON
@click.pass_context
def vehicle(context: click.Context, /, **options: Any) -> None:
    """Check a vehicle by any of its numbers."""
    about = {
        "vin": options["vin"],
        "plate": options["plate"],
        "country": options["country"],
        "engine_number": options["engine"],
    }
    if not any(about[name] for name in ("vin", "plate", "engine_number")):
        raise click.UsageError("Give --vin, --plate or --engine.")
    _ask(context, {"vehicles": [_said(about)]}, options)


@check.command()
@click.argument("file", type=click.File("rb"))
@_PURPOSE
@_DATABASES
@_JSON
@click.pass_context
def batch(context: click.Context, /, file: Any, **options: Any) -> None:  # noqa: ANN401
    """Check many subjects: FILE holds one JSON subject a line ("-" for standard input).

    A line is what stands under "subject" in a single check, such as
    {"documents": [{"number": "XT0000001", "country": "FRA"}]}. Answers come in
    the same order, one JSON a line; a line at fault gets its own and spoils no
    other. Exit 1 says that some were refused.
    """
    lines = [_read(n, line) for n, line in enumerate(file, start=1) if line.strip(_BLANK)]
    if not lines:
        raise click.UsageError(f"{Path(file.name).name} holds no subject.")
    refused = False
    with connect(context) as hub:
        for index, answer in enumerate(_all_answers(hub, lines, options)):
            placed = {**answer, "index": index, "line": lines[index].number}
            refused = refused or "problem" in answer
            as_json = json.dumps(placed, ensure_ascii=False) if options["as_json"] else None
            click.echo(as_json or _line(placed))
    if refused:
        context.exit(1)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file: its number from 1, and its subject or why it cannot be read."""

    number: int
    subject: msgspec.Raw | Malformed


def _read(number: int, line: bytes) -> Line:
    """Read a line as strictly as the hub does, so that one cannot spoil the whole question."""
    line = line.strip(_BLANK)
    try:
        msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return Line(number, Malformed(error, "subject"))
    return Line(number, msgspec.Raw(line))


def _all_answers(hub: Hub, lines: list[Line], options: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for start in range(0, len(lines), SUBJECTS):
        yield from _answers(hub, lines[start : start + SUBJECTS], options)


def _answers(hub: Hub, lines: list[Line], options: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Answer lines in their order: the hub those that can be read.

    Raises:
        Refused: the hub refuses the whole, or breaks off.
    """
    subjects = [line.subject for line in lines if isinstance(line.subject, msgspec.Raw)]
    with closing(_stream(hub, subjects, options)) as told:
        for line in lines:
            if isinstance(line.subject, Malformed):
                yield {"problem": document_of(line.subject)}
            elif answer := next(told, None):
                yield answer
            else:
                raise Refused(f"The hub broke off: line {line.number} and all after it wait.")


def _stream(
    hub: Hub, subjects: list[msgspec.Raw], options: dict[str, Any]
) -> Generator[dict[str, Any], None, None]:
    if not subjects:
        return
    asked = {
        "purpose": options["purpose"],
        "subjects": subjects,
        "databases": list(options["databases"]),
    }
    body, kind = msgspec.json.encode(asked), {"content-type": "application/json"}
    with hub.stream("POST", "/v1/checks/batch", content=body, headers=kind) as response:
        for line in response.iter_lines():
            yield json.loads(line)


def _said(values: dict[str, Any]) -> dict[str, Any]:
    """Leave out what was not given."""
    return {name: value for name, value in values.items() if value}


def _ask(context: click.Context, subject: dict[str, Any], options: dict[str, Any]) -> None:
    """Ask and print; exit 1 if the hub refuses, 3 if a database was not searched."""
    asked = {
        "purpose": options["purpose"],
        "subject": subject,
        "databases": list(options["databases"]),
    }
    with connect(context) as hub:
        answer = hub.post("/v1/checks", json=asked).json()
    if options["as_json"]:
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        click.echo(_text(answer))
    if "not_available" in answer["databases"].values():
        context.exit(3)


def _text(answer: dict[str, Any]) -> str:
    """Say an answer in lines: databases first, then hits."""
    states = answer["databases"].items()
    lines = [", ".join(f"{name.replace('_', ' ')}: {_WORDS[state]}" for name, state in states)]
    lines += [f"! {remark['text']}" for remark in answer.get("remarks", [])]
    if not answer["hits"]:
        lines.append(f"No hit in the databases checked, {answer['at']}.")
    for hit in answer["hits"]:
        lines += ["", *_hit(hit)]
    return "\n".join([*lines, "", f"Check {answer['check']}"])


def _hit(hit: dict[str, Any]) -> list[str]:
    head = f"{hit['headline']}  [{hit['kind'].replace('_', ' ')}, owner {hit['owner']}]"
    score = f"  {hit['match_text']} ({hit['score']:.2f})"
    reasons = [f"  - {reason['text']}" for reason in hit["reasons"]]
    cautions = [f"  ! {caution['text']}" for caution in hit["caution"]]
    act = f"  > {hit['action']['text']}: {hit['contact']}"
    return [head, score, *reasons, *cautions, act, f"  record {hit['record']}"]


def _line(answer: dict[str, Any]) -> str:
    """Say one answer of a batch in one line."""
    place = answer["line"]
    if "problem" in answer:
        response = httpx.Response(422, json=answer["problem"])
        return f"{place}: {told(response)}"
    states = sorted({_WORDS[state] for state in answer["databases"].values() if state != "checked"})
    hits = [f"{hit['database']} {hit['record']} {hit['score']:.2f}" for hit in answer["hits"]]
    return f"{place}: {'; '.join([*(hits or ['no hit']), *states])}"
