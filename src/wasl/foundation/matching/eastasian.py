# SPDX-License-Identifier: Apache-2.0
"""Readings of Han characters, kana and hangul.

Sources: Han readings from the Unicode Han database (``data/han.txt.gz``, made by
``bench/names_han.py``; Unicode License v3); kana by the Hepburn habit; hangul by the composition
rule of the Unicode Standard, section 3.12, with sounds between Revised Romanisation and
McCune-Reischauer; surnames from the published census lists of the countries, by hand.
"""

from __future__ import annotations

import gzip
import unicodedata
from functools import cache
from importlib import resources

from wasl.foundation.matching.sounds import latin

_INITIALS = ["k", "k", "n", "t", "t", "R", "m", "p", "p", "s", "s", "", "j", "j", "C", "k", "t",
             "p", "h"]  # fmt: skip
_VOICED = {"k": "g", "t": "d", "p": "b", "j": "j"}
_MEDIALS = ["a", "E", "Ya", "Ye", "V", "e", "YV", "Ye", "o", "wa", "wE", "O", "Yo", "u", "wV",
            "we", "wi", "Yu", "U", "Ui", "i"]  # fmt: skip
_FINALS = ["", "k", "k", "k", "n", "n", "n", "t", "L", "k", "m", "L", "L", "L", "p", "L", "m", "p",
           "p", "t", "t", "N", "t", "t", "k", "t", "p", "t"]  # fmt: skip
_TENSE = {1, 4, 8, 10, 13}
_ASPIRATED = {15: "k", 16: "t", 17: "p"}

_KANA_ROWS = {
    "": "アイウエオ", "k": "カキクケコ", "s": "サシスセソ", "t": "タチツテト", "n": "ナニヌネノ",
    "h": "ハヒフヘホ", "m": "マミムメモ", "y": "ヤ ユ ヨ", "r": "ラリルレロ", "w": "ワヰ ヱヲ",
    "g": "ガギグゲゴ", "z": "ザジズゼゾ", "d": "ダヂヅデド", "b": "バビブベボ", "p": "パピプペポ",
}  # fmt: skip
_KANA_SPECIAL = {
    "シ": "Si", "チ": "Ci", "ツ": "cu", "フ": "fu", "ジ": "Ji", "ヂ": "Ji", "ヅ": "zu", "ン": "n",
    "ヴ": "vu", "ッ": "", "ー": "", "ヲ": "o", "ヤ": "Ya", "ユ": "Yu", "ヨ": "Yo", "ヵ": "ka",
    "ヶ": "ke", "ヷ": "va", "ヺ": "vo", "ゝ": "", "・": "",
}  # fmt: skip
_SMALL = {"ァ": "a", "ィ": "i", "ゥ": "u", "ェ": "e", "ォ": "o", "ャ": "Ya", "ュ": "Yu",
          "ョ": "Yo", "ヮ": "wa"}  # fmt: skip
_KANA = {
    kana: row + vowel
    for row, kanas in _KANA_ROWS.items()
    for kana, vowel in zip(kanas, "aiueo", strict=True)
    if kana != " "
} | _KANA_SPECIAL

HAN_SURNAMES = set(
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖蕭萧"
    "田董袁潘于蒋蔣蔡余杜叶葉程苏蘇魏吕呂丁任沈姚卢盧姜崔钟鍾谭譚陆陸汪范廖石金韦韋贾賈夏付方白邹鄒孟熊秦"
    "邱江尹薛阎閻段雷侯龙龍史陶黎贺賀顾顧毛郝龚龔邵万萬钱錢严嚴覃武戴莫孔向汤湯习習温溫施洪翁游詹卓尤柯"
)
HANGUL_SURNAMES = set(
    "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민진나지엄채원천방공현함변"
    "염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용예경봉사부리량림로라"
)
# Spellings that Koreans use for their surnames against every rule (passport statistics).
HANGUL_CUSTOM = {
    "김": "kim", "이": "li", "박": "park", "최": "Cwe", "정": "juN", "강": "kaN", "조": "jo",
    "임": "lim", "노": "no", "류": "Yu", "우": "wu", "오": "o", "신": "Sin", "심": "Sim",
    "리": "li", "림": "lim", "로": "no", "라": "na",
}  # fmt: skip


def hangul(word: str) -> str:
    """Read hangul syllables; a plain stop between voiced sounds is voiced."""
    sounds: list[str] = []
    for character in unicodedata.normalize("NFC", word):
        place = ord(character) - 0xAC00
        if not 0 <= place < 11172:  # noqa: PLR2004 - number of syllables
            continue
        start, medial, final = place // 588, place // 28 % 21, place % 28
        initial = _INITIALS[start]
        voiced = sounds and sounds[-1] and sounds[-1][-1] not in "ktp"
        if voiced and start not in _TENSE and start not in _ASPIRATED:
            initial = _VOICED.get(initial, initial)
        sounds += [initial, _MEDIALS[medial], _FINALS[final]]
    return "".join(sounds)


def kana(word: str) -> str:
    """Read katakana or hiragana; small kana replace the vowel before them."""
    sounds = ""
    for letter in unicodedata.normalize("NFKC", word):
        character = chr(ord(letter) + 0x60) if "ぁ" <= letter <= "ゖ" else letter
        if character in _SMALL and sounds:
            stem = sounds[:-1] if sounds[-1] in "iueo" else sounds
            small = _SMALL[character]
            soft = stem[-1:] in ("S", "C", "J")
            sounds = stem + (small.replace("Y", "") if soft else small)
        else:
            sounds += _SMALL.get(character) or _KANA.get(character, "")
    return sounds


def han(word: str) -> list[str]:
    """Read Han characters: Mandarin, Cantonese, Japanese kun and on, distinct ones only."""
    rows = [_readings().get(character) for character in word]
    known = [row for row in rows if row is not None]
    if not known:
        return []
    mandarin = "".join(latin(row[0].split(" ")[0]) for row in known)
    cantonese = "".join(_cantonese(row[1].split(" ")[0]) for row in known)
    return list(dict.fromkeys(form for form in (mandarin, cantonese) if form))


def japanese(word: str) -> list[str]:
    """Read Han characters (kana between them too) the Japanese way: kun and on readings."""
    kun = on = ""
    for character in word:
        row = _readings().get(character)
        if row is None:
            kun, on = kun + kana(character), on + kana(character)
            continue
        first_on = row[2].split(" ")[0]
        first_kun = row[3].split(" ")[0] or first_on
        kun, on = kun + latin(first_kun), on + latin(first_on)
    return list(dict.fromkeys(form for form in (kun, on) if form))


def _cantonese(jyutping: str) -> str:
    """Turn Jyutping into the sounds of the Hong Kong government's spelling."""
    text = jyutping.replace("j", "Y").replace("z", "C").replace("c", "C")
    text = text.replace("oe", "U").replace("eo", "u").replace("ng", "N").replace("aa", "a")
    return text.replace("gw", "kw").replace("yu", "u")


@cache
def _readings() -> dict[str, list[str]]:
    """Load the table of Han readings: character to Mandarin, Cantonese, on, kun, Korean."""
    packed = resources.files(__package__).joinpath("data/han.txt.gz").read_bytes()
    lines = gzip.decompress(packed).decode().split("\n")
    return {line[0]: line[2:].split("\t") for line in lines}
