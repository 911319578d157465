# SPDX-License-Identifier: Apache-2.0
"""A job exists exactly when the transaction that needs it committed."""

import pytest

from tests.foundation.test_unit import OFFICER
from wasl.foundation.jobs import defer, open_queue, revive
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
