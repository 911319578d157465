# SPDX-License-Identifier: Apache-2.0
"""A bureau: its offices, the entities it lets in, its people and machines, their limits."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

REQUEST_LIFE = timedelta(hours=72)


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
class Restart:
    """A request that a person starts anew with a new password and new factors.

    Attributes:
        asked_by: administrator; ``steward`` on the hub's own machine.
        confirmed_by: the second administrator; None while it waits for one.
    """

    asked_by: str
    asked_at: datetime
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None

    def is_waiting(self, now: datetime) -> bool:
        """Tell whether it still waits for its second signature; after 72 hours it is void."""
        return self.confirmed_by is None and now - self.asked_at <= REQUEST_LIFE


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
        restart: newest request to start anew, waiting or confirmed; None if none ever was.
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
    restart: Restart | None = None


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
