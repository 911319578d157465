# SPDX-License-Identifier: Apache-2.0
"""What stands around the body of an invented record: owner, purpose, restriction, marking."""

from functools import cache
from typing import Any

from wasl.foundation.vocabulary import list_member_countries
from wasl.interfaces.demo.world.chance import Chance, slots
from wasl.interfaces.demo.world.traditions import populous

HIDDEN = 0.03
"""Share of records that their owner hides from some members."""

ONLY = 0.005
"""Share of records that their owner opens to a few members only; part of `HIDDEN`."""

FIELDS = 0.02
"""Share of records of which a field is hidden from some members."""

_HANDLING = slots({"h0": 17, "h1": 2, "h2": 1})
_CONFIDENTIALITY = slots({"official_use_only": 46, "restricted": 3, "confidential": 1})
_FEW = 4


@cache
def members() -> tuple[str, ...]:
    """Give the codes of all member countries."""
    return tuple(member.code for member in list_member_countries())


def owner(chance: Chance) -> str:
    """Draw an owner: every member turns up, populous ones more often."""
    return chance.pick(members() if chance.real() < 0.5 else populous())  # noqa: PLR2004 - odds


def envelope(
    chance: Chance, owner: str, reference: str, purpose: str, fields: tuple[str, ...]
) -> dict[str, Any]:
    """Make all of a draft but its body.

    Args:
        chance: the stream to draw from.
        owner: alpha-3.
        reference: number of the record within its kind and seed.
        purpose: scheme `purpose`.
        fields: fields of the body that may be hidden.
    """
    return {
        "owner": owner,
        "purpose": purpose,
        "restriction": _restriction(chance, owner, fields),
        "case": f"DEMO-{owner}-{reference[-6:]}",
        "source_reference": f"DEMO-{reference}",
        "handling": chance.pick(_HANDLING),
        "confidentiality": chance.pick(_CONFIDENTIALITY),
    }


def _restriction(chance: Chance, owner: str, fields: tuple[str, ...]) -> dict[str, Any]:
    lot = chance.real()
    if lot < ONLY:
        return {"mode": "only", "members": _few(chance, owner)}
    if lot < HIDDEN:
        return {"mode": "except", "members": _few(chance, owner)}
    if lot < HIDDEN + FIELDS:
        return {"mode": "all", "fields": {chance.pick(fields): _few(chance, owner)}}
    return {"mode": "all"}


def _few(chance: Chance, owner: str) -> list[str]:
    """Draw one to four members, never the owner."""
    found = {owner}
    wanted = 2 + int(chance.real() * _FEW)
    while len(found) < wanted:
        found.add(chance.pick(members()))
    return sorted(found - {owner})
