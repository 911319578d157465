# SPDX-License-Identifier: Apache-2.0
"""The hub's own hand: who acts when a bureau has nobody yet."""

from wasl.foundation.access import Actor, Role
from wasl.foundation.vocabulary.members import get_member


def steward(member: str) -> Actor:
    """Make the actor that lets in a member's first people from the hub's own machine.

    Only the command line and the demo world use it: whoever can, can read the
    database anyway. The audit names it ``steward`` and the member it acted for.

    Raises:
        MemberUnknown: no such member.
    """
    return Actor(
        id="steward",
        kind="system",
        member=member,
        bit=get_member(member).bit,
        roles=frozenset({Role.ADMINISTRATOR.value}),
        name="Steward of the hub",
    )
