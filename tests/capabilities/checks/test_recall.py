# SPDX-License-Identifier: Apache-2.0
"""A kept check is opened again: with what may be seen today, and never unseen."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from tests.factories_checks import (
    NOW,
    actor,
    document,
    follow,
    node_of,
    person,
    question,
    without,
)
from wasl.capabilities import checks
from wasl.capabilities.checks import Node, RecentCheck
from wasl.foundation.access import Actor
from wasl.foundation.unit import Units

OFFICER = actor("FRA")


async def kept(units: Units, node: Node, *names: str, **subject: Any) -> RecentCheck:
    await checks.check(node, OFFICER, question(*names, **subject), NOW)
    async with units.begin(OFFICER) as unit:
        [found] = await checks.list_recent_checks(unit, node.folder)
    return found


async def recalled(units: Units, node: Node, check: RecentCheck, who: Actor = OFFICER) -> list[str]:
    async with units.begin(who, check.purpose) as unit:
        return [state.id for state in checks.recall(unit, node.reader, check)]


async def test_what_was_found_is_shown_again_and_on_record(units: Units, tmp_path: Path) -> None:
    wanted = person("Zephyrine Oakhollow")
    node = node_of(tmp_path, wanted)
    check = await kept(units, node, "Zephyrine Oakhollow")
    assert await recalled(units, node, check) == [wanted.id]
    async with units.system() as unit:
        [told] = await unit.rows(
            "SELECT purpose, database, entry FROM audit WHERE database IS NOT NULL"
        )
    assert (told["purpose"], told["database"]) == ("border_control", "persons")
    assert json.loads(told["entry"])["detail"]["records"] == [wanted.id]
    node.close()


async def test_a_record_denied_since_is_not_shown_again(units: Units, tmp_path: Path) -> None:
    wanted = person("Zephyrine Oakhollow")
    node = node_of(tmp_path, wanted)
    check = await kept(units, node, "Zephyrine Oakhollow")
    denied = msgspec.structs.replace(wanted, version=2, audience=without("FRA"))
    follow(tmp_path, [denied], 1)
    assert await recalled(units, node, check) == []
    node.close()


async def test_a_database_or_purpose_closed_since_is_not_shown_again(
    units: Units, tmp_path: Path
) -> None:
    node = node_of(tmp_path, person("Zephyrine Oakhollow"), document("XT0000001"))
    asked = [{"number": "XT0000001", "country": "FRA"}]
    check = await kept(units, node, "Zephyrine Oakhollow", documents=asked)
    assert len(await recalled(units, node, check)) == 2
    garage = replace(OFFICER, databases=frozenset({"travel_documents"}))
    assert len(await recalled(units, node, check, garage)) == 1
    other = replace(OFFICER, purposes=frozenset({"forensic"}))
    assert await recalled(units, node, check, other) == []
    node.close()
