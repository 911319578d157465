# SPDX-License-Identifier: Apache-2.0
"""`wasl up` as an operator runs it: everything real, from nothing to a clean stop."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.site import two_free_ports, wait_until

pytestmark = pytest.mark.slow


def wasl(data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "wasl.interfaces.cli", "--data", str(data), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def site() -> Iterator[tuple[Path, subprocess.Popen[str]]]:
    """Give a data folder and the `wasl up` that was just started on it."""
    data = Path(tempfile.mkdtemp(prefix="wasl-up-"))
    port = str(two_free_ports())
    command = [sys.executable, "-m", "wasl.interfaces.cli", "up", "--data", str(data)]
    process = subprocess.Popen(
        [*command, "--port", port], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        wait_until(lambda: process.poll() is not None or told(data).get("state") == "ready", 180)
        assert process.poll() is None, process.communicate()[0]
        yield data, process
    finally:
        process.terminate()
        print(process.communicate(timeout=60)[0])
        shutil.rmtree(data, ignore_errors=True)


def told(data: Path) -> dict[str, Any]:
    try:
        run: dict[str, Any] = json.loads((data / "run.json").read_text())
    except (OSError, ValueError):
        return {}
    return run


def child(data: Path, name: str) -> dict[str, Any]:
    processes: list[dict[str, Any]] = told(data)["processes"]
    return next(process for process in processes if process["name"] == name)


def test_a_site_from_nothing_to_a_clean_stop(site: tuple[Path, subprocess.Popen[str]]) -> None:
    data, process = site
    run = told(data)
    for address in (run["url"], run["node_url"]):
        assert httpx.get(f"{address}/healthz").status_code == 200
        assert httpx.head(f"{address}/healthz").status_code == 200
        nowhere = httpx.get(f"{address}/v1/nowhere", headers={"accept-language": "fr"})
        assert nowhere.headers["content-type"] == "application/problem+json"
        problem = nowhere.json()
        assert problem["type"] == "urn:wasl:problem:not-found"
        assert problem["detail"].startswith("Il n'y a rien à cette adresse")
        assert "# TYPE" in httpx.get(f"{address}/metrics").text
    assert httpx.get(f"{run['url']}/sign-in", follow_redirects=True).status_code == 200
    shown = wasl(data, "system")
    assert shown.returncode == 0, shown.stdout + shown.stderr
    for name in ("hub", "node"):
        os.kill(child(data, name)["pid"], signal.SIGKILL)
    wait_until(
        lambda: all(p["state"] == "ready" for p in told(data)["processes"]) and restarted(data)
    )
    assert httpx.get(f"{run['url']}/healthz").status_code == 200
    assert wasl(data, "audit", "verify").returncode == 0
    process.terminate()
    process.communicate(timeout=60)
    assert process.returncode == 0
    assert wasl(data, "system").returncode == 1


def restarted(data: Path) -> bool:
    return all(child(data, name)["restarts"] >= 1 for name in ("hub", "node"))
