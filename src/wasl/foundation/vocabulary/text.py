# SPDX-License-Identifier: Apache-2.0
"""Plain forms of text for keys: digits of every script, widths, marks, invisible signs.

Nothing here may be used on a name that is shown or stored: names keep their
original bytes. These forms serve identifiers, codes and look-ups.
"""

import unicodedata

TURNING = "\u202a-\u202e\u2066-\u2069"
"""Signs that turn the text after them round, as a range of a pattern: they can make a name
or number read as another one. Marks of direction (U+200E, U+200F) and joiners are harmless."""
NONCHARACTERS = "\ufdd0-\ufdef" + "".join(
    f"{chr(n - 1)}{chr(n)}" for n in range(0xFFFF, 0x110000, 0x10000)
)
"""Code points that no text has, as a range of a pattern (Unicode Standard, 23.7)."""
_ARABIC_ALIKE = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ـ": ""})
_HIDDEN_CATEGORIES = {"Cf", "Cc", "Cs", "Co", "Cn"}


def ascii_digits(text: str) -> str:
    """Write the decimal digits of any script as 0 to 9 and leave the rest alone.

    Args:
        text: any text; an empty one stays empty.

    Returns:
        Text of the same length: "٤٢" and "४२" become "42".
    """
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(sign, sign)) for sign in text)


def plain(text: str) -> str:
    """Reduce to compatible forms: full width to ASCII, digits to 0-9, invisible signs out.

    Tabs and line ends become spaces. Case, accents and letters of other scripts stay.
    """
    if text.isascii() and text.isprintable():
        return text
    folded = ascii_digits(unicodedata.normalize("NFKC", text))
    spaced = (" " if sign.isspace() else sign for sign in folded)
    return "".join(s for s in spaced if unicodedata.category(s) not in _HIDDEN_CATEGORIES)


def upper_ascii(text: str) -> str:
    """Upper case for a to z only, so that no other letter changes its length or its kind."""
    return "".join(sign.upper() if sign.isascii() else sign for sign in text)


def key(text: str) -> str:
    """Fold a word of any of the four languages for look-up: "Côte d’Ivoire" to "cote d ivoire".

    Steps: plain form; case fold; accents and vowel signs out; Arabic letter
    variants joined; anything that is neither letter nor digit becomes one space.
    """
    folded = unicodedata.normalize("NFKD", plain(text).casefold())
    letters = (s for s in folded if not unicodedata.combining(s))
    joined = "".join(letters).translate(_ARABIC_ALIKE)
    return " ".join("".join(s if s.isalnum() else " " for s in joined).split())
