# SPDX-License-Identifier: Apache-2.0
"""What an actor asked lately: from the hub's audit and from spools not shipped yet."""

import contextlib
import sqlite3
from pathlib import Path
from typing import Any

import msgspec

from wasl.capabilities.checks.model import RecentCheck
from wasl.capabilities.checks.store import hub
from wasl.capabilities.checks.store.local import LocalReader
from wasl.capabilities.checks.store.spool import SpoolFile, spool_files
from wasl.capabilities.records import FeedState, visible_state
from wasl.foundation.access import Act
from wasl.foundation.ledger import Operation
from wasl.foundation.unit import Unit

MOST = 200
_LOOKED_AT = 2_000
"""Entries of each spool looked through for an actor's own."""


class _Detail(msgspec.Struct):
    check: str = ""
    asked: dict[str, Any] = {}
    databases: dict[str, str] = {}
    hits: tuple[dict[str, Any], ...] = ()


class _Entry(msgspec.Struct):
    at: str
    operation: str
    actor: str
    purpose: str
    detail: _Detail


_decoder = msgspec.json.Decoder(_Entry)


async def list_recent_checks(
    unit: Unit, folder: Path | None = None, limit: int = 50
) -> list[RecentCheck]:
    """List the actor's own newest checks, newest first; that they were looked at is audited.

    Args:
        unit: of the actor.
        folder: the node's data folder on this machine, whose spools may hold the
            very newest; None for none.
        limit: 1..200.
    """
    limit = max(1, min(limit, MOST))
    stored = [
        _recent(text, stored=True) for text in await hub.list_recent(unit, unit.actor.id, limit)
    ]
    waiting = _waiting(folder, unit.actor.id) if folder is not None else []
    found = {check.check: check for check in [*waiting, *stored] if check is not None}
    newest = sorted(found.values(), key=lambda check: check.at, reverse=True)[:limit]
    unit.audit(Operation.CONSULTATION, "", act="list-checks", count=len(newest))
    return newest


def recall(unit: Unit, reader: LocalReader, kept: RecentCheck) -> list[FeedState]:
    """Give the records that a check of the actor's own found, as they may be seen now.

    What the owner has since denied, and what the actor may no longer check, is left
    out. Each database read is audited.

    Args:
        unit: of the actor, begun for the purpose of the check.
        reader: the local copy.
        kept: one of ``list_recent_checks``.

    Raises:
        AccessDenied: the actor may check no more.
        NodeNotReady: there is no copy to read from.
    """
    actor = unit.actor
    actor.require(Act.CHECK)
    states = []
    for record in kept.hits:
        row = reader.find(record, actor.bit)
        state = visible_state(row, actor) if row is not None else None
        if state is not None and actor.may(Act.CHECK, state.database, unit.purpose):
            states.append(state)
    for database in sorted({state.database for state in states}):
        told = [state.id for state in states if state.database == database]
        unit.audit(Operation.CONSULTATION, kept.check, database, act="read-check", records=told)
    if not states:
        unit.audit(Operation.CONSULTATION, kept.check, act="read-check")
    return states


def _waiting(folder: Path, actor: str) -> list[RecentCheck | None]:
    """Look through the spools of this machine; one that vanishes meanwhile was shipped."""
    found: list[RecentCheck | None] = []
    mark = f'"actor":{msgspec.json.encode(actor).decode()}'
    for path in spool_files(folder):
        with contextlib.suppress(sqlite3.Error, TypeError):
            spool = SpoolFile(path)
            try:
                lines = spool.newest(_LOOKED_AT)
            finally:
                spool.close()
            found += [_recent(line, stored=False) for line in lines if mark in line]
    return found


def _recent(text: str, *, stored: bool) -> RecentCheck | None:
    entry = _decoder.decode(text)
    if not entry.detail.check:
        return None
    return RecentCheck(
        check=entry.detail.check,
        at=entry.at,
        purpose=entry.purpose,
        asked=_words(entry.detail.asked),
        databases=entry.detail.databases,
        hits=tuple(str(hit.get("record", "")) for hit in entry.detail.hits),
        stored=stored,
    )


def _words(asked: dict[str, Any]) -> str:
    """Say in a line what was asked, as the asker typed it."""
    person = asked.get("person") or {}
    parts = [*(person.get("names") or ())[:1], person.get("birth_date")]
    parts += [document.get("number") for document in asked.get("documents") or ()]
    parts += list(asked.get("mrz") or ())[:1]
    for vehicle in asked.get("vehicles") or ():
        parts += [vehicle.get("vin"), vehicle.get("plate"), vehicle.get("engine_number")]
    return " · ".join(str(part) for part in parts if part)[:200]
