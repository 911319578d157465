# SPDX-License-Identifier: Apache-2.0
"""What the feed says of each topic: present states by key, and pages of all of them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from wasl.capabilities import members, records
from wasl.capabilities.checks import Numbered
from wasl.foundation.unit import Unit
from wasl.interfaces.exchange import wire

_GONE = wire.raw(None)


@dataclass(frozen=True, slots=True)
class _Source:
    """Where the states of a topic come from.

    Attributes:
        states: by keys; (key, state) of those that are there.
        page: (key, state) after a key, "" for the first page.
    """

    states: Callable[[Unit, list[str]], Awaitable[list[tuple[str, Any]]]]
    page: Callable[[Unit, str, int], Awaitable[list[tuple[str, Any]]]]


def _by_id(states: list[dict[str, Any]]) -> list[tuple[str, Any]]:
    return [(state["id"], state) for state in states]


async def _records(unit: Unit, keys: list[str]) -> list[tuple[str, Any]]:
    return [(state.id, state) for state in await records.feed_states(unit, keys)]


async def _record_page(unit: Unit, after: str, limit: int) -> list[tuple[str, Any]]:
    states = await records.snapshot(unit, after or None, limit)
    return [(state.id, state) for state in states]


async def _principals(unit: Unit, keys: list[str]) -> list[tuple[str, Any]]:
    return _by_id(await members.principal_states(unit, keys))


async def _principal_page(unit: Unit, after: str, limit: int) -> list[tuple[str, Any]]:
    return _by_id(await members.principal_snapshot(unit, after, limit))


async def _keys(unit: Unit, keys: list[str]) -> list[tuple[str, Any]]:
    return _by_id(await members.key_states(unit, keys))


async def _key_page(unit: Unit, after: str, limit: int) -> list[tuple[str, Any]]:
    return _by_id(await members.key_snapshot(unit, after, limit))


_SOURCES = {
    "record": _Source(_records, _record_page),
    "principal": _Source(_principals, _principal_page),
    "key": _Source(_keys, _key_page),
}


async def join(unit: Unit, changes: list[Numbered]) -> list[wire.FeedEntry]:
    """Give each change the present state of what it names; nil where that is gone.

    A topic without a source here concerns no node and travels as nil, so that the
    numbers stay without gaps.
    """
    wanted: dict[str, set[str]] = {}
    for change in changes:
        wanted.setdefault(change.topic, set()).add(change.key)
    states: dict[tuple[str, str], Any] = {}
    for topic, keys in wanted.items():
        source = _SOURCES.get(topic)
        if source is not None:
            for key, state in await source.states(unit, sorted(keys)):
                states[topic, key] = wire.raw(state)
    return [
        wire.FeedEntry(c.seq, c.topic, c.key, states.get((c.topic, c.key), _GONE)) for c in changes
    ]


async def page(
    unit: Unit, topic: str, after: str | None, limit: int
) -> tuple[list[tuple[str, Any]], str | None]:
    """Give a page of everything there is of a topic, and the key to go on after."""
    source = _SOURCES.get(topic)
    if source is None:
        return [], None
    found = await source.page(unit, after or "", limit)
    return found, found[-1][0] if len(found) == limit else None
