# SPDX-License-Identifier: Apache-2.0
"""Who asks, and whether they may: role, act, purpose and database together."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from wasl.foundation.access.table import TABLE
from wasl.foundation.errors import AppError

__all__ = ["RIGHTS", "SYSTEM", "AccessDenied", "Act", "Actor", "Role"]


class Role(StrEnum):
    """What a person or machine is trusted to do; rows of the table."""

    OFFICER = "officer"
    SPECIALIST = "specialist"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    OPERATOR = "operator"


class Act(StrEnum):
    """Something that a rule allows or refuses; columns of the table."""

    CHECK = "check"
    READ = "read"
    ENTER = "enter"
    CHANGE = "change"
    DELETE = "delete"
    CONFIRM_DELETION = "confirm"
    IMPORT = "import"
    EXPORT = "export"
    MANAGE_PEOPLE = "people"
    MANAGE_ENTITIES = "entities"
    READ_AUDIT = "audit"
    SEE_SYSTEM = "system"

    __hash__ = str.__hash__  # that of enumerations is slower, and asked for with each check


WRITES = frozenset(
    {Act.ENTER, Act.CHANGE, Act.DELETE, Act.CONFIRM_DELETION, Act.IMPORT},
)


class AccessDenied(AppError):
    """The actor may not do this; the sentence says which act, never why in detail."""

    code = "access-denied"

    def __init__(self, act: Act, database: str | None = None) -> None:
        super().__init__(act=act.value, database=database)


def _read(table: str) -> dict[Role, frozenset[Act]]:
    """Turn the readable table into rights by role; a malformed row raises at import."""
    head, *rows = [line.split() for line in table.strip().splitlines()]
    rights = {}
    for name, *cells in rows:
        allowed = {
            Act(act) for act, cell in zip(head[1:], cells, strict=True) if cell in ("a", "b", "o")
        }
        rights[Role(name)] = frozenset(allowed)
    return rights


RIGHTS = _read(TABLE)
_RIGHTS_BY_NAME = {role.value: acts for role, acts in RIGHTS.items()}


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or machine that acts, with limits already intersected.

    Attributes:
        id: principal's identifier.
        kind: person, machine, or the system itself.
        member: code of the member acted for: alpha-3, ``XGS`` or ``UNO``.
        bit: the member's number 0..255 in every audience.
        roles: names of roles; unknown ones give nothing.
        databases: databases left open; None means no limit of its own.
        purposes: purposes left open; None means no limit of its own.
        may_write: False takes every writing act away.
        site: place bound to, such as a border post; None for none.
    """

    id: str
    kind: Literal["person", "machine", "system"]
    member: str
    bit: int
    roles: frozenset[str]
    name: str = ""
    databases: frozenset[str] | None = None
    purposes: frozenset[str] | None = None
    may_write: bool = True
    site: str | None = None

    def may(self, act: Act, database: str | None = None, purpose: str | None = None) -> bool:
        """Say whether this act is open; None for database or purpose leaves it untested."""
        if act in WRITES and not self.may_write:
            return False
        if database is not None and self.databases is not None and database not in self.databases:
            return False
        if purpose is not None and self.purposes is not None and purpose not in self.purposes:
            return False
        for role in self.roles:  # unknown ones give nothing
            if act in _RIGHTS_BY_NAME.get(role, ()):
                return True
        return False

    def require(self, act: Act, database: str | None = None, purpose: str | None = None) -> None:
        """Raise AccessDenied unless this act is open."""
        if not self.may(act, database, purpose):
            raise AccessDenied(act, database)


SYSTEM = Actor(id="system", kind="system", member="XGS", bit=200, roles=frozenset(), name="Wasl")
