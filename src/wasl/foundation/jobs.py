# SPDX-License-Identifier: Apache-2.0
"""Work that is done after the answer, in the worker, surviving any kill.

A job is deferred in the transaction that needs it, so neither exists without
the other. A worker that dies leaves its jobs to the next one; a task must
therefore be safe to run again from where its own rows say it stood.
"""

from typing import Any

from procrastinate import App, PsycopgConnector

from wasl.foundation.db import Connection, as_role

STALLED_AFTER = 10  # seconds without a heartbeat before a worker counts as dead


def open_queue(dsn: str) -> App:
    """Give the queue as the worker uses it; ``async with queue.open_async()`` connects."""
    connector = PsycopgConnector(conninfo=as_role(dsn, "wasl_system"), min_size=1, max_size=4)
    return App(connector=connector)


_names = App(connector=PsycopgConnector())


async def defer(connection: Connection, task: str, **arguments: Any) -> None:
    """Add a job in the transaction of ``connection``.

    Args:
        connection: inside an open transaction.
        task: name that the worker knows.
        arguments: identifiers, JSON-safe.
    """
    # The lock keeps two workers from running the same job side by side.
    lock = f"{task} {' '.join(str(value) for value in arguments.values())}"
    job = _names.configure_task(
        task, lock=lock, queue="wasl", allow_unknown=True, connection=connection
    )
    await job.defer_async(**arguments)


async def count_jobs(connection: Connection) -> dict[str, int]:
    """Count the jobs that are due, at work and given up, as ``waiting``, ``running``, ``failed``.

    Args:
        connection: inside a transaction of the system.
    """
    cursor = await connection.execute(
        """
        SELECT count(*) FILTER (WHERE status = 'todo'
                                AND coalesce(scheduled_at, now()) <= now()) AS waiting,
               count(*) FILTER (WHERE status = 'doing') AS running,
               count(*) FILTER (WHERE status = 'failed') AS failed
        FROM procrastinate_jobs WHERE status IN ('todo', 'doing', 'failed')
        """
    )
    return dict(await cursor.fetchone() or {})


async def revive(queue: App) -> int:
    """Put back the jobs of workers that died; gives their number."""
    await queue.job_manager.prune_stalled_workers(STALLED_AFTER)
    stalled = list(await queue.job_manager.get_stalled_jobs())
    for job in stalled:
        await queue.job_manager.retry_job(job)
    return len(stalled)
