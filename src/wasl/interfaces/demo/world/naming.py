# SPDX-License-Identifier: Apache-2.0
"""Name an invented person: the name in its own script, its spellings elsewhere, aliases."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from wasl.interfaces.demo.world.chance import Chance
from wasl.interfaces.demo.world.traditions import Spellings, Tradition

_NATIVE = 0
_WITHOUT_SPACES = frozenset({"Hani", "Hang"})
_SONS: dict[str, Spellings] = {
    "arabic": ("بن", "bin", "ben", "ibn"),
    "malay": ("bin", "b."),
}
_DAUGHTERS: dict[str, Spellings] = {
    "arabic": ("بنت", "bint", "bent"),
    "malay": ("binti", "bt."),
}
_FATHER_OF: Spellings = ("أبو", "Abu", "Abou")
_MOTHER_OF: Spellings = ("أم", "Umm", "Oum")
_SHORT = 4


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of one name; `order` says how its people put them."""

    given: tuple[Spellings, ...]
    middle: tuple[Spellings, ...]
    family: tuple[Spellings, ...]
    family_first: bool = False


def name_of(chance: Chance, tradition: Tradition, is_woman: bool) -> list[dict[str, Any]]:
    """Draw the names of a person.

    Returns:
        Dicts in the shape of a record's names: the first is the primary one, in the
        script of the tradition; spellings in Latin letters follow, then aliases.
    """
    parts = _SHAPES[tradition.shape](chance, tradition, is_woman)
    native = _written(parts, _NATIVE, tradition.script)
    given, family = (
        _joined(part, _NATIVE, tradition.script) for part in (parts.given, parts.family)
    )
    primary = {"text": native, "kind": "primary", "script": tradition.script}
    if family and given:
        primary |= {"family": family, "given": given}
    found = [primary]
    if not tradition.is_latin:
        found += _transliterations(chance, parts)
    found += _aliases(chance, parts, tradition, is_woman)
    unlike: dict[str, dict[str, Any]] = {}
    for name in found:
        unlike.setdefault(name["text"], name)
    return list(unlike.values())


def _spelt(name: Spellings, variant: int) -> str:
    """Give one spelling; the last one where a name has fewer."""
    return name[variant] if variant < len(name) else name[-1]


def _joined(names: tuple[Spellings, ...], variant: int, script: str) -> str:
    between = "" if variant == _NATIVE and script in _WITHOUT_SPACES else " "
    return between.join([_spelt(name, variant) for name in names])


def _written(parts: Parts, variant: int, script: str = "Latn") -> str:
    order = (
        (*parts.family, *parts.middle, *parts.given)
        if parts.family_first
        else (*parts.given, *parts.middle, *parts.family)
    )
    return _joined(order, variant, script)


def _transliterations(chance: Chance, parts: Parts) -> list[dict[str, Any]]:
    """Give one to three spellings in Latin letters, the family name now and then in capitals."""
    real = chance.real
    given = _joined((*parts.given, *parts.middle), 1, "Latn")
    family = _joined(parts.family, 1, "Latn")
    text = f"{given} {family.upper()}".strip() if real() < 0.5 else _written(parts, 1)  # noqa: PLR2004 - odds
    first = {"text": text, "kind": "transliteration", "script": "Latn"}
    if family:
        first |= {"family": family, "given": given}
    found = [first]
    for variant in (2, 3):
        if real() < 0.45:  # noqa: PLR2004 - odds
            text = _written(parts, variant)
            found.append({"text": text, "kind": "transliteration", "script": "Latn"})
    return found


def _aliases(
    chance: Chance, parts: Parts, tradition: Tradition, is_woman: bool
) -> list[dict[str, Any]]:
    """Give none to three further names, as officers and lists have them."""
    real = chance.real
    if real() > 0.55:  # noqa: PLR2004 - odds
        return []
    found = []
    for _ in range(1 + int(real() * 3)):
        make = chance.pick(_ALIASES)
        text, kind, script = make(chance, parts, tradition, is_woman)
        if text:
            quality = "good" if real() < 0.6 else "low"  # noqa: PLR2004 - odds
            found.append({"text": text, "kind": kind, "script": script, "quality": quality})
    return found


Alias = tuple[str, str, str]
"""Text, kind and script; an empty text where this way gives none."""


def _other_spelling(chance: Chance, parts: Parts, tradition: Tradition, _: bool) -> Alias:
    variant = 1 + int(chance.real() * 3)
    return _written(parts, variant), "alias", "Latn"


def _shorter(chance: Chance, parts: Parts, tradition: Tradition, _: bool) -> Alias:
    """Leave out all but one given and one family name."""
    kept = Parts(parts.given[:1], (), parts.family[-1:], parts.family_first)
    variant = _NATIVE if chance.real() < 0.4 else 1  # noqa: PLR2004 - odds
    return _written(kept, variant, tradition.script), "alias", _script(tradition, variant)


def _turned(_: Chance, parts: Parts, tradition: Tradition, __: bool) -> Alias:
    """Put the family name at the other end."""
    turned = Parts(parts.given, parts.middle, parts.family, not parts.family_first)
    return _written(turned, 1), "alias", "Latn"


def _initial(_: Chance, parts: Parts, tradition: Tradition, __: bool) -> Alias:
    if not parts.family:
        return "", "alias", "Latn"
    initials = " ".join(f"{_spelt(name, 1)[0]}." for name in parts.given)
    return f"{initials} {_joined(parts.family, 1, 'Latn')}", "alias", "Latn"


def _mistyped(chance: Chance, parts: Parts, tradition: Tradition, _: bool) -> Alias:
    """Turn two letters round, leave one out, or double one."""
    text = _written(parts, 1)
    if len(text) < _SHORT:
        return "", "alias", "Latn"
    at = 1 + int(chance.real() * (len(text) - 3))
    slip = int(chance.real() * 3)
    pair = text[at : at + 2]
    if not (pair.isalpha() and pair.islower()):
        return "", "alias", "Latn"
    changed = (pair[::-1], pair[1:], pair[0] + pair)[slip]
    return text[:at] + changed + text[at + 2 :], "alias", "Latn"


def _kunya(chance: Chance, _: Parts, tradition: Tradition, is_woman: bool) -> Alias:
    """Name after a child, as Arabic does; a bare given name elsewhere."""
    child = chance.pick(tradition.given[0])
    if tradition.shape != "arabic":
        return _spelt(child, 1), "nickname", "Latn"
    of = _MOTHER_OF if is_woman else _FATHER_OF
    variant = int(chance.real() * 3)
    text = f"{_spelt(of, variant)} {_spelt(child, variant)}"
    return text, "nickname", _script(tradition, variant)


def _birth_name(chance: Chance, parts: Parts, tradition: Tradition, is_woman: bool) -> Alias:
    """Give a woman another family name; a former one to a man."""
    if not parts.family:
        return "", "former", "Latn"
    other = chance.pick(tradition.family[is_woman])
    changed = Parts(parts.given, (), (other,), parts.family_first)
    return _written(changed, 1), "maiden" if is_woman else "former", "Latn"


_ALIASES: tuple[Callable[[Chance, Parts, Tradition, bool], Alias], ...] = (
    *(_other_spelling, _other_spelling, _other_spelling, _shorter, _shorter, _turned),
    *(_initial, _mistyped, _mistyped, _kunya, _birth_name),
)


def _script(tradition: Tradition, variant: int) -> str:
    return tradition.script if variant == _NATIVE else "Latn"


def _western(chance: Chance, tradition: Tradition, is_woman: bool) -> Parts:
    given = [chance.pick(tradition.given[is_woman])]
    if chance.real() < 0.15:  # noqa: PLR2004 - odds
        given.append(chance.pick(tradition.given[is_woman]))
    return Parts(tuple(given), (), (chance.pick(tradition.family[is_woman]),))


def _hispanic(chance: Chance, tradition: Tradition, is_woman: bool) -> Parts:
    names = _western(chance, tradition, is_woman)
    if chance.real() < 0.8:  # noqa: PLR2004 - odds
        second = chance.pick(tradition.family[is_woman])
        return Parts(names.given, (), (*names.family, second))
    return names


def _arabic(chance: Chance, tradition: Tradition, is_woman: bool) -> Parts:
    given, family = chance.pick(tradition.given[is_woman]), chance.pick(tradition.family[is_woman])
    middle: tuple[Spellings, ...] = ()
    lot = chance.real()
    if lot < 0.45:  # noqa: PLR2004 - odds
        middle = (chance.pick(tradition.given[0]),)
        if lot < 0.15:  # noqa: PLR2004 - odds
            middle = ((_DAUGHTERS if is_woman else _SONS)["arabic"], *middle)
    return Parts((given,), middle, (family,))


def _slavic(chance: Chance, tradition: Tradition, is_woman: bool) -> Parts:
    given, family = chance.pick(tradition.given[is_woman]), chance.pick(tradition.family[is_woman])
    fathers = tradition.fathers[is_woman]
    middle = (chance.pick(fathers),) if fathers and chance.real() < 0.7 else ()  # noqa: PLR2004 - odds
    return Parts((given,), middle, (family,))


def _family_first(chance: Chance, tradition: Tradition, is_woman: bool) -> Parts:
    given, family = chance.pick(tradition.given[is_woman]), chance.pick(tradition.family[is_woman])
    return Parts((given,), (), (family,), family_first=True)


def _vietnamese(chance: Chance, tradition: Tradition, is_woman: bool) -> Parts:
    names = _family_first(chance, tradition, is_woman)
    return Parts(names.given, (chance.pick(tradition.middle),), names.family, family_first=True)


def _patronymic(chance: Chance, tradition: Tradition, is_woman: bool) -> Parts:
    """Give own name, father's and often grandfather's; there is no family name."""
    fathers = [chance.pick(tradition.given[0])]
    if chance.real() < 0.6:  # noqa: PLR2004 - odds
        fathers.append(chance.pick(tradition.given[0]))
    return Parts((chance.pick(tradition.given[is_woman]),), (), tuple(fathers))


def _malay(chance: Chance, tradition: Tradition, is_woman: bool) -> Parts:
    of = (_DAUGHTERS if is_woman else _SONS)["malay"]
    father = chance.pick(tradition.given[0])
    return Parts((chance.pick(tradition.given[is_woman]),), (of,), (father,))


def _mononym(chance: Chance, tradition: Tradition, is_woman: bool) -> Parts:
    return Parts((chance.pick(tradition.given[is_woman]),), (), ())


_SHAPES: dict[str, Callable[[Chance, Tradition, bool], Parts]] = {
    "western": _western,
    "slavic_latin": _western,
    "hispanic": _hispanic,
    "arabic": _arabic,
    "slavic": _slavic,
    "family_first": _family_first,
    "vietnamese": _vietnamese,
    "patronymic": _patronymic,
    "malay": _malay,
    "mononym": _mononym,
}
