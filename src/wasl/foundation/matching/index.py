# SPDX-License-Identifier: Apache-2.0
"""The names index: one writer, any number of readers in any number of processes.

``NameIndex()`` lives in memory; ``NameIndex.build(entities, path)`` and ``NameIndex.open(path)``
live in a directory (see ``store``). A search takes one look at ``self._view``, an immutable tuple
of segments, so it may run in several threads while the same process refreshes or commits.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from wasl.foundation.matching import store
from wasl.foundation.matching.asking import ask
from wasl.foundation.matching.explain import Reason, reasons
from wasl.foundation.matching.faults import IndexReadOnly
from wasl.foundation.matching.segment import Segment

Entity = Mapping[str, Any]
Mask = bytes | int | None

# A commit merges the newest segments while they are not clearly smaller than their elders.
FANOUT = 4


class _Either:
    """A method that works on the class (makes a new index) and on an instance (fills it)."""

    def __init__(self, function: Callable[..., NameIndex]) -> None:
        self._function = function
        self.__doc__ = function.__doc__

    def __get__(self, index: NameIndex | None, owner: type[NameIndex]) -> Callable[..., NameIndex]:
        def build(entities: Iterable[Entity], path: Path | str | None = None) -> NameIndex:
            return self._function(owner() if index is None else index, entities, path)

        return build


class NameIndex:
    """An index of names that answers which entities a name may be.

    An entity is ``{"id", "type", "name", "aliases", "birth", "audience"}``: ``type`` is person,
    organization, vessel or token; ``audience`` is 32 bytes, bit n (from the left) = member n may
    see it. No audience means nobody, except where no mask is given at all (tests, benchmarks).
    """

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._lock: store.Lock | None = None
        self._stamp: tuple[int, int, int] | None = None
        self._manifest = store.EMPTY
        self._view: tuple[Segment, ...] = ()
        self._pending: dict[str, Entity] = {}
        self._dropped: set[str] = set()
        self._turn = threading.RLock()

    @_Either
    def build(self, entities: Iterable[Entity], path: Path | str | None = None) -> NameIndex:
        """Replace everything by ``entities``; with ``path`` also publish it there.

        Later entities replace earlier ones of the same id. The index stays open for writing.

        Raises:
            IndexBusy: another process writes to ``path``.
        """
        self._become_writer(None if path is None else Path(path))
        segment = Segment.make(entities)
        self._pending, self._dropped = {}, set()
        self._view = (segment,) if segment.alive else ()
        self._publish()
        return self

    @classmethod
    def open(cls, path: Path | str, writable: bool = False) -> NameIndex:
        """Open a built index.

        Args:
            path: its directory.
            writable: become its one writer.

        Raises:
            IndexUnreadable: nothing there, or made by a program this one does not understand.
            IndexBusy: writable, and another process already is.
        """
        index = cls()
        index._folder = Path(path)
        if writable:
            store.read_manifest(index._folder)
            index._lock = store.Lock(index._folder)
        index.refresh()
        return index

    def close(self) -> None:
        """Let go of the files and of the writer's lock; pending changes are dropped."""
        self._view, self._pending, self._dropped = (), {}, set()
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def __len__(self) -> int:
        """Count the entities that are published and not removed."""
        return sum(segment.alive for segment in self._view)

    @property
    def size(self) -> int:
        """Give the size of the published segments, mapped or in memory."""
        return sum(segment.size for segment in self._view)

    def add(self, entities: Iterable[Entity]) -> None:
        """Add entities, or replace those of the same id; visible after ``commit``."""
        self._must_write()
        for entity in entities:
            self._pending[str(entity["id"])] = entity
            self._dropped.discard(str(entity["id"]))

    def remove(self, ids: Iterable[str]) -> None:
        """Remove entities by id; unknown ids are ignored; visible after ``commit``."""
        self._must_write()
        for identity in ids:
            self._pending.pop(identity, None)
            self._dropped.add(identity)

    def commit(self) -> None:
        """Publish what was added and removed since the last commit, in one step."""
        self._must_write()
        with self._turn:
            if self._pending or self._dropped:
                self._commit()

    def _commit(self) -> None:
        stale = self._dropped | self._pending.keys()
        kept = [segment.without(stale) for segment in self._view]
        fresh = list(self._pending.values())
        kept, merged = _merge_tail([s for s in kept if s.alive], len(fresh))
        entities = itertools.chain(*(segment.entities() for segment in merged), fresh)
        if fresh or merged:
            kept.append(Segment.make(entities))
        self._view = tuple(kept)
        self._pending, self._dropped = {}, set()
        self._publish()

    def compact(self) -> None:
        """Write everything into one segment without tombstones (a background job's work)."""
        self._must_write()
        self.commit()
        if len(self._view) > 1 or any(s.removed for s in self._view):
            entities = itertools.chain(*(segment.entities() for segment in self._view))
            self._view = (Segment.make(entities),)
            self._publish()

    def refresh(self) -> bool:
        """Map what was published since the last look; cheap when nothing was.

        Returns:
            Whether anything changed.

        Raises:
            IndexUnreadable: the files are not an index of this format.
        """
        if self._folder is None:
            return False
        for attempt in itertools.count():
            seen = store.stamp(self._folder)
            if seen == self._stamp:
                return False
            manifest = store.read_manifest(self._folder)
            try:
                self._view = self._mapped(manifest)
            except FileNotFoundError:
                # The writer published again and swept between our two reads: look once more.
                if attempt > 100:  # noqa: PLR2004 - a writer is never this far ahead
                    raise
                continue
            self._manifest, self._stamp = manifest, seen
            return True
        return False  # pragma: no cover - the loop above always returns

    def search(  # noqa: PLR0913 - all that a question may say, most of it left out
        self,
        query: str,
        type: str,
        limit: int = 10,
        mask: Mask = None,
        *,
        birth: str | None = None,
        least: float = 0.0,
    ) -> list[tuple[str, float]]:
        """Find the entities that ``query`` may name, best first.

        Args:
            query: a name in any script; empty finds nothing.
            type: person, organization, vessel or token; an entity of another type is not found.
            limit: how many at most.
            mask: the reader's bit (or a 32-byte mask of one or more bits); None sees everything.
            birth: ISO date or year of birth, only ever a support or a doubt.
            least: score below which nothing is given.

        Returns:
            (id, score) with score in 0..1, 1.0 only for equal folded forms.
        """
        if self._folder is None and (self._pending or self._dropped):
            self.commit()
        return ask(self._view, query, type, (limit, least, _bit_mask(mask), birth))

    def explain(self, query: str, id: str, mask: Mask = None) -> list[Reason]:
        """Say which word met which, for the best spelling of ``id``.

        Args:
            query: the name asked for.
            id: an entity that ``search`` gave.
            mask: as for ``search``; what the reader may not see has no explanation.

        Returns:
            Reasons (codes in ``explain``); empty when the entity is not there.
        """
        bits = _bit_mask(mask)
        for segment in self._view:
            entity = segment.find(id, bits)
            if entity is not None:
                return reasons(query, [entity["name"], *entity["aliases"]], entity["type"])
        return []

    def _mapped(self, manifest: store.Manifest) -> tuple[Segment, ...]:
        assert self._folder is not None  # noqa: S101 - callers checked; for the type checker
        known = {segment.listed: segment for segment in self._view if segment.listed}
        return tuple(
            known.get(listed) or Segment.open(self._folder, listed) for listed in manifest.segments
        )

    def _become_writer(self, folder: Path | None) -> None:
        if folder is None or (folder == self._folder and self._lock is not None):
            return
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = store.Lock(folder)
        self._folder = folder
        self._manifest = store.Manifest(store.last_generation(folder), ())

    def _must_write(self) -> None:
        if self._folder is not None and self._lock is None:
            raise IndexReadOnly(str(self._folder))

    def _publish(self) -> None:
        if self._folder is None:
            return
        generation = self._manifest.generation + 1
        self._view = tuple(
            segment.saved(self._folder, f"{generation:08d}-{place}")
            for place, segment in enumerate(self._view)
        )
        listed = tuple(segment.listed for segment in self._view if segment.listed)
        self._manifest = store.Manifest(generation, listed)
        store.publish(self._folder, self._manifest)
        self._stamp = store.stamp(self._folder)


def _merge_tail(segments: list[Segment], fresh: int) -> tuple[list[Segment], list[Segment]]:
    """Split into (kept, to merge with the fresh ones): sizes stay geometric, so few segments."""
    kept, size = list(segments), fresh
    merged: list[Segment] = []
    while kept and kept[-1].alive < FANOUT * max(size, 1):
        merged.insert(0, kept.pop())
        size += merged[0].alive
    return kept, merged


def _bit_mask(mask: Mask) -> bytes | None:
    """One shape for what a reader may see: 32 bytes, or None for everything."""
    if mask is None or isinstance(mask, bytes | bytearray | memoryview):
        return None if mask is None else bytes(mask)
    bits = bytearray(32)
    bits[mask // 8] = 1 << (7 - mask % 8)
    return bytes(bits)
