# SPDX-License-Identifier: Apache-2.0
"""What can go wrong with members, people, entities and signing in."""

from wasl.foundation.errors import AppError


class NotSignedIn(AppError):
    """Nobody is known behind this request: no session or token, or one that no longer counts."""

    code = "not-signed-in"


class SecondFactorNeeded(AppError):
    """The password was right; the second step is still to be done.

    Attributes:
        data: ``stage`` is ``second_factor`` or ``enrol``.
    """

    code = "second-factor-needed"

    def __init__(self, stage: str) -> None:
        super().__init__(stage=stage)


class CrossSiteRequest(AppError):
    """A page of another site tried to act with the reader's session."""

    code = "cross-site-request"


class ClientRefused(AppError):
    """A machine's client id and secret are not accepted; never says which of the two."""

    code = "client-refused"


class TokenRefused(AppError):
    """A bearer token is malformed, expired, or signed by an unknown key."""

    code = "token-refused"


class CodeRefused(AppError):
    """A one-time code is wrong, late, or was used before."""

    code = "code-refused"

    def __init__(self) -> None:
        super().__init__(field="code")


class PasskeyRefused(AppError):
    """A passkey's answer does not fit the challenge, the site, or the person."""

    code = "passkey-refused"


class InvitationInvalid(AppError):
    """An invitation is unknown, used, withdrawn, or past its last hour."""

    code = "invitation-invalid"


class SecondFactorMissing(AppError):
    """The last second factor cannot be taken away; add another first."""

    code = "second-factor-missing"


class PersonNotFound(AppError):
    """No such person or machine in this bureau."""

    code = "person-not-found"

    def __init__(self, person: str) -> None:
        super().__init__(person=person[:80])


class EntityNotFound(AppError):
    """No such authorised entity in this bureau."""

    code = "entity-not-found"

    def __init__(self, entity: str) -> None:
        super().__init__(entity=entity[:80])


class OfficeNotFound(AppError):
    """No such office of this member."""

    code = "office-not-found"

    def __init__(self, office: str) -> None:
        super().__init__(field="office", office=office)


class MemberNotFound(AppError):
    """No member has this code."""

    code = "member-not-found"

    def __init__(self, member: str) -> None:
        super().__init__(member=member)


class SessionNotFound(AppError):
    """No such open session of this person."""

    code = "session-not-found"

    def __init__(self, session: str) -> None:
        super().__init__(session=session)


class PasskeyNotFound(AppError):
    """No such passkey of this person."""

    code = "passkey-not-found"

    def __init__(self, passkey: str) -> None:
        super().__init__(passkey=passkey)


class UsernameTaken(AppError):
    """Another person of the same bureau has this name for signing in."""

    code = "username-taken"

    def __init__(self, username: str) -> None:
        super().__init__(field="username", username=username)


class RoleNotGiven(AppError):
    """This role cannot be given here, by this administrator or to this member's people."""

    code = "role-not-given"

    def __init__(self, role: str) -> None:
        super().__init__(field="roles", role=role)


class SecondPersonNeeded(AppError):
    """The one who asked for an administrator, or gains by it, cannot also confirm it."""

    code = "second-person-needed"


class NothingToConfirm(AppError):
    """No change of roles waits for this person."""

    code = "nothing-to-confirm"

    def __init__(self, person: str) -> None:
        super().__init__(person=person[:80])


class OwnAccount(AppError):
    """Nobody locks, revokes or gives roles to their own account."""

    code = "own-account"


class PrincipalRevoked(AppError):
    """A revoked person, machine or entity stays revoked; make a new one."""

    code = "principal-revoked"

    def __init__(self, principal: str) -> None:
        super().__init__(principal=principal)
