# SPDX-License-Identifier: Apache-2.0
"""The United Nations Security Council consolidated list (XML).

The file is read twice: once to its end, so that a broken or cut-off list is
refused whole, then entry by entry. The parser knows neither document types nor
entities nor the network; depth and size of an entry are bounded.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO
from xml.sax.saxutils import escape

import msgspec
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError

from wasl.capabilities.records.errors import ImportFileUnreadable
from wasl.capabilities.records.formats.un_names import Spelling, listed_names
from wasl.capabilities.records.formats.un_values import document_number, document_type, un_date
from wasl.capabilities.records.model import Draft, ImportOrder, Kind, Line
from wasl.foundation.errors import Problem
from wasl.foundation.vocabulary import find_country

ROOT = "CONSOLIDATED_LIST"
ENTRIES = {"INDIVIDUAL": "person", "ENTITY": "organization"}
MOST_DEPTH = 12
MOST_ENTRY = 512 * 1024
MOST_NODES = 20_000
CHUNK = 64 * 1024
_ENTRY_DEPTH = 3

Node = tuple[str, list[Any], list[str]]
"""Name, children, pieces of text."""


class _Target:
    """Receives what the parser finds and keeps one entry at a time."""

    def __init__(self, *, build: bool) -> None:
        self.build = build
        self.ready: list[tuple[int, Node]] = []
        self.line: Callable[[], int] = int
        self.entries = 0
        self._path: list[Node] = []
        self._depth = 0
        self._size = 0
        self._nodes = 0
        self._started = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Open an element."""
        self._depth += 1
        if self._depth == 1 and tag != ROOT:
            raise ImportFileUnreadable("not-un-list")
        if self._depth > MOST_DEPTH:
            raise ImportFileUnreadable("too-deep", most=MOST_DEPTH)
        if self._depth == _ENTRY_DEPTH:
            self._size, self._nodes, self._started = 0, 0, self.line()
        self._nodes += 1
        if self._nodes > MOST_NODES:
            raise ImportFileUnreadable("entry-too-large", line=self._started)
        if self._depth >= _ENTRY_DEPTH:
            node: Node = (tag, [], [])
            if self._path:
                self._path[-1][1].append(node)
            self._path.append(node)

    def data(self, text: str) -> None:
        """Take text, bounded for each entry."""
        self._size += len(text)
        if self._path:
            if self._size > MOST_ENTRY:
                raise ImportFileUnreadable("entry-too-large", line=self._started)
            self._path[-1][2].append(text)

    def end(self, tag: str) -> None:
        """Close an element; a whole entry becomes ready."""
        if self._path:
            node = self._path.pop()
            if not self._path and tag in ENTRIES:
                self.entries += 1
                if self.build:
                    self.ready.append((self._started, node))
        self._depth -= 1

    def close(self) -> None:
        """Take the end of the file."""


def _parse(file: BinaryIO, target: _Target) -> Iterator[tuple[int, Node]]:
    """Feed a file piece by piece.

    Raises:
        ImportFileUnreadable: ``not-xml`` with line and column, ``xml-forbidden`` for a
            document type or entity, or a bound.
    """
    parser = DefusedXMLParser(
        target=target, forbid_dtd=True, forbid_entities=True, forbid_external=True
    )
    target.line = lambda: int(parser.parser.CurrentLineNumber)
    try:
        while piece := file.read(CHUNK):
            parser.feed(piece)
            yield from target.ready
            target.ready.clear()
        parser.close()
    except DefusedXmlException as error:
        raise ImportFileUnreadable("xml-forbidden") from error
    except ParseError as error:
        line, column = error.position
        raise ImportFileUnreadable("not-xml", line=line, column=column + 1) from error
    except (ValueError, LookupError) as error:
        raise ImportFileUnreadable("encoding-unknown", encoding="XML") from error
    yield from target.ready


def check(file: BinaryIO) -> int:
    """Read a list to its end and count its entries; leaves the file at its beginning.

    Raises:
        ImportFileUnreadable: see ``read``.
    """
    target = _Target(build=False)
    for _ in _parse(file, target):
        pass
    if not target.entries:
        raise ImportFileUnreadable("file-empty")
    file.seek(0)
    return target.entries


def read(file: BinaryIO, kind: Kind, order: ImportOrder) -> Iterator[Line]:
    """Read every individual and entity of a list.

    Raises:
        ImportFileUnreadable: nothing of the file has been read then.
    """
    check(file)
    for number, node in _parse(file, _Target(build=True)):
        raw = to_xml(node)
        try:
            draft = _draft(node, kind, order)
        except KeyError as error:
            problem = Problem(str(error.args[0]), "required")
            yield Line(number, raw, None, (problem,))
            continue
        yield Line(number, raw, draft)


def to_xml(node: Node) -> str:
    """Write an entry again, for the reject file."""
    tag, children, texts = node
    inner = "".join(to_xml(child) for child in children) or escape("".join(texts).strip())
    return f"<{tag}>{inner}</{tag}>"


# --- an entry -------------------------------------------------------------------


def _bare(text: str) -> str:
    """Take away the line breaks and indents that the file's layout put in."""
    return " ".join(text.split())


def _texts(node: Node, *path: str) -> list[str]:
    nodes = [node]
    for name in path:
        nodes = [child for parent in nodes for child in parent[1] if child[0] == name]
    return [text for text in (_bare("".join(found[2])) for found in nodes) if text]


def _text(node: Node, *path: str) -> str | None:
    return next(iter(_texts(node, *path)), None)


def _children(node: Node, *names: str) -> list[Node]:
    return [child for child in node[1] if child[0] in names]


def _draft(node: Node, kind: Kind, order: ImportOrder) -> Draft:
    reference = _text(node, "REFERENCE_NUMBER") or _text(node, "DATAID")
    if reference is None:
        raise KeyError("REFERENCE_NUMBER")
    return Draft(
        body=_body(node, kind, reference),
        restriction=order.restriction,
        purpose=order.purpose,
        source_reference=reference,
    )


def _body(node: Node, kind: Kind, reference: str) -> Any:  # noqa: ANN401 - the kind's Struct
    remarks: list[str] = []
    updated = _texts(node, "LAST_DAY_UPDATED", "VALUE")
    facts = {
        "subject": ENTRIES[node[0]],
        "status": "sanctioned",
        "names": _names(node),
        "sex": (_text(node, "GENDER") or "").lower() or None,
        "birth_dates": tuple(_birth_dates(node, remarks)),
        "birth_places": tuple(_places(node, "INDIVIDUAL_PLACE_OF_BIRTH", remarks)),
        "nationalities": tuple(_nationalities(node, remarks)),
        "documents": tuple(_documents(node, remarks)),
        "addresses": tuple(_places(node, "INDIVIDUAL_ADDRESS", remarks))
        + tuple(_places(node, "ENTITY_ADDRESS", remarks)),
        "titles": (*_texts(node, "TITLE", "VALUE"), *_texts(node, "DESIGNATION", "VALUE")),
        "listing": {
            "list": _text(node, "UN_LIST_TYPE") or "UN",
            "reference": reference,
            "listed_on": un_date({"DATE": _text(node, "LISTED_ON") or ""}),
            "updated_on": un_date({"DATE": max(updated, default="")}),
        },
    }
    note = [_text(node, "COMMENTS1"), *remarks]
    facts["note"] = "\n".join(text for text in note if text) or None
    return msgspec.convert(facts, kind.body)


def _names(node: Node) -> list[dict[str, Any]]:
    order = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
    whole = " ".join(text for name in order if (text := _text(node, name)))
    if not whole:
        raise KeyError("FIRST_NAME")
    names = listed_names(whole, kind="primary")
    names += [Spelling(text) for text in _texts(node, "NAME_ORIGINAL_SCRIPT")]
    for alias in _children(node, "INDIVIDUAL_ALIAS", "ENTITY_ALIAS"):
        text = _text(alias, "ALIAS_NAME")
        if text:
            names += listed_names(text, _text(alias, "NOTE"), _text(alias, "QUALITY"))
    unique = {spelling.text: spelling for spelling in reversed(names)}
    ordered = dict.fromkeys(spelling.text for spelling in names)
    return [unique[text].fields() for text in ordered]


def _birth_dates(node: Node, remarks: list[str]) -> Iterator[str]:
    for birth in _children(node, "INDIVIDUAL_DATE_OF_BIRTH"):
        values = {child[0]: _bare("".join(child[2])) for child in birth[1]}
        found = un_date(values)
        if found:
            yield found
        elif values.get("NOTE"):
            remarks.append(f"DATE_OF_BIRTH: {values['NOTE']}")
    for text in _texts(node, "INDIVIDUAL_ALIAS", "DATE_OF_BIRTH"):
        found = un_date({"DATE": text})
        if found:
            yield found


def _places(node: Node, name: str, remarks: list[str]) -> Iterator[dict[str, Any]]:
    for place in _children(node, name):
        parts = [_text(place, part) for part in ("STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE")]
        country = _text(place, "COUNTRY")
        found = find_country(country) if country else None
        rest = [*parts, None if found else country]
        text = ", ".join(part for part in rest if part)
        note = _text(place, "NOTE")
        if text and len(text) > 500:  # noqa: PLR2004 - what a place may hold
            remarks.append(f"{name}: {text}")
            text = ""
        if found or text or note:
            yield {"country": found, "text": text or None, "note": note}


def _nationalities(node: Node, remarks: list[str]) -> Iterator[str]:
    for text in _texts(node, "NATIONALITY", "VALUE"):
        found = find_country(text)
        if found:
            yield found
        elif text.lower() not in ("na", "n/a"):
            remarks.append(f"NATIONALITY: {text}")


def _documents(node: Node, remarks: list[str]) -> Iterator[dict[str, Any]]:
    for document in _children(node, "INDIVIDUAL_DOCUMENT"):
        kinds = [_text(document, "TYPE_OF_DOCUMENT"), _text(document, "TYPE_OF_DOCUMENT2")]
        written, note = _text(document, "NUMBER"), _text(document, "NOTE")
        said = " ".join(text for text in (*kinds, note) if text)
        number = document_number(written) if written else document_number(said, in_text=True)
        if number is None:
            if said:
                remarks.append(f"DOCUMENT: {said}")
            continue
        country = _text(document, "ISSUING_COUNTRY") or _text(document, "COUNTRY_OF_ISSUE")
        found = find_country(country) if country else None
        kept = (kinds[1], written if written != number else None, note)
        yield {
            "number": number,
            "country": found,
            "type": document_type(*kinds),
            "issued": un_date({"DATE": _text(document, "DATE_OF_ISSUE") or ""}),
            "note": "; ".join(text for text in kept if text) or None,
        }


REJECT_HEAD = f'<?xml version="1.0" encoding="UTF-8"?>\n<{ROOT}>\n'
REJECT_TAIL = f"</{ROOT}>\n"


def reject_text(raw: str, reasons: str) -> str:
    """Write a refused entry with its reasons before it, for the reject file."""
    section = "INDIVIDUALS" if raw.startswith("<INDIVIDUAL>") else "ENTITIES"
    remark = re.sub("-(?=-|$)", "- ", reasons)
    return f"<{section}><!-- {remark} -->\n{raw}\n</{section}>\n"
