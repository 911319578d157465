# SPDX-License-Identifier: Apache-2.0
"""The door of a node: who stands behind a bearer token, from the local copy alone.

A signature is verified once and remembered until the token ends; what the
principal may do is read anew every half second, so that a revocation that
reached the node counts at once, whatever a token still says.
"""

import time
from collections import OrderedDict
from datetime import datetime

import jwt

from wasl.capabilities.checks.store.local import LocalReader
from wasl.capabilities.members import (
    PublicKey,
    TokenRefused,
    actor_from_state,
    key_from_state,
    verify_token,
)
from wasl.foundation.access import Actor

MOST_TOKENS = 4_096
STATE_SECONDS = 0.5


class Door:
    """Turns tokens into actors; bounded memory, for one thread.

    Args:
        reader: local copy with the principals and the public keys.
    """

    def __init__(self, reader: LocalReader) -> None:
        self._reader = reader
        self._tokens: OrderedDict[str, tuple[str, float]] = OrderedDict()
        self._actors: OrderedDict[str, tuple[Actor | None, float]] = OrderedDict()

    def actor_of(self, token: str, now: datetime) -> Actor:
        """Give the actor of a token.

        Raises:
            TokenRefused: not a good token, or its principal may act no more.
            NodeNotReady: there is no copy to look into yet.
        """
        known = self._tokens.get(token)
        if known is None or known[1] <= now.timestamp():
            known = self._verify(token, now)
        actor = self._state_of(known[0])
        if actor is None:
            raise TokenRefused
        return actor

    def _verify(self, token: str, now: datetime) -> tuple[str, float]:
        self._reader.check_ready()
        principal = verify_token(token, self._keys(token), now)
        claims = jwt.decode(token, options={"verify_signature": False})
        known = (principal, float(claims["exp"]))
        self._tokens[token] = known
        if len(self._tokens) > MOST_TOKENS:
            self._tokens.popitem(last=False)
        return known

    def _keys(self, token: str) -> dict[str, PublicKey]:
        """Find the one public key that a token names."""
        try:
            kid = str(jwt.get_unverified_header(token).get("kid", ""))
        except jwt.PyJWTError as error:
            raise TokenRefused from error
        state = self._reader.state("key", kid)
        return {} if state is None else {kid: key_from_state(state)}

    def _state_of(self, principal: str) -> Actor | None:
        now = time.monotonic()
        known = self._actors.get(principal)
        if known is None or known[1] <= now:
            state = self._reader.state("principal", principal)
            known = (None if state is None else actor_from_state(state), now + STATE_SECONDS)
            self._actors[principal] = known
            if len(self._actors) > MOST_TOKENS:
                self._actors.popitem(last=False)
        return known[0]
