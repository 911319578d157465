# SPDX-License-Identifier: Apache-2.0
"""The command line on the hub's own machine: it needs no secret, it can read the vault's key.

Whoever can open the data folder can open its database. So a command there speaks
through a machine of its own, one for each member it speaks for, and the audit
names that machine; nothing is done without a name.
"""

import asyncio
import json
import os
import time
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import click
import httpx

from wasl.capabilities import members
from wasl.capabilities.members import MachineDraft
from wasl.foundation.access import Role
from wasl.foundation.db import Database
from wasl.foundation.settings import read_settings
from wasl.foundation.unit import Units
from wasl.foundation.vocabulary import get_member
from wasl.interfaces.host.files import read_json, write_private
from wasl.interfaces.host.running import database_of

NAME = "Command line on the hub's machine"
ORGANIZATION = "XGS"
PATIENCE = 5.0  # seconds until a check node must know a machine that was just let in
TURNS = 20  # as many more answers to one request as httpx bears
EARLY = 60.0  # seconds before its end at which a token is renewed


class LocalSignIn(httpx.Auth):
    """Signs in as this machine's command line, for one member.

    Args:
        data: folder of the site that runs here.
        member: code of the member to speak for.
    """

    def __init__(self, data: Path, member: str) -> None:
        self._data = data
        self._member = member
        self._token = ""
        self._ends = 0.0

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Put a token on the request; make one first where there is none."""
        if time.monotonic() > self._ends:
            token = local_token(self._data, self._member)
            self._token = token.token
            self._ends = time.monotonic() + token.expires_in - EARLY
        request.headers["Authorization"] = f"Bearer {self._token}"
        response = yield request
        for _ in range(TURNS):
            if response.status_code != httpx.codes.UNAUTHORIZED:
                return
            time.sleep(PATIENCE / TURNS)  # the check node has yet to hear of this machine
            response = yield request


def local_token(data: Path, member: str) -> members.IssuedToken:
    """Give a token for this machine's command line, speaking for a member.

    Raises:
        AppError: no such member, or its machine was stopped, or the database is away.
        click.ClickException: the folder is not this user's to read.
    """
    try:
        get_member(member)
        return asyncio.run(_issue(data, member))
    except OSError as error:
        raise click.ClickException(f"{data} is not yours to read.") from error


async def _issue(data: Path, member: str) -> members.IssuedToken:
    settings = replace(read_settings(data, os.environ), database_url=database_of(data))
    database = Database(settings.database_url or "", size=1)
    await database.open()
    try:
        units = Units(database)
        machine = await _machine(units, data / "cli.json", member)
        vault = members.open_vault(settings.keys)
        async with units.system() as unit:
            actor = await members.find_actor(unit, machine)
            if actor is None:
                raise members.ClientRefused
            return await members.issue_token_for(unit, vault, actor)
    finally:
        await database.close()


async def _machine(units: Units, known: Path, member: str) -> str:
    """Find this command line among the member's machines, or let it in."""
    machines = read_json(known)
    if member not in machines:
        roles = {Role.SPECIALIST.value} | (
            {Role.OPERATOR.value} if member == ORGANIZATION else set()
        )
        async with units.begin(members.steward(member)) as unit:
            made = await members.create_machine(unit, MachineDraft(NAME, frozenset(roles)))
        machines[member] = made.machine.id
        write_private(known, json.dumps(machines))
    return str(machines[member])
