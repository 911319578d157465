# SPDX-License-Identifier: Apache-2.0
"""The spool: on disk before the answer leaves, chained, shipped once, trimmed after."""

import asyncio
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from wasl.capabilities.checks import (
    LocalWriter,
    NotRecorded,
    Spool,
    SpoolBroken,
    SpoolFile,
    spool_files,
)
from wasl.foundation.ledger import ZERO, extend

WRITER = """
import asyncio, sys
from pathlib import Path
from wasl.capabilities.checks import Spool

async def main():
    spool = Spool(Path(sys.argv[1]), "killed")
    out = open(sys.argv[2], "ab", buffering=0)

    async def one(worker):
        n = 0
        while True:
            entry = '{"worker":%d,"n":%d}' % (worker, n)
            await spool.write((entry,))
            out.write(entry.encode() + b"\\n")
            n += 1

    await asyncio.gather(*(one(worker) for worker in range(16)))

asyncio.run(main())
"""


def everything(path: Path) -> tuple[list[str], bytes]:
    spool = SpoolFile(path)
    try:
        parcel = spool.parcel(most=10_000_000, size=1 << 40)
        return ([], ZERO) if parcel is None else (parcel.entries, parcel.hash)
    finally:
        spool.close()


async def test_what_is_accepted_is_in_the_file_and_chained(tmp_path: Path) -> None:
    spool = Spool(tmp_path, "here")
    entries = [f'{{"n":{n}}}' for n in range(100)]
    await asyncio.gather(*(spool.write((entry,)) for entry in entries))
    found, head = everything(spool.path)
    assert found == entries
    assert head == extend(ZERO, entries)
    spool.close()


@pytest.mark.parametrize("opens", [lambda folder: Spool(folder, "here"), LocalWriter])
async def test_other_users_of_the_machine_read_nothing(
    tmp_path: Path, opens: Callable[[Path], Spool | LocalWriter]
) -> None:
    folder = tmp_path / "node"
    folder.mkdir(0o755)  # as an older start left it
    opened = opens(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    opened.close()


async def test_many_checks_share_a_flush(tmp_path: Path) -> None:
    spool = Spool(tmp_path, "here")
    await asyncio.gather(*(spool.write((f'{{"n":{n}}}',)) for n in range(500)))
    file = SpoolFile(spool.path)
    groups = file._connection.execute("SELECT count(*) FROM batch").fetchone()[0]
    assert groups < 50
    file.close()
    spool.close()


async def test_a_full_disk_refuses_and_harms_nothing(tmp_path: Path) -> None:
    spool = Spool(tmp_path, "here", room=64 * 1024)
    await spool.write(('{"n":0}',))
    accepted, refused = ['{"n":0}'], 0
    for n in range(1, 40):
        entry = f'{{"n":{n},"filler":"{"x" * 8000}"}}'
        try:
            await spool.write((entry,))
            accepted.append(entry)
        except NotRecorded:
            refused += 1
    assert refused
    found, head = everything(spool.path)
    assert found == accepted
    assert head == extend(ZERO, accepted)
    spool.close()


async def test_a_spool_that_is_closed_accepts_nothing(tmp_path: Path) -> None:
    spool = Spool(tmp_path, "here")
    spool.close()
    with pytest.raises(NotRecorded):
        await spool.write(('{"n":0}',))


async def test_entries_are_removed_only_where_the_hubs_hash_agrees(tmp_path: Path) -> None:
    spool = Spool(tmp_path, "here")
    await spool.write(('{"n":1}',))
    await spool.write(('{"n":2}',))
    file = SpoolFile(spool.path)
    with pytest.raises(SpoolBroken):
        file.trim(2, bytes(32))
    assert file.depth() == 2
    file.trim(1)
    assert file.depth() == 1
    parcel = file.parcel()
    assert parcel is not None
    assert (parcel.first, parcel.entries) == (2, ['{"n":2}'])
    file.close()
    spool.close()


async def test_the_spool_of_a_living_process_is_never_removed(tmp_path: Path) -> None:
    spool = Spool(tmp_path, "here")
    file = SpoolFile(spool.path)
    assert not file.retire()
    await spool.write(('{"n":1}',))
    spool.close()
    assert not file.retire(), "it still holds an entry"
    file.trim(1)
    assert file.retire()
    assert spool_files(tmp_path) == []


def accepted_of(path: Path) -> list[str]:
    """Read the entries that a killed writer had been told were safe; a torn line is none."""
    text = path.read_bytes() if path.exists() else b""
    return [line.decode() for line in text.split(b"\n")[:-1]]


@pytest.mark.slow
def test_kill_9_loses_nothing_that_was_accepted(tmp_path: Path) -> None:
    accepted: list[str] = []
    for turn in range(3):
        told = tmp_path / f"told-{turn}"
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path / "node"), str(told)]
        )
        deadline = time.monotonic() + 30
        while len(accepted_of(told)) < 500 and time.monotonic() < deadline:
            time.sleep(0.02)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        accepted += [f"{turn} {line}" for line in accepted_of(told)]
        assert accepted
    found = []
    for turn, path in enumerate(spool_files(tmp_path / "node")):
        entries, head = everything(path)
        assert head == extend(ZERO, entries)
        found += [f"{turn} {entry}" for entry in entries]
    assert len(found) == len(set(found)), "each entry once"
    assert set(accepted) <= set(found), "every accepted entry is there"
