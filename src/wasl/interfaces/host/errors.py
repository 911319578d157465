# SPDX-License-Identifier: Apache-2.0
"""What can go wrong on this machine, said in one sentence to whoever started Wasl.

These never leave the machine, so they are plain English and not problem documents.
"""

from pathlib import Path


class HostError(Exception):
    """Base: its text is the sentence to show."""


class FolderUnusable(HostError):
    """A folder cannot be made or written, or its disk is full."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(f"The folder {folder} cannot be used: {reason[:1].lower()}{reason[1:]}.")


class DiskFull(HostError):
    """Too little room is left to start."""

    def __init__(self, folder: Path, free: int, needed: int) -> None:
        super().__init__(
            f"The disk of {folder} is full: {free >> 20} MB are free, {needed >> 20} MB are needed."
        )


class AlreadyRunning(HostError):
    """Another process holds this data folder."""

    def __init__(self, folder: Path, url: str = "") -> None:
        where = f" at {url}" if url else ""
        super().__init__(f"Wasl is already running on {folder}{where}.")


class PortTaken(HostError):
    """Another program listens where the hub or the node should."""

    def __init__(self, port: int, host: str) -> None:
        super().__init__(
            f"Port {port} on {host} is taken or not allowed: choose another with --port."
        )


class NotStarted(HostError):
    """A server or a process of ours does not come up."""

    def __init__(self, name: str, reason: str, log: Path | None = None) -> None:
        where = f" Its log is {log}." if log else ""
        super().__init__(f"{name} did not start: {reason.strip().rstrip('.')}.{where}")


class NotRunning(HostError):
    """Nothing runs on this data folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"Wasl does not run on {folder}: start it with `wasl up`.")
