# SPDX-License-Identifier: Apache-2.0
"""The text of an audit entry, which is what is chained."""

import json
from datetime import UTC, datetime

import msgspec
import pytest

from wasl.foundation.ledger import Entry, Operation


class Asked(msgspec.Struct, omit_defaults=True):
    """A question, as the audit keeps it."""

    number: str
    country: str | None = None


def entry(at: datetime, **detail: object) -> Entry:
    return Entry(at, Operation.CONSULTATION, "a", "FRA", "border_control", None, "x", detail)


@pytest.mark.parametrize(
    ("at", "written"),
    [
        (datetime(2026, 11, 21, 12, 0, 0, 120, UTC), "2026-11-21T12:00:00.000120Z"),
        (datetime(2026, 11, 21, 12, 0, 0, 0, UTC), "2026-11-21T12:00:00.000000Z"),
    ],
)
def test_the_time_is_written_to_the_microsecond(at: datetime, written: str) -> None:
    assert json.loads(entry(at).text())["at"] == written


def test_structs_are_written_as_json_and_no_nul_stops_a_chain() -> None:
    at = datetime(2026, 11, 21, 12, 0, 0, 1, UTC)
    plain = entry(at, asked=Asked("XT1")).text()
    assert json.loads(plain)["detail"] == {"asked": {"number": "XT1"}}
    hostile = entry(at, asked=Asked("XT\0001", "FRA")).text()
    assert json.loads(hostile)["detail"] == {"asked": {"number": "XT\u24001", "country": "FRA"}}
    assert json.loads(hostile)["at"] == "2026-11-21T12:00:00.000001Z"
