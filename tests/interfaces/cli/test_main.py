# SPDX-License-Identifier: Apache-2.0
"""The shell's face: quick help, one sentence for each refusal, the right exit code."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from wasl.interfaces.cli import COMMANDS, Options, main
from wasl.interfaces.cli.client import Refused, connect
from wasl.interfaces.host.files import Lock, write_private


def run(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def test_help_names_every_command_without_loading_one() -> None:
    script = (
        "import sys; from wasl.interfaces.cli import main;"
        "main(['--help'], standalone_mode=False); print(*sys.modules)"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert all(name in told.stdout for name in COMMANDS)
    loaded = told.stdout.split()
    assert not [name for name in ("httpx", "psycopg", "numba", "litestar") if name in loaded]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_loads_and_explains_itself(name: str) -> None:
    result = run(name, "--help")
    assert result.exit_code == 0, result.output
    assert result.output.startswith("Usage:")


def test_an_unknown_command_is_a_usage_error() -> None:
    assert run("nope").exit_code == 2


def test_without_a_hub_one_sentence_says_what_to_do(tmp_path: Path) -> None:
    result = run("--data", str(tmp_path), "system")
    assert result.exit_code == 1
    assert result.output == f"Error: Wasl does not run on {tmp_path}: start it with `wasl up`.\n"


def test_the_site_may_be_named_after_the_command_too(tmp_path: Path) -> None:
    for words in (["system", "--data", str(tmp_path)], ["system", f"--data={tmp_path}", "--json"]):
        assert f"does not run on {tmp_path}" in run(*words).output
    assert run("system", "--data").exit_code == 2


def test_a_port_that_is_none_is_a_usage_error(tmp_path: Path) -> None:
    assert run("--data", str(tmp_path), "up", "--port", "0").exit_code == 2
    environment = {"WASL_PORT": "many"}
    result = CliRunner().invoke(main, ["--data", str(tmp_path), "up"], env=environment)
    assert result.exit_code == 2
    assert "WASL_PORT is not a port: many" in result.output


@pytest.mark.parametrize("words", [("audit", "verify"), ("--as", "FRA", "people", "list")])
def test_a_database_that_is_away_is_one_sentence(tmp_path: Path, words: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "wasl.interfaces.cli", "--data", str(tmp_path), *words]
    away = {**os.environ, "WASL_DATABASE_URL": "postgresql://wasl@127.0.0.1:1/wasl"}
    told = subprocess.run(command, capture_output=True, text=True, check=False, env=away)
    assert told.returncode == 1
    assert told.stderr == (
        "Error: A part of the platform does not answer: database. Try again in a minute.\n"
    )


class Hub(BaseHTTPRequestHandler):
    """Stands in for a hub of another site: it knows one token, and refuses all else."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        if self.headers["authorization"] == "Bearer t":
            self.answer(200, {"well": True})
        else:
            fault = {"field": "purpose", "detail": "Say the purpose."}
            self.answer(422, {"detail": "Nothing was saved.", "errors": [fault]})

    def answer(self, status: int, body: dict[str, object]) -> None:
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def hub() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def context(data: Path, member: str | None = None) -> click.Context:
    return click.Context(main, obj=Options(data, member))


def running(data: Path, url: str, state: str = "ready") -> Lock:
    write_private(data / "run.json", json.dumps({"url": url, "state": state, "processes": []}))
    return Lock(data / "wasl.lock")


def test_a_stale_note_of_a_killed_site_is_not_believed(tmp_path: Path) -> None:
    running(tmp_path, "http://127.0.0.1:1").release()
    with pytest.raises(Refused, match="No hub runs on"):
        connect(context(tmp_path))


def test_a_site_that_still_starts_says_so(tmp_path: Path) -> None:
    lock = running(tmp_path, "http://127.0.0.1:1", "starting")
    with pytest.raises(Refused, match="still starting"):
        connect(context(tmp_path))
    lock.release()


def test_another_site_is_named_by_the_environment(
    tmp_path: Path, hub: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WASL_URL", hub)
    monkeypatch.setenv("WASL_TOKEN", "t")
    with connect(context(tmp_path)) as client:
        assert client.post("/v1/checks", json={}).json() == {"well": True}
    monkeypatch.setenv("WASL_TOKEN", "other")
    with connect(context(tmp_path)) as client:
        with pytest.raises(Refused, match=r"^Nothing was saved\. purpose: Say the purpose\.$"):
            client.post("/v1/checks", json={})
        kept = client.post("/v1/checks", json={}, extensions={"wasl.keep": True})
        assert kept.status_code == 422


def test_a_hub_that_is_away_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WASL_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("WASL_TOKEN", "t")
    with connect(context(tmp_path)) as client, pytest.raises(Refused, match="does not answer"):
        client.get("/v1/checks")
