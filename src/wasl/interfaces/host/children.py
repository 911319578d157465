# SPDX-License-Identifier: Apache-2.0
"""The processes a supervisor keeps: how each starts, answers, dies and comes back."""

import contextlib
import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from wasl.interfaces.host.errors import HostError, NotStarted
from wasl.interfaces.host.files import last_line
from wasl.interfaces.host.tether import spawn, stop

FIRST_DELAY = 0.25
LONGEST_DELAY = 30.0
STEADY = 60.0  # seconds after which an earlier death no longer counts
SETTLED = 1.0  # seconds after which a process without an address counts as ready
PATIENCE = 15.0  # seconds a process has to finish its work when asked to stop
POLL = 5.0  # seconds between two questions to a process that was well


class Server(Protocol):
    """Something that runs: the embedded servers and our own processes."""

    process: subprocess.Popen[bytes]

    def is_ready(self) -> bool:
        """Say whether it serves now; asks for a second at most."""

    def stop(self) -> None:
        """End it and all it started."""


class Role:
    """One process of our own: the hub, the node, the relay or the worker.

    Args:
        command: its command line, after the Python that runs it.
        environment: its whole environment.
        log: file its lines are added to.
        address: host and port whose ``/healthz`` tells that it serves; None
            where it has none, then it is ready once it has lived for a second.
    """

    def __init__(
        self,
        command: list[str],
        environment: Mapping[str, str],
        log: Path,
        address: tuple[str, int] | None,
    ) -> None:
        self._address = address
        self._started = time.monotonic()
        with log.open("ab") as output:
            self.process = spawn([sys.executable, *command], output=output, environment=environment)

    def is_ready(self) -> bool:
        """Say whether it serves now."""
        if self._address is None:
            return time.monotonic() - self._started > SETTLED
        return _answers(*self._address)

    def stop(self) -> None:
        """End it, then whatever it started and left behind."""
        stop(self.process, signal.SIGTERM, PATIENCE)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)  # each role leads a group of its own


@dataclass
class Child:
    """A process that is kept running.

    Attributes:
        name: shown to people and used for its log.
        start: starts it; raises `HostError`.
        log: where its last words are.
        state: stopped, starting, ready, silent (runs, does not answer) or waiting
            (died; starts again soon).
        restarts: how often it was started again since the supervisor began.
    """

    name: str
    start: Callable[[], Server]
    log: Path
    server: Server | None = None
    state: str = "stopped"
    restarts: int = 0
    deaths: int = 0
    was_ready: bool = False
    since: float = 0.0
    again: float = 0.0
    asked: float = field(default=0.0)

    def begin(self, now: float) -> None:
        """Start it for the first time or again.

        Raises:
            HostError: it cannot be started.
        """
        self.server = self.start()
        self.state, self.since = "starting", now

    def tend(self, now: float) -> str | None:
        """Look after it once; give its new state where that changed."""
        before = self.state
        if self.state == "waiting" and now >= self.again:
            self._retry(now)
        elif self.server and self.server.process.poll() is not None:
            self._bury(now)
        elif self.server and (self.state == "starting" or now - self.asked > POLL):
            self._ask(now)
        return self.state if self.state != before else None

    def end(self) -> None:
        """Stop it for good."""
        if self.server:
            self.server.stop()
        self.server, self.state = None, "stopped"

    def check_viable(self) -> None:
        """Stop hoping for a process that dies each time before it serves.

        Raises:
            NotStarted: it died three times and never served; carries its last line.
        """
        if not self.was_ready and self.deaths >= 3:  # noqa: PLR2004 - three chances
            raise NotStarted(f"The {self.name}", last_line(self.log), self.log)

    def describe(self) -> dict[str, Any]:
        """Give what the system page shows."""
        pid = self.server.process.pid if self.server else None
        return {"name": self.name, "state": self.state, "pid": pid, "restarts": self.restarts}

    def _ask(self, now: float) -> None:
        assert self.server is not None  # noqa: S101 - tend asks only what runs
        self.asked = now
        if self.server.is_ready():
            self.state, self.was_ready = "ready", True
        elif self.state == "ready":
            self.state = "silent"

    def _bury(self, now: float) -> None:
        assert self.server is not None  # noqa: S101 - tend buries only what ran
        self.server.stop()  # lets go of locks, and ends what it left behind
        self.server = None
        self.deaths = 1 if now - self.since > STEADY else self.deaths + 1
        self._wait(now)

    def _retry(self, now: float) -> None:
        self.restarts += 1
        try:
            self.begin(now)
        except HostError:
            self.deaths += 1
            self._wait(now)

    def _wait(self, now: float) -> None:
        delay = min(FIRST_DELAY * 2 ** (self.deaths - 1), LONGEST_DELAY)
        self.state, self.again = "waiting", now + delay


def _answers(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(host, port, timeout=1)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def end_strays(run: str) -> int:
    """End what an earlier supervisor left running, known by the mark in its environment.

    Args:
        run: value of ``WASL_RUN`` given to the processes of that run.

    Returns:
        Number of processes ended. Linux only; elsewhere nothing is looked for.
    """
    mark = f"WASL_RUN={run}".encode()
    deadline = time.monotonic() + PATIENCE
    ended: set[int] = set()
    while strays := [pid for pid in _processes() if mark in _environment(pid)]:
        late = time.monotonic() > deadline
        for pid in strays:
            if pid not in ended or late:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, signal.SIGKILL if late else _polite(pid))
            ended.add(pid)
        time.sleep(0.1)
        if time.monotonic() > deadline + PATIENCE:
            break
    return len(ended)


def _processes() -> list[int]:
    folder = Path("/proc")
    return [int(p.name) for p in folder.iterdir() if p.name.isdigit()] if folder.is_dir() else []


def _polite(pid: int) -> signal.Signals:
    # To PostgreSQL, SIGTERM means to wait for every client.
    try:
        name = Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        name = ""
    return signal.SIGINT if name == "postgres" else signal.SIGTERM


def _environment(pid: int) -> list[bytes]:
    try:
        return Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return []
