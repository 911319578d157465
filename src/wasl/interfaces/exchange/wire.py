# SPDX-License-Identifier: Apache-2.0
"""What travels over NATS: subjects and messages, in MessagePack.

The carrier is never the truth: every feed message says which numbers it holds,
so a gap or a double shows, and PostgreSQL can say all of it again.
"""

import msgspec
from msgspec import Struct

STREAM = "FEED"
ENTRIES = "feed.entries"
POSITION = "feed.position"
REPLAY = "feed.replay"
SNAPSHOT = "feed.snapshot"
SHIP = "audit.ship"
REPORT = "node.report"

MESSAGE_BYTES = 512 * 1024
SNAPSHOT_TOPICS = ("key", "principal", "record")
"""Order in which a copy is filled: who may ask comes before what there is."""


class FeedEntry(Struct, frozen=True, array_like=True):
    """A change: the present state of something, or nil where it is gone."""

    seq: int
    topic: str
    key: str
    state: msgspec.Raw


class FeedMessage(Struct, frozen=True):
    """Consecutive entries of the feed.

    Attributes:
        first, last: numbers of the first and last entry.
        at: when the hub made the message, ISO 8601 UTC.
    """

    first: int
    last: int
    at: str
    entries: list[FeedEntry]


class PositionAnswer(Struct, frozen=True):
    """How far the feed is: numbers given out, and acknowledged by the carrier."""

    given: int
    published: int
    at: str


class ReplayAsk(Struct, frozen=True):
    """A node asks for entries again, from ``first`` to ``last``."""

    first: int
    last: int


class ReplayAnswer(Struct, frozen=True):
    """The first of the entries asked for, with present states; nothing where too old."""

    message: FeedMessage | None = None
    too_old: bool = False


class SnapshotAsk(Struct, frozen=True):
    """A node asks for a page of everything there is of a topic, after a key."""

    topic: str
    after: str | None = None


class SnapshotAnswer(Struct, frozen=True):
    """A page of states; ``next`` is None on the last page."""

    entries: list[tuple[str, msgspec.Raw]]
    next: str | None


class ShipAsk(Struct, frozen=True):
    """Entries of a node's audit chain, from number ``first`` on."""

    chain: str
    first: int
    entries: list[str]


class ShipAnswer(Struct, frozen=True):
    """Number and hash of the last entry that the hub has, or why it took nothing."""

    last: int = 0
    hash: bytes = b""
    problem: str = ""


class NodeReport(Struct, frozen=True):
    """How a node is; see the table ``node_status``."""

    site: str
    position: int
    applied_at: str | None
    lag_seconds: float
    records: int
    spool: int
    version: str


encode = msgspec.msgpack.Encoder().encode


def raw(state: object) -> msgspec.Raw:
    """Encode a state so that it is carried and kept as it is."""
    return msgspec.Raw(encode(state))
