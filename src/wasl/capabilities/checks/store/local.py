# SPDX-License-Identifier: Apache-2.0
"""The local copy of a check node: one SQLite file and one names index.

One process writes (``writer``), any number of processes read. Who may see a
row is part of the query: an audience of 256 bits lies in four signed integers,
so that the test of one bit is plain SQL and a hidden row is never a candidate.

A record's identifiers carry their own audience, because the owner may hide the
field they come from. ``generation`` tells a rebuild what it has not seen again.
"""

import contextlib
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from wasl.capabilities.checks.errors import NodeNotReady
from wasl.capabilities.records import FeedState
from wasl.foundation.matching import IndexUnreadable, NameIndex

FILE = "store.db"
NAMES = "names"
FORMAT = 1
"""Raised when the shape changes; a store of another format is rebuilt."""

_BUSY_SECONDS = 10.0
_POSITION_SECONDS = 0.2
_WORDS = 4
_WORD_BITS = 64
# One statement for each word of the audience: SQL is never built from a value.
_BY_KEY = (
    "SELECT r.state FROM identifier i JOIN record r ON r.row = i.row WHERE i.key = ?1"
    " AND (i.a0 >> ?2) & 1 AND (r.a0 >> ?2) & 1 LIMIT ?3",
    "SELECT r.state FROM identifier i JOIN record r ON r.row = i.row WHERE i.key = ?1"
    " AND (i.a1 >> ?2) & 1 AND (r.a1 >> ?2) & 1 LIMIT ?3",
    "SELECT r.state FROM identifier i JOIN record r ON r.row = i.row WHERE i.key = ?1"
    " AND (i.a2 >> ?2) & 1 AND (r.a2 >> ?2) & 1 LIMIT ?3",
    "SELECT r.state FROM identifier i JOIN record r ON r.row = i.row WHERE i.key = ?1"
    " AND (i.a3 >> ?2) & 1 AND (r.a3 >> ?2) & 1 LIMIT ?3",
)
_BY_ID = (
    "SELECT state FROM record WHERE id = ?1 AND (a0 >> ?2) & 1",
    "SELECT state FROM record WHERE id = ?1 AND (a1 >> ?2) & 1",
    "SELECT state FROM record WHERE id = ?1 AND (a2 >> ?2) & 1",
    "SELECT state FROM record WHERE id = ?1 AND (a3 >> ?2) & 1",
)
_STATE = {
    "principal": "SELECT state FROM principal WHERE id = ?",
    "key": "SELECT state FROM verifier WHERE id = ?",
    "member": "SELECT state FROM member WHERE id = ?",
}
decode_state = msgspec.msgpack.Decoder(FeedState).decode


def words(audience: bytes) -> tuple[int, int, int, int]:
    """Cut an audience of 32 bytes into four signed integers; any other length means nobody."""
    if len(audience) != _WORDS * 8:
        return (0, 0, 0, 0)
    a, b, c, d = (
        int.from_bytes(audience[at : at + 8], "big", signed=True) for at in range(0, 32, 8)
    )
    return (a, b, c, d)


def place(bit: int) -> tuple[int, int]:
    """Give the word that holds a member's bit, and how far to shift it."""
    return bit // _WORD_BITS, _WORD_BITS - 1 - bit % _WORD_BITS


def identifier_key(database: str, scheme: str, value: str) -> str:
    """Give the text under which an identifier of a database is stored and looked up."""
    return f"{database}/{scheme}:{value}"


def make_folder(folder: Path) -> None:
    """Make a node's data folder, closed to the machine's other users: it holds members' data."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with contextlib.suppress(PermissionError):  # another user's, who shares it with us
        folder.chmod(0o700)


def connect_store(path: Path) -> sqlite3.Connection:
    """Open a store file so that one may write while many read."""
    connection = sqlite3.connect(
        path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA mmap_size=4294967296")
    connection.execute("PRAGMA cache_size=-65536")
    return connection


@dataclass(frozen=True, slots=True)
class Position:
    """How far a local copy has come.

    Attributes:
        sequence: last entry of the feed that is applied; -1 if never filled.
        at: when the hub published it, ISO 8601 UTC; "" if unknown.
        applied: when it was applied here, the same form.
        heard: when the copy was last known to be level with the hub, in seconds
            since 1970; 0 if unknown.
    """

    sequence: int
    at: str = ""
    applied: str = ""
    heard: float = 0.0


class LocalReader:
    """The local copy as checks read it; for one thread of one process.

    Opening a folder that no applier has filled yet is allowed: every question
    then raises NodeNotReady until there is something to read.

    Args:
        folder: the node's data folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._connection: sqlite3.Connection | None = None
        self._names: NameIndex | None = None
        self._names_are_fresh = False
        self._position, self._looked = Position(-1), 0.0

    def close(self) -> None:
        """Let go of the files."""
        if self._connection is not None:
            self._connection.close()
        if self._names is not None:
            self._names.close()
        self._connection = self._names = None

    def _open(self) -> sqlite3.Connection:
        """Open the store the first time it is there and filled.

        Raises:
            NodeNotReady: it is not.
        """
        if self._connection is not None:
            return self._connection
        path = self._folder / FILE
        if not path.exists():
            raise NodeNotReady
        connection = connect_store(path)
        try:
            if read_position(connection).sequence < 0:
                raise NodeNotReady
            self._names = NameIndex.open(self._folder / NAMES)
        except (NodeNotReady, IndexUnreadable, sqlite3.Error) as error:
            connection.close()
            raise NodeNotReady from error
        self._connection = connection
        return connection

    def hold(self) -> bool:
        """Look at one state of the copy until ``release``: many looks then share one lock.

        Returns:
            Whether the holding began here; False where it had begun, or there is no copy.
        """
        if self._connection is None or self._connection.in_transaction:
            return False
        self._connection.execute("BEGIN")
        return True

    def release(self) -> None:
        """Look at the newest state again."""
        self._names_are_fresh = False
        if self._connection is not None and self._connection.in_transaction:
            self._connection.execute("COMMIT")

    def check_ready(self) -> None:
        """Raise NodeNotReady unless there is a whole copy to answer from."""
        self._open()

    def find_by_key(self, key: str, bit: int, limit: int) -> list[FeedState]:
        """Find records by an identifier that the member with number ``bit`` may see."""
        word, shift = place(bit)
        rows = self._open().execute(_BY_KEY[word], (key, shift, limit))
        return [decode_state(row[0]) for row in rows]

    def find(self, record: str, bit: int) -> FeedState | None:
        """Find a record by id, or None where it is not or must not be seen."""
        word, shift = place(bit)
        row = self._open().execute(_BY_ID[word], (record, shift)).fetchone()
        return None if row is None else decode_state(row[0])

    def names(self) -> NameIndex:
        """Give the names index with what was last published in it, looked at once in a hold."""
        connection = self._open()
        if self._names is None:
            raise NodeNotReady
        if not self._names_are_fresh:
            self._names.refresh()
            self._names_are_fresh = connection.in_transaction
        return self._names

    def state(self, topic: str, key: str) -> Any:  # noqa: ANN401 - JSON-like
        """Give what is known of a principal, key or member: JSON-like values, or None."""
        row = self._open().execute(_STATE[topic], (key,)).fetchone()
        return None if row is None else msgspec.msgpack.decode(row[0])

    def position(self) -> Position:
        """Say how far the copy has come, as of at most a fifth of a second ago."""
        now = time.monotonic()
        if now - self._looked > _POSITION_SECONDS:
            self._looked = now
            try:
                self._position = read_position(self._open())
            except NodeNotReady:
                self._position = Position(-1)
        return self._position

    def count(self) -> int:
        """Count the records held, whoever may see them; for operators alone."""
        row = self._open().execute("SELECT count(*) FROM record").fetchone()
        return int(row[0])


def read_position(connection: sqlite3.Connection) -> Position:
    """Read the position; -1 where the store is empty, unfinished or of another format."""
    try:
        values = dict(connection.execute("SELECT name, value FROM meta").fetchall())
    except sqlite3.OperationalError:
        return Position(-1)
    if values.get("format") != FORMAT or not values.get("filled"):
        return Position(-1)
    return Position(
        values.get("sequence", -1),
        values.get("at", ""),
        values.get("applied", ""),
        values.get("heard", 0.0),
    )
