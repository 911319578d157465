# SPDX-License-Identifier: Apache-2.0
"""Settings and wiring: the only file that knows everything.

``python -m wasl.bootstrap ROLE --data DIR --port N`` plays one role of a site
in this process: ``hub`` (console and API), ``node`` (a check node), ``relay``
(outbox to feed, audit from nodes), ``worker`` (jobs). The supervisor of
``wasl up`` starts them; in production each may be started where it is wanted.
"""

import argparse
import asyncio
import dataclasses
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import structlog
import uvloop
from litestar import Litestar, Request, Response, Router
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.openapi import OpenAPIConfig
from procrastinate import App as Queue
from procrastinate import RetryStrategy
from procrastinate.exceptions import ProcrastinateException

from wasl.capabilities import checks, members, oversight, records
from wasl.foundation.db import Database
from wasl.foundation.errors import AppError, NotAvailable
from wasl.foundation.jobs import open_queue, revive
from wasl.foundation.logs import configure_logs
from wasl.foundation.settings import Settings, read_settings
from wasl.foundation.unit import Units
from wasl.interfaces import api, web
from wasl.interfaces.api.checks import ChecksApp
from wasl.interfaces.api.node_face import NodeFace
from wasl.interfaces.door import Door
from wasl.interfaces.exchange.node import run_node
from wasl.interfaces.exchange.relay import run_relay
from wasl.interfaces.exchange.serving import serve

LARGEST_PAGE: Final = 1_000_000
"""Bytes of a request's body; handlers of uploads raise it for themselves."""
JSON_PATHS = ("/v1/", "/openapi.json", "/healthz", "/metrics")
HOUSEKEEPING_SECONDS = 3_600
REVIVAL_SECONDS = 5
WORKER_NICENESS: Final = 5
"""An import stands back behind the checks of officers who wait."""
RETRY_SECONDS = 5

log = structlog.get_logger("wasl.bootstrap")


def answer_fault(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Tell an error: to programs as a problem document, to people as a page."""
    if f"{request.url.path}/".startswith(JSON_PATHS):
        return api.answer_fault(request, error)
    told = web.answer_fault(request, api.fault_of(request, error))
    if isinstance(error, HTTPException):
        told.headers.update(error.headers or {})  # such as Allow (RFC 9110, 15.5.6)
    return told


def build_hub(settings: Settings, units: Units, node: checks.Node) -> Litestar:
    """Give the hub's application: console, API and their documentation."""
    door = Door(units, members.open_vault(settings.keys), settings.origin)
    dependencies = door.dependencies() | {
        "settings": Provide(lambda: settings, sync_to_thread=False),
        "node": Provide(lambda: node, sync_to_thread=False),
    }
    console = Router("/", route_handlers=web.routes, include_in_schema=False)
    return Litestar(
        route_handlers=[*api.routes, console],
        dependencies=dependencies,
        exception_handlers={
            AppError: answer_fault,
            HTTPException: answer_fault,
            Exception: answer_fault,
        },
        request_max_body_size=LARGEST_PAGE,
        before_send=[api.guard],
        openapi_config=OpenAPIConfig(
            title="Wasl",
            version="1",
            description="International police cooperation: checks, records, members, oversight.",
            path="/openapi.json",
            render_plugins=[api.Document()],
        ),
        logging_config=None,
    )


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Units]:
    """Open the database of a site for one process.

    Raises:
        NotAvailable: no database is named.
    """
    if settings.database_url is None:
        raise NotAvailable("database")
    database = Database(settings.database_url)
    await database.open()
    try:
        yield Units(database)
    finally:
        await database.close()


async def run_hub(settings: Settings) -> None:
    """Serve console and API; answer checks from the local copy that the node keeps."""
    async with opened(settings) as units:
        await prepare(settings, units)
        node = checks.open_node(settings.node_data, settings.site)
        try:
            following: Any = build_hub(settings, units, node)  # its scope is typed more narrowly
            await serve(ChecksApp(node, following), settings.host, settings.port)
        finally:
            node.close()


async def run_check_node(settings: Settings) -> None:
    """Follow the feed, answer checks on the next port, ship what was recorded."""
    await run_node(settings, lambda node: ChecksApp(node, NodeFace(node)))


async def run_exchange(settings: Settings) -> None:
    """Publish the feed and take in what nodes recorded."""
    async with opened(settings) as units:
        await run_relay(settings, units)


async def run_worker(settings: Settings) -> None:
    """Do the jobs that requests left behind, and what is due by the clock."""
    os.nice(WORKER_NICENESS)
    async with opened(settings) as units:
        queue = open_queue(units.database.dsn)
        register(queue, settings, units)
        async with queue.open_async(), asyncio.TaskGroup() as tasks:
            chores = tasks.create_task(every(REVIVAL_SECONDS, lambda: revive(queue)))
            hourly = tasks.create_task(
                every(HOUSEKEEPING_SECONDS, lambda: keep_house(settings, units))
            )
            try:
                await queue.run_worker_async(queues=["wasl"], concurrency=1)
            finally:
                chores.cancel()
                hourly.cancel()


def register(queue: Queue, settings: Settings, units: Units) -> None:
    """Name the jobs that the worker knows."""
    # A database that goes away leaves an import where it stood; it goes on when it is back.
    later = RetryStrategy(wait=RETRY_SECONDS, retry_exceptions=[NotAvailable])

    @queue.task(name=records.imports.TASK, queue="wasl", retry=later)
    async def run_import(import_id: str) -> None:
        folder = settings.data / "imports"
        await records.run_import(units, UUID(import_id), folder, members.find_actor)


async def prepare(settings: Settings, units: Units) -> None:
    """Make what a hub needs before its first request: a key that signs tokens."""
    async with units.system() as unit:
        await members.rotate_keys(unit, members.open_vault(settings.keys))


async def keep_house(settings: Settings, units: Units) -> None:
    """Do what is due by the clock: keys, sessions, audit, imports, audiences, retention."""
    await prepare(settings, units)
    async with units.system() as unit:
        await members.sweep(unit)
        await oversight.prepare_next_month(unit)
        await records.imports.take_up(unit)
    await records.reckon_audiences(units)
    await records.erase_expired(units)
    await records.sweep_imports(units, settings.data / "imports")


async def every(seconds: float, act: Callable[[], Awaitable[Any]]) -> None:
    """Do something again and again; a failure is logged and waits for the next turn."""
    while True:
        try:
            await act()
        except (AppError, ProcrastinateException) as error:
            log.warning("will try again", reason=str(error))
        await asyncio.sleep(seconds)


ROLES: dict[str, Callable[[Settings], Coroutine[Any, Any, None]]] = {
    "hub": run_hub,
    "node": run_check_node,
    "relay": run_exchange,
    "worker": run_worker,
}


def main() -> None:
    """Play the role named on the command line until told to stop."""
    parser = argparse.ArgumentParser(prog="wasl.bootstrap", description=__doc__)
    parser.add_argument("role", choices=sorted(ROLES))
    parser.add_argument("--data", type=Path)
    parser.add_argument("--port", type=int)
    given = parser.parse_args()
    settings = read_settings(given.data)
    if given.port:
        settings = dataclasses.replace(settings, port=given.port)
    configure_logs(given.role)
    log.info("begins", role=given.role, at=datetime.now(UTC).isoformat())
    uvloop.run(ROLES[given.role](settings))


if __name__ == "__main__":
    main()
