# SPDX-License-Identifier: Apache-2.0
"""The people and machines of one's bureau: who they are, what they may do, letting in, stopping."""

from datetime import UTC, datetime
from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException

from wasl.capabilities import members
from wasl.capabilities.members import (
    Entity,
    Invited,
    Limits,
    MachineDraft,
    PersonChange,
    PersonDraft,
    Principal,
    RelyingParty,
    Session,
)
from wasl.foundation.access import Role
from wasl.foundation.errors import AppError, Invalid, Problem
from wasl.foundation.i18n import LANGUAGES, Locale
from wasl.foundation.unit import Unit, Units
from wasl.foundation.vocabulary import GENERAL_SECRETARIAT
from wasl.interfaces.problems import N_
from wasl.interfaces.web.forms import Form
from wasl.interfaces.web.pages import Ask, go, locale_of, options, page, read_form, signed_in

PAGE = 500
"""People on a page."""

ASKS = {
    "revoke": (
        N_("Revoke access"),
        N_(
            "%(name)s can no longer sign in or check, for good. All sessions are closed at once,"
            " and every check node refuses within seconds."
        ),
        "person-revoked",
    ),
    "lock": (
        N_("Stop access for a time"),
        N_(
            "%(name)s can no longer sign in or check until you open the access again."
            " All sessions are closed at once."
        ),
        "person-locked",
    ),
    "unlock": (
        N_("Open access again"),
        N_("%(name)s can sign in and check again."),
        "person-unlocked",
    ),
    "confirm-roles": (
        N_("Confirm the roles"),
        N_("%(name)s gets the roles that another administrator asked for."),
        "roles-confirmed",
    ),
    "decline-roles": (
        N_("Drop the roles that wait"),
        N_("%(name)s keeps the present roles."),
        "roles-declined",
    ),
    "renew-secret": (
        N_("Give a new secret"),
        N_(
            "%(name)s gets a new secret, which is shown once. The old one is worthless at once:"
            " the machine stands still until it has the new one."
        ),
        "",
    ),
    "restart": (
        N_("Let the person start anew"),
        N_(
            "Another administrator must agree within three days. %(name)s is told, may refuse,"
            " and can work on until then. If the account is in wrong hands, stop access as well."
        ),
        "restart-asked",
    ),
    "decline-restart": (
        N_("Drop the request to start anew"),
        N_("%(name)s keeps the present password and second factor."),
        "restart-declined",
    ),
    "invite": (
        N_("Let the person start anew"),
        N_(
            "%(name)s sets a new password and a new second factor."
            " The old ones are worthless from now on, and all sessions are closed."
        ),
        "",
    ),
}

LIMITED = ("databases", "purposes")


def choices(locale: Locale, entities: list[Entity], member: str) -> dict[str, Any]:
    """Give what the forms offer to choose from; an operator's role is the Organization's own."""
    given = set(Role) if member == GENERAL_SECRETARIAT else set(Role) - {Role.OPERATOR}
    return {
        "roles": options(locale, "role", [role.value for role in Role if role in given]),
        "databases": options(locale, "database"),
        "purposes": options(locale, "purpose"),
        "entities": [(one.id, one.name) for one in entities if one.state == "active"],
        "tongues": list(LANGUAGES.items()),
    }


def limits_of(form: Form) -> Limits:
    """Read the limits; for each, the form says outright whether there is one.

    Ask ``check_limits`` first: it refuses what is ticked under "no limit".
    """
    return Limits(
        databases=_limit(form, "databases"),
        purposes=_limit(form, "purposes"),
        may_write=form.get("may_write") == "yes",
        site=form.get("site") or None,
    )


def _limit(form: Form, key: str) -> frozenset[str] | None:
    """Read one limit: none only where the form says so; nothing ticked closes, never opens."""
    return None if form.get(f"{key}_limit") == "none" else frozenset(form.all(key))


def check_limits(form: Form) -> None:
    """See that what is ticked and what is said of a limit agree.

    Raises:
        Invalid: something is ticked where no limit was chosen.
    """
    torn = [key for key in LIMITED if _limit(form, key) is None and form.all(key)]
    if torn:
        raise Invalid([Problem(key, "limit-torn") for key in torn])


def _place(path: str) -> str:
    """Give the form's field for a path of the service: limits stand beside the rest."""
    return path.removeprefix("limits.")


def filled(person: Principal) -> Form:
    """Fill the form with what a person has now."""
    limits = person.limits
    return Form.filled(
        {
            "name": person.name,
            "roles": sorted(person.roles),
            "entity": person.entity,
            "locale": person.locale,
            "databases": sorted(limits.databases or ()),
            "databases_limit": "none" if limits.databases is None else "ticked",
            "purposes": sorted(limits.purposes or ()),
            "purposes_limit": "none" if limits.purposes is None else "ticked",
            "may_write": "yes" if limits.may_write else None,
            "site": limits.site,
        }
    )


async def _entities(unit: Unit) -> list[Entity]:
    return await members.list_entities(unit)


@get("/people")
async def list_people(
    request: Ask, session: Session, units: Units, q: str = "", after: str | None = None
) -> Response[str]:
    """List the bureau's people and machines, by name."""
    async with units.begin(signed_in(session)) as unit:
        if q.strip():
            found, full = await members.find_people(unit, q), False
        else:
            found = await members.list_people(unit, after, PAGE)
            full = len(found) == PAGE
        entities = {one.id: one for one in await _entities(unit)}
    people = sorted(found, key=lambda one: (one.state == "revoked", one.name.casefold()))
    return page(
        request,
        "people/list.html",
        session=session,
        people=people,
        entities=entities,
        q=q,
        more=found[-1].id if full else None,
    )


@get("/people/invite")
async def ask_invite(
    request: Ask, session: Session, units: Units, kind: str = "person"
) -> Response[str]:
    """Show the form that lets a person or machine in."""
    unlimited = {f"{key}_limit": "none" for key in LIMITED}
    form = Form.filled({"kind": kind, "roles": ["officer"], "may_write": "yes", **unlimited})
    return await _invite_page(request, session, units, form)


async def _invite_page(
    request: Ask, session: Session, units: Units, form: Form, status: int = 200
) -> Response[str]:
    async with units.begin(signed_in(session)) as unit:
        entities = await _entities(unit)
    locale = locale_of(request, session)
    machine = form.get("kind") == "machine"
    return page(
        request,
        "people/invite.html",
        session=session,
        status=status,
        form=form,
        machine=machine,
        **choices(locale, entities, session.actor.member),
    )


@post("/people/invite", status_code=200)
async def invite(
    request: Ask, session: Session, units: Units, party: RelyingParty
) -> Response[str]:
    """Let a person or machine in; what it needs to sign in is shown this once."""
    form = await read_form(request)
    machine = form.get("kind") == "machine"
    try:
        check_limits(form)
        async with units.begin(signed_in(session)) as unit:
            if machine:
                made = await members.create_machine(unit, _machine(form))
                return page(request, "people/secret.html", session=session, made=made)
            invited = await members.create_person(unit, _person(form))
            return _invited_page(request, session, party, invited)
    except AppError as error:
        form.fail(error, locale_of(request, session), _place)
        return await _invite_page(request, session, units, form, 422)


def _invited_page(
    request: Ask, session: Session, party: RelyingParty, invited: Invited
) -> Response[str]:
    """Show the link of an invitation, this once."""
    return page(
        request, "people/invited.html", session=session, invited=invited, origin=party.origin
    )


def _person(form: Form) -> PersonDraft:
    return PersonDraft(
        username=form.get("username").lower(),
        name=form.get("name"),
        roles=frozenset(form.all("roles")),
        entity=form.get("entity") or None,
        locale=form.get("locale") or None,
        limits=limits_of(form),
    )


def _change(form: Form) -> PersonChange:
    return PersonChange(
        name=form.get("name"),
        roles=frozenset(form.all("roles")),
        entity=form.get("entity") or None,
        locale=form.get("locale") or None,
        limits=limits_of(form),
    )


def _machine(form: Form) -> MachineDraft:
    return MachineDraft(
        name=form.get("name"),
        roles=frozenset(form.all("roles")),
        entity=form.get("entity") or None,
        limits=limits_of(form),
    )


@get("/people/{person:str}")
async def show_person(request: Ask, session: Session, units: Units, person: str) -> Response[str]:
    """Show one person: roles, limits, and what may be done."""
    async with units.begin(signed_in(session)) as unit:
        found = await members.get_person(unit, person)
    return await _person_page(request, session, units, found, filled(found))


async def _person_page(
    request: Ask, session: Session, units: Units, person: Principal, form: Form, status: int = 200
) -> Response[str]:
    async with units.begin(signed_in(session)) as unit:
        entities = await _entities(unit)
    return page(
        request,
        "people/person.html",
        session=session,
        status=status,
        person=person,
        form=form,
        entity=next((one for one in entities if one.id == person.entity), None),
        own=person.id == session.actor.id,
        restart=person.restart if _waits(person) else None,
        unused=person.state == "invited" and person.last_sign_in is None,
        **choices(locale_of(request, session), entities, session.actor.member),
    )


def _waits(person: Principal) -> bool:
    return person.restart is not None and person.restart.is_waiting(datetime.now(UTC))


@post("/people/{person:str}", status_code=200)
async def change_person(request: Ask, session: Session, units: Units, person: str) -> Response[Any]:
    """Set a person's name, roles and limits anew."""
    form = await read_form(request)
    try:
        check_limits(form)
        async with units.begin(signed_in(session)) as unit:
            await members.change_person(unit, person, _change(form))
    except AppError as error:
        async with units.begin(signed_in(session)) as unit:
            found = await members.get_person(unit, person)
        form.fail(error, locale_of(request, session), _place)
        return await _person_page(request, session, units, found, form, 422)
    return go(f"/people/{person}", "person-changed")


@get("/people/{person:str}/{act:str}")
async def ask_act(
    request: Ask, session: Session, units: Units, person: str, act: str
) -> Response[str]:
    """Ask once, and say what will happen."""
    if act not in ASKS:
        raise NotFoundException
    async with units.begin(signed_in(session)) as unit:
        found = await members.get_person(unit, person)
    title, sentence, _ = ASKS[act]
    return page(
        request,
        "ask.html",
        session=session,
        title_text=title,
        sentence=sentence,
        values={"name": found.name},
        harm=act in ("revoke", "lock", "invite", "restart", "renew-secret"),
        back=f"/people/{person}",
        section=("/people", N_("People")),
    )


@post("/people/{person:str}/{act:str}", status_code=200)
async def do_act(
    request: Ask, session: Session, units: Units, party: RelyingParty, person: str, act: str
) -> Response[Any]:
    """Do what was asked and confirmed."""
    if act not in ASKS:
        raise NotFoundException
    deeds = {
        "revoke": members.revoke_person,
        "lock": members.lock_person,
        "unlock": members.unlock_person,
        "confirm-roles": members.confirm_roles,
        "decline-roles": members.decline_roles,
        "restart": members.ask_restart,
        "decline-restart": members.decline_restart,
    }
    async with units.begin(signed_in(session)) as unit:
        if act == "invite":
            invited = await members.invite_again(unit, person)
            return _invited_page(request, session, party, invited)
        if act == "renew-secret":
            made = await members.renew_machine_secret(unit, person)
            return page(request, "people/secret.html", session=session, made=made)
        await deeds[act](unit, person)
    return go(f"/people/{person}", ASKS[act][2])


routes = [list_people, ask_invite, invite, show_person, change_person, ask_act, do_act]
