# SPDX-License-Identifier: Apache-2.0
"""Why a reader of the console looks at records, where nobody said so."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from litestar.testing import RequestFactory

from tests.factories_records import an_actor
from wasl.capabilities.members import Client, Session, Stage
from wasl.interfaces.web.records import purpose_for

NOW = datetime(2026, 11, 21, tzinfo=UTC)
OPEN = replace(an_actor(), purposes=None)
BORDER = replace(an_actor(), purposes=frozenset({"border_control", "security_check"}))


def session(**fields: Any) -> Session:
    given = {"actor": OPEN, "last_purpose": None, **fields}
    return Session(
        id="s1",
        username="a.martin@fra",
        stage=Stage.FULL,
        created_at=NOW,
        seen_at=NOW,
        client=Client("", ""),
        locale=None,
        last_databases=None,
        **given,
    )


CASES = [
    (session(), "", "criminal_investigation", "usual"),
    (session(last_purpose="warning"), "", "warning", "last time's"),
    (session(last_purpose="warning"), "forensic", "forensic", "as the address says"),
    (session(actor=BORDER), "", "security_check", "the usual one is closed to the entity"),
    (session(actor=BORDER, last_purpose="warning"), "", "security_check", "closed since"),
    (session(actor=BORDER), "forensic", "forensic", "said: to be refused, never replaced"),
]


@pytest.mark.parametrize(("who", "said", "expected", "why"), CASES, ids=[c[3] for c in CASES])
def test_the_purpose_is_one_that_is_open_to_the_reader(
    who: Session, said: str, expected: str, why: str
) -> None:
    request = RequestFactory().get("/records", query_params={"purpose": said} if said else None)
    assert purpose_for(request, who) == expected, why
