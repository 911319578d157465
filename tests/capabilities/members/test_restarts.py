# SPDX-License-Identifier: Apache-2.0
"""No administrator gets into another person's account alone; the person is told and may refuse."""

import psycopg
import pytest

from tests.factories_members import HERE, PASSWORD, Person, World
from wasl.capabilities import members
from wasl.capabilities.members import (
    InvitationInvalid,
    Invited,
    NothingToConfirm,
    PersonNotFound,
    PrincipalRevoked,
    SecondPersonNeeded,
)


async def ask(world: World, person: Person, name: str = "admin") -> None:
    async with world.units.begin(world.administrator(name=name)) as unit:
        await members.ask_restart(unit, person.id)


async def agree(world: World, person: Person, name: str = "second") -> Invited:
    async with world.units.begin(world.administrator(name=name)) as unit:
        return await members.invite_again(unit, person.id)


async def acts(world: World) -> list[str]:
    async with world.units.system() as unit:
        rows = await unit.rows("SELECT entry::json -> 'detail' ->> 'act' AS act FROM audit")
    return [row["act"] for row in rows]


async def test_one_administrator_gets_no_link_to_an_account_in_use(world: World) -> None:
    victim = await world.join("victim", roles=frozenset({"administrator"}))
    for _ in range(2):
        with pytest.raises(SecondPersonNeeded):
            await agree(world, victim, "admin")
        await ask(world, victim)
    assert await world.find(victim.cookie), "nothing has changed for the person"


async def test_a_lock_opens_no_way_round_the_second_administrator(world: World) -> None:
    victim = await world.join("victim")
    async with world.units.begin(world.administrator()) as unit:
        await members.lock_person(unit, victim.id)
    with pytest.raises(SecondPersonNeeded):
        await agree(world, victim, "admin")


async def test_a_lost_phone_means_starting_anew(world: World) -> None:
    person = await world.join("officer")
    await ask(world, person)
    invited = await agree(world, person)
    assert await world.find(person.cookie) is None
    assert (await world.password("officer@fra")).refused, "the old password is worthless now"
    async with world.units.begin(world.administrator()) as unit:
        await members.lock_person(unit, person.id)
        await members.unlock_person(unit, person.id)
    assert (await world.password("officer@fra")).refused, "a lock and unlock does not revive it"
    with pytest.raises(InvitationInvalid):
        async with world.units.system() as unit:
            await members.accept_invitation(unit, invited.token, PASSWORD, HERE)
    with pytest.raises(SecondPersonNeeded):
        await agree(world, person, "admin")  # a lost link takes two again: the account was in use
    await ask(world, person)
    invited = await agree(world, person)
    async with world.units.system() as unit:
        answer = await members.accept_invitation(unit, invited.token, "nine lazy moles dig", HERE)
    session = await world.session(answer.token or "")
    assert session.stage == "enrol", "the old second factor is gone"
    assert session.restart
    assert session.restart.confirmed_by == "second-FRA", "and the person sees who let it happen"
    told = await acts(world)
    for act in ("restart-asked", "restart-confirmed", "invitation-accepted"):
        assert act in told
    async with world.units.system() as unit:
        [row] = await unit.rows(
            "SELECT max((entry::json -> 'detail' ->> 'factors_forgotten')::int) AS n FROM audit"
        )
    assert row["n"] == 1


async def test_who_was_never_in_is_invited_again_by_one(world: World) -> None:
    invited = await world.invite("newcomer")
    async with world.units.begin(world.administrator()) as unit:
        again = await members.invite_again(unit, invited.person.id)
    assert again.token != invited.token


async def test_the_person_is_told_and_may_refuse(world: World) -> None:
    person = await world.join("officer")
    await ask(world, person)
    session = await world.session(person.cookie)
    assert session.restart
    assert session.restart.is_waiting(world.clock.now)
    async with world.units.system() as unit:
        await members.refuse_restart(unit, session)
    with pytest.raises(SecondPersonNeeded):
        await agree(world, person)
    assert "restart-refused" in await acts(world)
    assert (await world.session(person.cookie)).restart is None


async def test_a_request_is_void_after_three_days_and_can_be_dropped(world: World) -> None:
    person = await world.join("officer")
    await ask(world, person)
    world.clock.wait(hours=73)
    with pytest.raises(SecondPersonNeeded):
        await agree(world, person)
    await ask(world, person)
    async with world.units.begin(world.administrator(name="second")) as unit:
        await members.decline_restart(unit, person.id)
    for act in (members.decline_restart, members.invite_again):
        with pytest.raises((NothingToConfirm, SecondPersonNeeded)):
            async with world.units.begin(world.administrator(name="second")) as unit:
                await act(unit, person.id)


async def test_the_hubs_own_hand_helps_a_bureau_with_one_administrator(world: World) -> None:
    chief = await world.join("chief", roles=frozenset({"administrator"}))
    async with world.units.begin(members.steward("FRA")) as unit:
        assert (await members.invite_again(unit, chief.id)).token


async def test_only_people_of_the_bureau_start_anew(world: World) -> None:
    moroccan = await world.join("officer", "MAR")
    with pytest.raises(PersonNotFound):
        await ask(world, moroccan)
    person = await world.join("officer")
    async with world.units.begin(world.administrator()) as unit:
        await members.revoke_person(unit, person.id)
    with pytest.raises(PrincipalRevoked):
        await ask(world, person)


async def test_the_database_itself_refuses_one_person_for_both(world: World) -> None:
    person = await world.join("officer")
    await ask(world, person)
    with pytest.raises(psycopg.errors.CheckViolation):
        async with world.units.begin(world.administrator()) as unit:
            await unit.execute("UPDATE restart SET confirmed_by = asked_by, confirmed_at = now()")
