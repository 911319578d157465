# SPDX-License-Identifier: Apache-2.0
"""The embedded servers: where they listen, who may reach them, what they survive."""

import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import nats
import psycopg
import pytest

import wasl
from wasl.interfaces.host.errors import AlreadyRunning, FolderUnusable
from wasl.interfaces.host.nats import start_nats
from wasl.interfaces.host.postgres import running_dsn, start_postgres

ROLES = ("wasl_owner", "wasl_app", "wasl_system")


@pytest.fixture
def folder() -> Iterator[Path]:
    """Give a folder with a short path: those of the tests' own are long for a socket."""
    folder = Path(tempfile.mkdtemp(prefix="wasl-host-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def test_postgres_listens_on_a_private_socket_alone(folder: Path) -> None:
    server = start_postgres(folder)
    try:
        for role in ROLES:
            with psycopg.connect(server.dsn(role)) as connection:
                assert connection.execute("SELECT current_user").fetchone() == (role,)
                assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
                assert connection.execute("SHOW fsync").fetchone() == ("on",)
        assert running_dsn(folder) == server.dsn()
        assert stat.S_IMODE((folder / "postgres").stat().st_mode) == 0o700
        assert stat.S_IMODE((folder / "postgres" / "socket").stat().st_mode) == 0o700
    finally:
        server.stop()


def test_the_roles_of_requests_own_nothing_and_pass_no_wall(folder: Path) -> None:
    server = start_postgres(folder)
    query = (
        "SELECT rolname FROM pg_roles WHERE rolname LIKE 'wasl%'"
        " AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb)"
    )
    try:
        with psycopg.connect(server.dsn("wasl_app")) as connection:
            assert connection.execute(query).fetchall() == []
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("CREATE TABLE mine (one int)")
    finally:
        server.stop()


def test_the_log_of_postgres_holds_no_members_data(folder: Path) -> None:
    server = start_postgres(folder, folder / "postgres.log")
    reference = "case-4711"
    try:
        with psycopg.connect(server.dsn("wasl_owner"), autocommit=True) as connection:
            connection.execute("CREATE TABLE kept (reference text PRIMARY KEY)")
            connection.execute("INSERT INTO kept VALUES (%s)", [reference])
            with pytest.raises(psycopg.errors.UniqueViolation):
                connection.execute("INSERT INTO kept VALUES (%s)", [reference])
    finally:
        server.stop()
    log = (folder / "postgres.log").read_text()
    assert "duplicate key" in log
    assert reference not in log


def test_a_path_too_long_for_a_socket_gets_a_short_private_folder(folder: Path) -> None:
    data = folder / ("long" * 30)
    first = start_postgres(data)
    first.stop()
    again = start_postgres(data)
    try:
        psycopg.connect(again.dsn()).close()
        assert again.dsn() == first.dsn(), "clients must find it after a restart"
        assert stat.S_IMODE(again.socket.stat().st_mode) == 0o700
    finally:
        again.stop()
        shutil.rmtree(again.socket)


def test_a_second_server_on_the_same_folder_is_refused(folder: Path) -> None:
    server = start_postgres(folder)
    try:
        with pytest.raises(AlreadyRunning, match=f"already running on {folder}"):
            start_postgres(folder)
    finally:
        server.stop()


@pytest.mark.slow
def test_accepted_rows_survive_a_kill_and_a_stale_process_number(folder: Path) -> None:
    server = start_postgres(folder)
    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
        server.process.send_signal(signal.SIGKILL)
        server.process.wait()
    server.stop()
    # After a restart of the machine the number may be anybody's: here it is ours.
    stale = folder / "postgres" / "data" / "postmaster.pid"
    lines = stale.read_text().split("\n")
    stale.write_text("\n".join([str(os.getpid()), *lines[1:]]))
    again = start_postgres(folder)
    try:
        with psycopg.connect(again.dsn()) as connection:
            assert connection.execute("SELECT one FROM kept").fetchone() == (1,)
    finally:
        again.stop()


def test_a_half_made_cluster_is_made_anew(folder: Path) -> None:
    draft = folder / "postgres" / "data.new"
    draft.mkdir(parents=True)
    (draft / "PG_VERSION").write_text("18")
    server = start_postgres(folder)
    server.stop()
    assert not draft.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can play another user")
def test_a_home_closed_to_others_stays_closed(folder: Path) -> None:
    folder.chmod(0o700)
    server = start_postgres(folder / "data")
    try:
        owner = os.stat(f"/proc/{server.process.pid}").st_uid
        assert owner != 0, "PostgreSQL refuses root"
        psycopg.connect(server.dsn()).close()
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    finally:
        server.stop()


SCRIPT = """
import sys
from pathlib import Path
from wasl.interfaces.host.nats import start_nats
from wasl.interfaces.host.postgres import start_postgres
import psycopg
server, carrier = start_postgres(Path(sys.argv[1])), start_nats(Path(sys.argv[1]))
print(psycopg.connect(server.dsn()).execute("SELECT current_user").fetchone()[0])
carrier.stop(); server.stop()
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="the other tests already run as an ordinary user")
def test_an_ordinary_user_runs_both_servers(folder: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    python = Path("/usr/bin/python3")
    if not python.exists() or _version_of(python) != sys.version_info[:2]:
        pytest.skip("no Python of our version that an ordinary user may run")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    paths = [str(Path(wasl.__file__).parents[1]), *(p for p in sys.path if "site-packages" in p)]
    environment = {
        "PYTHONPATH": ":".join(paths),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
    }
    command = [str(python), "-c", SCRIPT, str(folder / "data")]
    done = subprocess.run(
        command,
        env=environment,
        user=nobody.pw_uid,
        group=nobody.pw_gid,
        extra_groups=[],
        capture_output=True,
        text=True,
        check=False,
    )
    if "No module named" in done.stderr:
        pytest.skip("an ordinary user may not read this checkout")
    assert done.stdout == "wasl_owner\n", done.stderr


def _version_of(python: Path) -> tuple[int, int]:
    script = "import sys; print(*sys.version_info[:2])"
    told = subprocess.run([python, "-c", script], capture_output=True, text=True, check=True)
    major, minor = told.stdout.split()
    return int(major), int(minor)


def test_a_folder_that_cannot_be_made_is_named(folder: Path) -> None:
    (folder / "file").write_text("")
    with pytest.raises(FolderUnusable, match=r"The folder .*/file/data cannot be used: not a dir"):
        start_postgres(folder / "file" / "data")


def greet(port: int, words: bytes) -> bytes:
    """Say something to a server, and hear it out."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
        line.sendall(words)
        return b"".join(iter(lambda: line.recv(4096), b""))


async def test_nats_keeps_messages_and_address_over_a_kill_and_wants_its_token(
    folder: Path,
) -> None:
    server = start_nats(folder)
    client = await nats.connect(server.url)
    stream = client.jetstream()
    await stream.add_stream(name="kept", subjects=["kept.>"])
    await stream.publish("kept.one", b"1")
    await client.close()
    server.process.kill()
    server.stop()
    again = start_nats(folder)
    try:
        assert again.url == server.url
        client = await nats.connect(again.url)
        assert (await client.jetstream().get_msg("kept", 1)).data == b"1"
        await client.close()
        assert b"Authorization Violation" in greet(again.port, b"CONNECT {}\r\nPING\r\n")
    finally:
        again.stop()
    for name in ("nats.conf", "access.json"):
        assert stat.S_IMODE((folder / "nats" / name).stat().st_mode) == 0o600
    assert "sync_interval: always" in (folder / "nats" / "nats.conf").read_text()
