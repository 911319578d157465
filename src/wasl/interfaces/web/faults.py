# SPDX-License-Identifier: Apache-2.0
"""Errors as pages: what happened, in the reader's language, and what to do now.

A record that a reader may not see and one that never was give the same page.
"""

from dataclasses import dataclass
from urllib.parse import quote

from litestar import Response

from wasl.capabilities.members import Session
from wasl.foundation.errors import AppError, Invalid
from wasl.interfaces.problems import N_, sentence_of, status_of
from wasl.interfaces.web.pages import Ask, go, is_partial, locale_of, page
from wasl.interfaces.web.sign_in import ENROL, SECOND

SEEN = "wasl_session_seen"
"""Where the door keeps the session that it found for a request."""

TITLES = {
    400: N_("This address is not right"),
    401: N_("Sign in first"),
    403: N_("This is not open to you"),
    404: N_("Nothing to see here"),
    405: N_("This cannot be done here"),
    409: N_("Somebody was faster"),
    410: N_("No longer valid"),
    413: N_("Too large"),
    422: N_("Something needs to be put right"),
    429: N_("Too many requests"),
    503: N_("Not available at the moment"),
}
UNKNOWN = N_("Something failed on our side")
ADVICE = {
    403: N_("If your work needs it, ask an administrator of your bureau."),
    404: N_("Check the address, or look for it from the lists."),
    409: N_("Open the page again, look at what changed, and decide anew."),
    503: N_("Try again in a minute. What you sent was not saved unless a page said so."),
    500: N_("Try again. If it happens again, tell your administrator the reference."),
}


@dataclass(frozen=True, slots=True)
class Act:
    """What the reader can do from here."""

    href: str
    text: str


def answer_fault(request: Ask, error: AppError) -> Response[str]:
    """Answer an error with a page, a part of one, or the way to sign in."""
    if error.code == "not-signed-in":
        return _to_sign_in(request)
    if error.code == "second-factor-needed":
        return go(ENROL if error.data.get("stage") == "enrol" else SECOND)
    session: Session | None = request.scope["state"].get(SEEN)
    locale = locale_of(request, session)
    status = status_of(error)
    title = locale.gettext(TITLES.get(status, UNKNOWN))
    sentence = (
        sentence_of("not-found", {}, locale.gettext)
        if status == 404  # noqa: PLR2004 - not found
        else sentence_of(error.code, error.data, locale.gettext)
    )
    faults = (
        [sentence_of(one.code, one.data, locale.gettext) for one in error.problems]
        if isinstance(error, Invalid)
        else []
    )
    return page(
        request,
        "parts/fault.html" if is_partial(request) else "problem.html",
        session=session,
        status=status,
        title=title,
        sentence=sentence,
        advice=locale.gettext(ADVICE.get(status, "")),
        faults=faults,
        acts=[Act("/", locale.gettext("Go to the start page"))],
    )


def _to_sign_in(request: Ask) -> Response[str]:
    """Send a stranger to the door, and back to where they wanted to go."""
    wanted = request.url.path if request.method == "GET" else "/"
    query = f"?{request.url.query}" if request.url.query and wanted != "/" else ""
    path = "/sign-in" if wanted == "/" else f"/sign-in?next={quote(wanted + query)}"
    if not is_partial(request):
        return go(path)
    return Response("", status_code=200, headers={"hx-redirect": path})
