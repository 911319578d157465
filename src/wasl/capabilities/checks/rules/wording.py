# SPDX-License-Identifier: Apache-2.0
"""What an officer is told with a hit: facts, cautions, what to do, whom to ask.

A hit is a lead. Whatever a record says, the action is to verify and to ask the
owner; never to arrest, refuse or seize because of the hit alone. Source:
handbook, part 3; RPD articles 44, 63, 112.
"""

from datetime import date
from typing import Any

from wasl.capabilities.checks.model import Hit
from wasl.capabilities.checks.rules.matching import Candidate, words_of
from wasl.capabilities.records import (
    CONFIDENTIAL,
    PROTECTED,
    FeedState,
    get_kind,
    is_minor,
    needs_reason,
)
from wasl.foundation.vocabulary import has_label

MOST_NAMES = 6

_FACTS = {
    "persons": (
        *("names", "subject", "sex", "birth_dates", "birth_places", "nationalities"),
        *("documents", "status", "warnings", "listing"),
    ),
    "travel_documents": (
        *("number", "country", "type", "fraud_type", "theft_date", "theft_country"),
        *("issued", "expires"),
    ),
    "vehicles": (
        *("vin", "plates", "engine_number", "make", "model", "colour", "year", "status"),
        *("theft_date", "theft_country"),
    ),
}
_SOUGHT_FOR_CARE = frozenset({"missing", "victim", "witness"})
_ORGANIZATIONS = frozenset({"XGS", "UNO"})
_PERSON_ACTIONS = {"dead": "verify_documents", "sanctioned": "apply_sanctions"}
_ACTIONS = {"travel_documents": "hold_document", "vehicles": "keep_vehicle"}


def cautions(state: FeedState, minor: bool) -> tuple[str, ...]:
    """Give what the officer must mind, most pressing first (scheme ``caution``)."""
    body = state.body
    found = [f"warning_{code}" for code in body.get("warnings") or ()]
    if minor:
        found.append("minor")
    if body.get("status") in PROTECTED:
        found.append("protected_person")
    if state.confidentiality in CONFIDENTIAL:
        found.append("confidential")
    if body.get("status") == "missing":
        found.append("missing")
    if body.get("listing") or body.get("status") == "sanctioned":
        found.append("sanctions_no_arrest")
    return (*found, "lead_only" if state.database == "persons" else "lead_only_thing")


def action(state: FeedState) -> str:
    """Give what to do next (scheme ``action``); the owner always confirms."""
    if state.database != "persons":
        return _ACTIONS.get(state.database, "ask_owner")
    if state.body.get("status") in _SOUGHT_FOR_CARE:
        return "protect_and_ask"
    return _PERSON_ACTIONS.get(state.body.get("status", ""), "verify_and_ask")


def facts(state: FeedState, closed: bool) -> dict[str, Any]:
    """Give the visible fields that tell persons and things apart; fewer if it is closed."""
    kind = get_kind(state.database)
    names = kind.few_facts if closed else _FACTS.get(state.database, kind.facts)
    found = {name: state.body[name] for name in names if state.body.get(name)}
    if "names" in found:
        found["names"] = found["names"][:MOST_NAMES]
    return found


def contact(owner: str) -> str:
    """Give the office to ask: the owner's bureau, or the command centre for organizations."""
    return "XGS-CCC-LYON" if owner in _ORGANIZATIONS else f"{owner}-NCB"


def kind_of(state: FeedState) -> str:
    """Give what the record is in a word (scheme ``record_kind``): ``stolen_passport``."""
    body = state.body
    codes: tuple[str, ...]
    if state.database == "persons":
        whole = body.get("subject", "person")
        codes = (f"{body.get('status')}_{whole}", whole)
    elif state.database == "travel_documents":
        fraud = body.get("fraud_type")
        codes = (f"{fraud}_{body.get('type')}", f"{fraud}_travel_document")
    else:
        codes = (f"{body.get('status')}_{state.database.removesuffix('s')}",)
    for code in codes:
        if has_label("record_kind", code):
            return code
    return state.database.removesuffix("s")


def headline(state: FeedState) -> str:
    """Give one line that tells the record apart: a name, a number, a plate."""
    body = state.body
    if state.names:
        return state.names[0]
    plates = [plate.get("number") for plate in body.get("plates") or ()]
    number = next(filter(None, (body.get("number"), *plates, body.get("vin"))), None)
    parts = (number, body.get("make"), body.get("model"))
    return " ".join(str(part) for part in parts if part)


def hit_of(candidate: Candidate, today: date) -> Hit:
    """Make the hit that is shown of a candidate."""
    state = candidate.state
    minor = is_minor(state.body.get("birth_dates") or (), today)
    closed = needs_reason(state, today)
    # Only what is equal is 1: rounding must not make it so.
    score = 1.0 if candidate.score >= 1.0 else min(round(candidate.score, 3), 0.999)
    by_number = any(reason.code.startswith("document") for reason in candidate.reasons)
    return Hit(
        record=state.id,
        database=state.database,
        kind=kind_of(state),
        owner=state.owner,
        version=state.version,
        score=score,
        match=words_of(score, by_name=state.database == "persons" and not by_number),
        reasons=tuple(candidate.reasons),
        caution=cautions(state, minor),
        action=action(state),
        contact=contact(state.owner),
        needs_reason=closed,
        headline=headline(state),
        facts=facts(state, closed),
        confidentiality=state.confidentiality,
        handling=state.handling,
    )
