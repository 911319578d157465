# SPDX-License-Identifier: Apache-2.0
"""Latin spellings whose letters sound otherwise than in most languages, known by how names begin.

Source: general knowledge of Turkish, Somali and Arabic names; beginnings of words in ASCII letters.
"""

from __future__ import annotations

import re

# Where h is a letter of its own after t, s or z, as in Fat-hi.
_H_APART = tuple(
    """
    fathi fathy fathal fathul fathu fethi fethul ishaq ishak ishaa eshaq eshagh mazhar mezhar mezher
    mazher midhat medhat mithat adham edhem azhar athar
    """.split()
)
# Turkish c is the j of the same names elsewhere: Recep is Rajab.
_TURKISH = tuple(
    """
    recep recai cemal cemil celal celil cengiz cevat cevdet cahit cafer cabir necat necd necip necib
    necla necm hacer hatic sacit sacid tacett tacid vecih vecd ecevit mecit mecid muceh muct macit
    macid burcu
    """.split()
)
# Somali x is the throaty h of Arabic, and c its ain, which other spellings leave out.
_SOMALI = tuple(
    """
    axmed maxam maxmud maxmoud xasan xassan xuseen xusein xussein xuseyn xaaji xaashi xaliim xamid
    xamse xersi faarax farax fatxi saalax salax cabd cabdi cali cumar cusmaan cismaan ciise cawad
    caasha jaamac sacad sacdi sacid siciid nuurcade
    """.split()
)
_APART = re.compile("([tszd])h")


def respelt(word: str) -> str:
    """Give a word of plain Latin letters as it would be spelt by the usual habit."""
    if word.startswith(_H_APART):
        return _APART.sub(r"\1'h", word)
    if word.startswith(_TURKISH):
        return word.replace("c", "j")
    if word.startswith(_SOMALI):
        return word.replace("x", "h").replace("c", "")
    return word
