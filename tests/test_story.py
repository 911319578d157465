# SPDX-License-Identifier: Apache-2.0
"""The whole path on a running site: a record entered in Rabat, a check in Paris."""

import json
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.site import Site, wait_until

pytestmark = pytest.mark.slow
Answer = dict[str, Any]


@pytest.fixture(scope="module")
def rabat(site: Site) -> httpx.Client:
    """Speak for Morocco."""
    return site.client("MAR")


@pytest.fixture(scope="module")
def paris(site: Site) -> httpx.Client:
    """Speak for France."""
    return site.client("FRA")


def person(*names: str, denied: tuple[str, ...] = (), **body: Any) -> dict[str, Any]:
    """Make the draft of an invented wanted person."""
    restriction = {"mode": "except", "members": list(denied)} if denied else {"mode": "all"}
    given = {"names": [{"text": name} for name in names], "status": "wanted", **body}
    return {"body": given, "restriction": restriction, "purpose": "locate_wanted"}


def enter(client: httpx.Client, database: str, draft: dict[str, Any]) -> str:
    """Enter a record and give its identifier."""
    purpose = {"purpose": draft["purpose"]}
    answer = client.post(f"/v1/records/{database}", params=purpose, json=draft)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return str(told["record"]["id"])


def check(client: httpx.Client, **subject: Any) -> Answer:
    """Ask all databases about a subject at a border."""
    question = {"purpose": "border_control", "subject": subject, "databases": []}
    answer = client.post("/v1/checks", json=question)
    assert answer.status_code == 200, answer.text
    told: Answer = answer.json()
    return told


def hits(answer: Answer) -> list[str]:
    """Give the records that a check found."""
    return [hit["record"] for hit in answer["hits"]]


def soon(ask: Callable[[], list[str]], record: str) -> None:
    """Wait until a check finds a record that was just entered."""
    wait_until(lambda: record in ask(), 10)


def test_a_name_entered_in_arabic_is_found_by_its_latin_spelling(
    rabat: httpx.Client, paris: httpx.Client
) -> None:
    record = enter(rabat, "persons", person("سليم المثالي", birth_dates=["1981-05-03"]))
    soon(lambda: hits(check(paris, person={"names": ["Salim Al Mithali"]})), record)
    answer = check(paris, person={"names": ["Saleem ALMITHALI"], "birth_date": "1981"})
    assert set(answer["databases"].values()) == {"checked"}
    best = answer["hits"][0]
    assert best["record"] == record
    assert best["owner"] == "MAR"
    assert 0 < best["score"] <= 1
    assert best["reasons"]
    assert best["caution"]


def test_a_denied_record_does_not_exist_for_the_denied(
    site: Site, rabat: httpx.Client, paris: httpx.Client
) -> None:
    number = f"XH{uuid.uuid4().int % 10**7:07d}"
    documents = [{"number": number, "country": "MAR", "type": "passport"}]
    draft = person("Zineb Invisibile", denied=("FRA",), documents=documents)
    record = enter(rabat, "persons", draft)
    asked = {"person": {"names": ["Zineb Invisibile"]}, "documents": [{"number": number}]}
    soon(lambda: hits(check(site.client("BRA"), **asked)), record)
    assert hits(check(paris, **asked)) == []
    purpose = {"purpose": "identification"}
    unknown = paris.get(f"/v1/records/persons/{uuid.uuid4()}", params=purpose)
    denied = paris.get(f"/v1/records/persons/{record}", params=purpose)
    assert (denied.status_code, denied.json()["code"]) == (404, unknown.json()["code"])
    listed = paris.get("/v1/records/persons", params={**purpose, "identifier": number}).json()
    assert listed["records"] == []
    assert listed["count"]["number"] == 0
    exported = paris.get("/v1/records/persons/export", params={**purpose, "identifier": number})
    assert "Invisibile" not in exported.text
    history = paris.get(f"/v1/records/persons/{record}/history", params=purpose)
    assert history.status_code == 404
    shell = site.run("check", "person", "Zineb Invisibile", "--json", member="FRA")
    assert json.loads(shell.stdout)["hits"] == []


def test_browser_shell_and_node_give_the_same_answer(
    site: Site, rabat: httpx.Client, paris: httpx.Client
) -> None:
    vin = "1M8GDM9AXKP042788"
    draft = {
        "body": {"vin": vin, "status": "stolen", "make": "Demo"},
        "restriction": {"mode": "all"},
        "purpose": "criminal_investigation",
    }
    record = enter(rabat, "vehicles", draft)
    soon(lambda: hits(check(paris, vehicles=[{"vin": vin}])), record)
    shell = site.run("check", "vehicle", "--vin", vin, "--json", member="FRA")
    assert record in hits(json.loads(shell.stdout))
    node = site.client("FRA", site.node_url)
    wait_until(lambda: record in hits(check(node, vehicles=[{"vin": vin}])), 10)


def test_a_revoked_machine_fails_at_hub_and_node_within_a_minute(site: Site) -> None:
    made = site.run("machine", "add", "Border post (invented)", "--role", "officer", member="KEN")
    assert made.returncode == 0, made.stderr
    told = dict(line.split("=", 1) for line in made.stdout.split())
    form = {"grant_type": "client_credentials", **told}
    token = httpx.post(f"{site.url}/v1/token", data=form).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    question = {"purpose": "border_control", "subject": {"person": {"names": ["Nobody Known"]}}}

    def status(url: str) -> int:
        return httpx.post(f"{url}/v1/checks", json=question, headers=headers).status_code

    wait_until(lambda: (status(site.url), status(site.node_url)) == (200, 200), 10)
    assert site.run("people", "revoke", told["client_id"], member="KEN").returncode == 0
    wait_until(lambda: (status(site.url), status(site.node_url)) == (401, 401), 60)


def test_every_check_is_in_a_whole_audit_once(site: Site, paris: httpx.Client) -> None:
    asked = [check(paris, person={"names": [f"Nemo {n}"]})["check"] for n in range(20)]

    def shipped() -> bool:
        mine = paris.get("/v1/checks", params={"limit": 100}).json()
        ids = [line["check"] for line in mine["checks"]]
        return sorted(id for id in ids if id in asked) == sorted(asked)

    wait_until(shipped, 20)
    verified = site.run("audit", "verify")
    assert verified.returncode == 0, verified.stdout


def test_the_shell_tells_what_looks_doubtful(site: Site, tmp_path: Path) -> None:
    file = tmp_path / "cars.csv"
    file.write_text("plates,status\n" + "".join(f"SHELL-{n},stolen\n" for n in range(12)))
    done = site.run("import", "vehicles", str(file), "--owner", "FRA")
    assert "line 2: plates[0].country: The plate has no country" in done.stdout
    [command] = [line for line in done.stdout.splitlines() if "wasl import warnings" in line]
    told = site.run("import", "warnings", command.split()[-1], member="FRA")
    assert len(told.stdout.splitlines()) == 12
    job = json.loads(site.run("import", "vehicles", str(file), "--owner", "FRA", "--json").stdout)
    assert (job["unchanged"], len(job["doubtful"])) == (12, 10)


def test_the_united_nations_list_is_found_by_latin_and_arabic(site: Site, shared: Path) -> None:
    done = site.run("import", "un", str(shared / "lists" / "un-consolidated.xml"))
    assert done.returncode == 0, done.stderr
    again = site.run("import", "un", str(shared / "lists" / "un-consolidated.xml"))
    assert "1,003" in again.stdout.replace("1003", "1,003")
    client = site.client("FRA")
    for name in ("Saddam Hussein al-Tikriti", "صدام حسين التكريتي"):
        wait_until(lambda name=name: hits(check(client, person={"names": [name]})), 30)
        best = check(client, person={"names": [name]})["hits"][0]
        assert best["owner"] == "UNO"
        assert best["score"] > 0.9
