# SPDX-License-Identifier: Apache-2.0
"""Records at the shell: what the bureau sees in its lists, one record, and its past."""

import contextlib
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from tests.site import Site

PURPOSE = {"Wasl-Purpose": "criminal_investigation"}


@pytest.fixture
def france(site: Site) -> Iterator[httpx.Client]:
    """Give a client of the French bureau."""
    with contextlib.closing(site.client("FRA")) as client:
        client.headers.update(PURPOSE)
        yield client


def draft(plate: str, **body: Any) -> dict[str, Any]:
    return {
        "body": {"plates": [{"number": plate, "country": "FRA"}], "status": "stolen", **body},
        "restriction": {"mode": "except", "members": ["KEN"]},
        "purpose": "criminal_investigation",
    }


def entered(client: httpx.Client, database: str, asked: dict[str, Any]) -> str:
    answer = client.post(f"/v1/records/{database}", json=asked)
    assert answer.status_code == httpx.codes.CREATED, answer.text
    return str(answer.json()["record"]["id"])


def lines(text: str) -> list[Any]:
    return [json.loads(line) for line in text.splitlines()]


def test_a_list_is_filtered_at_the_shell_and_says_when_it_is_empty(
    site: Site, france: httpx.Client
) -> None:
    record = entered(france, "vehicles", draft("SH-001-AA"))
    told = site.run("records", "list", "vehicles", "--identifier", "SH 001 AA", member="FRA")
    assert told.returncode == 0, told.stderr
    assert told.stdout.startswith(f"{record}  FRA  ")
    asked = ("records", "list", "vehicles", "--identifier", "SH001AA")
    [one] = lines(site.run(*asked, "--owner", "FRA", "--json", member="FRA").stdout)
    assert (one["id"], one["restriction"]["members"]) == (record, ["KEN"])
    hidden = site.run(*asked, member="KEN")
    assert (hidden.returncode, hidden.stdout) == (0, "")
    assert "There is no such record among vehicles" in hidden.stderr
    assert site.run(*asked, "--json", member="KEN").stderr == ""
    wrong = site.run(*asked, "--order", "sideways", member="FRA")
    assert wrong.returncode == 1
    assert "order" in wrong.stderr


def test_a_long_list_says_how_much_of_it_is_shown(site: Site, france: httpx.Client) -> None:
    for number in range(3):
        entered(france, "vehicles", draft(f"SH-10{number}-AA"))
    asked = ("records", "list", "vehicles", "--updated-since", "2020", "--order", "oldest")
    told = site.run(*asked, "--limit", "2", member="FRA")
    assert len(told.stdout.splitlines()) == 2
    assert "These are 2 of " in told.stderr
    assert len(site.run(*asked, "--limit", "1000", member="FRA").stdout.splitlines()) >= 3


def test_a_record_is_shown_as_it_is_and_as_it_was_with_its_past(
    site: Site, france: httpx.Client
) -> None:
    record = entered(france, "vehicles", draft("SH-200-AA", colour="blue"))
    changed = draft("SH-200-AA", colour="red")
    place = f"/v1/records/vehicles/{record}"
    assert france.put(f"{place}?version=1", json=changed).status_code == httpx.codes.OK
    told = site.run("records", "show", record, member="FRA")
    assert told.returncode == 0, told.stderr
    assert "version 2" in told.stdout
    assert "colour: red" in told.stdout
    assert "open to all members but KEN" in told.stdout
    past = site.run("records", "history", record, member="FRA").stdout.splitlines()
    assert "version 1  collection by " in past[0]
    assert past[1].endswith(": colour")
    states = lines(site.run("records", "history", record, "--json", member="FRA").stdout)
    assert [state["record"]["body"]["colour"] for state in states] == ["blue", "red"]
    today = states[0]["since"][:10]
    then = lines(site.run("records", "show", record, "--on", today, "--json", member="FRA").stdout)
    assert then[0]["version"] == 2
    early = site.run("records", "show", record, "--on", "2001-02", member="FRA")
    assert (early.returncode, early.stdout) == (1, "")
    assert "it was not there on that day" in early.stderr
    assert "yet to come" in site.run("records", "show", record, "--on", "2999", member="FRA").stderr
    for words in (["show"], ["history"], ["show", "--json"]):
        denied = site.run("records", *words, record, member="KEN")
        assert denied.returncode == 1
        assert denied.stderr == "Error: There is no such record.\n"
    assert site.run("records", "show", "not-a-number").returncode == 2


def test_a_victim_opens_for_others_after_a_reason(site: Site, france: httpx.Client) -> None:
    body = {"names": [{"text": "زفيرين أوكهولو"}], "status": "victim", "note": "A safe house."}
    asked = {"body": body, "restriction": {"mode": "all"}, "purpose": "missing_or_dead"}
    record = entered(france, "persons", asked)
    closed = site.run("records", "show", record, member="KEN")
    assert closed.returncode == 1
    assert "This opens only with a reason." in closed.stderr
    assert "--reason" in closed.stderr
    opened = site.run(
        "records", "show", record, "--reason", "Found in Nairobi, نيروبي", member="KEN"
    )
    assert opened.returncode == 0, opened.stderr
    assert "note: A safe house." in opened.stdout
    assert "زفيرين أوكهولو" in opened.stdout
    assert (
        "collection"
        in site.run(
            *("records", "history", record, "--reason", "Found in Nairobi."), member="KEN"
        ).stdout
    )
