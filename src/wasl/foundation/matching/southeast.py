# SPDX-License-Identifier: Apache-2.0
"""Reading Thai, Lao, Khmer and Burmese: vowels stand around their consonant, finals are swallowed.

Sources: the Royal Thai General System and the BGN/PCGN tables of the four scripts, simplified to
sounds by hand. Rhymes are replaced by sounds first, longest first; what is left are consonants.
"""

from __future__ import annotations

import re
import unicodedata

Rules = list[tuple[re.Pattern[str], str]]


def _rules(lines: str) -> Rules:
    """Read rules written ``pattern=sounds``; the last equals sign parts them."""
    parts = (rule.rpartition("=") for rule in lines.split())
    return [(re.compile(pattern), sounds) for pattern, _, sounds in parts]


_THAI_CONSONANTS = dict(zip(
    "กขฃคฅฆงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬฮฤอ",
    "k k k k k k N J C C s C Y d t t t t n d t t t t n b p p f p f p m Y r l W s s s h l h R V"
    .split(),
    strict=True,
))  # fmt: skip
_ONE = "[ก-ฮ]"
_SIGN = "[ะัาิีึืุูํเแโใไ็]"
_OPEN = "(?![a-zA-Zะ-ู])"
# Two consonants that are said as one start of a syllable, where no sign parts them.
_START = "(?:[กขคตทปผพบดฟศ]ร|[กขคปผพบฟ]ล|[กขค]ว|ห[งญนมยรลว])"
_BOTH = f"({_START}|{_ONE})"
_SHUT = f"({_START}(?={_ONE}(?!{_SIGN}))|{_ONE})"
_THAI_RHYMES = _rules(
    rf"""
    ํา=am เ{_BOTH}ียะ?=\1ia เ{_BOTH}ือะ?=\1Ua เ{_BOTH}[ิี]=\1V เ{_BOTH}าะ=\1o เ{_BOTH}o?า=\1ao
    เ{_BOTH}อะ?=\1V เ{_BOTH}ย=\1VY [เแ]{_SHUT}ั?=\1e โ{_SHUT}ะ?=\1o [ใไ]{_BOTH}ย?=\1E
    ัวะ?=ua [ัา]ย{_OPEN}=E าว{_OPEN}=ao [ัะ]=a า=A [ิี]=i ือ|[ึื]=U [ุู]=u ํ=V ฤๅ=RU (?<=[ก-ฮ])รร(?=[ก-ฮ])=a
    (?<=[ก-ฮ])รร=an ห(?=[งญนมยรลว])= อ(?=[a-zA-Z])= ญ(?![a-zA-Z])=น
    """
)
_TONES = dict.fromkeys(map(ord, "็่้๊๋๎ๆฯ"))
_SILENCED = re.compile(f"(?:[ทต]ร|ษณ|{_ONE})[ิุ]?์")
# What Thais no longer say: t before r, r after s, the r of an end; and what ends become.
_SPOKEN = _rules("^ทร=ซ (?<=[ศสซ])ร(?=[a-zA-Z])= (?<=[ชตท])ร$= [รลฬ]$=น [จชซศษส]$=ต")
_LAO = {code: code - 0x80 for code in range(0x0E80, 0x0F00)} | {
    0x0E8A: "ซ", 0x0E8D: "ย", 0x0EBB: "o", 0x0EBC: "ล", 0x0EBD: "ia", 0x0EDC: "น", 0x0EDD: "ม",
}  # fmt: skip
_LAO_RHYMES = _rules("ເ([ກ-ຮ][ຣລວຼ]?)ຍ=\\1ia ົວ=ua")

_KHMER_CONSONANTS = dict(zip(
    "កខគឃងចឆជឈញដឋឌឍណតថទធនបផពភមយរលវឝឞសហឡ",
    "k k k k N C C C C nY d t d t n t t t t n b p p p m Y r l v s s s h l".split(),
    strict=True,
))  # fmt: skip
_KHMER_VOWELS = {
    "ា": "a", "ិ": "i", "ី": "i", "ឹ": "U", "ឺ": "U", "ុ": "u", "ូ": "u", "ួ": "uo", "ើ": "V", "ឿ": "Ua",
    "ៀ": "ia", "េ": "e", "ែ": "e", "ៃ": "E", "ោ": "o", "ៅ": "O", "ៈ": "a", "ះ": "h", "ំ": "m",
}  # fmt: skip
_KHMER_LETTERS = {
    "ឥ": "i", "ឦ": "i", "ឧ": "u", "ឨ": "u", "ឩ": "u", "ឪ": "O", "ឫ": "rU", "ឬ": "rU", "ឭ": "lU",
    "ឮ": "lU", "ឯ": "e", "ឰ": "E", "ឱ": "o", "ឲ": "o", "ឳ": "O",
}  # fmt: skip
_KHMER_SPECIAL = _rules(
    """
    [ក-អ]៍|[៌់័៏៎៊]= ហ្វ=f ហ្គ=g ហ្ស=Z ប៉=p ៉= អ(?=[ា-ៈ])= អ=V ំ(?=ង)= (?<=[ក-ឡ])ំ=Vm
    (?<=[ក-ឡ])ះ=ah (?<![ា-ៈ])([ក-ឡ])(?=[ក-ឡ])=\\1V ្=
    """
)

_BURMESE_CONSONANTS = dict(zip(
    "ကခဂဃငစဆဇဈညဉဋဌဍဎဏတထဒဓနပဖဗဘမယရလဝသဟဠဿ",
    "k k g g N s s z z nY nY t t d d n t t d d n p p b b m Y Y l w T h l T".split(),
    strict=True,
))  # fmt: skip
_CONSONANT = "[က-ဠဿ]"
_BURMESE_RHYMES = _rules(
    rf"""
    ေး=E [း့]= ါ=ာ ရ(ွ?)ှ|လျှ=S\1 ({_CONSONANT})([ျြ]?)(ွ?)ှ=h\1\2\3
    အ(?=[ျ-ှာ-ဲံE]|[က-ဠ]်)= အ=a ဿ|္= ောင်=ON ိုင်=EN ောက်=Ok ိုက်=Ek ိန်|ိမ်|ိံ=En ိ[တပ]်=Ek
    ု(?:[နမ]်|ံ)=on ု[တပ]်=ot ွ(?:[နမ]်|ံ)=un ွ[တပ]်=ut ော်?=O ို=o (?<!ာ)[ငဉ]်=in ည်=i (?<!ာ)စ်=it
    (?<!ာ)က်=ek (?<!ာ)[တပ]်=at (?<!ာ)(?:[နမဏ]်|ံ)=an ယ်|[ေဲ]=e ာ=a [ိီ]=i [ုူဥဦ]=u [ဩဪ]=O ဧ=e
    [ဣဤ]=i (?<={_CONSONANT})(?=(?:{_CONSONANT}|h|S|$)(?!်))|(?<=[ျြွ])(?=[က-ဠhS]|$)=a
    [ျြ]=Y ွ=w ်=
    """
)
_SYLLABLE = re.compile("(?<!^)(?<!္)(?=[က-ဪဿ](?![့်္]))")
_ASCII = re.compile("[^a-zA-Z]")


def read(word: str) -> list[str]:
    """Read a word by the script of its first letter; the likeliest form first."""
    return next((reader for start, reader in _STARTS if ord(word[0]) >= start), thai)(word)


def thai(word: str) -> list[str]:
    """Read Thai as it is spoken, and letter by letter, as names from abroad are written."""
    plain = word.translate(_TONES)
    spoken = _rhymes(_SILENCED.sub("", plain), _THAI_RHYMES + _SPOKEN)
    forms = (spoken, _rhymes(plain.replace("์", ""), _THAI_RHYMES))
    return list(dict.fromkeys(_letters(form, _THAI_CONSONANTS) for form in forms))


def lao(word: str) -> list[str]:
    """Read Lao, whose letters lie in Unicode as the Thai ones do."""
    return thai(_rhymes(word, _LAO_RHYMES).translate(_LAO))


def khmer(word: str) -> list[str]:
    """Read Khmer; the vowel that belongs to a consonant is left open."""
    return [_letters(_rhymes(word, _KHMER_SPECIAL), _KHMER_CONSONANTS | _KHMER_SIGNS)]


def burmese(word: str) -> list[str]:
    """Read Burmese by its rhymes, as names are spelt in English."""
    return [_letters(_rhymes(word, _BURMESE_RHYMES), _BURMESE_CONSONANTS)]


def burmese_syllables(run: str) -> list[str]:
    """Part a run of Burmese into its syllables, which are what names are made of."""
    return _SYLLABLE.split(run)


def _rhymes(word: str, rules: Rules) -> str:
    word = unicodedata.normalize("NFKC", word)
    for pattern, sounds in rules:
        word = pattern.sub(sounds, word)
    return word


def _letters(mixed: str, table: dict[str, str]) -> str:
    """Replace what is left of the script by sounds; drop what no table knows."""
    return _ASCII.sub(lambda match: table.get(match[0], ""), mixed)


_KHMER_SIGNS = _KHMER_VOWELS | _KHMER_LETTERS
_STARTS = ((0x1780, khmer), (0x1000, burmese), (0x0E80, lao))
