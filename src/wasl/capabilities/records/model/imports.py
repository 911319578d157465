# SPDX-License-Identifier: Apache-2.0
"""What an import is asked to do, how far it is, and the lines it reads."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from wasl.capabilities.records.model.records import Draft, Restriction
from wasl.foundation.errors import Problem

ImportState = Literal["queued", "running", "done", "failed", "cancelled"]


class ImportOrder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody asks an import to do.

    Attributes:
        database: where the records go.
        owner: whose they become.
        format: ``csv``, ``jsonl`` or ``un``.
        filename: as the sender calls it; shown, never used as a path.
        encoding: of a CSV file; None lets UTF-8 and UTF-16 be recognised.
        restriction: for lines that say nothing about it themselves.
        purpose: for lines that say nothing about it themselves.
        complete: the file is the whole list, so what is missing from it is reported as gone.
    """

    database: str
    owner: str
    format: Literal["csv", "jsonl", "un"]
    filename: str
    purpose: str
    restriction: Restriction
    encoding: str | None = None
    complete: bool = False


class ImportJob(msgspec.Struct, frozen=True, kw_only=True):
    """An import and how far it is.

    Attributes:
        lines: records read so far, good or not; also where a resumed run goes on.
        cancelling: somebody asked to stop; it ends after its present chunk.
        bytes_done, bytes_total: of the file.
        header: header line of a table.
        new, changed, unchanged, rejected, warned: of ``lines``.
        gone: records of this owner's list that are no longer in it; None unless ``complete``.
        rate: records a second of running time; 0.0 before the first.
        seconds_left: estimate; None when not running or not yet known.
        swept_at: when its file, refused and doubtful lines were removed; None while kept.
        problem: why it failed: ``{"code": …, "data": {…}}`` for a sentence.
    """

    id: UUID
    order: ImportOrder
    state: ImportState
    lines: int = 0
    cancelling: bool = False
    bytes_done: int = 0
    bytes_total: int = 0
    header: str | None = None
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    warned: int = 0
    gone: int | None = None
    rate: float = 0.0
    seconds_left: float | None = None
    problem: dict[str, Any] | None = None
    requested_by: str = ""
    requested_at: datetime
    started_at: datetime | None = None
    finished_at: datetime | None = None
    swept_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One record of a file: its draft, or what is wrong with it.

    Attributes:
        number: line in the file where it begins, from 1.
        raw: the text as sent, for the reject file; at most a few KB of it.
        draft: None when there are problems.
    """

    number: int
    raw: str
    draft: Draft | None
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
