# SPDX-License-Identifier: Apache-2.0
"""Machines' tokens and the keys that sign them. Units are begun with ``units.system()``."""

import os
import secrets as randomness
from contextlib import suppress
from pathlib import Path
from typing import Any

from wasl.capabilities.members.errors import ClientRefused
from wasl.capabilities.members.model import IssuedToken, PublicKey, SigningKey
from wasl.capabilities.members.rules import codes, tokens
from wasl.capabilities.members.rules.limits import actor_from_state
from wasl.capabilities.members.rules.vault import KEY_BYTES, Vault
from wasl.capabilities.members.service.common import act_as, states
from wasl.capabilities.members.store import keys, secrets, sessions
from wasl.foundation.access import Actor
from wasl.foundation.ledger import Operation
from wasl.foundation.unit import Unit

ALL_KEYS = 100
"""More keys than can be alive at once."""


async def issue_token(unit: Unit, vault: Vault, client_id: str, secret: str) -> IssuedToken:
    """Give a machine a token of ten minutes for its client id and secret.

    Raises:
        ClientRefused: unknown, wrong, locked or revoked; never says which.
    """
    client = codes.plain_id(client_id)
    known = await secrets.find_machine(unit, client, codes.digest(secret[:256]))
    actor = await find_actor(unit, client) if known else None
    if actor is None:
        raise ClientRefused
    await act_as(unit, actor.id)
    await sessions.note_sign_in(unit, actor.id)
    unit.audit(Operation.CONSULTATION, actor.id, act="token-issued")
    return await issue_token_for(unit, vault, actor)


async def issue_token_for(unit: Unit, vault: Vault, actor: Actor) -> IssuedToken:
    """Give an actor a token without asking for a secret: the caller has proven who it is.

    Used by the command line on the hub's own machine, whose user can read the vault's key.
    """
    key = await keys.find_signing(unit)
    if key is None:
        await rotate_keys(unit, vault)
        key = await keys.find_signing(unit)
    if key is None:
        raise ClientRefused
    return tokens.issue(actor.id, _opened(vault, key), unit.now)


def _place(kid: str) -> str:
    return f"signing-key:{kid}"


def _opened(vault: Vault, key: SigningKey) -> SigningKey:
    private = vault.open(_place(key.kid), key.private)
    return SigningKey(key.kid, key.public, key.not_before, key.retires_at, key.expires_at, private)


async def rotate_keys(unit: Unit, vault: Vault) -> None:
    """Make the next signing key when it is time, and drop those that verify nothing.

    Called at start and every hour; calls at the same time make one key.
    """
    await keys.hold(unit)
    start = tokens.next_key_from(await keys.newest_retires_at(unit), unit.now)
    if start is not None:
        key = tokens.new_key(start)
        await keys.insert(unit, key, vault.seal(_place(key.kid), key.private))
        unit.send("key", key.kid)
        unit.audit(Operation.COLLECTION, key.kid, act="signing-key-made")
    for kid in await keys.delete_expired(unit):
        unit.send("key", kid)


async def list_keys(unit: Unit) -> list[PublicKey]:
    """List the public keys that verify tokens now or soon."""
    return [_public(key) for key in await keys.list_page(unit, "", ALL_KEYS)]


def _public(key: SigningKey) -> PublicKey:
    return PublicKey(key.kid, tokens.encode(key.public), key.not_before, key.expires_at)


async def find_actor(unit: Unit, principal: str) -> Actor | None:
    """Find the actor of a principal as it stands now; None unless active."""
    for state in await states(unit, [principal]):
        return actor_from_state(state)
    return None


async def principal_states(unit: Unit, ids: list[str]) -> list[dict[str, Any]]:
    """Give the present state of principals for the feed, limits laid over each other.

    Returns:
        {"id", "kind", "member", "bit", "roles", "databases", "purposes", "may_write",
        "site", "name", "state"} each; ``state`` is ``active`` or ``revoked``;
        ``databases`` and ``purposes`` None for no limit. Unknown ones are left out.
    """
    return await states(unit, ids)


async def principal_snapshot(unit: Unit, after: str, limit: int) -> list[dict[str, Any]]:
    """Give a page of all principals for a node's rebuild, by identifier; "" for the first."""
    return await states(unit, await sessions.principal_page(unit, after, limit))


async def key_states(unit: Unit, ids: list[str]) -> list[dict[str, Any]]:
    """Give the public keys for the feed: {"id", "x", "not_before", "expires_at"}.

    Expired and unknown ones are left out, and nodes forget them.
    """
    wanted = set(ids)
    return [state for state in await key_snapshot(unit, "", ALL_KEYS) if state["id"] in wanted]


async def key_snapshot(unit: Unit, after: str, limit: int) -> list[dict[str, Any]]:
    """Give a page of all public keys for a node's rebuild, by identifier."""
    return [
        {
            "id": key.kid,
            "x": key.x,
            "not_before": key.not_before.isoformat(),
            "expires_at": key.expires_at.isoformat(),
        }
        for key in map(_public, await keys.list_page(unit, after, limit))
    ]


def open_vault(folder: Path) -> Vault:
    """Open the vault of this site; makes its key file at first use.

    Without this file nobody's authenticator app works any more: back it up apart
    from the database.

    Args:
        folder: ``Settings.keys``; made with mode 0700 if missing.

    Raises:
        OSError: the folder cannot be read or written.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / "vault.key"
    if not path.exists():
        _make_key_file(path)
    return Vault(path.read_bytes())


def _make_key_file(path: Path) -> None:
    """Write a new key beside the file and put it in place whole; the first process wins."""
    fresh = path.with_name(f".{path.name}-{randomness.token_hex(8)}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(randomness.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(fresh, path)
    finally:
        fresh.unlink()
