# SPDX-License-Identifier: Apache-2.0
"""Passwords: what is accepted, how they are kept, how they are compared.

Length counts, composition rules do not. Source: NIST SP 800-63B, 3.1.1.
"""

import asyncio
import unicodedata
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from wasl.foundation.errors import NotAvailable, Problem

MINIMUM = 12
MAXIMUM = 128
FEWEST_DIFFERENT = 5
AT_ONCE = 2
"""Hashes computed at the same time in one process: each takes 64 MiB and a core for 50 ms."""

COMMON = (
    "password", "passwort", "motdepasse", "contrasena", "contraseña", "qwerty", "azerty",
    "iloveyou", "welcome", "letmein", "changeme", "administrator", "interpol", "police",
    "policia", "secret", "wasl", "كلمةالسر", "пароль",
)  # fmt: skip
"""Beginnings that fall first in every attack; they are taken off before the length counts."""

RUNS = (
    "01234567890123456789",
    "98765432109876543210",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "1q2w3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
)


class _Waiting:
    """How many comparisons are under way in this process."""

    count = 0


_waiting = _Waiting()
_hasher = PasswordHasher()
_DUMMY = _hasher.hash("nobody has this password")
MOST_WAITING = 4
"""Comparisons under way in one process, each holding a connection; more are sent away."""

_threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="argon2")


def normalize(password: str) -> str:
    """Give the one form under which a password is hashed, however a keyboard wrote it."""
    return unicodedata.normalize("NFKC", password)


def _bytes(password: str) -> bytes:
    return normalize(password).encode(errors="surrogatepass")


def weaknesses(password: str, username: str) -> list[Problem]:
    """List why a new password is not accepted; empty if it is.

    Args:
        password: as typed.
        username: the person's whole name for signing in; must not be most of the password.
    """
    plain = normalize(password)
    if len(plain) < MINIMUM:
        return [Problem("password", "password-short", {"minimum": MINIMUM})]
    if len(plain) > MAXIMUM:
        return [Problem("password", "password-long", {"maximum": MAXIMUM})]
    if _is_common(plain.casefold(), username.casefold()):
        return [Problem("password", "password-common")]
    return []


def _is_common(plain: str, username: str) -> bool:
    """Tell whether what is left without well-known parts is too little to guess."""
    rest = plain
    for known in (username, username.partition("@")[0], *COMMON):
        rest = rest.replace(known, "")
    letters = "".join(letter for letter in rest if letter.isalnum())
    if len(rest) < MINIMUM // 2 or len(set(plain)) < FEWEST_DIFFERENT:
        return True
    return any(letters and letters in run + run for run in RUNS)


async def make_hash(password: str) -> str:
    """Hash a new password with argon2id, off the event loop."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_threads, _hasher.hash, _bytes(password))


async def is_right(password: str, kept: str | None) -> bool:
    """Compare a typed password with the hash kept; None takes as long and is never right.

    Raises:
        NotAvailable: too many comparisons at once, as in a flood of tries.
    """
    if _waiting.count >= MOST_WAITING:
        raise NotAvailable("sign-in")
    # A long text is cut, not refused: the time must not tell anything either.
    typed = _bytes(password[: 4 * MAXIMUM])
    loop = asyncio.get_running_loop()
    _waiting.count += 1
    try:
        right = await loop.run_in_executor(_threads, _verify, kept or _DUMMY, typed)
    finally:
        _waiting.count -= 1
    return right and kept is not None


def _verify(kept: str, typed: bytes) -> bool:
    try:
        return _hasher.verify(kept, typed)
    except (VerificationError, InvalidHashError):
        return False
