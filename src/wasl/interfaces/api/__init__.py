# SPDX-License-Identifier: Apache-2.0
"""The JSON API: one module for each subject, gathered here for the hub."""

from typing import Any

from litestar import Router

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
from wasl.interfaces.api.document import Document
from wasl.interfaces.api.faults import answer as answer_fault
from wasl.interfaces.api.faults import check_request, fault_of
from wasl.interfaces.api.headers import guard

__all__ = ["Document", "answer_fault", "fault_of", "guard", "routes"]

_HANDLERS: list[Any] = [
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
routes: list[Any] = [Router("/", route_handlers=_HANDLERS, before_request=check_request)]
