# SPDX-License-Identifier: Apache-2.0
"""Audit entries and the hash chain that makes a missing or altered one show.

An entry is compact JSON text. A chain numbers its entries from 1 without gaps;
``hash(n) = SHA-256(hash(n-1) || UTF-8(entry n))`` and ``hash(0)`` is 32 zero
bytes. PostgreSQL computes the same in ``audit_append``, so a node that chained
its entries while cut off and the hub that stores them agree to the byte.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec

ZERO = bytes(32)
HUB_CHAIN = "hub"
_encode = msgspec.json.Encoder().encode
NUL = "\\u0000"  # as JSON escapes it; PostgreSQL takes no such sign out of a text


class Operation(StrEnum):
    """What was done to data. Source: Directive (EU) 2016/680, article 25."""

    COLLECTION = "collection"
    ALTERATION = "alteration"
    CONSULTATION = "consultation"
    DISCLOSURE = "disclosure"
    COMBINATION = "combination"
    ERASURE = "erasure"


class Entry(msgspec.Struct, frozen=True):
    """One act on data: who, when, for what purpose, on what, with what result.

    Attributes:
        at: aware UTC time of the act.
        object: identifier of what was acted on; "" where there is none.
        detail: further facts that JSON takes, structs among them; never a secret.
    """

    at: datetime
    operation: Operation
    actor: str
    member: str
    purpose: str
    database: str | None
    object: str
    detail: dict[str, Any] = {}

    def text(self) -> str:
        """Give the compact JSON that is chained and kept."""
        text = _encode(self).decode()
        if self.at.microsecond and NUL not in text:
            return text
        fields = msgspec.to_builtins(self)
        # The encoder leaves out a fraction of a second that is 0.
        fields["at"] = self.at.isoformat(timespec="microseconds").replace("+00:00", "Z")
        return _encode(_without_nul(fields)).decode()


def link(previous: bytes, entry: str) -> bytes:
    """Give the hash of an entry that follows the hash ``previous`` (32 bytes)."""
    return hashlib.sha256(previous + entry.encode()).digest()


def extend(previous: bytes, entries: Iterable[str]) -> bytes:
    """Give the hash of the last of ``entries``; ``previous`` if there are none."""
    for entry in entries:
        previous = link(previous, entry)
    return previous


def _without_nul(value: Any) -> Any:  # noqa: ANN401 - any JSON-like value
    """Show each NUL as its symbol, so that no hostile sign stops a chain."""
    if isinstance(value, str):
        return value.replace("\0", "\u2400")
    if isinstance(value, dict):
        return {_without_nul(key): _without_nul(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nul(part) for part in value]
    return value
