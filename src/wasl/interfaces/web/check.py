# SPDX-License-Identifier: Apache-2.0
"""The check page: one box that understands, a form with every field, and the answer."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec
from litestar import Response, get, post
from markupsafe import Markup

from wasl.capabilities import checks, members
from wasl.capabilities.checks import Answer, Hit, Node, Question, Subject
from wasl.capabilities.members import Session
from wasl.foundation import vocabulary
from wasl.foundation.access import Act, Actor
from wasl.foundation.errors import AppError, Invalid
from wasl.foundation.i18n import Locale
from wasl.foundation.unit import Units
from wasl.foundation.vocabulary.understand import Reading, understand
from wasl.interfaces.web.forms import Form
from wasl.interfaces.web.layouts import strip_of
from wasl.interfaces.web.pages import (
    Ask,
    bureau_name,
    locale_of,
    options,
    page,
    read_form,
    signed_in,
)
from wasl.interfaces.web.templating import say_markup

FEW_FACTS = {
    "persons": ("birth_dates", "nationalities", "sex", "birth_places", "documents"),
    "travel_documents": ("number", "country", "type", "theft_date", "expires"),
    "vehicles": ("vin", "plates", "make", "model", "colour", "year"),
}
IDLE = "nothing_to_search"
"""Remark on a database that the question gave nothing to look up by."""


@dataclass(frozen=True, slots=True)
class Told:
    """A reading of the one box, in words."""

    code: str
    words: Markup


@dataclass(frozen=True, slots=True)
class Understood:
    """What the one box understood: the likeliest, and others to choose instead."""

    best: Told | None
    others: list[Told]
    nothing: Markup


@dataclass(frozen=True, slots=True)
class HitNames:
    """A person's name in its own script, then in Latin letters where that differs."""

    own: str
    latin: str
    initial: str


def hit_names(hit: Hit) -> HitNames:
    """Choose the two spellings that head a hit."""
    names = [name for name in hit.facts.get("names") or () if name.get("text")]
    primary = [name for name in names if name.get("kind", "primary") == "primary"] or names
    own = next((n["text"] for n in primary if n.get("script", "Latn") != "Latn"), hit.headline)
    latin = next((n["text"] for n in names if n.get("script", "Latn") == "Latn"), "")
    shown = latin if latin != own else ""
    return HitNames(own, shown, (shown or own)[:1].upper())


def zone_of(member: str) -> str:
    """Give the time zone of a member's bureau; "" where there is none to tell."""
    found = vocabulary.find_member(member)
    return found.zone if found and found.kind == "country" else ""


def _told(reading: Reading, locale: Locale) -> Told:
    words = say_markup(locale, "understood", reading.code, reading.values)
    return Told(f"{reading.kind}.{reading.code}", words)


def _understood(text: str, locale: Locale, chosen: str = "") -> tuple[Understood, Reading | None]:
    """Read the one box; ``chosen`` is the reading that the officer prefers."""
    found = understand(text, datetime.now(UTC).date())
    readings = [one for one in found.readings if one.subject]
    if not readings:
        words = say_markup(locale, "understood", found.best.code, found.best.values)
        return Understood(None, [], words), None
    readings.sort(key=lambda one: f"{one.kind}.{one.code}" != chosen)
    told = [_told(one, locale) for one in readings]
    return Understood(told[0], told[1:3], Markup()), readings[0]


def _open_databases(actor: Actor) -> list[str]:
    return [code for code in vocabulary.codes("database") if actor.may(Act.CHECK, code)]


def asked_databases(actor: Actor, chosen: Sequence[str]) -> tuple[str, ...]:
    """Give the databases to ask.

    All of them where none that is open was left out: the answer then says which are not open.
    """
    return () if set(chosen) >= set(_open_databases(actor)) else tuple(chosen)


def choices(actor: Actor, locale: Locale) -> dict[str, Any]:
    """Give purposes and databases that are open to the actor."""
    purposes = [p for p in vocabulary.codes("purpose") if actor.may(Act.CHECK, None, p)]
    return {
        "purposes": options(locale, "purpose", purposes),
        "databases": options(locale, "database", _open_databases(actor)),
        "sexes": options(locale, "sex"),
        "document_types": options(locale, "document_type"),
    }


def remembered(session: Session) -> Form:
    """Fill in the last choice of purpose and databases; else border control, and all."""
    databases = session.last_databases or tuple(_open_databases(session.actor))
    purpose = session.last_purpose or "border_control"
    return Form.filled({"purpose": purpose, "databases": databases})


@get("/check")
async def ask(request: Ask, session: Session) -> Response[str]:
    """Open the check page with the cursor in the box."""
    signed_in(session).require(Act.CHECK)
    return _page(request, session, remembered(session))


def _page(
    request: Ask,
    session: Session,
    form: Form,
    answer: Answer | None = None,
    *,
    took: float = 0.0,
    status: int = 200,
    template: str = "check/page.html",
) -> Response[str]:
    locale = locale_of(request, session)
    text = form.get("q")
    reading = _understood(text, locale, form.get("as"))[0] if text else None
    return page(
        request,
        template,
        session=session,
        status=status,
        form=form,
        reading=reading,
        answer=answer,
        **choices(session.actor, locale),
        **_answer_values(answer, took, locale),
    )


def _idle(answer: Answer) -> set[object]:
    return {one.values.get("database") for one in answer.remarks if one.code == IDLE}


def checked_in(answer: Answer) -> list[str]:
    """List the databases that were looked into; where there was nothing to look up by, not."""
    idle = _idle(answer)
    states = answer.databases.items()
    return [code for code, state in states if state == "checked" and code not in idle]


def _answer_values(answer: Answer | None, took: float, locale: Locale) -> dict[str, Any]:
    """Give what the answer's template names besides the answer."""
    if answer is None:
        return {}
    idle, checked = _idle(answer), checked_in(answer)
    others = [code for code in answer.databases if code not in idle and code not in checked]
    return {
        "answered_at": datetime.fromisoformat(answer.at),
        "idle": idle,
        "remarks": [one for one in answer.remarks if one.code != IDLE],
        "asked_count": len(checked),
        "checked_names": [locale.label("database", code) for code in checked],
        "unchecked_names": [locale.label("database", code) for code in others],
        "took": max(round(took * 1000), 1),
        "has_label": vocabulary.has_label,
        **hit_values(locale),
    }


def hit_values(locale: Locale) -> dict[str, Any]:
    """Give what the template of a hit names besides the hit."""
    return {
        "hit_names": hit_names,
        "few_facts": lambda database: FEW_FACTS.get(database, ()),
        "strip_of": strip_of,
        "bureau": lambda member: bureau_name(member, locale),
        "zone_of": zone_of,
    }


@post("/check/understand", status_code=200)
async def show_understood(request: Ask, session: Session) -> Response[str]:
    """Say what the box understands so far."""
    signed_in(session).require(Act.CHECK)
    form = await read_form(request)
    locale = locale_of(request, session)
    reading = _understood(form.get("q"), locale)[0] if form.get("q") else None
    return page(request, "check/understood.html", session=session, reading=reading)


@post("/check", status_code=200)
async def run(request: Ask, session: Session, units: Units, node: Node) -> Response[str]:
    """Ask the databases what the box says."""
    signed_in(session).require(Act.CHECK)
    form = await read_form(request)
    told, reading = _understood(form.get("q"), locale_of(request, session), form.get("as"))
    if reading is None:
        form.errors["q"] = told.nothing
        return _page(request, session, form, status=422)
    return await _answer(request, session, units, node, form, reading.subject)


async def _answer(
    request: Ask,
    session: Session,
    units: Units,
    node: Node,
    form: Form,
    subject: dict[str, Any],
    template: str = "check/page.html",
) -> Response[str]:
    began = time.perf_counter()
    databases = tuple(form.all("databases"))
    try:
        asked = asked_databases(session.actor, databases)
        question = Question(form.get("purpose"), _subject(subject), asked)
        answer = await checks.check(node, session.actor, question, datetime.now(UTC))
    except AppError as error:
        form.fail(error, locale_of(request, session), _place_of(form))
        return _page(request, session, form, status=422, template=template)
    took = time.perf_counter() - began
    if (form.get("purpose"), databases) != (session.last_purpose, session.last_databases):
        async with units.system() as unit:
            await members.remember_choice(unit, session, form.get("purpose"), databases)
    return _page(request, session, form, answer, took=took, template="check/page.html")


def _subject(subject: dict[str, Any]) -> Subject:
    """Make a subject; what is too long is refused with its place.

    Raises:
        Invalid: a text is too long or of the wrong shape.
    """
    try:
        return msgspec.convert(subject, Subject)
    except msgspec.ValidationError as error:
        raise Invalid([checks.shape_problem(error, "subject")]) from error


def _place_of(form: Form) -> Callable[[str], str]:
    """Say which field of the page stands for a path of the question."""
    one_box = "q" in form.values

    def place(path: str) -> str:
        if not path.startswith("subject"):
            return path
        if one_box:
            return "q"
        last = path.split(".")[-1].partition("[")[0]
        if path.startswith("subject.vehicles") and last == "country":
            return "plate_country"
        return "" if last == "subject" else last

    return place


@post("/check/form", status_code=200)
async def run_form(request: Ask, session: Session, units: Units, node: Node) -> Response[str]:
    """Show every field, filled with what the box understood; or ask with them."""
    signed_in(session).require(Act.CHECK)
    form = await read_form(request)
    if form.get("step") == "form":
        reading = _understood(form.get("q"), locale_of(request, session))[1]
        _spread(form, reading.subject if reading else {})
        form.values.pop("q", None)
        return _page(request, session, form, template="check/form.html")
    subject = _gathered(form)
    return await _answer(request, session, units, node, form, subject, "check/form.html")


@get("/check/form")
async def ask_form(request: Ask, session: Session) -> Response[str]:
    """Show every field."""
    signed_in(session).require(Act.CHECK)
    return _page(request, session, remembered(session), template="check/form.html")


def asking_again(subject: Subject) -> Form | None:
    """Fill the full form with a subject; None where it has not fields enough for it."""
    form = Form()
    _spread(form, msgspec.to_builtins(subject))
    again = msgspec.convert(_gathered(form), Subject)
    return form if again == subject else None


def _spread(form: Form, subject: dict[str, Any]) -> None:
    """Put a subject into the fields of the full form."""
    person = subject.get("person", {})
    document: dict[str, Any] = next(iter(subject.get("documents", [])), {})
    vehicle: dict[str, Any] = next(iter(subject.get("vehicles", [])), {})
    values: dict[str, Any] = {
        "names": person.get("names", []),
        "birth_date": person.get("birth_date"),
        "nationalities": person.get("nationalities", []),
        "sex": person.get("sex"),
        "number": document.get("number"),
        "country": document.get("country"),
        "type": document.get("type"),
        "mrz": "\n".join(subject.get("mrz", [])),
        "vin": vehicle.get("vin"),
        "plate": vehicle.get("plate"),
        "plate_country": vehicle.get("country"),
        "engine_number": vehicle.get("engine_number"),
    }
    form.values.update(Form.filled(values).values)


def _gathered(form: Form) -> dict[str, Any]:
    """Read a subject from the fields of the full form; empty ones are left out."""
    names = [line.strip() for text in form.all("names") for line in text.splitlines()]
    person = {
        "names": [name for name in names if name],
        "birth_date": form.get("birth_date"),
        "nationalities": form.words("nationalities"),
        "sex": form.get("sex"),
    }
    document = {name: form.get(name) for name in ("number", "country", "type")}
    vehicle = {
        "vin": form.get("vin"),
        "plate": form.get("plate"),
        "country": form.get("plate_country"),
        "engine_number": form.get("engine_number"),
    }
    person, document, vehicle = (_known(part) for part in (person, document, vehicle))
    subject: dict[str, Any] = {"person": person} if person else {}
    if document:
        subject["documents"] = [document]
    if vehicle:
        subject["vehicles"] = [vehicle]
    if form.get("mrz"):
        subject["mrz"] = form.get("mrz").split()
    return subject


def _known(part: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in part.items() if value}


routes = [ask, show_understood, run, run_form, ask_form]
