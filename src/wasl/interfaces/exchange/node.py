# SPDX-License-Identifier: Apache-2.0
"""A check node as a process: follower, shipper, report, and its own address."""

import asyncio
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import structlog
from nats.aio.client import Client
from prometheus_client import Gauge

from wasl.capabilities import checks
from wasl.foundation.errors import NotAvailable
from wasl.foundation.settings import Settings
from wasl.interfaces.exchange import wire
from wasl.interfaces.exchange.carrier import FAULTS, connect
from wasl.interfaces.exchange.follower import Follower
from wasl.interfaces.exchange.serving import App, serve
from wasl.interfaces.exchange.shipper import Shipper

log = structlog.get_logger("wasl.node")

REPORT_SECONDS = 2.0
POSITION = Gauge("wasl_node_feed_position", "Last entry of the feed applied here")
LAG = Gauge("wasl_node_lag_seconds", "Seconds since the copy was last level with the hub")
RECORDS = Gauge("wasl_node_records", "Records in the local copy")
SPOOL = Gauge("wasl_node_spool_entries", "Audit entries that wait here to be shipped")

AppMaker = Callable[[checks.Node], App]


def open_node_reader(settings: Settings) -> checks.Node:
    """Open this machine's local copy for a process that answers checks beside the node.

    The copy may still be empty: checks then say ``not_available``.
    """
    return checks.open_node(settings.node_data, settings.site)


async def run_node(
    settings: Settings, make_app: AppMaker | None = None, url: str | None = None
) -> None:
    """Play the node until cancelled.

    Args:
        settings: of this site; names the data folder and the port.
        make_app: makes the application that is served on the port after the hub's;
            None serves nothing.
        url: address of NATS; None takes the one of the settings.
    """
    address = url or settings.nats_url
    if address is None:
        raise NotAvailable("carrier")
    writer = await asyncio.to_thread(checks.LocalWriter, settings.node_data)
    client = await connect(address, f"{settings.site}-node")
    follower = Follower(client, writer)
    shipper = Shipper(client, settings.node_data)
    tasks = [follower.run(), shipper.run(), _report(settings, client, follower, shipper)]
    if make_app is not None:
        tasks.append(_serve(settings, make_app))
    try:
        await asyncio.gather(*tasks)
    finally:
        shipper.close()
        writer.close()
        await client.close()


async def _serve(settings: Settings, make_app: AppMaker) -> None:
    node = open_node_reader(settings)
    try:
        log.info("node answers", host=settings.host, port=settings.port + 1)
        await serve(make_app(node), settings.host, settings.port + 1)
    finally:
        node.close()


async def _report(settings: Settings, client: Client, follower: Follower, shipper: Shipper) -> None:
    """Tell the hub and the metrics how the node is, every two seconds."""
    while True:
        position = follower.position
        count = await asyncio.to_thread(_count, settings.node_data)
        depth = await asyncio.to_thread(shipper.depth)
        for gauge, value in ((POSITION, position.sequence), (RECORDS, count), (SPOOL, depth)):
            gauge.set(value)
        LAG.set(follower.lag)
        report = wire.NodeReport(
            site=settings.site,
            position=position.sequence,
            applied_at=position.applied or None,
            lag_seconds=round(follower.lag, 3),
            records=count,
            spool=depth,
            version=version("wasl"),
        )
        try:
            await client.publish(wire.REPORT, wire.encode(report))
        except FAULTS as error:
            log.debug("report not sent", reason=type(error).__name__)
        await asyncio.sleep(REPORT_SECONDS)


def _count(folder: Path) -> int:
    """Count the records held; 0 while there is no copy."""
    reader = checks.LocalReader(folder)
    try:
        return reader.count()
    except checks.NodeNotReady:
        return 0
    finally:
        reader.close()
