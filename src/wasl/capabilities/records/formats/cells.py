# SPDX-License-Identifier: Apache-2.0
"""Who may see a row of a table, written in its cells."""

from wasl.capabilities.records.model import Restriction
from wasl.foundation.errors import Problem


def restriction_of(
    row: dict[str, str], default: Restriction, problems: list[Problem]
) -> Restriction:
    """Read who may see a row.

    ``shared_with``: ``all``, ``nobody``, or codes of members. ``hidden_from``: codes of
    members. ``hidden_fields``: ``case:FRA DEU; note:USA``. A row that says nothing
    takes what the import says for all rows.
    """
    shared, hidden = row.get("shared_with"), _members(row.get("hidden_from"))
    fields = _hidden_fields(row.get("hidden_fields"), problems)
    if not shared and not hidden:
        return default if not fields else Restriction(default.mode, default.members, fields)
    word = (shared or "").lower()
    if hidden and (word not in ("", "all") or (not word and default.mode != "all")):
        problems.append(Problem("hidden_from", "restriction-unclear"))
        return Restriction("only")
    if hidden:
        return Restriction("except", hidden, fields)
    if word == "all":
        return Restriction("all", (), fields)
    return Restriction("only", () if word == "nobody" else _members(shared), fields)


def restriction_cells(restriction: Restriction) -> dict[str, str]:
    """Write a restriction as its cells, the other way round."""
    members = " ".join(restriction.members)
    fields = (f"{name}:{' '.join(denied)}" for name, denied in restriction.fields.items())
    shared = {"all": "all", "except": "all"}.get(restriction.mode, members or "nobody")
    return {
        "shared_with": shared,
        "hidden_from": members if restriction.mode == "except" else "",
        "hidden_fields": "; ".join(fields),
    }


def _members(cell: str | None) -> tuple[str, ...]:
    if not cell:
        return ()
    codes = cell.upper().replace(";", " ").replace(",", " ").split()
    return tuple(dict.fromkeys(codes))


def _hidden_fields(cell: str | None, problems: list[Problem]) -> dict[str, tuple[str, ...]]:
    fields = {}
    for part in (cell or "").split(";"):
        name, colon, members = part.partition(":")
        if colon:
            fields[name.strip().lower()] = _members(members)
        elif part.strip():
            problems.append(Problem("hidden_fields", "restriction-unclear"))
    return fields
