# SPDX-License-Identifier: Apache-2.0
"""Rows of records as check nodes need them."""

from typing import Any, LiteralString
from uuid import UUID

from wasl.capabilities.records.model import FeedState
from wasl.capabilities.records.store._values import from_bits
from wasl.foundation.unit import Unit

FEED: LiteralString = """
    SELECT r.id::text AS id, r.version, r.state, r.database, r.owner, r.body::text AS body,
        r.audience::text AS audience, r.audiences, r.purpose, r.handling, r.confidentiality,
        r.retention::text AS retention, r.case_reference, r.source_reference, r.changed_at,
        k.schemes, k.values, k.seen
    FROM record r CROSS JOIN LATERAL (
        SELECT array_agg(scheme) AS schemes, array_agg(value) AS values,
               array_agg(audience::text) AS seen
        FROM record_key WHERE record = r.id) AS k
"""


async def rows_of(unit: Unit, ids: list[UUID]) -> list[dict[str, Any]]:
    """Read what check nodes need of some records."""
    return await unit.rows(FEED + " WHERE r.id = ANY(%(ids)s)", ids=ids)


async def rows_after(unit: Unit, after: UUID | None, limit: int) -> list[dict[str, Any]]:
    """Read what check nodes need, by id, from ``after`` on."""
    return await unit.rows(
        FEED + " WHERE r.state <> 'deleted' AND r.id > %(after)s ORDER BY r.id LIMIT %(limit)s",
        after=after or UUID(int=0),
        limit=limit,
    )


def to_state(row: dict[str, Any], body: dict[str, Any], **found: Any) -> FeedState:
    """Make the node's state of a row of ``FEED``."""
    keys = zip(row["schemes"] or (), row["values"] or (), row["seen"] or (), strict=True)
    return FeedState(
        id=row["id"],
        version=row["version"],
        database=row["database"],
        owner=row["owner"],
        audience=from_bits(row["audience"]),
        audiences={name: bytes.fromhex(seen) for name, seen in row["audiences"].items()},
        keys=tuple((scheme, value, from_bits(seen)) for scheme, value, seen in keys),
        body=body,
        purpose=row["purpose"],
        handling=row["handling"],
        confidentiality=row["confidentiality"],
        retention=row["retention"],
        case=row["case_reference"],
        source_reference=row["source_reference"],
        changed=row["changed_at"].isoformat(),
        **found,
    )
