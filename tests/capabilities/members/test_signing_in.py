# SPDX-License-Identifier: Apache-2.0
"""Signing in, told as stories."""

import asyncio

import pytest

from tests.factories_members import HERE, PASSWORD, World
from wasl.capabilities import members
from wasl.capabilities.members import (
    Client,
    CodeRefused,
    InvitationInvalid,
    SecondFactorMissing,
    SecondFactorNeeded,
    SessionNotFound,
    SignInAnswer,
    Stage,
)
from wasl.foundation.access import Act
from wasl.foundation.errors import Invalid, NotAvailable


async def test_an_invited_person_sets_a_password_and_a_second_factor(world: World) -> None:
    invited = await world.invite("a.martin", roles=frozenset({"officer"}))
    async with world.units.system() as unit:
        answer = await members.accept_invitation(unit, invited.token, PASSWORD, HERE)
    assert answer.stage is Stage.ENROL
    session = await world.session(answer.token or "")
    assert not session.actor.may(Act.CHECK), "before the second factor nothing is open"
    person = await world.join("b.martin")
    session = await world.session(person.cookie)
    assert session.stage is Stage.FULL
    assert session.actor.may(Act.CHECK, "persons", "border_control")
    assert len(person.recovery) == 10


async def test_password_then_code_opens_a_full_session(world: World) -> None:
    person = await world.join("officer")
    first = await world.password("  Officer@FRA ")
    assert first.stage is Stage.SECOND_FACTOR
    second = await world.second(first.token or "", world.code(person))
    assert second.stage is Stage.FULL
    assert await world.find(first.token or "") is None, "the first cookie died with the step"
    assert (await world.session(second.token or "")).username == "officer@fra"


async def test_an_invitation_counts_once(world: World) -> None:
    invited = await world.invite("officer")
    async with world.units.system() as unit:
        await members.accept_invitation(unit, invited.token, PASSWORD, HERE)
    with pytest.raises(InvitationInvalid):
        async with world.units.system() as unit:
            await members.accept_invitation(unit, invited.token, "another long password", HERE)


async def test_an_invitation_ends_after_three_days(world: World) -> None:
    invited = await world.invite("officer")
    world.clock.wait(hours=73)
    with pytest.raises(InvitationInvalid):
        async with world.units.system() as unit:
            await members.accept_invitation(unit, invited.token, PASSWORD, HERE)


async def test_a_weak_password_leaves_the_invitation_good(world: World) -> None:
    invited = await world.invite("officer")
    with pytest.raises(Invalid):
        async with world.units.system() as unit:
            await members.accept_invitation(unit, invited.token, "password1234", HERE)
    async with world.units.system() as unit:
        assert await members.find_invitation(unit, invited.token)


async def test_the_answer_never_tells_whether_an_account_exists(world: World) -> None:
    revoked = await world.join("revoked")
    await world.join("officer")
    await world.invite("invited")
    async with world.units.begin(world.administrator()) as unit:
        await members.revoke_person(unit, revoked.id)
    names = ["officer@fra", "nobody@fra", "invited@fra", "revoked@fra", "", "x" * 5000]
    for attempt in range(7):
        answers = {name: await world.password(name, "wrong password") for name in names}
        told = {(answer.stage, answer.wait) for answer in answers.values()}
        assert len(told) == 1, f"try {attempt}: the answers differ: {answers}"
        world.clock.wait(seconds=3 if attempt < 4 else 31)


async def test_delays_grow_and_end_by_themselves(world: World) -> None:
    person = await world.join("officer")
    waits = [(await world.password("officer@fra", "wrong")).wait for _ in range(5)]
    assert waits == [0, 0, 0, 0, 30]
    right = await world.password("officer@fra")
    assert right.refused, "during the delay even the right password is not looked at"
    assert right.wait == 30
    world.clock.wait(seconds=31)
    assert (await world.password("officer@fra", "wrong")).wait == 60
    world.clock.wait(seconds=61)
    assert await world.sign_in(person)
    assert (await world.password("officer@fra", "wrong")).wait == 0, "a sign-in forgets the count"


async def test_a_password_alone_does_not_forget_the_count(world: World) -> None:
    """Else somebody who knows the password could try codes for ever."""
    person = await world.join("officer")
    first = await world.password("officer@fra")
    for _ in range(4):
        await world.second(first.token or "", "000000")
    await world.password("officer@fra")
    assert (await world.second(first.token or "", "000000")).wait == 30
    assert await world.find(first.token or "") is None, "five wrong codes end the session"
    assert (await world.password("officer@fra")).wait == 30
    assert person.id


async def test_many_names_from_one_address_are_slowed(world: World) -> None:
    await world.join("officer")
    for n in range(50):
        await world.password(f"name{n}@fra", "wrong")
    assert (await world.password("officer@fra")).wait > 0
    elsewhere = await world.password("officer@fra", client=Client("198.51.100.9"))
    assert elsewhere.stage is Stage.SECOND_FACTOR


async def test_a_code_counts_once(world: World) -> None:
    person = await world.join("officer")
    code = world.code(person)
    first = await world.password("officer@fra")
    assert (await world.second(first.token or "", code)).stage is Stage.FULL
    again = await world.password("officer@fra")
    assert (await world.second(again.token or "", code)).refused


@pytest.mark.parametrize(
    ("drift", "accepted"),
    [(-30, True), (0, True), (30, True), (-90, False), (90, False)],
)
async def test_a_clock_may_be_half_a_minute_off(world: World, drift: int, accepted: bool) -> None:
    person = await world.join("officer")
    first = await world.password("officer@fra")
    world.clock.wait(seconds=drift)
    code = world.code(person)
    world.clock.wait(seconds=-drift)
    assert (await world.second(first.token or "", code)).refused is not accepted


async def test_codes_are_read_in_arabic_digits(world: World) -> None:
    person = await world.join("officer")
    first = await world.password("officer@fra")
    arabic = world.code(person).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert (
        await world.second(first.token or "", f" {arabic[:3]} {arabic[3:]} ")
    ).stage is Stage.FULL


async def test_a_recovery_code_counts_once(world: World) -> None:
    person = await world.join("officer")

    async def recover(code: str) -> SignInAnswer:
        first = await world.password("officer@fra")
        session = await world.session(first.token or "")
        async with world.units.system() as unit:
            return await members.pass_recovery_code(unit, session, code)

    assert (await recover(person.recovery[0].upper().replace("-", " "))).stage is Stage.FULL
    assert (await recover(person.recovery[0])).refused
    assert (await recover(person.recovery[1])).stage is Stage.FULL


async def test_new_recovery_codes_kill_the_old(world: World) -> None:
    person = await world.join("officer")
    session = await world.session(person.cookie)
    async with world.units.system() as unit:
        fresh = await members.new_recovery_codes(unit, session)
    assert not set(fresh) & set(person.recovery)
    first = await world.session((await world.password("officer@fra")).token or "")
    async with world.units.system() as unit:
        assert (await members.pass_recovery_code(unit, first, person.recovery[3])).refused


async def test_no_factor_is_added_between_the_two_steps(world: World) -> None:
    await world.join("officer")
    first = await world.session((await world.password("officer@fra")).token or "")
    with pytest.raises(SecondFactorNeeded):
        async with world.units.system() as unit:
            await members.start_totp(unit, world.vault, first)


async def test_a_new_app_counts_only_once_confirmed(world: World) -> None:
    person = await world.join("officer")
    session = await world.session(person.cookie)
    async with world.units.system() as unit:
        await members.start_totp(unit, world.vault, session)
    with pytest.raises(CodeRefused):
        async with world.units.system() as unit:
            await members.confirm_totp(unit, world.vault, session, world.code(person))
    assert await world.sign_in(person), "the old app still works"


async def test_the_last_second_factor_stays(world: World) -> None:
    person = await world.join("officer")
    session = await world.session(person.cookie)
    with pytest.raises(SecondFactorMissing):
        async with world.units.system() as unit:
            await members.remove_totp(unit, session)


async def test_sessions_are_listed_and_revoked_by_their_owner(world: World) -> None:
    person = await world.join("officer")
    other = await world.join("other")
    here, phone = await world.sign_in(person), await world.sign_in(person)
    async with world.units.begin(here.actor) as unit:
        listed = await members.list_sessions(unit)
        assert phone.id in {line.id for line in listed}
        assert listed[0].client.agent == "Firefox, Linux"
        await members.revoke_session(unit, phone.id)
        assert phone.id not in {line.id for line in await members.list_sessions(unit)}
    with pytest.raises(SessionNotFound):
        async with world.units.begin(here.actor) as unit:
            await members.revoke_session(unit, (await world.session(other.cookie)).id)
    assert await world.find(other.cookie), "somebody else's session is out of reach"


async def test_a_new_password_ends_every_other_session(world: World) -> None:
    person = await world.join("officer")
    old = person.cookie
    session = await world.sign_in(person)
    async with world.units.system() as unit:
        wrong = await members.change_password(unit, session, "not mine", "seven calm otters swim")
    assert wrong.refused
    async with world.units.system() as unit:
        right = await members.change_password(unit, session, PASSWORD, "seven calm otters swim")
    assert await world.find(right.token or "")
    assert await world.find(old) is None
    assert await world.find(person.cookie) is None, "the cookie itself changed too"
    assert (await world.password("officer@fra")).refused
    assert not (await world.password("officer@fra", "seven calm otters swim")).refused


async def test_sessions_end_when_idle_and_after_a_day_of_work(world: World) -> None:
    person = await world.join("officer")
    await world.sign_in(person)
    for _ in range(28):
        world.clock.wait(minutes=25)
        assert await world.find(person.cookie)
    world.clock.wait(minutes=25)
    assert await world.find(person.cookie) is None, "twelve hours are over"
    await world.sign_in(person)
    world.clock.wait(minutes=31)
    assert await world.find(person.cookie) is None, "half an hour idle"


async def test_the_pages_between_the_steps_close_soon(world: World) -> None:
    await world.join("officer")
    first = await world.password("officer@fra")
    world.clock.wait(minutes=16)
    assert await world.find(first.token or "") is None


async def test_the_last_choice_is_remembered(world: World) -> None:
    person = await world.join("officer")
    session = await world.sign_in(person)
    async with world.units.system() as unit:
        await members.remember_choice(unit, session, "border_control", ["vehicles"])
        await members.choose_locale(unit, session, "ar")
    again = await world.session(person.cookie)
    assert (again.last_purpose, again.last_databases) == ("border_control", ("vehicles",))
    assert again.locale == "ar"


async def test_no_secret_is_ever_written_down(world: World) -> None:
    person = await world.join("officer")
    session = await world.sign_in(person)
    await world.password("officer@fra", "a wrong but telling password")
    written = await world.everything_written() + repr(session) + repr(person.principal)
    for secret in (PASSWORD, "telling password", person.totp, person.cookie, *person.recovery):
        assert secret not in written
    async with world.units.system() as unit:
        answer = await members.sign_in(unit, "officer@fra", PASSWORD, HERE)
    assert (answer.token or "?") not in repr(answer)


async def test_signing_in_and_failing_are_in_the_bureaus_audit(world: World) -> None:
    person = await world.join("officer")
    await world.sign_in(person)
    await world.password("officer@fra", "wrong")
    async with world.units.begin(world.administrator()) as unit:
        rows = await unit.rows("SELECT entry FROM audit WHERE actor = %(id)s", id=person.id)
    acts = "".join(row["entry"] for row in rows)
    for act in ("invitation-accepted", "totp-added", "signed-in", "sign-in-refused"):
        assert act in acts


HOSTILE = ["\x00", "officer\x00@fra", "\ud800", "officer@fra\u2028", "'; DROP TABLE principal; --"]


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_signs_are_refused_and_never_crash(world: World, text: str) -> None:
    person = await world.join("officer")
    assert (await world.password(text, text)).refused
    assert (await world.password("officer@fra", text)).refused
    assert await world.find(text) is None
    first = await world.password("officer@fra")
    assert (await world.second(first.token or "", text)).refused
    session = await world.session(first.token or "")
    async with world.units.system() as unit:
        assert (await members.pass_recovery_code(unit, session, text)).refused
        assert await members.find_invitation(unit, text) is None
        attempt = members.PasskeyAnswer(text, text, text)
        assert (
            await members.pass_passkey(unit, members.RelyingParty("x", "y"), attempt, None)
        ).refused
        with pytest.raises(members.ClientRefused):
            await members.issue_token(unit, world.vault, text, text)
    async with world.units.begin(world.administrator()) as unit:
        assert [found.id for found in await members.list_people(unit, text)] == [person.id]
        for ask in (members.get_person, members.get_entity):
            with pytest.raises((members.PersonNotFound, members.EntityNotFound)):
                await ask(unit, text)


async def test_one_code_typed_twice_at_the_same_instant_opens_one_session(world: World) -> None:
    person = await world.join("officer")
    firsts = [(await world.password("officer@fra")).token or "" for _ in range(3)]
    code = world.code(person)
    answers = await asyncio.gather(*(world.second(first, code) for first in firsts))
    assert sum(answer.stage is Stage.FULL for answer in answers) == 1


async def test_a_flood_of_tries_at_once_gains_nothing(world: World) -> None:
    await world.join("officer")

    async def attempt(n: int) -> bool:
        """Whether this guess was looked at."""
        try:
            return (await world.password("officer@fra", f"guess number {n}")).wait in (0, 30)
        except NotAvailable:
            return False

    looked_at = await asyncio.gather(*(attempt(n) for n in range(12)))
    assert sum(looked_at) <= 5
