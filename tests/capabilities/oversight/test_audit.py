# SPDX-License-Identifier: Apache-2.0
"""A bureau reads its own audit; whatever is altered behind the function's back shows."""

from datetime import timedelta
from typing import Any

import psycopg
import pytest

from wasl.capabilities import checks, oversight
from wasl.foundation.access import AccessDenied, Actor, Role
from wasl.foundation.ledger import HUB_CHAIN, Operation
from wasl.foundation.unit import Units

OFFICER = Actor("p1", "person", "FRA", 65, frozenset({Role.OFFICER}), "Demo officer")
CHIEF = Actor("p9", "person", "FRA", 65, frozenset({Role.SUPERVISOR}), "Demo supervisor")
STRANGER = Actor("p2", "person", "MAR", 120, frozenset({Role.SUPERVISOR}), "Demo supervisor")


async def _consult(units: Units, count: int) -> None:
    for number in range(count):
        async with units.begin(OFFICER, "border_control") as unit:
            unit.audit(Operation.CONSULTATION, f"r{number}", "persons", place="Roissy")


async def test_a_supervisor_pages_through_the_audit_of_its_bureau(units: Units) -> None:
    await _consult(units, 5)
    seen: list[str] = []
    after = None
    async with units.begin(CHIEF) as unit:
        while lines := await oversight.list_entries(unit, oversight.Question(after=after, limit=2)):
            seen += [line.object for line in lines]
            after = lines[-1].place
    assert seen == ["r4", "r3", "r2", "r1", "r0"]


async def test_filters_narrow_and_another_bureau_sees_nothing(units: Units) -> None:
    await _consult(units, 3)
    async with units.begin(CHIEF) as unit:
        found = await oversight.list_entries(unit, oversight.Question(object="r1", actor="p1"))
        assert [(line.object, line.detail) for line in found] == [("r1", {"place": "Roissy"})]
    async with units.begin(STRANGER) as unit:
        assert await oversight.list_entries(unit, oversight.Question()) == []


async def test_an_officer_may_not_read_it_and_reading_it_is_recorded(units: Units) -> None:
    async with units.begin(CHIEF) as unit:
        await oversight.list_entries(unit, oversight.Question())
    async with units.begin(CHIEF) as unit:
        lines = await oversight.list_entries(unit, oversight.Question())
    assert [(line.object, line.actor) for line in lines] == [("audit", "p9")]
    with pytest.raises(AccessDenied):
        async with units.begin(OFFICER) as unit:
            await oversight.list_entries(unit, oversight.Question())


async def test_a_page_that_cannot_exist_is_refused(units: Units) -> None:
    with pytest.raises(oversight.PageInvalid):
        async with units.begin(CHIEF) as unit:
            await oversight.list_entries(unit, oversight.Question(after="yesterday"))


NULS = [{"actor": "\0"}, {"object": "r\0"}, {"operation": "\0"}, {"after": "2026-01-01~h\0~1"}]


@pytest.mark.parametrize("filters", NULS, ids=str)
async def test_no_sign_in_a_filter_breaks_the_audit(units: Units, filters: dict[str, Any]) -> None:
    await _consult(units, 1)
    async with units.begin(CHIEF) as unit:
        assert await oversight.list_entries(unit, oversight.Question(**filters)) == []


async def test_no_node_writes_in_the_hubs_own_chain(units: Units) -> None:
    await _consult(units, 1)
    with pytest.raises(checks.AuditGap):
        async with units.system() as unit:
            await checks.take_parcel(unit, HUB_CHAIN, 2, ["{}"])


async def test_whole_chains_hold(units: Units, owner_dsn: str) -> None:
    await _consult(units, 4)
    assert list(oversight.verify(owner_dsn)) == [oversight.Verdict("hub", 4)]


async def test_next_months_partition_is_made_ahead_and_once(units: Units) -> None:
    for _ in range(2):
        async with units.system() as unit:
            await oversight.prepare_next_month(unit)
    name = f"audit_{(unit.today.replace(day=1) + timedelta(days=32)):%Y_%m}"
    async with units.system() as unit:
        assert await unit.row("SELECT to_regclass(%(name)s) AS made", name=name) != {"made": None}


SPOILT = [
    ("entry 2 rewritten", "UPDATE audit SET entry = replace(entry, 'r1', 'rX') WHERE seq = 2",
     oversight.Verdict("hub", 1, "altered", 2)),
    ("entry 2 removed", "DELETE FROM audit WHERE seq = 2", oversight.Verdict("hub", 1, "gap", 2)),
    ("a search column changed", "UPDATE audit SET actor = 'somebody' WHERE seq = 3",
     oversight.Verdict("hub", 2, "columns", 3)),
    ("the newest entry removed", "DELETE FROM audit WHERE seq = 4",
     oversight.Verdict("hub", 3, "head", 4)),
    ("all entries removed", "DELETE FROM audit", oversight.Verdict("hub", 0, "head", 1)),
]  # fmt: skip


@pytest.mark.parametrize(("flaw", "statement", "verdict"), SPOILT, ids=[s[0] for s in SPOILT])
async def test_what_a_superuser_altered_shows(
    units: Units, owner_dsn: str, flaw: str, statement: str, verdict: oversight.Verdict
) -> None:
    await _consult(units, 4)
    with psycopg.connect(owner_dsn) as owner:
        owner.execute("ALTER TABLE audit DISABLE ROW LEVEL SECURITY")
        owner.execute(statement)  # type: ignore[call-overload]
        owner.execute("ALTER TABLE audit ENABLE ROW LEVEL SECURITY")
    assert list(oversight.verify(owner_dsn)) == [verdict]
