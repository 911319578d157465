# SPDX-License-Identifier: Apache-2.0
"""A unit of work commits its rows, audit and changes together, and never without a context."""

import psycopg
import pytest

from wasl.foundation.access import Actor, Role
from wasl.foundation.errors import ContextMissing
from wasl.foundation.ledger import ZERO, Operation, extend
from wasl.foundation.outbox import TopicUnknown
from wasl.foundation.unit import Units

OFFICER = Actor("p1", "person", "FRA", 65, frozenset({Role.OFFICER}), "Demo officer")
OTHER = Actor("p2", "person", "MAR", 120, frozenset({Role.OFFICER}), "Demo officer")


async def test_audit_and_changes_commit_together(units: Units) -> None:
    async with units.begin(OFFICER, "border_control") as unit:
        unit.audit(Operation.CONSULTATION, "r1", "persons", found=2)
        unit.audit(Operation.CONSULTATION, "r2", "persons", name="محمد")
        unit.send("record", "r1")
    async with units.system() as unit:
        audit = await unit.rows("SELECT seq, actor, entry, hash FROM audit ORDER BY seq")
        changes = await unit.rows("SELECT topic, key, seq FROM outbox")
    assert [row["seq"] for row in audit] == [1, 2]
    assert audit[-1]["hash"] == extend(ZERO, [row["entry"] for row in audit])
    assert changes == [{"topic": "record", "key": "r1", "seq": None}]


async def test_a_nul_in_an_entry_stops_no_chain(units: Units) -> None:
    async with units.begin(OFFICER, "border_control") as unit:
        unit.audit(Operation.CONSULTATION, "r1", "persons", asked=["a\0b", "\\u0000"])
    async with units.system() as unit:
        audit = await unit.rows("SELECT entry FROM audit")
    assert "a\u2400b" in audit[0]["entry"]


async def test_an_error_leaves_nothing_behind(units: Units) -> None:
    with pytest.raises(RuntimeError):
        async with units.begin(OFFICER, "border_control") as unit:
            unit.audit(Operation.CONSULTATION, "r1", "persons")
            unit.send("record", "r1")
            await unit.flush()
            raise RuntimeError
    async with units.system() as unit:
        assert await unit.rows("SELECT 1 FROM audit") == []
        assert await unit.rows("SELECT 1 FROM outbox") == []


async def test_members_data_need_a_purpose(units: Units) -> None:
    with pytest.raises(ContextMissing):
        async with units.begin(OFFICER) as unit:
            unit.audit(Operation.CONSULTATION, "r1", "persons")


async def test_a_change_that_no_node_hears_is_refused(units: Units) -> None:
    with pytest.raises(TopicUnknown):
        async with units.begin(OFFICER) as unit:
            unit.send("gossip", "r1")


async def test_a_member_reads_its_own_audit_and_no_other(units: Units) -> None:
    async with units.begin(OFFICER, "border_control") as unit:
        unit.audit(Operation.CONSULTATION, "r1", "persons")
    async with units.begin(OTHER) as unit:
        assert await unit.rows("SELECT 1 FROM audit") == []
    async with units.begin(OFFICER) as unit:
        assert len(await unit.rows("SELECT 1 FROM audit")) == 1


async def test_without_a_context_a_query_raises(units: Units) -> None:
    async with units.begin(OFFICER, "border_control") as unit:
        unit.audit(Operation.CONSULTATION, "r1", "persons")
    with pytest.raises(psycopg.Error):
        async with units.database.connection("wasl_app") as connection:
            await connection.execute("SELECT 1 FROM audit")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET actor = 'nobody'",
        "DELETE FROM audit",
        "INSERT INTO audit (chain, seq, at, operation, actor, member, purpose, object, entry, hash)"
        " VALUES ('hub', 1, now(), 'erasure', 'x', 'x', 'x', '', '{}', '')",
        "UPDATE audit_chain SET seq = 0",
        "TRUNCATE audit",
    ],
)
@pytest.mark.parametrize("role", ["wasl_app", "wasl_system"])
async def test_nobody_alters_the_audit(units: Units, role: str, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        async with units.database.connection(role) as connection:
            await connection.execute("SELECT set_config('wasl.member', 'FRA', true)")
            await connection.execute(statement)  # type: ignore[call-overload]


async def test_a_nodes_chain_is_stored_once_and_gaps_are_refused(units: Units) -> None:
    text = '{"at":"2026-01-01T00:00:00Z","operation":"consultation","actor":"a","member":"FRA",'
    text += '"purpose":"border_control","database":null,"object":"","detail":{"n":%d}}'
    entries = [text % n for n in range(5)]
    query = "SELECT * FROM audit_append('node-1', %(first)s, %(entries)s)"
    async with units.system() as unit:
        first = await unit.row(query, first=1, entries=entries[:3])
        again = await unit.row(query, first=2, entries=entries[1:])
    assert first is not None
    assert again is not None
    assert first["last_seq"] == 3
    assert again == {"last_seq": 5, "last_hash": extend(ZERO, entries)}
    with pytest.raises(psycopg.errors.DataException):
        async with units.system() as unit:
            await unit.row(query, first=9, entries=entries)
