# SPDX-License-Identifier: Apache-2.0
"""The databases, one file each. A file with a ``KIND`` in this folder is a database."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from wasl.capabilities.records.errors import DatabaseUnknown
from wasl.capabilities.records.kinds._judge import Judge
from wasl.capabilities.records.model import Kind

__all__ = ["Judge", "databases", "get_kind", "kinds"]


@cache
def kinds() -> dict[str, Kind]:
    """Give every kind by database, in alphabetical order."""
    names = sorted(m.name for m in iter_modules(__path__) if not m.name.startswith("_"))
    found = (import_module(f"{__name__}.{name}").KIND for name in names)
    return {kind.database: kind for kind in found}


def databases() -> tuple[str, ...]:
    """Give the codes of all databases."""
    return tuple(kinds())


def get_kind(database: str) -> Kind:
    """Give the kind of a database; ``travel-documents`` is read as ``travel_documents``.

    Raises:
        DatabaseUnknown: there is none.
    """
    kind = kinds().get(database.replace("-", "_"))
    if kind is None:
        raise DatabaseUnknown(database)
    return kind
