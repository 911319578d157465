# SPDX-License-Identifier: Apache-2.0
"""The audit of one's bureau, over JSON."""

from datetime import datetime
from typing import Annotated

import msgspec
from litestar import get
from litestar.params import Parameter

from wasl.capabilities import oversight
from wasl.foundation.access import Actor
from wasl.foundation.unit import Units


class Page(msgspec.Struct):
    """Audit entries, newest first; ``next`` asks for the page after, None ends the list."""

    entries: list[oversight.Line]
    next: str | None


@get("/v1/audit", tags=["Oversight"], summary="Read the audit of your bureau")
async def read_audit(
    units: Units,
    actor: Actor,
    who: Annotated[str | None, Parameter(description="Identifier of who acted.")] = None,
    object: Annotated[str | None, Parameter(description="Identifier of what was acted on.")] = None,
    operation: Annotated[str | None, Parameter(description="Code of the operation.")] = None,
    since: datetime | None = None,
    until: datetime | None = None,
    after: Annotated[str | None, Parameter(description="``next`` of the page before.")] = None,
    limit: Annotated[int, Parameter(ge=1, le=500)] = 100,
) -> Page:
    """Read who did what, when and for what purpose. Reading it is recorded too."""
    question = oversight.Question(who, object, operation, since, until, after, limit)
    async with units.begin(actor) as unit:
        lines = await oversight.list_entries(unit, question)
    return Page(lines, lines[-1].place if len(lines) == limit else None)


routes = [read_audit]
