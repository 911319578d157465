# SPDX-License-Identifier: Apache-2.0
"""What can go wrong with a check, told by code."""

from wasl.foundation.errors import AppError


class NotRecorded(AppError):
    """The audit entry could not be flushed, so the answer must not leave."""

    code = "not-recorded"


class OtherSite(AppError):
    """Who asks is bound to another site than the one that was asked."""

    code = "other-site"

    def __init__(self, site: str, here: str) -> None:
        super().__init__(site=site, here=here)


class NodeNotReady(AppError):
    """The local store has never been filled, or is being rebuilt."""

    code = "node-not-ready"


class FeedGap(AppError):
    """Entries of the feed are missing between what is applied and what arrived."""

    code = "feed-gap"

    def __init__(self, expected: int, arrived: int) -> None:
        super().__init__(expected=expected, arrived=arrived)


class AuditGap(AppError):
    """The hub lacks audit entries that come before the ones a node ships."""

    code = "audit-gap"

    def __init__(self, chain: str, first: int) -> None:
        super().__init__(chain=chain, first=first)


class SpoolBroken(AppError):
    """A spool's entries do not give the hash that was written beside them."""

    code = "spool-broken"

    def __init__(self, chain: str, sequence: int) -> None:
        super().__init__(chain=chain, sequence=sequence)
