# SPDX-License-Identifier: Apache-2.0
"""Tables of passwords, second factors, machines' secrets and signing keys.

``wasl_system`` alone reaches them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from wasl.capabilities.members.model import Passkey
from wasl.foundation.unit import Unit


@dataclass(frozen=True, slots=True)
class Account:
    """What signing in needs of a person. ``has_factor`` counts confirmed ones alone."""

    principal: str
    has_factor: bool
    password_hash: str | None = field(repr=False)


async def find_account(unit: Unit, username: str) -> Account | None:
    """Find a person by the whole name for signing in, in whatever state."""
    row = await unit.row(
        """
        SELECT p.id AS principal, w.hash AS password_hash,
               EXISTS (SELECT FROM totp t WHERE t.principal = p.id AND t.secret IS NOT NULL)
               OR EXISTS (SELECT FROM passkey k WHERE k.principal = p.id) AS has_factor
        FROM principal p LEFT JOIN password w ON w.principal = p.id
        WHERE p.username = %(username)s
        """,
        username=username,
    )
    return Account(**row) if row else None


async def keep_password(unit: Unit, principal: str, password_hash: str) -> None:
    """Keep a person's new password."""
    await unit.execute(
        "INSERT INTO password (principal, hash, changed_at)"
        " VALUES (%(principal)s, %(hash)s, %(now)s) ON CONFLICT (principal) DO UPDATE"
        " SET hash = excluded.hash, changed_at = excluded.changed_at",
        principal=principal,
        hash=password_hash,
        now=unit.now,
    )


async def forget_factors(unit: Unit, principal: str) -> int:
    """Take away every second factor of a person who starts anew; gives how many there were."""
    await unit.execute("DELETE FROM recovery_code WHERE principal = %(id)s", id=principal)
    apps = await unit.execute("DELETE FROM totp WHERE principal = %(id)s", id=principal)
    return apps + await unit.execute("DELETE FROM passkey WHERE principal = %(id)s", id=principal)


@dataclass(frozen=True, slots=True)
class Totp:
    """A person's authenticator app; secrets are sealed."""

    last_step: int
    secret: bytes | None = field(repr=False)
    pending: bytes | None = field(repr=False)


async def find_totp(unit: Unit, principal: str) -> Totp | None:
    """Find a person's authenticator app and hold it, so that no code counts twice."""
    row = await unit.row(
        "SELECT secret, pending, last_step FROM totp WHERE principal = %(id)s FOR UPDATE",
        id=principal,
    )
    return Totp(**row) if row else None


async def keep_pending_totp(unit: Unit, principal: str, sealed: bytes) -> None:
    """Keep a secret that waits for its first code; one in use stays in use."""
    await unit.execute(
        "INSERT INTO totp (principal, pending) VALUES (%(id)s, %(sealed)s)"
        " ON CONFLICT (principal) DO UPDATE SET pending = excluded.pending",
        id=principal,
        sealed=sealed,
    )


async def confirm_totp(unit: Unit, principal: str, step: int) -> None:
    """Put the waiting secret to use."""
    await unit.execute(
        "UPDATE totp SET secret = pending, pending = NULL, last_step = %(step)s"
        " WHERE principal = %(id)s AND pending IS NOT NULL",
        id=principal,
        step=step,
    )


async def use_totp_step(unit: Unit, principal: str, step: int) -> None:
    """Remember the newest step used."""
    await unit.execute(
        "UPDATE totp SET last_step = %(step)s WHERE principal = %(id)s", id=principal, step=step
    )


async def delete_totp(unit: Unit, principal: str) -> None:
    """Take an authenticator app away."""
    await unit.execute("DELETE FROM totp WHERE principal = %(id)s", id=principal)


async def keep_recovery_codes(unit: Unit, principal: str, digests: Sequence[bytes]) -> None:
    """Keep new recovery codes in place of all before."""
    await unit.execute("DELETE FROM recovery_code WHERE principal = %(id)s", id=principal)
    await unit.execute(
        "INSERT INTO recovery_code (principal, code_hash)"
        " SELECT %(id)s, unnest(%(digests)s::bytea[])",
        id=principal,
        digests=list(digests),
    )


async def use_recovery_code(unit: Unit, principal: str, code_hash: bytes) -> bool:
    """Spend a recovery code; False if there is none such."""
    spent = await unit.execute(
        "DELETE FROM recovery_code WHERE principal = %(id)s AND code_hash = %(hash)s",
        id=principal,
        hash=code_hash,
    )
    return spent == 1


async def count_recovery_codes(unit: Unit, principal: str) -> int:
    """Count the codes not used yet."""
    row = await unit.row(
        "SELECT count(*) AS left FROM recovery_code WHERE principal = %(id)s", id=principal
    )
    return int(row["left"]) if row else 0


@dataclass(frozen=True, slots=True)
class KeptPasskey:
    """A passkey with what verifies it."""

    id: str
    principal: str
    credential_id: bytes
    public_key: bytes
    sign_count: int


async def list_passkeys(unit: Unit, principal: str) -> list[Passkey]:
    """List a person's passkeys, oldest first."""
    rows = await unit.rows(
        "SELECT id, label, created_at, used_at FROM passkey WHERE principal = %(id)s"
        " ORDER BY created_at, id",
        id=principal,
    )
    return [Passkey(**row) for row in rows]


async def list_credential_ids(unit: Unit, principal: str) -> list[bytes]:
    """List the credential identifiers of a person's passkeys."""
    rows = await unit.rows(
        "SELECT credential_id FROM passkey WHERE principal = %(id)s ORDER BY created_at, id",
        id=principal,
    )
    return [row["credential_id"] for row in rows]


async def find_passkey(unit: Unit, credential_id: bytes) -> KeptPasskey | None:
    """Find a passkey by its credential identifier and hold it until the commit."""
    row = await unit.row(
        "SELECT id, principal, credential_id, public_key, sign_count FROM passkey"
        " WHERE credential_id = %(credential)s FOR UPDATE",
        credential=credential_id,
    )
    return KeptPasskey(**row) if row else None


async def insert_passkey(unit: Unit, passkey: KeptPasskey, label: str) -> bool:
    """Keep a new passkey; False if its identifier is known already."""
    kept = await unit.execute(
        """
        INSERT INTO passkey (id, principal, credential_id, public_key, sign_count, label,
               created_at)
        VALUES (%(id)s, %(principal)s, %(credential)s, %(public_key)s, %(sign_count)s, %(label)s,
                %(now)s) ON CONFLICT (credential_id) DO NOTHING
        """,
        id=passkey.id,
        principal=passkey.principal,
        credential=passkey.credential_id,
        public_key=passkey.public_key,
        sign_count=passkey.sign_count,
        label=label,
        now=unit.now,
    )
    return kept == 1


async def use_passkey(unit: Unit, passkey: str, sign_count: int) -> None:
    """Remember a passkey's use and its count."""
    await unit.execute(
        "UPDATE passkey SET sign_count = %(count)s, used_at = %(now)s WHERE id = %(id)s",
        id=passkey,
        count=sign_count,
        now=unit.now,
    )


async def delete_passkey(unit: Unit, principal: str, passkey: str) -> bool:
    """Take a passkey of this person away; False if there is none such."""
    gone = await unit.execute(
        "DELETE FROM passkey WHERE id = %(id)s AND principal = %(principal)s",
        id=passkey,
        principal=principal,
    )
    return gone == 1


async def insert_challenge(
    unit: Unit, challenge_id: str, challenge: bytes, principal: str | None, expires_at: datetime
) -> None:
    """Keep a challenge under way; ``principal`` None for a sign-in without a name."""
    await unit.execute(
        "INSERT INTO passkey_challenge (id, challenge, principal, expires_at)"
        " VALUES (%(id)s, %(challenge)s, %(principal)s, %(expires_at)s)",
        id=challenge_id,
        challenge=challenge,
        principal=principal,
        expires_at=expires_at,
    )


async def take_challenge(unit: Unit, challenge_id: str) -> dict[str, Any] | None:
    """Take a challenge out: {challenge, principal}; None if unknown, used or late."""
    return await unit.row(
        "DELETE FROM passkey_challenge WHERE id = %(id)s AND expires_at > %(now)s"
        " RETURNING challenge, principal",
        id=challenge_id,
        now=unit.now,
    )


async def find_machine(unit: Unit, principal: str, secret_hash: bytes) -> bool:
    """Tell whether an active machine has this secret."""
    row = await unit.row(
        """
        SELECT 1 AS found FROM machine_secret s JOIN principal p ON p.id = s.principal
        WHERE s.secret_hash = %(hash)s AND s.principal = %(principal)s AND s.revoked_at IS NULL
          AND p.kind = 'machine'
        """,
        hash=secret_hash,
        principal=principal,
    )
    return row is not None
