# SPDX-License-Identifier: Apache-2.0
"""One immutable part of the index."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from wasl.foundation.matching import store
from wasl.foundation.matching.faults import IndexUnreadable
from wasl.foundation.matching.scoring import score
from wasl.foundation.matching.text import fold

MAGIC = b"WASLNAM0\n"


def _grams(word: str) -> list[str]:
    padded = f"^{word}$"
    return [padded[i : i + 2] for i in range(len(padded) - 1)]


class Segment:
    """Entities with the keys that lead to them; nothing in it changes after it is made."""

    def __init__(self, rows: list[dict[str, Any]], gone: bytes) -> None:
        self.listed: store.Listed | None = None
        self._file: str | None = None
        self._rows, self._gone = rows, gone
        self._by_id = {row["id"]: i for i, row in enumerate(rows) if not gone[i]}
        self._keys: dict[str, list[int]] = {}
        for i, row in enumerate(rows):
            for key in {g for n in [row["name"], *row["aliases"]] for g in _grams(fold(n))}:
                self._keys.setdefault(key, []).append(i)
        self.removed = sum(gone)
        self.alive = len(rows) - self.removed

    @classmethod
    def make(cls, entities: Iterable[Mapping[str, Any]]) -> Segment:
        """Analyse entities into a segment; a later one replaces an earlier one of its id."""
        rows = {}
        for e in entities:
            audience = e.get("audience")
            rows[str(e["id"])] = {
                "id": str(e["id"]),
                "type": e.get("type", "person"),
                "name": e["name"],
                "aliases": list(e.get("aliases") or ()),
                "birth": [b for b in e.get("birth") or () if b],
                "audience": None if audience is None else bytes(audience).hex(),
            }
        return cls(list(rows.values()), bytes(len(rows)))

    @classmethod
    def open(cls, folder: Path, listed: store.Listed) -> Segment:
        """Map a published segment."""
        data = (folder / listed.file).read_bytes()
        if not data.startswith(MAGIC):
            raise IndexUnreadable(str(folder / listed.file), "not a segment of this format")
        rows = [json.loads(line) for line in data[len(MAGIC) :].split(b"\n") if line]
        gone = (folder / listed.gone).read_bytes() if listed.gone else bytes(len(rows))
        segment = cls(rows, gone)
        segment.listed, segment._file = listed, listed.file
        return segment

    def saved(self, folder: Path, stem: str) -> Segment:
        """Write what is not on disk yet."""
        if self.listed:
            return self
        if self._file is None:
            self._file = stem + ".seg"
            lines = "\n".join(json.dumps(row) for row in self._rows).encode()
            store.write_file(folder / self._file, MAGIC, lines)
        gone = stem + ".gone" if self.removed else None
        if gone:
            store.write_file(folder / gone, self._gone)
        self.listed = store.Listed(self._file, gone, len(self._rows), self.removed)
        return self

    def without(self, ids: Iterable[str]) -> Segment:
        """Give the same segment with some entities removed."""
        rows = [self._by_id[i] for i in ids if i in self._by_id]
        if not rows:
            return self
        gone = bytearray(self._gone)
        for row in rows:
            gone[row] = 1
        other = Segment(self._rows, bytes(gone))
        other._file = self._file
        return other

    def entities(self) -> Iterator[Mapping[str, Any]]:
        """Give the entities that are not removed."""
        for row, gone in zip(self._rows, self._gone, strict=True):
            if not gone:
                yield _shown(row)

    def find(self, id: str, mask: bytes | None) -> Mapping[str, Any] | None:
        """Give one entity, unless it is removed or hidden from the reader."""
        row = self._by_id.get(id)
        if row is None or not _visible(self._rows[row], mask):
            return None
        return _shown(self._rows[row])

    def ask(self, query: str, type: str, mask: bytes | None) -> Iterator[tuple[str, float]]:
        """Score the best candidates of this segment."""
        votes: Counter[int] = Counter()
        for key in set(_grams(fold(query))):
            for row in self._keys.get(key, ()):
                if not self._gone[row] and _visible(self._rows[row], mask):
                    votes[row] += 1
        for row, _ in votes.most_common(100):
            entity = self._rows[row]
            if type in (entity["type"], "token"):
                names = [entity["name"], *entity["aliases"]]
                yield entity["id"], max(score(query, n, type) for n in names)


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    audience = row["audience"]
    return dict(row, audience=None if audience is None else bytes.fromhex(audience))


def _visible(row: dict[str, Any], mask: bytes | None) -> bool:
    if mask is None:
        return True
    audience = bytes.fromhex(row["audience"] or "")
    return any(a & b for a, b in zip(audience, mask, strict=False))


def ask(
    view: tuple[Segment, ...], query: str, type: str, how: tuple[int, bytes | None, str | None]
) -> list[tuple[str, float]]:
    """Search every segment and join the answers, best first."""
    limit, mask, _ = how
    found = [hit for segment in view for hit in segment.ask(query, type, mask)]
    return sorted(found, key=lambda hit: (-hit[1], hit[0]))[:limit]
