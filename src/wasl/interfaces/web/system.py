# SPDX-License-Identifier: Apache-2.0
"""How the site does: processes, check nodes, the feed and its queues."""

from litestar import Response, get

from wasl.capabilities import checks
from wasl.capabilities.members import Session
from wasl.foundation.access import Act
from wasl.foundation.jobs import count_jobs
from wasl.foundation.settings import Settings
from wasl.foundation.unit import Units
from wasl.interfaces.host.running import find_run
from wasl.interfaces.web.pages import Ask, is_partial, page, signed_in


@get("/system")
async def show_system(
    request: Ask, session: Session, units: Units, settings: Settings
) -> Response[str]:
    """Show nodes with their lag and spools, queues, and the processes of this machine."""
    signed_in(session).require(Act.SEE_SYSTEM)
    async with units.system() as unit:
        feed = await checks.feed_position(unit)
        waiting = await checks.count_waiting(unit)
        nodes = await checks.list_reports(unit)
        jobs = await count_jobs(unit.connection)
    run = find_run(settings.data) or {}
    template = "system/now.html" if is_partial(request) else "system/page.html"
    return page(
        request,
        template,
        session=session,
        feed=feed,
        waiting=waiting,
        nodes=nodes,
        jobs=jobs,
        processes=run.get("processes", []),
        since=run.get("started"),
    )


routes = [show_system]
