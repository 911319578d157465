# SPDX-License-Identifier: Apache-2.0
"""The local copy of a check node: one SQLite file and one names index.

One process writes (the applier), any number of processes read. Who may see a
row is part of the query: an audience of 256 bits lies in four signed integers,
so that the test of one bit is plain SQL and a hidden row is never a candidate.

A record's identifiers carry their own audience, because the owner may hide the
field they come from. ``generation`` tells a rebuild what it has not seen again.
"""

import contextlib
import sqlite3
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from wasl.capabilities.checks.errors import NodeNotReady
from wasl.capabilities.records import FeedState
from wasl.foundation.matching import NameIndex

FILE = "store.db"
NAMES = "names"
FORMAT = 1
"""Raised when the shape changes; a store of another format is rebuilt."""

_BUSY_SECONDS = 10.0
_POSITION_SECONDS = 0.2
_NAMES_PUBLISHED_AT = 100_000
_WORDS = 4
_WORD_BITS = 64
_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS record (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    database TEXT NOT NULL,
    version INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    a0 INTEGER NOT NULL, a1 INTEGER NOT NULL, a2 INTEGER NOT NULL, a3 INTEGER NOT NULL,
    state BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS identifier (
    key TEXT NOT NULL,
    row INTEGER NOT NULL,
    a0 INTEGER NOT NULL, a1 INTEGER NOT NULL, a2 INTEGER NOT NULL, a3 INTEGER NOT NULL,
    PRIMARY KEY (key, row)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS principal (
    id TEXT PRIMARY KEY, generation INTEGER NOT NULL, state BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS verifier (
    id TEXT PRIMARY KEY, generation INTEGER NOT NULL, state BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS member (
    id TEXT PRIMARY KEY, generation INTEGER NOT NULL, state BLOB NOT NULL
) WITHOUT ROWID;
"""
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
_TOPIC_TABLES = {
    "principal": (
        "SELECT state FROM principal WHERE id = ?",
        "INSERT OR REPLACE INTO principal (id, generation, state) VALUES (?, ?, ?)",
        "DELETE FROM principal WHERE id = ?",
        "DELETE FROM principal WHERE generation < ?",
    ),
    "key": (
        "SELECT state FROM verifier WHERE id = ?",
        "INSERT OR REPLACE INTO verifier (id, generation, state) VALUES (?, ?, ?)",
        "DELETE FROM verifier WHERE id = ?",
        "DELETE FROM verifier WHERE generation < ?",
    ),
    "member": (
        "SELECT state FROM member WHERE id = ?",
        "INSERT OR REPLACE INTO member (id, generation, state) VALUES (?, ?, ?)",
        "DELETE FROM member WHERE id = ?",
        "DELETE FROM member WHERE generation < ?",
    ),
}
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(FeedState).decode


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


def _connect(path: Path) -> sqlite3.Connection:
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
    """

    sequence: int
    at: str = ""
    applied: str = ""


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
        connection = _connect(path)
        try:
            if read_position(connection).sequence < 0:
                raise NodeNotReady
            self._names = NameIndex.open(self._folder / NAMES)
        except (NodeNotReady, sqlite3.Error) as error:
            connection.close()
            raise NodeNotReady from error
        self._connection = connection
        return connection

    def check_ready(self) -> None:
        """Raise NodeNotReady unless there is a whole copy to answer from."""
        self._open()

    def find_by_key(self, key: str, bit: int, limit: int) -> list[FeedState]:
        """Find records by an identifier that the member with number ``bit`` may see."""
        word, shift = place(bit)
        rows = self._open().execute(_BY_KEY[word], (key, shift, limit))
        return [_decode(row[0]) for row in rows]

    def find(self, record: str, bit: int) -> FeedState | None:
        """Find a record by id, or None where it is not or must not be seen."""
        word, shift = place(bit)
        row = self._open().execute(_BY_ID[word], (record, shift)).fetchone()
        return None if row is None else _decode(row[0])

    def names(self) -> NameIndex:
        """Give the names index with what was last published in it."""
        self._open()
        if self._names is None:
            raise NodeNotReady
        self._names.refresh()
        return self._names

    def state(self, topic: str, key: str) -> Any:
        """Give what is known of a principal, key or member: JSON-like values, or None."""
        row = self._open().execute(_TOPIC_TABLES[topic][0], (key,)).fetchone()
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
    return Position(values.get("sequence", -1), values.get("at", ""), values.get("applied", ""))


class LocalWriter:
    """The one writer of a local copy.

    Args:
        folder: the node's data folder; made if missing. A store of another
            format is thrown away and must be filled again.

    Raises:
        IndexBusy: another process already writes here.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.names = _names_writer(folder / NAMES)
        self._connection = _connect(folder / FILE)
        self._prepare()

    def _prepare(self) -> None:
        self._connection.executescript(_SCHEMA)
        values = dict(self._connection.execute("SELECT name, value FROM meta").fetchall())
        self.generation = int(values.get("generation", 1))
        if values.get("format") != FORMAT:
            self._set(format=FORMAT, generation=self.generation, filled=0, sequence=-1)
        row = self._connection.execute("SELECT coalesce(max(row), 0) FROM record").fetchone()
        self._next = int(row[0]) + 1
        self._unpublished = 0

    def close(self) -> None:
        """Let go of the files."""
        self.names.close()
        self._connection.close()

    def position(self) -> Position:
        """Say how far the copy has come."""
        return read_position(self._connection)

    def rebuild_wanted(self) -> bool:
        """Say whether somebody asked for the copy to be made anew."""
        row = self._connection.execute("SELECT value FROM meta WHERE name = 'rebuild'").fetchone()
        return bool(row and row[0])

    def begin_rebuild(self) -> None:
        """Start a new generation; what is held goes on answering until it is whole."""
        self.generation += 1
        self._set(generation=self.generation, rebuild=0)

    def finish_rebuild(self, sequence: int, at: str) -> None:
        """Forget all that the new generation did not bring, and go on from ``sequence``."""
        with self._transaction() as connection:
            stale = connection.execute(
                "SELECT id FROM record WHERE generation < ?", (self.generation,)
            ).fetchall()
            for (record,) in stale:
                self._remove(record)
            for statements in _TOPIC_TABLES.values():
                connection.execute(statements[3], (self.generation,))
            self.names.commit()
            self._set(filled=1, sequence=sequence, at=at, applied=at)

    def apply(self, changes: Sequence[tuple[str, str, Any]], position: Position) -> None:
        """Apply changes in one transaction, names first, so that neither runs ahead unseen.

        Args:
            changes: (topic, key, state): a FeedState for ``record``, JSON-like values
                for others, None where it is gone.
            position: where the feed then stands.
        """
        with self._transaction():
            self._apply_all(changes, force=False)
            self.names.commit()
            self._set(sequence=position.sequence, at=position.at, applied=position.applied)

    def fill(self, changes: Sequence[tuple[str, str, Any]]) -> None:
        """Take in a page of a rebuild; the hub's word counts, whatever version is held.

        Names are published now and then alone, since each publication costs.
        """
        with self._transaction():
            self._apply_all(changes, force=True)
            self._unpublished += len(changes)
            if self._unpublished >= _NAMES_PUBLISHED_AT:
                self.names.commit()
                self._unpublished = 0

    def _apply_all(self, changes: Sequence[tuple[str, str, Any]], *, force: bool) -> None:
        for topic, key, state in changes:
            if topic == "record":
                self._apply_record(key, state, force=force)
            elif topic in _TOPIC_TABLES:
                self._apply_other(topic, key, state)

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield self._connection
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def _set(self, **values: Any) -> None:
        self._connection.executemany(
            "INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", list(values.items())
        )

    def _apply_other(self, topic: str, key: str, state: Any) -> None:
        _, put, delete, _ = _TOPIC_TABLES[topic]
        if state is None:
            self._connection.execute(delete, (key,))
        else:
            self._connection.execute(put, (key, self.generation, _encode(state)))

    def _apply_record(self, key: str, state: FeedState | None, *, force: bool) -> None:
        if state is None or state.gone:
            self._remove(key)
        else:
            self._put(state, force=force)

    def _put(self, state: FeedState, *, force: bool) -> None:
        """Insert or replace a record; unless forced, never by an older version."""
        connection = self._connection
        held = connection.execute(
            "SELECT row, version, state FROM record WHERE id = ?", (state.id,)
        ).fetchone()
        if held is not None and held[1] > state.version and not force:
            return
        if held is None:
            row = self._next
            self._next += 1
        else:
            row = held[0]
            self._forget(row, _decode(held[2]))
        connection.execute(
            "INSERT OR REPLACE INTO record"
            " (row, id, database, version, generation, a0, a1, a2, a3, state)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(row, state.id, state.database, state.version, self.generation),
                *(*words(state.audience), _encode(state)),
            ),
        )
        connection.executemany(
            "INSERT OR REPLACE INTO identifier (key, row, a0, a1, a2, a3)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            [(key, row, *audience) for key, audience in _identifiers(state).items()],
        )
        self._put_names(state)

    def _put_names(self, state: FeedState) -> None:
        if not state.names:
            return
        # A birth date that is hidden from some must not weigh in anybody's score.
        open_birth = not any(name.startswith("birth") for name in state.audiences)
        self.names.add(
            [
                {
                    "id": state.id,
                    "type": state.kind,
                    "name": state.names[0],
                    "aliases": list(state.names[1:]),
                    "birth": list(state.birth) if open_birth else [],
                    "audience": state.audience,
                }
            ]
        )

    def _remove(self, record: str) -> None:
        held = self._connection.execute(
            "SELECT row, state FROM record WHERE id = ?", (record,)
        ).fetchone()
        if held is not None:
            self._forget(held[0], _decode(held[1]))
            self._connection.execute("DELETE FROM record WHERE row = ?", (held[0],))

    def _forget(self, row: int, state: FeedState) -> None:
        """Take away what a record was found by."""
        if state.names:
            self.names.remove([state.id])
        self._connection.executemany(
            "DELETE FROM identifier WHERE key = ? AND row = ?",
            [(key, row) for key in _identifiers(state)],
        )


def _identifiers(state: FeedState) -> dict[str, tuple[int, int, int, int]]:
    """Give each key once; seen by whoever may see it in any of the fields that hold it."""
    found: dict[str, tuple[int, int, int, int]] = {}
    for scheme, value, audience in state.keys:
        key = identifier_key(state.database, scheme, value)
        bits = words(audience)
        known = found.get(key, (0, 0, 0, 0))
        a, b, c, d = (old | new for old, new in zip(known, bits, strict=True))
        found[key] = (a, b, c, d)
    return found


def _names_writer(folder: Path) -> NameIndex:
    """Open the names index for writing, or make an empty one."""
    if (folder / "manifest.json").exists():
        return NameIndex.open(folder, writable=True)
    return NameIndex.build([], folder)


def ask_for_rebuild(folder: Path) -> bool:
    """Ask the applier of a folder to make its copy anew; False if there is no copy."""
    path = folder / FILE
    if not path.exists():
        return False
    connection = _connect(path)
    try:
        connection.execute("INSERT OR REPLACE INTO meta (name, value) VALUES ('rebuild', 1)")
    except sqlite3.OperationalError:
        return False
    finally:
        connection.close()
    return True
