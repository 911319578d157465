# SPDX-License-Identifier: Apache-2.0
"""Each process is killed under load: nothing accepted is lost, no audit entry is doubled."""

import os
import shutil
import signal
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from tests.site import Site, wait_until
from wasl.interfaces.host.running import database_of

pytestmark = pytest.mark.slow
PROCESSES = ("postgres", "nats", "relay", "node", "hub", "worker")


@dataclass
class Load:
    """Somebody who enters records and asks checks all the time, and remembers what was accepted."""

    site: Site
    records: list[str] = field(default_factory=list)
    checks: list[str] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)

    def enter(self) -> None:
        """Enter one record after the other; only what was answered counts as accepted."""
        number = 0
        client = self.site.client("MAR")
        while not self.stopping.is_set():
            number += 1
            body = {"number": f"KL{number:07d}", "country": "MAR", "type": "passport"}
            draft = {
                "body": body | {"fraud_type": "stolen"},
                "restriction": {"mode": "all"},
                "purpose": "border_control",
            }
            self._try(client, "/v1/records/travel_documents", draft, self.records)

    def ask(self, url: str) -> None:
        """Ask one check after the other of the hub or of the node."""
        question: dict[str, Any] = {
            "purpose": "border_control",
            "subject": {"documents": [{"number": "KL0000001", "country": "MAR"}]},
        }
        client = self.site.client("FRA", url)
        while not self.stopping.is_set():
            self._try(client, "/v1/checks", question, self.checks)

    def _try(
        self,
        client: httpx.Client,
        path: str,
        body: dict[str, Any],
        accepted: list[str],
    ) -> None:
        try:
            answer = client.post(path, json=body, timeout=10)
        except httpx.TransportError:
            time.sleep(0.1)
            return
        if answer.is_success:
            told = answer.json()
            accepted.append(told["check"] if "check" in told else told["record"]["id"])
        else:
            time.sleep(0.05)


@pytest.fixture
def lone() -> Iterator[Site]:
    """Give a site of its own, which may be hurt."""
    folder = Path(tempfile.mkdtemp(prefix="wasl-kill-"))
    site = Site(folder / "data")
    try:
        site.up()
        yield site
    finally:
        site.down()
        shutil.rmtree(folder, ignore_errors=True)


def test_kill_9_of_each_process_under_load_loses_nothing(lone: Site) -> None:
    load = Load(lone)
    acts = [
        threading.Thread(target=load.enter),
        threading.Thread(target=load.ask, args=(lone.url,)),
        threading.Thread(target=load.ask, args=(lone.node_url,)),
    ]
    for act in acts:
        act.start()
    try:
        for name in PROCESSES:
            _kill(lone, name, load)
    finally:
        load.stopping.set()
        for act in acts:
            act.join()
    assert len(load.records) > 10
    assert len(load.checks) > 10
    _expect_all_stored(lone, load)


def _kill(site: Site, name: str, load: Load) -> None:
    """Kill one process and wait until it is back and both kinds of act are accepted again."""
    time.sleep(1.0)
    before = site.pids()[name]
    os.kill(before, signal.SIGKILL)
    wait_until(lambda: site.pids().get(name) not in (None, before), 60)
    records, checks = len(load.records), len(load.checks)
    wait_until(lambda: len(load.records) > records and len(load.checks) > checks, 60)


def _expect_all_stored(site: Site, load: Load) -> None:
    """Look with the owner's eyes: every accepted record is there, every check audited once."""
    with psycopg.connect(database_of(site.data), autocommit=True) as owner:
        owner.execute("SET ROLE wasl_system")

        def audited() -> Counter[str]:
            rows = owner.execute(
                "SELECT entry::json -> 'detail' ->> 'check' FROM audit"
                " WHERE entry::json -> 'detail' ->> 'check' IS NOT NULL"
            )
            return Counter(row[0] for row in rows)

        wait_until(lambda: set(load.checks) <= set(audited()), 60)
        counted = audited()
        assert [check for check in load.checks if counted[check] != 1] == []
        stored = {str(row[0]) for row in owner.execute("SELECT id FROM record")}
        assert set(load.records) <= stored
    assert site.run("audit", "verify").returncode == 0
    last = load.records[-1]
    client = site.client("FRA")
    purpose = {"purpose": "border_control"}
    told = client.get(f"/v1/records/travel_documents/{last}", params=purpose).json()
    body = told["body"] if "body" in told else told["record"]["body"]
    asked = {"documents": [{"number": body["number"], "country": "MAR"}]}
    question = {"purpose": "border_control", "subject": asked}

    def found(url: str) -> bool:
        hits = site.client("FRA", url).post("/v1/checks", json=question).json()["hits"]
        return last in [hit["record"] for hit in hits]

    wait_until(lambda: found(site.url) and found(site.node_url), 60)
