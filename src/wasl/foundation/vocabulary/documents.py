# SPDX-License-Identifier: Apache-2.0
"""Numbers of travel and identity documents, written one way for look-up."""

import re

from wasl.foundation.errors import AppError
from wasl.foundation.vocabulary.text import plain

MAX_LENGTH = 32
_BETWEEN = re.compile(r"[\W_]+")


class DocumentNumberInvalid(AppError):
    """A text holds no document number; `problem` is "empty" or "too_long"."""

    code = "document-number-invalid"

    def __init__(self, problem: str, field: str | None = None) -> None:
        super().__init__(problem=problem, maximum=MAX_LENGTH, field=field)


def normalize_document_number(text: str) -> str:
    """Write a number as it is looked up: "ab 12-34/٥" becomes "AB12345".

    Steps: full width to ASCII and digits of every script to 0-9; capitals;
    everything that is neither letter nor digit out. Letters of other scripts
    stay ("№ 45 АБ" keeps its Cyrillic letters, see `document_number_keys`).

    Raises:
        DocumentNumberInvalid: nothing left, or more than 32 characters.
    """
    bare = plain(text[:1000]).upper()
    if not bare.isalnum():
        bare = _BETWEEN.sub("", bare)
    if not bare:
        raise DocumentNumberInvalid("empty")
    if len(bare) > MAX_LENGTH:
        raise DocumentNumberInvalid("too_long")
    return bare


_CYRILLIC_ALIKE = str.maketrans("АВЕКМНОРСТУХІЅЈ", "ABEKMHOPCTYXISJ")
_GREEK_ALIKE = str.maketrans("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX")


def document_number_keys(number: str) -> tuple[str, ...]:
    """Give the readings under which a normalized number is looked up.

    The number itself, and where it has Cyrillic or Greek letters that look like
    Latin ones, the Latin reading too.
    """
    if number.isascii():
        return (number,)
    latin = number.translate(_CYRILLIC_ALIKE).translate(_GREEK_ALIKE)
    return (number,) if latin == number else (number, latin)
