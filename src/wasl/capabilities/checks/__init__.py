# SPDX-License-Identifier: Apache-2.0
"""A question to the databases and its answer; the local copy that answers it."""

from wasl.capabilities.checks.errors import (
    AuditGap,
    FeedGap,
    NodeNotReady,
    NotRecorded,
    OtherSite,
    SpoolBroken,
)
from wasl.capabilities.checks.model import (
    MOST_BATCH,
    MOST_HITS,
    Answer,
    BatchQuestion,
    DatabaseState,
    DocumentAsked,
    Hit,
    PersonAsked,
    Question,
    Reason,
    RecentCheck,
    Remark,
    Subject,
    VehicleAsked,
)
from wasl.capabilities.checks.rules.saying import say_reason, say_remark
from wasl.capabilities.checks.rules.shapes import shape_problem
from wasl.capabilities.checks.rules.wording import headline, kind_of
from wasl.capabilities.checks.service.asking import (
    Node,
    check,
    check_batch,
    examine,
    open_node,
)
from wasl.capabilities.checks.service.door import Door
from wasl.capabilities.checks.service.recent import list_recent_checks, recall
from wasl.capabilities.checks.store.hub import (
    Numbered,
    count_waiting,
    feed_position,
    list_audited,
    list_changes,
    list_reports,
    listening,
    mark_published,
    number_changes,
    put_report,
    take_parcel,
    trim_feed,
    wait_for_change,
)
from wasl.capabilities.checks.store.local import (
    LocalReader,
    Position,
)
from wasl.capabilities.checks.store.spool import Parcel, Spool, SpoolFile, spool_files
from wasl.capabilities.checks.store.writer import LocalWriter, ask_for_rebuild

__all__ = [
    "MOST_BATCH",
    "MOST_HITS",
    "Answer",
    "AuditGap",
    "BatchQuestion",
    "DatabaseState",
    "DocumentAsked",
    "Door",
    "FeedGap",
    "Hit",
    "LocalReader",
    "LocalWriter",
    "Node",
    "NodeNotReady",
    "NotRecorded",
    "Numbered",
    "OtherSite",
    "Parcel",
    "PersonAsked",
    "Position",
    "Question",
    "Reason",
    "RecentCheck",
    "Remark",
    "Spool",
    "SpoolBroken",
    "SpoolFile",
    "Subject",
    "VehicleAsked",
    "ask_for_rebuild",
    "check",
    "check_batch",
    "count_waiting",
    "examine",
    "feed_position",
    "headline",
    "kind_of",
    "list_audited",
    "list_changes",
    "list_recent_checks",
    "list_reports",
    "listening",
    "mark_published",
    "number_changes",
    "open_node",
    "put_report",
    "recall",
    "say_reason",
    "say_remark",
    "shape_problem",
    "spool_files",
    "take_parcel",
    "trim_feed",
    "wait_for_change",
]
