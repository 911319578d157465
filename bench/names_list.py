# SPDX-License-Identifier: Apache-2.0
"""Search real spellings in a real list: what is found, what alerts wrongly, in which script.

    python bench/names_list.py SETS [--crowd N] [--neighbours] [--json]

SETS is a folder with ``list_un.jsonl``, ``queries_negatives.csv`` and labelled pairs (see
``names_train.py``). Each alias of more than one word is taken out once, a quarter of them at a
time, and asked for; so are people who are on no list. ``--crowd`` adds made-up names of the words
of the list, to see what a longer list does; ``--neighbours`` lists two thirds of the strangers as
well, and asks the rest: people of the same countries, whose names are not the list's.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np

from names import table
from wasl.foundation.matching import NameIndex, scripts
from wasl.foundation.matching.aligning import all_likenesses, measure
from wasl.foundation.matching.kernels import FEATURES
from wasl.foundation.matching.packed import packed
from wasl.foundation.matching.text import fold
from wasl.foundation.matching.weights import load

Figures = dict[str, Any]
Entity = dict[str, Any]
Hits = list[tuple[str, float]]
FOLDS, STRANGERS = 4, 2500
BARS = (0.5, 0.6, 0.7, 0.8, 0.9)
SHARED = 4.0  # nats that a spelling must share with another of its person to be findable at all


def key(name: str) -> str:
    """Give the words of a name in one order: spellings that differ in order alone are one."""
    return " ".join(sorted(fold(name).split()))


def read_list(folder: Path) -> list[Entity]:
    """Read the list."""
    with (folder / "list_un.jsonl").open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def crowd(entities: list[Entity], count: int) -> list[Entity]:
    """Make people of the words of the list."""
    chance = random.Random(1)  # noqa: S311 - a sample
    words = sorted({w for e in entities if e["type"] == "person" for w in e["name"].split()})
    names = (" ".join(chance.sample(words, chance.choice((2, 3, 3, 4)))) for _ in range(count))
    return [
        {"id": f"-{k}", "type": "person", "name": name, "aliases": [], "birth": []}
        for k, name in enumerate(names)
    ]


def turns(entities: list[Entity]) -> Iterator[tuple[list[str], list[Entity]]]:
    """Give the aliases taken out and the list without them, a quarter of them at a time."""
    people = [e for e in entities if e["type"] == "person" and len(e["aliases"]) > 1]
    pool = sorted({a for e in people for a in e["aliases"] if len(key(a).split()) > 1})
    random.Random(5).shuffle(pool)  # noqa: S311 - a sample
    for turn in range(FOLDS):
        asked = pool[turn::FOLDS]
        gone = {key(name) for name in asked}
        yield (
            asked,
            [dict(e, aliases=[a for a in e["aliases"] if key(a) not in gone]) for e in entities],
        )


def shares(name: str, others: list[str]) -> bool:
    """Tell whether a spelling has anything in common with another, whatever the score says."""
    return any(_nats(name, other) >= SHARED for other in others)


def _nats(name: str, other: str) -> float:
    (q, ids, _), (c, others, _) = packed(name, 0), packed(other, 0)
    if not len(ids) or not len(others):
        return 0.0
    likes, out = np.empty((len(ids), len(others)), np.float32), np.zeros(FEATURES, np.float32)
    all_likenesses(load(), (q, ids), (c, others), likes)
    measure(load(), (q, ids), (c, others), likes, out)
    return 10 * float(out[2])


def neighbours(strangers: list[str]) -> tuple[list[Entity], list[str]]:
    """Give two thirds of the strangers as people listed, and the rest."""
    chance = random.Random(3)  # noqa: S311 - a sample
    names = sorted(set(strangers))
    chance.shuffle(names)
    asked, listed = names[: len(names) // 3], names[len(names) // 3 :]
    people = [
        {"id": f"-- {name}", "type": "person", "name": name, "aliases": [], "birth": []}
        for name in listed
    ]
    return people, asked


def search(folder: Path, extra: int, beside: bool) -> tuple[Figures, list[Figures]]:
    """Ask for every alias taken out and for strangers; give the figures and the alarms."""
    entities = read_list(folder)
    with (folder / "queries_negatives.csv").open(encoding="utf-8") as file:
        strangers = [row["query"] for row in csv.DictReader(file)]
    owners = defaultdict(set)
    for e in entities:
        for name in [e["name"], *e["aliases"]]:
            owners[key(name)].add(e["id"])
    chance = random.Random(1)  # noqa: S311 - a sample
    found: list[tuple[set[str], Hits]] = []
    alarms: list[tuple[str, float]] = []
    possible = []
    more = crowd(entities, extra)
    if beside:
        people, strangers = neighbours(strangers)
        more += people
    for asked, listed in turns(entities):
        index = NameIndex.build(listed + more)
        names = {e["id"]: [e["name"], *e["aliases"]] for e in listed}
        for name in asked:
            right = owners[key(name)]
            found.append((right, index.search(name, "person", 10)))
            possible.append(any(shares(name, names[one]) for one in right))
        for name in chance.sample(strangers, min(STRANGERS, len(strangers))):
            hits = index.search(name, "person", 1)
            alarms.append((name, hits[0][1] if hits else 0.0))
    return _recall(found, alarms) | {"findable": round(fmean(possible), 3)}, _alarms(alarms)


def _recall(found: list[tuple[set[str], Hits]], alarms: list[tuple[str, float]]) -> Figures:
    scores = sorted((score for _, score in alarms), reverse=True)
    best = [max((s for i, s in hits if i in right), default=0.0) for right, hits in found]
    figures: Figures = {
        "asked": len(found),
        "recall_at_1": fmean(any(i in right for i, _ in hits[:1]) for right, hits in found),
        "recall_at_10": fmean(any(i in right for i, _ in hits) for right, hits in found),
    }
    for share in (0.01, 0.001):
        bar = scores[int(share * len(scores))]
        figures[f"recall_at_{share:.1%}_alerts"] = fmean(score > bar for score in best)
        figures[f"bar_of_{share:.1%}_alerts"] = bar
    return {name: round(value, 3) for name, value in figures.items()}


def _alarms(alarms: list[tuple[str, float]]) -> list[Figures]:
    """Give the share of strangers that score at least each bar, by script."""
    groups = defaultdict(list)
    for name, score in alarms:
        groups["all"].append(score)
        groups[scripts.SCRIPTS[scripts.script_of(name[0])]].append(score)
    return [
        {"script": group, "strangers": len(some)}
        | {f"at {bar}": f"{fmean(score >= bar for score in some):.2%}" for bar in BARS}
        for group, some in sorted(groups.items(), key=lambda pair: -len(pair[1]))
    ]


def across(folder: Path, extra: int) -> list[Figures]:
    """Ask in one script for names listed in Latin letters alone."""
    rows = []
    for path in sorted(folder.glob("pairs_*.csv")):
        with path.open(encoding="utf-8") as file:
            rows += [row for row in csv.DictReader(file) if row["type"] == "person"]
    listed = dict.fromkeys(row["candidate"] for row in rows if _latin(row["candidate"]))
    pairs = [row for row in rows if row["match"] == "1" and row["candidate"] in listed]
    people: list[Entity] = [
        {"id": name, "type": "person", "name": name, "aliases": [], "birth": []} for name in listed
    ]
    index = NameIndex.build(people + crowd(read_list(folder), extra))
    groups = defaultdict(list)
    for row in pairs:
        if not _latin(row["query"]):
            hits = [name for name, _ in index.search(row["query"], "person", 10)]
            place = hits.index(row["candidate"]) if row["candidate"] in hits else 99
            groups[scripts.SCRIPTS[scripts.script_of(row["query"][0])]].append(place)
    return [
        {
            "script": group,
            "asked": len(some),
            "recall_at_1": round(fmean(place == 0 for place in some), 3),
            "recall_at_10": round(fmean(place < 10 for place in some), 3),
        }
        for group, some in sorted(groups.items())
    ]


def _latin(name: str) -> bool:
    return all(scripts.script_of(c) == scripts.LATIN for c in name if c.isalpha())


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--crowd", type=int, default=0)
    parser.add_argument("--neighbours", action="store_true")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    figures, alarms = search(args.folder, args.crowd, args.neighbours)
    tables: dict[str, list[Figures]] = {
        "list": [figures],
        "alarms": alarms,
        "across": across(args.folder, args.crowd),
    }
    if args.json:
        print(json.dumps(tables))
        return
    for rows in tables.values():
        print(table(rows), end="\n\n")


if __name__ == "__main__":
    main()
