# SPDX-License-Identifier: Apache-2.0
"""Use cases of oversight: read the audit of one's bureau, verify every chain."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec
import psycopg

from wasl.capabilities.oversight import rules, store
from wasl.capabilities.oversight.errors import PageInvalid
from wasl.capabilities.oversight.model import Line, Question, Verdict
from wasl.foundation.access import Act
from wasl.foundation.db import as_role
from wasl.foundation.errors import NotAvailable
from wasl.foundation.ledger import Operation
from wasl.foundation.unit import Unit

MOST = 500


def _place(value: str | None) -> tuple[str, str, int] | None:
    """Read the place of the last line seen: time, chain and number."""
    if value is None:
        return None
    try:
        at, chain, seq = value.replace("\0", "").rsplit("~", 2)
        return datetime.fromisoformat(at).isoformat(), chain, int(seq)
    except ValueError as error:
        raise PageInvalid(value[:100]) from error


async def list_entries(unit: Unit, question: Question) -> list[Line]:
    """List the audit entries of the actor's bureau, newest first.

    Reading the audit is itself audited.

    Raises:
        AccessDenied: the actor may not read the audit.
        PageInvalid: ``question.after`` is no place in the audit.
    """
    unit.actor.require(Act.READ_AUDIT)
    after = _place(question.after)
    limit = max(1, min(question.limit, MOST))
    asked = msgspec.structs.replace(question, limit=limit)
    rows = await store.list_lines(unit, asked, after) if _is_possible(question) else []
    unit.audit(Operation.CONSULTATION, "audit", entries=len(rows))
    return [
        Line(
            place=f"{row['at'].isoformat()}~{row['chain']}~{row['seq']}",
            detail=msgspec.json.decode(row.pop("entry"))["detail"],
            **row,
        )
        for row in rows
    ]


def _is_possible(question: Question) -> bool:
    """Say whether an entry can match at all: no text in PostgreSQL holds a NUL."""
    texts = (question.actor, question.object, question.operation)
    return not any("\0" in (text or "") for text in texts)


async def prepare_next_month(unit: Unit) -> None:
    """Make room for next month's audit before it begins; begun with ``units.system()``."""
    await store.make_partition(unit, (unit.today.replace(day=1) + timedelta(days=32)))


def verify(dsn: str) -> Iterator[Verdict]:
    """Walk every chain from its first entry and compare with what the database keeps.

    Cost: one pass in order of the primary key; memory does not grow with the audit.

    Args:
        dsn: connection string of a login that may become ``wasl_system``.

    Raises:
        NotAvailable: the database does not answer.
    """
    try:
        with psycopg.connect(as_role(dsn, "wasl_system")) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            heads = store.heads(connection)
            with store.entries(connection) as rows:
                yield from rules.judge(rows, heads)
    except psycopg.OperationalError as error:
        raise NotAvailable("database") from error
