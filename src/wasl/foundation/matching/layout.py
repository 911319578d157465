# SPDX-License-Identifier: Apache-2.0
"""The bytes of a segment: named arrays behind a header, mapped without being read.

``MAGIC``, the header's length (uint32, little endian), the header (JSON: name to type, count and
offset; the file's length; a checksum of itself without the checksum), padding, then the arrays,
each at a multiple of 64 bytes.
"""

from __future__ import annotations

import json
import mmap
import zlib
from pathlib import Path
from typing import Any

import numpy as np

from wasl.foundation.matching.faults import IndexUnreadable
from wasl.foundation.matching.kernels import Array

MAGIC = b"WASL names 4\n\x00\x00\x00"
_ALIGN = 64
Buffer = Any  # bytes or a mapping


def serialise(arrays: dict[str, Array]) -> bytes:
    """Give the bytes of a segment."""
    table, offset = {}, 0
    for name, array in arrays.items():
        table[name] = [array.dtype.str, len(array.ravel()), offset]
        offset += -(-array.nbytes // _ALIGN) * _ALIGN
    body = json.dumps({"arrays": table, "length": offset}).encode()
    header = json.dumps({"check": zlib.crc32(body), "body": body.decode()}).encode()
    head = MAGIC + len(header).to_bytes(4, "little") + header
    parts = [head.ljust(-(-len(head) // _ALIGN) * _ALIGN, b"\x00")]
    for array in arrays.values():
        data = np.ascontiguousarray(array).tobytes()
        parts.append(data.ljust(-(-len(data) // _ALIGN) * _ALIGN, b"\x00"))
    return b"".join(parts)


def mapped(path: Path) -> Buffer:
    """Map a file for reading.

    Raises:
        FileNotFoundError: it was swept; the caller looks at the manifest again.
        IndexUnreadable: it is empty.
    """
    with path.open("rb") as file:
        try:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except ValueError as empty:
            raise IndexUnreadable(str(path), "empty file") from empty


def arrays_of(data: Buffer, where: str) -> dict[str, Array]:
    """Give the arrays of a segment's bytes, read-only views of ``data``.

    Raises:
        IndexUnreadable: another format, or cut short, or changed.
    """
    if bytes(data[: len(MAGIC)]) != MAGIC:
        raise IndexUnreadable(where, "not a segment of this format")
    start = len(MAGIC) + 4
    size = int.from_bytes(data[len(MAGIC) : start], "little")
    try:
        header = json.loads(bytes(data[start : start + size]))
        body = json.loads(header["body"])
        if zlib.crc32(header["body"].encode()) != header["check"]:
            raise IndexUnreadable(where, "header does not match its checksum")
    except (ValueError, KeyError, TypeError) as problem:
        raise IndexUnreadable(where, f"header: {problem}") from problem
    base = -(-(start + size) // _ALIGN) * _ALIGN
    if base + body["length"] != len(data):
        raise IndexUnreadable(where, "cut short")
    return {
        name: np.frombuffer(data, np.dtype(kind), count, base + offset)
        for name, (kind, count, offset) in body["arrays"].items()
    }
