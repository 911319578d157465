# SPDX-License-Identifier: Apache-2.0
"""Drafts as JSON objects, from the API or one on each line of a file.

A line is either a whole draft (``{"body": {…}, "restriction": {…}, …}``) or flat:
the body's fields beside those of the envelope.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

import msgspec

from wasl.capabilities.records.model import Draft, ImportOrder, Kind, Line, Record
from wasl.foundation.errors import Problem

MOST_BYTES = 256 * 1024
_AT = re.compile(r"^(?P<what>.*?)(?: - at `(?P<path>[^`]*)`)?$", re.DOTALL)
_NAMED = re.compile(r"^Object (?P<how>missing required|contains unknown) field `(?P<name>.*)`$")
_PASSED_OVER = frozenset(Record.__struct_fields__) | {"headline"}
"""What an export says beside the draft; read back, it is passed over."""
_ENVELOPE = frozenset(Draft.__struct_fields__) - {"body"}


def problem_of(error: Exception, under: str = "") -> Problem:
    """Turn a decoder's complaint into a problem with the path of the field."""
    found = _AT.match(str(error))
    what = found["what"] if found else str(error)
    path = (found["path"] or "") if found else ""
    path = path.removeprefix("$").removeprefix(".").replace("[...]", "[]")
    named = _NAMED.match(what)
    if named:
        code = "required" if named["how"].startswith("missing") else "field-unknown"
        return Problem(_join(under, path, named["name"][:80]), code)
    expected = re.match(r"^Expected `([^`]*)`", what)
    data = {"expected": expected[1]} if expected else {}
    return Problem(_join(under, path), "wrong-type", data)


def _join(*parts: str) -> str:
    return ".".join(part for part in parts if part)


def to_draft(kind: Kind, data: Any) -> Draft | Problem:  # noqa: ANN401 - whatever JSON held
    """Make a draft of decoded JSON; the first thing wrong with its form, if any."""
    if not isinstance(data, dict):
        return Problem("", "wrong-type", {"expected": "object"})
    flat = "body" not in data
    if not flat:
        extra = _PASSED_OVER - set(Draft.__struct_fields__)
        data = {name: value for name, value in data.items() if name not in extra}
    else:
        envelope = {name: value for name, value in data.items() if name in _ENVELOPE}
        body = {name: value for name, value in data.items() if name not in _ENVELOPE}
        data = {**envelope, "body": body}
    try:
        draft = msgspec.convert(data, Draft)
    except msgspec.ValidationError as error:
        return problem_of(error)
    try:
        return msgspec.structs.replace(draft, body=msgspec.convert(draft.body, kind.body))
    except msgspec.ValidationError as error:
        return problem_of(error, "" if flat else "body")


def read(file: BinaryIO, kind: Kind, order: ImportOrder) -> Iterator[Line]:
    """Read a file of one JSON object on each line.

    Empty lines, lines that begin with ``#`` (a reject file gives its reasons so) and
    what an export says of itself in its first line are passed over. A line that cannot
    be read becomes problems; the next goes on.
    """
    number = 0
    decoder = msgspec.json.Decoder()
    while raw := file.readline(MOST_BYTES + 2):
        number += 1
        if len(raw) > MOST_BYTES:
            yield _too_long(file, raw, number)
            continue
        text = raw.strip(b" \t\r\n\xef\xbb\xbf") if number == 1 else raw.strip()
        if number == 1 and text.startswith(_ABOUT):
            continue
        if text and not text.startswith(b"#"):
            yield _line(text, number, kind, order, decoder)


def about(lines: Iterable[str]) -> bytes:
    """Give the first line of an export: a JSON value as well, so that any reader can take it."""
    return msgspec.json.encode({"about": list(lines)}) + b"\n"


_ABOUT = b'{"about":'


def _too_long(file: BinaryIO, raw: bytes, number: int) -> Line:
    """Pass over the rest of a line that is longer than any record."""
    piece = raw
    while piece and not piece.endswith(b"\n"):
        piece = file.readline(MOST_BYTES)
    shown = raw[:200].decode("utf-8", "replace")
    return Line(number, shown, None, (Problem("", "line-too-long", {"most": MOST_BYTES}),))


def _line(
    text: bytes, number: int, kind: Kind, order: ImportOrder, decoder: msgspec.json.Decoder[Any]
) -> Line:
    shown = text.decode("utf-8", "replace")
    try:
        data = decoder.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Line(number, shown, None, (Problem("", "not-json"),))
    if isinstance(data, dict):
        data.setdefault("restriction", msgspec.to_builtins(order.restriction))
        data.setdefault("purpose", order.purpose)
    draft = to_draft(kind, data)
    if isinstance(draft, Problem):
        return Line(number, shown, None, (draft,))
    return Line(number, shown, draft)
