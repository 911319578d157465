# SPDX-License-Identifier: Apache-2.0
"""A bureau and its own people, machines and entities; and the wall around them."""

from datetime import timedelta

import psycopg
import pytest

from tests.factories_members import World
from wasl.capabilities import members
from wasl.capabilities.members import (
    EntityDraft,
    EntityNotFound,
    Limits,
    MachineDraft,
    NothingToConfirm,
    OfficeNotFound,
    OwnAccount,
    PersonChange,
    PersonDraft,
    PersonNotFound,
    PrincipalRevoked,
    PrincipalState,
    RoleNotGiven,
    SecondPersonNeeded,
    UsernameTaken,
)
from wasl.foundation.access import AccessDenied, Act, Actor
from wasl.foundation.errors import Invalid
from wasl.foundation.vocabulary import members as reference

VEHICLES = EntityDraft(
    name="Demo border police",
    kind="border",
    databases=frozenset({"vehicles"}),
    purposes=frozenset({"border_control"}),
    site="North gate",
)


async def test_the_register_in_the_database_is_the_vocabularys(world: World) -> None:
    async with world.units.system() as unit:
        kept = await unit.rows("SELECT code, bit FROM member")
        offices = await unit.rows("SELECT id, kind, member FROM office")
    assert {(row["code"], row["bit"]) for row in kept} == {
        (member.code, member.bit) for member in reference.list_members()
    }
    assert {(row["id"], row["kind"], row["member"]) for row in offices} == {
        (office.id, office.kind.value, office.member) for office in members.list_offices()
    }


async def test_a_bureau_revokes_an_officer_and_the_next_request_fails(world: World) -> None:
    person = await world.join("officer")
    assert await world.find(person.cookie)
    async with world.units.begin(world.administrator()) as unit:
        await members.revoke_person(unit, person.id)
    assert await world.find(person.cookie) is None
    assert await world.actor(person.id) is None
    assert (await world.password("officer@fra")).refused
    assert person.id in await world.announced(), "and every node hears of it"
    async with world.units.system() as unit:
        [state] = await members.principal_states(unit, [person.id])
    assert state["state"] == "revoked"
    assert members.actor_from_state(state) is None


async def test_a_revoked_person_stays_revoked(world: World) -> None:
    person = await world.join("officer")
    async with world.units.begin(world.administrator()) as unit:
        await members.revoke_person(unit, person.id)
        await members.revoke_person(unit, person.id)
    for act in (members.unlock_person, members.lock_person, members.invite_again):
        with pytest.raises(PrincipalRevoked):
            async with world.units.begin(world.administrator()) as unit:
                await act(unit, person.id)


async def test_an_entity_limited_to_vehicles_may_not_ask_persons(world: World) -> None:
    entity = await world.entity(site="North gate")
    person = await world.join(
        "guard",
        entity=entity.id,
        roles=frozenset({"specialist"}),
        limits=Limits(databases=frozenset({"vehicles", "persons"})),
    )
    actor = await world.actor(person.id)
    assert actor is not None
    assert actor.may(Act.CHECK, "vehicles", "border_control")
    assert not actor.may(Act.CHECK, "persons", "border_control")
    assert not actor.may(Act.CHECK, "vehicles", "criminal_investigation")
    assert not actor.may(Act.ENTER, "vehicles"), "the entity may only read"
    assert actor.site == "North gate"


async def test_new_limits_of_an_entity_hold_for_its_people_at_once(world: World) -> None:
    entity = await world.entity()
    person = await world.join("guard", entity=entity.id)
    async with world.units.begin(world.administrator()) as unit:
        wider = EntityDraft(
            "Demo border police", "border", frozenset({"persons"}), frozenset({"border_control"})
        )
        await members.change_entity(unit, entity.id, wider)
    actor = (await world.session(person.cookie)).actor
    assert actor.databases == {"persons"}


async def test_a_revoked_entity_takes_everybody_in_it_along(world: World) -> None:
    entity = await world.entity()
    person = await world.join("guard", entity=entity.id)
    machine = await world.machine(entity=entity.id)
    own = await world.join("officer")
    async with world.units.begin(world.administrator()) as unit:
        await members.revoke_entity(unit, entity.id)
    assert await world.find(person.cookie) is None
    assert await world.actor(machine.machine.id) is None
    assert await world.actor(own.id), "the bureau's own people go on"
    assert {person.id, machine.machine.id} <= await world.announced()
    with pytest.raises(PrincipalRevoked):
        await world.invite("late", entity=entity.id)


async def test_an_entity_without_databases_opens_none(world: World) -> None:
    entity = await world.entity(databases=frozenset(), purposes=frozenset())
    person = await world.join("guard", entity=entity.id)
    actor = await world.actor(person.id)
    assert actor is not None
    assert not any(
        actor.may(Act.CHECK, database) for database in ("persons", "travel_documents", "vehicles")
    )


async def test_a_bureau_never_sees_people_of_another(world: World) -> None:
    french, moroccan = await world.join("officer", "FRA"), await world.join("officer", "MAR")
    entity = await world.entity("MAR")
    async with world.units.begin(world.administrator("FRA")) as unit:
        listed = {person.id for person in await members.list_people(unit)}
        assert listed == {french.id}
        assert await members.list_entities(unit) == []
    for act in (members.get_person, members.revoke_person, members.lock_person):
        with pytest.raises(PersonNotFound):
            async with world.units.begin(world.administrator("FRA")) as unit:
                await act(unit, moroccan.id)
    with pytest.raises(EntityNotFound):
        async with world.units.begin(world.administrator("FRA")) as unit:
            await members.revoke_entity(unit, entity.id)
    with pytest.raises(EntityNotFound):
        await world.invite("spy", "FRA", entity=entity.id)
    with pytest.raises(OfficeNotFound):
        await world.invite("spy", "FRA", office=members.main_office("MAR"))
    assert await world.find(moroccan.cookie)


async def test_colleagues_are_called_by_name_and_strangers_are_not(world: World) -> None:
    colleague, stranger = await world.join("officer", "FRA"), await world.join("officer", "MAR")
    reader = await world.actor((await world.join("reader", "FRA")).id)
    assert reader
    async with world.units.begin(reader) as unit:
        names = await members.names_of(unit, [colleague.id, stranger.id, "nobody"])
    assert list(names) == [colleague.id]


async def test_the_wall_holds_below_the_service(world: World) -> None:
    """Whatever a request may trick our code into: the database itself refuses."""
    moroccan = await world.join("officer", "MAR")
    async with world.units.begin(world.administrator("MAR")) as unit:
        await members.ask_restart(unit, moroccan.id)
    for table in ("entity", "principal", "invitation", "machine_secret", "session", "restart"):
        async with world.units.begin(world.administrator("FRA")) as unit:
            cursor = await unit.connection.execute(f"SELECT member FROM {table}".encode())
            assert await cursor.fetchall() == []
    async with world.units.begin(world.administrator("FRA")) as unit:
        assert await unit.execute("UPDATE principal SET state = 'active'") == 0
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        async with world.units.begin(world.administrator("FRA")) as unit:
            await unit.execute(
                "INSERT INTO entity (id, member, name, kind, databases, purposes, may_write,"
                " created_at) VALUES ('e', 'MAR', 'Intruder', 'border', '{}', '{}', true, now())"
            )


@pytest.mark.parametrize(
    "secret",
    [
        "SELECT hash FROM password",
        "SELECT secret FROM totp",
        "SELECT code_hash FROM recovery_code",
        "SELECT public_key FROM passkey",
        "SELECT challenge FROM passkey_challenge",
        "SELECT private FROM signing_key",
        "SELECT key FROM sign_in_attempt",
        "SELECT token_hash FROM session",
        "SELECT token_hash FROM invitation",
        "SELECT secret_hash FROM machine_secret",
        "UPDATE session SET token_hash = ''",
        "UPDATE principal SET member = 'FRA'",
        "UPDATE principal SET username = 'a@fra'",
        "DELETE FROM principal",
        "DELETE FROM entity",
    ],
)
async def test_secrets_are_out_of_reach_of_the_application(world: World, secret: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        async with world.units.begin(world.administrator()) as unit:
            await unit.connection.execute(secret.encode())


@pytest.mark.parametrize("roles", [{"officer"}, {"specialist"}, {"supervisor"}, {"auditor"}, set()])
async def test_only_administrators_manage_people(world: World, roles: set[str]) -> None:
    actor = Actor("p", "person", "FRA", 65, frozenset(roles))
    draft = PersonDraft("friend", "Demo Friend", frozenset({"officer"}))
    with pytest.raises(AccessDenied):
        async with world.units.begin(actor) as unit:
            await members.create_person(unit, draft)
    with pytest.raises(AccessDenied):
        async with world.units.begin(actor) as unit:
            await members.create_entity(unit, VEHICLES)
    with pytest.raises(AccessDenied):
        async with world.units.begin(actor) as unit:
            await members.list_people(unit)


async def test_an_administrator_is_confirmed_by_a_second_one(world: World) -> None:
    first, second = world.administrator(name="one"), world.administrator(name="two")
    person = await world.join("officer")
    change = PersonChange("Demo Person", frozenset({"officer", "administrator"}))
    async with world.units.begin(first) as unit:
        asked = await members.change_person(unit, person.id, change)
    assert asked.roles == {"officer"}
    assert asked.asked_roles == {"officer", "administrator"}
    with pytest.raises(SecondPersonNeeded):
        async with world.units.begin(first) as unit:
            await members.confirm_roles(unit, person.id)
    async with world.units.begin(second) as unit:
        confirmed = await members.confirm_roles(unit, person.id)
    assert confirmed.roles == {"officer", "administrator"}
    with pytest.raises(NothingToConfirm):
        async with world.units.begin(second) as unit:
            await members.confirm_roles(unit, person.id)


async def test_a_new_administrator_waits_too(world: World) -> None:
    draft = PersonDraft("chief", "Demo Chief", frozenset({"administrator"}))
    async with world.units.begin(world.administrator(name="one")) as unit:
        invited = await members.create_person(unit, draft)
    assert invited.person.roles == frozenset()
    async with world.units.begin(world.administrator(name="two")) as unit:
        assert (await members.decline_roles(unit, invited.person.id)).roles == frozenset()


async def test_roles_beyond_ones_reach_are_not_given(world: World) -> None:
    with pytest.raises(RoleNotGiven):
        await world.invite("operator", roles=frozenset({"operator"}))
    assert await world.invite("operator", "XGS", roles=frozenset({"operator"}))
    with pytest.raises(RoleNotGiven):
        await world.machine(roles=frozenset({"administrator"}))


async def test_nobody_changes_their_own_account(world: World) -> None:
    person = await world.join("admin")
    actor = Actor(person.id, "person", "FRA", 65, frozenset({"administrator"}))
    change = PersonChange("Demo Person", frozenset({"supervisor"}))
    for act in (
        lambda unit: members.change_person(unit, person.id, change),
        lambda unit: members.revoke_person(unit, person.id),
        lambda unit: members.lock_person(unit, person.id),
        lambda unit: members.ask_restart(unit, person.id),
        lambda unit: members.invite_again(unit, person.id),
    ):
        with pytest.raises(OwnAccount):
            async with world.units.begin(actor) as unit:
                await act(unit)


async def test_a_lock_holds_until_it_is_taken_away(world: World) -> None:
    person = await world.join("officer")
    async with world.units.begin(world.administrator()) as unit:
        await members.lock_person(unit, person.id)
    assert await world.find(person.cookie) is None
    assert (await world.password("officer@fra")).refused
    async with world.units.begin(world.administrator()) as unit:
        await members.unlock_person(unit, person.id)
    assert await world.find(person.cookie) is None, "the old session stays closed"
    assert await world.sign_in(person)


async def test_a_name_taken_tells_nothing_about_other_bureaus(world: World) -> None:
    await world.invite("a.martin", "FRA")
    assert await world.invite("a.martin", "MAR")
    with pytest.raises(UsernameTaken):
        await world.invite("a.martin", "FRA")


BAD_DRAFTS = [
    ({"username": "A Martin"}, "username"),
    ({"username": "x"}, "username"),
    ({"username": "o'neil@fra"}, "username"),
    ({"name": "x"}, "name"),
    ({"name": "x" * 201}, "name"),
    ({"name": "tab\tand\x00nul"}, "name"),
    ({"name": "turned \u202eround"}, "name"),
    ({"roles": frozenset({"emperor"})}, "roles"),
    ({"roles": frozenset()}, "roles"),
    ({"locale": "xx"}, "locale"),
    ({"limits": Limits(databases=frozenset({"everything"}))}, "databases"),
    ({"limits": Limits(purposes=frozenset({"curiosity"}))}, "purposes"),
    ({"limits": Limits(site="x" * 101)}, "site"),
]


@pytest.mark.parametrize(("values", "field"), BAD_DRAFTS)
async def test_a_draft_at_fault_names_the_field(
    world: World, values: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        await world.invite(**{"username": "officer"} | values)
    assert {problem.field for problem in caught.value.problems} == {field}


async def test_names_keep_their_script(world: World) -> None:
    invited = await world.invite("officer", "MAR", name="فاطمة الزهراء (تجريبي)")
    async with world.units.begin(world.administrator("MAR")) as unit:
        kept = await members.get_person(unit, invited.person.id)
    assert kept.name == "فاطمة الزهراء (تجريبي)"
    assert kept.state is PrincipalState.INVITED


async def test_people_are_listed_page_by_page(world: World) -> None:
    invited = {(await world.invite(f"officer{n}")).person.id for n in range(5)}
    seen: list[str] = []
    async with world.units.begin(world.administrator()) as unit:
        while page := await members.list_people(unit, seen[-1] if seen else None, 2):
            seen += [person.id for person in page]
    assert set(seen) == invited
    assert seen == sorted(seen)


async def test_one_among_many_pages_of_people_is_found_by_a_part_of_the_name(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wasl.capabilities.members.service.people.LONGEST_PAGE", 2)
    for number in range(4):
        await world.invite(f"officer{number}", name=f"Officer {number}")
    last = await world.invite("m.muller", name="Zoé Müller")
    async with world.units.begin(world.administrator()) as unit:
        for words in ("muller", "ZOE", "m.mul"):
            assert [one.id for one in await members.find_people(unit, words)] == [last.person.id]
        assert len(await members.find_people(unit, "officer")) == 4


async def test_every_act_of_management_is_in_the_audit(world: World) -> None:
    entity = await world.entity()
    machine = await world.machine(entity=entity.id)
    person = await world.join("officer")
    async with world.units.begin(world.administrator()) as unit:
        await members.change_entity(unit, entity.id, VEHICLES)
        await members.renew_machine_secret(unit, machine.machine.id)
        await members.list_people(unit)
        await members.lock_person(unit, person.id)
        await members.revoke_person(unit, machine.machine.id)
        await members.revoke_entity(unit, entity.id)
        draft = MachineDraft("Demo gate", frozenset({"officer"}))
        second = await members.create_machine(unit, draft)
    written = await world.everything_written()
    for act in (
        "create-entity",
        "create-machine",
        "create-person",
        "change-entity",
        "renew-secret",
        "list-people",
        "set-locked",
        "revoke-person",
        "revoke-entity",
    ):
        assert act in written
    assert machine.secret not in written
    assert second.secret not in written + repr(second)


async def test_a_member_that_left_takes_its_people_along(world: World, owner_dsn: str) -> None:
    person = await world.join("officer")
    leave = "UPDATE member SET left_on = %s WHERE code = 'FRA'"
    with psycopg.connect(owner_dsn, autocommit=True) as connection:
        try:
            connection.execute(leave, (world.clock.now.date() + timedelta(days=1),))
            assert await world.actor(person.id)
            connection.execute(leave, (world.clock.now.date(),))
            assert await world.actor(person.id) is None
            assert await world.find(person.cookie) is None
        finally:
            connection.execute(leave, (None,))
