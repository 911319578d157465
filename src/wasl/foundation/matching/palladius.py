# SPDX-License-Identifier: Apache-2.0
"""Chinese names in Cyrillic letters, read back to Pinyin.

Source: the correspondences of the spelling of Palladius, which Russian and its neighbours use.
"""

from __future__ import annotations

import re

_INITIALS = dict(
    pair.split("-")
    for pair in """
    б-b п-p м-m ф-f д-d т-t н-n л-l г-g к-k х-h цз-z ц-c с-s чж-zh ч-ch ш-sh ж-r в-w
    """.split()
)
_SOFT = {"цз": "j", "ц": "q", "с": "x"}
_FINALS = dict(
    pair.split("-")
    for pair in """
    а-a ай-ai ань-an ан-ang ао-ao э-e эй-ei энь-en эн-eng эр-er о-o оу-ou ун-ong и-i ы-i я-ia
    янь-ian ян-iang яо-iao е-ie инь-in ин-ing ю-iu юн-iong у-u уа-ua уай-uai уань-uan уан-uang
    уй-ui унь-un юй-yu юань-yuan юэ-yue юнь-yun
    """.split()
)
_SYLLABLE = re.compile(
    f"({'|'.join(sorted(_INITIALS, key=len, reverse=True))}|)"
    # A final n belongs to the next syllable where a vowel follows it.
    f"({'|'.join(sorted(_FINALS, key=len, reverse=True))})(?![аэоуиыяеюйь])"
)
_WORD = re.compile(f"(?:{_SYLLABLE.pattern})+")
_MARKED = re.compile("цз|чж|юй|нь|эй|ао|оу|вэ")
_LONGEST = 18  # letters of three syllables


def pinyin(word: str) -> str:
    """Give the Pinyin of a word that only Palladius spells so, "" for any other.

    ``цзиньпин`` gives ``jinping``; a word that might as well be Russian is left alone.
    """
    if len(word) > _LONGEST or not _MARKED.search(word) or not _WORD.fullmatch(word):
        return ""
    return "".join(_pinyin(*found.groups()) for found in _SYLLABLE.finditer(word))


def _pinyin(start: str, rest: str) -> str:
    final = _FINALS[rest]
    if not start:
        return final
    soft = _SOFT.get(start) if final[0] in "iy" else None
    return (soft or _INITIALS[start]) + final
