# SPDX-License-Identifier: Apache-2.0
"""Files and ports of the machine: private files, locks, free ports."""

import fcntl
import json
import os
import socket
import tempfile
from pathlib import Path
from typing import Any

from wasl.interfaces.host.errors import AlreadyRunning, FolderUnusable


def make_folder(folder: Path, mode: int = 0o700) -> Path:
    """Make a folder and those above it; one that is there stays as it is.

    Raises:
        FolderUnusable: it cannot be made, or this process may not write in it.
    """
    try:
        folder.mkdir(mode=mode, parents=True, exist_ok=True)
    except OSError as error:
        raise FolderUnusable(folder, error.strerror or str(error)) from error
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise FolderUnusable(folder, "no permission")
    return folder


def write_private(path: Path, text: str) -> None:
    """Replace a file at once by one that only its user can read (mode 0600).

    Raises:
        FolderUnusable: the disk is full, or the folder cannot be written.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise FolderUnusable(path.parent, error.strerror or str(error)) from error


def read_json(path: Path) -> dict[str, Any]:
    """Read a JSON object; empty where the file is missing, unreadable or broken."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


class Lock:
    """A lock that dies with its process: no stale lock after a kill.

    Raises:
        AlreadyRunning: another process holds it.
        FolderUnusable: the file cannot be made.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise FolderUnusable(path.parent, error.strerror or str(error)) from error
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._handle)
            raise AlreadyRunning(path.parent) from error

    def release(self) -> None:
        """Let the next process have it."""
        if self._handle >= 0:
            os.close(self._handle)
        self._handle = -1


def is_locked(path: Path) -> bool:
    """Say whether a process holds a `Lock` on a file."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Say whether this process can listen on a port now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def free_port(wanted: int = 0) -> int:
    """Give a loopback port nobody listens on: ``wanted``, or another if that is taken."""
    if wanted and is_free(wanted):
        return wanted
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def last_line(log: Path | bytes) -> str:
    """Give the line that says best why a program ended: its last error, else its last line."""
    try:
        raw = log if isinstance(log, bytes) else log.read_bytes()[-20_000:]
    except OSError:
        raw = b""
    lines = raw.decode("utf-8", "replace").strip().splitlines()
    told = [
        line
        for line in lines
        if any(word in line for word in ("FATAL", "PANIC", "error:", "Error:"))
    ]
    return (told or lines or ["it said nothing"])[-1].strip()
