# SPDX-License-Identifier: Apache-2.0
"""Japanese names in kanji, beside Chinese and Korean ones that look like them."""

import pytest

from wasl.foundation.matching import NameIndex, compare, score
from wasl.foundation.matching.analysis import JOINED, PERSON, split

# From this score on checks show a name; see docs/names.md.
SAME = 0.5

ONE_PERSON = [
    ("山田太郎", "Yamada Taro", "surname and given name in one run"),
    ("山田太郎", "YAMADA<<TARO", "machine-readable zone"),
    ("山田太郎", "Taro Yamada", "western order"),
    ("山田太郎", "Yamada Tarou", "long o written ou"),
    ("山田太郎", "Yamada Taroh", "long o written oh"),
    ("大野智子", "Ohno Tomoko", "the same in the surname"),
    ("山田太郎", "ヤマダ タロウ", "katakana"),
    ("山田 太郎", "やまだ たろう", "hiragana"),
    ("鈴木 一郎", "Ichiro Suzuki", "spaced"),
    ("一郎 鈴木", "Ichiro Suzuki", "spaced, western order"),
    ("中村恵子", "Keiko Nakamura", "ei stays"),
    ("佐々木希", "Sasaki Nozomi", "a repeated character"),
    ("佐々木 希", "SASAKI<<NOZOMI", "the same, spaced"),
    ("高橋美咲", "Misaki Takahashi", "a surname that begins like a Chinese one"),
    ("髙橋美咲", "Misaki Takahashi", "the same in another form"),
    ("高橋美咲", "TAKAHASHI<<MISAKI", "machine-readable zone"),
    ("渡邊健一", "渡辺健一", "old and new form of a character"),
    ("铃木一郎", "Suzuki Ichiro", "as Chinese newspapers write"),
    ("田中実", "Minoru Tanaka", "three characters, Chinese by the first"),
    ("石田彰", "Akira Ishida", "the same"),
    ("林修", "Hayashi Osamu", "two characters, Chinese by the first"),
    ("林真理子", "Mariko Hayashi", "a surname of one character"),
    ("東海林太郎", "Shoji Taro", "a surname of three, of which one is a surname too"),
    ("小林純一郎", "Junichiro Kobayashi", "a given name of three"),
    ("石川さゆり", "Ishikawa Sayuri", "given name in hiragana"),
    ("金子みすゞ", "Kaneko Misuzu", "a repeated kana, voiced"),
    ("宇多田ヒカル", "Utada Hikaru", "given name in katakana"),
    ("井ノ上奈々", "Inoue Nana", "kana within the surname"),
    ("山田凛太郎", "Yamada Rintaro", "a given name that no table holds"),
]
TWO_PERSONS = [
    ("山田太郎", "Yamamoto Taro", "another surname"),
    ("田中実", "Nakata Minoru", "the same characters turned round"),
    ("中村恵子", "Nakamura Kazuko", "another given name"),
    ("鈴木 一郎", "Suzuki Saburo", "first son and third"),
    ("高橋美咲", "高橋美穂", "half a given name"),
]
CUTS = [
    ("山田太郎", "山田 太郎", "two and two"),
    ("佐々木希", "佐々木 希", "three and one"),
    ("林真理子", "林 真理子", "one and three"),
    ("長谷川", "長谷川", "a surname alone"),
    ("純一郎", "純一郎", "a given name alone"),
    ("太田光", "太田 光", "no Chinese surname stands first"),
    ("田中晃", "田中 晃", "Japanese: a common surname, a known given name"),
    ("石原慎", "石原 慎", "Japanese: a word of the land, which opens no Chinese given name"),
    ("高行健", "高 行健", "Chinese: no Japanese surname of two characters"),
    ("王家卫", "王 家卫", "Chinese"),
    ("林志玲", "林 志玲", "Chinese, Japanese by its surname alone"),
    ("金正恩", "金 正恩", "Korean"),
    ("高山", "高 山", "Chinese first, where both are possible"),
    ("欧阳修", "欧阳 修", "a Chinese surname of two characters"),
    ("司馬相如", "司馬 相如", "the same, traditional"),
    ("上官婉儿", "上官 婉儿", "the same, four characters"),
]
STILL = [
    ("习近平", "Xi Jinping", "Chinese"),
    ("毛泽东", "Mao Zedong", "Chinese"),
    ("林志玲", "Lin Chi-ling", "Chinese, a surname of Japan too"),
    ("高行健", "Gao Xingjian", "the same"),
    ("高山", "Gao Shan", "Chinese, a Japanese surname as a whole"),
    ("王家卫", "Wang Jiawei", "Chinese"),
    ("欧阳修", "Ouyang Xiu", "a surname of two characters"),
    ("诸葛亮", "Zhuge Liang", "the same"),
    ("朴正熙", "Park Chung Hee", "Korean"),
    ("金大中", "Kim Dae Jung", "Korean"),
]


@pytest.mark.parametrize(("kanji", "other", "reason"), ONE_PERSON)
def test_kanji_are_read_as_the_name_is_read(kanji: str, other: str, reason: str) -> None:
    assert score(kanji, other) >= SAME, reason


@pytest.mark.parametrize(("kanji", "other", "reason"), TWO_PERSONS)
def test_other_japanese_names_are_not_alike(kanji: str, other: str, reason: str) -> None:
    assert score(kanji, other) < SAME, reason


@pytest.mark.parametrize(("han", "other", "reason"), STILL)
def test_chinese_and_korean_names_keep_their_readings(han: str, other: str, reason: str) -> None:
    assert score(han, other) >= SAME, reason


@pytest.mark.parametrize(("run", "words", "reason"), CUTS)
def test_an_unspaced_name_is_cut_where_its_surname_ends(run: str, words: str, reason: str) -> None:
    found = [word for word, kind in split(run, PERSON) if kind != JOINED]
    assert found == words.split(), reason


def test_the_right_reading_is_better_than_one_that_shares_a_word() -> None:
    assert score("山田太郎", "Yamada Taro") > score("山田太郎", "Yamada Jiro")
    assert score("高橋美咲", "Takahashi Misaki") > score("高橋美咲", "Takahashi Mika")


def test_names_listed_in_latin_letters_are_found_by_their_kanji() -> None:
    names = ["Taro Yamada", "Jiro Yamada", "Taro Yamamoto", "Nozomi Sasaki", "Minoru Tanaka"]
    index = NameIndex.build(
        {"id": name, "type": "person", "name": name, "aliases": [], "birth": []} for name in names
    )
    asked = ["山田太郎", "山田次郎", "山本太郎", "佐々木希", "田中実"]
    assert [index.search(name, "person", 1)[0][0] for name in asked] == names


def test_the_explanation_shows_both_parts_of_an_unspaced_name() -> None:
    told = {
        reason.query_word: reason.candidate_word
        for reason in compare("佐々木希", "Nozomi Sasaki")[1]
    }
    assert {"佐々木": "Sasaki", "希": "Nozomi"}.items() <= told.items()
