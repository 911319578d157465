# SPDX-License-Identifier: Apache-2.0
"""The connection to NATS: made once, and made again for ever when it breaks."""

import asyncio
from typing import TypeVar

import msgspec
import nats
import nats.errors
import nats.js.errors
import structlog
from nats.aio.client import Client
from nats.js import JetStreamContext
from nats.js.api import DiscardPolicy, StorageType, StreamConfig

from wasl.foundation.errors import NotAvailable
from wasl.interfaces.exchange import wire

_T = TypeVar("_T")
log = structlog.get_logger("wasl.exchange")

PATIENCE = 10.0
"""Seconds that a request waits for its answer."""
_DAYS_KEPT = 7
_BYTES_KEPT = 1 << 30

FAULTS = (nats.errors.Error, nats.js.errors.Error, asyncio.TimeoutError, OSError)
"""What the client raises when the carrier is not there."""


async def connect(url: str, name: str) -> Client:
    """Connect, waiting for as long as it takes; later breaks heal by themselves."""

    async def lost() -> None:
        log.warning("carrier lost, trying again", name=name)

    async def back() -> None:
        log.info("carrier back", name=name)

    async def failed(error: Exception) -> None:
        if str(error):
            log.warning("carrier trouble", name=name, reason=type(error).__name__)

    while True:
        try:
            return await nats.connect(
                url,
                name=name,
                max_reconnect_attempts=-1,
                reconnect_time_wait=0.5,
                connect_timeout=5,
                allow_reconnect=True,
                disconnected_cb=lost,
                reconnected_cb=back,
                error_cb=failed,
                pending_size=32 * 1024 * 1024,
            )
        except FAULTS as error:
            log.warning("carrier does not answer, trying again", reason=type(error).__name__)
            await asyncio.sleep(0.5)


async def open_stream(client: Client) -> JetStreamContext:
    """Give the stream of the feed; made if it is not there yet.

    Raises:
        NotAvailable: the carrier does not answer.
    """
    stream = client.jetstream(timeout=PATIENCE)
    wanted = StreamConfig(
        name=wire.STREAM,
        subjects=[wire.ENTRIES],
        storage=StorageType.FILE,
        discard=DiscardPolicy.OLD,
        max_bytes=_BYTES_KEPT,
        max_age=_DAYS_KEPT * 24 * 3600,
        duplicate_window=120,
    )
    try:
        await stream.add_stream(wanted)
    except nats.js.errors.BadRequestError:
        await stream.update_stream(wanted)
    except FAULTS as error:
        raise NotAvailable("carrier") from error
    return stream


async def ask(client: Client, subject: str, question: object, answer: type[_T]) -> _T:
    """Ask the hub something.

    Raises:
        NotAvailable: nobody answers, or not in time, or not in a form known here.
    """
    try:
        reply = await client.request(subject, wire.encode(question), timeout=PATIENCE)
        return msgspec.msgpack.decode(reply.data, type=answer)
    except (*FAULTS, msgspec.MsgspecError) as error:
        raise NotAvailable(subject) from error
