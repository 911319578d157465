# SPDX-License-Identifier: Apache-2.0
"""The names engine: which records may a name in any script mean, how surely, and why.

Pure: no database, no network, no clock. See ``docs/names.md``.
"""

from wasl.foundation.matching.explain import Reason, compare
from wasl.foundation.matching.faults import IndexBusy, IndexReadOnly, IndexUnreadable
from wasl.foundation.matching.index import NameIndex
from wasl.foundation.matching.scoring import score
from wasl.foundation.matching.text import fold
from wasl.foundation.matching.warming import warm

__all__ = [
    "IndexBusy",
    "IndexReadOnly",
    "IndexUnreadable",
    "NameIndex",
    "Reason",
    "compare",
    "fold",
    "score",
    "warm",
]
