# SPDX-License-Identifier: Apache-2.0
"""Offices of the members and of the Organization, from the vocabulary's reference data."""

from functools import cache

from wasl.capabilities.members.errors import OfficeNotFound
from wasl.capabilities.members.model import Office, OfficeKind
from wasl.foundation.vocabulary import members as reference

_OWN_KIND = {
    "country": OfficeKind.NATIONAL_BUREAU,
    "secretariat": OfficeKind.GENERAL_SECRETARIAT,
    "international": OfficeKind.INTERNATIONAL_ENTITY,
}
_KIND = {
    "room": OfficeKind.COMMAND_CENTRE,
    "bureau": OfficeKind.REGIONAL_BUREAU,
    "unit": OfficeKind.CRIME_UNIT,
}
_SEAT = {"XGS": "FRA", "UNO": "USA"}


def main_office(member: str) -> str:
    """Give the identifier of the office that people of a member belong to by default."""
    return f"{member.lower()}-bureau"


def check_office(member: str, office: str | None) -> str:
    """Give the office named, or the member's own where none is.

    Raises:
        OfficeNotFound: not an office of this member.
    """
    if office is None:
        return main_office(member)
    if office not in {known.id for known in list_offices(member)}:
        raise OfficeNotFound(office[:80])
    return office


@cache
def list_offices(member: str | None = None) -> tuple[Office, ...]:
    """List the offices of a member, or all, each member's own bureau first.

    Args:
        member: code in capitals; an unknown one has no offices; None for all.
    """
    offices = [_own_office(entry) for entry in reference.list_members()]
    offices += [_organization_office(entry) for entry in reference.list_offices()]
    return tuple(office for office in offices if member in (None, office.member))


def _own_office(member: reference.Member) -> Office:
    return Office(
        id=main_office(member.code),
        kind=_OWN_KIND[member.kind],
        member=member.code,
        country=_SEAT.get(member.code, member.code),
        zone=member.zone,
        cities=member.cities,
        names=member.names,
    )


def _organization_office(office: reference.Office) -> Office:
    return Office(
        id=f"xgs-{office.kind}-{office.code}",
        kind=_KIND[office.kind],
        member=reference.GENERAL_SECRETARIAT,
        country=office.country,
        zone=office.zone,
        cities=office.cities,
        names=office.names,
    )
