# SPDX-License-Identifier: Apache-2.0
"""Passkeys (W3C Web Authentication, level 3).

A passkey verifies its user (fingerprint, PIN), so it stands for both steps of
signing in. Every unit here is begun with ``units.system()``.
"""

from datetime import timedelta

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import parse_authentication_credential_json
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from wasl.capabilities.members.errors import PasskeyRefused
from wasl.capabilities.members.model import (
    Enrolled,
    PasskeyAnswer,
    PasskeyChallenge,
    RelyingParty,
    Session,
    SignInAnswer,
    Stage,
)
from wasl.capabilities.members.rules import codes, drafts
from wasl.capabilities.members.service import factors, signing_in
from wasl.capabilities.members.service.common import act_as, new_id, states
from wasl.capabilities.members.store import secrets
from wasl.capabilities.members.store.secrets import KeptPasskey
from wasl.foundation.ledger import Operation
from wasl.foundation.unit import Unit

CHALLENGE_LIFE = timedelta(minutes=5)
_LONGEST_LABEL = 60
_LONGEST_RESPONSE = 20_000


def _described(credential_ids: list[bytes]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=credential) for credential in credential_ids]


async def start_passkey(unit: Unit, party: RelyingParty, session: Session) -> PasskeyChallenge:
    """Begin to add a passkey: options for ``navigator.credentials.create``.

    Raises:
        SecondFactorNeeded: the second step comes first.
    """
    factors.check_may_enrol(session)
    principal = session.actor.id
    options = generate_registration_options(
        rp_id=party.id,
        rp_name=party.name,
        user_id=principal.encode(),
        user_name=session.username,
        user_display_name=session.actor.name,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=_described(await secrets.list_credential_ids(unit, principal)),
    )
    return await _challenge(unit, options.challenge, principal, options_to_json(options))


async def _challenge(
    unit: Unit, challenge: bytes, principal: str | None, options: str
) -> PasskeyChallenge:
    identifier = new_id()
    expires_at = unit.now + CHALLENGE_LIFE
    await secrets.insert_challenge(unit, identifier, challenge, principal, expires_at)
    return PasskeyChallenge(identifier, options)


async def add_passkey(
    unit: Unit, party: RelyingParty, session: Session, attempt: PasskeyAnswer
) -> Enrolled:
    """Keep a passkey that answered its challenge.

    Returns:
        The stage, now full, and recovery codes if the person had none.

    Raises:
        PasskeyRefused: late, for another site or person, known already, or malformed.
        SecondFactorNeeded: the second step comes first.
    """
    factors.check_may_enrol(session)
    principal = session.actor.id
    taken = await secrets.take_challenge(unit, codes.plain_id(attempt.challenge))
    if taken is None or taken["principal"] != principal:
        raise PasskeyRefused
    try:
        verified = verify_registration_response(
            credential=attempt.response[:_LONGEST_RESPONSE],
            expected_challenge=taken["challenge"],
            expected_rp_id=party.id,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    # Whatever a stranger's JSON and CBOR do to the library (it lets RecursionError
    # and others through), the answer is a refusal.
    except Exception as error:
        raise PasskeyRefused from error
    passkey = KeptPasskey(
        id=new_id(),
        principal=principal,
        credential_id=verified.credential_id,
        public_key=verified.credential_public_key,
        sign_count=verified.sign_count,
    )
    label = drafts.shown(attempt.label)[:_LONGEST_LABEL] or unit.today.isoformat()
    if not await secrets.insert_passkey(unit, passkey, label):
        raise PasskeyRefused
    return await factors.enrolled(unit, session, "passkey-added")


async def start_passkey_sign_in(
    unit: Unit, party: RelyingParty, session: Session | None
) -> PasskeyChallenge:
    """Begin to sign in by passkey: options for ``navigator.credentials.get``.

    Args:
        unit: begun with ``units.system()``.
        party: this site.
        session: after the password, to name the person's passkeys; None without a
            name, where the browser offers what it has and the options tell nothing.
    """
    principal = session.actor.id if session else None
    known = await secrets.list_credential_ids(unit, principal) if principal else []
    options = generate_authentication_options(
        rp_id=party.id,
        allow_credentials=_described(known),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return await _challenge(unit, options.challenge, principal, options_to_json(options))


async def pass_passkey(
    unit: Unit, party: RelyingParty, attempt: PasskeyAnswer, session: Session | None
) -> SignInAnswer:
    """Sign in by passkey, alone or as the second step.

    Not slowed by failed passwords: nobody guesses a signature.

    Args:
        unit: begun with ``units.system()``.
        party: this site.
        attempt: the browser's answer.
        session: the one the challenge was made for; None without a name.

    Returns:
        Stage ``FULL`` with a new cookie, or a refusal.
    """
    taken = await secrets.take_challenge(unit, codes.plain_id(attempt.challenge))
    expected = session.actor.id if session else None
    if taken is None or taken["principal"] != expected:
        return SignInAnswer()
    passkey = await _verified(unit, party, taken["challenge"], attempt.response)
    if passkey is None or expected not in (None, passkey.principal):
        return SignInAnswer()
    if not any(state["state"] == "active" for state in await states(unit, [passkey.principal])):
        return SignInAnswer()
    await act_as(unit, passkey.principal)
    unit.audit(Operation.CONSULTATION, passkey.principal, act="passkey-right", passkey=passkey.id)
    if session is not None:
        return await signing_in.advance(unit, session)
    return await signing_in.open_session(unit, passkey.principal, Stage.FULL, attempt.client)


async def _verified(
    unit: Unit, party: RelyingParty, challenge: bytes, response: str
) -> KeptPasskey | None:
    """Find the passkey that signed this challenge; None if none did. Its count is kept."""
    credential = _parsed(response)
    passkey = await secrets.find_passkey(unit, credential.raw_id) if credential else None
    if credential is None or passkey is None:
        return None
    try:
        verified = verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except Exception:  # as in add_passkey: a refusal, whatever it was
        return None
    await secrets.use_passkey(unit, passkey.id, verified.new_sign_count)
    return passkey


def _parsed(response: str) -> AuthenticationCredential | None:
    try:
        return parse_authentication_credential_json(response[:_LONGEST_RESPONSE])
    except Exception:  # as in add_passkey: a refusal, whatever it was
        return None
