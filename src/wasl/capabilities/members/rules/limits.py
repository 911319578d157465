# SPDX-License-Identifier: Apache-2.0
"""What is left to a person or machine once every limit is laid over the others."""

from collections.abc import Mapping
from typing import Any

from wasl.capabilities.members.model import Limits, PrincipalKind
from wasl.foundation.access import Actor


def _both(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    """Intersect; None is no limit."""
    if one is None or other is None:
        return other if one is None else one
    return one & other


def effective(own: Limits, entity: Limits | None) -> Limits:
    """Lay the entity's limits over the person's own; nothing is ever added.

    Bound to two sites is bound to none that there is: no database is left open.
    """
    if entity is None:
        return own
    apart = own.site and entity.site and own.site.casefold() != entity.site.casefold()
    return Limits(
        databases=frozenset() if apart else _both(own.databases, entity.databases),
        purposes=_both(own.purposes, entity.purposes),
        may_write=own.may_write and entity.may_write,
        site=own.site or entity.site,
    )


def _listed(codes: frozenset[str] | None) -> list[str] | None:
    return None if codes is None else sorted(codes)


def state_of(row: Mapping[str, Any], limits: Limits, *, active: bool) -> dict[str, Any]:
    """Give what the feed says of a principal; JSON-safe.

    Args:
        row: id, kind, member, bit, roles and name of the principal.
        limits: already intersected.
        active: neither the principal nor its entity is stopped.
    """
    return {
        "id": row["id"],
        "kind": row["kind"],
        "member": row["member"],
        "bit": row["bit"],
        "roles": sorted(row["roles"]),
        "databases": _listed(limits.databases),
        "purposes": _listed(limits.purposes),
        "may_write": limits.may_write,
        "site": limits.site,
        "name": row["name"],
        "state": "active" if active else "revoked",
    }


def _open(codes: list[str] | None) -> frozenset[str] | None:
    return None if codes is None else frozenset(codes)


def actor_from_state(state: Mapping[str, Any]) -> Actor | None:
    """Make the actor that a principal's state stands for; None unless it is active.

    Args:
        state: as ``principal_states`` gives it. A missing limit closes everything.
    """
    if state.get("state") != "active":
        return None
    return Actor(
        id=state["id"],
        kind="machine" if state["kind"] == PrincipalKind.MACHINE else "person",
        member=state["member"],
        bit=state["bit"],
        roles=frozenset(state["roles"]),
        name=state["name"],
        databases=_open(state.get("databases", [])),
        purposes=_open(state.get("purposes", [])),
        may_write=state.get("may_write") is True,
        site=state.get("site"),
    )


def without_rights(state: Mapping[str, Any]) -> Actor | None:
    """Make the actor of somebody between the two steps of signing in: named, and may nothing."""
    return actor_from_state(
        {**state, "roles": [], "databases": [], "purposes": [], "may_write": False}
    )
