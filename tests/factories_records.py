# SPDX-License-Identifier: Apache-2.0
"""Actors and drafts of records for stories; every name is invented."""

from typing import Any

from wasl.capabilities.records import EVERYBODY, Draft, Restriction, get_kind, read_draft
from wasl.foundation.access import Actor, Role
from wasl.foundation.vocabulary import get_member

PURPOSE = "criminal_investigation"


def an_actor(member: str = "FRA", name: str = "amelie", *roles: Role) -> Actor:
    """Give a person of a bureau; a supervisor where nothing is said."""
    chosen = roles or (Role.SUPERVISOR,)
    return Actor(
        id=f"{member.lower()}-{name}",
        kind="person",
        member=member,
        bit=get_member(member).bit,
        roles=frozenset(role.value for role in chosen),
        name=name.title(),
    )


def person(**fields: Any) -> dict[str, Any]:
    """Give the body of a person as JSON."""
    return {
        "names": [{"text": "Zephyrine Oakhollow"}, {"text": "زفيرين أوكهولو"}],
        "status": "wanted",
        "birth_dates": ["1979-03"],
        **fields,
    }


def document(number: str = "12AB34567", **fields: Any) -> dict[str, Any]:
    """Give the body of a travel document as JSON."""
    return {
        "number": number,
        "country": "FRA",
        "type": "passport",
        "fraud_type": "stolen",
        **fields,
    }


def vehicle(**fields: Any) -> dict[str, Any]:
    """Give the body of a vehicle as JSON."""
    return {"vin": "1M8GDM9AXKP042788", "status": "stolen", **fields}


BODIES = {"persons": person, "travel_documents": document, "vehicles": vehicle}


def a_draft(
    database: str = "persons",
    body: dict[str, Any] | None = None,
    restriction: Restriction = EVERYBODY,
    **envelope: Any,
) -> Draft:
    """Give a draft that holds."""
    data = body if body is not None else BODIES[get_kind(database).database]()
    whole = {"body": data, "restriction": restriction, "purpose": "locate_wanted", **envelope}
    return read_draft(database, {**whole, "restriction": _plain(restriction)})


def _plain(restriction: Restriction) -> dict[str, Any]:
    return {
        "mode": restriction.mode,
        "members": list(restriction.members),
        "fields": {name: list(denied) for name, denied in restriction.fields.items()},
    }
