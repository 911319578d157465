# SPDX-License-Identifier: Apache-2.0
"""Members, offices, authorised entities, people, machines, and how they sign in.

Frozen data alone. Everything secret is kept out of ``repr``, so that no log
line or traceback can hold it. Times are aware, in UTC.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from wasl.foundation.access import Actor


class PrincipalKind(StrEnum):
    """Who can be held to account for an act."""

    PERSON = "person"
    MACHINE = "machine"


class PrincipalState(StrEnum):
    """Whether a person or machine may act; only ``ACTIVE`` does.

    ``INVITED``: has an invitation and no password yet, or was told to start anew.
    ``LOCKED``: stopped by an administrator for a time. ``REVOKED``: stopped for good.
    """

    INVITED = "invited"
    ACTIVE = "active"
    LOCKED = "locked"
    REVOKED = "revoked"


class OfficeKind(StrEnum):
    """Offices of the Organization and of its members."""

    NATIONAL_BUREAU = "national_bureau"
    GENERAL_SECRETARIAT = "general_secretariat"
    COMMAND_CENTRE = "command_centre"
    REGIONAL_BUREAU = "regional_bureau"
    CRIME_UNIT = "crime_unit"
    INTERNATIONAL_ENTITY = "international_entity"


class EntityKind(StrEnum):
    """National authorities that a bureau may let in. Source: handbook, part 2; RPD 21."""

    BORDER = "border"
    CUSTOMS = "customs"
    FRONTLINE = "frontline"
    INVESTIGATION = "investigation"
    JUDICIARY = "judiciary"


class EntityState(StrEnum):
    """Whether an entity's people and machines may act."""

    ACTIVE = "active"
    REVOKED = "revoked"


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
class Limits:
    """What a person, machine or entity is held to.

    Attributes:
        databases: databases left open; empty means none; None means no limit of its own.
        purposes: purposes left open; the same.
        may_write: may enter, change or import where roles allow it.
        site: place bound to; None for none.
    """

    databases: frozenset[str] | None = None
    purposes: frozenset[str] | None = None
    may_write: bool = True
    site: str | None = None


@dataclass(frozen=True, slots=True)
class Office:
    """An office: bureau, room of the command centre, regional bureau, crime unit.

    Attributes:
        id: stable, such as ``fra-bureau`` or ``xgs-room-lyon``.
        member: code of the member it belongs to; ``XGS`` for the Organization's own.
        country: alpha-3 of its seat.
        zone: IANA time zone.
        cities: language to city.
        names: language to name; of a national bureau, the country's name.
    """

    id: str
    kind: OfficeKind
    member: str
    country: str
    zone: str
    cities: dict[str, str]
    names: dict[str, str]


@dataclass(frozen=True, slots=True)
class EntityDraft:
    """What a bureau decides about an authorised entity.

    Attributes:
        name: 2 to 200 characters, in any script.
        kind: code of ``EntityKind``.
        databases: databases opened; empty opens none.
        purposes: purposes opened; empty opens none.
        may_write: may enter and change the bureau's records.
        site: such as a border post; None for none.
    """

    name: str
    kind: str
    databases: frozenset[str]
    purposes: frozenset[str]
    may_write: bool = False
    site: str | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """An authorised national entity. ``people`` counts those not revoked, machines too."""

    id: str
    member: str
    name: str
    kind: EntityKind
    limits: Limits
    state: EntityState
    created_at: datetime
    people: int = 0


@dataclass(frozen=True, slots=True)
class PersonDraft:
    """A person to be let in.

    Attributes:
        username: 2 to 64 of a-z, 0-9, dot, hyphen; signs in as ``username@fra``.
        name: as shown to others; 2 to 200 characters.
        roles: names of roles.
        office: office of the member; None means its bureau.
        entity: authorised entity that limits the person; None for the bureau's own.
        locale: ar, en, fr or es; None follows the browser.
        limits: the person's own limits, beside the entity's.
    """

    username: str
    name: str
    roles: frozenset[str]
    office: str | None = None
    entity: str | None = None
    locale: str | None = None
    limits: Limits = Limits()


@dataclass(frozen=True, slots=True)
class PersonChange:
    """New values for a person; the whole set, as a form sends it. See ``PersonDraft``."""

    name: str
    roles: frozenset[str]
    office: str | None = None
    entity: str | None = None
    locale: str | None = None
    limits: Limits = Limits()


@dataclass(frozen=True, slots=True)
class MachineDraft:
    """A machine to be let in: a national system, a border post's server, a carrier's.

    Attributes:
        name: 2 to 200 characters.
        roles: names of roles.
        entity: authorised entity that limits it; None for the bureau's own systems.
        limits: its own limits, beside the entity's.
    """

    name: str
    roles: frozenset[str]
    entity: str | None = None
    limits: Limits = Limits()


@dataclass(frozen=True, slots=True)
class Principal:
    """A person or machine of a bureau, as its administrators see it.

    Attributes:
        username: whole name for signing in (``a.martin@fra``); None for machines,
            whose client id is ``id``.
        limits: its own; an entity's come on top (``rules.limits.effective``).
        asked_roles: roles that wait for a second administrator; None if nothing waits.
        asked_by: who asked for them.
        last_sign_in: None if never.
    """

    id: str
    kind: PrincipalKind
    member: str
    office: str
    entity: str | None
    username: str | None
    name: str
    roles: frozenset[str]
    locale: str | None
    limits: Limits
    state: PrincipalState
    created_at: datetime
    last_sign_in: datetime | None = None
    asked_roles: frozenset[str] | None = None
    asked_by: str | None = None


@dataclass(frozen=True, slots=True)
class Invited:
    """A person with the one-time token that lets them set a password. Shown once, then gone."""

    person: Principal
    expires_at: datetime
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class MachineSecret:
    """A machine with its new secret. Shown once, then gone. The client id is ``machine.id``."""

    machine: Principal
    secret: str = field(repr=False)


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
