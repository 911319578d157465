# SPDX-License-Identifier: Apache-2.0
"""A whole site for tests: ``wasl up`` on a folder of its own, real from end to end."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import httpx

from wasl.interfaces.cli.local import local_token
from wasl.interfaces.host.files import read_json

T = TypeVar("T")
WASL = [sys.executable, "-m", "wasl.interfaces.cli"]


def two_free_ports() -> int:
    """Give a free port whose next one is free too, below those that the system lends out."""
    while True:
        port = random.randrange(20_000, 32_000)  # noqa: S311 - no secret
        with socket.socket() as first, socket.socket() as second:
            try:
                first.bind(("127.0.0.1", port))
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


def wait_until(ask: Callable[[], T], seconds: float = 60.0) -> T:
    """Ask again and again until the answer is true."""
    deadline = time.monotonic() + seconds
    while not (answer := ask()):
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.05)
    return answer


class Site:
    """A data folder and the ``wasl up`` that runs on it."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.port = two_free_ports()
        self.url = f"http://127.0.0.1:{self.port}"
        self.node_url = f"http://127.0.0.1:{self.port + 1}"
        self.process: subprocess.Popen[bytes] | None = None
        self._tokens: dict[str, tuple[str, float]] = {}
        self._clients: list[httpx.Client] = []

    def up(self, *options: str, seconds: float = 90.0) -> None:
        """Start it and wait until everything serves."""
        self.data.mkdir(parents=True, exist_ok=True)
        with (self.data / "up.log").open("ab") as output:
            self.process = subprocess.Popen(
                [*WASL, "up", "--data", str(self.data), "--port", str(self.port), *options],
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        wait_until(self._ready, seconds)

    def _ready(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, (self.data / "up.log").read_text()[-4000:]
        told = read_json(self.data / "run.json")
        return told.get("pid") == self.process.pid and told.get("state") == "ready"

    def down(self) -> None:
        """Stop it as an operator would."""
        for client in self._clients:
            client.close()
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(60)

    def pids(self) -> dict[str, int]:
        """Give the processes by name."""
        told: dict[str, Any] = read_json(self.data / "run.json")
        return {line["name"]: line["pid"] for line in told["processes"] if line["pid"]}

    def token(self, member: str = "XGS") -> str:
        """Give a bearer token of the command line's machine for a member."""
        token, ends = self._tokens.get(member, ("", 0.0))
        if time.monotonic() > ends:
            token = local_token(self.data, member).token
            self._tokens[member] = (token, time.monotonic() + 300)
        return token

    def client(self, member: str = "XGS", url: str | None = None) -> httpx.Client:
        """Give a client that speaks for a member; waits until the nodes know its machine."""
        headers = {"Authorization": f"Bearer {self.token(member)}"}
        client = httpx.Client(base_url=url or self.url, headers=headers, timeout=30.0)
        self._clients.append(client)
        wait_until(
            lambda: client.post("/v1/checks", json={}).status_code != httpx.codes.UNAUTHORIZED
        )
        return client

    def run(self, *words: str, member: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run ``wasl`` on this site as somebody at the shell would."""
        speaker = ["--as", member] if member else []
        return subprocess.run(
            [*WASL, "--data", str(self.data), *speaker, *words],
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
            env={name: value for name, value in os.environ.items() if "WASL_" not in name},
        )
