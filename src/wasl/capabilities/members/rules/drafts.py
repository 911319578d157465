# SPDX-License-Identifier: Apache-2.0
"""What is accepted about entities, people and machines; every fault is named at once."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from wasl.capabilities.members.errors import OwnAccount, PrincipalRevoked, RoleNotGiven
from wasl.capabilities.members.model import (
    EntityDraft,
    EntityKind,
    Limits,
    MachineDraft,
    PersonChange,
    PersonDraft,
    Principal,
    PrincipalKind,
    PrincipalState,
)
from wasl.foundation.access import Actor, Role
from wasl.foundation.errors import Invalid, Problem
from wasl.foundation.vocabulary.countries import LANGUAGES
from wasl.foundation.vocabulary.labels import codes
from wasl.foundation.vocabulary.members import GENERAL_SECRETARIAT
from wasl.foundation.vocabulary.text import TURNING

NAME_LENGTHS = range(2, 201)
SITE_LENGTHS = range(1, 101)
_USERNAME = re.compile(r"[a-z0-9.-]{2,64}")
_HIDDEN = {"Cc", "Cs", "Co", "Cn"}
_TURNING = re.compile(f"[{TURNING}]")
_GUARDED = frozenset({Role.ADMINISTRATOR.value})
_ORGANIZATION_ONLY = frozenset({Role.OPERATOR.value})


def check_entity(draft: EntityDraft) -> None:
    """Refuse an entity's draft that cannot be kept.

    Raises:
        Invalid: names each field at fault.
    """
    limits = Limits(draft.databases, draft.purposes, draft.may_write, draft.site)
    problems = [*_text("name", draft.name, NAME_LENGTHS), *_limits(limits)]
    problems += _known("kind", [draft.kind], [kind.value for kind in EntityKind])
    _raise(problems)


def check_person(draft: PersonDraft | PersonChange | MachineDraft) -> None:
    """Refuse a person's or machine's draft that cannot be kept.

    Raises:
        Invalid: names each field at fault.
    """
    problems = [*_text("name", draft.name, NAME_LENGTHS), *_limits(draft.limits)]
    problems += _known("roles", draft.roles, [role.value for role in Role])
    if not draft.roles:
        problems.append(Problem("roles", "required"))
    if isinstance(draft, PersonDraft) and not _USERNAME.fullmatch(draft.username):
        problems.append(Problem("username", "username-invalid"))
    if isinstance(draft, PersonDraft | PersonChange) and draft.locale is not None:
        problems += _known("locale", [draft.locale], LANGUAGES)
    _raise(problems)


def shown(text: str) -> str:
    """Take out of a free label what nobody can see, and spaces around it."""
    seen = (sign for sign in text if unicodedata.category(sign) not in _HIDDEN)
    return _TURNING.sub("", "".join(seen)).strip()


def _raise(problems: list[Problem]) -> None:
    if problems:
        raise Invalid(problems)


def _text(field: str, text: str, lengths: range) -> list[Problem]:
    bounds = {"minimum": lengths.start, "maximum": lengths.stop - 1}
    if _TURNING.search(text) or any(unicodedata.category(sign) in _HIDDEN for sign in text):
        return [Problem(field, "signs-not-allowed")]
    return [] if len(text.strip()) in lengths else [Problem(field, "length-wrong", bounds)]


def _limits(limits: Limits) -> list[Problem]:
    problems = _known("databases", limits.databases or (), codes("database"))
    problems += _known("purposes", limits.purposes or (), codes("purpose"))
    if limits.site is not None:
        problems += _text("site", limits.site, SITE_LENGTHS)
    return problems


def _known(field: str, given: Iterable[str], known: Sequence[str]) -> list[Problem]:
    return [
        Problem(field, "code-unknown", {"value": code[:80], "known": ", ".join(known)})
        for code in sorted(given)
        if code not in known
    ]


def check_roles(actor: Actor, roles: frozenset[str]) -> None:
    """Refuse roles that this administrator's member does not have to give.

    Raises:
        RoleNotGiven: ``operator`` outside the General Secretariat.
    """
    for role in sorted(roles & _ORGANIZATION_ONLY):
        if actor.member != GENERAL_SECRETARIAT:
            raise RoleNotGiven(role)


def check_kind_roles(kind: PrincipalKind, roles: frozenset[str]) -> None:
    """Refuse a machine that would manage accounts.

    Raises:
        RoleNotGiven: the role is for people alone.
    """
    for role in sorted(roles & _GUARDED):
        if kind is PrincipalKind.MACHINE:
            raise RoleNotGiven(role)


def needs_second_person(actor: Actor, old: frozenset[str], new: frozenset[str]) -> bool:
    """Say whether another administrator must confirm: someone gains power over accounts.

    The hub's own hand (``kind`` system) stands outside, else no bureau would get its first
    administrator.
    """
    return actor.kind != "system" and bool((new - old) & _GUARDED)


def check_not_self(actor: Actor, principal: str) -> None:
    """Refuse an act on one's own account.

    Raises:
        OwnAccount: it is one's own.
    """
    if actor.id == principal:
        raise OwnAccount


def check_not_revoked(principal: Principal) -> None:
    """Refuse to bring a revoked account back.

    Raises:
        PrincipalRevoked: it was revoked.
    """
    if principal.state is PrincipalState.REVOKED:
        raise PrincipalRevoked(principal.id)
