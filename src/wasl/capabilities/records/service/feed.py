# SPDX-License-Identifier: Apache-2.0
"""Records for the check nodes: present states by id, and all of them page by page.

For the relay, under the system's own grants. A node shows nothing of a state
before ``visible_state`` has let it through.
"""

from typing import Any
from uuid import UUID

import msgspec

from wasl.capabilities.records.kinds import kinds
from wasl.capabilities.records.model import FeedState
from wasl.capabilities.records.store import feed as store
from wasl.foundation.unit import Unit


def _state(row: dict[str, Any]) -> FeedState:
    if row["state"] == "deleted":
        return FeedState(id=row["id"], version=row["version"], gone=True)
    body = msgspec.json.decode(row["body"])
    kind = kinds()[row["database"]]
    names = kind.names(msgspec.json.decode(row["body"], type=kind.body))
    birth = tuple(body.get("birth_dates", ()))
    return store.to_state(row, body, names=tuple(names), birth=birth)


async def feed_states(unit: Unit, ids: list[str]) -> list[FeedState]:
    """Give the present state of some records, in no order; one that is not there is gone.

    Args:
        unit: of the system.
        ids: as sent under the topic ``record``; what is no UUID is gone too.
    """
    wanted = {text: _uuid(text) for text in ids}
    rows = await store.rows_of(unit, [found for found in wanted.values() if found])
    states = [_state(row) for row in rows]
    met = {state.id for state in states}
    missing = [text for text, found in wanted.items() if str(found) not in met]
    return states + [FeedState(id=text, version=0, gone=True) for text in missing]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


async def snapshot(unit: Unit, after: str | None, limit: int = 1000) -> list[FeedState]:
    """Give the states of all records that are not erased, by id, after the id ``after``.

    An empty list ends it. What changes meanwhile comes by the feed; a node keeps the
    higher version.
    """
    place = _uuid(after) if after else None
    return [_state(row) for row in await store.rows_after(unit, place, limit)]
