# SPDX-License-Identifier: Apache-2.0
"""Who sees what of a record, who may write it, and what changes it. Pure decisions.

``visible`` is the one function between a stored record and any reader: pages,
lists, exports, history, checks and the copies of check nodes all pass through
it. An empty or unknown restriction means nobody but the owner, never everybody.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Protocol

import msgspec

from wasl.capabilities.records.model import (
    NOBODY,
    FeedState,
    Key,
    Record,
    Restriction,
    Version,
)

DERIVED = "~"
"""First sign of a reference that the owner did not give."""


class Reader(Protocol):
    """Who looks: an ``Actor``, or anything else with a member and its number."""

    @property
    def member(self) -> str:
        """Code of the member."""

    @property
    def bit(self) -> int:
        """Number of the member in every audience, 0..255."""


@dataclass(frozen=True, slots=True, eq=False)
class Register:
    """The members as audiences need them.

    Attributes:
        bits: number of each member by code.
        sharing: those whom "all members" means: countries and the General Secretariat.
            An international entity sees only what names it.
        away: those that left or have not joined yet. They keep their numbers, so that what
            names them still says what it said, and are let in nowhere.
    """

    bits: Mapping[str, int]
    sharing: frozenset[str]
    away: frozenset[str] = frozenset()

    @property
    def present(self) -> frozenset[str]:
        """Those whom "all members" lets in today."""
        return self.sharing - self.away


def mask(bits: Iterable[int]) -> bytes:
    """Make an audience of member numbers (0..255)."""
    audience = bytearray(NOBODY)
    for bit in bits:
        audience[bit >> 3] |= 0x80 >> (bit & 7)
    return bytes(audience)


def has_bit(audience: bytes, bit: int) -> bool:
    """Tell whether a member is in an audience; False for a number out of bounds."""
    byte = bit >> 3
    return 0 <= byte < len(audience) and bool(audience[byte] & (0x80 >> (bit & 7)))


def both(a: bytes, b: bytes) -> bytes:
    """Give those who are in both audiences."""
    common = int.from_bytes(a, "big") & int.from_bytes(b, "big")
    return common.to_bytes(len(NOBODY), "big")


def _chosen(restriction: Restriction, register: Register) -> Iterable[str]:
    """Name the members whom the mode lets in, the owner aside; nobody when in doubt."""
    named = frozenset(restriction.members)
    if restriction.mode == "all" and not named:
        return register.sharing
    if restriction.mode == "except" and named and named <= register.bits.keys():
        return register.sharing - named
    if restriction.mode == "only":
        return named & register.bits.keys()
    return ()


def audience(owner: str, restriction: Restriction, register: Register) -> bytes:
    """Work out who may see a record.

    Returns:
        32 bytes. The owner always sees its own. ``only`` without members, ``except``
        without members or with one that nobody knows, ``all`` that names members,
        and any other mode: the owner alone.
    """
    chosen = {owner, *(set(_chosen(restriction, register)) - register.away)}
    return mask(register.bits[code] for code in chosen if code in register.bits)


def audiences(
    owner: str, restriction: Restriction, register: Register, whole: bytes
) -> dict[str, bytes]:
    """Work out who may see each field that is hidden from somebody.

    Args:
        owner: sees all of it, always.
        restriction: what the owner said.
        register: the members.
        whole: audience of the record.

    Returns:
        Audience by field, never wider than the record's. A field hidden from an empty
        list or from an unknown member is the owner's alone.
    """
    own = mask([register.bits[owner]]) if owner in register.bits else NOBODY
    hidden = {}
    for name, denied in restriction.fields.items():
        known = denied and all(code in register.bits for code in denied)
        away = mask(register.bits[code] for code in denied if code in register.bits)
        kept = bytes(a & ~b for a, b in zip(whole, away, strict=True))
        hidden[name] = bytes(a | b for a, b in zip(kept, own, strict=True)) if known else own
    return hidden


def key_audience(key: Key, whole: bytes, fields: Mapping[str, bytes]) -> bytes:
    """Work out who may find a record by an identifier."""
    return fields.get(key.field, whole)


@cache
def _defaults(struct: type[msgspec.Struct]) -> dict[str, Any]:
    """What each field of a Struct holds when nothing was said."""
    values = {}
    for entry in msgspec.structs.fields(struct):
        factory = entry.default_factory
        made = factory() if factory is not msgspec.NODEFAULT else entry.default
        values[entry.name] = None if made is msgspec.NODEFAULT else made
    return values


def without(body: msgspec.Struct, fields: Iterable[str]) -> msgspec.Struct:
    """Give a body in which these fields hold what they hold when nothing was said."""
    defaults = _defaults(type(body))
    return msgspec.structs.replace(body, **{f: defaults[f] for f in fields if f in defaults})


def visible(record: Record, reader: Reader) -> Record | None:
    """Give the record as this reader may see it, or None if it does not exist for them.

    The owner's own bureau sees all of it. Others see neither the hidden fields nor
    that there are any, nor restriction, people of the owner's bureau, import, or
    that a deletion waits. An erased record exists for its owner alone.
    """
    if reader.member == record.owner:
        return record
    if record.state == "deleted" or not has_bit(record.audience, reader.bit):
        return None
    hidden = [f for f, seen in record.audiences.items() if not has_bit(seen, reader.bit)]
    return msgspec.structs.replace(
        record,
        body=without(record.body, hidden) if hidden else record.body,
        case=None if "case" in hidden else record.case,
        source_reference=_reference(record.source_reference, hidden),
        audience=mask([reader.bit]),
        audiences={},
        restriction=None,
        state="active",
        entered_by=None,
        changed_by=None,
        import_id=None,
    )


def _reference(reference: str | None, hidden: Collection[str]) -> str | None:
    """Show a reference that the owner gave; one derived from identifiers could tell them."""
    derived = reference is not None and reference.startswith(DERIVED)
    return None if derived or "source_reference" in hidden else reference


def visible_state(state: FeedState, reader: Reader) -> FeedState | None:
    """Do for a check node's copy what ``visible`` does for a record."""
    if state.gone:
        return None
    if reader.member == state.owner:
        return state
    if not has_bit(state.audience, reader.bit):
        return None
    hidden = {f for f, seen in state.audiences.items() if not has_bit(seen, reader.bit)}
    return msgspec.structs.replace(
        state,
        body={name: value for name, value in state.body.items() if name not in hidden},
        keys=tuple(key for key in state.keys if has_bit(key[2], reader.bit)),
        case=None if "case" in hidden else state.case,
        source_reference=_reference(state.source_reference, hidden),
        audience=mask([reader.bit]),
        audiences={},
    )


def narrowed(then: Record, now: Record) -> Record:
    """Give an old state with the restrictions of then and of now together.

    A member denied today does not read yesterday's state, and one let in today does
    not read what was kept from it yesterday.
    """
    names = {*then.audiences, *now.audiences}
    whole = both(then.audience, now.audience)
    fields = {
        name: both(then.audiences.get(name, whole), now.audiences.get(name, whole))
        for name in names
    }
    return msgspec.structs.replace(then, audience=whole, audiences=fields)


def visible_version(version: Version, now: Record, reader: Reader) -> Version | None:
    """Give one state of the past as this reader may see it, or None."""
    shown = visible(narrowed(version.record, now), reader)
    if shown is None:
        return None
    return replace(version, record=shown, by=version.by if reader.member == now.owner else None)
