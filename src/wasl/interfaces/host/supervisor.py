# SPDX-License-Identifier: Apache-2.0
"""`wasl up`: start everything in order, restart what dies, stop cleanly.

Order: PostgreSQL, migrations, NATS, then relay, node, hub and worker. Whatever
way this process goes, its children get a signal from the kernel and follow it;
the next start ends what may still be left, and PostgreSQL and the node recover.

``DATA/run.json`` (mode 0600) tells the command line and the system page where
everything is and how it does; it is there only while a supervisor runs.
"""

import contextlib
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import structlog

from wasl.foundation.logs import configure_logs
from wasl.foundation.settings import Settings
from wasl.interfaces.host.children import Child, Role, end_strays
from wasl.interfaces.host.errors import (
    AlreadyRunning,
    DiskFull,
    HostError,
    NotStarted,
    PortTaken,
)
from wasl.interfaces.host.files import (
    Lock,
    is_free,
    last_line,
    make_folder,
    read_json,
    write_private,
)
from wasl.interfaces.host.logs import add_log_file, cut_logs
from wasl.interfaces.host.nats import Nats, start_nats
from wasl.interfaces.host.postgres import Postgres, start_postgres

SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
ROLES = ("relay", "node", "hub", "worker")
ROOM = 200 * 2**20  # bytes that must be free to start
TICK = 0.2
MIGRATE = """
import os
from wasl.foundation.db import migrate
migrate(os.environ["WASL_DATABASE_URL"])
"""
START_PATIENCE = 180.0
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where a client finds such a host


class _Stopped(BaseException):
    """A signal asked us to stop; not an error, so that nothing swallows it."""


def _raise_stopped(number: int, frame: FrameType | None) -> None:
    for each in SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    raise _Stopped


class Supervisor:
    """Everything one site runs on one machine.

    Args:
        settings: where data, ports and the operator's own servers are.
        arrived: called once with the hub's address when everything serves.
        program: module that plays the roles, each named by its first argument.
    """

    def __init__(
        self,
        settings: Settings,
        arrived: Callable[[str], None] | None = None,
        program: str = "wasl.bootstrap",
    ) -> None:
        self.settings = settings
        self._program = program
        self.run = secrets.token_hex(8)
        self.children: list[Child] = []
        self._arrived = arrived
        self._started = datetime.now(UTC)
        self._postgres: Postgres | None = None
        self._nats: Nats | None = None
        self._lock: Lock | None = None
        self._ready = False
        self._log = structlog.get_logger()
        host = EVERYWHERE.get(settings.host, settings.host)
        bracketed = f"[{host}]" if ":" in host else host
        self._host = host
        self.url = f"http://{bracketed}:{settings.port}"
        self.node_url = f"http://{bracketed}:{settings.port + 1}"

    @property
    def logs(self) -> Path:
        """Folder of the logs."""
        return self.settings.data / "logs"

    def serve(self) -> None:
        """Start everything and keep it running until SIGTERM, SIGINT or SIGHUP.

        Raises:
            HostError: it cannot start; its text is a sentence for the operator.
        """
        for number in SIGNALS:
            if signal.getsignal(number) != signal.SIG_IGN:  # nohup asks us to ignore one
                signal.signal(number, _raise_stopped)
        os.environ["WASL_RUN"] = self.run  # the mark that end_strays looks for
        try:
            self._prepare()
            self._start()
            self._await_ready()
            if self._arrived:
                self._arrived(self.url)
            self._keep()
        except _Stopped:
            self._log.info("stopping")
        finally:
            self._stop()

    def _prepare(self) -> None:
        data = make_folder(self.settings.data)
        run_file = data / "run.json"
        try:
            self._lock = Lock(data / "wasl.lock")
        except AlreadyRunning:
            raise AlreadyRunning(data, str(read_json(run_file).get("url", ""))) from None
        make_folder(self.logs)
        configure_logs("supervisor")
        add_log_file(self.logs / "supervisor.log")
        if earlier := read_json(run_file).get("run"):
            ended = end_strays(str(earlier))
            self._log.warning("earlier run was killed", left_processes=ended)
        free = shutil.disk_usage(data).free
        if free < ROOM:
            raise DiskFull(data, free, ROOM)
        for port in (self.settings.port, self.settings.port + 1):
            if not is_free(port, self.settings.host):
                raise PortTaken(port, self.settings.host)

    def _start(self) -> None:
        self._tell()
        if self.settings.database_url is None:
            self._add("postgres", self._start_postgres)
        self._migrate()
        if self.settings.nats_url is None:
            self._add("nats", self._start_nats)
        for role in ROLES:
            self._add(role, partial(self._start_role, role))

    def _add(self, name: str, start: Callable[[], Any]) -> None:
        child = Child(name, start, self.logs / f"{name}.log")
        self.children.append(child)
        child.begin(time.monotonic())
        self._log.info("started", child=name, pid=child.describe()["pid"])
        self._tell()

    def _start_postgres(self) -> Postgres:
        self._postgres = start_postgres(self.settings.data, self.logs / "postgres.log")
        return self._postgres

    def _start_nats(self) -> Nats:
        before = self._nats.url if self._nats else None
        self._nats = start_nats(self.settings.data, self.logs / "nats.log")
        if before not in (None, self._nats.url):  # its port was taken while it was away
            for child in self.children:
                if child.name in ROLES and child.server:
                    child.server.stop()
        return self._nats

    def _start_role(self, name: str) -> Role:
        ports = {"hub": self.settings.port, "node": self.settings.port + 1}
        address = (self._host, ports[name]) if name in ports else None
        where = ["--data", str(self.settings.data), "--port", str(self.settings.port)]
        command = ["-m", self._program, name, *where]
        return Role(command, self._environment(), self.logs / f"{name}.log", address)

    def _environment(self) -> dict[str, str]:
        """Give the environment of our processes: where the servers are, whose run they are."""
        database = self._postgres.dsn() if self._postgres else self.settings.database_url
        carrier = self._nats.url if self._nats else self.settings.nats_url
        ours = {
            "WASL_DATA": str(self.settings.data),
            "WASL_DATABASE_URL": database or "",
            "WASL_NATS_URL": carrier or "",
            "WASL_DEMO": "1" if self.settings.demo else "0",
            "PYTHONUNBUFFERED": "1",
        }
        return {**os.environ, **ours}

    def _migrate(self) -> None:
        """Bring the database up to date in a process of its own, which then frees its memory."""
        log = self.logs / "migrate.log"
        with log.open("wb") as output:
            done = subprocess.run(  # noqa: S603 - our own interpreter and a constant script
                [sys.executable, "-c", MIGRATE],
                stdout=output,
                stderr=subprocess.STDOUT,
                env=self._environment(),
                check=False,
            )
        if done.returncode:
            raise NotStarted("The migration of the database", last_line(log), log)
        self._log.info("migrated")

    def _await_ready(self) -> None:
        deadline = time.monotonic() + START_PATIENCE
        while any(child.state != "ready" for child in self.children):
            self._tend()
            for child in self.children:
                child.check_viable()
                if time.monotonic() > deadline and child.state != "ready":
                    raise NotStarted(f"The {child.name}", "it does not answer", child.log)
            time.sleep(TICK / 4)
        self._ready = True
        self._tell()
        self._log.info("ready", url=self.url, node_url=self.node_url)

    def _keep(self) -> None:
        cut = time.monotonic()
        while True:
            time.sleep(TICK)
            self._tend()
            if time.monotonic() - cut > 60:  # noqa: PLR2004 - seconds
                cut = time.monotonic()
                cut_logs(self.logs)

    def _tend(self) -> None:
        changes = {child.name: child.tend(time.monotonic()) for child in self.children}
        for name, state in changes.items():
            if state:
                warn = state in ("waiting", "silent")
                (self._log.warning if warn else self._log.info)(state, child=name)
        if any(changes.values()):
            self._tell()

    def _tell(self) -> None:
        """Write run.json; a full disk is logged, and no reason to stop serving."""
        told = {
            "run": self.run,
            "pid": os.getpid(),
            "state": "ready" if self._ready else "starting",
            "started": self._started.isoformat(timespec="seconds"),
            "url": self.url,
            "node_url": self.node_url,
            "nats_monitor": self._nats.monitor_url if self._nats else None,
            "processes": [child.describe() for child in self.children],
        }
        try:
            write_private(self.settings.data / "run.json", json.dumps(told, indent=1))
        except HostError as error:
            self._log.warning("run.json not written", reason=str(error))

    def _stop(self) -> None:
        for child in reversed(self.children):
            child.end()
            self._log.info("stopped", child=child.name)
        if self._lock:
            with contextlib.suppress(OSError):
                (self.settings.data / "run.json").unlink(missing_ok=True)
            self._lock.release()
