# SPDX-License-Identifier: Apache-2.0
"""Japanese names: how kanji and kana are read, and where an unspaced surname ends.

Sources: kana by the Hepburn habit; names in kanji from UniDic (``data/japanese.txt.gz``, made by
``bench/names_japanese.py``; BSD licence); what that table does not hold, character by character
from the Unicode Han database; new and old forms of characters from the official tables of kanji
for common use and for names, by hand.

A line of the table begins with a character and what it mostly stands for in given names. Each entry
after it is the rest of a name's key, then its readings, likelier first: a rank (``SURNAMES`` or
``GIVEN``, the commonest first) and Latin letters. So ``林rin ChayashiGrin8rin 三8rinzo``: the
surnames Hayashi and Rin, the given names Rin and Rinzo.
"""

from __future__ import annotations

import gzip
import re
import unicodedata
from functools import cache, lru_cache
from importlib import resources

from wasl.foundation.matching.eastasian import HAN_SURNAMES, readings_of
from wasl.foundation.matching.scripts import HAN, KANA, script_of
from wasl.foundation.matching.sounds import latin
from wasl.foundation.matching.text import bare

SURNAMES, GIVEN = "ABCDEFGHIJ", "0123456789"

_KANA_ROWS = {
    "": "アイウエオ", "k": "カキクケコ", "s": "サシスセソ", "t": "タチツテト", "n": "ナニヌネノ",
    "h": "ハヒフヘホ", "m": "マミムメモ", "y": "ヤ ユ ヨ", "r": "ラリルレロ", "w": "ワヰ ヱヲ",
    "g": "ガギグゲゴ", "z": "ザジズゼゾ", "d": "ダヂヅデド", "b": "バビブベボ", "p": "パピプペポ",
}  # fmt: skip
_KANA_SPECIAL = {
    "シ": "Si", "チ": "Ci", "ツ": "cu", "フ": "fu", "ジ": "Ji", "ヂ": "Ji", "ヅ": "zu", "ン": "n",
    "ヴ": "vu", "ッ": "", "ー": "", "ヲ": "o", "ヤ": "Ya", "ユ": "Yu", "ヨ": "Yo", "ヵ": "ka",
    "ヶ": "ke", "ヷ": "va", "ヺ": "vo", "・": "",
}  # fmt: skip
_SMALL = {"ァ": "a", "ィ": "i", "ゥ": "u", "ェ": "e", "ォ": "o", "ャ": "Ya", "ュ": "Yu",
          "ョ": "Yo", "ヮ": "wa"}  # fmt: skip
_KANA = {
    kana: row + vowel
    for row, kanas in _KANA_ROWS.items()
    for kana, vowel in zip(kanas, "aiueo", strict=True)
    if kana != " "
} | _KANA_SPECIAL

# Forms that only Japan writes, and the old form of each, which Chinese knows too.
_NEW = (
    "沢広辺桜恵徳浜竜栄瀬豊実鉄円黒斎斉渋塩関渓壱弐応桟歩気満焼獣畳発県絵継続縁聡薫薬蔵蛍覚覧観訳読賛軽郷醸釈鉱銭鋳険隠霊頼顕駅験鶏黙"
    "亀仏仮伝児倹剣勲勧単厳営図塁増変奨嬢専巣巌帯従戦抜拝挙摂撃暁暦検楽様権歓歳歴氷浄涙済渉滝稲穏穣粋総聴荘譲転遅髪鴎亜"
)
_OLD = (
    "澤廣邊櫻惠德濱龍榮瀨豐實鐵圓黑齋齊澁鹽關溪壹貳應棧步氣滿燒獸疊發縣繪繼續緣聰薰藥藏螢覺覽觀譯讀贊輕鄉釀釋鑛錢鑄險隱靈賴顯驛驗鷄默"
    "龜佛假傳兒儉劍勳勸單嚴營圖壘增變奬孃專巢巖帶從戰拔拜擧攝擊曉曆檢樂樣權歡歲歷冰淨淚濟涉瀧稻穩穰粹總聽莊讓轉遲髮鷗亞"
)
# Other ways of writing characters of names, and what stands for them here.
_VARIANTS = dict(zip("﨑嵜埼髙邉濵嶋栁桒冨峯凛穐ヶヵ", "崎崎崎高邊濱島柳桑富峰凜秋ケカ",
                     strict=True))  # fmt: skip
_MADE_IN_JAPAN = frozenset("峠畑辻榊込凪笹麿畠栃匂働々〆")
# What Japanese surnames end in, and hardly a Chinese given name begins with.
_LAND = frozenset(
    "田川山本木村野原谷崎﨑島嶋岛井口橋桥沢澤藤下内辺邊岡冈坂浦尾塚部津間倉场場垣戸脇沼瀬"
)
_AGAIN, _SAME, _VOICED = (re.compile(f"(.)[{marks}]") for marks in ("々", "ゝヽ", "ゞヾ"))

_ENTRY = re.compile("([A-J0-9])([a-z]+)")
_LONGEST, _LONGEST_CHINESE, _PAIR = 7, 4, 2  # characters of a name, of a usual surname
# Ranks of what the table does not hold: a given name by its length, one in kana, a missing part.
_UNKNOWN, _IN_KANA, _MISSING = {1: 12, 2: 13, 3: 17}, 8, 9
_COMMON, _NEVER = 5, 99  # ranks below the one are of common names, the other is of no name


def kana(word: str) -> str:
    """Read katakana or hiragana; small kana replace the vowel before them."""
    sounds = ""
    for letter in _spelt_again(unicodedata.normalize("NFKC", word)):
        character = chr(ord(letter) + 0x60) if "ぁ" <= letter <= "ゖ" else letter
        if character in _SMALL and sounds:
            stem = sounds[:-1] if sounds[-1] in "iueo" else sounds
            small = _SMALL[character]
            soft = stem[-1:] in ("S", "C", "J")
            sounds = stem + (small.replace("Y", "") if soft else small)
        else:
            sounds += _SMALL.get(character) or _KANA.get(character, "")
    return sounds


def _spelt_again(word: str) -> str:
    """Write the kana that an iteration mark stands for, voiced where the mark is."""
    word = _SAME.sub(r"\1\1", word)
    return unicodedata.normalize("NFC", _VOICED.sub("\\1\\1\u3099", word))


def kanji(word: str) -> list[str]:
    """Read Han characters (kana between them too) the Japanese way.

    Args:
        word: a surname, a given name, or both in one.

    Returns:
        The readings of the name in the table, likelier first; else two, made of the longest
        parts that the table holds, the characters between them as they are mostly read in given
        names, and by their first kun reading.
    """
    known = _entry(key(word))
    if known:
        return [latin(reading) for _, reading in sorted(known, key=_rank_of)]
    first = second = ""
    word = _AGAIN.sub(r"\1\1", word)
    while word:
        length, readings = _start(word)
        first, second, word = first + readings[0], second + readings[-1], word[length:]
    return list(dict.fromkeys(form for form in (first, second) if form))


def is_surname(word: str) -> bool:
    """Tell whether a word is a surname that is Japanese before it is anything else."""
    return len(word) > 1 and _rank(key(word), SURNAMES) < _NEVER


def is_marked(run: str) -> bool:
    """Tell whether a run holds what is written in Japan alone: kana, repetition, new forms."""
    return any(c in _NEW or c in _MADE_IN_JAPAN or script_of(c) == KANA for c in run)


def surname(run: str) -> int:
    """Tell how many characters of an unspaced name are its Japanese surname, 0 for none.

    A name that may be Chinese or Korean is Japanese only where a surname of two characters is
    known, and of a name of three it must look like no Chinese one.
    """
    if not _PAIR <= len(run) <= _LONGEST or not {script_of(c) for c in run} <= {HAN, KANA}:
        return 0
    text = key(run)
    surnames = [(at, _rank(text[:at], SURNAMES)) for at in range(1, len(run))]
    ranks = {at: rank + _given(run[at:], text[at:]) for at, rank in surnames if rank < _NEVER}
    place = min(ranks, key=lambda at: (ranks[at], -at), default=0)
    if not place or ranks[place] >= _NEVER:
        return _before_kana(run)
    alone = ranks[place] >= _whole(text)
    foreign = _may_be_chinese(run) and not _is_japanese(run, text, place)
    return 0 if alone or foreign else place


@lru_cache(maxsize=1 << 12)
def key(name: str) -> str:
    """Give what a name stands under in the table, whatever forms of characters it is written in."""
    return bare(_AGAIN.sub(r"\1\1", name).translate(_forms()))


def _may_be_chinese(run: str) -> bool:
    return run[0] in HAN_SURNAMES and len(run) <= _LONGEST_CHINESE and not is_marked(run)


def _is_japanese(run: str, text: str, place: int) -> bool:
    """Tell whether a name that begins like a Chinese one is nevertheless Japanese."""
    if place != _PAIR or len(run) == _LONGEST_CHINESE:
        return place == _PAIR
    land, common = run[1] in _LAND, _rank(text[:_PAIR], SURNAMES) < _COMMON
    return (land and common) or ((land or common) and _rank(text[_PAIR:], GIVEN) < _NEVER)


def _before_kana(run: str) -> int:
    """Cut an unknown surname in kanji from a given name in kana of two letters or more."""
    scripts = "".join("H" if script_of(c) == HAN else "K" for c in run)
    found = re.fullmatch("(H+)KK+", scripts)
    return len(found[1]) if found else 0


def _given(written: str, text: str) -> int:
    if all(script_of(c) == KANA for c in written):
        return _IN_KANA if len(written) > 1 else _NEVER
    return min(_rank(text, GIVEN), _UNKNOWN.get(len(written), _NEVER))


def _whole(text: str) -> int:
    """Give the rank of a run that is one known name, the other part missing."""
    return min(_rank(text, SURNAMES), _rank(text, GIVEN)) + _MISSING


def _start(word: str) -> tuple[int, list[str]]:
    """Give the length of the first part of a name, and how it is read."""
    for length in range(min(len(word), _LONGEST), 1, -1):
        known = _entry(key(word[:length]))
        if known:
            return length, [latin(min(known, key=_rank_of)[1])]
    return 1, _character(word[0])


def _character(character: str) -> list[str]:
    """Read a character alone: as in given names, and by its first kun (else on) reading."""
    text, row = key(character), readings_of(character)
    if row is None:
        return [kana(character)]
    kun = latin((row[3] or row[2]).split(" ")[0])
    within = _table().get(text, "").partition(" ")[0][1:]
    return [latin(within) or kun, kun]


def _rank_of(entry: tuple[str, str]) -> int:
    return (SURNAMES if entry[0] in SURNAMES else GIVEN).index(entry[0])


def _rank(text: str, ranks: str) -> int:
    """Give how common a name is among surnames or given names, 0 the commonest."""
    found = (ranks.index(rank) for rank, _ in _entry(text) if rank in ranks)
    return min(found, default=_NEVER)


def _entry(text: str) -> list[tuple[str, str]]:
    """Give rank and reading of each way in which the table reads a key."""
    line, rest = _table().get(text[:1], ""), f" {text[1:]}"
    # The entries of a line are sorted, so that none that begins alike stands before it.
    place = line.find(rest) + len(rest)
    if place < len(rest) or not line[place].isascii():
        return []
    end = line.find(" ", place)
    return _ENTRY.findall(line[place : end if end > 0 else None])


@cache
def _forms() -> dict[int, str]:
    return {ord(a): b for a, b in zip(_NEW, _OLD, strict=True)} | {
        ord(a): b for a, b in _VARIANTS.items()
    }


@cache
def _table() -> dict[str, str]:
    """Load the table: first character to its line."""
    packed = resources.files(__package__).joinpath("data/japanese.txt.gz").read_bytes()
    return {line[0]: line for line in gzip.decompress(packed).decode().split("\n")}
