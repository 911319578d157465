# SPDX-License-Identifier: Apache-2.0
"""A check told again later: what was answered then, of the records as they are now."""

from collections.abc import Iterable
from datetime import date, datetime

from wasl.capabilities.checks.model import Hit, Subject
from wasl.capabilities.checks.rules.matching import Candidate
from wasl.capabilities.checks.rules.wording import hit_of
from wasl.capabilities.records import FeedState


def idle_databases(asked: Subject, databases: Iterable[str]) -> set[str]:
    """Give the databases that the subject gave nothing to look up by."""
    document = bool(asked.documents or asked.mrz)
    searched = {
        "persons": document or bool(asked.person and asked.person.names),
        "travel_documents": document,
        "vehicles": bool(asked.vehicles),
    }
    return {database for database in databases if not searched.get(database, True)}


def hit_again(state: FeedState, score: float, today: date) -> Hit:
    """Make a hit of a record as it may be seen now, with the score of then.

    Without the reasons nobody knows whether a person was met by a number, so a
    person is at most very likely the same.
    """
    return hit_of(Candidate(state, score), today)


def changed_since(states: Iterable[FeedState], at: str) -> set[str]:
    """Give the records that were changed after a moment, in ISO 8601 with a zone."""
    moment = datetime.fromisoformat(at)
    return {
        state.id
        for state in states
        if state.changed and datetime.fromisoformat(state.changed) > moment
    }
