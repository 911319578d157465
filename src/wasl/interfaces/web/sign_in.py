# SPDX-License-Identifier: Apache-2.0
"""Coming in and going out: password, second factor, first set-up by invitation, signing out."""

import io
from typing import Any

import segno
from litestar import Request, Response, get, post
from markupsafe import Markup

from wasl.capabilities import members
from wasl.capabilities.members import (
    Client,
    Enrolled,
    InvitationInvalid,
    PasskeyAnswer,
    RelyingParty,
    Session,
    SignInAnswer,
    Stage,
    Vault,
)
from wasl.foundation.errors import AppError
from wasl.foundation.i18n import Locale
from wasl.foundation.unit import Units
from wasl.interfaces.door import no_session_cookie, session_cookie
from wasl.interfaces.web.forms import Form
from wasl.interfaces.web.pages import Ask, go, local_path, locale_of, page, read_form
from wasl.interfaces.web.places import home_of

SECOND = "/sign-in/second"
ENROL = "/sign-in/enrol"


def refusal(locale: Locale, answer: SignInAnswer, sentence: str) -> str:
    """Say why a step failed; the same for every cause, with the time to wait if any."""
    if not answer.wait:
        return sentence
    wait = locale.ngettext(
        "Too many tries. Wait %(number)s second.",
        "Too many tries. Wait %(number)s seconds.",
        answer.wait,
    ) % {"number": locale.number(answer.wait)}
    return f"{sentence} {wait}"


def onward(request: Ask, answer: SignInAnswer, path: str) -> Response[Any]:
    """Go on to the next step with the cookie that this one gave."""
    places = {Stage.SECOND_FACTOR: SECOND, Stage.ENROL: ENROL}
    sent = go(places.get(answer.stage or Stage.FULL, local_path(path)))
    if answer.token:
        sent.set_cookie(session_cookie(request, answer.token))
    return sent


def entered(request: Request[Any, Any, Any], session: Session | None) -> Response[Any] | None:
    """Send somebody who is already signed in, or half, to where they belong."""
    if session is None:
        return None
    if session.stage is Stage.FULL:
        return go(home_of(session.actor))
    return go(SECOND if session.stage is Stage.SECOND_FACTOR else ENROL)


@get("/sign-in")
async def ask_sign_in(
    request: Ask,
    visitor: Session | None,
    next: str = "/",
) -> Response[Any]:
    """Ask for name and password."""
    if visitor is not None and visitor.stage is Stage.FULL:
        return go(local_path(next))
    form = Form.filled({"next": local_path(next)})
    return page(request, "sign_in/password.html", session=None, form=form)


@post("/sign-in", status_code=200)
async def sign_in(request: Ask, units: Units, client: Client) -> Response[Any]:
    """Take name and password."""
    form = await read_form(request)
    raw = await request.form()
    password = str(raw.get("password", ""))
    async with units.system() as unit:
        answer = await members.sign_in(unit, form.get("username"), password, client)
    if not answer.refused:
        sent = onward(request, answer, form.get("next"))
        return sent
    locale = locale_of(request, None)
    form.errors["username"] = refusal(
        locale, answer, locale.gettext("The name or the password is not right.")
    )
    return page(request, "sign_in/password.html", status=401, form=form)


@get(SECOND)
async def ask_second(request: Ask, visitor: Session | None, units: Units) -> Response[Any]:
    """Ask for the second factor."""
    if visitor is None or visitor.stage is not Stage.SECOND_FACTOR:
        return entered(request, visitor) or go("/sign-in")
    return await _second_page(request, units, visitor, Form())


async def _second_page(
    request: Ask, units: Units, session: Session, form: Form, status: int = 200
) -> Response[Any]:
    async with units.system() as unit:
        factors = await members.get_factors(unit, session)
    return page(
        request, "sign_in/second.html", session=session, form=form, factors=factors, status=status
    )


@post(SECOND, status_code=200)
async def pass_second(
    request: Ask, visitor: Session | None, units: Units, vault: Vault
) -> Response[Any]:
    """Take a code of the app, or a recovery code."""
    if visitor is None or visitor.stage is not Stage.SECOND_FACTOR:
        return entered(request, visitor) or go("/sign-in")
    form = await read_form(request)
    field = "recovery" if form.get("recovery") else "code"
    async with units.system() as unit:
        if field == "recovery":
            answer = await members.pass_recovery_code(unit, visitor, form.get("recovery"))
        else:
            answer = await members.pass_totp(unit, vault, visitor, form.get("code"))
    if not answer.refused:
        return onward(request, answer, "/")
    locale = locale_of(request, visitor)
    form.values = {}
    form.errors[field] = refusal(
        locale, answer, locale.gettext("This code is not right, or it was used already.")
    )
    return await _second_page(request, units, visitor, form, 401)


@post("/sign-in/passkey/options", status_code=200)
async def passkey_options(
    visitor: Session | None, units: Units, party: RelyingParty
) -> Response[Any]:
    """Give the browser a challenge to sign in with."""
    async with units.system() as unit:
        challenge = await members.start_passkey_sign_in(unit, party, visitor)
    return challenge_answer(challenge.id, challenge.options)


def challenge_answer(challenge: str, options: str) -> Response[Any]:
    """Hand a challenge's options over as they are, its identifier in a cookie of five minutes."""
    sent = Response(options.encode(), media_type="application/json")
    sent.set_cookie(
        "wasl_challenge", challenge, max_age=300, httponly=True, samesite="strict", path="/"
    )
    return sent


def passkey_answer(request: Ask, form: Form, client: Client, label: str = "") -> PasskeyAnswer:
    """Read what the browser answered to the challenge."""
    challenge = request.cookies.get("wasl_challenge", "")
    return PasskeyAnswer(challenge, form.get("credential"), label, client)


@post("/sign-in/passkey", status_code=200)
async def pass_passkey(
    request: Ask, visitor: Session | None, units: Units, party: RelyingParty, client: Client
) -> Response[Any]:
    """Sign in with a passkey, alone or as the second step."""
    form = await read_form(request)
    attempt = passkey_answer(request, form, client)
    async with units.system() as unit:
        answer = await members.pass_passkey(unit, party, attempt, visitor)
    if not answer.refused:
        return onward(request, answer, form.get("next", "/"))
    locale = locale_of(request, visitor)
    form.errors[""] = refusal(locale, answer, locale.gettext("The passkey was not accepted."))
    if visitor is not None and visitor.stage is Stage.SECOND_FACTOR:
        return await _second_page(request, units, visitor, form, 401)
    return page(request, "sign_in/password.html", status=401, form=form)


@get("/invitation/{token:str}")
async def ask_password(request: Ask, units: Units, token: str) -> Response[str]:
    """Greet the invited and ask for their first password."""
    async with units.system() as unit:
        invitation = await members.find_invitation(unit, token)
    if invitation is None:
        raise InvitationInvalid
    return page(request, "sign_in/invitation.html", form=Form(), invitation=invitation)


@post("/invitation/{token:str}", status_code=200)
async def set_password(request: Ask, units: Units, client: Client, token: str) -> Response[Any]:
    """Keep the first password; a second factor comes next."""
    raw = await request.form()
    password, again = str(raw.get("password", "")), str(raw.get("again", ""))
    locale = locale_of(request, None)
    form = Form()
    if password != again:
        form.errors["again"] = locale.gettext("The two passwords are not the same.")
    try:
        if not form.errors:
            async with units.system() as unit:
                answer = await members.accept_invitation(unit, token, password, client)
            return onward(request, answer, ENROL)
    except AppError as error:
        if isinstance(error, InvitationInvalid):
            raise
        form.fail(error, locale)
    async with units.system() as unit:
        invitation = await members.find_invitation(unit, token)
    return page(request, "sign_in/invitation.html", form=form, invitation=invitation, status=422)


def qr_picture(address: str) -> Markup:
    """Draw an address as a QR code, as markup without styles of its own."""
    out = io.BytesIO()
    code = segno.make(address, error="m")
    code.save(out, kind="svg", xmldecl=False, svgns=True, nl=False, omitsize=True, border=3)
    return Markup(out.getvalue().decode())  # noqa: S704 - our own drawing, no foreign text


@get(ENROL)
async def ask_enrol(
    request: Ask, visitor: Session | None, units: Units, vault: Vault
) -> Response[Any]:
    """Ask for a second factor: an app that shows codes, or a passkey."""
    if visitor is None or visitor.stage is not Stage.ENROL:
        return entered(request, visitor) or go("/sign-in")
    async with units.system() as unit:
        enrolment = await members.start_totp(unit, vault, visitor)
    return page(
        request,
        "sign_in/enrol.html",
        session=visitor,
        form=Form(),
        enrolment=enrolment,
        picture=qr_picture(enrolment.uri),
    )


@post(ENROL, status_code=200)
async def enrol(request: Ask, visitor: Session | None, units: Units, vault: Vault) -> Response[Any]:
    """Take the first code of the app; recovery codes are shown this once."""
    if visitor is None or visitor.stage is not Stage.ENROL:
        return entered(request, visitor) or go("/sign-in")
    form = await read_form(request)
    try:
        async with units.system() as unit:
            done = await members.confirm_totp(unit, vault, visitor, form.get("code"))
    except AppError as error:
        async with units.system() as unit:
            enrolment = await members.start_totp(unit, vault, visitor)
        form.values = {}
        form.fail(error, locale_of(request, visitor))
        return page(
            request,
            "sign_in/enrol.html",
            session=visitor,
            status=422,
            form=form,
            enrolment=enrolment,
            picture=qr_picture(enrolment.uri),
        )
    return recovery_page(request, visitor, done, "/")


def recovery_page(request: Ask, session: Session, done: Enrolled, path: str) -> Response[Any]:
    """Show the recovery codes once; go on where there are none."""
    if not done.recovery_codes:
        return onward(request, done.answer, path)
    shown = page(
        request, "sign_in/recovery.html", session=session, codes=done.recovery_codes, onward=path
    )
    if done.answer.token:
        shown.set_cookie(session_cookie(request, done.answer.token))
    return shown


@post("/sign-out", status_code=200)
async def sign_out(request: Ask, visitor: Session | None, units: Units) -> Response[Any]:
    """End this session and clear what the browser kept for it."""
    if visitor is not None:
        async with units.system() as unit:
            await members.sign_out(unit, visitor)
    sent = go("/sign-in")
    sent.headers["clear-site-data"] = '"storage"'
    sent.set_cookie(no_session_cookie(request))
    return sent


routes = [
    ask_sign_in,
    sign_in,
    ask_second,
    pass_second,
    passkey_options,
    pass_passkey,
    ask_password,
    set_password,
    ask_enrol,
    enrol,
    sign_out,
]
