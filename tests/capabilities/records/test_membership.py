# SPDX-License-Identifier: Apache-2.0
"""What an owner said holds for the members of today: one joins, one leaves, one comes back."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import psycopg
import pytest

from tests.factories_records import PURPOSE, a_draft, an_actor, person
from wasl.capabilities import records
from wasl.capabilities.records import EVERYBODY, OWNER_ONLY, Query, Record, Restriction
from wasl.foundation.unit import Units

FRANCE, KENYA = an_actor("FRA"), an_actor("KEN")
FIRST, FAR = date(2026, 1, 1), date(2999, 1, 1)
SAID = {
    "to all": EVERYBODY,
    "to all but Spain": Restriction("except", ("ESP",)),
    "to all but Kenya": Restriction("except", ("KEN",)),
    "to Kenya": Restriction("only", ("KEN",)),
    "to nobody": OWNER_ONLY,
    "without documents": Restriction("all", (), {"documents": ("KEN",)}),
}
OPEN = {"to all", "to all but Spain", "to Kenya", "without documents"}


class Membership:
    """Kenya's place in the register, as a release would change it."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection

    def set(self, listed: date = FIRST, left: date | None = None) -> None:
        self.connection.execute(
            "UPDATE member SET listed_on = %s, left_on = %s WHERE code = 'KEN'", (listed, left)
        )


@pytest.fixture
def kenya(owner_dsn: str) -> Iterator[Membership]:
    with psycopg.connect(owner_dsn, autocommit=True) as connection:
        membership = Membership(connection)
        yield membership
        membership.set()


async def enter(units: Units) -> dict[str, Record]:
    entered = {}
    for words, said in SAID.items():
        body = person(documents=[{"number": "X1", "country": "FRA", "type": "passport"}])
        async with units.begin(FRANCE, PURPOSE) as unit:
            draft = a_draft("persons", body, said, source_reference=words)
            entered[words] = (await records.enter(unit, "persons", draft)).record
    return entered


async def seen(units: Units, member: str = "KEN") -> set[str | None]:
    async with units.begin(an_actor(member), PURPOSE) as unit:
        return {r.source_reference for r in (await records.list_(unit, Query())).records}


async def found_by_document(units: Units) -> set[str | None]:
    async with units.begin(KENYA, PURPOSE) as unit:
        return {r.source_reference for r in await records.find(unit, "document", "X1")}


async def test_a_member_that_joins_sees_what_owners_share_with_all(
    units: Units, kenya: Membership
) -> None:
    kenya.set(listed=FAR)
    entered = await enter(units)
    await records.reckon_audiences(units)
    assert await seen(units) == set()
    others = await seen(units, "MAR")
    kenya.set()
    assert await records.reckon_audiences(units) == len(OPEN)
    assert await seen(units) == OPEN
    assert await found_by_document(units) == OPEN - {"without documents"}
    assert await seen(units, "MAR") == others
    async with units.begin(FRANCE, PURPOSE) as unit:
        now = {words: await records.get(unit, one.id) for words, one in entered.items()}
        assert all(now[words].version == 1 for words in SAID), "owners wrote nothing new"


async def test_a_member_that_left_is_in_no_audience_and_comes_back_to_its_own(
    units: Units, kenya: Membership
) -> None:
    entered = await enter(units)
    await records.reckon_audiences(units)
    async with units.system() as unit:
        await unit.execute("DELETE FROM outbox")
    kenya.set(left=date(2026, 6, 1))
    assert await records.reckon_audiences(units) == len(OPEN)
    assert await seen(units) == set()
    assert await found_by_document(units) == set()
    assert await enter_one(units, "later") is not None
    assert "later" not in await seen(units)
    async with units.system() as unit:
        told = {row["key"] for row in await unit.rows("SELECT key FROM outbox")}
        states = await records.feed_states(unit, [str(one.id) for one in entered.values()])
    assert {str(entered[words].id) for words in OPEN} <= told, "and every node hears of it"
    assert not any(records.has_bit(state.audience, KENYA.bit) for state in states)
    assert not any(records.has_bit(key[2], KENYA.bit) for state in states for key in state.keys)
    kenya.set()
    assert await records.reckon_audiences(units) == len(OPEN) + 1
    assert await seen(units) == OPEN | {"later"}


async def enter_one(units: Units, words: str) -> Record:
    async with units.begin(FRANCE, PURPOSE) as unit:
        draft = a_draft("persons", None, EVERYBODY, source_reference=words)
        return (await records.enter(unit, "persons", draft)).record


async def test_nothing_is_done_while_the_members_stay_the_same(units: Units) -> None:
    await enter(units)
    await records.reckon_audiences(units)
    assert await records.reckon_audiences(units) == 0
    async with units.system() as unit:
        told = await unit.rows("SELECT seq FROM audit WHERE actor = 'membership'")
    assert told == []


async def test_it_goes_on_where_it_was_killed_and_is_on_record(
    units: Units, kenya: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wasl.capabilities.records.service import reckoning

    await enter(units)
    await records.reckon_audiences(units)
    kenya.set(left=date(2026, 6, 1))
    monkeypatch.setattr(reckoning, "CHUNK", 2)
    put, done = reckoning._put, 0

    async def killed(*given: Any) -> int:
        nonlocal done
        done += 1
        if done == 2:
            raise KeyboardInterrupt
        return await put(*given)

    monkeypatch.setattr(reckoning, "_put", killed)
    with pytest.raises(KeyboardInterrupt):
        await records.reckon_audiences(units)
    monkeypatch.setattr(reckoning, "_put", put)
    assert 0 < await records.reckon_audiences(units) < len(OPEN)
    assert await seen(units) == set()
    async with units.system() as unit:
        told = await unit.rows(
            "SELECT entry::json -> 'detail' -> 'records' AS records, member FROM audit"
            " WHERE actor = 'membership'"
        )
    assert {row["member"] for row in told} == {"FRA"}
    assert len({record for row in told for record in row["records"]}) == len(OPEN)
