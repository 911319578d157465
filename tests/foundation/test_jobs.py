# SPDX-License-Identifier: Apache-2.0
"""A job exists exactly when the transaction that needs it committed."""

import pytest

from tests.foundation.test_unit import OFFICER
from wasl.foundation.jobs import count_jobs, defer, open_queue, revive
from wasl.foundation.unit import Units


async def test_a_job_commits_and_rolls_back_with_its_cause(units: Units, owner_dsn: str) -> None:
    done: list[str] = []
    queue = open_queue(owner_dsn)

    @queue.task(name="greet", queue="wasl")
    async def greet(whom: str) -> None:
        done.append(whom)

    async with units.begin(OFFICER, "border_control") as unit:
        await defer(unit.connection, "greet", whom="Rabat")
    with pytest.raises(RuntimeError):
        async with units.begin(OFFICER, "border_control") as unit:
            await defer(unit.connection, "greet", whom="nobody")
            raise RuntimeError
    async with queue.open_async():
        await queue.run_worker_async(queues=["wasl"], wait=False, install_signal_handlers=False)
    assert done == ["Rabat"]


async def test_a_job_of_a_dead_worker_is_done_by_the_next(units: Units, owner_dsn: str) -> None:
    done: list[str] = []
    queue = open_queue(owner_dsn)

    @queue.task(name="greet", queue="wasl")
    async def greet(whom: str) -> None:
        done.append(whom)

    async with units.begin(OFFICER, "border_control") as unit:
        await defer(unit.connection, "greet", whom="Rabat")
    async with units.system() as unit:  # a worker took the job, then died
        await unit.execute("UPDATE procrastinate_jobs SET status = 'doing'")
    async with queue.open_async():
        assert await revive(queue) == 1
        await queue.run_worker_async(queues=["wasl"], wait=False, install_signal_handlers=False)
    assert done == ["Rabat"]


async def test_an_operator_sees_what_waits_runs_and_was_given_up(units: Units) -> None:
    for whom in ("Rabat", "Tokyo", "Lyon"):
        async with units.begin(OFFICER, "border_control") as unit:
            await defer(unit.connection, "greet", whom=whom)
    async with units.system() as unit:
        assert await count_jobs(unit.connection) == {"waiting": 3, "running": 0, "failed": 0}
        for state, whom in (("doing", "Tokyo"), ("failed", "Lyon")):
            await unit.execute(
                "UPDATE procrastinate_jobs SET status = %(state)s WHERE args->>'whom' = %(whom)s",
                state=state,
                whom=whom,
            )
        assert await count_jobs(unit.connection) == {"waiting": 1, "running": 1, "failed": 1}
