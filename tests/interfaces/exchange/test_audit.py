# SPDX-License-Identifier: Apache-2.0
"""From a check at a node to the hub's audit and hits: each exactly once."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.factories_checks import actor, person, question
from tests.factories_checks import fill as fill_copy
from tests.interfaces.exchange.conftest import Post, until
from wasl.capabilities import checks
from wasl.capabilities.checks import SpoolFile, spool_files
from wasl.foundation.settings import Settings
from wasl.foundation.unit import Units
from wasl.interfaces.exchange import wire
from wasl.interfaces.exchange.carrier import ask as ask_hub

ASKED = question("Zephyrine Oakhollow", databases=("persons",))


async def checks_at(post: Post, count: int) -> list[str]:
    """Make checks and give their identifiers."""
    made = (checks.check(post.node, actor(), ASKED, datetime.now(UTC)) for _ in range(count))
    return [answer.check for answer in await asyncio.gather(*made)]


async def stored(units: Units) -> list[str]:
    async with units.system() as unit:
        rows = await unit.rows("SELECT object FROM audit WHERE chain <> 'hub' ORDER BY chain, seq")
    return [row["object"] for row in rows]


@pytest.mark.usefixtures("relay")
async def test_every_check_is_in_the_audit_once_and_hits_with_it(post: Post, units: Units) -> None:
    found = person("Zephyrine Oakhollow")
    post.writer.close()
    fill_copy(post.folder, [found])
    post.writer = checks.LocalWriter(post.folder)
    made = await checks_at(post, 200)
    await post.ship()

    async def arrived() -> bool:
        return len(await stored(units)) >= 200

    await until(arrived)
    assert sorted(await stored(units)) == sorted(made)
    async with units.system() as unit:
        hits = await unit.rows("SELECT check_id, record, owner, member FROM check_hit")
    assert sorted(hit["check_id"] for hit in hits) == sorted(made)
    assert {(hit["record"], hit["owner"], hit["member"]) for hit in hits} == {
        (found.id, "MAR", "FRA")
    }

    async def trimmed() -> bool:
        return post.shipper.depth() == 0

    await until(trimmed)


@pytest.mark.usefixtures("relay")
async def test_a_parcel_sent_twice_is_kept_once(post: Post, units: Units) -> None:
    made = await checks_at(post, 10)
    file = SpoolFile(post.node.spool.path)
    parcel = file.parcel()
    file.close()
    assert parcel is not None
    parcels = [wire.ShipAsk(parcel.chain, parcel.first, parcel.entries)]
    parcels.append(wire.ShipAsk(parcel.chain, 1, parcel.entries[:4]))
    for again in (parcels[1], parcels[0], parcels[0]):
        answer = await ask_hub(post.client, wire.SHIP, again, wire.ShipAnswer)
        assert not answer.problem
    assert (answer.last, answer.hash) == (10, parcel.hash)
    assert sorted(await stored(units)) == sorted(made)


@pytest.mark.usefixtures("relay")
async def test_entries_that_skip_some_are_refused(post: Post, units: Units) -> None:
    await checks_at(post, 3)
    file = SpoolFile(post.node.spool.path)
    parcel = file.parcel()
    file.close()
    assert parcel is not None
    skipping = wire.ShipAsk(parcel.chain, 2, parcel.entries[1:])
    answer = await ask_hub(post.client, wire.SHIP, skipping, wire.ShipAnswer)
    assert answer.problem == "audit-gap"
    assert await stored(units) == []


@pytest.mark.usefixtures("relay")
async def test_the_spool_of_a_dead_process_is_shipped_and_removed(post: Post, units: Units) -> None:
    made = await checks_at(post, 5)
    dead = post.node.spool.path
    post.node.spool.close()
    post.node.spool = checks.Spool(post.folder, "border")
    await post.ship()

    async def gone() -> bool:
        return dead not in spool_files(post.folder)

    await until(gone)
    assert sorted(await stored(units)) == sorted(made)
    assert post.node.spool.path in spool_files(post.folder)


async def test_a_node_that_is_cut_off_answers_and_ships_later(
    post: Post, units: Units, settings: Settings
) -> None:
    from tests.interfaces.exchange.conftest import running
    from wasl.interfaces.exchange.relay import run_relay

    await post.ship()
    made = await checks_at(post, 20)
    await asyncio.sleep(0.2)
    assert await stored(units) == []
    async with running(run_relay(settings, units)):

        async def arrived() -> bool:
            return len(await stored(units)) == 20

        await until(arrived, seconds=20)
    assert sorted(await stored(units)) == sorted(made)


@pytest.mark.usefixtures("relay")
async def test_my_recent_checks_are_listed_before_and_after_they_are_shipped(
    post: Post, units: Units
) -> None:
    made = await checks_at(post, 3)
    async with units.begin(actor()) as unit:
        waiting = await checks.list_recent_checks(unit, post.folder)
    assert {check.check for check in waiting} == set(made)
    assert not any(check.stored for check in waiting)
    assert {check.asked for check in waiting} == {"Zephyrine Oakhollow"}
    await post.ship()

    async def arrived() -> bool:
        return len(await stored(units)) == 3

    await until(arrived)
    async with units.begin(actor()) as unit:
        later = await checks.list_recent_checks(unit, post.folder)
        assert {check.check for check in later} == set(made)
    async with units.system() as unit:
        told = await unit.rows(
            "SELECT actor FROM audit WHERE entry::json -> 'detail' ->> 'act' = 'list-checks'"
        )
    assert told == [{"actor": actor().id}] * 2, "looking at them is on record"
    async with units.begin(actor("ESP")) as unit:
        assert await checks.list_recent_checks(unit, post.folder) == []


@pytest.mark.usefixtures("relay")
async def test_the_hub_knows_how_its_nodes_are(post: Post, units: Units) -> None:
    report = wire.NodeReport("border", 7, datetime.now(UTC).isoformat(), 0.5, 3, 1, "0.1.0")

    async def told() -> bool:
        # A report is not kept anywhere on its way: one that nobody hears is followed by the next.
        await post.client.publish(wire.REPORT, wire.encode(report))
        async with units.system() as unit:
            return bool(await checks.list_reports(unit))

    await until(told)
    async with units.system() as unit:
        (line,) = await checks.list_reports(unit)
    assert (line["site"], line["position"], line["records"]) == ("border", 7, 3)
    assert json.dumps(line, default=str)


async def test_a_silent_node_falls_behind_only_by_what_it_has_yet_to_apply(units: Units) -> None:
    rest = {"applied_at": None, "lag_seconds": 0.5, "records": 3, "spool": 0, "version": "0.1.0"}
    async with units.system() as unit:
        published = (await checks.feed_position(unit))["published"]
        heard = unit.now - timedelta(seconds=30)
        await checks.put_report(unit, {"site": "level", "position": published, **rest}, heard)
        await checks.put_report(unit, {"site": "missing", "position": published - 1, **rest}, heard)
        lags = {one["site"]: one["lag_seconds"] for one in await checks.list_reports(unit)}
    assert lags["level"] == rest["lag_seconds"]
    assert lags["missing"] >= timedelta(seconds=30).total_seconds()
