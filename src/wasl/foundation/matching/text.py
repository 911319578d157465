# SPDX-License-Identifier: Apache-2.0
"""Folding: one spelling of a text out of the many that mean the same to a reader."""

from __future__ import annotations

import unicodedata

MAX_CHARACTERS = 400


def fold(text: str) -> str:
    """Fold case, width, accents and punctuation away; idempotent.

    Args:
        text: anything, lone surrogates included; only the first 400 characters count.

    Returns:
        Lower-case words parted by single spaces; empty when no letter or digit is left.
    """
    text = unicodedata.normalize("NFKD", text[:MAX_CHARACTERS].casefold())
    kept = (c if c.isalnum() else " " for c in text if not unicodedata.category(c).startswith("M"))
    return " ".join("".join(kept).split())
