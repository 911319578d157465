# SPDX-License-Identifier: Apache-2.0
"""Make the list of usual words of names: ``data/usual.npz``.

    python bench/names_usual.py

Source: the name lists of Faker (MIT licence), which cover some eighty countries; no list of wanted
or living people. Stored is one number of 32 bits for each word, as ``text.bare`` leaves it.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from faker.providers import person

from wasl.foundation.matching import usual
from wasl.foundation.matching.text import bare, words

OUT = Path(__file__).parent.parent / "src/wasl/foundation/matching/data/usual.npz"


def names() -> Iterator[str]:
    """Give every first and last name of every country."""
    for found in pkgutil.iter_modules(person.__path__):
        provider = importlib.import_module(f"{person.__name__}.{found.name}").Provider
        for attribute in dir(provider):
            if "first_name" in attribute or "last_name" in attribute:
                yield from _texts(getattr(provider, attribute))


def _texts(listed: object) -> Iterator[str]:
    """Give the names of one list: it holds names, names with weights, or lists of them."""
    if isinstance(listed, str):
        yield listed
    elif isinstance(listed, dict | list | tuple | set):
        for one in listed:
            yield from _texts(one)


def main() -> None:
    """Collect, and write."""
    found = {bare(word) for name in names() for word, _ in words(name)}
    kept = sorted({usual.key(word) for word in found if usual.may_be(word)})
    np.savez_compressed(OUT, usual=np.array(kept, np.uint32))
    print(len(kept), "words, written", OUT.name, OUT.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
