# SPDX-License-Identifier: Apache-2.0
"""A person's own second factors, password and preferences.

Every unit here is begun with ``units.system()``: the application's role cannot
reach these tables. The session says whose account it is; it comes from the
door and from nowhere else.
"""

from collections.abc import Sequence

from wasl.capabilities.members.errors import (
    CodeRefused,
    PasskeyNotFound,
    SecondFactorMissing,
    SecondFactorNeeded,
)
from wasl.capabilities.members.model import (
    Enrolled,
    Factors,
    Session,
    SignInAnswer,
    Stage,
    TotpEnrolment,
)
from wasl.capabilities.members.rules import codes, passwords
from wasl.capabilities.members.rules.vault import Vault
from wasl.capabilities.members.service import signing_in
from wasl.capabilities.members.service.common import act_as
from wasl.capabilities.members.store import secrets, sessions
from wasl.foundation.errors import Invalid
from wasl.foundation.ledger import Operation
from wasl.foundation.unit import Unit
from wasl.foundation.vocabulary.countries import LANGUAGES


def check_may_enrol(session: Session) -> None:
    """Refuse to add a factor between password and second factor: that would go around it.

    Raises:
        SecondFactorNeeded: the second step comes first.
    """
    if session.stage is Stage.SECOND_FACTOR:
        raise SecondFactorNeeded(session.stage.value)


def check_full(session: Session) -> None:
    """Refuse anybody not wholly signed in.

    Raises:
        SecondFactorNeeded: the second step, or enrolling, comes first.
    """
    if session.stage is not Stage.FULL:
        raise SecondFactorNeeded(session.stage.value)


async def start_totp(unit: Unit, vault: Vault, session: Session) -> TotpEnrolment:
    """Make a secret for an authenticator app; the one in use stays until a code confirms this.

    Raises:
        SecondFactorNeeded: the second step comes first.
    """
    check_may_enrol(session)
    secret = codes.new_secret()
    place = signing_in.totp_place(session.actor.id)
    await secrets.keep_pending_totp(unit, session.actor.id, vault.seal(place, secret.encode()))
    return TotpEnrolment(uri=codes.totp_uri(secret, session.username), secret=secret)


async def confirm_totp(unit: Unit, vault: Vault, session: Session, code: str) -> Enrolled:
    """Put a new authenticator app to use with its first code.

    Returns:
        The stage, now full, and recovery codes if the person had none.

    Raises:
        CodeRefused: wrong or late; try the next one.
        SecondFactorNeeded: the second step comes first.
    """
    check_may_enrol(session)
    principal = session.actor.id
    totp = await secrets.find_totp(unit, principal)
    if totp is None or totp.pending is None:
        raise CodeRefused
    secret = vault.open(signing_in.totp_place(principal), totp.pending).decode()
    step = codes.matching_step(secret, code, unit.now, last=0)
    if step is None:
        raise CodeRefused
    await secrets.confirm_totp(unit, principal, step)
    return await enrolled(unit, session, "totp-added")


async def enrolled(unit: Unit, session: Session, act: str) -> Enrolled:
    """End the enrolling of a factor: recovery codes at the first one, and a full session."""
    await act_as(unit, session.actor.id)
    unit.audit(Operation.ALTERATION, session.actor.id, act=act)
    fresh: tuple[str, ...] = ()
    if await secrets.count_recovery_codes(unit, session.actor.id) == 0:
        fresh = await _make_codes(unit, session.actor.id)
    if session.stage is Stage.FULL:
        return Enrolled(SignInAnswer(stage=Stage.FULL), fresh)
    return Enrolled(await signing_in.advance(unit, session), fresh)


async def _make_codes(unit: Unit, principal: str) -> tuple[str, ...]:
    fresh = codes.new_recovery_codes()
    await secrets.keep_recovery_codes(
        unit, principal, [codes.recovery_digest(code) for code in fresh]
    )
    return fresh


async def get_factors(unit: Unit, session: Session) -> Factors:
    """Give the person's second factors; never a secret."""
    totp = await secrets.find_totp(unit, session.actor.id)
    return Factors(
        totp=totp is not None and totp.secret is not None,
        passkeys=tuple(await secrets.list_passkeys(unit, session.actor.id)),
        recovery_codes_left=await secrets.count_recovery_codes(unit, session.actor.id),
    )


async def new_recovery_codes(unit: Unit, session: Session) -> tuple[str, ...]:
    """Make ten new recovery codes; the old ones are worthless.

    Raises:
        SecondFactorNeeded: not wholly signed in.
    """
    check_full(session)
    await act_as(unit, session.actor.id)
    unit.audit(Operation.ALTERATION, session.actor.id, act="recovery-codes-renewed")
    return await _make_codes(unit, session.actor.id)


async def remove_totp(unit: Unit, session: Session) -> None:
    """Take the authenticator app away.

    Raises:
        SecondFactorMissing: it is the last second factor.
        SecondFactorNeeded: not wholly signed in.
    """
    check_full(session)
    factors = await get_factors(unit, session)
    if not factors.passkeys:
        raise SecondFactorMissing
    await secrets.delete_totp(unit, session.actor.id)
    await act_as(unit, session.actor.id)
    unit.audit(Operation.ALTERATION, session.actor.id, act="totp-removed")


async def remove_passkey(unit: Unit, session: Session, passkey: str) -> None:
    """Take a passkey away.

    Raises:
        SecondFactorMissing: it is the last second factor.
        PasskeyNotFound: not one of this person's.
        SecondFactorNeeded: not wholly signed in.
    """
    check_full(session)
    factors = await get_factors(unit, session)
    if not factors.totp and len(factors.passkeys) <= 1:
        raise SecondFactorMissing
    if not await secrets.delete_passkey(unit, session.actor.id, codes.plain_id(passkey)):
        raise PasskeyNotFound(passkey[:80])
    await act_as(unit, session.actor.id)
    unit.audit(Operation.ALTERATION, session.actor.id, act="passkey-removed", passkey=passkey)


async def change_password(unit: Unit, session: Session, current: str, new: str) -> SignInAnswer:
    """Set a new password; every other session of the person ends.

    Args:
        unit: begun with ``units.system()``.
        session: wholly signed in.
        current: the password now; a wrong one counts as a failed sign-in.
        new: see ``rules.passwords``.

    Returns:
        Stage ``FULL`` with a new cookie, or a refusal of the current password.

    Raises:
        Invalid: the new password is too weak.
        SecondFactorNeeded: not wholly signed in.
    """
    check_full(session)
    problems = passwords.weaknesses(new, session.username)
    if problems:
        raise Invalid(problems)
    refusal = await signing_in.check_current(unit, session, current)
    if refusal is not None:
        return refusal
    principal = session.actor.id
    await secrets.keep_password(unit, principal, await passwords.make_hash(new))
    await sessions.close_others(unit, principal, session.id)
    await act_as(unit, principal)
    unit.audit(Operation.ALTERATION, principal, act="password-changed")
    return await signing_in.advance(unit, session)


async def remember_choice(
    unit: Unit, session: Session, purpose: str | None, databases: Sequence[str] | None
) -> None:
    """Remember purpose and databases chosen on the check page; None forgets."""
    chosen = None if databases is None else list(databases)
    await sessions.keep_choice(unit, session.id, purpose, chosen)


async def choose_locale(unit: Unit, session: Session, locale: str | None) -> None:
    """Keep the person's language: ar, en, fr or es; anything else follows the browser."""
    known = locale if locale in LANGUAGES else None
    await sessions.keep_locale(unit, session.actor.id, known)
