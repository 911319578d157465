# SPDX-License-Identifier: Apache-2.0
"""Short-lived bearer tokens of machines: JSON Web Tokens signed with Ed25519.

A check node verifies them alone, from the public keys that the feed brought.
Only ``EdDSA`` is ever accepted, whatever a token's header asks for (RFC 8725).
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from wasl.capabilities.members.errors import TokenRefused
from wasl.capabilities.members.model import IssuedToken, PublicKey, SigningKey

LIFE = timedelta(minutes=10)
DRIFT = timedelta(seconds=30)
"""How far the clocks of two sites may be apart."""
SIGNS_FOR = timedelta(days=30)
ANNOUNCED_BEFORE = timedelta(hours=24)
"""A new key is published this long before its first use, so that every node has it."""
ISSUER = "wasl"
_LONGEST = 4096


def new_key(not_before: datetime) -> SigningKey:
    """Make a key pair that signs for 30 days and verifies until its last token is dead."""
    private = Ed25519PrivateKey.generate()
    retires = not_before + SIGNS_FOR
    return SigningKey(
        kid=uuid4().hex[:16],
        public=private.public_key().public_bytes_raw(),
        not_before=not_before,
        retires_at=retires,
        expires_at=retires + LIFE + DRIFT,
        private=private.private_bytes_raw(),
    )


def next_key_from(newest_retires_at: datetime | None, now: datetime) -> datetime | None:
    """Say from when a further key is needed; None while the newest lasts.

    Args:
        newest_retires_at: when the newest key stops signing; None if there is no key.
        now: present time, aware.
    """
    if newest_retires_at is None or newest_retires_at <= now:
        return now
    if newest_retires_at - now <= ANNOUNCED_BEFORE:
        return newest_retires_at
    return None


def issue(principal: str, key: SigningKey, now: datetime) -> IssuedToken:
    """Sign a token of ten minutes for a principal."""
    claims = {
        "iss": ISSUER,
        "sub": principal,
        "iat": int(now.timestamp()),
        "exp": int((now + LIFE).timestamp()),
        "jti": uuid4().hex,
    }
    private = Ed25519PrivateKey.from_private_bytes(key.private)
    token = jwt.encode(claims, private, algorithm="EdDSA", headers={"kid": key.kid})
    return IssuedToken(expires_in=int(LIFE.total_seconds()), token=token)


@lru_cache(maxsize=64)
def _loaded(x: str) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(decode(x))


def encode(raw: bytes) -> str:
    """Write bytes in base64url without padding (RFC 7515)."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """Read base64url without padding."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def verify_token(token: str, keys: Mapping[str, PublicKey], now: datetime) -> str:
    """Check a bearer token and give the principal it stands for.

    The principal's own state is checked by the caller: a token outlives a revocation.

    Args:
        token: compact JWT, at most 4096 characters.
        keys: public keys by ``kid``.
        now: present time, aware.

    Raises:
        TokenRefused: malformed, unknown key, wrong signature, too early, too late, too long-lived.
    """
    try:
        if len(token) > _LONGEST:
            raise TokenRefused
        key = keys[jwt.get_unverified_header(token)["kid"]]
        claims = _claims(token, key)
        issued = datetime.fromtimestamp(claims["iat"], UTC)
        expires = datetime.fromtimestamp(claims["exp"], UTC)
    except (jwt.PyJWTError, KeyError, TypeError, ValueError, OverflowError, OSError) as error:
        raise TokenRefused from error
    in_time = issued - DRIFT <= now < expires and now < key.expires_at
    if not in_time or expires - issued > LIFE or issued < key.not_before - DRIFT:
        raise TokenRefused
    return str(claims["sub"])


def _claims(token: str, key: PublicKey) -> dict[str, Any]:
    """Verify the signature; times are compared by the caller, with the caller's clock."""
    return jwt.decode(
        token,
        _loaded(key.x),
        algorithms=["EdDSA"],
        issuer=ISSUER,
        options={
            "require": ["iss", "sub", "iat", "exp"],
            "verify_exp": False,
            "verify_iat": False,
            "verify_nbf": False,
        },
    )


def key_set(keys: Sequence[PublicKey]) -> dict[str, list[dict[str, str]]]:
    """Give the public keys as a JSON Web Key Set (RFC 7517, RFC 8037)."""
    return {
        "keys": [
            {
                "kty": "OKP",
                "crv": "Ed25519",
                "use": "sig",
                "alg": "EdDSA",
                "kid": key.kid,
                "x": key.x,
            }
            for key in keys
        ]
    }


def key_from_state(state: Mapping[str, Any]) -> PublicKey:
    """Make the public key that a feed's state of topic ``key`` stands for."""
    return PublicKey(
        kid=state["id"],
        x=state["x"],
        not_before=datetime.fromisoformat(state["not_before"]),
        expires_at=datetime.fromisoformat(state["expires_at"]),
    )
