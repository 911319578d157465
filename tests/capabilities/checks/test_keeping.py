# SPDX-License-Identifier: Apache-2.0
"""What the audit keeps of a check is told again: what was asked, how likely each match was."""

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from tests.factories_checks import NOW, actor, node_of, person, question
from wasl.capabilities import checks
from wasl.capabilities.checks import KeptCheck, Node, Subject
from wasl.foundation.unit import Units

OFFICER, COLLEAGUE = actor("FRA"), actor("KEN")
IDLE = [
    ({"person": {"names": ["Zephyrine"]}}, {"travel_documents", "vehicles"}),
    ({"person": {"birth_date": "1979"}}, {"persons", "travel_documents", "vehicles"}),
    ({"documents": [{"number": "XT0000001"}]}, {"vehicles"}),
    ({"mrz": ["P<UTOERIKSSON<<ANNA<MARIA"]}, {"vehicles"}),
    ({"vehicles": [{"plate": "AB-123-CD"}]}, {"persons", "travel_documents"}),
]


async def _ship(units: Units, node: Node) -> None:
    """Bring what waits in the spool to the hub."""
    for path in checks.spool_files(node.folder):
        spool = checks.SpoolFile(path)
        parcel = spool.parcel()
        assert parcel is not None
        async with units.system() as unit:
            await checks.take_parcel(unit, parcel.chain, parcel.first, parcel.entries)
        spool.close()


async def test_scores_and_question_are_kept_for_the_asker_alone(
    units: Units, tmp_path: Path
) -> None:
    wanted = person("Zephyrine Oakhollow")
    node = node_of(tmp_path, wanted)
    answer = await checks.check(node, OFFICER, question("Zephyrine Oakhollow"), NOW)
    async with units.begin(OFFICER) as unit:
        assert await checks.find_kept(unit, answer.check) is None
    await _ship(units, node)
    async with units.begin(OFFICER) as unit:
        kept = await checks.find_kept(unit, answer.check)
    [hit] = answer.hits
    subject = question("Zephyrine Oakhollow").subject
    assert kept == KeptCheck(subject, {wanted.id: hit.score})
    async with units.begin(COLLEAGUE) as unit:
        assert await checks.find_kept(unit, answer.check) is None
    again = checks.hit_again(wanted, kept.scores[wanted.id], NOW.date())
    assert msgspec.json.encode(again) == msgspec.json.encode(replace(hit, reasons=()))
    node.close()


@pytest.mark.parametrize(("subject", "idle"), IDLE, ids=lambda value: str(value)[:30])
def test_what_had_nothing_to_be_looked_up_by_is_told(
    subject: dict[str, object], idle: set[str]
) -> None:
    asked = msgspec.convert(subject, Subject)
    assert checks.idle_databases(asked, ("persons", "travel_documents", "vehicles")) == idle


def test_a_record_changed_after_the_check_is_marked() -> None:
    before, after = NOW - timedelta(seconds=1), NOW + timedelta(microseconds=1)
    old = replace(person("Zephyrine Oakhollow"), changed=before.isoformat())
    new = replace(person("Zephyrine Fernhill"), changed=after.isoformat())
    assert checks.changed_since([old, new], NOW.isoformat()) == {new.id}
