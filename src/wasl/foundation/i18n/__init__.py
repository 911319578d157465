# SPDX-License-Identifier: Apache-2.0
"""The four languages of the house: which one, which way it runs, and how it writes things."""

from wasl.foundation.i18n.catalog import PLURALS, CatalogMissing, load_catalog
from wasl.foundation.i18n.choice import negotiate
from wasl.foundation.i18n.locale import LANGUAGES, Locale, get_locale

__all__ = [
    "LANGUAGES",
    "PLURALS",
    "CatalogMissing",
    "Locale",
    "get_locale",
    "load_catalog",
    "negotiate",
]
