# SPDX-License-Identifier: Apache-2.0
"""Which script a letter belongs to, and how the alphabets of the world are read into sounds.

Each table maps letters to the symbols of ``sounds.SOUNDS``. What a spelling leaves open (short
vowels of Arabic and Hebrew, v or w, g or j) is left open here too: the learned costs of the pair
of scripts say what may stand there.

Sources: the romanisation tables of the alphabets as generally taught (ALA-LC, BGN/PCGN, ISO 9,
ISO 233, ISO 259, ISO 843, ISO 9984, ISO 9985), simplified to sounds by hand. ``indic`` and
``southeast`` read the scripts whose consonants carry their vowels.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right

LATIN, ARABIC, HEBREW, CYRILLIC, GREEK, CAUCASIAN = range(6)
INDIC, SOUTHEAST, HAN, KANA, HANGUL, OTHER = range(6, 12)
SCRIPTS = (
    "latin", "arabic", "hebrew", "cyrillic", "greek", "caucasian", "indic", "southeast", "han",
    "kana", "hangul", "other",
)  # fmt: skip

# Starts of ranges of code points and the script from there on (Unicode Blocks).
_RANGES = [
    (0x0000, LATIN), (0x0370, GREEK), (0x0400, CYRILLIC), (0x0530, CAUCASIAN), (0x0590, HEBREW),
    (0x0600, ARABIC), (0x0700, OTHER), (0x0750, ARABIC), (0x0780, OTHER), (0x08A0, ARABIC),
    (0x0900, INDIC), (0x0E00, SOUTHEAST), (0x0F00, OTHER), (0x1000, SOUTHEAST),
    (0x10A0, CAUCASIAN), (0x1100, HANGUL), (0x1200, OTHER), (0x1780, SOUTHEAST), (0x1800, OTHER),
    (0x1C90, CAUCASIAN), (0x1CC0, OTHER), (0x1D00, LATIN),
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
# Alphabets of the script "other".
THAANA_LETTERS = {
    "ހ": "h", "ށ": "S", "ނ": "n", "ރ": "r", "ބ": "b", "ޅ": "l", "ކ": "k", "އ": "", "ވ": "v",
    "މ": "m", "ފ": "f", "ދ": "d", "ތ": "t", "ލ": "l", "ގ": "g", "ޏ": "nY", "ސ": "s", "ޑ": "d",
    "ޒ": "z", "ޓ": "t", "ޔ": "Y", "ޕ": "p", "ޖ": "J", "ޗ": "C", "ޙ": "H", "ޚ": "x", "ޛ": "D",
    "ޜ": "z", "ޝ": "S", "ޞ": "s", "ޟ": "F", "ޠ": "t", "ޡ": "M", "ޢ": "9", "ޣ": "G", "ޤ": "q",
    "ޥ": "w", "ަ": "a", "ާ": "A", "ި": "i", "ީ": "i", "ު": "u", "ޫ": "u", "ެ": "e", "ޭ": "e", "ޮ": "o",
    "ޯ": "o",
}  # fmt: skip
TIFINAGH_LETTERS = {
    "ⴰ": "a", "ⴱ": "b", "ⴳ": "g", "ⴷ": "d", "ⴹ": "F", "ⴻ": "e", "ⴼ": "f", "ⴽ": "k", "ⵀ": "h",
    "ⵃ": "H", "ⵄ": "9", "ⵅ": "x", "ⵇ": "q", "ⵉ": "i", "ⵊ": "J", "ⵍ": "l", "ⵎ": "m", "ⵏ": "n",
    "ⵓ": "u", "ⵔ": "r", "ⵕ": "r", "ⵖ": "G", "ⵙ": "s", "ⵚ": "P", "ⵛ": "S", "ⵜ": "t", "ⵟ": "t",
    "ⵡ": "W", "ⵢ": "Y", "ⵣ": "z", "ⵥ": "M",
}  # fmt: skip
# Scripts whose names write one sound with one letter or with two: Мухаммад, Мухамед.
_DOUBLING = (CYRILLIC, GREEK, CAUCASIAN)
_DOUBLE = re.compile(r"(.)\1+")
_DIGRAPHS = {
    HEBREW: HEBREW_LETTERS,
    CYRILLIC: CYRILLIC_LETTERS,
    GREEK: GREEK_LETTERS,
    CAUCASIAN: CAUCASIAN_LETTERS,
    ARABIC: ARABIC_LETTERS,
    OTHER: THAANA_LETTERS | TIFINAGH_LETTERS,
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
    read = "".join(sounds)
    return _DOUBLE.sub(r"\1", read) if script in _DOUBLING else read


def spelled_out(word: str) -> str:
    """Read a script without a table by the Unicode names of its letters: ``... LETTER KA``."""
    names = (unicodedata.name(character, "").split() for character in word)
    read = (name[-1].lower() for name in names if name and len(name[-1]) < 5)  # noqa: PLR2004
    # The x of such names, all of them Ethiopic, is one of the letters that are said h.
    return "".join(read).replace("x", "h")


def _by_base(character: str, table: dict[str, str]) -> str:
    return table.get(unicodedata.normalize("NFKD", character)[:1], "")
