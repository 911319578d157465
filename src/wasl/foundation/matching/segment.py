# SPDX-License-Identifier: Apache-2.0
"""One immutable part of the index, mapped from a file or held in memory."""

from __future__ import annotations

import threading
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from wasl.foundation.matching import layout, store
from wasl.foundation.matching.analysis import TYPES
from wasl.foundation.matching.building import built
from wasl.foundation.matching.faults import IndexUnreadable
from wasl.foundation.matching.kernels import COMPARED, FEATURES, Words
from wasl.foundation.matching.keying import MAX_KEYS
from wasl.foundation.matching.sight import (
    ACROSS,
    GATHERED,
    MAX_WORDS,
    READ,
    TOKEN,
    Keys,
    Names,
    Owners,
    Part,
    Scratch,
)
from wasl.foundation.matching.tally import TALLY
from wasl.foundation.matching.text import fold

Mapped = Any  # bytes or a mapping: whatever has a buffer
_KINDS = tuple(TYPES)
_SLOTS = 3000


class Segment:
    """Entities with the keys that lead to them; nothing in it changes after it is made."""

    def __init__(self, data: Mapped, gone: bytes, where: str) -> None:
        self.listed: store.Listed | None = None
        self._file: str | None = None
        self._data, self._gone, self._where = data, gone, where
        self._arrays = layout.arrays_of(data, where)
        self.entities_written = len(self._arrays["owners_type"])
        if len(gone) != self.entities_written:
            raise IndexUnreadable(where, "tombstones of another segment")
        self.removed = gone.count(1)
        self.alive = self.entities_written - self.removed
        self.part = self._part()
        self._texts = {
            name: (self._arrays[f"{name}_data"].data, self._arrays[f"{name}_offset"].data)
            for name in ("ids", "texts", "births")
        }
        self._own = threading.local()

    @classmethod
    def make(cls, entities: Iterable[Mapping[str, Any]]) -> Segment:
        """Analyse entities into a segment; a later one replaces an earlier one of its id."""
        arrays = built(entities)
        segment = cls(layout.serialise(arrays), bytes(len(arrays["owners_type"])), "memory")
        return segment._without_doubles()

    @classmethod
    def open(cls, folder: Path, listed: store.Listed) -> Segment:
        """Map a published segment.

        Raises:
            FileNotFoundError: the writer replaced it meanwhile.
            IndexUnreadable: it is not a segment of this format.
        """
        data = layout.mapped(folder / listed.file)
        gone = (folder / listed.gone).read_bytes() if listed.gone else bytes(listed.entities)
        segment = cls(data, gone, str(folder / listed.file))
        segment.listed, segment._file = listed, listed.file
        return segment

    def saved(self, folder: Path, stem: str) -> Segment:
        """Write what is not on disk yet; the result is the segment as published."""
        if self.listed:
            return self
        file = self._file or stem + ".seg"
        if self._file is None:
            store.write_file(folder / file, self._data)
        gone = stem + ".gone" if self.removed else None
        if gone:
            store.write_file(folder / gone, self._gone)
        listed = store.Listed(file, gone, self.entities_written, self.removed)
        return Segment.open(folder, listed)

    def without(self, ids: Iterable[str]) -> Segment:
        """Give the same segment with some entities removed."""
        rows = [row for identity in ids for row in self._rows(identity)]
        return self._marked(rows)

    def entities(self) -> Iterator[Mapping[str, Any]]:
        """Give the entities that are not removed."""
        for row in range(self.entities_written):
            if not self._gone[row]:
                yield self._entity(row)

    def find(self, id: str, mask: bytes | None) -> Mapping[str, Any] | None:
        """Give one entity, unless it is removed or hidden from the reader."""
        for row in self._rows(id):
            entity = self._entity(row)
            if mask is None or any(a & b for a, b in zip(entity["audience"], mask, strict=True)):
                return entity
        return None

    @property
    def size(self) -> int:
        """Give the size of the segment's file."""
        return len(self._data)

    def id_of(self, row: int) -> str:
        """Give the id of an entity."""
        return self._text("ids", row)

    def spells(self, row: int, name: str) -> bool:
        """Tell whether a spelling of an entity folds to the same text as ``name``."""
        return any(fold(text) == fold(name) for text in self._spellings_of(row))

    def births_of(self, row: int) -> list[str]:
        """Give the dates of birth of an entity."""
        return [birth for birth in self._text("births", row).split("|") if birth]

    def scratch(self) -> Scratch:
        """Give this thread's working memory for this segment."""
        found: Scratch | None = getattr(self._own, "scratch", None)
        if found is None:
            words, names = len(self.part.words.script), len(self.part.names.owner)
            found = self._own.scratch = Scratch(
                np.zeros(words, np.uint32),
                np.zeros(words, np.uint32),
                np.zeros(words, np.uint32),
                np.zeros(words, np.uint32),
                np.zeros((min(words, _SLOTS), MAX_WORDS), np.float32),
                np.zeros(min(TALLY, 4 << names.bit_length()), np.uint64),
                np.zeros(min(names, READ) + 1, np.uint32),
                np.ones(5, np.uint32),
                np.zeros((3, GATHERED), np.int64),
                np.zeros((MAX_WORDS, 2, ACROSS), np.float64),
                np.zeros((3, 256), np.int64),
                np.zeros(MAX_KEYS, np.uint32),
                np.zeros(MAX_KEYS, np.uint64),
                np.zeros((COMPARED, COMPARED), np.float32),
                np.zeros(FEATURES, np.float32),
            )
        return found

    def _part(self) -> Part:
        a = self._arrays
        return Part(
            Words(*(a[f"words_{field}"] for field in Words._fields)),
            a["seen"].reshape(-1, TOKEN + 1),
            Keys(*(a[f"keys_{field}"] for field in Keys._fields)),
            Names(*(a[f"names_{field}"] for field in Names._fields)),
            Owners(
                a["owners_type"],
                a["owners_audience"],
                np.frombuffer(self._gone if self.removed else b"", np.uint8),
                a["owners_masks"].reshape(-1, 4),
            ),
        )

    def _marked(self, rows: list[int]) -> Segment:
        if not rows:
            return self
        gone = bytearray(self._gone)
        for row in rows:
            gone[row] = 1
        other = Segment(self._data, bytes(gone), self._where)
        other._file = self._file
        return other

    def _without_doubles(self) -> Segment:
        hashes, rows = self._arrays["id_hash"], self._arrays["id_row"]
        same = np.flatnonzero(hashes[1:] == hashes[:-1])
        doubles: list[int] = []
        for place in {int(p) for p in same}:
            ids = {int(r): self.id_of(int(r)) for r in rows[hashes == hashes[place]]}
            last = {identity: row for row, identity in sorted(ids.items())}
            doubles += [row for row, identity in ids.items() if last[identity] != row]
        return self._marked(doubles)

    def _rows(self, id: str) -> list[int]:
        """Give the rows (not removed) of an id: one or none."""
        key = np.uint32(zlib.crc32(id.encode("utf-8", "surrogatepass")))
        hashes, rows = self._arrays["id_hash"], self._arrays["id_row"]
        first, last = np.searchsorted(hashes, key), np.searchsorted(hashes, key, "right")
        found = (int(row) for row in rows[first:last])
        return [row for row in found if not self._gone[row] and self.id_of(row) == id]

    def _text(self, name: str, row: int) -> str:
        data, offset = self._texts[name]
        return str(data[offset[row] : offset[row + 1]], "utf-8", "surrogatepass")

    def _spellings_of(self, row: int) -> list[str]:
        first, last = self._arrays["spellings"][row : row + 2]
        return [self._text("texts", place) for place in range(int(first), int(last))]

    def _entity(self, row: int) -> dict[str, Any]:
        names = self._spellings_of(row)
        return {
            "id": self.id_of(row),
            "type": _KINDS[self._arrays["owners_type"][row]],
            "name": names[0],
            "aliases": names[1:],
            "birth": self.births_of(row),
            "audience": self.part.owners.masks[self._arrays["owners_audience"][row]].tobytes(),
        }
