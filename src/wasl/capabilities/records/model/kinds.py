# SPDX-License-Identifier: Apache-2.0
"""What is particular to one database, and the identifiers it yields."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from wasl.foundation.errors import Problem


@dataclass(frozen=True, slots=True)
class Key:
    """An identifier under which a record is found by equality.

    Attributes:
        scheme: ``document``, ``vin``, ``plate`` or ``engine``.
        value: normalised by its standard; never empty.
        field: the body's field it comes from; who may not see the field never finds the key.
    """

    scheme: str
    value: str
    field: str


@dataclass(slots=True)
class Reading:
    """What a kind made of a body.

    Attributes:
        body: normalised; only to be used when there are no problems.
        problems: block; warnings: never block (such as a wrong check digit).
    """

    body: Any
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table (CSV) form of a kind.

    Attributes:
        name: header, lower case, ``_`` between words.
        example: invented value for the template.
        required: a row without it is refused.
        repeats: several values in one cell, separated by ``;``.
    """

    name: str
    example: str = ""
    required: bool = False
    repeats: bool = False


def _anybody(body: Any) -> str | None:  # noqa: ANN401 - each kind has its own Struct
    return None


@dataclass(frozen=True, slots=True)
class Kind:
    """All that is particular to one database. Adding a database is adding one file with a KIND.

    Attributes:
        database: its code: ``persons``, ``travel_documents``, ``vehicles``.
        body: Struct of the body.
        facts: fields in the order in which a reader wants them.
        few_facts: fields that checks and lists show of a record that opens only with a
            reason; every required field, and what ``headline`` reads, is among them.
        restrictable: body fields that may be hidden from chosen members. Never what the
            record is found by as such (names, number of a document, VIN): to hide those,
            deny the record.
        retention_years: longest time of keeping.
        read: normalise and judge a body.
        keys: identifiers of a (read) body.
        names: spellings for the names index, main one first; empty where there are none.
        headline: one line that tells the record apart: a name, a number.
        reference: source reference for a body that came without one; same body, same reference.
        past: fields with dates of what has happened; one that is yet to come is doubtful.
        issuer: member that alone may own a record with this (read) body, "" for nobody;
            None where any member may.
        columns: the table form.
        to_row: cells of a body by column name; what a table cannot say is left out.
        from_row: body of one row (cells by column name, stripped, never None). May leave
            problems of form; ``read`` judges the rest.
    """

    database: str
    body: type[msgspec.Struct]
    facts: tuple[str, ...]
    few_facts: tuple[str, ...]
    restrictable: frozenset[str]
    retention_years: int
    read: Callable[[Any], Reading]
    keys: Callable[[Any], list[Key]]
    names: Callable[[Any], list[str]]
    headline: Callable[[Any], str]
    reference: Callable[[Any], str]
    columns: tuple[Column, ...]
    to_row: Callable[[Any], dict[str, str]]
    from_row: Callable[[Mapping[str, str]], Reading]
    past: tuple[str, ...]
    issuer: Callable[[Any], str | None] = _anybody
