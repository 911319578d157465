# SPDX-License-Identifier: Apache-2.0
"""How somebody signs in: invitations, sessions, second factors, and the keys of machines."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from wasl.capabilities.members.model.bureau import Restart
from wasl.foundation.access import Actor


class Stage(StrEnum):
    """How far somebody came in signing in.

    ``SECOND_FACTOR``: password right, code or passkey to come. ``ENROL``:
    password right, and a second factor must be set up before anything else.
    ``FULL``: signed in.
    """

    SECOND_FACTOR = "second_factor"
    ENROL = "enrol"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Client:
    """Where a request comes from, kept short so that the owner knows their sessions.

    Attributes:
        address: IP address, "" if unknown.
        agent: browser and system in a few words, such as ``Firefox, Linux``.
    """

    address: str = ""
    agent: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody signed in, or on the way to it.

    Attributes:
        id: public identifier, safe to show; not the cookie.
        actor: whole only when ``stage`` is ``FULL``; before, it has no role and may do nothing.
        username: whole name for signing in.
        locale: preferred language; None follows the browser.
        last_purpose: last purpose chosen on the check page.
        last_databases: last databases chosen; None for all.
        restart: newest request that its owner starts anew, waiting or confirmed.
    """

    id: str
    actor: Actor
    username: str
    stage: Stage
    created_at: datetime
    seen_at: datetime
    client: Client
    locale: str | None = None
    last_purpose: str | None = None
    last_databases: tuple[str, ...] | None = None
    restart: Restart | None = None


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One open session in its owner's list."""

    id: str
    created_at: datetime
    seen_at: datetime
    client: Client


@dataclass(frozen=True, slots=True)
class SignInAnswer:
    """What one step of signing in came to.

    A refusal is a value, not an error: the failed try must be counted, and an
    error would roll the count back. It is the same for a wrong password, an
    unknown name, a revoked person and a name under delay.

    Attributes:
        stage: None when refused.
        wait: seconds before another try is looked at; 0 means at once.
        token: new value for the session cookie; None when refused. Every
            step gives a new one, and the old one dies.
    """

    stage: Stage | None = None
    wait: int = 0
    token: str | None = field(default=None, repr=False)

    @property
    def refused(self) -> bool:
        """True when this step failed."""
        return self.stage is None


@dataclass(frozen=True, slots=True)
class TotpEnrolment:
    """A new secret for an authenticator app; counts once a code has confirmed it.

    Attributes:
        uri: ``otpauth://`` address for the QR picture.
        secret: the same in base32, to type by hand.
    """

    uri: str = field(repr=False)
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A second factor was set up.

    Attributes:
        answer: stage ``FULL``; a new cookie value if that ended the signing in, else no token.
        recovery_codes: shown once; empty if the person had codes already.
    """

    answer: SignInAnswer
    recovery_codes: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Factors:
    """Second factors of one person."""

    totp: bool
    passkeys: tuple["Passkey", ...]
    recovery_codes_left: int


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey in its owner's list."""

    id: str
    label: str
    created_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """This site, as a passkey knows it.

    Attributes:
        id: host name, without scheme and port, such as ``localhost``.
        origin: whole origin, such as ``https://wasl.example``.
    """

    id: str
    origin: str
    name: str = "Wasl"


@dataclass(frozen=True, slots=True)
class PasskeyChallenge:
    """A challenge for the browser; ``options`` is JSON for ``navigator.credentials``."""

    id: str
    options: str


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key that verifies machine tokens.

    Attributes:
        kid: key identifier, found in a token's header.
        x: 32 bytes of the Ed25519 public key, base64url without padding.
        not_before: no token is signed with it earlier.
        expires_at: no token that it signed is good later.
    """

    kid: str
    x: str
    not_before: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A bearer token for a machine; ``expires_in`` in seconds, at most 600."""

    expires_in: int
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PasskeyAnswer:
    """What the browser answered to a challenge.

    Attributes:
        challenge: ``PasskeyChallenge.id``; good once, for five minutes.
        response: JSON of the browser's ``PublicKeyCredential``.
        label: name that the owner gives a new passkey.
        client: where it came from.
    """

    challenge: str
    response: str = field(repr=False)
    label: str = ""
    client: Client = Client()


@dataclass(frozen=True, slots=True)
class Invitation:
    """An open invitation, for the page that greets the invited."""

    principal: str
    member: str
    username: str
    name: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Tries:
    """Failed tries under one key; ``failures`` 0 means none is remembered."""

    failures: int = 0
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key pair that signs machine tokens.

    Attributes:
        public: 32 raw bytes.
        not_before: signs nothing earlier.
        retires_at: signs nothing later.
        expires_at: verifies nothing later.
        private: 32 raw bytes, or the same sealed where it comes from the database.
    """

    kid: str
    public: bytes
    not_before: datetime
    retires_at: datetime
    expires_at: datetime
    private: bytes = field(repr=False)
