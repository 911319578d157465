# SPDX-License-Identifier: Apache-2.0
"""The supervisor with a real PostgreSQL and a real NATS: what dies comes back, nothing stays."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from tests.site import two_free_ports, wait_until

from wasl.interfaces.host.files import read_json

pytestmark = pytest.mark.slow
HERE = Path(__file__).parent
SCRIPT = """
import sys
from pathlib import Path
from wasl.foundation.settings import Settings
from wasl.interfaces.host import supervisor
from wasl.interfaces.host.errors import HostError
supervisor.MIGRATE = "pass"
settings = Settings(data=Path(sys.argv[1]), port=int(sys.argv[2]))
try:
    supervisor.Supervisor(settings, program="roles").serve()
except HostError as error:
    sys.exit(f"Error: {error}")
"""


class Site:
    """A data folder and the supervisor that runs on it."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.port = two_free_ports()
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> subprocess.Popen[str]:
        environment = {**os.environ, "PYTHONPATH": str(HERE)}
        self.process = subprocess.Popen(
            [sys.executable, "-c", SCRIPT, str(self.data), str(self.port)],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        return self.process

    def up(self) -> dict[str, Any]:
        process = self.start()
        wait_until(lambda: process.poll() is not None or self.is_ready(process.pid))
        assert process.poll() is None, process.communicate()[0]
        return self.told()

    def is_ready(self, pid: int) -> bool:
        told = self.told()
        return told.get("pid") == pid and told["state"] == "ready"

    def told(self) -> dict[str, Any]:
        return read_json(self.data / "run.json")

    def child(self, name: str) -> dict[str, Any]:
        return next(c for c in self.told().get("processes", []) if c["name"] == name)

    def mark(self) -> bytes:
        return f"WASL_RUN={self.told()['run']}".encode()

    def down(self) -> str:
        assert self.process
        self.process.terminate()
        return self.process.communicate(timeout=60)[0]


def living(mark: bytes) -> list[int]:
    """Processes that carry the mark of a run."""
    found = []
    for process in Path("/proc").iterdir():
        try:
            if process.name.isdigit() and mark in (process / "environ").read_bytes().split(b"\0"):
                found.append(int(process.name))
        except OSError:
            continue
    return found


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path / "data")
    yield site
    if site.process and site.process.poll() is None:
        site.down()
    if site.process and site.process.stdout:
        site.process.stdout.close()


def test_everything_starts_and_a_clean_stop_leaves_nothing(site: Site) -> None:
    told = site.up()
    names = [child["name"] for child in told["processes"]]
    assert names == ["postgres", "nats", "relay", "node", "hub", "worker"]
    assert (site.data / "run.json").stat().st_mode & 0o777 == 0o600
    mark = site.mark()
    lines = [json.loads(line) for line in site.down().splitlines()]
    assert site.process
    assert site.process.returncode == 0
    stopped = [line["child"] for line in lines if line["event"] == "stopped"]
    assert stopped == names[::-1]
    assert not living(mark)
    assert not (site.data / "run.json").exists()


def test_whatever_is_killed_comes_back(site: Site) -> None:
    before = {child["name"]: child["pid"] for child in site.up()["processes"]}
    for pid in before.values():
        os.kill(pid, signal.SIGKILL)
    wait_until(
        lambda: all(c["state"] == "ready" and c["restarts"] for c in site.told()["processes"])
    )
    after = {child["name"]: child["pid"] for child in site.told()["processes"]}
    assert not set(before.values()) & set(after.values())
    # What a killed process had started went with it.
    assert len([p for p in living(site.mark()) if "sleep(600)" in command(p)]) == 1


def command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


def test_a_killed_supervisor_leaves_no_orphan_and_accepted_rows_stay(site: Site) -> None:
    site.up()
    mark = site.mark()
    url = f"postgresql://wasl_owner@/wasl?host={site.data}/postgres/socket"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
    assert site.process
    site.process.kill()
    site.process.communicate()
    wait_until(lambda: not [p for p in living(mark) if "sleep(600)" not in command(p)])
    site.up()
    assert not living(mark), "the next start ends what was left"
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT one FROM kept").fetchone() == (1,)


def test_a_second_start_says_so_in_one_sentence(site: Site) -> None:
    url = site.up()["url"]
    second = Site(site.data)
    output = second.start().communicate(timeout=30)[0]
    assert second.process
    assert second.process.returncode == 1
    assert output == f"Error: Wasl is already running on {site.data} at {url}.\n"
    assert site.child("hub")["state"] == "ready"


def test_a_taken_port_is_named(site: Site) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", site.port + 1))
        output = site.start().communicate(timeout=30)[0]
    assert f"Error: Port {site.port + 1} on 127.0.0.1 is taken" in output.splitlines()[-1]
