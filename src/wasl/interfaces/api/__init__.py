# SPDX-License-Identifier: Apache-2.0
"""The JSON API: one module for each subject, gathered here for the hub."""

from typing import Any

from wasl.interfaces.api import (
    audit,
    check_routes,
    docs,
    imports,
    members,
    records,
    sessions,
    system,
    token,
)
from wasl.interfaces.api.faults import answer as answer_fault
from wasl.interfaces.api.faults import fault_of

__all__ = ["answer_fault", "fault_of", "routes"]

routes: list[Any] = [
    *token.routes,
    *check_routes.routes,
    *records.routes,
    *imports.routes,
    *members.routes,
    *sessions.routes,
    *audit.routes,
    *system.routes,
    *docs.routes,
]
