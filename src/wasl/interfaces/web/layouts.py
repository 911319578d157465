# SPDX-License-Identifier: Apache-2.0
"""How the body of each database is shown and entered: sections and kinds of field.

One entry here gives a database its form, its facts and the words of its hits.
A database without an entry is still shown, field by field, by its own names.
"""

from dataclasses import dataclass
from typing import Literal

from wasl.interfaces.problems import N_

What = Literal["text", "ident", "date", "country", "code", "area"]


@dataclass(frozen=True, slots=True)
class Input:
    """A field of a body.

    Attributes:
        name: of the field in the body.
        what: kind of value; decides field, direction and words.
        scheme: vocabulary of a ``code``.
        several: the body holds a list of them.
        parts: fields of each, where the value is a structure.
        required: a record cannot do without it.
        help: a sentence below the label, or "".
        label: code of the scheme ``field``; "" for the name itself.
    """

    name: str
    what: What = "text"
    scheme: str = ""
    several: bool = False
    parts: tuple["Input", ...] = ()
    required: bool = False
    help: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Fields under one heading."""

    title: str
    inputs: tuple[Input, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """A database in words.

    Attributes:
        icon: name in ``icons.svg``.
        one: what a record of it is called.
        new: label of the act that enters one.
        sections: the body.
    """

    icon: str
    one: str
    new: str
    sections: tuple[Section, ...]

    @property
    def inputs(self) -> dict[str, Input]:
        """Every field by name."""
        return {each.name: each for section in self.sections for each in section.inputs}


_NAME_PARTS = (
    Input("text", label="name", required=True),
    Input("kind", "code", "name_kind"),
    Input("family"),
    Input("given"),
)
_DOCUMENT_PARTS = (
    Input("number", "ident", required=True),
    Input("country", "country"),
    Input("type", "code", "document_type"),
    Input("issued", "date"),
    Input("expires", "date"),
)
_PLACE_PARTS = (Input("country", "country"), Input("text", label="place"))
_LISTING_PARTS = (
    Input("list"),
    Input("reference", "ident"),
    Input("listed_on", "date"),
    Input("updated_on", "date"),
)
_NOTE = Input("note", "area")

PERSONS = Layout(
    "person",
    N_("Person"),
    N_("Enter a person"),
    (
        Section(
            N_("Who it is"),
            (
                Input("subject", "code", "subject", required=True),
                Input("names", several=True, parts=_NAME_PARTS, required=True),
                Input("sex", "code", "sex"),
                Input("birth_dates", "date", several=True),
                Input("birth_places", several=True, parts=_PLACE_PARTS),
                Input("nationalities", "country", several=True),
            ),
        ),
        Section(
            N_("Why it is recorded"),
            (
                Input("status", "code", "person_status", required=True),
                Input("warnings", "code", "warning", several=True),
                Input("marks", several=True),
                Input("titles", several=True),
            ),
        ),
        Section(
            N_("Documents and addresses"),
            (
                Input("documents", several=True, parts=_DOCUMENT_PARTS),
                Input("addresses", several=True, parts=_PLACE_PARTS),
            ),
        ),
        Section(
            N_("Further"),
            (Input("listing", parts=_LISTING_PARTS), _NOTE),
        ),
    ),
)
TRAVEL_DOCUMENTS = Layout(
    "passport",
    N_("Travel document"),
    N_("Enter a travel document"),
    (
        Section(
            N_("Which document it is"),
            (
                Input("number", "ident", required=True),
                Input("country", "country", required=True),
                Input("type", "code", "document_type", required=True),
                Input("issued", "date"),
                Input("expires", "date"),
            ),
        ),
        Section(
            N_("Why it is recorded"),
            (
                Input("fraud_type", "code", "fraud_type", required=True),
                Input("theft_date", "date"),
                Input("theft_country", "country"),
                Input("review_date", "date"),
                Input("note", "area", help=N_("Nothing about persons: no names here.")),
            ),
        ),
    ),
)
VEHICLES = Layout(
    "vehicle",
    N_("Vehicle"),
    N_("Enter a vehicle"),
    (
        Section(
            N_("Which vehicle it is"),
            (
                Input("vin", "ident"),
                Input(
                    "plates",
                    several=True,
                    parts=(
                        Input("number", "ident", required=True),
                        Input("country", "country"),
                    ),
                ),
                Input("engine_number", "ident"),
                Input("make"),
                Input("model"),
                Input("colour"),
                Input("year", "date"),
            ),
        ),
        Section(
            N_("Why it is recorded"),
            (
                Input("status", "code", "vehicle_status", required=True),
                Input("theft_date", "date"),
                Input("theft_country", "country"),
                _NOTE,
            ),
        ),
    ),
)

LAYOUTS = {"persons": PERSONS, "travel_documents": TRAVEL_DOCUMENTS, "vehicles": VEHICLES}


def layout_of(database: str, fields: tuple[str, ...] = ()) -> Layout:
    """Give the layout of a database; one is made up for a database without an entry."""
    found = LAYOUTS.get(database)
    if found is not None:
        return found
    inputs = tuple(Input(name) for name in fields)
    return Layout("records", N_("Record"), N_("Enter a record"), (Section(N_("Facts"), inputs),))


STRIPS = {
    "wanted_person": "wanted",
    "missing_person": "missing",
    "victim_person": "missing",
    "suspect_person": "blue",
    "charged_person": "blue",
    "convicted_person": "blue",
    "person_of_interest_person": "blue",
    "witness_person": "blue",
    "possible_threat_person": "green",
    "dead_person": "dead",
    "unidentified_person": "dead",
    "sanctioned_person": "sanction",
    "sanctioned_organization": "sanction",
}
"""Colour of a kind of record (scheme ``record_kind``); it always stands beside the word."""


def strip_of(kind: str) -> str:
    """Give the colour of a kind of record, by name of its style."""
    return STRIPS.get(kind, "stop")
