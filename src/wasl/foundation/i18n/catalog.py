# SPDX-License-Identifier: Apache-2.0
"""The sentences of one language, read from a catalog file when the program starts.

Catalogs are text (``locale/<tag>/LC_MESSAGES/wasl.po``); nothing compiled is kept,
so what a translator sees is what runs.
"""

from dataclasses import dataclass
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from wasl.foundation.errors import AppError

PLURALS = {
    "ar": (
        "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : "
        "n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);"
    ),
    "en": "nplurals=2; plural=(n != 1);",
    "es": "nplurals=2; plural=(n != 1);",
    "fr": "nplurals=2; plural=(n > 1);",
}
"""Plural rules by tag, in the order of CLDR: zero, one, two, few, many, other."""


class CatalogMissing(AppError):
    """The program was installed without the sentences of a language."""

    code = "catalog-missing"

    def __init__(self, tag: str) -> None:
        super().__init__(language=tag)


@dataclass(frozen=True, slots=True)
class Catalog:
    """Sentences of one language; a sentence that is missing comes back in English."""

    translations: NullTranslations

    def gettext(self, message: str) -> str:
        """Translate one sentence."""
        return self.translations.gettext(message) if message else ""

    def ngettext(self, one: str, many: str, count: int) -> str:
        """Translate a sentence that counts; ``count`` chooses the form."""
        return self.translations.ngettext(one, many, count)

    def pgettext(self, context: str, message: str) -> str:
        """Translate a sentence that reads differently in this context."""
        return self.translations.pgettext(context, message)

    def npgettext(self, context: str, one: str, many: str, count: int) -> str:
        """Translate a sentence that counts, in this context."""
        return self.translations.npgettext(context, one, many, count)


@cache
def load_catalog(tag: str) -> Catalog:
    """Read the catalog of a language, once for the process.

    Args:
        tag: one of the four languages.

    Raises:
        CatalogMissing: there is no such file in the package.
    """
    place = files("wasl").joinpath("locale", tag, "LC_MESSAGES", "wasl.po")
    if not place.is_file():
        raise CatalogMissing(tag)
    compiled = BytesIO()
    with place.open("rb") as source:
        write_mo(compiled, read_po(source, locale=tag))
    compiled.seek(0)
    return Catalog(GNUTranslations(compiled))
