# SPDX-License-Identifier: Apache-2.0
"""From a record entered at the hub to an answer at a node, whatever the carrier does."""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.factories_checks import actor, question
from tests.factories_members import World
from tests.factories_records import PURPOSE, a_draft, an_actor, document, person
from tests.interfaces.exchange.conftest import Post, until
from wasl.capabilities import checks, members, records
from wasl.capabilities.checks import Answer
from wasl.capabilities.records import Restriction
from wasl.foundation.db import Database
from wasl.foundation.settings import Settings
from wasl.foundation.unit import Units
from wasl.interfaces.exchange import wire

ASKED = question("Zephyrine Oakhollow", databases=("persons",))


async def enter(units: Units, member: str = "MAR", **draft: object) -> records.Record:
    async with units.begin(an_actor(member), PURPOSE) as unit:
        return (await records.enter(unit, "persons", a_draft(**draft))).record


async def enter_documents(units: Units, count: int, start: int = 0) -> None:
    for n in range(start, start + count):
        async with units.begin(an_actor("FRA"), PURPOSE) as unit:
            draft = a_draft("travel_documents", document(f"XT{n:07d}"))
            await records.enter(unit, "travel_documents", draft)


async def ask(post: Post, member: str = "FRA") -> Answer:
    return await checks.check(post.node, actor(member), ASKED, datetime.now(UTC))


async def level(post: Post, units: Units) -> None:
    """Wait until the node has applied everything that the hub has."""

    async def there() -> bool:
        async with units.system() as unit:
            # In this order: a position read before the last number is given would seem level.
            waiting = await checks.count_waiting(unit)
            given = await checks.feed_position(unit)
        return waiting == 0 and post.follower.position.sequence == given["given"]

    await until(there)


def contents(folder: Path) -> list[tuple[object, ...]]:
    """Give all that a copy holds, in an order of its own making."""
    with sqlite3.connect(folder / "store.db") as connection:
        found = connection.execute(
            "SELECT r.id, r.version, r.state, group_concat(i.key) FROM record r"
            " LEFT JOIN (SELECT * FROM identifier ORDER BY key) i ON i.row = r.row"
            " GROUP BY r.id ORDER BY r.id"
        ).fetchall()
    connection.close()
    return found


@pytest.mark.usefixtures("relay")
async def test_a_new_record_is_visible_to_checks(post: Post, units: Units) -> None:
    await post.follow()
    await level(post, units)
    await enter(units)

    async def found() -> bool:
        return bool((await ask(post)).hits)

    await until(found)
    (hit,) = (await ask(post)).hits
    assert hit.owner == "MAR"


@pytest.mark.usefixtures("relay")
async def test_what_an_owner_hides_is_gone_for_those_it_is_hidden_from(
    post: Post, units: Units
) -> None:
    await enter(units, restriction=Restriction("except", ("FRA",)))
    await post.follow()
    await level(post, units)
    assert (await ask(post, "FRA")).hits == ()
    assert len((await ask(post, "ESP")).hits) == 1


@pytest.mark.usefixtures("relay")
async def test_a_gap_is_noticed_and_healed(post: Post, units: Units) -> None:
    await enter_documents(units, 5)
    await post.follow()
    await level(post, units)
    await post.stack.aclose()
    await enter_documents(units, 5, start=5)
    await until(lambda: _numbered(units))
    async with units.system() as unit:
        last = (await checks.feed_position(unit))["given"]
    # Only the last message arrives: the numbers before it are missing.
    late = wire.FeedMessage(last, last, "", [wire.FeedEntry(last, "member", "x", wire.raw(None))])
    await post.follower.accept([late])
    assert post.follower.position.sequence == last
    assert post.node.reader.count() == 10


@pytest.mark.usefixtures("relay")
async def test_a_message_that_comes_twice_changes_nothing(post: Post, units: Units) -> None:
    await enter_documents(units, 3)
    await post.follow()
    await level(post, units)
    await post.stack.aclose()
    before, position = contents(post.folder), post.follower.position.sequence
    again = wire.FeedMessage(1, 1, "", [wire.FeedEntry(1, "record", "nobody", wire.raw(None))])
    await post.follower.accept([again])
    assert post.follower.position.sequence == position
    assert contents(post.folder) == before


@pytest.mark.usefixtures("relay")
async def test_a_lost_last_message_is_missed_too(post: Post, units: Units) -> None:
    """Nothing follows it, so no gap shows: the node compares its position with the hub's."""
    await post.follow()
    await level(post, units)
    await post.stack.aclose()
    await enter(units)
    await until(lambda: _numbered(units))
    await post.follower._catch_up()
    assert len((await ask(post)).hits) == 1


async def _numbered(units: Units) -> bool:
    async with units.system() as unit:
        if await checks.count_waiting(unit):
            return False
        position = await checks.feed_position(unit)
        return position["given"] == position["published"]


@pytest.mark.usefixtures("relay")
async def test_a_copy_filled_anew_equals_one_that_followed(
    post: Post, units: Units, settings: Settings
) -> None:
    await post.follow()
    await level(post, units)
    first = await enter(units)
    await enter_documents(units, 20)
    async with units.begin(an_actor("MAR"), PURPOSE) as unit:
        changed = a_draft(body=person(names=[{"text": "Someone Else"}]))
        await records.change(unit, first.id, 1, changed)
    await level(post, units)
    async with Post(settings, "other") as other:
        await other.follow()
        await level(other, units)
        assert contents(other.folder) == contents(post.folder)
        assert other.follower.position.sequence == post.follower.position.sequence


@pytest.mark.usefixtures("relay")
async def test_a_rebuild_forgets_what_the_hub_no_longer_has(post: Post, units: Units) -> None:
    await post.follow()
    await level(post, units)
    await post.stack.aclose()
    await enter_documents(units, 2)
    ghost = checks.LocalReader(post.folder)
    post.writer.apply([], checks.Position(10_000))
    await post.follower._catch_up()
    assert ghost.count() == 2, "a hub set back to an older state is believed"
    ghost.close()


@pytest.mark.usefixtures("relay")
async def test_an_answer_tells_how_long_its_copy_has_been_cut_off(post: Post) -> None:
    async def heard() -> bool:
        return post.follower.position.heard > 0

    await post.follow()
    await until(heard)
    now = datetime.now(UTC)
    assert (await checks.check(post.node, actor("FRA"), ASKED, now)).remarks == ()
    await post.stack.aclose()
    later = now + timedelta(minutes=42, seconds=30)
    (remark,) = (await checks.check(post.node, actor("FRA"), ASKED, later)).remarks
    assert (remark.code, remark.values) == ("copy_old", {"minutes": 42})


@pytest.mark.usefixtures("relay")
@pytest.mark.parametrize("manifest", [b'{"format": 999}', b"", None])
async def test_names_that_cannot_be_read_are_filled_anew(
    settings: Settings, units: Units, manifest: bytes | None
) -> None:
    """After an upgrade, or on a damaged disk, the node says that it cannot answer, and heals."""
    await enter(units)
    async with Post(settings) as before:
        await before.follow()
        await level(before, units)
        path = before.folder / "names" / "manifest.json"
    path.unlink()
    if manifest is not None:
        path.write_bytes(manifest)
    async with Post(settings) as after:
        assert (await ask(after)).databases == {"persons": "not_available"}
        await after.follow()
        await level(after, units)
        assert len((await ask(after)).hits) == 1


@pytest.mark.usefixtures("relay")
async def test_a_rebuild_can_be_asked_for_from_outside(post: Post, units: Units) -> None:
    await enter(units)
    await post.follow()
    await level(post, units)
    generation = post.writer.generation
    assert checks.ask_for_rebuild(post.folder)

    async def rebuilt() -> bool:
        return post.writer.generation > generation and not post.writer.rebuild_wanted()

    await until(rebuilt)
    assert len((await ask(post)).hits) == 1


@pytest.mark.usefixtures("relay")
async def test_somebody_revoked_is_out_within_seconds(
    post: Post, units: Units, database: Database
) -> None:
    world = World(database, lambda: datetime.now(UTC))  # type: ignore[arg-type]
    async with units.system() as unit:
        await members.rotate_keys(unit, world.vault)
    machine = await world.machine("FRA")
    async with units.system() as unit:
        issued = await members.issue_token(unit, world.vault, machine.machine.id, machine.secret)
    await post.follow()
    await level(post, units)
    door = checks.Door(post.node.reader)
    assert door.actor_of(issued.token, datetime.now(UTC)).member == "FRA"
    with pytest.raises(members.TokenRefused):
        door.actor_of(issued.token, datetime.now(UTC) + timedelta(minutes=11))
    with pytest.raises(members.TokenRefused):
        door.actor_of(issued.token[:-4] + "AAAA", datetime.now(UTC))
    async with units.begin(world.administrator("FRA")) as unit:
        await members.revoke_person(unit, machine.machine.id)

    async def refused() -> bool:
        try:
            door.actor_of(issued.token, datetime.now(UTC))
        except members.TokenRefused:
            return True
        return False

    await until(refused)
