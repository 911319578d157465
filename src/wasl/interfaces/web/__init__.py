# SPDX-License-Identifier: Apache-2.0
"""The console: pages in four languages, drawn by the server.

``routes`` are the handlers; ``answer_fault`` tells an error as a page. Handlers ask
by name for what the door and the wiring give: ``units``, ``session``, ``visitor``,
``vault``, ``client``, ``party``, ``node``, ``settings``.
"""

from typing import Any

from wasl.interfaces.web import (
    account,
    assets,
    audit,
    batch,
    check,
    entities,
    entry,
    finding,
    imports,
    people,
    recent,
    record_chosen,
    record_exports,
    record_lists,
    record_pages,
    sign_in,
    system,
)
from wasl.interfaces.web.faults import answer_fault

__all__ = ["answer_fault", "routes"]

routes: list[Any] = [
    assets.serve,
    *account.routes,
    *sign_in.routes,
    *check.routes,
    *batch.routes,
    *recent.routes,
    *record_lists.routes,
    *record_exports.routes,
    *record_chosen.routes,
    *record_pages.routes,
    *entry.routes,
    *imports.routes,
    *people.routes,
    *entities.routes,
    *finding.routes,
    *audit.routes,
    *system.routes,
]
