# SPDX-License-Identifier: Apache-2.0
"""The shipper: brings every spool of this machine to the hub, also of dead processes.

An entry is removed here only after the hub has said, with the chain's hash,
that it is stored. Sending twice is harmless: the hub skips what it has.
"""

import asyncio
import contextlib
import sqlite3
from pathlib import Path

import structlog
from nats.aio.client import Client

from wasl.capabilities import checks
from wasl.foundation.errors import NotAvailable
from wasl.interfaces.exchange import wire
from wasl.interfaces.exchange.carrier import ask

log = structlog.get_logger("wasl.shipper")

IDLE_SECONDS = 0.25
REST_SECONDS = 1.0


class Shipper:
    """Ships the spools of one folder.

    Args:
        client: connection to NATS.
        folder: the node's data folder.
    """

    def __init__(self, client: Client, folder: Path) -> None:
        self._client = client
        self._folder = folder
        self._open: dict[Path, checks.SpoolFile] = {}
        self._broken: set[Path] = set()

    async def run(self) -> None:
        """Ship until cancelled."""
        while True:
            try:
                shipped = await self.round()
                await asyncio.sleep(0 if shipped else IDLE_SECONDS)
            except NotAvailable as error:
                log.warning("audit waits to be shipped", reason=str(error))
                await asyncio.sleep(REST_SECONDS)
            except (sqlite3.Error, OSError) as error:
                log.warning("a spool cannot be read now", reason=str(error))
                await asyncio.sleep(REST_SECONDS)

    async def round(self) -> int:
        """Ship one parcel of each spool; give the number of entries.

        Raises:
            NotAvailable: the hub does not answer.
        """
        shipped = 0
        for path in checks.spool_files(self._folder):
            spool = None if path in self._broken else self._spool(path)
            if spool is not None:
                shipped += await self._ship(path, spool)
        return shipped

    def depth(self) -> int:
        """Count the entries that wait in all spools."""
        waiting = 0
        for spool in list(self._open.values()):
            # One that is retired in this very moment is closed, and empty.
            with contextlib.suppress(sqlite3.ProgrammingError):
                waiting += spool.depth()
        return waiting

    def close(self) -> None:
        """Let go of all files."""
        for spool in self._open.values():
            spool.close()
        self._open.clear()

    def _spool(self, path: Path) -> checks.SpoolFile | None:
        """Open a spool; None while its process has not finished making it."""
        if path not in self._open:
            try:
                self._open[path] = checks.SpoolFile(path)
            except (sqlite3.Error, TypeError):
                return None
        return self._open[path]

    async def _ship(self, path: Path, spool: checks.SpoolFile) -> int:
        parcel = await asyncio.to_thread(spool.parcel)
        if parcel is None:
            if await asyncio.to_thread(spool.retire):
                log.info("spool of an ended process is empty and removed", chain=spool.chain)
                del self._open[path]
            return 0
        question = wire.ShipAsk(parcel.chain, parcel.first, parcel.entries)
        answer = await ask(self._client, wire.SHIP, question, wire.ShipAnswer)
        if answer.problem:
            self._leave(path, spool, answer.problem)
            return 0
        try:
            head = answer.hash if answer.last == parcel.last else None
            await asyncio.to_thread(spool.trim, answer.last, head)
        except checks.SpoolBroken as error:
            self._leave(path, spool, str(error))
            return 0
        return len(parcel.entries)

    def _leave(self, path: Path, spool: checks.SpoolFile, reason: str) -> None:
        """Leave a spool that the hub cannot continue as it is, for a person to look at."""
        log.error("spool does not fit the hub's chain, kept", chain=spool.chain, reason=reason)
        self._broken.add(path)
