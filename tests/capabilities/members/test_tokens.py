# SPDX-License-Identifier: Apache-2.0
"""Machines sign in; check nodes verify their tokens alone."""

from datetime import timedelta

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.factories_members import World
from wasl.capabilities import members
from wasl.capabilities.members import ClientRefused, PublicKey, TokenRefused, Vault, VaultClosed
from wasl.capabilities.members.model import IssuedToken
from wasl.capabilities.members.rules.tokens import encode
from wasl.foundation.vocabulary.members import get_member


async def ask(world: World, client: str, secret: str) -> IssuedToken:
    async with world.units.system() as unit:
        return await members.issue_token(unit, world.vault, client, secret)


async def keys(world: World) -> dict[str, PublicKey]:
    """The keys as a node has them from the feed."""
    async with world.units.system() as unit:
        states = await members.key_snapshot(unit, "", 100)
    return {state["id"]: members.key_from_state(state) for state in states}


async def test_a_machine_gets_a_token_that_a_node_verifies_alone(world: World) -> None:
    made = await world.machine()
    issued = await ask(world, made.machine.id, made.secret)
    assert issued.expires_in <= 600
    principal = members.verify_token(issued.token, await keys(world), world.clock.now)
    assert principal == made.machine.id
    assert issued.token not in repr(issued) + await world.everything_written()


async def test_an_administrator_sees_when_a_machine_last_signed_in(world: World) -> None:
    made = await world.machine()
    async with world.units.begin(world.administrator()) as unit:
        assert (await members.get_person(unit, made.machine.id)).last_sign_in is None
    await ask(world, made.machine.id, made.secret)
    async with world.units.begin(world.administrator()) as unit:
        assert (await members.get_person(unit, made.machine.id)).last_sign_in == world.clock.now


async def test_a_token_ends_after_ten_minutes(world: World) -> None:
    made = await world.machine()
    issued = await ask(world, made.machine.id, made.secret)
    known = await keys(world)
    later = world.clock.now + timedelta(seconds=599)
    assert members.verify_token(issued.token, known, later)
    with pytest.raises(TokenRefused):
        members.verify_token(issued.token, known, world.clock.now + timedelta(seconds=601))
    with pytest.raises(TokenRefused):
        members.verify_token(issued.token, known, world.clock.now - timedelta(minutes=2))


async def test_wrong_unknown_renewed_and_revoked_clients_are_refused_alike(world: World) -> None:
    made, other = await world.machine(), await world.machine()
    person = await world.join("officer")
    renewed = await world.machine()
    async with world.units.begin(world.administrator()) as unit:
        fresh = await members.renew_machine_secret(unit, renewed.machine.id)
        await members.revoke_person(unit, other.machine.id)
    assert await ask(world, renewed.machine.id, fresh.secret)
    for client, secret in (
        (made.machine.id, "wrong"),
        (made.machine.id, ""),
        ("nobody", made.secret),
        (other.machine.id, other.secret),
        (other.machine.id, made.secret),
        (renewed.machine.id, renewed.secret),
        (person.id, "four green herons at noon"),
        ("x" * 100_000, "\x01" * 100_000),
    ):
        with pytest.raises(ClientRefused):
            await ask(world, client, secret)


SPOILT = {
    "not a token": lambda token, key: "hello",
    "empty": lambda token, key: "",
    "too long": lambda token, key: token + "A" * 5000,
    "signature cut": lambda token, key: token[:-4],
    "unsigned": lambda token, key: jwt.encode(
        jwt.decode(token, options={"verify_signature": False}), None, "none", headers={"kid": key}
    ),
    "signed with the public key as a secret": lambda token, key: jwt.encode(
        jwt.decode(token, options={"verify_signature": False}), "x" * 32, "HS256", {"kid": key}
    ),
    "another's key": lambda token, key: jwt.encode(
        jwt.decode(token, options={"verify_signature": False}),
        Ed25519PrivateKey.generate(),
        "EdDSA",
        {"kid": key},
    ),
    "unknown key": lambda token, key: jwt.encode(
        jwt.decode(token, options={"verify_signature": False}),
        Ed25519PrivateKey.generate(),
        "EdDSA",
        {"kid": "other"},
    ),
    "no key id": lambda token, key: jwt.encode(
        jwt.decode(token, options={"verify_signature": False}),
        Ed25519PrivateKey.generate(),
        "EdDSA",
    ),
}


@pytest.mark.parametrize("flaw", SPOILT)
async def test_a_spoilt_token_is_refused(world: World, flaw: str) -> None:
    made = await world.machine()
    issued = await ask(world, made.machine.id, made.secret)
    known = await keys(world)
    with pytest.raises(TokenRefused):
        members.verify_token(SPOILT[flaw](issued.token, next(iter(known))), known, world.clock.now)


CLAIMS = {
    "lives too long": {"exp": 7200},
    "no end": {"exp": None},
    "an end that is no number": {"exp": "tomorrow"},
    "no subject": {"sub": None},
    "another issuer": {"iss": "elsewhere"},
    "an end beyond all calendars": {"exp": 10**18, "iat": 10**18},
}


@pytest.mark.parametrize("flaw", CLAIMS)
async def test_claims_that_break_the_rules_are_refused(world: World, flaw: str) -> None:
    private = Ed25519PrivateKey.generate()
    now = world.clock.now
    key = PublicKey(
        "k", encode(private.public_key().public_bytes_raw()), now, now + timedelta(days=1)
    )
    start = int(now.timestamp())
    claims: dict[str, object] = {"iss": "wasl", "sub": "p", "iat": start, "exp": start + 600}
    assert members.verify_token(jwt.encode(claims, private, "EdDSA", {"kid": "k"}), {"k": key}, now)
    for name, value in CLAIMS[flaw].items():
        if isinstance(value, int) and value < 10**6:
            claims[name] = start + value
        elif value is None:
            del claims[name]
        else:
            claims[name] = value
    try:
        token = jwt.encode(claims, private, "EdDSA", {"kid": "k"})
    except TypeError:
        pytest.skip("the library itself refuses to write it")
    with pytest.raises(TokenRefused):
        members.verify_token(token, {"k": key}, now)


async def test_keys_change_before_they_are_needed(world: World) -> None:
    async with world.units.system() as unit:
        await members.rotate_keys(unit, world.vault)
        await members.rotate_keys(unit, world.vault)
    first = await keys(world)
    assert len(first) == 1
    world.clock.wait(days=29, hours=1)
    async with world.units.system() as unit:
        await members.rotate_keys(unit, world.vault)
    both = await keys(world)
    assert len(both) == 2, "the next key is published a day before its first use"
    made = await world.machine()
    issued = await ask(world, made.machine.id, made.secret)
    assert jwt.get_unverified_header(issued.token)["kid"] in first
    world.clock.wait(days=1)
    issued = await ask(world, made.machine.id, made.secret)
    assert jwt.get_unverified_header(issued.token)["kid"] not in first
    async with world.units.system() as unit:
        await members.rotate_keys(unit, world.vault)
        sent = await unit.rows("SELECT key FROM outbox WHERE topic = 'key'")
    assert not set(first) & set(await keys(world)), "the old key verifies nothing any more"
    assert {row["key"] for row in sent} == set(both)


async def test_another_vault_opens_nothing(world: World) -> None:
    made = await world.machine()
    await ask(world, made.machine.id, made.secret)
    world.vault = Vault(b"o" * 32)
    with pytest.raises(VaultClosed):
        await ask(world, made.machine.id, made.secret)


async def test_a_snapshot_tells_every_principal_page_by_page(world: World) -> None:
    entity = await world.entity()
    made = [await world.machine(entity=entity.id) for _ in range(3)]
    person = await world.join("officer", "MAR")
    seen: list[dict[str, object]] = []
    async with world.units.system() as unit:
        while page := await members.principal_snapshot(
            unit, str(seen[-1]["id"]) if seen else "", 2
        ):
            seen += page
    assert {state["id"] for state in seen} == {machine.machine.id for machine in made} | {person.id}
    told = next(state for state in seen if state["id"] == made[0].machine.id)
    assert told == {
        "id": made[0].machine.id,
        "kind": "machine",
        "member": "FRA",
        "bit": get_member("FRA").bit,
        "roles": ["officer"],
        "databases": ["vehicles"],
        "purposes": ["border_control"],
        "may_write": False,
        "site": None,
        "name": "Demo gate",
        "state": "active",
    }
