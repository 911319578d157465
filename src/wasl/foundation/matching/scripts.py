# SPDX-License-Identifier: Apache-2.0
"""Which script a letter belongs to, and how the alphabets of the world are read into sounds.

Each table maps letters to the symbols of ``sounds.SOUNDS``. What a spelling leaves open (short
vowels of Arabic and Hebrew, v or w, g or j) is left open here too: the learned costs of the pair
of scripts say what may stand there.

Sources: the romanisation tables of the alphabets as generally taught (ALA-LC, BGN/PCGN, ISO 9,
ISO 233, ISO 259, ISO 843, ISO 9984, ISO 9985, ISO 15919, RTGS), simplified to sounds by hand;
Indic blocks other than Devanagari follow it because Unicode lays them out in parallel.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right

LATIN, ARABIC, HEBREW, CYRILLIC, GREEK, CAUCASIAN, INDIC, THAI, HAN, KANA, HANGUL, OTHER = range(12)
SCRIPTS = (
    "latin", "arabic", "hebrew", "cyrillic", "greek", "caucasian", "indic", "thai", "han",
    "kana", "hangul", "other",
)  # fmt: skip

# Starts of ranges of code points and the script from there on (Unicode Blocks).
_RANGES = [
    (0x0000, LATIN), (0x0370, GREEK), (0x0400, CYRILLIC), (0x0530, CAUCASIAN), (0x0590, HEBREW),
    (0x0600, ARABIC), (0x0700, OTHER), (0x0750, ARABIC), (0x0780, OTHER), (0x08A0, ARABIC),
    (0x0900, INDIC), (0x0D80, OTHER), (0x0E00, THAI), (0x0E80, OTHER), (0x10A0, CAUCASIAN),
    (0x1100, HANGUL), (0x1200, OTHER), (0x1C90, CAUCASIAN), (0x1CC0, OTHER), (0x1D00, LATIN),
    (0x1F00, GREEK), (0x2000, LATIN), (0x2C60, LATIN), (0x2C80, OTHER), (0x2D00, CAUCASIAN),
    (0x2D30, OTHER), (0x2DE0, CYRILLIC), (0x2E00, HAN), (0x3040, KANA), (0x3130, HANGUL),
    (0x3190, HAN), (0x31F0, KANA), (0x3200, HAN), (0xA000, OTHER), (0xA640, CYRILLIC),
    (0xA6A0, OTHER), (0xA720, LATIN), (0xA800, OTHER), (0xA8E0, INDIC), (0xA900, OTHER),
    (0xA960, HANGUL), (0xA980, OTHER), (0xAB30, LATIN), (0xAB70, OTHER), (0xAC00, HANGUL),
    (0xD800, OTHER), (0xF900, HAN), (0xFB00, LATIN), (0xFB13, CAUCASIAN), (0xFB1D, HEBREW),
    (0xFB50, ARABIC), (0xFE00, LATIN), (0xFE70, ARABIC), (0xFF00, LATIN), (0xFF66, KANA),
    (0xFFA0, HANGUL), (0xFFE0, OTHER), (0x20000, HAN), (0x32000, OTHER),
]  # fmt: skip
_STARTS = [start for start, _ in _RANGES]


def script_of(character: str) -> int:
    """Name the script of one character."""
    return _RANGES[bisect_right(_STARTS, ord(character)) - 1][1]


ARABIC_LETTERS = {
    "ا": "A", "أ": "a", "إ": "i", "آ": "A", "ٱ": "A", "ؤ": "W", "ئ": "Y", "ء": "", "ب": "b",
    "ت": "t", "ث": "T", "ج": "J", "ح": "H", "خ": "x", "د": "d", "ذ": "D", "ر": "r", "ز": "z",
    "س": "s", "ش": "S", "ص": "P", "ض": "F", "ط": "t", "ظ": "M", "ع": "9", "غ": "G", "ف": "f",
    "ق": "q", "ك": "k", "ل": "l", "م": "m", "ن": "n", "ه": "h", "و": "W", "ي": "Y", "ى": "E",
    "ة": "V", "پ": "p", "چ": "C", "ژ": "Z", "گ": "g", "ک": "k", "ی": "Y", "ۀ": "V", "ۃ": "V",
    "ہ": "h", "ھ": "h", "ە": "a", "ے": "E", "ۓ": "E", "ٹ": "t", "ڈ": "d", "ڑ": "r", "ں": "n",
    "ټ": "t", "ډ": "d", "ړ": "r", "ڼ": "n", "ښ": "S", "ږ": "g", "څ": "c", "ځ": "z", "ې": "e",
    "ۍ": "E", "ئۍ": "E", "ڤ": "v", "ڨ": "g", "ڭ": "N", "ڪ": "k", "ګ": "g", "ۋ": "W", "ۆ": "o",
    "ۇ": "u", "ۈ": "u", "ێ": "e", "ڵ": "l", "ڕ": "r", "َ": "a", "ُ": "u", "ِ": "i", "ً": "", "ٌ": "",
    "ٍ": "", "ٰ": "A", "ڄ": "J", "ݢ": "g", "ڠ": "N", "ڽ": "nY", "ۏ": "v",
}  # fmt: skip
HEBREW_LETTERS = {
    "א": "A", "ב": "b", "ג": "g", "ד": "d", "ה": "h", "ו": "W", "ז": "z", "ח": "H", "ט": "t",
    "י": "Y", "כ": "k", "ך": "k", "ל": "l", "מ": "m", "ם": "m", "נ": "n", "ן": "n", "ס": "s",
    "ע": "9", "פ": "p", "ף": "f", "צ": "c", "ץ": "c", "ק": "q", "ר": "r", "ש": "S", "ת": "t",
    "וו": "w", "יי": "E", "ײ": "E", "װ": "w", "ױ": "V", "ג'": "J", "ז'": "Z", "צ'": "C",
    "ץ'": "C", "ת'": "T", "ד'": "D", "ח'": "x", "ע'": "G",
}  # fmt: skip
CYRILLIC_LETTERS = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "V", "ж": "Z", "з": "z",
    "и": "i", "й": "Y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "у": "u", "ф": "f", "х": "x", "ц": "c", "ч": "C", "ш": "S", "щ": "S",
    "ъ": "", "ы": "y", "ь": "", "э": "E", "ю": "Yu", "я": "Ya", "і": "i", "ї": "Yi", "є": "Ye",
    "ґ": "g", "ў": "W", "ђ": "J", "ј": "Y", "љ": "lY", "њ": "nY", "ћ": "C", "џ": "J", "ѓ": "g",
    "ќ": "k", "ѕ": "z", "ә": "a", "ғ": "G", "қ": "q", "ң": "N", "ө": "o", "ұ": "u", "ү": "u",
    "һ": "h", "ҳ": "h", "ҷ": "J", "ӣ": "i", "ӯ": "u", "җ": "J", "ӂ": "J", "дж": "J", "кс": "X",
    "ё̈": "V", "ѣ": "e", "ѳ": "f", "ѵ": "i", "ӑ": "a", "ӗ": "e", "ӳ": "u", "ӱ": "u", "ӧ": "o",
}  # fmt: skip
GREEK_LETTERS = {
    "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "T", "ι": "i",
    "κ": "k", "λ": "l", "μ": "m", "ν": "n", "ξ": "X", "ο": "o", "π": "p", "ρ": "r", "σ": "s",
    "ς": "s", "τ": "t", "υ": "y", "φ": "f", "χ": "x", "ψ": "ps", "ω": "o", "ου": "u", "αι": "e",
    "ει": "i", "οι": "i", "αυ": "av", "ευ": "ev", "μπ": "b", "ντ": "d", "γκ": "g", "γγ": "N",
    "τσ": "c", "τζ": "J", "γι": "Yi",
}  # fmt: skip
CAUCASIAN_LETTERS = {
    "ა": "a", "ბ": "b", "გ": "g", "დ": "d", "ე": "e", "ვ": "v", "ზ": "z", "თ": "t", "ი": "i",
    "კ": "k", "ლ": "l", "მ": "m", "ნ": "n", "ო": "o", "პ": "p", "ჟ": "Z", "რ": "r", "ს": "s",
    "ტ": "t", "უ": "u", "ფ": "p", "ქ": "k", "ღ": "G", "ყ": "q", "შ": "S", "ჩ": "C", "ც": "c",
    "ძ": "z", "წ": "c", "ჭ": "C", "ხ": "x", "ჯ": "J", "ჰ": "h", "ჱ": "e", "ჲ": "Y", "ჶ": "f",
    "ա": "a", "բ": "b", "գ": "g", "դ": "d", "ե": "e", "զ": "z", "է": "e", "ը": "y", "թ": "t",
    "ժ": "Z", "ի": "i", "լ": "l", "խ": "x", "ծ": "c", "կ": "k", "հ": "h", "ձ": "z", "ղ": "G",
    "ճ": "C", "մ": "m", "յ": "Y", "ն": "n", "շ": "S", "ո": "o", "չ": "C", "պ": "p", "ջ": "J",
    "ռ": "r", "ս": "s", "վ": "v", "տ": "t", "ր": "r", "ց": "c", "ւ": "v", "ու": "u", "փ": "p",
    "ք": "k", "օ": "o", "ֆ": "f", "և": "ev", "եւ": "ev",
}  # fmt: skip
THAI_LETTERS = {
    "ก": "k", "ข": "k", "ฃ": "k", "ค": "k", "ฅ": "k", "ฆ": "k", "ง": "N", "จ": "J", "ฉ": "C",
    "ช": "C", "ซ": "s", "ฌ": "C", "ญ": "Y", "ฎ": "d", "ฏ": "t", "ฐ": "t", "ฑ": "t", "ฒ": "t",
    "ณ": "n", "ด": "d", "ต": "t", "ถ": "t", "ท": "t", "ธ": "t", "น": "n", "บ": "b", "ป": "p",
    "ผ": "p", "ฝ": "f", "พ": "p", "ฟ": "f", "ภ": "p", "ม": "m", "ย": "Y", "ร": "r", "ล": "l",
    "ว": "W", "ศ": "s", "ษ": "s", "ส": "s", "ห": "h", "ฬ": "l", "อ": "V", "ฮ": "h", "ฤ": "ri",
    "ะ": "a", "ั": "a", "า": "A", "ำ": "am", "ิ": "i", "ี": "i", "ึ": "U", "ื": "U", "ุ": "u",
    "ู": "u", "เ": "e", "แ": "e", "โ": "o", "ใ": "E", "ไ": "E",
}  # fmt: skip
_INDIC_CONSONANTS = dict(zip(
    range(0x15, 0x3A),
    ["k", "k", "g", "g", "N", "C", "C", "J", "J", "n", "t", "t", "d", "d", "n", "t", "t", "d", "d",
     "n", "n", "p", "p", "b", "b", "m", "Y", "r", "r", "l", "l", "l", "v", "S", "S", "s", "h"],
    strict=True,
))  # fmt: skip
_INDIC_NUKTA = {0x58: "q", 0x59: "x", 0x5A: "G", 0x5B: "z", 0x5C: "r", 0x5D: "r", 0x5E: "f",
                0x5F: "Y"}  # fmt: skip
_INDIC_VOWELS = {
    0x05: "a", 0x06: "A", 0x07: "i", 0x08: "i", 0x09: "u", 0x0A: "u", 0x0B: "ri", 0x0E: "e",
    0x0F: "e", 0x10: "E", 0x12: "o", 0x13: "o", 0x14: "O", 0x0D: "e", 0x11: "o",
}  # fmt: skip
_INDIC_SIGNS = {
    0x3E: "A", 0x3F: "i", 0x40: "i", 0x41: "u", 0x42: "u", 0x43: "ri", 0x45: "e", 0x46: "e",
    0x47: "e", 0x48: "E", 0x49: "o", 0x4A: "o", 0x4B: "o", 0x4C: "O",
}  # fmt: skip
_NUKTA_OF = {"k": "q", "g": "G", "J": "z", "p": "f", "d": "r", "t": "r"}
_DIGRAPHS = {
    HEBREW: HEBREW_LETTERS,
    CYRILLIC: CYRILLIC_LETTERS,
    GREEK: GREEK_LETTERS,
    CAUCASIAN: CAUCASIAN_LETTERS,
    ARABIC: ARABIC_LETTERS,
}


def alphabetic(word: str, script: int) -> str:
    """Read a word of an alphabet through its table, two letters before one."""
    table, word = _DIGRAPHS[script], unicodedata.normalize("NFC", word)
    sounds, place = [], 0
    while place < len(word):
        pair = word[place : place + 2]
        if len(pair) > 1 and pair in table:
            sounds.append(table[pair])
            place += 2
            continue
        sounds.append(table.get(word[place]) or _by_base(word[place], table))
        place += 1
    return "".join(sounds)


def indic(word: str) -> str:
    """Read an Indic abugida: inherent a, signs, virama; the last inherent a is not spoken."""
    sounds: list[str] = []
    for character in word:
        offset = (ord(character) - 0x0900) % 0x80 if ord(character) < 0x0D80 else -1  # noqa: PLR2004
        if offset in _INDIC_CONSONANTS:
            sounds += [_INDIC_CONSONANTS[offset], "a"]
        elif offset in _INDIC_NUKTA:
            sounds += [_INDIC_NUKTA[offset], "a"]
        elif offset in _INDIC_VOWELS:
            sounds.append(_INDIC_VOWELS[offset])
        elif offset in _INDIC_SIGNS:
            sounds[-1:] = [_INDIC_SIGNS[offset]]
        elif offset == 0x4D:  # noqa: PLR2004 - virama
            sounds[-1:] = []
        elif offset == 0x3C and len(sounds) > 1:  # noqa: PLR2004 - nukta
            sounds[-2] = _NUKTA_OF.get(sounds[-2], sounds[-2])
        elif offset in (0x01, 0x02, 0x70):
            sounds.append("n")
    if len(sounds) > 2 and sounds[-1] == "a":  # noqa: PLR2004
        sounds.pop()
    return "".join(sounds)


def thai(word: str) -> str:
    """Read Thai: a vowel written before its consonant is moved behind, silenced letters dropped."""
    letters = list(word)
    for place in range(len(letters) - 1):
        if letters[place] in "เแโใไ":
            letters[place], letters[place + 1] = letters[place + 1], letters[place]
    sounds: list[str] = []
    for letter in letters:
        if letter == "์" and sounds:
            sounds.pop()
        elif letter in THAI_LETTERS:
            sounds.append(THAI_LETTERS[letter])
    return "".join(sounds)


def spelled_out(word: str) -> str:
    """Read a script without a table by the Unicode names of its letters: ``... LETTER KA``."""
    names = (unicodedata.name(character, "").split() for character in word)
    return "".join(name[-1].lower() for name in names if name and len(name[-1]) < 5)  # noqa: PLR2004


def _by_base(character: str, table: dict[str, str]) -> str:
    return table.get(unicodedata.normalize("NFKD", character)[:1], "")
