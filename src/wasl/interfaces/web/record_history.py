# SPDX-License-Identifier: Apache-2.0
"""What each state of a record changed against the one before: its facts and its marking."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from wasl.capabilities.records import Record, Restriction, Version
from wasl.foundation import vocabulary
from wasl.foundation.i18n import Locale
from wasl.interfaces.web.records import body_values


@dataclass(frozen=True, slots=True)
class Step:
    """One state, and what it changed.

    Attributes:
        before: facts of the state before; None for the first.
        after: facts of this state.
        changed: names of the facts that differ.
        marked: marking that differs: name of the field, words before, words now.
    """

    version: Version
    before: dict[str, Any] | None
    after: dict[str, Any]
    changed: list[str]
    marked: list[tuple[str, str, str]]


def steps_of(versions: Sequence[Version], locale: Locale) -> list[Step]:
    """Say what each state changed, newest first."""
    steps: list[Step] = []
    for version, last in zip(versions, [None, *versions], strict=False):
        after = body_values(version.record)
        if last is None:
            steps.append(Step(version, None, after, [], []))
            continue
        before = body_values(last.record)
        marked = _marked(last.record, version.record, locale)
        steps.append(Step(version, before, after, _differences(before, after), marked))
    return steps[::-1]


def _differences(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    names = [*after, *(name for name in before if name not in after)]
    return [name for name in names if before.get(name) != after.get(name)]


def _marked(before: Record, after: Record, locale: Locale) -> list[tuple[str, str, str]]:
    was, now = _marking(before, locale), _marking(after, locale)
    return [(name, was[name], now[name]) for name in now if was[name] != now[name]]


def _marking(record: Record, locale: Locale) -> dict[str, str]:
    """Say what stands beside the facts; who may see them, to the owner alone."""
    return {
        "restriction": _audience(record.restriction, locale) if record.restriction else "",
        "purpose": locale.label("purpose", record.purpose),
        "handling": locale.label("handling", record.handling),
        "confidentiality": locale.label("confidentiality", record.confidentiality),
        "retention": locale.date(record.retention),
        "case": record.case or "",
    }


def _audience(restriction: Restriction, locale: Locale) -> str:
    def beside(name: str, value: str) -> str:
        return locale.gettext("%(name)s: %(value)s") % {"name": name, "value": value}

    def named(members: tuple[str, ...]) -> str:
        return locale.listed(vocabulary.member_name(code, locale.tag) for code in members)

    whole = locale.label("restriction_mode", restriction.mode)
    parts = [beside(whole, named(restriction.members)) if restriction.members else whole]
    for field, members in restriction.fields.items():
        words = locale.gettext("hidden from %(members)s") % {"members": named(members)}
        parts.append(beside(locale.label("field", field), words))
    return " · ".join(parts)
