# SPDX-License-Identifier: Apache-2.0
"""What is mine: start page, language and appearance, sessions, sign-in methods, password."""

from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException

from wasl.capabilities import members
from wasl.capabilities.members import Client, RelyingParty, Session, Stage, Vault
from wasl.foundation.errors import AppError
from wasl.foundation.i18n import LANGUAGES
from wasl.foundation.unit import Units
from wasl.interfaces.door import session_cookie
from wasl.interfaces.web.forms import Form
from wasl.interfaces.web.pages import (
    THEMES,
    Ask,
    go,
    local_path,
    locale_of,
    page,
    read_form,
    remember,
    signed_in,
)
from wasl.interfaces.web.places import home_of
from wasl.interfaces.web.sign_in import (
    challenge_answer,
    passkey_answer,
    qr_picture,
    recovery_page,
    refusal,
)

METHODS = "/sign-in-methods"


@get("/")
async def home(session: Session) -> Response[Any]:
    """Go to the first place that is open to the reader."""
    return go(home_of(signed_in(session)), status=302)


@get("/{path:path}", include_in_schema=False)
async def nothing(visitor: Session | None, path: str) -> Response[Any]:
    """Answer an address that leads nowhere like a record that may not be seen."""
    raise NotFoundException


@post("/settings")
async def keep_settings(request: Ask, visitor: Session | None, units: Units) -> Response[Any]:
    """Keep the appearance on this device, and the language with the account."""
    form = await read_form(request)
    sent = go(local_path(form.get("back", "/")))
    if form.get("theme") in THEMES:
        sent.set_cookie(remember(request, "wasl_theme", form.get("theme")))
    if form.get("language") in LANGUAGES:
        sent.set_cookie(remember(request, "wasl_language", form.get("language")))
        if visitor is not None:
            async with units.system() as unit:
                await members.choose_locale(unit, visitor, form.get("language"))
    return sent


@get("/sessions")
async def list_sessions(request: Ask, session: Session, units: Units) -> Response[str]:
    """List the reader's own sessions."""
    async with units.begin(signed_in(session)) as unit:
        lines = await members.list_sessions(unit)
    return page(request, "account/sessions.html", session=session, lines=lines, own=session.id)


@post("/sessions/others/end")
async def end_others(session: Session, units: Units) -> Response[Any]:
    """End every other session of the reader."""
    async with units.begin(signed_in(session)) as unit:
        await members.revoke_other_sessions(unit, session.id)
    return go("/sessions", "sessions-ended")


@post("/sessions/{line:str}/end")
async def end_session(session: Session, units: Units, line: str) -> Response[Any]:
    """End one session of the reader."""
    async with units.begin(signed_in(session)) as unit:
        await members.revoke_session(unit, line)
    return go("/sessions", "session-ended")


@get(METHODS)
async def show_methods(request: Ask, session: Session, units: Units) -> Response[str]:
    """Show the reader's second factors and the form for a new password."""
    signed_in(session)
    return await _methods_page(request, session, units, Form())


async def _methods_page(
    request: Ask, session: Session, units: Units, form: Form, status: int = 200
) -> Response[str]:
    async with units.system() as unit:
        factors = await members.get_factors(unit, session)
    return page(
        request,
        "account/methods.html",
        session=session,
        status=status,
        form=form,
        factors=factors,
        started_anew=session.restart.confirmed_at if session.restart else None,
    )


@post(f"{METHODS}/restart/refuse")
async def refuse_restart(session: Session, units: Units) -> Response[Any]:
    """Refuse to start anew: the reader has what they sign in with."""
    signed_in(session)
    async with units.system() as unit:
        await members.refuse_restart(unit, session)
    return go(METHODS, "restart-refused")


@post(f"{METHODS}/password", status_code=200)
async def change_password(request: Ask, session: Session, units: Units) -> Response[Any]:
    """Set a new password; every other session ends."""
    raw = await request.form()
    current, new = str(raw.get("current", "")), str(raw.get("new", ""))
    locale, form = locale_of(request, session), Form()
    try:
        async with units.system() as unit:
            answer = await members.change_password(unit, session, current, new)
    except AppError as error:
        form.fail(error, locale, lambda _: "new")
        return await _methods_page(request, session, units, form, 422)
    if answer.refused:
        sentence = locale.gettext("This is not your present password.")
        form.errors["current"] = refusal(locale, answer, sentence)
        return await _methods_page(request, session, units, form, 422)
    sent = go(METHODS, "password-set")
    if answer.token:
        sent.set_cookie(session_cookie(request, answer.token))
    return sent


@get(f"{METHODS}/authenticator")
async def ask_totp(request: Ask, session: Session, units: Units, vault: Vault) -> Response[str]:
    """Show a new secret for an authenticator app."""
    signed_in(session)
    return await _totp_page(request, session, units, vault, Form())


async def _totp_page(
    request: Ask, session: Session, units: Units, vault: Vault, form: Form, status: int = 200
) -> Response[str]:
    async with units.system() as unit:
        enrolment = await members.start_totp(unit, vault, session)
    return page(
        request,
        "account/totp.html",
        session=session,
        status=status,
        form=form,
        enrolment=enrolment,
        picture=qr_picture(enrolment.uri),
    )


@post(f"{METHODS}/authenticator", status_code=200)
async def add_totp(request: Ask, session: Session, units: Units, vault: Vault) -> Response[Any]:
    """Put a new authenticator app to use."""
    form = await read_form(request)
    try:
        async with units.system() as unit:
            done = await members.confirm_totp(unit, vault, session, form.get("code"))
    except AppError as error:
        form.values = {}
        form.fail(error, locale_of(request, session))
        return await _totp_page(request, session, units, vault, form, 422)
    return recovery_page(request, session, done, METHODS)


@post(f"{METHODS}/authenticator/remove")
async def remove_totp(session: Session, units: Units) -> Response[Any]:
    """Take the authenticator app away."""
    async with units.system() as unit:
        await members.remove_totp(unit, session)
    return go(METHODS, "authenticator-removed")


@post(f"{METHODS}/recovery-codes", status_code=200)
async def renew_codes(request: Ask, session: Session, units: Units) -> Response[str]:
    """Make new recovery codes; the old ones are worthless."""
    async with units.system() as unit:
        codes = await members.new_recovery_codes(unit, session)
    return page(request, "sign_in/recovery.html", session=session, codes=codes, onward=METHODS)


@post(f"{METHODS}/passkeys/options", status_code=200)
async def passkey_options(session: Session, units: Units, party: RelyingParty) -> Response[Any]:
    """Give the browser a challenge to make a passkey with."""
    async with units.system() as unit:
        challenge = await members.start_passkey(unit, party, session)
    return challenge_answer(challenge.id, challenge.options)


@post(f"{METHODS}/passkeys", status_code=200)
async def add_passkey(
    request: Ask, session: Session, units: Units, party: RelyingParty, client: Client
) -> Response[Any]:
    """Keep a new passkey; at the first set-up, this ends it."""
    form = await read_form(request)
    attempt = passkey_answer(request, form, client, form.get("label"))
    async with units.system() as unit:
        done = await members.add_passkey(unit, party, session, attempt)
    if session.stage is Stage.ENROL:
        return recovery_page(request, session, done, "/")
    return recovery_page(request, session, done, METHODS)


@post(f"{METHODS}/passkeys/{{passkey:str}}/remove")
async def remove_passkey(session: Session, units: Units, passkey: str) -> Response[Any]:
    """Take a passkey away."""
    async with units.system() as unit:
        await members.remove_passkey(unit, session, passkey)
    return go(METHODS, "passkey-removed")


routes = [
    home,
    nothing,
    keep_settings,
    list_sessions,
    end_others,
    end_session,
    show_methods,
    refuse_restart,
    change_password,
    ask_totp,
    add_totp,
    remove_totp,
    renew_codes,
    passkey_options,
    add_passkey,
    remove_passkey,
]
