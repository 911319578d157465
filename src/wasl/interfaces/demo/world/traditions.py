# SPDX-License-Identifier: Apache-2.0
"""How people are named in many parts of the world: words, spellings, and the order of parts."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from wasl.foundation.vocabulary import list_member_countries
from wasl.interfaces.demo.world.data import load
from wasl.interfaces.demo.world.romanize import romanize

Spellings = tuple[str, ...]
"""One name: as its people write it, then as others do. Never empty."""

_FEMALE_ENDINGS = {
    "slavic": (("ский", "ская"), ("ов", "ова"), ("ев", "ева"), ("ёв", "ёва"), ("ин", "ина")),
    "slavic_latin": (("ski", "ska"), ("ov", "ova"), ("yev", "yeva"), ("ev", "eva")),
}


@dataclass(frozen=True, slots=True)
class Tradition:
    """The names of one tradition.

    Attributes:
        code, script: its name; ISO 15924 code of its script.
        shape: order of the parts, see `naming.py`.
        given: given names of men and of women.
        family: family names of men and of women; the same but in Slavic traditions.
        fathers: patronymics of men and of women; empty elsewhere.
        middle: middle names; empty but in Viet Nam.
    """

    code: str
    script: str
    shape: str
    given: tuple[tuple[Spellings, ...], tuple[Spellings, ...]]
    family: tuple[tuple[Spellings, ...], tuple[Spellings, ...]]
    fathers: tuple[tuple[Spellings, ...], tuple[Spellings, ...]] = ((), ())
    middle: tuple[Spellings, ...] = ()

    @property
    def is_latin(self) -> bool:
        """Written in Latin letters."""
        return self.script == "Latn"


@cache
def traditions() -> dict[str, tuple[Tradition, ...]]:
    """Give the traditions of each member country, weighted by repetition."""
    found: dict[str, list[Tradition]] = {m.code: [] for m in list_member_countries()}
    for code, entry in load("names").items():
        tradition = _read(code, entry)
        for country, weight in _weights(entry["countries"]):
            found[country] += [tradition] * weight
    return {country: tuple(several) for country, several in found.items()}


@cache
def populous() -> tuple[str, ...]:
    """Give the member countries, each as often as people of it turn up."""
    return tuple(
        country
        for entry in load("names").values()
        for country, weight in _weights(entry["countries"])
        for _ in range(weight)
    )


def _weights(text: str) -> list[tuple[str, int]]:
    parts = (part.partition(":") for part in text.split())
    return [(country, int(weight or 1)) for country, _, weight in parts]


def _read(code: str, entry: dict[str, Any]) -> Tradition:
    script, shape = entry["script"], entry["shape"]
    family = _spellings(entry["family"], script)
    female = tuple(_female(name, shape) for name in family)
    pairs = [pair.split() for pair in entry.get("fathers", "").split(";") if pair.strip()]
    fathers = tuple(tuple(_spelt(pair[n], script) for pair in pairs) for n in (0, 1))
    return Tradition(
        code,
        script,
        shape,
        (_spellings(entry["male"], script), _spellings(entry["female"], script)),
        (family, female),
        (fathers[0], fathers[1]),
        _spellings(entry["middle"], script) if "middle" in entry else (),
    )


def _spellings(text: str, script: str) -> tuple[Spellings, ...]:
    return tuple(_spelt(name.strip(), script) for name in text.split(";"))


def _spelt(text: str, script: str) -> Spellings:
    """Read "name|spelling|spelling"; Cyrillic names without spellings are romanised."""
    parts = tuple(part.strip() for part in text.split("|"))
    return parts + romanize(parts[0]) if script == "Cyrl" and len(parts) == 1 else parts


def _female(name: Spellings, shape: str) -> Spellings:
    """Turn a family name into that of a woman where the tradition does so."""
    for male, female in _FEMALE_ENDINGS.get(shape, ()):
        if not name[0].endswith(male):
            continue
        changed = name[0].removesuffix(male) + female
        if shape == "slavic":
            return (changed, *romanize(changed))
        return tuple(
            spelt.removesuffix(male) + female if spelt.endswith(male) else spelt for spelt in name
        )
    return name
