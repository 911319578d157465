# SPDX-License-Identifier: Apache-2.0
"""The end of keeping: of records after their last day, of lines and files that imports left.

Owners are warned half a year ahead. The day is the owner's own word, within the
longest time of the database, so no second person is asked. What stays is what stays
of a deletion by two people.
"""

from collections import defaultdict
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import anyio

from wasl.capabilities.records import rules
from wasl.capabilities.records.service._ground import keeper
from wasl.capabilities.records.service.lines import KEPT_DAYS
from wasl.capabilities.records.store import deletions, jobs
from wasl.foundation.access import Act
from wasl.foundation.ledger import Operation
from wasl.foundation.unit import Unit, Units

CHUNK = 500
STRAY = timedelta(days=1)
"""Age at which a file that no import needs is no upload under way any more."""
PURPOSE = "administration"
KEEPER = "retention"


async def erase_expired(units: Units) -> int:
    """Erase every record whose last day of keeping is over, and let the nodes forget it.

    A chore of the worker, safe to kill and to run twice. A day that an owner moves
    meanwhile counts: it is looked at again in the owner's transaction.

    Returns:
        How many records were erased.
    """
    erased = 0
    while True:
        async with units.system() as unit:
            found = await deletions.list_expired(unit, CHUNK)
        by_owner: dict[str, list[UUID]] = defaultdict(list)
        for record, owner in found:
            by_owner[owner].append(record)
        for owner, ids in by_owner.items():
            async with units.begin(keeper(owner, KEEPER), PURPOSE) as unit:
                erased += await _erase(unit, ids)
        if len(found) < CHUNK:
            return erased


async def _erase(unit: Unit, ids: list[UUID]) -> int:
    held = await deletions.hold_expired(unit, ids)
    for record, database, last in held:
        await deletions.settle(unit, record, "confirmed")
        await deletions.erase(unit, record, rules.mask([unit.actor.bit]))
        unit.audit(Operation.ERASURE, str(record), database, retention=last.isoformat())
        unit.send("record", str(record))
    return len(held)


async def count_ending(unit: Unit, database: str) -> int:
    """Count the records of one's bureau that are kept for half a year more at most (up to 10,000).

    Raises:
        AccessDenied: the actor may not read this database.
    """
    unit.actor.require(Act.READ, database, unit.purpose)
    return await deletions.count_ending(unit, database, rules.review_until(unit.today))


async def sweep_imports(units: Units, folder: Path) -> int:
    """Remove what imports left that ended more than 30 days ago: lines, and files.

    Also files that no import needs any more, such as those of uploads that broke off.
    A chore of the worker, safe to kill and to run twice.

    Args:
        units: opens the transactions.
        folder: where the files of imports lie.

    Returns:
        How many imports were swept.
    """
    swept = 0
    while True:
        async with units.system() as unit:
            before = unit.now - timedelta(days=KEPT_DAYS)
            ended = await jobs.list_ended(unit, before, CHUNK)
        for job in ended:
            async with units.begin(keeper(job.order.owner, KEEPER), PURPOSE) as unit:
                await jobs.sweep(unit, job.id)
                kept = {"rejected": job.rejected, "warned": job.warned}
                unit.audit(Operation.ERASURE, str(job.id), job.order.database, **kept)
        swept += len(ended)
        if len(ended) < CHUNK:
            break
    async with units.system() as unit:
        needed = await jobs.list_files(unit)
    await anyio.to_thread.run_sync(_remove_files, folder, needed, units.clock() - STRAY)
    return swept


def _remove_files(folder: Path, needed: set[str], before: datetime) -> None:
    if not folder.is_dir():
        return
    for path in folder.iterdir():
        if path.name not in needed and path.stat().st_mtime < before.timestamp():
            path.unlink(missing_ok=True)
