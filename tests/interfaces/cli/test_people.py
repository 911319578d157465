# SPDX-License-Identifier: Apache-2.0
"""A bureau gets its first people from the hub's own machine."""

import json

import pytest
from click.testing import CliRunner, Result

from wasl.capabilities import members
from wasl.foundation.unit import Units
from wasl.interfaces.cli import main


@pytest.fixture
def wasl(owner_dsn: str, clean: None, monkeypatch: pytest.MonkeyPatch):  # noqa: ANN201 - a function
    """Give the shell's face on the test database."""
    monkeypatch.setenv("WASL_DATABASE_URL", owner_dsn)

    def run(*words: str) -> Result:
        return CliRunner().invoke(main, ["--as", "FRA", *words])

    return run


def test_people_are_let_in_listed_and_revoked(wasl) -> None:  # noqa: ANN001 - see above
    told = wasl("people", "add", "chief", "Demo Chief", "--role", "administrator")
    assert told.exit_code == 0, told.output
    assert "chief@fra" in told.output
    assert "/invitation/" in told.output
    assert "invited" in wasl("people", "list").output
    assert "/invitation/" in wasl("people", "invite", "chief").output
    assert wasl("people", "revoke", "chief@fra").exit_code == 0
    assert "revoked" in wasl("people", "list").output
    refused = wasl("people", "revoke", "nobody")
    assert refused.exit_code == 1
    assert refused.output == "Error: Your bureau has no such person or machine.\n"


def test_the_first_administrator_needs_no_second_one(wasl) -> None:  # noqa: ANN001 - see above
    wasl("people", "add", "chief", "Demo Chief", "--role", "administrator")
    assert "administrator" in wasl("people", "list").output


def test_entities_and_their_machines(wasl) -> None:  # noqa: ANN001 - see above
    added = wasl(
        *("entities", "add", "Demo border police", "--kind", "border"),
        *("--database", "vehicles", "--purpose", "border_control"),
    )
    assert added.exit_code == 0, added.output
    entity = added.output.strip()
    made = wasl("machine", "add", "Demo gate", "--entity", entity)
    assert "client_secret=" in made.output
    client_id, secret = (line.split("=")[1] for line in made.output.splitlines())
    renewed = wasl("machine", "renew", client_id)
    assert renewed.exit_code == 0, renewed.output
    assert renewed.output.startswith(f"client_id={client_id}\nclient_secret=")
    assert secret not in renewed.output
    assert "no such person or machine" in wasl("machine", "renew", "nobody").output
    assert "vehicles" in wasl("entities", "list").output
    assert wasl("entities", "revoke", entity).exit_code == 0
    late = wasl("machine", "add", "Demo gate", "--entity", entity)
    assert late.output == "Error: This access was revoked for good. Make a new one.\n"


def test_lists_are_read_by_programs_and_empty_ones_say_so(wasl) -> None:  # noqa: ANN001 - see above
    assert "No entity is authorised yet" in wasl("entities", "list").output
    assert wasl("entities", "list", "--json").output == ""
    wasl(
        *("entities", "add", "Demo gate police", "--kind", "border", "--site", "north"),
        *("--database", "vehicles", "--purpose", "border_control"),
    )
    entity = json.loads(wasl("entities", "list", "--json").output)
    assert (entity["databases"], entity["purposes"]) == (["vehicles"], ["border_control"])
    assert (entity["may_write"], entity["site"]) == (False, "north")
    assert "border_control read at north" in wasl("entities", "list").output
    wasl("people", "add", "chief", "رئيس المكتب", "--role", "administrator")
    person = json.loads(wasl("people", "list", "--json").output)
    assert (person["username"], person["name"]) == ("chief@fra", "رئيس المكتب")
    assert (person["roles"], person["state"]) == (["administrator"], "invited")


def test_bad_words_get_a_sentence(wasl) -> None:  # noqa: ANN001 - see above
    told = wasl("people", "add", "Not A Name", "x", "--role", "officer")
    assert told.exit_code == 1
    assert "username:" in told.output
    assert "name:" in told.output


async def test_the_steward_is_named_in_the_audit(units: Units) -> None:
    async with units.begin(members.steward("FRA")) as unit:
        draft = members.MachineDraft("Demo gate", frozenset({"officer"}))
        await members.create_machine(unit, draft)
    async with units.system() as unit:
        rows = await unit.rows("SELECT actor, member FROM audit")
    assert rows == [{"actor": "steward", "member": "FRA"}]
