# SPDX-License-Identifier: Apache-2.0
"""The databases: records, who may see them, their past, and bulk import."""

from wasl.capabilities.records.kinds import databases, get_kind, kinds
from wasl.capabilities.records.model import (
    EVERYBODY,
    OWNER_ONLY,
    Column,
    Count,
    Deletion,
    Draft,
    Entered,
    FeedState,
    ImportJob,
    ImportOrder,
    Key,
    Kind,
    Page,
    Query,
    Record,
    Restriction,
    Version,
)
from wasl.capabilities.records.rules import has_bit, visible, visible_state

__all__ = [
    "EVERYBODY",
    "OWNER_ONLY",
    "Column",
    "Count",
    "Deletion",
    "Draft",
    "Entered",
    "FeedState",
    "ImportJob",
    "ImportOrder",
    "Key",
    "Kind",
    "Page",
    "Query",
    "Record",
    "Restriction",
    "Version",
    "databases",
    "get_kind",
    "has_bit",
    "kinds",
    "visible",
    "visible_state",
]
