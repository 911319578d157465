# SPDX-License-Identifier: Apache-2.0
"""A page and who reads it: language, appearance, bureau, time zone, places, headers."""

import gzip
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from litestar import MediaType, Request, Response
from litestar.datastructures import Cookie
from litestar.response import Redirect

from wasl.capabilities.members import NotSignedIn, Session, Stage
from wasl.foundation import vocabulary
from wasl.foundation.access import Actor
from wasl.foundation.i18n import LANGUAGES, Locale, negotiate
from wasl.interfaces.web.forms import Form
from wasl.interfaces.web.notices import NOTICES
from wasl.interfaces.web.places import MENU, places_for
from wasl.interfaces.web.templating import draw

THEMES = ("system", "light", "dark")
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
WORTH_COMPRESSING = 1_000
_YEAR = 365 * 24 * 3600
_NOTICE = "wasl_notice"

Ask = Request[Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a page, in words; ``signed_in`` is False before the second factor."""

    signed_in: bool
    name: str = ""
    bureau: str = ""
    zone: str = "UTC"

    @property
    def initial(self) -> str:
        """First letter of the name, for the round mark in the rail."""
        return self.name[:1].upper() or "?"


def reader_of(session: Session | None, locale: Locale) -> Reader:
    """Say who reads: the person, and the bureau that they act for."""
    if session is None or session.stage is not Stage.FULL:
        return Reader(signed_in=False)
    actor = session.actor
    member = vocabulary.get_member(actor.member)
    bureau = bureau_name(actor.member, locale)
    return Reader(signed_in=True, name=actor.name, bureau=bureau, zone=member.zone)


def bureau_name(member: str, locale: Locale) -> str:
    """Name a member's bureau: "NCB Rabat"; the two organizations by their own names."""
    found = vocabulary.find_member(member)
    if found is None:
        return member
    if found.kind != "country":
        return found.names[locale.tag]
    return locale.gettext("NCB %(city)s") % {"city": found.cities[locale.tag]}


def locale_of(request: Ask, session: Session | None) -> Locale:
    """Choose the language: the account's, else the one chosen here, else the browser's."""
    account = session.locale if session else None
    chosen = request.cookies.get("wasl_language")
    return negotiate(request.headers.get("accept-language"), account, chosen)


def theme_of(request: Ask) -> str:
    """Give the appearance chosen on this device."""
    theme = request.cookies.get("wasl_theme", "system")
    return theme if theme in THEMES else "system"


def is_partial(request: Ask) -> bool:
    """Tell whether a part of a page is wanted, not a whole one."""
    return request.headers.get("hx-request") == "true"


def page(
    request: Ask,
    template: str,
    *,
    session: Session | None = None,
    status: int = 200,
    cookies: list[Cookie] | None = None,
    **values: Any,
) -> Response[str]:
    """Write a page or a part of one.

    Args:
        request: what was asked.
        template: name under ``templates/``.
        session: who reads it.
        status: HTTP status.
        cookies: to be set with it.
        values: what the template names besides the values of ``standing``.
    """
    locale = values.pop("locale", None) or locale_of(request, session)
    text = draw(template, standing(request, session, locale) | values)
    headers = HEADERS | {"content-language": locale.tag}
    content: str | bytes = text
    if "gzip" in request.headers.get("accept-encoding", "") and len(text) > WORTH_COMPRESSING:
        content = gzip.compress(text.encode(), compresslevel=5, mtime=0)
        headers |= {"content-encoding": "gzip", "vary": "accept-encoding"}
    answer: Response[Any] = Response(
        content, media_type=MediaType.HTML, status_code=status, headers=headers, cookies=cookies
    )
    if _NOTICE in request.cookies and not is_partial(request):
        answer.delete_cookie(_NOTICE)
    return answer


def standing(request: Ask, session: Session | None, locale: Locale) -> dict[str, Any]:
    """Give the values that every template may name."""
    actor = session.actor if session else None
    path = request.url.path
    return {
        "locale": locale,
        "comma": "، " if locale.tag == "ar" else ", ",
        "languages": LANGUAGES,
        "theme": theme_of(request),
        "reader": reader_of(session, locale),
        "actor": actor,
        "places": places_for(actor) if actor else [],
        "menu": places_for(actor, MENU) if actor else [],
        "here": lambda place: path == place or path.startswith(f"{place}/"),
        "path": path,
        "address": path + (f"?{request.url.query}" if request.url.query else ""),
        "now": datetime.now(UTC),
        "notice": _notice(request, locale),
        "asked_anew": _asked_anew(session),
    }


def _asked_anew(session: Session | None) -> bool:
    """Tell whether the reader must be told that they are to start anew."""
    asked = session.restart if session else None
    return asked is not None and asked.is_waiting(datetime.now(UTC))


def go(path: str, notice: str | None = None, status: int = 303) -> Redirect:
    """Send the reader on after something was done.

    Args:
        path: address in this console.
        notice: code of ``NOTICES``, told once on the next page.
        status: 303, so that reloading does not do it again.
    """
    answer = Redirect(path, status_code=status, headers=HEADERS)  # type: ignore[arg-type]  # any redirect status
    if notice:
        answer.set_cookie(
            Cookie(_NOTICE, value=notice, max_age=60, httponly=True, samesite="lax", path="/")
        )
    return answer


def local_path(text: str) -> str:
    """Give an address within this console, or "/" for any other."""
    parts = urlsplit(text)
    safe = text.startswith("/") and not text.startswith(("//", "/\\"))
    return text if safe and not parts.netloc and not parts.scheme else "/"


def remember(request: Ask, key: str, value: str, *, seconds: int = _YEAR) -> Cookie:
    """Keep a choice on this device; nothing secret."""
    return Cookie(
        key,
        value=value,
        max_age=seconds,
        path="/",
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )


def _notice(request: Ask, locale: Locale) -> str:
    code = request.cookies.get(_NOTICE, "")
    return locale.gettext(NOTICES[code]) if code in NOTICES else ""


def signed_in(session: Session | None) -> Actor:
    """Give who is signed in all the way.

    Raises:
        NotSignedIn: nobody is, or not with the second factor yet.
    """
    if session is None or session.stage is not Stage.FULL:
        raise NotSignedIn
    return session.actor


async def read_form(request: Ask) -> Form:
    """Read what the reader sent; files are for the handler."""
    return Form.of((await request.form()).multi_items())


def options(
    locale: Locale, scheme: str, codes: Iterable[str] | None = None
) -> list[tuple[str, str]]:
    """Give the codes of a scheme with their labels, for a choice in a form."""
    chosen = vocabulary.codes(scheme) if codes is None else codes
    return [(code, locale.label(scheme, code)) for code in chosen]
