# SPDX-License-Identifier: Apache-2.0
"""How this site does: for load balancers, for Prometheus, for operators."""

from typing import Any

import msgspec
from litestar import Response, get, head
from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest

from wasl.capabilities import checks
from wasl.foundation.access import Act, Actor
from wasl.foundation.errors import AppError
from wasl.foundation.jobs import count_jobs
from wasl.foundation.settings import Settings
from wasl.foundation.unit import Units
from wasl.interfaces.host.running import find_run

WAITING = Gauge("wasl_outbox_waiting", "Changes that wait for their place in the feed")
PUBLISHED = Gauge("wasl_feed_published", "Last place in the feed that the carrier holds")
JOBS = Gauge("wasl_jobs", "Jobs of the worker that wait, run, or were given up", ["state"])
POSITION = Gauge("wasl_site_position", "Last place in the feed that a node applied", ["site"])
LAG = Gauge("wasl_site_lag_seconds", "Age of the oldest change a node has yet to apply", ["site"])
SPOOL = Gauge("wasl_site_spool", "Audit entries a node has yet to ship", ["site"])


class Health(msgspec.Struct):
    """Whether the parts answer: ``ok`` or ``not_available`` each."""

    status: str
    database: str
    checks: str


class System(msgspec.Struct):
    """Nodes with their lag and queues, and the processes of this machine."""

    feed: dict[str, int]
    waiting: int
    jobs: dict[str, int]
    nodes: list[dict[str, Any]]
    processes: list[dict[str, Any]]


@get("/healthz", tags=["System"], summary="Say whether this hub can serve", raises=[])
async def read_health(units: Units, node: checks.Node) -> Response[Health]:
    """Answer 200 when console and API can serve, 503 when the database does not answer."""
    health = await _health(units, node)
    return Response(health, status_code=_status(health))


@head("/healthz", include_in_schema=False)
async def look_at_health(units: Units, node: checks.Node) -> Response[None]:
    """Answer as ``GET`` does, without a body."""
    return Response(None, status_code=_status(await _health(units, node)))


def _status(health: Health) -> int:
    return 200 if health.status == "ok" else 503


async def _health(units: Units, node: checks.Node) -> Health:
    try:
        async with units.system():
            database = "ok"  # the pool asks each connection before it lends it
    except AppError:
        database = "not_available"
    try:
        node.reader.check_ready()
        ready = "ok"
    except checks.NodeNotReady:
        ready = "not_available"
    return Health(database, database, ready)


@get("/metrics", include_in_schema=False)
async def read_metrics(units: Units) -> Response[bytes]:
    """Give counters and queues to Prometheus; nothing about members' data."""
    try:
        system = await _read(units, [])
    except AppError:
        system = None  # the counters of this process are still worth having
    if system is not None:
        WAITING.set(system.waiting)
        PUBLISHED.set(system.feed["published"])
        for state, count in system.jobs.items():
            JOBS.labels(state).set(count)
        for node in system.nodes:
            POSITION.labels(node["site"]).set(node["position"])
            LAG.labels(node["site"]).set(node["lag_seconds"] or 0)
            SPOOL.labels(node["site"]).set(node["spool"])
    return Response(generate_latest(), headers={"content-type": CONTENT_TYPE_LATEST})


async def _read(units: Units, processes: list[dict[str, Any]]) -> System:
    async with units.system() as unit:
        return System(
            feed=await checks.feed_position(unit),
            waiting=await checks.count_waiting(unit),
            jobs=await count_jobs(unit.connection),
            nodes=await checks.list_reports(unit),
            processes=processes,
        )


@get("/v1/system", tags=["System"], summary="Read how nodes, queues and processes do")
async def read_system(units: Units, actor: Actor, settings: Settings) -> System:
    """Read lag, queues and restarts; for operators and administrators."""
    actor.require(Act.SEE_SYSTEM)
    run = find_run(settings.data) or {}
    return await _read(units, list(run.get("processes", [])))


routes = [read_health, look_at_health, read_metrics, read_system]
