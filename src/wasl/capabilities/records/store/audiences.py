# SPDX-License-Identifier: Apache-2.0
"""Rows of audiences that are worked out anew, and how far that is."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

import msgspec

from wasl.capabilities.records.model import Restriction
from wasl.capabilities.records.store._values import from_bits, hex_audiences, to_bits
from wasl.foundation.unit import Unit


@dataclass(frozen=True, slots=True)
class Seen:
    """Who sees a record, and what its owner said.

    Attributes:
        whole: audience of the record. fields: of those that are hidden from some.
    """

    id: UUID
    owner: str
    restriction: Restriction
    whole: bytes
    fields: dict[str, bytes]


async def begin(unit: Unit, register: str) -> UUID | None:
    """Say for which members audiences are to hold; gives the record after which to go on.

    None when all hold already. A register that differs from the last begins anew.
    """
    await unit.execute(
        """
        INSERT INTO audience_reckoning (register, after) VALUES (%(register)s, %(first)s)
        ON CONFLICT (one) DO UPDATE SET register = %(register)s, after = %(first)s
            WHERE audience_reckoning.register <> %(register)s
        """,
        register=register,
        first=UUID(int=0),
    )
    row = await unit.row("SELECT after FROM audience_reckoning")
    return row["after"] if row else None


async def settle(unit: Unit, register: str, after: UUID | None) -> None:
    """Say how far it is; None: all hold. Nothing if the members changed meanwhile."""
    await unit.execute(
        "UPDATE audience_reckoning SET after = %(after)s WHERE register = %(register)s",
        register=register,
        after=after,
    )


async def page(unit: Unit, after: UUID, limit: int) -> list[Seen]:
    """Read who sees which record, by id, as the system."""
    rows = await unit.rows(
        """
        SELECT id, owner, restriction, audience::text AS audience, audiences FROM record
        WHERE id > %(after)s AND state <> 'deleted' ORDER BY id LIMIT %(limit)s
        """,
        after=after,
        limit=limit,
    )
    return [_seen(row) for row in rows]


async def hold(unit: Unit, ids: list[UUID]) -> list[Seen]:
    """Read the same of some records of one's own, and hold them until the commit."""
    rows = await unit.rows(
        """
        SELECT id, owner, restriction, audience::text AS audience, audiences FROM record
        WHERE id = ANY(%(ids)b) AND state <> 'deleted' ORDER BY id FOR UPDATE
        """,
        ids=ids,
    )
    return [_seen(row) for row in rows]


def _seen(row: dict[str, object]) -> Seen:
    fields = msgspec.convert(row["audiences"], dict[str, str])
    return Seen(
        id=msgspec.convert(row["id"], UUID),
        owner=str(row["owner"]),
        restriction=msgspec.convert(row["restriction"], Restriction),
        whole=from_bits(str(row["audience"])),
        fields={name: bytes.fromhex(seen) for name, seen in fields.items()},
    )


async def write(unit: Unit, seen: Iterable[Seen]) -> None:
    """Put audiences in place: of the records, and of the identifiers they are found by."""
    for one in seen:
        await unit.execute(
            """
            UPDATE record SET audience = %(whole)s::bit(256), audiences = %(fields)s::jsonb
            WHERE id = %(id)s
            """,
            id=one.id,
            whole=to_bits(one.whole),
            fields=hex_audiences(one.fields),
        )
        await unit.execute(
            """
            UPDATE record_key k SET audience = coalesce(
                (SELECT f.audience::bit(256)
                 FROM unnest(%(names)s::text[], %(seen)s::text[]) AS f (name, audience)
                 WHERE f.name = k.field), %(whole)s::bit(256))
            WHERE k.record = %(id)s
            """,
            id=one.id,
            whole=to_bits(one.whole),
            names=list(one.fields),
            seen=[to_bits(audience) for audience in one.fields.values()],
        )
