# SPDX-License-Identifier: Apache-2.0
"""Train the weights of the names engine on labelled pairs of names.

    python bench/names_train.py SETS [--half] [--seed N]

SETS is a folder with ``pairs_*.csv`` (columns query, candidate, match, type, note),
``list_un.jsonl`` and ``queries_negatives.csv``. Writes ``data/weights.npz``. With ``--half`` only
one half of the rows (by a hash of the query) is used and the other half is reported, nothing is
written: the honest figure.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from names_costs import Pair, learn, shares
from names_fit import alert_bar, fit_hidden, fit_like, plausible, report
from names_places import places
from wasl.foundation.matching import scripts
from wasl.foundation.matching.aligning import all_likenesses, judge, measure
from wasl.foundation.matching.analysis import NAME, TYPES
from wasl.foundation.matching.analysis import word as read_word
from wasl.foundation.matching.eastasian import HAN_SURNAMES, readings_of
from wasl.foundation.matching.kernels import (
    BUFFER,
    FEATURES,
    HIDDEN,
    NO_MATCH,
    Weights,
    align_codes,
    odds,
)
from wasl.foundation.matching.packed import packed
from wasl.foundation.matching.ranking import search
from wasl.foundation.matching.segment import Segment
from wasl.foundation.matching.skeletons import CLASSES
from wasl.foundation.matching.sounds import COUNT
from wasl.foundation.matching.text import fold, variants, words
from wasl.foundation.matching.weights import LEARNED, completed, with_memory

OUT = Path(__file__).parent.parent / "src/wasl/foundation/matching/data/weights.npz"
Row = dict[str, Any]
Array = Any
SCRIPTS = len(scripts.SCRIPTS)
# Scripts without training words of their own borrow some of these scripts' experience.
LENDERS = {scripts.GREEK: scripts.CYRILLIC, scripts.CAUCASIAN: scripts.CYRILLIC,
           scripts.INDIC: scripts.CYRILLIC, scripts.SOUTHEAST: scripts.CYRILLIC,
           scripts.OTHER: scripts.CYRILLIC}  # fmt: skip
BORROWED = 150
# Scripts with enough names of people to learn from, and Chinese writes places by other characters.
WELL_TAUGHT = (scripts.CYRILLIC, scripts.HAN, scripts.KANA, scripts.HANGUL)
INNOCENTS = 4000
ALERT = 0.7  # score that one stranger in a hundred reaches in the crowded list
STRANGE = 0.3  # tens of nats that two blindly picked names may share and still be strangers
NAMESAKE = 0.95  # share of both names that has met
KEPT = 3  # of so many namesakes one is learned from
SHUFFLED = 20000  # made-up neighbours, so that the list is as crowded as a real one
ROW = np.zeros(BUFFER, np.float32)


def load(folder: Path) -> list[Row]:
    """Read every pair file; ``half`` is 0 or 1, the same for all rows of one query."""
    rows: list[Row] = []
    for path in sorted(folder.glob("pairs_*.csv")):
        with path.open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                note = row["note"].split("|")
                group = f"{path.stem[6:]} {note[1] if len(note) > 1 else note[0]}"
                half = zlib.crc32(row["query"].encode()) % 2
                rows.append(row | {"group": group, "half": half, "match": int(row["match"])})
    return rows


def tables(pairs: dict[int, list[Pair]]) -> tuple[Array, Array]:
    """Learn the costs of each script with Latin spellings, and how common their sounds are."""
    costs = np.empty((SCRIPTS, COUNT, COUNT), np.float32)
    both = pairs.get(scripts.LATIN, [])
    costs[0] = learn(both + [(b, a) for a, b in both])
    costs[0] = (costs[0] + costs[0].T) / 2
    for script in range(1, SCRIPTS):
        own = pairs.get(script, [])
        if script in LENDERS:
            own = own + pairs.get(LENDERS[script], [])[:BORROWED]
        costs[script] = learn(own)
    latin = shares([second for some in pairs.values() for _, second in some])
    return costs, latin.astype(np.float32)


def token_pairs(rows: list[Row]) -> dict[int, list[Pair]]:
    """Give the sounds of matching single words, by the script of the query."""
    found = defaultdict(list)
    for row in rows:
        if row["type"] == "token" and row["match"]:
            first, second = words(row["query"]), words(row["candidate"])
            if len(first) == len(second) == 1:
                a, b = read_word(first[0][0], NAME), read_word(second[0][0], NAME)
                if a.forms and b.forms:
                    found[a.script].append((a.forms[0], b.forms[0]))
    return found


def place_rows() -> list[Row]:
    """Give the half of the world's places that trains, as names to be aligned word by word."""
    return [
        {"query": place.native, "candidate": place.english, "type": "organization", "match": 1}
        for place in places()
        if place.half == 0 and scripts.script_of(place.native[0]) not in WELL_TAUGHT
    ]


def name_pairs(rows: list[Row], costs: Array) -> dict[int, list[Pair]]:
    """Align the words of matching full names with the tables so far; give the surest pairs."""
    found = defaultdict(list)
    for row in rows:
        if row["type"] == "token" or not row["match"]:
            continue
        kind = TYPES[row["type"]]
        q, ids, first = packed(row["query"], kind)
        c, others, second = packed(row["candidate"], kind)
        for i in ids:
            for j in others:
                a, b = first[i], second[j]
                if a.kind or b.kind or not a.forms or not b.forms or a.text == b.text:
                    continue
                if b.script != scripts.LATIN:
                    continue
                value = align_codes(
                    costs[a.script],
                    ROW,
                    q.codes[q.offset[q.start[i]] : q.offset[q.start[i] + 1]],
                    c.codes[c.offset[c.start[j]] : c.offset[c.start[j] + 1]],
                )
                if value > 1.0 * (len(a.forms[0]) + len(b.forms[0])) / 2:
                    found[a.script].append((a.forms[0], b.forms[0]))
    return found


def like_rows(rows: list[Row], weights: Weights) -> list[tuple[tuple[float, float], int, int, str]]:
    """Give ((log odds, loss), size, match, group) of single-word pairs."""
    result = []
    for row in rows:
        if row["type"] != "token":
            continue
        q, ids, first = packed(row["query"], 3)
        c, others, second = packed(row["candidate"], 3)
        if len(ids) == len(others) == 1 and first[0].forms and second[0].forms:
            size = len(first[0].forms[0]) + len(second[0].forms[0])
            result.append((odds(weights, q, 0, c, 0), size, row["match"], row["group"]))
    return [row for row in result if row[0][0] > NO_MATCH]


def features(weights: Weights, query: str, candidate: str, kind: int) -> Array:
    """Give the features of two names, None where one of them has no word."""
    q, ids, _ = packed(query, kind)
    c, others, _ = packed(candidate, kind)
    if not len(ids) or not len(others):
        return None
    out = np.zeros(FEATURES, np.float32)
    likes = np.empty((len(ids), len(others)), np.float32)
    all_likenesses(weights, (q, ids), (c, others), likes)
    measure(weights, (q, ids), (c, others), likes, out)
    return out


def list_rows(folder: Path, weights: Weights, count: int, seed: int) -> list[Row]:
    """Make search rows: held-out spellings with their entity's others, and the innocents' best."""
    rng = random.Random(seed)  # noqa: S311 - a sample, not a secret
    entities = [json.loads(line) for line in (folder / "list_un.jsonl").open(encoding="utf-8")]
    people = [e for e in entities if e["type"] == "person"]
    pool = [(e["id"], a) for e in people for a in e["aliases"] if len(a.split()) > 1]
    asked = rng.sample(pool, min(count, len(pool)))
    gone = {fold(name) for _, name in asked}
    listed = [dict(e, aliases=[a for a in e["aliases"] if fold(a) not in gone]) for e in people]
    parts = sorted({word for e in people for word in e["name"].split()})
    listed += [{"id": f"-{k}", "type": "person", "aliases": [],
                "name": " ".join(rng.sample(parts, rng.choice((2, 3, 3, 4))))}
               for k in range(SHUFFLED)]  # fmt: skip
    with (folder / "queries_negatives.csv").open(encoding="utf-8") as file:
        innocent = [row["query"] for row in csv.DictReader(file)]
    part = Segment.make(listed)
    chosen = rng.sample(innocent, min(INNOCENTS, len(innocent)))
    rows = [row for identity, name in asked for row in _best(weights, part, (identity, name))]
    rows += [row for name in chosen for row in _best(weights, part, ("", name))]
    for name in chosen + [name for _, name in asked]:
        rows += _strangers(weights, rng.sample(people, 2), name)
    return rows + neighbours(weights, innocent)


def neighbours(weights: Weights, innocent: list[str]) -> list[Row]:
    """Make rows of innocents asked against a list of other innocents, mostly of their script.

    And of the same person written the other way round, which is all that is known of matches
    within scripts that the labelled pairs do not show.
    """
    listed = [name for name in innocent if zlib.crc32(name.encode()) & 2]
    asked = [name for name in innocent if not zlib.crc32(name.encode()) & 2]
    part = Segment.make(
        {"id": name, "type": "person", "name": name, "aliases": [], "birth": []} for name in listed
    )
    rows = [
        row | {"group": row["group"].replace("innocent", "neighbour")}
        for name in asked
        for row in _best(weights, part, ("", name))
        if not namesake(row["features"])
    ]
    for name in asked:
        turned = (f"list turned {_script(name)}", name, " ".join(name.split()[::-1]))
        for group, one, other in filter(None, (turned, in_pinyin(name))):
            out = features(weights, one, other, 0)
            if out is not None and not name.isascii():
                rows.append({"features": out, "match": 1, "half": zlib.crc32(name.encode()) % 2,
                             "type": "person", "group": group})  # fmt: skip
    return rows


def in_pinyin(name: str) -> tuple[str, str, str] | None:
    """Write a Chinese name ("given surname") in one run, and as passports spell it in Latin.

    No labelled pairs show that; the given name is joined, tied or apart, as habits differ.
    """
    given, *_, surname = name.split() if " " in name else ("", "")
    if surname not in HAN_SURNAMES or not {*map(scripts.script_of, given)} <= {scripts.HAN}:
        return None
    tie = ("", "-", " ")[zlib.crc32(name.encode()) % 3]
    syllables = [(readings_of(character) or [""])[0].split(" ")[0] for character in given]
    return "pinyin", surname + given, f"{(readings_of(surname) or [''])[0]} {tie.join(syllables)}"


def _script(name: str) -> str:
    return scripts.SCRIPTS[scripts.script_of(name[0])]


def _best(weights: Weights, part: Segment, asked: tuple[str, str]) -> list[Row]:
    """Give the rows that an alert would come from: the right entity and the best wrong ones."""
    identity, name = asked
    q, ids, _ = packed(name, 0)
    if not len(ids):
        return []
    best = (np.empty(10, np.int64), np.empty(10, np.float64), np.empty(10, np.int64))
    who = (0, np.frombuffer(b"", np.uint8), part.scratch())
    count = search(weights, (q, ids, CLASSES), part.part, who, best)
    ids_found = [part.id_of(int(row)) for row in best[0][:count]]
    wanted = [i for i in ids_found if i != identity][:3] + ([identity] if identity else [])
    half = zlib.crc32(name.encode()) % 2
    few = zlib.crc32(name.encode()) % KEPT == 0
    # Innocents of each script count alike, so that none of them carries most of the alerts.
    group = "list asked" if identity else f"list innocent {_script(name)}"
    rows = []
    for other in wanted:
        entity = part.find(other, None)
        out = _best_spelling(weights, name, entity) if entity else None
        # Of namesakes a few are kept: a name that many bear says less, but it is the same name.
        if out is not None and (other == identity or few or not namesake(out)):
            rows.append({"features": out, "match": int(other == identity), "half": half,
                         "type": "person", "group": group})  # fmt: skip
    return rows


def namesake(out: Array) -> bool:
    """Tell whether two people bear one name: no spelling can part them, and none should try."""
    return bool(out[0] > NAMESAKE and out[5] == 0.0)


def _strangers(weights: Weights, people: list[Row], name: str) -> Iterator[Row]:
    """Give rows of people picked blindly: what has nothing in common must score lowest."""
    for entity in people:
        out = _best_spelling(weights, name, entity)
        if out is not None and out[2] < STRANGE:
            yield {"features": out, "match": 0, "half": zlib.crc32(name.encode()) % 2,
                   "type": "person", "group": "strangers"}  # fmt: skip


def _best_spelling(weights: Weights, name: str, entity: Mapping[str, Any]) -> Array:
    spellings = [v for n in [entity["name"], *entity["aliases"]] for v in variants(n)]
    found = [features(weights, name, spelling, 0) for spelling in spellings]
    scored = [(float(judge(weights, out)), out) for out in found if out is not None]
    return max(scored, key=lambda pair: pair[0])[1] if scored else None


def main() -> None:
    """Train, report, and write unless ``--half``."""
    parser = argparse.ArgumentParser()
    parser.add_argument("sets", type=Path)
    parser.add_argument("--half", action="store_true")
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--asked", type=int, default=1600)
    args = parser.parse_args()
    rows = load(args.sets)
    seen = [row for row in rows if not args.half or row["half"] == 0]
    blank = (np.zeros(6, np.float32), np.zeros((FEATURES + 1, HIDDEN), np.float32),
             np.zeros(HIDDEN + 1, np.float32))  # fmt: skip
    pairs = token_pairs(seen)
    for script, more in name_pairs(seen + place_rows(), tables(pairs)[0]).items():
        pairs[script] = pairs.get(script, []) + more
    costs, share = tables(pairs)
    weights = with_memory(*completed(costs, share), *blank)
    like = fit_like([row for row in like_rows(seen, weights)])
    weights = weights._replace(like=like)
    for row in rows:
        row["features"] = features(weights, row["query"], row["candidate"], TYPES[row["type"]])
    rows = [row for row in rows if row["features"] is not None]
    listed: list[Row] = []
    for turn in range(3):
        # The first model finds the innocents' best; the next learn from what would alert.
        used = plausible([r for r in rows + listed if not args.half or r["half"] == 0])
        hidden, out = fit_hidden(used, args.seed)
        weights = weights._replace(hidden=hidden, out=out)
        if turn < 2:
            listed = list_rows(args.sets, weights, args.asked, args.seed + turn)
    bar = alert_bar([r for r in listed if not args.half or r["half"] == 0], weights)
    # Move the scale so that one stranger in a hundred scores as much in a crowded list.
    out[-1] += np.log(ALERT / (1 - ALERT)) - np.log(bar / (1 - bar))
    weights = weights._replace(out=out)
    rows += listed
    report([r for r in rows if not args.half or r["half"] == 1], weights)
    if not args.half:
        found = (costs, share, weights.like, weights.hidden, weights.out)
        np.savez_compressed(OUT, **dict(zip(LEARNED, found, strict=True)))
        print("written", OUT.name, OUT.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
