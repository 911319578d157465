# SPDX-License-Identifier: Apache-2.0
"""The form of a person's limits: emptied, it closes; it never opens what was closed."""

import pytest

from wasl.capabilities.members import Limits
from wasl.interfaces.web.forms import Form
from wasl.interfaces.web.people import limits_of

ONE, NOTHING = frozenset({"vehicles"}), frozenset[str]()
CASES = [
    ([], None, None, "no limit stays no limit"),
    (["vehicles"], None, ONE, "a limit is set"),
    ([], ONE, NOTHING, "the last one taken away leaves nothing, not everything"),
    ([], NOTHING, NOTHING, "what was closed stays closed when a name is changed"),
    (["vehicles"], NOTHING, ONE, "one is opened"),
]


@pytest.mark.parametrize(("ticked", "before", "after", "why"), CASES, ids=[c[3] for c in CASES])
def test_an_emptied_limit_opens_nothing(
    ticked: list[str], before: frozenset[str] | None, after: frozenset[str] | None, why: str
) -> None:
    form = Form.filled({"databases": ticked, "purposes": ticked, "may_write": "yes"})
    limits = limits_of(form, Limits(databases=before, purposes=before))
    assert (limits.databases, limits.purposes) == (after, after), why


def test_somebody_new_has_no_limit_where_none_is_ticked() -> None:
    assert limits_of(Form.filled({"may_write": "yes"})) == Limits()
