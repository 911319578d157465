# SPDX-License-Identifier: Apache-2.0
"""Single lines of imports: what was refused, to mend and send again, and what looks doubtful."""

from collections.abc import AsyncIterator, Callable
from uuid import UUID

from wasl.capabilities.records.errors import ImportNotFound, ImportSwept
from wasl.capabilities.records.formats import table, un
from wasl.capabilities.records.model import ImportJob, Line
from wasl.capabilities.records.store import jobs, lines
from wasl.foundation.access import Act, Actor
from wasl.foundation.errors import Problem
from wasl.foundation.ledger import Operation
from wasl.foundation.unit import Unit, Units

KEPT_DAYS = 30
"""How long lines and files are kept after an import has ended."""
MOST_WARNINGS = 1000


async def see(unit: Unit, job_id: UUID) -> ImportJob:
    """Read an import of the actor's bureau, by somebody who may import into its database.

    Raises:
        ImportNotFound: there is none, or it is another bureau's.
        AccessDenied: the actor imports nothing, or nothing into this database.
    """
    job = await jobs.find(unit, job_id)
    if job is None:
        raise ImportNotFound(job_id)
    unit.actor.require(Act.IMPORT, job.order.database)
    return job


def check_kept(job: ImportJob) -> None:
    """Raise ImportSwept when the lines of an import are gone."""
    if job.swept_at is not None:
        raise ImportSwept(KEPT_DAYS)


async def list_warnings(
    unit: Unit, job_id: UUID, after: int = 0, limit: int = 100
) -> list[tuple[int, Line]]:
    """List records that were taken although something in them looks doubtful.

    Args:
        unit: of somebody who may import into its database, with a purpose.
        job_id: which import.
        after: number of the record that ended the page before.
        limit: 1..1,000.

    Returns:
        Number of the record in the file, and its line with ``warnings``, in the file's order.

    Raises:
        ImportNotFound: there is none, or it is another bureau's.
        AccessDenied: the actor may not import into its database.
        ImportSwept: it ended more than 30 days ago.
    """
    job = await see(unit, job_id)
    check_kept(job)
    unit.actor.require(Act.IMPORT, job.order.database, unit.purpose)
    unit.audit(Operation.CONSULTATION, str(job_id), job.order.database, warned=job.warned)
    return await lines.list_warnings(unit, job_id, after, max(1, min(limit, MOST_WARNINGS)))


async def reject_file(
    units: Units,
    asker: tuple[Actor, str | None],
    job_id: UUID,
    explain: Callable[[Problem], str],
) -> AsyncIterator[str]:
    """Write the refused lines as a file of the same format that can be mended and sent again.

    That they were taken out is audited, and committed, before the first piece leaves.

    Args:
        units: opens the transactions.
        asker: actor, of the bureau that asked for the import, and purpose.
        job_id: which import.
        explain: says a problem in the reader's language.

    Returns:
        Pieces of text. A table gets the columns ``reasons`` and ``line`` in front, the
        other formats a remark before each entry; reading the file passes over both.

    Raises:
        ImportNotFound, AccessDenied, ImportSwept: before anything leaves.
    """
    actor, purpose = asker
    async with units.begin(actor, purpose) as unit:
        job = await see(unit, job_id)
        check_kept(job)
        actor.require(Act.IMPORT, job.order.database, purpose)
        unit.audit(Operation.CONSULTATION, str(job_id), job.order.database, rejected=job.rejected)
    yield _reject_head(job)
    async with units.begin(actor, purpose) as unit:
        async for line in lines.each_reject(unit, job_id):
            yield _reject_text(job, line, explain)
    if job.order.format == "un":
        yield un.REJECT_TAIL


def _reject_text(job: ImportJob, line: Line, explain: Callable[[Problem], str]) -> str:
    reasons = "; ".join(_told(problem, explain) for problem in line.problems)
    if job.order.format == "csv":
        sign = table.sign_of(job.header or "")
        return f"{table.cells_text([reasons, str(line.number)], sign)}{sign}{line.raw}\r\n"
    if job.order.format == "jsonl":
        return f"# {line.number}: {' '.join(reasons.split())}\n{line.raw}\n"
    return un.reject_text(line.raw, f"{line.number}: {reasons}")


def _reject_head(job: ImportJob) -> str:
    if job.order.format == "un":
        return un.REJECT_HEAD
    if job.order.format == "jsonl" or not job.header:
        return ""
    sign = table.sign_of(job.header)
    # The mark at the front lets a spreadsheet see that this is UTF-8.
    return f"\ufeff{table.cells_text(['reasons', 'line'], sign)}{sign}{job.header}\r\n"


def _told(problem: Problem, explain: Callable[[Problem], str]) -> str:
    said = explain(problem)
    return f"{problem.field}: {said}" if problem.field else said
