# SPDX-License-Identifier: Apache-2.0
"""From a name to the words that are compared: what each is, and how it may sound.

A ``Word`` is cached and shared; a name is a short list of them. What customs join is joined here
(servant-of names, "of God", "of the faith"), what they tie loosely is kept apart and its joined
form is given as well (``JOINED``), used only to find, never to score.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import lru_cache

from wasl.foundation.matching import japanese, particles
from wasl.foundation.matching.eastasian import (
    DOUBLE_SURNAMES,
    HAN_SURNAMES,
    HANGUL_SURNAMES,
    LATIN_SURNAMES,
    southern,
)
from wasl.foundation.matching.nicknames import GROUP_OF
from wasl.foundation.matching.rarity import consonants, rarity
from wasl.foundation.matching.reading import read
from wasl.foundation.matching.scripts import ARABIC, HAN, HANGUL, HEBREW, LATIN, script_of
from wasl.foundation.matching.sounds import SOUNDS, encode
from wasl.foundation.matching.southeast import burmese_syllables
from wasl.foundation.matching.text import MAX_WORDS, bare, words
from wasl.foundation.matching.usual import USUAL, is_usual

NAME, PARTICLE, INITIAL, TITLE, KUNYA, GENERIC, NUMBER, JOINED, TIED = range(9)
PERSON, ORGANIZATION, VESSEL, TOKEN = range(4)
TYPES = {"person": PERSON, "organization": ORGANIZATION, "vessel": VESSEL, "token": TOKEN}

# What sharing such a word is worth at most, in nats; a NAME's worth comes from ``_rarity``.
WORTH = {PARTICLE: 0.3, INITIAL: 1.5, TITLE: 0.3, KUNYA: 1.0, GENERIC: 2.5, NUMBER: 5.0}
UNKNOWN_RARITY = 9.0
_SHORT = 5
_FEW = 4
_MAX_FORMS = 5
_LONG_ENOUGH = 3
_TITLED = 2  # words of a name that may be one run and a title


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a name, ready for the kernels.

    Attributes:
        text: folded, without accents.
        kind: NAME, PARTICLE, ...
        script: see ``scripts``.
        forms: strings of sound codes, likeliest first; empty = comparable by text only.
        rarity: nats that sharing this word is worth at most.
        group: number of the nickname group, 0 for none, with ``USUAL`` for a usual name.
        hash: 32 bits of the text.
    """

    text: str
    kind: int
    script: int
    forms: tuple[bytes, ...]
    rarity: float
    group: int
    hash: int


def analyse(name: str, kind: int) -> list[Word]:
    """Split a name of a type into its words; the ``JOINED`` ones come last."""
    return [word(part, sort) for part, sort in split(name, kind)]


def split(name: str, kind: int) -> list[tuple[str, int]]:
    """Split a name of a type into (word as written, what it is); the ``JOINED`` ones come last."""
    parts = words(name)
    if kind == TOKEN:
        return [(part, NAME) for part, _ in parts]
    if kind == PERSON:
        if len(parts) <= _TITLED:
            parts = _unspaced(parts)
        parts = _customs(parts)
    plain = [bare(part) for part, _ in parts]
    kinds = [_kind(text, place, kind) for place, text in enumerate(plain)]
    if kind == PERSON and any(tied for _, tied in parts) and _has_eastern_surname(parts):
        kinds = [TIED if tied and sort == NAME else sort
                 for (_, tied), sort in zip(parts, kinds, strict=True)]  # fmt: skip
    if parts and all(sort in _DULL for sort in kinds):
        kinds = [NAME] * len(parts)
    found = [(part, sort) for (part, _), sort in zip(parts, kinds, strict=True)]
    return found + _joined(parts, kinds)


@lru_cache(maxsize=1 << 16)
def word(part: str, kind: int) -> Word:
    """Read one word; cached, because the same words come again and again."""
    text = bare(part)
    number = zlib.crc32(_same(text, part).encode("utf-8", "surrogatepass"))
    if not text.isalpha() and any(c.isdigit() for c in text):
        return Word(text, NUMBER, LATIN, (), WORTH[NUMBER], 0, number)
    script, forms = read(_without_article(part))
    served = _served(text)
    if served:
        forms = [*forms, *read(served)[1]]
    codes = tuple(dict.fromkeys(encode(form) for form in forms))[:_MAX_FORMS]
    worth = WORTH.get(kind) or _rarity(script, forms)
    group = GROUP_OF.get(text, 0) | (USUAL if is_usual(text) else 0)
    return Word(text, kind, script, codes, worth, group, number)


def _same(text: str, part: str) -> str:
    """Give what stands for all ways of writing a word that are the same to its readers."""
    script = script_of(text[:1] or " ")
    if script == HAN:
        return japanese.key(part)
    return bare(southern(part)) if script == HANGUL else text


def skeleton_of(codes: bytes) -> str:
    """Give the skeleton of a form."""
    return consonants("".join(SOUNDS[code - 1] for code in codes))


def _rarity(script: int, forms: list[str]) -> float:
    return rarity(forms, script not in _VOWELLESS) if forms else UNKNOWN_RARITY


def _without_article(part: str) -> str:
    """Drop a leading Arabic article that is written together with its word."""
    if part.startswith("ال") and len(part) > _LONG_ENOUGH + 1 and script_of(part[0]) == ARABIC:
        return part[2:]
    return part


def _served(text: str) -> str:
    """Give what is left of a servant-of name when its bearer is called without the servant."""
    for prefix in particles.SERVANT_OF:
        if text.startswith(prefix):
            left = text.removeprefix(prefix)
            return left if len(left) > _LONG_ENOUGH and left not in OF_GOD else ""
    return ""


def _unspaced(parts: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Split a run that is, but for a title, the whole name: see ``_cut``."""
    names = [place for place, (part, _) in enumerate(parts) if bare(part) not in particles.TITLES]
    if len(names) != 1:
        return parts
    place = names[0]
    return [*parts[:place], *_cut(parts[place]), *parts[place + 1 :]]


def _cut(part: tuple[str, bool]) -> list[tuple[str, bool]]:
    """Split a run of Han or hangul into surname and given name, of Burmese into syllables."""
    run = part[0]
    if _is_burmese(run[0]):
        return [(syllable, False) for syllable in burmese_syllables(run)[:MAX_WORDS]]
    script = script_of(run[0])
    place = _han_surname(run) if script == HAN else _hangul_surname(run) if script == HANGUL else 0
    return [(run[:place], True), (run[place:], False)] if place else [part]


def _is_burmese(character: str) -> bool:
    return "\u1000" <= character <= "\u109f"


def _han_surname(run: str) -> int:
    """Tell how many characters are the surname: Japanese, else Chinese or Korean; 0 for none."""
    if len(run) > 2 and run[:2] in DOUBLE_SURNAMES:  # noqa: PLR2004
        return 2
    chinese = run[0] in HAN_SURNAMES and 2 <= len(run) <= _FEW  # noqa: PLR2004
    return japanese.surname(run) or int(chinese and not japanese.is_marked(run))


def _hangul_surname(run: str) -> int:
    if len(run) > 2 and run[:2] in DOUBLE_SURNAMES:  # noqa: PLR2004
        return 2
    return 1 if run[0] in HANGUL_SURNAMES and 2 <= len(run) <= _FEW else 0  # noqa: PLR2004


def _customs(parts: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Join what Arabic naming joins and drop its articles."""
    if _CUSTOMARY.isdisjoint([bare(part) for part, _ in parts]):
        return parts
    result: list[tuple[str, bool]] = []
    glue = False
    for place, (part, tied) in enumerate(parts):
        text, last = bare(part), place == len(parts) - 1
        if not last and _is_article(parts, place):
            continue
        follows = result and (text in OF_GOD or text in OF_FAITH)
        if (glue or follows) and result and bare(result[-1][0]) not in particles.PARTICLES:
            result[-1] = (result[-1][0] + part, tied)
        else:
            result.append((part, tied))
        glue = text in SERVANT and not last
    return result


def _is_article(parts: list[tuple[str, bool]], place: int) -> bool:
    """Tell whether a word, not the last, is the Arabic article and not a part of the name."""
    tied, text = parts[place][1], bare(parts[place][0])
    if text in FAR_EASTERN and _has_eastern_surname(parts):
        return False
    if text in ARTICLES:
        return len(parts) > 2 or tied  # noqa: PLR2004 - "El Sayed" keeps its article
    # Where the article takes on the next sound, that sound must follow: An-Nasir, but not An-ji.
    return tied and text in ASSIMILATED and bare(parts[place + 1][0])[:1] == text[1]


def _has_eastern_surname(parts: list[tuple[str, bool]]) -> bool:
    """Tell whether a name begins or ends with a Chinese or Korean surname in Latin letters."""
    return bare(parts[0][0]) in LATIN_SURNAMES or bare(parts[-1][0]) in LATIN_SURNAMES


def _kind(text: str, place: int, kind: int) -> int:
    if kind == PERSON:
        return _kind_in_person(text, place)
    if kind == VESSEL and place == 0 and text in particles.VESSEL_PREFIXES:
        return TITLE
    if kind == ORGANIZATION and text in particles.LEGAL_FORMS:
        return TITLE
    if kind == ORGANIZATION and text in particles.COMMON_IN_ORGANIZATIONS:
        return GENERIC
    return NAME


def _kind_in_person(text: str, place: int) -> int:
    if text in particles.PARTICLES and (place > 0 or len(text) == 1):
        return INITIAL if len(text) == 1 and place == 0 else PARTICLE
    if text in particles.TITLES:
        return TITLE
    if text in particles.FATHER_OF:
        return KUNYA
    return INITIAL if len(text) == 1 and script_of(text) not in (HAN, HANGUL) else NAME


def _joined(parts: list[tuple[str, bool]], kinds: list[int]) -> list[tuple[str, int]]:
    """Give the joined forms of neighbours that are often written as one word."""
    found = []
    for place in range(len(parts) - 1):
        (first, tied), (second, _) = parts[place], parts[place + 1]
        short = len(first) <= _SHORT and len(second) <= _SHORT and len(parts) <= _FEW
        if kinds[place] in _NAMES and kinds[place + 1] in _NAMES and (tied or short):
            found.append((first + second, JOINED))
    return found


ARTICLES, ASSIMILATED = particles.ARTICLES, particles.ASSIMILATED
FAR_EASTERN = particles.FAR_EASTERN
SERVANT, OF_GOD, OF_FAITH = particles.SERVANT, particles.OF_GOD, particles.OF_FAITH
_CUSTOMARY = ARTICLES | ASSIMILATED | SERVANT | OF_GOD | OF_FAITH
_NAMES = (NAME, TIED)
_DULL = (PARTICLE, TITLE, GENERIC)
_VOWELLESS = (ARABIC, HEBREW)
