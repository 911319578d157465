# SPDX-License-Identifier: Apache-2.0
"""Invented people who are signed in on a running site, without a browser."""

import asyncio
import time

import httpx
import pyotp

from tests.site import Site
from wasl.capabilities import members
from wasl.capabilities.members import Client, PersonDraft, Vault
from wasl.foundation.db import Database
from wasl.foundation.settings import read_settings
from wasl.foundation.unit import Units
from wasl.interfaces.door import COOKIE
from wasl.interfaces.host.running import database_of

HERE = Client("127.0.0.1", "test")


def sign_in(site: Site, member: str, username: str, *roles: str) -> httpx.Client:
    """Let somebody in, set up the second factor, and give a client with the session's cookie."""
    draft = PersonDraft(username, f"{username} (invented)", frozenset(roles))
    token = asyncio.run(_session(site, member, draft))
    return httpx.Client(base_url=site.url, headers={"Cookie": f"{COOKIE}={token}"}, timeout=30.0)


async def _session(site: Site, member: str, draft: PersonDraft) -> str:
    database = Database(database_of(site.data), size=1)
    await database.open()
    try:
        vault = members.open_vault(read_settings(site.data).keys)
        return await _enrolled(Units(database), vault, member, draft)
    finally:
        await database.close()


async def _enrolled(units: Units, vault: Vault, member: str, draft: PersonDraft) -> str:
    async with units.begin(members.steward(member)) as unit:
        invited = await members.create_person(unit, draft)
    async with units.system() as unit:
        password = "correct-horse-battery-staple"
        answer = await members.accept_invitation(unit, invited.token, password, HERE)
    async with units.system() as unit:
        session = await members.find_session(unit, answer.token or "")
        assert session is not None
        enrolment = await members.start_totp(unit, vault, session)
        code = pyotp.TOTP(enrolment.secret).at(int(time.time()))
        enrolled = await members.confirm_totp(unit, vault, session, code)
    return str(enrolled.answer.token)
