# SPDX-License-Identifier: Apache-2.0
"""National authorities that the bureau lets in: what is open to them, and stopping them."""

from typing import Any

from litestar import Response, get, post

from wasl.capabilities import members
from wasl.capabilities.members import Entity, EntityDraft, EntityKind, Session
from wasl.foundation.errors import AppError
from wasl.foundation.i18n import Locale
from wasl.foundation.unit import Units
from wasl.interfaces.problems import N_
from wasl.interfaces.web.forms import Form
from wasl.interfaces.web.pages import Ask, go, locale_of, options, page, read_form, signed_in


def _choices(locale: Locale) -> dict[str, Any]:
    return {
        "kinds": options(locale, "entity_kind", [kind.value for kind in EntityKind]),
        "databases": options(locale, "database"),
        "purposes": options(locale, "purpose"),
    }


def _draft(form: Form) -> EntityDraft:
    return EntityDraft(
        name=form.get("name"),
        kind=form.get("kind"),
        databases=frozenset(form.all("databases")),
        purposes=frozenset(form.all("purposes")),
        may_write=form.get("may_write") == "yes",
        site=form.get("site") or None,
    )


def _filled(entity: Entity) -> Form:
    limits = entity.limits
    return Form.filled(
        {
            "name": entity.name,
            "kind": entity.kind.value,
            "databases": sorted(limits.databases or ()),
            "purposes": sorted(limits.purposes or ()),
            "may_write": "yes" if limits.may_write else None,
            "site": limits.site,
        }
    )


@get("/entities")
async def list_entities(request: Ask, session: Session, units: Units) -> Response[str]:
    """List the authorised entities of the bureau."""
    async with units.begin(signed_in(session)) as unit:
        entities = await members.list_entities(unit)
    return page(request, "entities/list.html", session=session, entities=entities)


@get("/entities/new")
async def ask_new(request: Ask, session: Session) -> Response[str]:
    """Show the form that lets an authority in."""
    signed_in(session)
    return _form_page(request, session, Form(), None)


def _form_page(
    request: Ask, session: Session, form: Form, entity: Entity | None, status: int = 200
) -> Response[str]:
    return page(
        request,
        "entities/form.html",
        session=session,
        status=status,
        form=form,
        entity=entity,
        **_choices(locale_of(request, session)),
    )


@post("/entities/new", status_code=200)
async def create(request: Ask, session: Session, units: Units) -> Response[Any]:
    """Let an authority in, with limits."""
    form = await read_form(request)
    try:
        async with units.begin(signed_in(session)) as unit:
            entity = await members.create_entity(unit, _draft(form))
    except AppError as error:
        form.fail(error, locale_of(request, session))
        return _form_page(request, session, form, None, 422)
    return go(f"/entities/{entity.id}", "entity-created")


@get("/entities/{entity:str}")
async def show(request: Ask, session: Session, units: Units, entity: str) -> Response[str]:
    """Show one entity and its limits."""
    async with units.begin(signed_in(session)) as unit:
        found = await members.get_entity(unit, entity)
    return _form_page(request, session, _filled(found), found)


@post("/entities/{entity:str}", status_code=200)
async def change(request: Ask, session: Session, units: Units, entity: str) -> Response[Any]:
    """Set an entity's limits anew."""
    form = await read_form(request)
    async with units.begin(signed_in(session)) as unit:
        found = await members.get_entity(unit, entity)
    try:
        async with units.begin(signed_in(session)) as unit:
            await members.change_entity(unit, entity, _draft(form))
    except AppError as error:
        form.fail(error, locale_of(request, session))
        return _form_page(request, session, form, found, 422)
    return go(f"/entities/{entity}", "entity-changed")


@get("/entities/{entity:str}/revoke")
async def ask_revoke(request: Ask, session: Session, units: Units, entity: str) -> Response[str]:
    """Ask once, and say what will happen."""
    async with units.begin(signed_in(session)) as unit:
        found = await members.get_entity(unit, entity)
    return page(
        request,
        "ask.html",
        session=session,
        title_text=N_("Revoke the entity"),
        sentence=N_(
            "%(name)s and all its people and machines can no longer sign in or check, for good."
            " Every check node refuses within seconds."
        ),
        values={"name": found.name},
        harm=True,
        back=f"/entities/{entity}",
        section=("/entities", N_("Entities")),
    )


@post("/entities/{entity:str}/revoke")
async def revoke(session: Session, units: Units, entity: str) -> Response[Any]:
    """Stop an entity for good."""
    async with units.begin(signed_in(session)) as unit:
        await members.revoke_entity(unit, entity)
    return go(f"/entities/{entity}", "entity-revoked")


routes = [list_entities, ask_new, create, show, change, ask_revoke, revoke]
