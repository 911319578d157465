# SPDX-License-Identifier: Apache-2.0
"""Who sees what: a table an officer could read, and random policies against a small model."""

import asyncio
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories_records import PURPOSE, a_draft, an_actor, person
from wasl.capabilities import records
from wasl.capabilities.records import Draft, Query, Restriction, rules
from wasl.capabilities.records.model import NOBODY
from wasl.capabilities.records.rules import Register
from wasl.capabilities.records.service._ground import register
from wasl.foundation.unit import Units

SMALL = Register({"FRA": 0, "KEN": 9, "ESP": 255, "UNO": 100}, frozenset({"FRA", "KEN", "ESP"}))

# what the owner (FRA) says, and who sees the record besides
AUDIENCES = [
    (Restriction("all"), {"KEN", "ESP"}),
    (Restriction("except", ("KEN",)), {"ESP"}),
    (Restriction("only", ("KEN",)), {"KEN"}),
    (Restriction("only", ("UNO",)), {"UNO"}),
    (Restriction("except", ("FRA",)), {"KEN", "ESP"}),
    # silence and nonsense mean nobody
    (Restriction("only"), set()),
    (Restriction("except"), set()),
    (Restriction(""), set()),
    (Restriction("everybody"), set()),
    (Restriction("all", ("KEN",)), set()),
    (Restriction("except", ("KEN", "ZZZ")), set()),
    (Restriction("only", ("ZZZ",)), set()),
]


@pytest.mark.parametrize(("restriction", "others"), AUDIENCES)
def test_an_audience_is_what_the_owner_said(restriction: Restriction, others: set[str]) -> None:
    seen = rules.audience("FRA", restriction, SMALL)
    assert {c for c, bit in SMALL.bits.items() if rules.has_bit(seen, bit)} == {"FRA", *others}


def test_an_owner_that_nobody_knows_is_seen_by_nobody() -> None:
    assert rules.audience("ZZZ", Restriction("only"), SMALL) == NOBODY


@pytest.mark.parametrize("denied", [(), ("ZZZ",), ("KEN", "ZZZ")])
def test_a_field_hidden_from_nobody_known_is_the_owners_alone(denied: tuple[str, ...]) -> None:
    restriction = Restriction("all", (), {"note": denied})
    whole = rules.audience("FRA", restriction, SMALL)
    assert rules.audiences("FRA", restriction, SMALL, whole) == {"note": rules.mask([0])}


@given(st.sets(st.integers(0, 255)))
def test_a_mask_holds_its_bits_and_no_other(bits: set[int]) -> None:
    made = rules.mask(bits)
    assert len(made) == 32
    assert {bit for bit in range(256) if rules.has_bit(made, bit)} == bits


@pytest.mark.parametrize("bit", [-1, 256, 10_000])
def test_a_bit_out_of_bounds_is_in_no_audience(bit: int) -> None:
    assert not rules.has_bit(b"\xff" * 32, bit)


async def test_postgresql_counts_bits_as_we_do(units: Units) -> None:
    made = rules.mask([0, 7, 8, 60, 255])
    async with units.system() as unit:
        rows = await unit.rows(
            "SELECT n FROM generate_series(0, 255) AS n"
            " WHERE get_bit(%(bits)s::bit(256), n) = 1 ORDER BY n",
            bits=format(int.from_bytes(made, "big"), "0256b"),
        )
    assert [row["n"] for row in rows] == [0, 7, 8, 60, 255]


# --- random policies against a model ----------------------------------------------

Plan = list[tuple[str, list[Restriction]]]
"""Owner and successive restrictions of each record."""
MEMBERS = ("FRA", "KEN", "ESP", "XGS", "UNO")
FIELDS = ("documents", "note", "case")
codes = st.sampled_from(MEMBERS)
denials = st.lists(codes, min_size=1, max_size=3, unique=True).map(tuple)
field_rules = st.dictionaries(st.sampled_from(FIELDS), denials, max_size=3)
restrictions = st.one_of(
    st.builds(lambda f: Restriction("all", (), f), field_rules),
    st.builds(lambda m, f: Restriction("except", m, f), denials, field_rules),
    st.builds(
        lambda m, f: Restriction("only", tuple(m), f),
        st.lists(codes, max_size=3, unique=True),
        field_rules,
    ),
)
stories = st.lists(
    st.tuples(st.sampled_from(("FRA", "KEN")), st.lists(restrictions, min_size=1, max_size=3)),
    min_size=1,
    max_size=6,
)


def sees(member: str, owner: str, restriction: Restriction) -> bool:
    """The reference model: nothing but what the handbook says."""
    if member == owner:
        return True
    if restriction.mode == "only":
        return member in restriction.members
    return member != "UNO" and member not in restriction.members


def sees_field(member: str, owner: str, restriction: Restriction, field: str) -> bool:
    return member == owner or (
        sees(member, owner, restriction) and member not in restriction.fields.get(field, ())
    )


def draft(n: int, version: int, restriction: Restriction) -> Draft:
    body = person(
        names=[{"text": f"Person {n}"}],
        documents=[{"number": f"SECRET{n}V{version}"}],
        note=f"note-{n}-{version}",
    )
    return a_draft(body=body, restriction=restriction, case=f"case-{n}-{version}")


async def tell(units: Units, plan: Plan) -> list[Any]:
    """Enter the records of a story and change them through their restrictions."""
    made = []
    for n, (owner, steps) in enumerate(plan):
        async with units.begin(an_actor(owner), PURPOSE) as unit:
            entered = await records.enter(unit, "persons", draft(n, 1, steps[0]))
        for version, step in enumerate(steps[1:], start=1):
            async with units.begin(an_actor(owner), PURPOSE) as unit:
                change = draft(n, version + 1, step)
                await records.change(unit, entered.record.id, version, change)
        made.append(entered.record.id)
    return made


async def empty(units: Units) -> None:
    async with units.database.connection("wasl_app") as connection:
        await connection.execute("SET LOCAL ROLE wasl_owner")
        await connection.execute(
            "TRUNCATE record, record_version, record_key, deletion_request, outbox CASCADE"
        )


def allowed(member: str, plan: Plan, n: int) -> tuple[set[str], set[str]]:
    """Give the marks (note, case, number) of record ``n`` that a member may read now, and all."""
    owner, steps = plan[n]
    now = len(steps)
    marks = {
        "documents": f"SECRET{n}V{now}",
        "note": f"note-{n}-{now}",
        "case": f"case-{n}-{now}",
    }
    open_ones = {m for f, m in marks.items() if sees_field(member, owner, steps[-1], f)}
    return open_ones, set(marks.values())


async def check_member(units: Units, plan: Plan, ids: list[Any], member: str) -> None:
    actor = an_actor(member)
    visible = {ids[n] for n, (o, steps) in enumerate(plan) if sees(member, o, steps[-1])}
    async with units.begin(actor, PURPOSE) as unit:
        page = await records.list_(unit, Query(database="persons"))
    assert {record.id for record in page.records} == visible
    assert page.count == records.Count(len(visible), exact=True)
    listed = {record.id: repr(record) for record in page.records}
    async with units.system() as unit:
        states = {s.id: s for s in await records.feed_states(unit, [str(i) for i in ids])}
    exported = {}
    for form in ("csv", "jsonl"):
        order = records.ExportOrder(form)  # type: ignore[arg-type]
        stream = await records.export(units, (actor, PURPOSE), Query(database="persons"), order)
        exported[form] = b"".join([piece async for piece in stream]).decode()
    for n, record_id in enumerate(ids):
        open_marks, marks = allowed(member, plan, n)
        at_node = records.visible_state(states[str(record_id)], actor)
        assert (at_node is not None) == (record_id in visible)
        for mark in marks:
            shown = mark in open_marks
            assert (mark in listed.get(record_id, "")) == shown
            assert (mark in repr(at_node)) == shown
            assert (mark in exported["jsonl"]) == shown
            assert (mark in exported["csv"]) == shown
            async with units.begin(actor, PURPOSE) as unit:
                found = await records.list_(unit, Query(identifier=mark))
            assert found.count.number == (shown and not mark.startswith("note"))
        await check_history(units, plan, (n, record_id), member)


async def check_history(units: Units, plan: Plan, place: tuple[int, Any], member: str) -> None:
    n, record_id = place
    owner, steps = plan[n]
    async with units.begin(an_actor(member), PURPOSE) as unit:
        if not sees(member, owner, steps[-1]):
            with pytest.raises(records.RecordNotFound):
                await records.history(unit, record_id)
            with pytest.raises(records.RecordNotFound):
                await records.get(unit, record_id)
            return
        states = await records.history(unit, record_id)
    told = {state.record.version: repr(state.record) for state in states}
    for version, step in enumerate(steps, start=1):
        seen = sees(member, owner, step)
        assert (version in told) == seen
        for field, mark in (("note", f"note-{n}-{version}"), ("documents", f"SECRET{n}V{version}")):
            open_then = sees_field(member, owner, step, field)
            open_now = sees_field(member, owner, steps[-1], field)
            assert (mark in told.get(version, "")) == (open_then and open_now)


@pytest.mark.slow
async def test_no_policy_leaks_in_lists_counts_exports_history_keys_or_nodes(
    units: Units,
) -> None:
    loop = asyncio.get_running_loop()

    async def story(plan: Plan) -> None:
        await empty(units)
        ids = await tell(units, plan)
        for member in MEMBERS:
            await check_member(units, plan, ids, member)

    @settings(
        max_examples=25,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(stories)
    def told(plan: Plan) -> None:
        asyncio.run_coroutine_threadsafe(story(plan), loop).result(120)

    await asyncio.to_thread(told)


async def test_the_wall_stands_without_us(units: Units) -> None:
    """What row-level security alone keeps, whatever the program asks."""
    kenya = an_actor("KEN")
    async with units.begin(an_actor("FRA"), PURPOSE) as unit:
        hidden = Restriction("all", (), {"documents": ("KEN",)})
        seen = (await records.enter(unit, "persons", draft(1, 1, hidden))).record
        denied = Restriction("except", ("KEN",))
        await records.enter(unit, "persons", draft(2, 1, denied))
    async with units.begin(kenya, PURPOSE) as unit:
        assert [r["id"] for r in await unit.rows("SELECT id FROM record")] == [seen.id]
        keys = await unit.rows("SELECT scheme FROM record_key ORDER BY scheme")
        assert keys == [{"scheme": "case"}]
        assert await unit.execute("UPDATE record SET state = 'deleted'") == 0
        assert await unit.execute("DELETE FROM record_key") == 0
    for statement in ("DELETE FROM record", "TRUNCATE record", "UPDATE record_version SET by = ''"):
        with pytest.raises(Exception, match="permission denied"):
            async with units.begin(kenya, PURPOSE) as unit:
                await unit.execute(statement)  # type: ignore[arg-type]
    with pytest.raises(Exception, match="row-level security"):
        async with units.begin(kenya, PURPOSE) as unit:
            await unit.execute(
                "INSERT INTO record_key"
                " VALUES (%(r)s, 'vin', 'X', 'vin', 'vehicles', 'FRA', %(b)s)",
                r=seen.id,
                b="1" * 256,
            )
    async with units.database.connection("wasl_app") as connection:
        with pytest.raises(Exception, match=r"wasl\.bit|invalid input syntax"):
            await connection.execute("SELECT id FROM record")


def test_the_register_shares_with_members_and_not_with_the_united_nations() -> None:
    known = register()
    assert len(known.sharing) == 197
    assert "XGS" in known.sharing
    assert "UNO" in known.bits.keys() - known.sharing
