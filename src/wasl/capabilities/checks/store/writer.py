# SPDX-License-Identifier: Apache-2.0
"""The one writer of a local copy: applies the feed, or fills the copy anew.

The names index is published before the rows that it leads to are committed: a
reader that finds a name too early finds no row for it, and one that a change
has just hidden is hidden by whichever of the two knows first.
"""

import contextlib
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from wasl.capabilities.checks.store.local import (
    FILE,
    FORMAT,
    NAMES,
    Position,
    connect_store,
    decode_state,
    identifier_key,
    make_folder,
    read_position,
    words,
)
from wasl.capabilities.records import FeedState
from wasl.foundation.matching import IndexUnreadable, NameIndex

_NAMES_PUBLISHED_AT = 100_000
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
_TOPIC_TABLES = {
    "principal": (
        "INSERT OR REPLACE INTO principal (id, generation, state) VALUES (?, ?, ?)",
        "DELETE FROM principal WHERE id = ?",
        "DELETE FROM principal WHERE generation < ?",
    ),
    "key": (
        "INSERT OR REPLACE INTO verifier (id, generation, state) VALUES (?, ?, ?)",
        "DELETE FROM verifier WHERE id = ?",
        "DELETE FROM verifier WHERE generation < ?",
    ),
    "member": (
        "INSERT OR REPLACE INTO member (id, generation, state) VALUES (?, ?, ?)",
        "DELETE FROM member WHERE id = ?",
        "DELETE FROM member WHERE generation < ?",
    ),
}
_encode = msgspec.msgpack.Encoder().encode


class LocalWriter:
    """The one writer of a local copy.

    Args:
        folder: the node's data folder; made if missing. A copy of another
            format, or whose names are gone or damaged, must be filled again.

    Raises:
        IndexBusy: another process already writes here.
    """

    def __init__(self, folder: Path) -> None:
        make_folder(folder)
        self.folder = folder
        self._connection = connect_store(folder / FILE)
        try:
            self.names = NameIndex.open(folder / NAMES, writable=True)
        except IndexUnreadable:
            # First the mark, then the empty index: no kill between leaves names out of answers.
            self._prepare(whole=False)
            self.names = NameIndex.build([], folder / NAMES)
        else:
            self._prepare(whole=True)

    def _prepare(self, *, whole: bool) -> None:
        self._connection.executescript(_SCHEMA)
        values = dict(self._connection.execute("SELECT name, value FROM meta").fetchall())
        self.generation = int(values.get("generation", 1))
        if not whole or values.get("format") != FORMAT:
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

    def note_heard(self, moment: float) -> None:
        """Note when the copy was level with the hub, in seconds since 1970."""
        self._set(heard=moment)

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
                connection.execute(statements[2], (self.generation,))
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

    def _apply_other(self, topic: str, key: str, state: object) -> None:
        put, delete, _ = _TOPIC_TABLES[topic]
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
            self._forget(row, decode_state(held[2]))
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
                    "type": state.body.get("subject", "person"),
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
            self._forget(held[0], decode_state(held[1]))
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


def ask_for_rebuild(folder: Path) -> bool:
    """Ask the applier of a folder to make its copy anew; False if there is no copy."""
    path = folder / FILE
    if not path.exists():
        return False
    connection = connect_store(path)
    try:
        connection.execute("INSERT OR REPLACE INTO meta (name, value) VALUES ('rebuild', 1)")
    except sqlite3.OperationalError:
        return False
    finally:
        connection.close()
    return True
