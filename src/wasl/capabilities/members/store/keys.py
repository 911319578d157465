# SPDX-License-Identifier: Apache-2.0
"""The table of the keys that sign machine tokens. Private halves come and go sealed."""

from datetime import datetime

from wasl.capabilities.members.model import SigningKey
from wasl.foundation.unit import Unit


async def hold(unit: Unit) -> None:
    """Let one process at a time make a key."""
    await unit.execute("SELECT pg_advisory_xact_lock(hashtextextended('signing_key', 0))")


async def newest_retires_at(unit: Unit) -> datetime | None:
    """Give when the newest key stops signing; None if there is no key."""
    row = await unit.row("SELECT max(retires_at) AS newest FROM signing_key")
    return row["newest"] if row else None


async def insert(unit: Unit, key: SigningKey, sealed: bytes) -> None:
    """Keep a new key, its private half sealed."""
    await unit.execute(
        """
        INSERT INTO signing_key (kid, public, private, not_before, retires_at, expires_at)
        VALUES (%(kid)s, %(public)s, %(private)s, %(not_before)s, %(retires_at)s, %(expires_at)s)
        """,
        kid=key.kid,
        public=key.public,
        private=sealed,
        not_before=key.not_before,
        retires_at=key.retires_at,
        expires_at=key.expires_at,
    )


async def find_signing(unit: Unit) -> SigningKey | None:
    """Find the key that signs now; its ``private`` is sealed."""
    row = await unit.row(
        """
        SELECT kid, public, private, not_before, retires_at, expires_at FROM signing_key
        WHERE not_before <= %(now)s AND retires_at > %(now)s ORDER BY not_before DESC LIMIT 1
        """,
        now=unit.now,
    )
    return SigningKey(**row) if row else None


async def list_page(unit: Unit, after: str, limit: int) -> list[SigningKey]:
    """List keys not expired, by identifier, without their private halves."""
    rows = await unit.rows(
        """
        SELECT kid, public, not_before, retires_at, expires_at FROM signing_key
        WHERE expires_at > %(now)s AND kid > %(after)s ORDER BY kid LIMIT %(limit)s
        """,
        now=unit.now,
        after=after,
        limit=limit,
    )
    return [SigningKey(**row, private=b"") for row in rows]


async def delete_expired(unit: Unit) -> list[str]:
    """Delete keys that verify nothing any more; give their identifiers."""
    rows = await unit.rows(
        "DELETE FROM signing_key WHERE expires_at <= %(now)s RETURNING kid", now=unit.now
    )
    return [row["kid"] for row in rows]
