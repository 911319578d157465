# SPDX-License-Identifier: Apache-2.0
"""One-time codes and random secrets.

Time-based codes follow RFC 6238: SHA-1, six digits, 30 seconds, one step of
drift on either side, each step good once.
"""

import hashlib
import hmac
import re
import secrets
import unicodedata
from datetime import datetime

import pyotp

STEP = 30
DRIFT = 1
DIGITS = 6
RECOVERY_CODES = 10
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
"""Letters and digits that nobody mixes up on paper."""
_IDENTIFIER = re.compile(r"[0-9A-Za-z_.-]{1,64}")
_USERNAME = re.compile(r"[a-z0-9.-]{2,64}@[a-z]{3}")
_GROUPS = 4
_GROUP = 4


def new_secret() -> str:
    """Make a secret for an authenticator app: 160 bits in base32."""
    return pyotp.random_base32()


def totp_uri(secret: str, username: str, issuer: str = "Wasl") -> str:
    """Give the ``otpauth://`` address that an authenticator app reads from a picture."""
    return pyotp.TOTP(secret, digits=DIGITS, interval=STEP).provisioning_uri(
        name=username, issuer_name=issuer
    )


def matching_step(secret: str, code: str, now: datetime, last: int) -> int | None:
    """Find the time step that a code belongs to.

    Args:
        secret: base32.
        code: as typed; spaces and digits of any script are understood.
        now: present time, aware.
        last: newest step already used; it and all before are dead.

    Returns:
        The step, to be remembered as the newest used; None for a wrong or used code.
    """
    typed = _digits(code)
    generator = pyotp.TOTP(secret, digits=DIGITS, interval=STEP)
    present = int(now.timestamp()) // STEP
    found = None
    for step in range(present - DRIFT, present + DRIFT + 1):
        same = hmac.compare_digest(generator.generate_otp(step), typed)
        if same and step > last and found is None:
            found = step
    return found


def _digits(code: str) -> str:
    """Read digits of any script; anything else but spaces and hyphens spoils the code."""
    figures = [
        str(unicodedata.digit(sign, "?"))
        for sign in code[:32]
        if not sign.isspace() and sign != "-"
    ]
    return "".join(figures)


def new_recovery_codes() -> tuple[str, ...]:
    """Make ten codes of 79 bits, written in groups: ``k7mp-2xqa-…``."""
    return tuple(_recovery_code() for _ in range(RECOVERY_CODES))


def _recovery_code() -> str:
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def recovery_digest(code: str) -> bytes:
    """Give what is kept of a recovery code; case, spaces and hyphens do not matter."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKC", code[:64]) if sign.isalnum())
    return digest(bare.casefold())


def plain_id(text: str) -> str:
    """Give an identifier as it came, or "", which nothing has, for what cannot be one.

    A stranger's NUL or half a character would make the database refuse the whole question.
    """
    return text if _IDENTIFIER.fullmatch(text) else ""


def plain_username(text: str) -> str:
    """Give a whole name for signing in as it came, or "" for what cannot be one."""
    return text if _USERNAME.fullmatch(text) else ""


def new_token() -> str:
    """Make a random token of 256 bits: a session, an invitation, a machine's secret."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> bytes:
    """Give what is kept of a token; enough for 256 random bits, never for a password."""
    return hashlib.sha256(token.encode(errors="surrogatepass")).digest()
