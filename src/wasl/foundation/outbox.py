# SPDX-License-Identifier: Apache-2.0
"""What the world outside the transaction must hear about.

A change is written in the transaction that makes it. The relay gives changes
their contiguous numbers later, because a database sequence leaves gaps when a
transaction is rolled back.
"""

from dataclasses import dataclass

from wasl.foundation.errors import AppError

TOPICS = frozenset({"record", "principal", "member", "key"})


class TopicUnknown(AppError):
    """A change names a topic that no node listens to."""

    code = "topic-unknown"

    def __init__(self, topic: str) -> None:
        super().__init__(topic=topic)


@dataclass(frozen=True, slots=True)
class Change:
    """Something whose present state must reach the check nodes.

    Attributes:
        topic: one of ``TOPICS``.
        key: identifier under which the relay loads the present state.
    """

    topic: str
    key: str

    def __post_init__(self) -> None:
        """Refuse a topic that would be lost in silence."""
        if self.topic not in TOPICS:
            raise TopicUnknown(self.topic)
