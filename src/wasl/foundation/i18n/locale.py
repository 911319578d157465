# SPDX-License-Identifier: Apache-2.0
"""One object that says everything about the reader's language.

It gives the tag and direction to a page, translates sentences and codes, and
writes dates, numbers, lists and countries as CLDR says. Times are written with
24 hours, and digits are 0 to 9 in all four languages, as on documents.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cache
from typing import Any
from zoneinfo import reset_tzpath

from babel import Locale as Cldr
from babel.dates import format_datetime, format_skeleton, format_timedelta, get_timezone
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from wasl.foundation import vocabulary
from wasl.foundation.i18n.catalog import Catalog, load_catalog

LANGUAGES = {"ar": "العربية", "en": "English", "fr": "Français", "es": "Español"}
"""Tags of the four official languages, each with its own name for itself."""

# Zones are those of the pinned package, not of the machine: a country's clock is the same at
# every site, also where the system's zones are missing or years old.
reset_tzpath(())

_CLDR = {"ar": "ar", "en": "en_GB", "fr": "fr", "es": "es"}


@dataclass(frozen=True, slots=True)
class Locale:
    """The reader's language.

    Attributes:
        tag: BCP 47, one of the four.
        direction: "rtl" for Arabic, else "ltr".
        name: the language's own name.
    """

    tag: str
    direction: str
    name: str
    _cldr: Cldr
    _catalog: Catalog

    def gettext(self, message: str) -> str:
        """Translate one sentence."""
        return self._catalog.gettext(message)

    def ngettext(self, one: str, many: str, count: int) -> str:
        """Translate a sentence that counts."""
        return self._catalog.ngettext(one, many, count)

    def pgettext(self, context: str, message: str) -> str:
        """Translate a sentence that reads differently in this context."""
        return self._catalog.pgettext(context, message)

    def npgettext(self, context: str, one: str, many: str, count: int) -> str:
        """Translate a sentence that counts, in this context."""
        return self._catalog.npgettext(context, one, many, count)

    def label(self, scheme: str, code: str, **values: Any) -> str:
        """Give the reviewed label of a code in this language."""
        return vocabulary.label(scheme, code, self.tag, **values)

    def country(self, code: str) -> str:
        """Give a country's name; an unknown code comes back as it is."""
        return vocabulary.country_name(code, self.tag)

    def date(self, value: date) -> str:
        """Write a day: "12 Mar 2024"."""
        return str(format_skeleton("yMMMd", value, locale=self._cldr))

    def partial_date(self, text: str) -> str:
        """Write what is known of a date: "1979", "Apr 1979", "about 1979", "1975–1979".

        Args:
            text: as ``vocabulary.find_date`` reads it; any other comes back as it is.
        """
        found = vocabulary.find_date(text)
        if found is None:
            return text
        first = date(found.year, found.month or 1, found.day or 1)
        skeleton = "yMMMd" if found.day else "yMMM" if found.month else "y"
        written = str(format_skeleton(skeleton, first, locale=self._cldr))
        if found.to_year is not None:
            written = f"{found.year}–{found.to_year}"
        return self.gettext("about %(date)s") % {"date": written} if found.approximate else written

    def time(self, value: datetime, zone: tzinfo | str | None = None) -> str:
        """Write the hour and minute: "14:02"; ``zone`` as in ``moment``."""
        return str(format_datetime(value, "HH:mm", get_timezone(zone or UTC), self._cldr))

    def moment(self, value: datetime, zone: tzinfo | str | None = None) -> str:
        """Write a day and time: "12 Mar 2024, 14:02".

        Args:
            value: an aware time.
            zone: a zone or its IANA name; None means UTC.
        """
        hours = self.time(value, zone)
        pattern = self._cldr.datetime_skeletons["yMMMd"].pattern
        day = format_datetime(value, pattern, get_timezone(zone or UTC), self._cldr)
        comma = "،" if self.tag == "ar" else ","
        return f"{day}{comma} {hours}"

    def number(self, value: float) -> str:
        """Write a number with its groups: "1,234"."""
        return str(format_decimal(value, locale=self._cldr))

    def percent(self, value: float) -> str:
        """Write a share of one as a whole percentage."""
        return str(format_percent(value, format="#,##0%", locale=self._cldr))

    def duration(self, seconds: float) -> str:
        """Write a length of time in its largest unit: "5 minutes"."""
        return str(format_timedelta(timedelta(seconds=seconds), locale=self._cldr))

    def ago(self, seconds: float) -> str:
        """Write how long ago something was: "5 minutes ago"."""
        past = timedelta(seconds=-abs(seconds))
        return str(format_timedelta(past, add_direction=True, locale=self._cldr))

    def listed(self, items: Iterable[str]) -> str:
        """Join words as the language does: "a, b and c"; empty for none."""
        words = list(items)
        return str(format_list(words, locale=self._cldr)) if words else ""


@cache
def get_locale(tag: str) -> Locale:
    """Give the locale of a tag; English for a language that is none of the four."""
    known = tag if tag in LANGUAGES else "en"
    cldr = Cldr.parse(_CLDR[known])
    return Locale(known, cldr.text_direction, LANGUAGES[known], cldr, load_catalog(known))
