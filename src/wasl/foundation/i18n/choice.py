# SPDX-License-Identifier: Apache-2.0
"""Which language a page speaks: the account's, else the reader's choice, else the browser's."""

from wasl.foundation.i18n.locale import LANGUAGES, Locale, get_locale

MAX_HEADER = 500
"""Characters of an Accept-Language header that are read; longer ones say nothing more."""


def negotiate(
    accepted: str | None = None, account: str | None = None, chosen: str | None = None
) -> Locale:
    """Choose the locale of a page or an answer.

    Args:
        accepted: the Accept-Language header (RFC 9110), or None; wins last.
        account: tag kept with the person's account, or None; wins first.
        chosen: tag chosen on this device before signing in, or None.

    Returns:
        The first that names one of the four languages; else English.
    """
    for tag in (account, chosen, *_preferred(accepted or "")):
        base = (tag or "").split("-")[0].lower()
        if base in LANGUAGES:
            return get_locale(base)
    return get_locale("en")


def _preferred(header: str) -> list[str]:
    """Tags of a header, most wanted first; a malformed weight counts as 0."""
    weighted = []
    for place, part in enumerate(header[:MAX_HEADER].split(",")):
        tag, _, weight = part.strip().partition(";q=")
        try:
            wanted = float(weight) if weight else 1.0
        except ValueError:
            wanted = 0.0
        if tag and wanted > 0:
            weighted.append((-wanted, place, tag))
    return [tag for _, _, tag in sorted(weighted)]
