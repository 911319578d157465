# SPDX-License-Identifier: Apache-2.0
"""What an overseer asks and sees."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec


class Question(msgspec.Struct, frozen=True):
    """Which audit entries to show; None leaves a filter open.

    Attributes:
        actor: identifier of who acted.
        object: identifier of what was acted on.
        operation: code of the scheme ``operation``.
        since: entries at or after this time.
        until: entries before this time.
        after: last entry of the page before, as ``Line.place``.
        limit: 1 to 500 entries.
    """

    actor: str | None = None
    object: str | None = None
    operation: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    after: str | None = None
    limit: int = 100


class Line(msgspec.Struct, frozen=True):
    """One audit entry as an overseer reads it; times in UTC."""

    place: str
    chain: str
    seq: int
    at: datetime
    operation: str
    actor: str
    member: str
    purpose: str
    database: str | None
    object: str
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a walk along one chain found.

    Attributes:
        chain: name of the chain.
        entries: how many entries hold, counted from the first.
        fault: None for a whole chain; else code: gap, altered, columns, head.
        at: number of the first entry at fault; None for a whole chain.
    """

    chain: str
    entries: int
    fault: str | None = None
    at: int | None = None
