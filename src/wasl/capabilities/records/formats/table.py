# SPDX-License-Identifier: Apache-2.0
"""Drafts as rows of a table (CSV).

The header names the columns in any order; comma, semicolon and tab part them.
UTF-8 and UTF-16 are recognised, other encodings have to be named. A quoted
cell may hold line ends. Lines that begin with ``#`` are passed over, and so are
the columns ``reasons`` and ``line`` that a reject file adds.
"""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from wasl.capabilities.records.errors import ImportFileUnreadable
from wasl.capabilities.records.formats.cells import restriction_of
from wasl.capabilities.records.model import (
    Column,
    Draft,
    ImportOrder,
    Kind,
    Line,
    Reading,
)
from wasl.foundation.errors import Problem

MOST_LINE = 64 * 1024
MOST_LINES = 200
"""Lines that one record may spread over; more means a quote that was never closed."""
SIGNS = ",;\t"
PASSED_OVER = frozenset({"reasons", "line"})
ENCODINGS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "utf-16": "utf-16",
    **{f"windows-125{n}": f"cp125{n}" for n in range(9)},
    **{f"iso-8859-{n}": f"iso8859-{n}" for n in (1, 2, 5, 6, 7, 8, 9, 15)},
    "gb18030": "gb18030",
    "shift_jis": "shift_jis",
    "koi8-r": "koi8-r",
}
ENVELOPE = (
    Column("source_reference", "2025/001234"),
    Column("case", ""),
    Column("purpose", "locate_wanted"),
    Column("shared_with", "all"),
    Column("hidden_from", "", repeats=True),
    Column("hidden_fields", "", repeats=True),
    Column("handling", ""),
    Column("confidentiality", ""),
    Column("retention", ""),
)
_FORMULA = ("=", "+", "-", "@")
_BOM = "\ufeff"


def columns(kind: Kind) -> tuple[Column, ...]:
    """Give all columns of a table of this kind: the body's, then the envelope's."""
    return (*kind.columns, *ENVELOPE)


def template(kind: Kind) -> str:
    """Give a table with the header and one invented row, to be filled in."""
    return header(kind) + row_text({column.name: column.example for column in columns(kind)}, kind)


def header(kind: Kind) -> str:
    """Give the header line."""
    return _written([column.name for column in columns(kind)])


def row_text(cells: dict[str, str], kind: Kind) -> str:
    """Write a row; a cell that a spreadsheet would compute gets ``'`` in front."""
    return _written([_safe(cells.get(column.name) or "") for column in columns(kind)])


def cells_text(cells: Iterable[str], sign: str) -> str:
    """Write some cells without a line end."""
    out = io.StringIO()
    csv.writer(out, delimiter=sign, lineterminator="").writerow(cells)
    return out.getvalue()


def sign_of(line: str) -> str:
    """Give the sign that parts the cells of a header line."""
    return max(SIGNS, key=line.count)


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _written(cells: Iterable[str]) -> str:
    return cells_text(cells, ",") + "\r\n"


# --- encoding -------------------------------------------------------------------


def codec_of(name: str) -> str | None:
    """Give the codec of an encoding by the name that people use for it, or None."""
    return ENCODINGS.get(name.strip().lower().replace("cp125", "windows-125"))


def encoding_of(file: BinaryIO, declared: str | None) -> str:
    """Name the codec of a file, which is left at its beginning.

    Raises:
        ImportFileUnreadable: a name we do not know (``encoding-unknown``), or neither UTF-8
            nor UTF-16 and no name given (``encoding-undeclared``, with a guess).
    """
    start = file.read(1 << 16)
    file.seek(0)
    if declared:
        codec = codec_of(declared)
        if codec is None:
            raise ImportFileUnreadable("encoding-unknown", encoding=declared[:40])
        return codec
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError as error:
        line = start.count(b"\n", 0, error.start) + 1
        raise ImportFileUnreadable("encoding-undeclared", line=line, guess=_guess(start)) from error
    return "utf-8"


def _guess(start: bytes) -> str:
    """Name the likeliest encoding of a text that is not UTF-8, for the sentence alone."""
    text = start.decode("cp1256", "replace")
    high = [sign for sign in text if ord(sign) > 0x7F]  # noqa: PLR2004 - beyond ASCII
    arabic = sum("\u0600" <= sign <= "\u06ff" for sign in high)
    return "windows-1256" if high and arabic * 2 > len(high) else "windows-1252"


# --- reading --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Piece:
    """A physical line: its text, or why there is none."""

    number: int
    text: str
    problem: Problem | None = None


def _pieces(file: BinaryIO, codec: str) -> Iterator[_Piece]:
    if codec == "utf-16":
        yield from _wide_pieces(file)
        return
    number = 0
    while raw := file.readline(MOST_LINE + 2):
        number += 1
        if len(raw) > MOST_LINE:
            while raw and not raw.endswith(b"\n"):
                raw = file.readline(MOST_LINE)
            yield _Piece(number, "", Problem("", "line-too-long", {"most": MOST_LINE}))
            continue
        try:
            yield _Piece(number, raw.decode(codec))
        except UnicodeDecodeError as error:
            problem = Problem("", "wrong-encoding", {"column": error.start + 1, "encoding": codec})
            yield _Piece(number, raw.decode(codec, "replace"), problem)


def _wide_pieces(file: BinaryIO) -> Iterator[_Piece]:
    """Read UTF-16, where a byte that looks like a line end need not be one."""
    text = io.TextIOWrapper(file, "utf-16", errors="replace", newline="\n")
    number = 0
    try:
        while line := text.readline(MOST_LINE):
            number += 1
            whole = line.endswith("\n") or len(line) < MOST_LINE
            while not whole:
                rest = text.readline(MOST_LINE)
                whole = not rest or rest.endswith("\n")
                line = ""
            too_long = Problem("", "line-too-long", {"most": MOST_LINE})
            yield _Piece(number, line, None if line else too_long)
    finally:
        text.detach()


class _Rows:
    """Joins physical lines to rows while quotes are open; one bad line costs only itself."""

    def __init__(self, pieces: Iterator[_Piece], sign: str) -> None:
        self._pieces = pieces
        self._waiting: list[_Piece] = []
        self._sign = sign

    def _next(self) -> _Piece | None:
        return self._waiting.pop(0) if self._waiting else next(self._pieces, None)

    def __iter__(self) -> Iterator[tuple[_Piece, list[str]]]:
        while piece := self._next():
            if piece.problem is None and piece.text.count('"') % 2:
                piece = self._joined(piece)
            text = piece.text.strip("\r\n")
            if piece.problem or not (text.startswith("#") or not text.strip()):
                yield self._cells(piece, text)

    def _joined(self, first: _Piece) -> _Piece:
        """Add lines until the quote closes; if it never does, blame the first line alone."""
        parts, taken, size = [first.text], [], len(first.text)
        while len(parts) < MOST_LINES and size < MOST_LINE:
            following = self._next()
            if following is None or following.problem:
                taken += [following] if following else []
                break
            taken.append(following)
            parts.append(following.text)
            size += len(following.text)
            if following.text.count('"') % 2:
                return _Piece(first.number, "".join(parts))
        self._waiting = taken + self._waiting
        return _Piece(first.number, first.text, Problem("", "quote-open"))

    def _cells(self, piece: _Piece, text: str) -> tuple[_Piece, list[str]]:
        if piece.problem:
            return piece, []
        try:
            return piece, next(csv.reader([text], delimiter=self._sign, strict=True))
        except (csv.Error, StopIteration):
            # A quoted cell with line ends has to be read as the lines it is made of.
            return self._several(piece)

    def _several(self, piece: _Piece) -> tuple[_Piece, list[str]]:
        lines = piece.text.splitlines(keepends=True)
        try:
            rows = list(csv.reader(lines, delimiter=self._sign, strict=True))
        except csv.Error:
            rows = []
        if len(rows) == 1:
            return piece, rows[0]
        return _Piece(piece.number, piece.text, Problem("", "quotes-wrong")), []


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a table.

    Attributes:
        text: as sent, without line end. names: by place. sign: what parts the cells.
    """

    text: str
    names: list[str]
    sign: str


def read_header(pieces: Iterator[_Piece], kind: Kind) -> Header:
    """Read the first line that is not a remark.

    Raises:
        ImportFileUnreadable: ``empty``, ``header-unreadable``, ``columns-unknown``,
            ``columns-repeated`` or ``columns-missing``.
    """
    first = next((p for p in pieces if p.problem or _speaks(p.text)), None)
    if first is None:
        raise ImportFileUnreadable("file-empty")
    if first.problem:
        raise ImportFileUnreadable("header-unreadable", line=first.number)
    text = first.text.lstrip(_BOM).strip("\r\n")
    sign = sign_of(text)
    try:
        cells = next(csv.reader([text], delimiter=sign, strict=True))
    except csv.Error as error:
        raise ImportFileUnreadable("header-unreadable", line=first.number) from error
    names = [cell.strip().lower().replace(" ", "_").replace("-", "_") for cell in cells]
    _check_names(names, kind)
    return Header(text, names, sign)


def _speaks(text: str) -> bool:
    bare = text.lstrip(_BOM).strip()
    return bool(bare) and not bare.startswith("#")


ALSO = {"plate", "plate_country", "birth_date"}
"""Columns that some rows understand beside those of the template."""


def _check_names(names: list[str], kind: Kind) -> None:
    known = {column.name for column in columns(kind)} | PASSED_OVER | ALSO
    unknown = [name[:40] for name in names if name and name not in known]
    repeated = sorted({name for name in names if name and names.count(name) > 1})
    missing = [c.name for c in kind.columns if c.required and not _has(names, c.name)]
    for reason, found in (
        ("columns-unknown", unknown),
        ("columns-repeated", repeated),
        ("columns-missing", missing),
    ):
        if found:
            raise ImportFileUnreadable(reason, columns=", ".join(found[:20]))


def _has(names: list[str], column: str) -> bool:
    return column in names or (
        column == "name" and {"family_name", "given_names"} & {*names} != set()
    )


def read(file: BinaryIO, kind: Kind, order: ImportOrder) -> Iterator[Line | Header]:
    """Read a table: first its header, then a line for each row.

    Raises:
        ImportFileUnreadable: encoding or header.
    """
    pieces = _pieces(file, encoding_of(file, order.encoding))
    head = read_header(pieces, kind)
    yield head
    for piece, cells in _Rows(pieces, head.sign):
        problem = piece.problem
        if problem is None and len(cells) != len(head.names):
            data = {"expected": len(head.names), "found": len(cells)}
            problem = Problem("", "cells-wrong", data)
        row = {} if problem else _row(head.names, cells)
        if problem is None and not row:
            problem = Problem("", "row-empty")
        draft, problems = (None, [problem]) if problem else _read_row(row, kind, order)
        yield Line(piece.number, piece.text.strip("\r\n"), draft, tuple(problems))


def _row(names: list[str], cells: list[str]) -> dict[str, str]:
    """Pair names and cells; empty cells go, and so does what keeps a spreadsheet from computing."""
    row = {name: cell.strip() for name, cell in zip(names, cells, strict=True) if cell}
    for name, cell in row.items():
        if cell[:1] == "'" and cell[1:2] in _FORMULA:
            row[name] = cell[1:]
    return row


def _read_row(
    row: dict[str, str], kind: Kind, order: ImportOrder
) -> tuple[Draft | None, list[Problem]]:
    reading = kind.from_row(row)
    problems = list(reading.problems)
    draft = _draft(row, reading, order, problems)
    return (None if problems else draft), problems


def _draft(
    row: dict[str, str], reading: Reading, order: ImportOrder, problems: list[Problem]
) -> Draft:
    get = row.get
    return Draft(
        body=reading.body,
        restriction=restriction_of(row, order.restriction, problems),
        purpose=get("purpose") or order.purpose,
        source_reference=get("source_reference"),
        case=get("case"),
        handling=get("handling") or Draft.__struct_defaults__[2],
        confidentiality=get("confidentiality") or Draft.__struct_defaults__[3],
        retention=_day(get("retention"), problems),
    )


def _day(text: str | None, problems: list[Problem]) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        problems.append(Problem("retention", "date-invalid", {"value": text[:40]}))
        return None
