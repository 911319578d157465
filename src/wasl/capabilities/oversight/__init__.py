# SPDX-License-Identifier: Apache-2.0
"""Oversight: the audit of a bureau, and the proof that it is whole."""

from wasl.capabilities.oversight.errors import PageInvalid
from wasl.capabilities.oversight.model import Line, Question, Verdict
from wasl.capabilities.oversight.service import list_entries, prepare_next_month, verify

__all__ = [
    "Line",
    "PageInvalid",
    "Question",
    "Verdict",
    "list_entries",
    "prepare_next_month",
    "verify",
]
