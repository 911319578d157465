# SPDX-License-Identifier: Apache-2.0
"""Measure the engine on a list of the user's own: what ``wasl bench names`` prints.

A list is a JSON-lines file of entities (``NameIndex``); without one, names are made up here, so
that speed and size can be measured on any machine. Accuracy is only reported for a list with
aliases: each asked alias is taken out of the index first and must be found by its other spellings.
"""

from __future__ import annotations

import gc
import json
import random
import resource
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from wasl.foundation.matching.index import NameIndex
from wasl.foundation.matching.text import fold

Entity = dict[str, Any]
Figures = dict[str, Any]
ONSETS = "b d f g h j k l m n p r s t v w y z sh ch kh th br dr gr kr st tr".split()
VOWELS = "a a a e i i o u ai ou".split()
CODAS = ["", "", "", "", "n", "r", "l", "m", "s", "d", "k", "ng", "b", "t"]
MADE_UP = 50_000
ASKED = 600
GROWTH = (10_000, 50_000, 150_000, 500_000, 1_000_000, 2_000_000)


def invented(count: int, seed: int = 23) -> Iterator[Entity]:
    """Make up persons: frequent and rare words, two to four a name; the same for a seed."""
    chance = random.Random(seed)  # noqa: S311 - made-up names, not secrets
    syllables = [onset + vowel + coda for onset in ONSETS for vowel in VOWELS for coda in CODAS]
    stock = ["".join(chance.choices(syllables, k=chance.choice((2, 2, 3)))) for _ in range(30_000)]
    for number in range(count):
        # A few words stand in many names, most in few: the square makes the head heavy.
        places = [
            int(len(stock) * chance.random() ** 2) for _ in range(chance.choice((2, 3, 3, 4)))
        ]
        yield {
            "id": f"made-up-{number}",
            "type": "person",
            "name": " ".join(stock[place] for place in places),
            "aliases": [],
            "birth": [],
        }


def misspelt(name: str, chance: random.Random) -> str:
    """Misspell a name: one letter dropped, doubled or changed, words perhaps in another order."""
    place = chance.randrange(len(name))
    letter = name[place]
    name = (
        name[:place]
        + chance.choice(("", letter * 2, "e" if letter != " " else " "))
        + name[place + 1 :]
    )
    parts = name.split()
    if chance.random() < 0.3:  # noqa: PLR2004 - a third of them
        chance.shuffle(parts)
    return " ".join(parts)


def run(path: str | Path | None = None, json: bool = False) -> str:
    """Measure and tell.

    Args:
        path: JSON lines, one entity each; None for made-up names.
        json: give one JSON object instead of a table for people.

    Returns:
        The text to print.

    Raises:
        OSError: the file cannot be read.
        ValueError: a line is not an entity; the message names it.
    """
    entities = list(invented(MADE_UP)) if path is None else read_list(Path(path))
    return told(figures(entities), json)


def read_list(path: Path) -> list[Entity]:
    """Read a list; blank lines are skipped."""
    entities = []
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                entities.append(_entity(line, f"line {number}"))
    return entities


def figures(entities: Sequence[Entity]) -> Figures:
    """Build an index of ``entities`` and ask it; see the module for what is asked."""
    chance = random.Random(23)  # noqa: S311
    pool = [(e["id"], a) for e in entities for a in e["aliases"] if len(fold(a).split()) > 1]
    asked = chance.sample(pool, min(ASKED, len(pool)))
    gone = {fold(name) for _, name in asked}
    listed = [dict(e, aliases=[a for a in e["aliases"] if fold(a) not in gone]) for e in entities]
    spellings = sum(1 + len(e["aliases"]) for e in listed)
    NameIndex.build(listed[:10])
    started = time.thread_time()
    index = NameIndex.build(listed)
    built = time.thread_time() - started
    if not asked:
        sample = chance.sample(list(entities), min(ASKED, len(entities)))
        asked = [(e["id"], misspelt(e["name"], chance)) for e in sample]
    strangers = [e["name"] for e in invented(len(asked), seed=7)]
    # The list lives in this process too: looking through it for garbage is no part of a search.
    gc.collect()
    gc.freeze()
    found, spent = _ask(index, [name for _, name in asked] + strangers)
    gc.unfreeze()
    return _summary(asked, found, spent) | {
        "spellings": spellings,
        "built_per_s": round(spellings / max(built, 1e-9)),
        "bytes_per_spelling": round(index.size / max(spellings, 1)),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def growth(sizes: Sequence[int] = GROWTH) -> list[Figures]:
    """Measure made-up lists of growing size."""
    return [figures(list(invented(size))) for size in sizes]


def told(found: Figures, json: bool) -> str:
    """Render figures for a program or for people."""
    if json:
        return _json(found)
    return "\n".join(f"{name:24}{value:>12}" for name, value in found.items())


def _ask(index: NameIndex, names: list[str]) -> tuple[list[list[tuple[str, float]]], list[float]]:
    for name in names[:20]:
        index.search(name, "person", 10)
    found, spent = [], []
    for name in names:
        started = time.thread_time()
        found.append(index.search(name, "person", 10))
        spent.append(time.thread_time() - started)
    return found, spent


def _summary(
    asked: list[tuple[str, str]], found: list[list[tuple[str, float]]], spent: list[float]
) -> Figures:
    right = list(zip([identity for identity, _ in asked], found, strict=False))
    alarms = sorted(max((s for _, s in hits), default=0.0) for hits in found[len(asked) :])
    bar = alarms[int(0.99 * (len(alarms) - 1))] if alarms else 0.0
    ranks = [[i for i, _ in hits].index(w) if w in dict(hits) else 99 for w, hits in right]
    above = [dict(hits).get(identity, 0.0) > bar for identity, hits in right]
    return {
        "asked": len(asked),
        "recall_at_1": round(statistics.fmean(rank == 0 for rank in ranks), 4),
        "recall_at_10": round(statistics.fmean(rank < 10 for rank in ranks), 4),  # noqa: PLR2004
        "recall_at_1%_alerts": round(statistics.fmean(above), 4),
        "queries_per_s": round(len(spent) / sum(spent)),
        "ms_median": round(1e3 * statistics.median(spent), 3),
        "ms_p99": round(1e3 * sorted(spent)[int(0.99 * (len(spent) - 1))], 3),
    }


def _entity(line: str, where: str) -> Entity:
    try:
        data = json.loads(line)
        return {
            "id": str(data["id"]),
            "type": data.get("type", "person"),
            "name": data["name"],
            "aliases": list(data.get("aliases", [])),
            "birth": list(data.get("birth", [])),
        }
    except KeyError as missing:
        raise ValueError(f"{where}: {missing} is missing") from missing
    except (ValueError, TypeError) as problem:
        raise ValueError(f"{where}: {problem}") from problem


def _json(found: Figures) -> str:
    return json.dumps(found)


if __name__ == "__main__":
    print(run(sys.argv[1] if len(sys.argv) > 1 else None))
