# SPDX-License-Identifier: Apache-2.0
"""Which records open only with a reason, and what is shown of them without one. Pure decisions.

Victims, witnesses, minors and what is marked more than official use: others than
the owner see a few facts in checks and lists, and the record itself, its past and
its copies only after saying why. Source: RPD article 44; handbook, part 5.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec

from wasl.capabilities.records.errors import ReasonNeeded
from wasl.capabilities.records.kinds import Judge, get_kind
from wasl.capabilities.records.model import FeedState, Record
from wasl.capabilities.records.rules.visibility import Reader, visible, without
from wasl.foundation.errors import Invalid
from wasl.foundation.vocabulary import find_date

ADULT = 18
LEAST_REASON = 3
MOST_REASON = 500
PROTECTED = frozenset({"victim", "witness"})
CONFIDENTIAL = frozenset({"restricted", "confidential"})


def is_minor(birth_dates: Iterable[str], today: date) -> bool:
    """Tell whether every recorded date of birth makes the person younger than 18.

    Partial dates count by their last day. Without a date that can be read: False.
    """
    dates = [found for text in birth_dates if (found := find_date(text)) is not None]
    if not dates:
        return False
    try:
        coming_of_age = today.replace(year=today.year - ADULT)
    except ValueError:  # 29 February
        coming_of_age = date(today.year - ADULT, 3, 1)
    return all(found.last > coming_of_age for found in dates)


def needs_reason(state: Record | FeedState, today: date) -> bool:
    """Tell whether a record opens only with a reason, its owner aside.

    What decides (status, dates of birth, confidentiality) can be hidden from nobody
    alone, so all readers get the same answer.
    """
    return (
        state.confidentiality in CONFIDENTIAL
        or _said(state.body, "status") in PROTECTED
        or is_minor(_said(state.body, "birth_dates") or (), today)
    )


def _said(body: Any, name: str) -> Any:  # noqa: ANN401 - a field of any kind
    return body.get(name) if isinstance(body, dict) else getattr(body, name, None)


def is_closed(record: Record, reader: Reader, today: date) -> bool:
    """Tell whether this reader must say why to open the record."""
    return reader.member != record.owner and needs_reason(record, today)


def read_reason(closed: bool, reason: str | None) -> str | None:
    """Read why somebody opens something; what is given is kept, needed or not.

    Args:
        closed: whether it opens only with a reason.
        reason: as it was given; white space around it goes.

    Returns:
        The reason, 3 to 500 signs in one line; None where none is given nor needed.

    Raises:
        ReasonNeeded: closed, and none is given.
        Invalid: the reason is too short or too long, or has control characters.
    """
    judge = Judge()
    stated = judge.line("reason", reason, MOST_REASON)
    if stated is not None and len(stated) < LEAST_REASON:
        judge.problem("reason", "length-wrong", minimum=LEAST_REASON, maximum=MOST_REASON)
    if judge.problems:
        raise Invalid(judge.problems)
    if closed and stated is None:
        raise ReasonNeeded(LEAST_REASON, MOST_REASON)
    return stated


def listed(record: Record, reader: Reader, today: date) -> Record | None:
    """Give a record as this reader may see it in a list, or None: see ``visible``.

    Of one that opens only with a reason, the few facts of its kind are shown, without
    case and reference, and ``needs_reason`` is set.
    """
    seen = visible(record, reader)
    if seen is None or not is_closed(seen, reader, today):
        return seen
    few = get_kind(seen.database).few_facts
    left_out = [name for name in seen.body.__struct_fields__ if name not in few]
    return msgspec.structs.replace(
        seen,
        body=without(seen.body, left_out),
        case=None,
        source_reference=None,
        needs_reason=True,
    )
