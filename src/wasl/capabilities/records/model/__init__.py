# SPDX-License-Identifier: Apache-2.0
"""What records, kinds and imports are: frozen data without I/O."""

from wasl.capabilities.records.model.imports import (
    ImportJob,
    ImportOrder,
    ImportState,
    Line,
)
from wasl.capabilities.records.model.kinds import (
    Column,
    Key,
    Kind,
    Reading,
)
from wasl.capabilities.records.model.records import (
    AUDIENCE_BYTES,
    ENVELOPE_FIELDS,
    EVERYBODY,
    NOBODY,
    OWNER_ONLY,
    Count,
    Decided,
    Deletion,
    Draft,
    Entered,
    ExportOrder,
    FeedState,
    Page,
    Query,
    Record,
    Restriction,
    State,
    Version,
)

__all__ = [
    "AUDIENCE_BYTES",
    "ENVELOPE_FIELDS",
    "EVERYBODY",
    "NOBODY",
    "OWNER_ONLY",
    "Column",
    "Count",
    "Decided",
    "Deletion",
    "Draft",
    "Entered",
    "ExportOrder",
    "FeedState",
    "ImportJob",
    "ImportOrder",
    "ImportState",
    "Key",
    "Kind",
    "Line",
    "Page",
    "Query",
    "Reading",
    "Record",
    "Restriction",
    "State",
    "Version",
]
