# SPDX-License-Identifier: Apache-2.0
"""Spell Cyrillic names in Latin letters as passports and newspapers did and do."""

_BASE = dict(
    zip("абвгдзиклмнопрстуфэ", "a b v g d z i k l m n o p r s t u f e".split(), strict=True)
)
_SYSTEMS: tuple[dict[str, str], ...] = (
    # ICAO Doc 9303 part 3 section 6, as in passports of today.
    dict(е="e", ё="e", ж="zh", й="i", х="kh", ц="ts", ч="ch", ш="sh", щ="shch")
    | dict(ъ="ie", ы="y", ь="", ю="iu", я="ia", і="i", ї="i", є="ie", ґ="g", ө="o", ү="u"),
    # English press.
    dict(е="e", ё="yo", ж="zh", й="y", х="kh", ц="ts", ч="ch", ш="sh", щ="shch")
    | dict(ъ="", ы="y", ь="", ю="yu", я="ya", і="i", ї="yi", є="ye", ґ="g", ө="u", ү="u"),
    # French, in passports up to the nineties.
    dict(е="e", ё="io", ж="j", й="ï", х="kh", ц="ts", ч="tch", ш="ch", щ="chtch", у="ou")
    | dict(ъ="", ы="y", ь="", ю="iou", я="ia", і="i", ї="i", є="ie", ґ="g", ө="eu", ү="u"),
)
_ENDINGS = ("ий", "ый")
_SHORT_ENDINGS = {"y": "y", "ï": "i"}
"""How a system that writes й so shortens the two endings."""


def romanize(name: str) -> tuple[str, ...]:
    """Give the spellings of a Cyrillic name, each once: ICAO, English, French."""
    found = (_spell(name, system) for system in _SYSTEMS)
    return tuple(dict.fromkeys(found))


def _spell(name: str, system: dict[str, str]) -> str:
    letters = _BASE | system
    return " ".join("-".join(_word(part, letters) for part in w.split("-")) for w in name.split())


def _word(word: str, letters: dict[str, str]) -> str:
    small = word.lower()
    tail = ""
    short = _SHORT_ENDINGS.get(letters["й"])
    if short and small.endswith(_ENDINGS):
        small, tail = small[:-2], short
    return ("".join(letters.get(sign, sign) for sign in small) + tail).capitalize()
