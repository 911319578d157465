# SPDX-License-Identifier: Apache-2.0
"""What the pages about records share: the reader's purpose, a record in words, asking why."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Response

from wasl.capabilities import records
from wasl.capabilities.members import Session
from wasl.capabilities.records import Record, RecordNotFound
from wasl.foundation import vocabulary
from wasl.foundation.access import Act, Actor
from wasl.interfaces.door import purpose_of
from wasl.interfaces.web.forms import Form
from wasl.interfaces.web.pages import Ask, page

DEFAULT_PURPOSE = "criminal_investigation"


def purpose_for(request: Ask, session: Session) -> str:
    """Give why the reader looks at records: as the address says, else as last time.

    What nobody chose is one that is open to the reader, so that limits close no page.
    """
    said = purpose_of(request)
    if said:
        return said
    usual = (session.last_purpose or DEFAULT_PURPOSE, *vocabulary.codes("purpose"))
    actor = session.actor
    return next((one for one in usual if actor.may(Act.READ, None, one)), DEFAULT_PURPOSE)


def open_databases(actor: Actor) -> list[str]:
    """Give the databases that the actor may read, in their usual order."""
    return [code for code in records.databases() if actor.may(Act.READ, code)]


def record_id(text: str) -> UUID:
    """Read a record's identifier from an address.

    Raises:
        RecordNotFound: it is none, which looks like a record that is not there.
    """
    try:
        return UUID(text)
    except ValueError as error:
        raise RecordNotFound(UUID(int=0)) from error


def check_place(record: Record, database: str) -> None:
    """Refuse an address that names another database than the record's.

    Raises:
        RecordNotFound, DatabaseUnknown: there is no such record there.
    """
    if record.database != records.get_kind(database).database:
        raise RecordNotFound(record.id)


def body_values(record: Record) -> dict[str, Any]:
    """Give a body as plain values, or nothing for an erased one."""
    return {} if record.body is None else msgspec.to_builtins(record.body)


def headline(record: Record) -> str:
    """Give one line that tells a record apart; "" for an erased one."""
    kind = records.get_kind(record.database)
    return "" if record.body is None else kind.headline(record.body)


def ask_reason(request: Ask, session: Session, database: str, form: Form) -> Response[str]:
    """Ask why somebody opens what opens only with a reason."""
    status = 422 if form.errors else 200
    return page(
        request,
        "records/reason.html",
        session=session,
        status=status,
        database=database,
        form=form,
    )
