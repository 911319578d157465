# SPDX-License-Identifier: Apache-2.0
"""Make the table of Han readings that the names engine ships.

    python bench/names_han.py Unihan_Readings.txt

reads the Unicode Han database (Unicode License v3; any release) and writes
``src/wasl/foundation/matching/data/han.txt.gz``: one line a character of the Basic Multilingual
Plane, ``character<TAB>Mandarin<TAB>Cantonese<TAB>Japanese on<TAB>Japanese kun<TAB>Korean``,
without tones; several readings are parted by spaces, the usual one first.
"""

from __future__ import annotations

import gzip
import re
import sys
import unicodedata
from pathlib import Path

FIELDS = {
    "kMandarin": 0,
    "kHanyuPinlu": 1,
    "kCantonese": 2,
    "kJapaneseOn": 3,
    "kJapaneseKun": 4,
    "kHangul": 5,
}
MOST = 3
OUT = Path(__file__).parent.parent / "src/wasl/foundation/matching/data/han.txt.gz"


def plain(reading: str) -> str:
    """Strip tones: diacritics (but the dots of u) and digits."""
    text = unicodedata.normalize("NFD", reading.lower().replace("ü", "v"))
    text = unicodedata.normalize("NFD", reading.lower())
    text = text.replace("u\u0308", "v")
    return re.sub("[^a-z]", "", text)


def readings(field: str, value: str) -> list[str]:
    """Give the distinct readings of one field in the order of the database."""
    if field == "kHangul":
        return list(dict.fromkeys(part.split(":")[0] for part in value.split()))[:1]
    parts = (re.sub(r"\(.*", "", part) for part in value.split())
    return list(dict.fromkeys(filter(None, map(plain, parts))))[:MOST]


def main(source: str) -> None:
    """Read the database and write the table."""
    table: dict[str, list[list[str]]] = {}
    for line in Path(source).read_text(encoding="utf-8").splitlines():
        if not line.startswith("U+"):
            continue
        point, field, value = line.split("\t", 2)
        character = chr(int(point[2:], 16))
        if field in FIELDS and "\u3400" <= character <= "\u9fff":
            row = table.setdefault(character, [[] for _ in FIELDS])
            row[FIELDS[field]] = readings(field, value)
    lines = []
    for character, (first, more, *rest) in sorted(table.items()):
        if not first:
            continue
        mandarin = list(dict.fromkeys(first + more[:2]))[:MOST]
        if not (rest[0] or rest[1] or more) and character < "\u4e00":
            continue
        lines.append("\t".join([character, *(" ".join(r) for r in [mandarin, *rest])]))
    with gzip.GzipFile(OUT, "wb", mtime=0, compresslevel=9) as out:
        out.write("\n".join(lines).encode())


if __name__ == "__main__":
    main(sys.argv[1])
