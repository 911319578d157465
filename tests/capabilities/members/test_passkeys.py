# SPDX-License-Identifier: Apache-2.0
"""Passkeys, spoken truly by an authenticator in software."""

import json

import pytest

from tests.authenticator import Authenticator
from tests.factories_members import HERE, PASSWORD, Person, World
from wasl.capabilities import members
from wasl.capabilities.members import (
    PasskeyAnswer,
    PasskeyNotFound,
    PasskeyRefused,
    RelyingParty,
    SecondFactorMissing,
    SignInAnswer,
    Stage,
)

PARTY = RelyingParty("wasl.example", "https://wasl.example")


async def add(world: World, cookie: str, key: Authenticator) -> members.Enrolled:
    session = await world.session(cookie)
    async with world.units.system() as unit:
        challenge = await members.start_passkey(unit, PARTY, session)
    answer = PasskeyAnswer(challenge.id, key.create(challenge.options), "Demo key", HERE)
    async with world.units.system() as unit:
        return await members.add_passkey(unit, PARTY, session, answer)


async def sign_in(world: World, key: Authenticator, cookie: str | None = None) -> SignInAnswer:
    session = await world.session(cookie) if cookie else None
    async with world.units.system() as unit:
        challenge = await members.start_passkey_sign_in(unit, PARTY, session)
    answer = PasskeyAnswer(challenge.id, key.get(challenge.options), client=HERE)
    async with world.units.system() as unit:
        return await members.pass_passkey(unit, PARTY, answer, session)


@pytest.fixture
async def person(world: World) -> Person:
    return await world.join("officer")


async def test_a_passkey_alone_is_a_whole_sign_in(world: World, person: Person) -> None:
    key = Authenticator()
    await add(world, person.cookie, key)
    answer = await sign_in(world, key)
    assert answer.stage is Stage.FULL
    assert (await world.session(answer.token or "")).username == "officer@fra"


async def test_a_passkey_is_a_second_step_too(world: World, person: Person) -> None:
    key = Authenticator()
    await add(world, person.cookie, key)
    first = await world.password("officer@fra")
    assert (await sign_in(world, key, first.token)).stage is Stage.FULL


async def test_a_passkey_may_be_the_first_factor_set_up(world: World) -> None:
    invited = await world.invite("officer")
    async with world.units.system() as unit:
        answer = await members.accept_invitation(unit, invited.token, PASSWORD, HERE)
    key = Authenticator()
    enrolled = await add(world, answer.token or "", key)
    assert enrolled.answer.stage is Stage.FULL
    assert len(enrolled.recovery_codes) == 10
    session = await world.session(enrolled.answer.token or "")
    async with world.units.system() as unit:
        factors = await members.get_factors(unit, session)
        assert [passkey.label for passkey in factors.passkeys] == ["Demo key"]
    with pytest.raises(SecondFactorMissing):
        async with world.units.system() as unit:
            await members.remove_passkey(unit, session, factors.passkeys[0].id)


async def test_failed_passwords_do_not_slow_a_passkey(world: World, person: Person) -> None:
    key = Authenticator()
    await add(world, person.cookie, key)
    for _ in range(6):
        await world.password("officer@fra", "wrong")
    assert (await sign_in(world, key)).stage is Stage.FULL


async def test_a_removed_passkey_opens_nothing(world: World, person: Person) -> None:
    key = Authenticator()
    await add(world, person.cookie, key)
    session = await world.session(person.cookie)
    async with world.units.system() as unit:
        [passkey] = (await members.get_factors(unit, session)).passkeys
        await members.remove_passkey(unit, session, passkey.id)
    assert (await sign_in(world, key)).refused
    with pytest.raises(PasskeyNotFound):
        async with world.units.system() as unit:
            await members.remove_passkey(unit, session, passkey.id)


async def test_a_revoked_persons_passkey_opens_nothing(world: World, person: Person) -> None:
    key = Authenticator()
    await add(world, person.cookie, key)
    async with world.units.begin(world.administrator()) as unit:
        await members.revoke_person(unit, person.id)
    assert (await sign_in(world, key)).refused


@pytest.mark.parametrize(
    "key",
    [
        Authenticator(origin="https://wasl.example.evil.example"),
        Authenticator(origin="http://wasl.example"),
        Authenticator(verifies=False),
    ],
    ids=["another site", "no https", "user not verified"],
)
async def test_a_passkey_that_does_not_fit_is_not_added(
    world: World, person: Person, key: Authenticator
) -> None:
    with pytest.raises(PasskeyRefused):
        await add(world, person.cookie, key)


async def test_a_passkey_without_its_user_opens_nothing(world: World, person: Person) -> None:
    key = Authenticator()
    await add(world, person.cookie, key)
    key.verifies = False
    assert (await sign_in(world, key)).refused
    key.verifies, key.origin = True, "https://phishing.example"
    assert (await sign_in(world, key)).refused


async def test_a_copied_passkey_shows(world: World, person: Person) -> None:
    key = Authenticator()
    await add(world, person.cookie, key)
    await sign_in(world, key)
    await sign_in(world, key)
    key.count = 0
    assert (await sign_in(world, key)).refused


async def test_a_passkey_that_does_not_count_is_welcome(world: World, person: Person) -> None:
    """Passkeys kept in a cloud always say 0."""
    key = Authenticator(counts=False)
    await add(world, person.cookie, key)
    assert (await sign_in(world, key)).stage is Stage.FULL
    assert (await sign_in(world, key)).stage is Stage.FULL


async def test_a_challenge_counts_once_and_for_five_minutes(world: World, person: Person) -> None:
    key = Authenticator()
    await add(world, person.cookie, key)

    async def challenge() -> members.PasskeyChallenge:
        async with world.units.system() as unit:
            return await members.start_passkey_sign_in(unit, PARTY, None)

    async def answer(asked: members.PasskeyChallenge, response: str) -> SignInAnswer:
        async with world.units.system() as unit:
            return await members.pass_passkey(
                unit, PARTY, PasskeyAnswer(asked.id, response, client=HERE), None
            )

    first = await challenge()
    response = key.get(first.options)
    assert (await answer(first, response)).stage is Stage.FULL
    assert (await answer(first, response)).refused, "replayed"
    assert (await answer(await challenge(), response)).refused, "for another challenge"
    late = await challenge()
    world.clock.wait(minutes=5, seconds=1)
    assert (await answer(late, key.get(late.options))).refused


async def test_anothers_passkey_does_not_finish_my_sign_in(world: World, person: Person) -> None:
    other = await world.join("other")
    mine, others = Authenticator(), Authenticator()
    await add(world, person.cookie, mine)
    await add(world, other.cookie, others)
    first = await world.password("officer@fra")
    assert (await sign_in(world, others, first.token)).refused


async def test_a_stranger_learns_no_credential_from_the_options(
    world: World, person: Person
) -> None:
    await add(world, person.cookie, Authenticator())
    async with world.units.system() as unit:
        challenge = await members.start_passkey_sign_in(unit, PARTY, None)
    assert json.loads(challenge.options)["allowCredentials"] == []


@pytest.mark.parametrize(
    "response",
    [
        "",
        "null",
        "[]",
        "{}",
        '{"id": 1}',
        '{"id":"AA","rawId":"AA","type":"public-key","response":{}}',
        '{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"e30",'
        '"authenticatorData":"AA","signature":"AA"}}',
        "[" * 30_000,
        "\x00\ud800",
    ],
)
async def test_a_malformed_answer_is_a_refusal(world: World, person: Person, response: str) -> None:
    session = await world.session(person.cookie)
    async with world.units.system() as unit:
        challenge = await members.start_passkey_sign_in(unit, PARTY, None)
        answer = PasskeyAnswer(challenge.id, response, client=HERE)
        assert (await members.pass_passkey(unit, PARTY, answer, None)).refused
    async with world.units.system() as unit:
        challenge = await members.start_passkey(unit, PARTY, session)
    with pytest.raises(PasskeyRefused):
        async with world.units.system() as unit:
            await members.add_passkey(
                unit, PARTY, session, PasskeyAnswer(challenge.id, response, client=HERE)
            )
