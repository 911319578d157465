# SPDX-License-Identifier: Apache-2.0
"""The register of members and offices, in the reader's language."""

from typing import Annotated, Any

import msgspec
from litestar import Request, get
from litestar.params import FromPath, QueryParameter

from wasl.capabilities.members import MemberNotFound, Office
from wasl.capabilities.members import list_offices as offices_of
from wasl.foundation.vocabulary import members as reference
from wasl.interfaces.api import entities, people
from wasl.interfaces.api.faults import locale_of
from wasl.interfaces.door import TheActor

Ask = Request[Any, Any, Any]
_Member = Annotated[str | None, QueryParameter(description="Code of the member.", max_length=80)]


class MemberLine(msgspec.Struct):
    """A member: a country, the General Secretariat (XGS) or the United Nations (UNO)."""

    code: str
    name: str
    names: dict[str, str]
    kind: str
    region: str
    bodies: list[str]
    city: str
    zone: str


class MemberList(msgspec.Struct):
    """The register as of a day."""

    as_of: str
    members: list[MemberLine]


class OfficeLine(msgspec.Struct):
    """An office, named in the reader's language."""

    id: str
    kind: str
    member: str
    name: str
    city: str
    country: str
    zone: str


class OfficeList(msgspec.Struct):
    """Offices by member."""

    offices: list[OfficeLine]


def _line(member: reference.Member, language: str) -> MemberLine:
    return MemberLine(
        code=member.code,
        name=reference.member_name(member.code, language),
        names=member.names,
        kind=member.kind,
        region=member.region,
        bodies=list(member.bodies),
        city=reference.member_city(member.code, language),
        zone=member.zone,
    )


@get("/v1/members", tags=["Members"], summary="List the members")
async def list_members(
    request: Ask,
    actor: TheActor,
    region: Annotated[str | None, QueryParameter(description="Code of a region.")] = None,
    police_body: Annotated[
        str | None, QueryParameter(name="body", description="Code of a regional police body.")
    ] = None,
) -> MemberList:
    """List members by code, named in the language of ``Accept-Language``."""
    language = locale_of(request).tag
    found = [
        _line(member, language)
        for member in reference.list_members()
        if region in (None, member.region) and (police_body is None or police_body in member.bodies)
    ]
    return MemberList(reference.MEMBERS_AS_OF.isoformat(), found)


@get("/v1/members/{code:str}", tags=["Members"], summary="Read a member")
async def read_member(request: Ask, actor: TheActor, code: FromPath[str]) -> MemberLine:
    """Give a member by its code, in capitals or not."""
    upper = code.upper()
    if not reference.is_member(upper):
        raise MemberNotFound(code[:80])
    return _line(reference.get_member(upper), locale_of(request).tag)


@get("/v1/offices", tags=["Members"], summary="List the offices")
async def list_offices(request: Ask, actor: TheActor, member: _Member = None) -> OfficeList:
    """List bureaus, rooms of the command centre, regional bureaus and crime units."""
    language = locale_of(request).tag
    code = member.upper() if member else None
    if code is not None and not reference.is_member(code):
        return OfficeList([])
    return OfficeList([_office(office, language) for office in offices_of(code)])


def _office(office: Office, language: str) -> OfficeLine:
    return OfficeLine(
        id=office.id,
        kind=office.kind.value,
        member=office.member,
        name=office.names.get(language, office.names["en"]),
        city=office.cities.get(language, office.cities["en"]),
        country=office.country,
        zone=office.zone,
    )


routes = [list_members, read_member, list_offices, *people.routes, *entities.routes]
