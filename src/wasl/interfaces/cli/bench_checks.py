# SPDX-License-Identifier: Apache-2.0
"""Checks against two endpoints that check nothing: same server, same process, same run.

``bare`` is a raw ASGI application, ``framework`` an ordinary handler of the framework;
see ``bench_server``. "A bare JSON endpoint" may be read as either, so both are told.
"""

import asyncio
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

from wasl.interfaces.cli.bench_load import Result, full, requests
from wasl.interfaces.cli.bench_world import Signer, World, fill

CONNECTIONS = 32
BATCH_CONNECTIONS = 4
BATCH_SIZE = 100
ROUNDS = 3
_QUESTIONS = 20_000


def free_port() -> int:
    """Give a port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def wait_for_port(port: int, seconds: float = 60.0) -> None:
    """Wait until somebody listens.

    Raises:
        OSError: nobody does in time.
    """
    end = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
        else:
            return


def measure_checks(
    persons: int, documents: int, seconds: float, tell: Callable[[str], None]
) -> dict[str, float]:
    """Fill a copy, serve it, and measure.

    Args:
        persons: records of persons.
        documents: records of travel documents.
        seconds: length of each of the runs.
        tell: hears how far it is.

    Returns:
        Figures by name; rates are per second, times in milliseconds.
    """
    folder = Path(tempfile.mkdtemp(prefix="wasl-bench-"))
    world, signer = World(persons, documents), Signer()
    port = free_port()
    try:
        tell(f"filling a copy with {persons:,} persons and {documents:,} documents")
        took = fill(folder, world, signer)
        command = [sys.executable, "-m", "wasl.interfaces.cli.bench_server", str(folder), str(port)]
        server = subprocess.Popen(command)  # noqa: S603 - our own program
        try:
            wait_for_port(port)
            found = asyncio.run(_measure(port, world, signer, (seconds, tell)))
        finally:
            server.terminate()
            server.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return {"persons": persons, "documents": documents, "fill_seconds": took, **found}


async def _measure(
    port: int, world: World, signer: Signer, how: tuple[float, Callable[[str], None]]
) -> dict[str, float]:
    """Measure in rounds, so that a disturbance of the machine meets all alike."""
    seconds, tell = how
    token = signer.token()
    documents = list(world.document_questions(_QUESTIONS))
    asked = {
        "bare": requests("/bare", documents, token),
        "framework": requests("/framework", documents, token),
        "documents": requests("/v1/checks", documents, token),
        "persons": requests("/v1/checks", list(world.person_questions(_QUESTIONS)), token),
        "batch": requests("/v1/checks/batch", list(world.batches(200, BATCH_SIZE)), token),
    }
    runs: dict[str, list[Result]] = {name: [] for name in asked}
    for name, questions in asked.items():
        await full(port, questions, 1.0, _connections(name))
    for turn in range(ROUNDS):
        tell(f"measuring, round {turn + 1} of {ROUNDS}")
        for name, questions in asked.items():
            run = await full(port, questions, seconds / ROUNDS, _connections(name))
            runs[name].append(run)
    return _figures(runs)


def _connections(name: str) -> int:
    return BATCH_CONNECTIONS if name == "batch" else CONNECTIONS


def _figures(runs: dict[str, list[Result]]) -> dict[str, float]:
    rates = {name: median(run.rate for run in of_name) for name, of_name in runs.items()}

    def ratio(name: str, to: str) -> float:
        pairs = zip(runs[name], runs[to], strict=True)
        return median(run.rate / other.rate for run, other in pairs)

    return {
        "bare_per_second": rates["bare"],
        "framework_per_second": rates["framework"],
        "document_checks_per_second": rates["documents"],
        "person_checks_per_second": rates["persons"],
        "documents_ratio_to_bare": ratio("documents", "bare"),
        "persons_ratio_to_bare": ratio("persons", "bare"),
        "documents_ratio_to_framework": ratio("documents", "framework"),
        "persons_ratio_to_framework": ratio("persons", "framework"),
        "batch_documents_per_second": rates["batch"] * BATCH_SIZE,
        "documents_p99_ms": _percentile(runs["documents"]),
        "persons_p99_ms": _percentile(runs["persons"]),
        "failed": float(sum(run.failed for of_name in runs.values() for run in of_name)),
    }


def _percentile(runs: Sequence[Result]) -> float:
    return median(run.percentile(0.99) for run in runs)
