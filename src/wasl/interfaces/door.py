# SPDX-License-Identifier: Apache-2.0
"""The door: who stands behind a request, by session cookie or bearer token.

One door serves the console and the API. It looks at the account anew for each
request, so that somebody revoked is out at the next one.
"""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from litestar import Request
from litestar.datastructures import Cookie
from litestar.di import NamedDependency, Provide

from wasl.capabilities import members
from wasl.capabilities.members import (
    Client,
    CrossSiteRequest,
    NotSignedIn,
    RelyingParty,
    SecondFactorNeeded,
    Session,
    Stage,
    TokenRefused,
    Vault,
)
from wasl.foundation.access import Actor
from wasl.foundation.errors import Invalid, Problem
from wasl.foundation.unit import Units
from wasl.foundation.vocabulary.labels import codes

COOKIE = "wasl_session"
LONGEST = timedelta(hours=12)
PURPOSE_HEADER = "wasl-purpose"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_FRIENDLY = frozenset({"same-origin", "none"})
_SEEN = "wasl_session_seen"
_AGENTS = (
    ("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iOS"), ("iPad", "iOS"),
    ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip

Ask = Request[Any, Any, Any]
TheUnits = NamedDependency[Units]
"""How a handler asks for ``units``; the others likewise, each by its name."""
TheVault = NamedDependency[Vault]
TheActor = NamedDependency[Actor]
TheSession = NamedDependency[Session]
TheVisitor = NamedDependency[Session | None]
TheClient = NamedDependency[Client]
TheParty = NamedDependency[RelyingParty]
ThePurpose = NamedDependency[str | None]


class Door:
    """Finds who asks.

    Args:
        units: opens the units that look accounts up.
        vault: opens second factors and signing keys, for the handlers that need it.
        origin: public origin of this site, such as ``https://wasl.example``; None
            means the one of the request's own ``Host``.
    """

    def __init__(self, units: Units, vault: Vault, origin: str | None = None) -> None:
        self._units = units
        self._vault = vault
        self._origin = origin

    async def visitor(self, request: Ask) -> Session | None:
        """Find the session behind the cookie, at whatever stage; None for a stranger.

        Looked up once in a request.

        Raises:
            CrossSiteRequest: another site's page tries to act with it.
        """
        state = request.scope["state"]
        if _SEEN not in state:
            state[_SEEN] = await self._find(request)
        found: Session | None = state[_SEEN]
        return found

    async def _find(self, request: Ask) -> Session | None:
        token = request.cookies.get(COOKIE)
        if not token:
            return None
        self.check_same_site(request)
        async with self._units.system() as unit:
            return await members.find_session(unit, token)

    def check_same_site(self, request: Ask) -> None:
        """Refuse an act that another site's page started.

        A browser says so itself (``Sec-Fetch-Site``); an older one, or one on a
        plain-text address, at least names the page's origin. A program that is no
        browser sends neither, and nobody else's cookie.

        Raises:
            CrossSiteRequest: it was started elsewhere.
        """
        if request.method in _SAFE:
            return
        site = request.headers.get("sec-fetch-site")
        if site is not None:
            friendly = site in _FRIENDLY
        else:
            origin = request.headers.get("origin")
            friendly = origin is None or self._is_own(origin, request)
        if not friendly:
            raise CrossSiteRequest

    def _is_own(self, origin: str, request: Ask) -> bool:
        if self._origin is not None and origin == self._origin:
            return True
        return urlsplit(origin).netloc == request.headers.get("host", "")

    async def session(self, request: Ask) -> Session:
        """Give the session behind the cookie, at whatever stage.

        Raises:
            NotSignedIn: there is none, or it ended.
        """
        found = await self.visitor(request)
        if found is None:
            raise NotSignedIn
        return found

    async def full_session(self, request: Ask) -> Session:
        """Give the session of somebody wholly signed in.

        Raises:
            NotSignedIn: nobody is signed in.
            SecondFactorNeeded: the second step, or enrolling, is still to be done.
        """
        found = await self.session(request)
        if found.stage is not Stage.FULL:
            raise SecondFactorNeeded(found.stage.value)
        return found

    async def actor(self, request: Ask) -> Actor:
        """Give who asks: the principal of a bearer token, else the person signed in.

        Raises:
            NotSignedIn: neither a token nor a session.
            TokenRefused: a token that does not count, or whose principal was stopped.
            SecondFactorNeeded: the second step is still to be done.
        """
        authorization = request.headers.get("authorization")
        if authorization is None:
            return (await self.full_session(request)).actor
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer":
            raise NotSignedIn
        return await self._bearer(token.strip())

    async def _bearer(self, token: str) -> Actor:
        async with self._units.system() as unit:
            keys = {key.kid: key for key in await members.list_keys(unit)}
            principal = members.verify_token(token, keys, unit.now)
            actor = await members.find_actor(unit, principal)
        if actor is None:
            raise TokenRefused
        return actor

    def dependencies(self) -> dict[str, Provide]:
        """Give what handlers may ask for by name.

        ``units``; ``vault``; ``actor`` (wholly signed in, or token); ``session`` (cookie,
        any stage); ``visitor`` (the same, or None); ``client``; ``purpose`` (or None);
        ``party`` (this site, for passkeys).
        """

        async def actor(request: Ask) -> Actor:
            return await self.actor(request)

        async def session(request: Ask) -> Session:
            return await self.session(request)

        async def visitor(request: Ask) -> Session | None:
            return await self.visitor(request)

        return {
            "units": Provide(lambda: self._units, sync_to_thread=False),
            "vault": Provide(lambda: self._vault, sync_to_thread=False),
            "actor": Provide(actor),
            "session": Provide(session),
            "visitor": Provide(visitor),
            "client": Provide(client_of, sync_to_thread=False),
            "purpose": Provide(purpose_of, sync_to_thread=False),
            "party": Provide(self.party, sync_to_thread=False),
        }

    def party(self, request: Ask) -> RelyingParty:
        """Give this site as passkeys know it: by its public origin, else as it was called."""
        own = f"{request.url.scheme}://{request.headers.get('host', 'localhost')}"
        origin = self._origin or own
        return RelyingParty(id=urlsplit(origin).hostname or "localhost", origin=origin)


def client_of(request: Ask) -> Client:
    """Say where a request comes from, in short. Never trusts a forwarded address by itself."""
    address = request.client.host if request.client else ""
    agent = request.headers.get("user-agent", "")[:400]
    browser = next((name for sign, name in _AGENTS if sign in agent), "")
    system = next((name for sign, name in _SYSTEMS if sign in agent), "")
    return Client(address[:45], ", ".join(part for part in (browser, system) if part))


def purpose_of(request: Ask) -> str | None:
    """Give the purpose that a request names: header ``Wasl-Purpose``, else ``?purpose=``.

    Hyphens are read as underscores.

    Raises:
        Invalid: no such purpose.
    """
    given = request.headers.get(PURPOSE_HEADER) or request.query_params.get("purpose")
    if not given:
        return None
    code = str(given).strip().lower().replace("-", "_")
    known = codes("purpose")
    if code not in known:
        values = {"value": code[:80], "known": ", ".join(known)}
        raise Invalid([Problem("purpose", "code-unknown", values)])
    return code


def session_cookie(request: Ask, token: str) -> Cookie:
    """Make the session's cookie: out of reach of scripts and of other sites' forms."""
    return Cookie(
        key=COOKIE,
        value=token,
        path="/",
        httponly=True,
        samesite="lax",
        secure=is_secure(request),
        max_age=int(LONGEST.total_seconds()),
    )


def no_session_cookie(request: Ask) -> Cookie:
    """Make the cookie that takes the session's cookie away."""
    return Cookie(
        key=COOKIE,
        value="",
        path="/",
        httponly=True,
        samesite="lax",
        secure=is_secure(request),
        max_age=0,
    )


def is_secure(request: Ask) -> bool:
    """Tell whether the browser came by https, also through a proxy that says so."""
    forwarded = request.headers.get("x-forwarded-proto", "")
    return request.url.scheme == "https" or forwarded.split(",")[0].strip() == "https"
