# SPDX-License-Identifier: Apache-2.0
"""The script a name is written in, by its first letters."""

import unicodedata
from collections import Counter

_CODES = {
    "LATIN": "Latn",
    "ARABIC": "Arab",
    "CYRILLIC": "Cyrl",
    "GREEK": "Grek",
    "HEBREW": "Hebr",
    "CJK": "Hani",
    "HIRAGANA": "Hira",
    "KATAKANA": "Kana",
    "HANGUL": "Hang",
    "THAI": "Thai",
    "DEVANAGARI": "Deva",
    "BENGALI": "Beng",
    "GURMUKHI": "Guru",
    "GUJARATI": "Gujr",
    "TAMIL": "Taml",
    "TELUGU": "Telu",
    "KANNADA": "Knda",
    "MALAYALAM": "Mlym",
    "SINHALA": "Sinh",
    "LAO": "Laoo",
    "TIBETAN": "Tibt",
    "MYANMAR": "Mymr",
    "KHMER": "Khmr",
    "MONGOLIAN": "Mong",
    "GEORGIAN": "Geor",
    "ARMENIAN": "Armn",
    "ETHIOPIC": "Ethi",
    "SYRIAC": "Syrc",
    "THAANA": "Thaa",
    "TIFINAGH": "Tfng",
    "NKO": "Nkoo",
}


def _letter_script(sign: str) -> str:
    return _CODES.get(unicodedata.name(sign, "").partition(" ")[0].partition("-")[0], "Zyyy")


def script_of(text: str) -> str:
    """Give the ISO 15924 code of most letters of a text; "Zyyy" where there are none."""
    if text.isascii():
        return "Latn"
    counts = Counter(_letter_script(sign) for sign in text[:400] if sign.isalpha())
    return counts.most_common(1)[0][0] if counts else "Zyyy"
