# SPDX-License-Identifier: Apache-2.0
"""A whole site under load: checks while records are imported, and how soon news is seen."""

import asyncio
import contextlib
import csv
import json
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import httpx

from wasl.capabilities import checks
from wasl.foundation.db import Database
from wasl.foundation.unit import Units
from wasl.interfaces.cli.bench_checks import free_port
from wasl.interfaces.cli.bench_load import Result, paced, requests
from wasl.interfaces.cli.bench_world import World
from wasl.interfaces.cli.local import local_token
from wasl.interfaces.host.running import database_of, find_run

RATE = 250.0
MEMBER = "FRA"
NEW_RECORDS = 100
_COMMAND = [sys.executable, "-m", "wasl.interfaces.cli"]
_START_SECONDS = 180.0
_SHIP_SECONDS = 120.0
_SETTLE_SECONDS = 1.0


def measure_site(imported: int, seconds: float, tell: Callable[[str], None]) -> dict[str, float]:
    """Start a site on a folder of its own and measure it.

    Args:
        imported: records imported while checks are made.
        seconds: how long checks are made, 250 a second.
        tell: hears how far it is.

    Returns:
        Figures by name.
    """
    folder = Path(tempfile.mkdtemp(prefix="wasl-bench-site-"))
    data = folder / "data"
    tell("starting a site")
    port = free_port()
    up = [*_COMMAND, "--data", str(data), "up", "--port", str(port)]
    with (folder / "up.log").open("wb") as output:
        site = subprocess.Popen(up, stdout=output, stderr=subprocess.STDOUT)  # noqa: S603
    try:
        _wait_ready(data, site)
        figures = _visible(data, port)
        tell(f"importing {imported:,} records while {RATE:.0f} checks a second are made")
        return figures | _under_import(folder, port, imported, seconds)
    finally:
        site.send_signal(signal.SIGTERM)
        site.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_ready(data: Path, site: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _START_SECONDS
    while (run := find_run(data)) is None or run["state"] != "ready":
        if site.poll() is not None or time.monotonic() > end:
            raise click.ClickException(f"The site did not start; see {data.parent / 'up.log'}.")
        time.sleep(0.1)


def _client(data: Path, port: int) -> httpx.Client:
    """Give a client whose machine the node knows already."""
    token = local_token(data, MEMBER).token
    client = httpx.Client(
        base_url=f"http://127.0.0.1:{port}", headers={"Authorization": f"Bearer {token}"}
    )
    while client.post("/v1/checks", json={}).status_code == httpx.codes.UNAUTHORIZED:
        time.sleep(0.05)
    return client


def _visible(data: Path, port: int) -> dict[str, float]:
    """Measure the time from a record's entry to its first hit."""
    times = []
    with contextlib.closing(_client(data, port)) as client:
        for n in range(NEW_RECORDS):
            number = f"ZV{n:07d}"
            body = {"number": number, "country": "FRA", "type": "passport", "fraud_type": "lost"}
            draft = {"body": body, "restriction": {"mode": "all"}, "purpose": "border_control"}
            headers = {"Wasl-Purpose": "border_control"}
            client.post(
                "/v1/records/travel_documents", json=draft, headers=headers
            ).raise_for_status()
            began = time.perf_counter()
            while not client.post("/v1/checks", json=_asked(number)).json()["hits"]:
                time.sleep(0.002)
            times.append(time.perf_counter() - began)
    times.sort()
    return {"visible_p50_seconds": times[len(times) // 2], "visible_p99_seconds": times[-2]}


def _asked(number: str) -> dict[str, Any]:
    document = {"number": number, "country": "FRA"}
    return {
        "purpose": "border_control",
        "subject": {"documents": [document]},
        "databases": ["travel_documents"],
    }


def _under_import(folder: Path, port: int, imported: int, seconds: float) -> dict[str, float]:
    """Make checks at a fixed rate while a file is imported, then look for each in the audit."""
    data = folder / "data"
    world = World(max(imported, 1), max(imported, 1))
    file = folder / "documents.csv"
    _write(file, imported)
    token = local_token(data, MEMBER).token
    bodies = [*world.document_questions(2_000), *world.person_questions(2_000)]
    asked = requests("/v1/checks", bodies, token)
    command = [*_COMMAND, "--data", str(data), "--as", MEMBER, "import", "travel-documents"]
    load = [*command, str(file), "--owner", MEMBER, "--json"]
    began = time.perf_counter()
    with (folder / "import.log").open("wb") as output:
        job = subprocess.Popen(load, stdout=output, stderr=subprocess.STDOUT)  # noqa: S603
    result = asyncio.run(paced(port, asked, seconds, RATE))
    code = job.wait()
    if code:
        raise click.ClickException((folder / "import.log").read_text()[-500:])
    took = time.perf_counter() - began
    missing = asyncio.run(_not_once(data, result))
    return {
        "import_checks_per_second": result.rate,
        "import_checks_p50_ms": result.percentile(0.5),
        "import_checks_p99_ms": result.percentile(0.99),
        "import_checks_failed": float(result.failed),
        "import_checks_not_once_in_audit": float(missing),
        "import_records": float(imported),
        "import_records_per_second": _told_rate(folder / "import.log", imported / took),
    }


def _told_rate(log: Path, otherwise: float) -> float:
    """Take the rate that the import itself told; it ended before the checks did."""
    for line in reversed(log.read_text().splitlines()):
        if line.startswith("{"):
            return float(json.loads(line).get("rate") or otherwise)
    return otherwise


def _write(file: Path, count: int) -> None:
    with file.open("w", newline="", encoding="utf-8") as output:
        table = csv.writer(output)
        table.writerow(["number", "country", "type", "fraud_type"])
        table.writerows((f"ZI{n:08d}", MEMBER, "passport", "stolen") for n in range(count))


async def _not_once(data: Path, result: Result) -> int:
    """Count the checks that are not in the hub's audit exactly once, when all is shipped."""
    database = Database(database_of(data), size=1)
    await database.open()
    try:
        end = time.monotonic() + _SHIP_SECONDS
        while True:
            async with Units(database).system() as unit:
                found = Counter(await checks.list_audited(unit, result.started))
            wrong = sum(found[check] != 1 for check in result.checks)
            if not wrong or time.monotonic() > end:
                return wrong
            await asyncio.sleep(_SETTLE_SECONDS)
    finally:
        await database.close()
