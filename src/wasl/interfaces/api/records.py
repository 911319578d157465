# SPDX-License-Identifier: Apache-2.0
"""Records over JSON: lists, single records, their past, exports, entry, change, deletion."""

from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal
from urllib.parse import unquote
from uuid import UUID

import msgspec
from litestar import delete, get, post, put
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import Example
from litestar.params import Body, HeaderParameter, Parameter, QueryParameter
from litestar.response import Stream

from wasl.capabilities import records
from wasl.capabilities.records import Entered, ExportOrder, Query, Version
from wasl.foundation.access import Actor
from wasl.foundation.errors import Invalid, Problem
from wasl.foundation.i18n import negotiate
from wasl.foundation.unit import Units
from wasl.foundation.vocabulary import codes, label
from wasl.interfaces.api.record_shapes import (
    Ask,
    CountTold,
    DraftAsked,
    EnteredTold,
    PageTold,
    RecordTold,
    StateTold,
    doubts,
    tell,
)
from wasl.interfaces.problems import MEDIA_TYPE

TAGS = ["Records"]
PATH = "/v1/records/{database:str}"
ONE = PATH + "/{record:uuid}"


def _problems(*statuses: int) -> dict[int, ResponseSpec]:
    words = {
        400: "Malformed, or no purpose: name one by ``Wasl-Purpose`` or ``?purpose=``.",
        401: "Not signed in.",
        403: "The caller may not do this, or must say why first (``reason-needed``).",
        404: "There is none, or none for this reader; both look the same.",
        409: "It has changed, or stands otherwise, meanwhile.",
        422: "Fields at fault, all of them named.",
    }
    chosen = sorted({400, 401, 403, *statuses})
    return {
        status: ResponseSpec(dict[str, Any], description=words[status], media_type=MEDIA_TYPE)
        for status in chosen
    }


def _tell_entered(request: Ask, entered: Entered) -> EnteredTold:
    return EnteredTold(tell(entered.record), doubts(request, entered.warnings))


Identifier = Annotated[
    str | None,
    Parameter(description="Number of a document, a plate, VIN, case or source reference."),
]
Why = Annotated[
    str | None,
    Parameter(
        description="Why the caller opens it, in 3 to 500 signs. Victims, witnesses, minors and"
        " confidential records of other members open only with a reason; it is kept in the audit."
    ),
]
WhyHeader = Annotated[
    str | None,
    HeaderParameter(
        name="Wasl-Reason",
        description="The same as ``reason``, in UTF-8 and percent-encoded (RFC 3986); stays out of"
        " addresses and their logs.",
    ),
]


def _why(parameter: str | None, header: str | None) -> str | None:
    """Give the reason that a request names: in the header, else in the address."""
    return unquote(header) if header else parameter


# The framework keeps the name "state" for itself.
Standing = Annotated[
    Literal["active", "deletion_requested", "deleted"] | None, QueryParameter(name="state")
]


def _aware(moment: datetime | None) -> datetime | None:
    """Take a time without a zone as UTC."""
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment


@get(PATH, tags=TAGS, summary="List records", responses=_problems(404, 422))
async def list_records(
    units: Units,
    actor: Actor,
    purpose: str | None,
    database: str,
    owner: str | None = None,
    standing: Standing = None,
    identifier: Identifier = None,
    updated_since: datetime | None = None,
    import_id: UUID | None = None,
    kept_until: Annotated[
        date | None,
        Parameter(description="The caller's own that are kept until this day at most."),
    ] = None,
    order: records.Order = "newest",
    after: Annotated[str | None, Parameter(description="``next`` of the page before.")] = None,
    limit: Annotated[int, Parameter(ge=1, le=500)] = 50,
) -> PageTold:
    """List the records of a database that the caller may see.

    In the order asked for; with a hyphen backwards.
    """
    query = Query(
        database=records.get_kind(database).database,
        owner=owner.upper() if owner else None,
        state=standing,
        identifier=identifier,
        updated_since=_aware(updated_since),
        import_id=import_id,
        kept_until=kept_until,
        order=order,
        after=after,
        limit=limit,
    )
    async with units.begin(actor, purpose) as unit:
        page = await records.list_(unit, query)
    count = CountTold(page.count.number, page.count.exact)
    return PageTold([tell(record) for record in page.records], count, page.next)


@get(f"{PATH}/export", tags=TAGS, summary="Export records", responses=_problems(404, 422))
async def export_records(
    request: Ask,
    units: Units,
    actor: Actor,
    purpose: str | None,
    database: str,
    form: Literal["csv", "jsonl"] = "csv",
    owner: str | None = None,
    identifier: Identifier = None,
    updated_since: datetime | None = None,
    reason: Why = None,
    reason_header: WhyHeader = None,
) -> Stream:
    """Take records out as a file, headed by who took them, when, with what filter, and its marking.

    The disclosure is on record before the first byte leaves.
    """
    name = records.get_kind(database).database
    query = Query(name, owner.upper() if owner else None, None, identifier, _aware(updated_since))
    language = negotiate(request.headers.get("accept-language")).tag
    asked = {"owner": owner, "identifier": identifier, "updated_since": updated_since}
    preamble = [
        label("confidentiality", "official_use_only", language),
        f"{label('database', name, language)}: {_filters(asked)}",
        f"{actor.name or actor.id}, {actor.member}, {units.clock().isoformat(timespec='seconds')}",
    ]
    order = ExportOrder(form, preamble, _why(reason, reason_header))
    pieces = await records.export(units, (actor, purpose), query, order)
    media = "text/csv" if form == "csv" else "application/x-ndjson"
    told = {"content-disposition": f'attachment; filename="{name}.{form}"'}
    return Stream(pieces, media_type=media, headers=told)


def _filters(asked: dict[str, Any]) -> str:
    return ", ".join(f"{name}={value}" for name, value in asked.items() if value) or "*"


async def _own(units: Units, asker: tuple[Actor, str | None], database: str, record: UUID) -> None:
    """Refuse all but the owner, and an address that names another database than the record's."""
    async with units.begin(*asker) as unit:
        found = await records.get_own(unit, record)
    if found.database != records.get_kind(database).database:
        raise records.RecordNotFound(record)


@get(ONE, tags=TAGS, summary="Read a record", responses=_problems(404))
async def read_record(
    units: Units,
    actor: Actor,
    purpose: str | None,
    database: str,
    record: UUID,
    on: Annotated[
        datetime | None, Parameter(description="As it was then; left out: as it is.")
    ] = None,
    reason: Why = None,
    reason_header: WhyHeader = None,
) -> RecordTold:
    """Read a record as the caller may see it. The reading is audited."""
    why = _why(reason, reason_header)
    async with units.begin(actor, purpose) as unit:
        moment = _aware(on)
        found = (
            await records.get(unit, record, why)
            if moment is None
            else await records.as_it_was_on(unit, record, moment, why)
        )
        if found.database != records.get_kind(database).database:
            raise records.RecordNotFound(record)
    return tell(found)


@get(f"{ONE}/history", tags=TAGS, summary="Read a record's past", responses=_problems(404))
async def read_history(
    units: Units,
    actor: Actor,
    purpose: str | None,
    database: str,
    record: UUID,
    reason: Why = None,
    reason_header: WhyHeader = None,
) -> list[StateTold]:
    """Read the states of a record that the caller may see, oldest first."""
    async with units.begin(actor, purpose) as unit:
        states = await records.history(unit, record, _why(reason, reason_header))
        if states[-1].record.database != records.get_kind(database).database:
            raise records.RecordNotFound(record)
    return [_tell_state(state) for state in states]


def _tell_state(state: Version) -> StateTold:
    since = state.record.changed_at
    return StateTold(tell(state.record), since, state.until, state.operation, state.by)


EXAMPLES = [
    Example(
        summary="A stolen passport",
        value={
            "body": {
                "number": "XT0000001",
                "country": "FRA",
                "type": "passport",
                "fraud_type": "stolen",
            },
            "restriction": {"mode": "except", "members": ["XGS"]},
            "purpose": "border_control",
        },
    ),
    Example(
        summary="A wanted person",
        value={
            "body": {
                "names": [{"text": "Zephyrine Oakhollow"}, {"text": "زفيرين أوكهولو"}],
                "birth_dates": ["1979-03"],
                "nationalities": ["FRA"],
                "status": "wanted",
                "warnings": ["armed"],
            },
            "restriction": {"mode": "all", "fields": {"documents": ["ESP"]}},
            "purpose": "locate_wanted",
        },
    ),
]


@post(PATH, tags=TAGS, summary="Enter a record", responses=_problems(404, 409, 422))
async def enter_record(
    request: Ask,
    units: Units,
    actor: Actor,
    purpose: str | None,
    database: str,
    data: Annotated[DraftAsked, Body(title="Draft", examples=EXAMPLES)],
) -> EnteredTold:
    """Enter a record of the caller's own member. What the body holds depends on the database.

    Without a purpose of this act, that of the record counts.
    """
    draft = records.read_draft(database, msgspec.to_builtins(data, builtin_types=(date,)))
    async with units.begin(actor, purpose or _purpose(draft.purpose)) as unit:
        entered = await records.enter(unit, database, draft)
    return _tell_entered(request, entered)


def _purpose(code: str) -> str:
    """Take a record's purpose as the purpose of the act.

    Raises:
        Invalid: there is no such purpose.
    """
    if code not in codes("purpose"):
        values = {"value": code[:40], "known": ", ".join(codes("purpose"))}
        raise Invalid([Problem("purpose", "code-unknown", values)])
    return code


@put(ONE, tags=TAGS, summary="Change a record", responses=_problems(404, 409, 422))
async def change_record(
    request: Ask,
    units: Units,
    actor: Actor,
    purpose: str | None,
    database: str,
    record: UUID,
    version: Annotated[int, Parameter(ge=1, description="Version that was read.")],
    data: Annotated[DraftAsked, Body(title="Draft", examples=EXAMPLES)],
) -> EnteredTold:
    """Put a new state in place of the version that was read. Only the owner may."""
    draft = records.read_draft(database, msgspec.to_builtins(data, builtin_types=(date,)))
    asker = (actor, purpose or _purpose(draft.purpose))
    await _own(units, asker, database, record)
    async with units.begin(*asker) as unit:
        entered = await records.change(unit, record, version, draft)
    return _tell_entered(request, entered)


@delete(
    ONE,
    status_code=202,
    tags=TAGS,
    summary="Ask for a deletion",
    responses=_problems(404, 409, 422),
)
async def request_deletion(
    units: Units, actor: Actor, purpose: str | None, database: str, record: UUID, reason: str
) -> None:
    """Ask to delete a record. A second person of the bureau must confirm."""
    await _own(units, (actor, purpose), database, record)
    async with units.begin(actor, purpose) as unit:
        await records.request_deletion(unit, record, reason)


@post(
    f"{ONE}/deletion",
    status_code=204,
    tags=TAGS,
    summary="Confirm a deletion",
    responses=_problems(404, 409),
)
async def confirm_deletion(
    units: Units, actor: Actor, purpose: str | None, database: str, record: UUID
) -> None:
    """Erase a record as the second person. That there was one stays on record."""
    await _own(units, (actor, purpose), database, record)
    async with units.begin(actor, purpose) as unit:
        await records.confirm_deletion(unit, record)


@delete(
    f"{ONE}/deletion",
    status_code=204,
    tags=TAGS,
    summary="Take back or refuse a deletion",
    responses=_problems(404, 409),
)
async def cancel_deletion(
    units: Units, actor: Actor, purpose: str | None, database: str, record: UUID
) -> None:
    """Let a record stay that somebody asked to delete."""
    await _own(units, (actor, purpose), database, record)
    async with units.begin(actor, purpose) as unit:
        await records.cancel_deletion(unit, record)


@get("/v1/deletions", tags=TAGS, summary="List deletions that wait", responses=_problems())
async def list_deletions(units: Units, actor: Actor, purpose: str | None) -> list[records.Deletion]:
    """List what somebody of the caller's bureau asked to delete and nobody confirmed yet."""
    async with units.begin(actor, purpose) as unit:
        return await records.list_deletions(unit)


routes: list[Any] = [
    list_records,
    export_records,
    read_record,
    read_history,
    enter_record,
    change_record,
    request_deletion,
    confirm_deletion,
    cancel_deletion,
    list_deletions,
]
