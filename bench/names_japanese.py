# SPDX-License-Identifier: Apache-2.0
"""Make the table of Japanese names and their readings that the names engine ships.

    python bench/names_japanese.py sys.dic

reads the lexicon of UniDic (``unidic_lite/dicdir/sys.dic`` in the package unidic-lite; UniDic by
the UniDic Consortium, taken under its BSD licence) and writes
``src/wasl/foundation/matching/data/japanese.txt.gz``: the surnames and given names in kanji (kana
between them too), one line for all that begin with the same character, as
``foundation.matching.japanese`` tells. Readings are romanised by the habit of Hepburn, long o and
u unmarked, as in passports.
"""

from __future__ import annotations

import csv
import gzip
import math
import re
import struct
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path

from wasl.foundation.matching.japanese import GIVEN, SURNAMES, key
from wasl.foundation.matching.scripts import HAN, KANA, script_of

OUT = Path(__file__).parent.parent / "src/wasl/foundation/matching/data/japanese.txt.gz"
# MeCab's binary dictionary: ten numbers and the character set, a double array, tokens, features.
HEAD = struct.Struct("<10I32s")
TOKEN = struct.Struct("<HHHhII")
# The columns of a feature that are read.
KIND, ROLE, SPELT, SPOKEN, WRITTEN = 2, 3, 8, 9, 17
MOST = 2  # readings of one spelling in one role
LONG = 5  # characters of a name that teaches nothing about its characters
LIKELIEST, STEP = 5000, 650  # cost of the first rank, and from one rank to the next

ROWS = {
    "": "アイウエオ", "k": "カキクケコ", "s": "サシスセソ", "t": "タチツテト", "n": "ナニヌネノ",
    "h": "ハヒフヘホ", "m": "マミムメモ", "r": "ラリルレロ", "g": "ガギグゲゴ", "z": "ザジズゼゾ",
    "d": "ダヂヅデド", "b": "バビブベボ", "p": "パピプペポ",
}  # fmt: skip
HEPBURN = {kana: row + v for row, all in ROWS.items() for kana, v in zip(all, "aiueo", strict=True)}
HEPBURN |= {
    "シ": "shi", "チ": "chi", "ツ": "tsu", "フ": "fu", "ジ": "ji", "ヂ": "ji", "ヅ": "zu",
    "ヴ": "vu", "ヤ": "ya", "ユ": "yu", "ヨ": "yo", "ワ": "wa", "ヰ": "i", "ヱ": "e", "ヲ": "o",
    "ン": "n", "ー": "",
}  # fmt: skip
SMALL = {"ァ": "a", "ィ": "i", "ゥ": "u", "ェ": "e", "ォ": "o", "ャ": "ya", "ュ": "yu", "ョ": "yo"}
MORA = re.compile(".[ァィゥェォャュョー]*")
ROUNDS = 8  # of expectation maximisation
Name = tuple[str, str, int, str]  # key, rank, cost, kana as ``long`` gives them


def names(data: bytes) -> Iterator[Name]:
    """Give each name in each role."""
    *_, array, tokens, _, _, _ = HEAD.unpack_from(data)
    first = HEAD.size + array
    person = "人名".encode()
    for *_, cost, feature, _ in TOKEN.iter_unpack(data[first : first + tokens]):
        start = first + tokens + feature
        text = data[start : data.index(b"\0", start)]
        if person not in text:
            continue
        row = next(csv.reader([text.decode()]))
        ranks = {"姓": SURNAMES, "名": GIVEN}.get(row[ROLE])
        regular = len(row[WRITTEN]) == len(row[SPOKEN])  # all but half a dozen
        if row[KIND] == "人名" and ranks and regular and is_kanji(row[SPELT]):
            rank = min(max((cost - LIKELIEST) // STEP, 0), len(ranks) - 1)
            yield key(normalized(row[SPELT])), ranks[rank], cost, long(row[WRITTEN], row[SPOKEN])


def normalized(spelling: str) -> str:
    """Fold width and such, as ``foundation.matching.text.words`` does."""
    return unicodedata.normalize("NFKC", spelling)


def is_kanji(spelling: str) -> bool:
    """Tell whether a name is written in kanji, kana between them allowed."""
    scripts = {script_of(character) for character in normalized(spelling)}
    return HAN in scripts <= {HAN, KANA} and spelling.isalpha()


def long(written: str, spoken: str) -> str:
    """Give kana as they are spoken, but the sign of length for a long o or u alone."""
    pairs = zip(written, spoken, strict=True)
    return "".join(w if s == "ー" and w not in "ウオ" else s for w, s in pairs)


def romanised(kana: str) -> str:
    """Romanise kana; the sign of length is left out."""
    text = ""
    for sound in kana:
        if sound in SMALL:
            soft = text.endswith(("shi", "chi", "ji"))
            text = text[:-1] + (SMALL[sound][-1] if soft else SMALL[sound])
        else:
            text += "ッ" if sound == "ッ" else HEPBURN[sound]
    for doubled in "kstpcgdbzjh":
        text = text.replace("ッ" + doubled, ("t" if doubled == "c" else doubled) + doubled)
    return text.replace("ッ", "")


def parts(given: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Give what each character mostly stands for in given names, by expectation maximisation.

    Args:
        given: keys and kana of given names.
    """
    split = [ways(name, MORA.findall(kana)) for name, kana in given]
    share: dict[tuple[str, str], float] = {}
    for _ in range(ROUNDS):
        counts: Counter[tuple[str, str]] = Counter()
        for some in split:
            odds = [math.prod(share.get(pair, 1.0) for pair in way) for way in some]
            for way, odd in zip(some, odds, strict=True):
                counts.update(dict.fromkeys(way, odd / sum(odds)))
        whole: Counter[str] = Counter()
        for (character, _), count in counts.items():
            whole[character] += count
        share = {pair: count / whole[pair[0]] for pair, count in counts.items()}
    likeliest = sorted(share, key=lambda pair: (share[pair], pair))
    return {c: romanised(kana) for c, kana in likeliest if script_of(c) == HAN}


def ways(name: str, morae: list[str]) -> list[list[tuple[str, str]]]:
    """Give all ways to share out the morae of a name to its characters, one or more to each."""
    bounds = combinations(range(1, len(morae)), len(name) - 1)
    cuts = ((0, *bound, len(morae)) for bound in bounds)
    return [
        [(c, "".join(morae[a:b])) for c, a, b in zip(name, cut, cut[1:], strict=False)]
        for cut in cuts
    ]


def entries(table: dict[str, list[Name]]) -> Iterator[str]:
    """Give each key with its readings, surnames first."""
    for spelling, found in sorted(table.items()):
        entry = spelling
        for ranks in (SURNAMES, GIVEN):
            best = sorted((cost, rank, romanised(kana)) for _, rank, cost, kana in found
                          if rank in ranks)  # fmt: skip
            readings = dict.fromkeys(reading for *_, reading in best)
            ranked = {reading: rank for _, rank, reading in reversed(best)}
            entry += "".join(ranked[reading] + reading for reading in list(readings)[:MOST])
        yield entry


def main(source: str) -> None:
    """Read the lexicon and write the table."""
    found = list(names(Path(source).read_bytes()))
    table: dict[str, list[Name]] = {}
    for name in found:
        table.setdefault(name[0], []).append(name)
    within = parts([(name, kana) for name, rank, _, kana in found
                    if rank in GIVEN and 1 < len(name) < LONG])  # fmt: skip
    lines: dict[str, str] = {c: c + reading for c, reading in within.items()}
    for entry in entries(table):
        lines[entry[0]] = f"{lines.get(entry[0], entry[0])} {entry[1:]}"
    with gzip.GzipFile(OUT, "wb", mtime=0, compresslevel=9) as out:
        out.write("\n".join(lines[first] for first in sorted(lines)).encode())
    print(len(table), "names,", len(within), "characters,", OUT.stat().st_size, "bytes")


if __name__ == "__main__":
    main(sys.argv[1])
