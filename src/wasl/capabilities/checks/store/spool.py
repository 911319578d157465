# SPDX-License-Identifier: Apache-2.0
"""The spool: audit entries on disk before an answer leaves.

Each process that answers checks writes one spool file and no other. A thread
takes whatever waits, writes it as one blob in one SQLite transaction with
``synchronous=FULL``, and only then lets the waiting checks answer: many checks
share one flush. Entries are chained as ``wasl.foundation.ledger`` says, so a
hole or a change shows when the node ships them to the hub.

A file lock beside the spool tells the shipper that its process still lives.
"""

import asyncio
import fcntl
import os
import secrets
import sqlite3
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import IO, NamedTuple

import structlog

from wasl.capabilities.checks.errors import NotRecorded, SpoolBroken
from wasl.capabilities.checks.store.local import make_folder
from wasl.foundation.ledger import ZERO, extend

PREFIX = "spool-"
SEPARATOR = "\n"
"""JSON text holds no raw line feed, so it parts entries in a blob."""

_BUSY_SECONDS = 10.0
_PAGE_BYTES = 4096
_SCHEMA = """
CREATE TABLE IF NOT EXISTS chain (name TEXT NOT NULL, opened TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS batch (
    first INTEGER PRIMARY KEY,
    last INTEGER NOT NULL,
    hash BLOB NOT NULL,
    entries BLOB NOT NULL
);
"""
_INSERT = "INSERT INTO batch (first, last, hash, entries) VALUES (?, ?, ?, ?)"

log = structlog.get_logger("wasl.spool")


def connect(path: Path) -> sqlite3.Connection:
    """Open a spool file for writing; commits are explicit and reach the disk."""
    connection = sqlite3.connect(
        path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    return connection


Told = Callable[[bool], None]
"""Hears whether entries are on disk."""


class _Waiting(NamedTuple):
    """Entries of one check or one batch, and who waits for them."""

    entries: Sequence[str]
    told: Told


class _Group(NamedTuple):
    """What one turn of an event loop wrote."""

    waiting: list[_Waiting]
    loop: asyncio.AbstractEventLoop


class Spool:
    """Writes the audit entries of one process.

    Args:
        folder: the node's data folder; made if missing.
        site: name of the site; part of the chain's name.
        room: most bytes the file may take; None for as much as the disk gives.
    """

    def __init__(self, folder: Path, site: str, room: int | None = None) -> None:
        make_folder(folder)
        opened = datetime.now(UTC)
        mark = f"{opened:%Y%m%d%H%M%S}-{os.getpid()}-{secrets.token_hex(4)}"
        self.chain = f"{site}:{mark}"
        self.path = folder / f"{PREFIX}{mark}.db"
        self._lock = lock(self.path)
        self._connection = connect(self.path)
        self._connection.executescript(_SCHEMA)
        self._connection.execute(
            "INSERT INTO chain (name, opened) VALUES (?, ?)", (self.chain, opened.isoformat())
        )
        if room is not None:
            self._connection.execute(f"PRAGMA max_page_count={max(room // _PAGE_BYTES, 1)}")
        self._last, self._hash = 0, ZERO
        self._gathering: _Group | None = None
        self._groups: SimpleQueue[_Group | None] = SimpleQueue()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="spool", daemon=True)
        self._thread.start()

    def write(self, entries: Sequence[str]) -> "asyncio.Future[None]":
        """Queue entries and give a future that ends when they are on disk.

        The future raises NotRecorded when they could not be flushed.
        """
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.write_then(entries, partial(_settle, future))
        return future

    def write_then(self, entries: Sequence[str], told: Told) -> None:
        """Queue entries, and tell in the event loop whether they are on disk.

        ``told`` must not raise; where it does the fault is logged, and harms no other.
        """
        if self._closing:
            told(False)
            return
        if self._gathering is None:
            # Once for all checks that this turn of the event loop answers: the thread
            # then finds them together, and one flush serves them all.
            loop = asyncio.get_running_loop()
            self._gathering = _Group([], loop)
            loop.call_soon(self._hand_over)
        self._gathering.waiting.append(_Waiting(entries, told))

    def _hand_over(self) -> None:
        """Give what was gathered to the thread; called by the event loop."""
        group, self._gathering = self._gathering, None
        if group is not None:
            self._groups.put(group)

    def close(self) -> None:
        """Flush what waits, then let the shipper have the file."""
        self._closing = True
        self._hand_over()
        self._groups.put(None)
        self._thread.join()
        self._connection.close()
        self._lock.close()

    def _run(self) -> None:
        """Flush groups until closed; the thread of the spool."""
        while groups := self._take():
            flushed = self._flush([waiting for group in groups for waiting in group.waiting])
            for group in groups:
                if not group.loop.is_closed():
                    group.loop.call_soon_threadsafe(_tell, group.waiting, flushed)

    def _take(self) -> list[_Group]:
        """Wait for a group, and take all that are there; none once closed."""
        groups = []
        group = self._groups.get()
        while group is not None:
            groups.append(group)
            if self._groups.empty():
                return groups
            group = self._groups.get()
        if groups:
            self._groups.put(None)  # found again when these are on disk
        return groups

    def _flush(self, group: list[_Waiting]) -> bool:
        """Commit a group as one blob; the chain moves on only if it is on disk."""
        entries = [entry for waiting in group for entry in waiting.entries]
        if not entries:
            return True
        head = extend(self._hash, entries)
        last = self._last + len(entries)
        blob = SEPARATOR.join(entries).encode()
        try:
            self._connection.execute(_INSERT, (self._last + 1, last, head, blob))
        except sqlite3.Error as error:
            log.error("audit entries not recorded", entries=len(entries), reason=str(error))
            return False
        self._last, self._hash = last, head
        return True


def _tell(group: list[_Waiting], flushed: bool) -> None:
    """Tell all who wait, in their own event loop."""
    for waiting in group:
        try:
            waiting.told(flushed)
        except Exception:  # the others of the group must hear too
            log.exception("fault after a flush")


def _settle(future: "asyncio.Future[None]", flushed: bool) -> None:
    """End the waiting of a coroutine."""
    if future.done():
        return
    if flushed:
        future.set_result(None)
    else:
        future.set_exception(NotRecorded())


def lock(path: Path) -> IO[bytes]:
    """Hold the lock that says a spool's process lives.

    Raises:
        BlockingIOError: another process holds it.
    """
    handle = path.with_suffix(".lock").open("wb")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        handle.close()
        raise
    return handle


@dataclass(frozen=True, slots=True)
class Parcel:
    """Consecutive entries of one chain, as shipped to the hub.

    Attributes:
        first: number of the first entry, from 1.
        hash: chain hash after the last entry.
    """

    chain: str
    first: int
    entries: list[str]
    hash: bytes

    @property
    def last(self) -> int:
        """Number of the last entry."""
        return self.first + len(self.entries) - 1


class SpoolFile:
    """A spool as the shipper sees it: read, trimmed, and removed once empty and dead."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection = connect(path)
        row = self._connection.execute("SELECT name FROM chain").fetchone()
        self.chain: str = row[0]

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def parcel(self, most: int = 2_000, size: int = 400_000) -> Parcel | None:
        """Give the oldest entries, whole batches, up to ``most`` of them and ``size`` bytes.

        A single batch above either bound is given whole.
        """
        batches: list[tuple[int, int, bytes, bytes]] = []
        count = length = 0
        for batch in self._connection.execute(
            "SELECT first, last, hash, entries FROM batch ORDER BY first LIMIT ?", (most,)
        ):
            count += batch[1] - batch[0] + 1
            length += len(batch[3])
            if batches and (count > most or length > size):
                break
            batches.append(batch)
        if not batches:
            return None
        entries = [line for batch in batches for line in batch[3].decode().split(SEPARATOR)]
        return Parcel(self.chain, batches[0][0], entries, bytes(batches[-1][2]))

    def trim(self, stored: int, head: bytes | None = None) -> None:
        """Remove entries up to number ``stored``, which the hub has.

        Raises:
            SpoolBroken: the hub's hash there is not ours; nothing is removed.
        """
        row = self._connection.execute(
            "SELECT hash FROM batch WHERE last = ?", (stored,)
        ).fetchone()
        if row is not None and head is not None and bytes(row[0]) != head:
            raise SpoolBroken(self.chain, stored)
        self._connection.execute("DELETE FROM batch WHERE last <= ?", (stored,))

    def depth(self) -> int:
        """Count the entries that wait to be shipped."""
        row = self._connection.execute("SELECT coalesce(sum(last - first + 1), 0) FROM batch")
        return int(row.fetchone()[0])

    def newest(self, most: int) -> list[str]:
        """Give up to ``most`` of the newest waiting entries, newest first."""
        found: list[str] = []
        for (blob,) in self._connection.execute("SELECT entries FROM batch ORDER BY first DESC"):
            found.extend(reversed(blob.decode().split(SEPARATOR)))
            if len(found) >= most:
                break
        return found[:most]

    def retire(self) -> bool:
        """Remove the file if its process is dead and nothing waits in it; say whether."""
        try:
            held = lock(self.path)
        except BlockingIOError:
            return False
        try:
            if self.depth():
                return False
            self._connection.close()
            for suffix in (".db", ".db-wal", ".db-shm"):
                self.path.with_suffix(suffix).unlink(missing_ok=True)
            self.path.with_suffix(".lock").unlink(missing_ok=True)
            return True
        finally:
            held.close()


def spool_files(folder: Path) -> list[Path]:
    """List the spools of a node's folder, of living and dead processes, oldest first."""
    return sorted(folder.glob(f"{PREFIX}*.db"))
