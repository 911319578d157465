# SPDX-License-Identifier: Apache-2.0
"""What a reader may not see does not exist for the search: compared with an index without it."""

import random

import pytest

from wasl.foundation.matching import NameIndex
from wasl.foundation.matching.measure import invented, misspelt

BITS = (0, 7, 8, 130, 255)


def audience(bits: list[int]) -> bytes:
    row = bytearray(32)
    for bit in bits:
        row[bit // 8] |= 1 << (7 - bit % 8)
    return bytes(row)


@pytest.fixture(scope="module")
def people() -> list[dict]:
    chance = random.Random(3)  # noqa: S311 - a sample
    found = []
    for entity in invented(1500):
        seen = [bit for bit in BITS if chance.random() < 0.4]
        found.append(entity | {"audience": audience(seen), "seen": seen})
    return found


@pytest.mark.parametrize("bit", BITS)
def test_hidden_entities_change_no_answer(people: list[dict], bit: int) -> None:
    """The masked index answers like one that never held the others: ids, scores and order."""
    whole = NameIndex.build(people)
    alone = NameIndex.build([entity for entity in people if bit in entity["seen"]])
    chance = random.Random(bit)  # noqa: S311 - a sample
    for entity in chance.sample(people, 60):
        name = misspelt(entity["name"], chance)
        found = whole.search(name, "person", 20, mask=bit)
        wanted = alone.search(name, "person", 20)
        assert _telling(found) == _telling(wanted)


def _telling(hits: list[tuple[str, float]]) -> list[tuple[str, float]]:
    return [hit for hit in hits if hit[1] > 0.2]


def test_hidden_entities_are_never_among_the_found(people: list[dict]) -> None:
    index = NameIndex.build(people)
    seen = {entity["id"]: entity["seen"] for entity in people}
    for entity in people[:150]:
        for bit in (*BITS, 99):
            found = index.search(entity["name"], "person", 50, mask=bit)
            assert all(bit in seen[identity] for identity, _ in found)
            assert (entity["id"] in [i for i, _ in found]) == (bit in entity["seen"])


def test_a_mask_of_several_bits_sees_what_any_of_them_sees(people: list[dict]) -> None:
    index = NameIndex.build(people)
    for entity in people[:50]:
        found = dict(index.search(entity["name"], "person", 20, mask=audience([7, 130])))
        assert (entity["id"] in found) == bool({7, 130} & set(entity["seen"]))
