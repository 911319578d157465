# SPDX-License-Identifier: Apache-2.0
"""Signing in: password, then a second factor; and the invitation that begins it all.

Every unit here is begun with ``units.system()``. A refusal is a value and not
an error, so that the failed try is counted by the same commit.
"""

from wasl.capabilities.members.errors import InvitationInvalid
from wasl.capabilities.members.model import Client, Invitation, Session, SignInAnswer, Stage, Tries
from wasl.capabilities.members.rules import codes, lockout, passwords
from wasl.capabilities.members.rules.vault import Vault
from wasl.capabilities.members.service.common import act_as, new_id, states
from wasl.capabilities.members.store import secrets, sessions
from wasl.foundation.errors import Invalid
from wasl.foundation.ledger import Operation
from wasl.foundation.unit import Unit

MOST_FAILED_CODES = 5
_LONGEST_NAME = 80


def totp_place(principal: str) -> str:
    """Give the place in the vault where a person's authenticator secret belongs."""
    return f"totp:{principal}"


async def sign_in(unit: Unit, username: str, password: str, client: Client) -> SignInAnswer:
    """Take the first step: name and password.

    The answer, the work done and the delays are the same for a wrong password, a
    name nobody has, and a person who is invited, locked or revoked.

    Args:
        unit: begun with ``units.system()``.
        username: whole name, such as ``a.martin@fra``; case and spaces around do not matter.
        password: as typed.
        client: where the request comes from.

    Returns:
        Stage ``SECOND_FACTOR`` or ``ENROL`` with the session's cookie, or a refusal.
    """
    name = username.strip().casefold()[:_LONGEST_NAME]
    wait = await _wait(unit, name, client.address)
    if wait:
        return SignInAnswer(wait=wait)
    account = await secrets.find_account(unit, codes.plain_username(name))
    right = await passwords.is_right(password, account.password_hash if account else None)
    if account is None or not right or not await _is_active(unit, account.principal):
        return await _refuse(unit, name, client.address, account.principal if account else None)
    await act_as(unit, account.principal)
    stage = Stage.SECOND_FACTOR if account.has_factor else Stage.ENROL
    unit.audit(Operation.CONSULTATION, account.principal, act="password-right")
    return await open_session(unit, account.principal, stage, client)


async def _is_active(unit: Unit, principal: str) -> bool:
    return any(state["state"] == "active" for state in await states(unit, [principal]))


def _keys(name: str, address: str) -> list[tuple[bytes, int]]:
    keys = [(lockout.name_key(name), lockout.FREE_TRIES_NAME)]
    if address:
        keys.append((lockout.address_key(address), lockout.FREE_TRIES_ADDRESS))
    return keys


async def _wait(unit: Unit, name: str, address: str) -> int:
    """Give the seconds until this name and this address may try again.

    Tries under one name run one after the other, so that many at once gain nothing;
    one that comes while another runs is sent away and holds no connection.
    """
    if not await sessions.hold_tries(unit, lockout.name_key(name)):
        return 1
    waits = [0]
    for key, free in _keys(name, address):
        waits.append(lockout.wait(await sessions.find_tries(unit, key), free, unit.now))
    return max(waits)


async def _count_failure(unit: Unit, name: str, address: str) -> int:
    """Count a failure for the name and the address; give the seconds to wait now."""
    waits = [0]
    for key, free in _keys(name, address):
        tries: Tries = lockout.after_failure(await sessions.find_tries(unit, key), unit.now)
        await sessions.keep_tries(unit, key, tries)
        waits.append(lockout.wait(tries, free, unit.now))
    return max(waits)


async def _refuse(unit: Unit, name: str, address: str, principal: str | None) -> SignInAnswer:
    """Count the failure and answer alike for everybody; the audit knows a real name."""
    wait = await _count_failure(unit, name, address)
    await act_as(unit, principal or "")
    unit.audit(Operation.CONSULTATION, principal or "", act="sign-in-refused")
    return SignInAnswer(wait=wait)


async def open_session(unit: Unit, principal: str, stage: Stage, client: Client) -> SignInAnswer:
    """Open a session at a stage; full ones count as a sign-in."""
    token = codes.new_token()
    session = sessions.NewSession(
        id=new_id(),
        token_hash=codes.digest(token),
        principal=principal,
        member=unit.actor.member,
        stage=stage,
        client=client,
    )
    await sessions.insert_session(unit, session)
    if stage is Stage.FULL:
        await sessions.note_sign_in(unit, principal)
        unit.audit(Operation.CONSULTATION, principal, act="signed-in")
    return SignInAnswer(stage=stage, token=token)


async def advance(unit: Unit, session: Session) -> SignInAnswer:
    """Bring a session to ``FULL`` under a new cookie, so that one seen before is worthless."""
    token = codes.new_token()
    if not await sessions.advance_session(unit, session.id, codes.digest(token), Stage.FULL):
        return SignInAnswer()
    await act_as(unit, session.actor.id)
    if session.stage is not Stage.FULL:
        await sessions.forget_tries(unit, lockout.name_key(session.username))
        await sessions.note_sign_in(unit, session.actor.id)
        unit.audit(Operation.CONSULTATION, session.actor.id, act="signed-in")
    return SignInAnswer(stage=Stage.FULL, token=token)


async def refuse_code(unit: Unit, session: Session) -> SignInAnswer:
    """Count a wrong second factor, for the session and for the name.

    After five the session dies and the password is asked again, under the name's delay.
    """
    await sessions.count_failed_code(unit, session.id, MOST_FAILED_CODES)
    wait = await _count_failure(unit, session.username, session.client.address)
    await act_as(unit, session.actor.id)
    unit.audit(Operation.CONSULTATION, session.actor.id, act="second-factor-refused")
    return SignInAnswer(wait=wait)


async def pass_totp(unit: Unit, vault: Vault, session: Session, code: str) -> SignInAnswer:
    """Take the second step with a code of an authenticator app; each code counts once.

    Args:
        unit: begun with ``units.system()``.
        vault: opens the person's secret.
        session: at ``SECOND_FACTOR``; any other is refused.
        code: as typed; digits of any script.
    """
    wait = await _wait(unit, session.username, session.client.address)
    if wait or session.stage is not Stage.SECOND_FACTOR:
        return SignInAnswer(wait=wait)
    principal = session.actor.id
    totp = await secrets.find_totp(unit, principal)
    if totp is None or totp.secret is None:
        return await refuse_code(unit, session)
    secret = vault.open(totp_place(principal), totp.secret).decode()
    step = codes.matching_step(secret, code, unit.now, totp.last_step)
    if step is None:
        return await refuse_code(unit, session)
    await secrets.use_totp_step(unit, principal, step)
    return await advance(unit, session)


async def pass_recovery_code(unit: Unit, session: Session, code: str) -> SignInAnswer:
    """Take the second step with a recovery code, which is spent.

    Args:
        unit: begun with ``units.system()``.
        session: at ``SECOND_FACTOR``; any other is refused.
        code: as typed; case, spaces and hyphens do not matter.
    """
    wait = await _wait(unit, session.username, session.client.address)
    if wait or session.stage is not Stage.SECOND_FACTOR:
        return SignInAnswer(wait=wait)
    principal = session.actor.id
    if not await secrets.use_recovery_code(unit, principal, codes.recovery_digest(code)):
        return await refuse_code(unit, session)
    answer = await advance(unit, session)
    unit.audit(Operation.ALTERATION, principal, act="recovery-code-used")
    return answer


async def find_invitation(unit: Unit, token: str) -> Invitation | None:
    """Find an open invitation, to greet the invited; None if unknown, used or late."""
    return await sessions.find_invitation(unit, codes.digest(token))


async def accept_invitation(unit: Unit, token: str, password: str, client: Client) -> SignInAnswer:
    """Set the first password, or a new one after starting anew; the invitation is spent.

    Older factors and sessions are gone.

    Returns:
        Stage ``ENROL`` with the session's cookie: a second factor comes next.

    Raises:
        InvitationInvalid: unknown, used or late.
        Invalid: the password is too weak; the invitation stays good.
    """
    token_hash = codes.digest(token)
    invitation = await sessions.find_invitation(unit, token_hash)
    if invitation is None:
        raise InvitationInvalid
    problems = passwords.weaknesses(password, invitation.username)
    if problems:
        raise Invalid(problems)
    principal = invitation.principal
    await secrets.keep_password(unit, principal, await passwords.make_hash(password))
    forgotten = await secrets.forget_factors(unit, principal)
    await sessions.use_invitation(unit, token_hash, principal)
    await sessions.forget_tries(unit, lockout.name_key(invitation.username))
    await act_as(unit, principal)
    unit.send("principal", principal)
    act = "invitation-accepted"
    unit.audit(Operation.ALTERATION, principal, act=act, factors_forgotten=forgotten)
    return await open_session(unit, principal, Stage.ENROL, client)


async def check_current(unit: Unit, session: Session, password: str) -> SignInAnswer | None:
    """Compare the password of somebody signed in; None if right, else a counted refusal."""
    wait = await _wait(unit, session.username, session.client.address)
    if wait:
        return SignInAnswer(wait=wait)
    account = await secrets.find_account(unit, session.username)
    kept = account.password_hash if account else None
    if await passwords.is_right(password, kept):
        return None
    return await _refuse(unit, session.username, session.client.address, session.actor.id)
