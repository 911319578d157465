# SPDX-License-Identifier: Apache-2.0
"""Coded values in four languages, reviewed by people who write police prose.

A scheme is a family of codes ("purpose", "reason"). Codes travel in JSON and
stay in the database; words appear only where a person reads. The texts live in
`data/labels/*.toml`, one table for a scheme, one line for a code.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from wasl.foundation.errors import AppError
from wasl.foundation.vocabulary.countries import LANGUAGES

_MISSING = "—"
_SYNONYMS = {
    "query": ("a", "query_word", "asked"),
    "candidate": ("b", "candidate_word", "recorded"),
    "asked": ("query", "a"),
    "recorded": ("candidate", "b"),
    "word": ("query", "candidate", "a", "b", "query_word", "candidate_word"),
    "since": ("date",),
    "date": ("since",),
}


class LabelUnknown(AppError):
    """A scheme or a code within it does not exist."""

    code = "label-unknown"

    def __init__(self, scheme: str, label: str = "") -> None:
        super().__init__(scheme=scheme, label=label)


class _Values(dict[str, object]):
    """Values for a sentence; one that is not given shows as a dash."""

    def __missing__(self, name: str) -> object:
        return next((self[other] for other in _SYNONYMS.get(name, ()) if other in self), _MISSING)


def label(scheme: str, code: str, language: str, **params: object) -> str:
    """Say a code in words.

    Args:
        scheme: family of codes.
        code: the code, with underscores or hyphens.
        language: "ar", "en", "fr" or "es"; another one gives English.
        params: values for the places in the sentence; one not given, None or empty
            shows as a dash.
            They are put in as they are: who builds HTML takes `label_template`.

    Raises:
        LabelUnknown: no such scheme or code.
    """
    given = {name: value for name, value in params.items() if value not in (None, "")}
    return label_template(scheme, code, language, given).format_map(_Values(given))


def label_template(scheme: str, code: str, language: str, values: Mapping[str, object]) -> str:
    """Give the sentence with its places in braces, for pages that mark up the values.

    Where a date is told and none is given, the sentence that needs none (``_undated``).

    Raises:
        LabelUnknown: no such scheme or code.
    """
    entries, known = _scheme(scheme), code.replace("-", "_")
    undated = not (values.get("since") or values.get("date"))
    texts = (entries.get(f"{known}_undated") if undated else None) or entries.get(known)
    if texts is None:
        raise LabelUnknown(scheme, code)
    return texts.get(language) or texts["en"]


def has_label(scheme: str, code: str) -> bool:
    """Tell whether a code exists in a scheme; False for an unknown scheme."""
    return code.replace("-", "_") in _schemes().get(scheme, {})


def codes(scheme: str) -> tuple[str, ...]:
    """List the codes of a scheme, in the order in which people meet them.

    Raises:
        LabelUnknown: no such scheme.
    """
    return tuple(_scheme(scheme))


def labels(scheme: str, language: str) -> dict[str, str]:
    """Give code to words of a scheme, in the order of `codes`.

    Raises:
        LabelUnknown: no such scheme.
    """
    return {code: label(scheme, code, language) for code in codes(scheme)}


def schemes() -> tuple[str, ...]:
    """List the schemes by name."""
    return tuple(sorted(_schemes()))


def _scheme(scheme: str) -> dict[str, dict[str, str]]:
    found = _schemes().get(scheme)
    if found is None:
        raise LabelUnknown(scheme)
    return found


@cache
def _schemes() -> dict[str, dict[str, dict[str, str]]]:
    """Read every file once.

    Raises:
        ValueError: two files define one scheme, or a code lacks a language.
    """
    found: dict[str, dict[str, dict[str, str]]] = {}
    folder = files(__package__).joinpath("data/labels")
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        for scheme, entries in tomllib.loads(file.read_text(encoding="utf-8")).items():
            if scheme in found:
                raise ValueError(f"scheme {scheme} is defined twice")
            lacking = [code for code, texts in entries.items() if set(texts) != set(LANGUAGES)]
            if lacking:
                raise ValueError(f"scheme {scheme} lacks a language in {lacking}")
            found[scheme] = entries
    return found
