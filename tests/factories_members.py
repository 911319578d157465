# SPDX-License-Identifier: Apache-2.0
"""People, entities and machines for stories; every name is invented."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pyotp
from argon2 import PasswordHasher

from wasl.capabilities import members
from wasl.capabilities.members import (
    Client,
    EntityDraft,
    MachineDraft,
    MachineSecret,
    PersonDraft,
    Principal,
    Session,
    SignInAnswer,
    Vault,
)
from wasl.capabilities.members.rules import passwords
from wasl.foundation.access import Actor
from wasl.foundation.db import Database
from wasl.foundation.unit import Units
from wasl.foundation.vocabulary.members import get_member

PASSWORD = "four green herons at noon"
HERE = Client("192.0.2.7", "Firefox, Linux")


@dataclass
class Clock:
    """A clock that a story moves by hand."""

    now: datetime = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def wait(self, **length: float) -> None:
        self.now += timedelta(**length)


@dataclass
class Person:
    """A person of a story, with what they carry in head and pocket."""

    principal: Principal
    password: str
    totp: str = ""
    recovery: tuple[str, ...] = ()
    cookie: str = field(default="", repr=False)

    @property
    def id(self) -> str:
        return self.principal.id

    @property
    def username(self) -> str:
        return self.principal.username or ""


def hash_quickly() -> Iterator[None]:
    """Hash passwords at the least cost, so that stories with many tries stay quick.

    ``test_rules`` looks at the real cost.
    """
    kept = passwords._hasher, passwords._DUMMY
    passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    passwords._DUMMY = passwords._hasher.hash("nobody has this password")
    yield
    passwords._hasher, passwords._DUMMY = kept


class World:
    """Real services on a real database, under a clock moved by hand."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.clock = clock
        self.units = Units(database, clock)
        self.vault = Vault(b"k" * 32)

    def administrator(self, member: str = "FRA", name: str = "admin") -> Actor:
        """An actor as it comes out of the door; no account stands behind it."""
        return Actor(
            f"{name}-{member}",
            "person",
            member,
            get_member(member).bit,
            frozenset({"administrator"}),
        )

    async def invite(self, username: str, member: str = "FRA", **values: object) -> members.Invited:
        roles = frozenset({"officer"})
        draft = PersonDraft(
            **{"username": username, "name": "Demo Person", "roles": roles} | values
        )
        async with self.units.begin(members.steward(member)) as unit:
            return await members.create_person(unit, draft)

    async def join(self, username: str, member: str = "FRA", **values: object) -> Person:
        """A person who accepted the invitation and set up an authenticator app."""
        invited = await self.invite(username, member, **values)
        async with self.units.system() as unit:
            answer = await members.accept_invitation(unit, invited.token, PASSWORD, HERE)
        person = Person(invited.person, PASSWORD, cookie=answer.token or "")
        session = await self.session(person.cookie)
        async with self.units.system() as unit:
            person.totp = (await members.start_totp(unit, self.vault, session)).secret
        async with self.units.system() as unit:
            enrolled = await members.confirm_totp(unit, self.vault, session, self.code(person))
        person.recovery = enrolled.recovery_codes
        person.cookie = enrolled.answer.token or ""
        self.clock.wait(seconds=60)
        return person

    def code(self, person: Person) -> str:
        """What the authenticator app shows now."""
        return pyotp.TOTP(person.totp).at(self.clock.now)

    async def find(self, cookie: str) -> Session | None:
        async with self.units.system() as unit:
            return await members.find_session(unit, cookie)

    async def session(self, cookie: str) -> Session:
        found = await self.find(cookie)
        assert found is not None
        return found

    async def password(
        self, username: str, password: str = PASSWORD, client: Client = HERE
    ) -> SignInAnswer:
        async with self.units.system() as unit:
            return await members.sign_in(unit, username, password, client)

    async def second(self, cookie: str, code: str) -> SignInAnswer:
        session = await self.session(cookie)
        async with self.units.system() as unit:
            return await members.pass_totp(unit, self.vault, session, code)

    async def sign_in(self, person: Person) -> Session:
        first = await self.password(person.username, person.password)
        second = await self.second(first.token or "", self.code(person))
        person.cookie = second.token or ""
        self.clock.wait(seconds=60)
        return await self.session(person.cookie)

    async def entity(self, member: str = "FRA", **values: object) -> members.Entity:
        draft: dict[str, object] = {
            "name": "Demo border police",
            "kind": "border",
            "databases": frozenset({"vehicles"}),
            "purposes": frozenset({"border_control"}),
        }
        async with self.units.begin(members.steward(member)) as unit:
            return await members.create_entity(unit, EntityDraft(**draft | values))

    async def machine(self, member: str = "FRA", **values: object) -> MachineSecret:
        draft = {"name": "Demo gate", "roles": frozenset({"officer"})} | values
        async with self.units.begin(members.steward(member)) as unit:
            return await members.create_machine(unit, MachineDraft(**draft))

    async def actor(self, principal: str) -> Actor | None:
        async with self.units.system() as unit:
            return await members.find_actor(unit, principal)

    async def everything_written(self) -> str:
        """All audit entries as one text."""
        async with self.units.system() as unit:
            rows = await unit.rows("SELECT entry FROM audit ORDER BY seq")
        return "\n".join(row["entry"] for row in rows)

    async def announced(self) -> set[str]:
        """Keys of the feed's changes about principals, since the beginning."""
        async with self.units.system() as unit:
            rows = await unit.rows("SELECT key FROM outbox WHERE topic = 'principal'")
        return {row["key"] for row in rows}
