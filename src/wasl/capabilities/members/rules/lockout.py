# SPDX-License-Identifier: Apache-2.0
"""Growing delays after failed tries.

Delays count for names nobody has just as for real ones, so they tell nothing.
They end by themselves: a stranger who types an officer's name wrongly can slow
the officer down, never shut them out; a passkey is not slowed at all.
"""

import hashlib
from datetime import datetime, timedelta

from wasl.capabilities.members.model import Tries

FREE_TRIES_NAME = 5
FREE_TRIES_ADDRESS = 50
FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=24)
_DOUBLINGS = 10


def name_key(username: str) -> bytes:
    """Give the key of a name for signing in; the name itself is not kept."""
    return hashlib.sha256(b"name:" + username.encode(errors="surrogatepass")).digest()


def address_key(address: str) -> bytes:
    """Give the key of an IP address."""
    return hashlib.sha256(b"address:" + address.encode(errors="surrogatepass")).digest()


def delay(failures: int, free: int) -> timedelta:
    """Say how long to wait after so many failures: 0, then 30 s, doubled up to 15 min."""
    if failures < free:
        return timedelta(0)
    doublings = min(failures - free, _DOUBLINGS)
    return min(FIRST_DELAY * (1 << doublings), LONGEST_DELAY)


def wait(tries: Tries, free: int, now: datetime) -> int:
    """Give the seconds until the next try is looked at, rounded up; 0 means at once."""
    if tries.last_at is None:
        return 0
    left = tries.last_at + delay(tries.failures, free) - now
    return max(0, -(-left // timedelta(seconds=1)))


def after_failure(tries: Tries, now: datetime) -> Tries:
    """Count one more failure; what is older than a day is forgotten."""
    old = tries.last_at is None or now - tries.last_at > FORGOTTEN_AFTER
    return Tries(1 if old else tries.failures + 1, now)
