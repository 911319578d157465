# SPDX-License-Identifier: Apache-2.0
"""The form of a person's limits: it says outright whether there is one; emptied, it closes."""

import pytest

from wasl.capabilities.members import Limits
from wasl.foundation.errors import Invalid
from wasl.interfaces.web.forms import Form
from wasl.interfaces.web.people import check_limits, limits_of

ONE, NOTHING = frozenset({"vehicles"}), frozenset[str]()
CASES = [
    ("none", [], None, "no limit where that is said"),
    ("ticked", ["vehicles"], ONE, "a limit is set"),
    ("ticked", [], NOTHING, "the last one taken away leaves nothing, not everything"),
    (None, [], NOTHING, "a form that says nothing opens nothing"),
    (None, ["vehicles"], ONE, "what is ticked is open"),
]


def _form(said: str | None, ticked: list[str]) -> Form:
    limits = {"databases_limit": said, "purposes_limit": said}
    return Form.filled({"databases": ticked, "purposes": ticked, "may_write": "yes", **limits})


@pytest.mark.parametrize(("said", "ticked", "after", "why"), CASES, ids=[c[3] for c in CASES])
def test_an_emptied_limit_opens_nothing(
    said: str | None, ticked: list[str], after: frozenset[str] | None, why: str
) -> None:
    form = _form(said, ticked)
    check_limits(form)
    assert limits_of(form) == Limits(databases=after, purposes=after), why


def test_ticks_beside_no_limit_are_asked_about() -> None:
    with pytest.raises(Invalid) as refused:
        check_limits(_form("none", ["vehicles"]))
    assert [one.field for one in refused.value.problems] == ["databases", "purposes"]
