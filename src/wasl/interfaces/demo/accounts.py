# SPDX-License-Identifier: Apache-2.0
"""Accounts of the invented world, let in by the same steps as anybody else."""

import secrets
import time
from dataclasses import asdict, dataclass
from typing import Any

import pyotp

from wasl.capabilities import members
from wasl.capabilities.members import Client, PersonDraft, Vault
from wasl.foundation.access import Role
from wasl.foundation.unit import Units

HERE = Client("127.0.0.1", "demo")
BUREAUS = ("FRA", "MAR", "BRA", "JPN")
STAFF = (
    ("officer", "Demo Officer", {Role.OFFICER}),
    ("specialist", "Demo Specialist", {Role.SPECIALIST}),
    ("supervisor", "Demo Supervisor", {Role.SUPERVISOR}),
    ("admin", "Demo Administrator", {Role.ADMINISTRATOR}),
)
ORGANIZATION = ("operator", "Demo Operator", {Role.OFFICER, Role.OPERATOR})
STEP = 30


@dataclass(frozen=True, slots=True)
class Account:
    """An invented person who can sign in; ``totp`` is the secret of the second factor."""

    username: str
    name: str
    password: str
    totp: str

    def code(self) -> str:
        """Give the code of this half minute."""
        return pyotp.TOTP(self.totp).now()


async def let_in(units: Units, vault: Vault) -> list[dict[str, Any]]:
    """Let in the demo's staff: four people in each of four bureaus, and one operator.

    Returns:
        Accounts as JSON-like values. Passwords are drawn anew for each world.
    """
    people = [(member, *who) for member in BUREAUS for who in STAFF]
    people.append(("XGS", *ORGANIZATION))
    return [
        asdict(await _let_in(units, vault, member, PersonDraft(login, name, frozenset(roles))))
        for member, login, name, roles in people
    ]


async def _let_in(units: Units, vault: Vault, member: str, draft: PersonDraft) -> Account:
    """Invite, set a password, enrol an authenticator: what a person does on the first day."""
    password = f"demo-{secrets.token_urlsafe(9)}"
    async with units.begin(members.steward(member)) as unit:
        invited = await members.create_person(unit, draft)
    async with units.system() as unit:
        answer = await members.accept_invitation(unit, invited.token, password, HERE)
    async with units.system() as unit:
        session = await members.find_session(unit, answer.token or "")
        if session is None:
            raise members.NotSignedIn
        enrolment = await members.start_totp(unit, vault, session)
        # The code before this one, so that the present one can be used at once.
        code = pyotp.TOTP(enrolment.secret).at(int(time.time()) - STEP)
        await members.confirm_totp(unit, vault, session, code)
    return Account(invited.person.username or "", draft.name, password, enrolment.secret)
