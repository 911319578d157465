# SPDX-License-Identifier: Apache-2.0
"""Pure decisions: passwords, delays, limits, secrets at rest."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from argon2.profiles import RFC_9106_LOW_MEMORY
from hypothesis import given
from hypothesis import strategies as st

from wasl.capabilities import members
from wasl.capabilities.members import Limits, Vault, VaultClosed, effective
from wasl.capabilities.members.model import Tries
from wasl.capabilities.members.rules import codes, lockout, passwords
from wasl.capabilities.members.rules.limits import actor_from_state

GOOD = [
    ("four green herons at noon", "long, and nobody else's"),
    ("ثلاثة طيور فوق النهر", "any script counts"),
    ("zk3!vPq9-Lmw", "twelve signs are enough"),
    ("            a bird sings", "spaces count as signs"),
]
BAD = [
    ("short", "password-short"),
    ("elevensigns", "password-short"),
    ("x" * 129, "password-long"),
    ("password1234", "password-common"),
    ("Password!!!!", "password-common"),
    ("Interpol2026", "password-common"),
    ("aaaaaaaaaaaaaaaa", "password-common"),
    ("abababababababab", "password-common"),
    ("123456789012", "password-common"),
    ("qwertyuiopas", "password-common"),
    ("a.martin@fra", "password-common"),
    ("A.Martin@FRA1", "password-common"),
]


@pytest.mark.parametrize(("password", "reason"), GOOD)
def test_a_long_password_of_ones_own_is_accepted(password: str, reason: str) -> None:
    assert passwords.weaknesses(password, "a.martin@fra") == [], reason


@pytest.mark.parametrize(("password", "code"), BAD)
def test_a_password_that_falls_first_is_refused(password: str, code: str) -> None:
    assert [problem.code for problem in passwords.weaknesses(password, "a.martin@fra")] == [code]


def test_real_passwords_cost_what_the_standard_asks() -> None:
    """RFC 9106, second recommended option: 64 MiB, three passes."""
    real = PasswordHasher()
    assert real.memory_cost >= RFC_9106_LOW_MEMORY.memory_cost
    assert real.time_cost >= RFC_9106_LOW_MEMORY.time_cost


async def test_a_password_is_the_same_however_the_keyboard_composed_it() -> None:
    kept = await passwords.make_hash("pâté de canard au four")
    assert await passwords.is_right("pâté de canard au four", kept)
    assert not await passwords.is_right("pate de canard au four", kept)
    assert not await passwords.is_right("pâté de canard au four", None)


@given(st.integers(0, 10_000))
def test_delays_never_shrink_and_never_pass_a_quarter_of_an_hour(failures: int) -> None:
    shorter = lockout.delay(failures, 5)
    longer = lockout.delay(failures + 1, 5)
    assert timedelta(0) <= shorter <= longer <= timedelta(minutes=15)


def test_failures_of_yesterday_are_forgotten() -> None:
    now = datetime(2026, 3, 1, tzinfo=UTC)
    assert lockout.after_failure(Tries(9, now - timedelta(hours=25)), now).failures == 1
    assert lockout.after_failure(Tries(9, now - timedelta(hours=23)), now).failures == 10


sets = st.none() | st.frozensets(st.sampled_from(["persons", "travel_documents", "vehicles"]))
SITES = st.sampled_from([None, "North gate", "South gate"])
limits = st.builds(Limits, sets, sets, st.booleans(), SITES)


@given(limits, limits)
def test_an_entitys_limits_only_ever_take_away(own: Limits, entity: Limits) -> None:
    left = effective(own, entity)
    for open_sets in ((left.databases, own.databases, entity.databases),
                      (left.purposes, own.purposes, entity.purposes)):  # fmt: skip
        remaining, *given_sets = open_sets
        for given_set in given_sets:
            if given_set is not None:
                assert remaining is not None
                assert remaining <= given_set
    assert left.may_write <= min(own.may_write, entity.may_write)
    places = {limit.site for limit in (own, entity) if limit.site}
    assert left.site in places or not places
    assert len(places) < 2 or left.databases == frozenset()


@given(limits)
def test_no_entity_changes_nothing(own: Limits) -> None:
    assert effective(own, None) == own == effective(own, Limits(site=own.site))


def test_a_state_that_lacks_its_limits_closes_everything() -> None:
    """An empty or unknown restriction means nobody, never everybody."""
    state = {
        "id": "p",
        "kind": "person",
        "member": "FRA",
        "bit": 1,
        "name": "",
        "roles": ["officer"],
    }
    actor = actor_from_state(state | {"state": "active"})
    assert actor is not None
    assert actor.databases == actor.purposes == frozenset()
    assert not actor.may_write
    assert actor_from_state(state) is None
    assert actor_from_state(state | {"state": "unheard of"}) is None


@given(st.text(max_size=40))
def test_any_text_is_a_wrong_code_and_no_crash(typed: str) -> None:
    now = datetime(2026, 3, 1, tzinfo=UTC)
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    found = codes.matching_step(secret, typed, now, last=0)
    assert found is None or sum(sign.isdigit() for sign in typed) == 6
    codes.recovery_digest(typed)


def test_recovery_codes_are_told_apart_and_read_generously() -> None:
    made = codes.new_recovery_codes()
    assert len(set(made)) == 10
    assert codes.recovery_digest(made[0]) == codes.recovery_digest(
        f"  {made[0].upper().replace('-', ' ')}"
    )


@given(st.binary(max_size=100))
def test_a_sealed_secret_opens_in_its_own_place_alone(plain: bytes) -> None:
    vault = Vault(b"k" * 32)
    sealed = vault.seal("totp:a", plain)
    assert vault.open("totp:a", sealed) == plain
    for place, box in (("totp:b", sealed), ("totp:a", sealed[:-1]), ("totp:a", b"")):
        with pytest.raises(VaultClosed):
            vault.open(place, box)


def test_the_vaults_key_file_is_made_once_and_private(tmp_path: Path) -> None:
    first = members.open_vault(tmp_path / "keys")
    sealed = first.seal("here", b"secret")
    assert members.open_vault(tmp_path / "keys").open("here", sealed) == b"secret"
    file = tmp_path / "keys" / "vault.key"
    assert file.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700
    assert [entry.name for entry in (tmp_path / "keys").iterdir()] == ["vault.key"]


def test_every_office_has_a_zone_and_four_names() -> None:
    for office in members.list_offices():
        assert set(office.names) == {"ar", "en", "fr", "es"} == set(office.cities)
        assert "/" in office.zone
    assert members.list_offices("XXX") == ()
    assert members.list_offices("FRA")[0].id == members.main_office("FRA")
