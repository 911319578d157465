# SPDX-License-Identifier: Apache-2.0
"""Reading the abugidas of India and Sri Lanka: inherent a, vowel signs, virama.

Sources: ISO 15919, simplified to sounds by hand. The blocks of the Indian scripts are read by the
places of Devanagari, because Unicode lays them out in parallel; Sinhala is carried there.
"""

from __future__ import annotations

import re

BLOCK = 0x80
DEVANAGARI = 0x0900
_CONSONANTS = dict(zip(
    range(0x15, 0x3A),
    "k k g g N C C J J n t t d d n t t d d n n p p b b m Y r r l l l v S S s h".split(),
    strict=True,
)) | {
    0x58: "q", 0x59: "x", 0x5A: "G", 0x5B: "z", 0x5C: "r", 0x5D: "r", 0x5E: "f", 0x5F: "Y",
}  # fmt: skip
_VOWELS = {
    0x05: "a", 0x06: "A", 0x07: "i", 0x08: "i", 0x09: "u", 0x0A: "u", 0x0B: "ri", 0x0D: "e",
    0x0E: "e", 0x0F: "e", 0x10: "E", 0x11: "o", 0x12: "o", 0x13: "o", 0x14: "O",
}  # fmt: skip
_SIGNS = {
    0x3E: "A", 0x3F: "i", 0x40: "i", 0x41: "u", 0x42: "u", 0x43: "ri", 0x45: "e", 0x46: "e",
    0x47: "e", 0x48: "E", 0x49: "o", 0x4A: "o", 0x4B: "o", 0x4C: "O", 0x56: "E", 0x57: "O",
}  # fmt: skip
_VIRAMA, _NUKTA = 0x4D, 0x3C
_NASAL = (0x01, 0x02)
_NORTHERN = re.compile("[\u0900-\u0aff]+")
_SILENT_END = re.compile("[aAeEioOu].a$")
_DOUBLE = re.compile(r"(.)\1+")
_DOT_OF = {"k": "q", "g": "G", "J": "z", "p": "f", "d": "r", "t": "r"}
# What one script has for itself or says otherwise, as letters that are read by the rule.
_OWN = [
    (re.compile(pattern), letters)
    for pattern, letters in (
        ("ৎ", "ত্"), ("ৰ", "র"), ("ৱ", "ব"), ("(?<!্)য(?!়)", "জ"), ("(?<!୍)ଯ(?!଼)", "ଜ"), ("ୱ", "ଵ"),
        ("ੰ", "ਂ"), ("ੱ", ""), ("ஃப", "\u0b5e"), ("(?<![்ச])ச(?!்ச)", "ஸ"), ("ன்ற", "ன்ர"), ("ற்ற", "ட்ட"),
        ("റ്റ", "ട്ട"), ("ന്റ|ൻറ", "ന്ട"), ("[ൺൻ]", "ന്"), ("ർ|ൎ", "ര്"), ("[ൽൾ]", "ല്"), ("ൿ", "ക്"),
    )
]  # fmt: skip
_SINHALA = {
    ord(letter): devanagari
    for letter, devanagari in zip(
        "අආඇඈඉඊඋඌඍඑඒඓඔඕඖකඛගඝඞඟචඡජඣඤඥඦටඨඩඪණඬතථදධනඳපඵබභමඹයරලවශෂසහළෆ්ාැෑිීුූෘෙේෛොෝෞං",
        "अ आ ए ए इ ई उ ऊ ऋ ए ए ऐ ओ ओ औ क ख ग घ ङ ङ च छ ज झ ञ ञ ज ट ठ ड ढ ण ण्ड त थ द ध न न्द "
        "प फ ब भ म म्ब य र ल व श ष स ह ळ फ़ ् ा े े ि ी ु ू ृ े े ै ो ो ौ ं".split(),
        strict=True,
    )
}


def indic(word: str) -> str:
    """Read an Indian script or Sinhala; in the north a last a after one consonant is silent."""
    word = word.translate(_SINHALA)
    for pattern, letters in _OWN:
        word = pattern.sub(letters, word)
    sounds: list[str] = []
    for character in word:
        _add(sounds, (ord(character) - DEVANAGARI) % BLOCK)
    if _NORTHERN.fullmatch(word) and _SILENT_END.search(read := "".join(sounds)):
        return _plain(read[:-1])
    return _plain("".join(sounds))


def _plain(read: str) -> str:
    """Write doubles once and n before g as Latin spellings are read, which write them alike."""
    return _DOUBLE.sub(r"\1", read).replace("ng", "N")


def _add(sounds: list[str], offset: int) -> None:
    """Add what the letter at this place of its block says to the sounds before it."""
    if offset in _CONSONANTS:
        sounds += [_CONSONANTS[offset], "a"]
    elif offset in _VOWELS:
        sounds.append(_VOWELS[offset])
    elif offset in _SIGNS:
        sounds[-1:] = [_SIGNS[offset]]
    elif offset == _VIRAMA:
        sounds[-1:] = []
    elif offset == _NUKTA and len(sounds) > 1:
        sounds[-2] = _DOT_OF.get(sounds[-2], sounds[-2])
    elif offset in _NASAL:
        sounds.append("n")
