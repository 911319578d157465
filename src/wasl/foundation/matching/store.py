# SPDX-License-Identifier: Apache-2.0
"""The index on disk: immutable segments, tombstones, and one manifest replaced in a single step.

Layout of an index directory:

- ``manifest.json``: format version, generation and the list of live segments. It is the only
  file that ever changes meaning, and it changes by ``os.replace``: a reader sees the old list or
  the new one, never a mixture, whatever instant the writer is killed at.
- ``N.seg``: one segment, written once, then only mapped.
- ``N-G.gone``: one byte per entity of segment N, 1 = removed as of generation G.
- ``writer.lock``: held (``flock``) by the one writer; the kernel lets go of it when it dies.

Files that no manifest names are leftovers of a killed writer and are deleted at the next commit.
"""

from __future__ import annotations

import contextlib
import json
import os
import weakref
from dataclasses import dataclass
from pathlib import Path

from wasl.foundation.matching.faults import IndexBusy, IndexUnreadable

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows: one writer is then the operator's duty
    fcntl = None  # type: ignore[assignment]

FORMAT = 2
"""Rises with the files, and with how names are read: an index holds its words as they were read."""
MANIFEST = "manifest.json"
_KEPT_SUFFIXES = (".seg", ".gone")


@dataclass(frozen=True, slots=True)
class Listed:
    """One live segment as the manifest names it.

    Attributes:
        file: name of the segment file.
        gone: name of its tombstone file, None while nothing was removed.
        entities: entities written to it.
        removed: how many of them are tombstones.
    """

    file: str
    gone: str | None
    entities: int
    removed: int = 0


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is published: a generation number that only grows, and the segments, oldest first."""

    generation: int
    segments: tuple[Listed, ...]


EMPTY = Manifest(0, ())


def read_manifest(folder: Path) -> Manifest:
    """Read what is published in ``folder``.

    Raises:
        IndexUnreadable: no manifest, not JSON, or a format this program does not know.
    """
    try:
        data = json.loads((folder / MANIFEST).read_bytes())
        if data["format"] != FORMAT:
            why = f"format {data['format']}, this program reads {FORMAT}"
            raise IndexUnreadable(str(folder), why)
        segments = tuple(Listed(**entry) for entry in data["segments"])
        return Manifest(int(data["generation"]), segments)
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise IndexUnreadable(str(folder), f"manifest: {problem}") from problem


def last_generation(folder: Path) -> int:
    """Find the highest generation that any file of ``folder`` bears, 0 in an empty one.

    A rebuild counts on from there, so that no name is used twice even after an unreadable manifest.
    """
    numbers = (path.name.split("-")[0] for path in folder.glob("*.*"))
    return max((int(number) for number in numbers if number.isdigit()), default=0)


def publish(folder: Path, manifest: Manifest) -> None:
    """Make ``manifest`` the published one: written beside, flushed, then put in place."""
    body = {
        "format": FORMAT,
        "generation": manifest.generation,
        "segments": [
            {"file": s.file, "gone": s.gone, "entities": s.entities, "removed": s.removed}
            for s in manifest.segments
        ],
    }
    write_file(folder / MANIFEST, json.dumps(body).encode())
    sweep(folder, manifest)


def write_file(path: Path, *parts: bytes | memoryview) -> None:
    """Write a whole file so that it exists complete or not at all, even across a power cut."""
    beside = path.with_name(path.name + ".part")
    with beside.open("wb") as out:
        for part in parts:
            out.write(part)
        out.flush()
        os.fsync(out.fileno())
    beside.replace(path)
    _flush_folder(path.parent)


def sweep(folder: Path, manifest: Manifest) -> None:
    """Delete the files that ``manifest`` does not name; readers keep what they have mapped."""
    named = {s.file for s in manifest.segments} | {s.gone for s in manifest.segments}
    for path in folder.iterdir():
        stale = path.suffix in _KEPT_SUFFIXES and path.name not in named
        if stale or path.suffix == ".part":
            with contextlib.suppress(OSError):
                path.unlink()


class Lock:
    """The writer's place, held until ``release`` or until nobody holds this object."""

    def __init__(self, folder: Path) -> None:
        """Become the one writer of ``folder``.

        Raises:
            IndexBusy: another process (or another index of this one) is the writer.
        """
        handle = os.open(folder / "writer.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self.release = weakref.finalize(self, os.close, handle)
        if fcntl is None:  # pragma: no cover
            return
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as taken:
            self.release()
            raise IndexBusy(str(folder)) from taken


def stamp(folder: Path) -> tuple[int, int, int]:
    """What tells one published manifest from the next without reading it."""
    try:
        seen = (folder / MANIFEST).stat()
    except OSError as problem:
        raise IndexUnreadable(str(folder), f"manifest: {problem}") from problem
    return seen.st_ino, seen.st_mtime_ns, seen.st_size


def _flush_folder(folder: Path) -> None:
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
