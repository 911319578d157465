# SPDX-License-Identifier: Apache-2.0
"""The figures of the names engine that ``docs/names.md`` shows.

    python bench/names.py figures            made-up list: speed, memory, recall
    python bench/names.py growth             the same from 10,000 to 2,000,000 spellings
    python bench/names.py bias               recall and alarms by region, script and sex of name
    python bench/names.py places             cities of the world asked in other scripts
    python bench/names.py between            the same between two scripts that are not Latin
    python bench/names.py japanese           names listed in Latin letters, asked in kanji and kana
    python bench/names.py ablation SETS      what each part buys, on a folder of labelled sets

Add ``--json`` for one JSON object. ``bias`` and ``japanese`` need Faker (in the development
tools); ``ablation`` needs a folder with ``measure.py`` and the sets it reads.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import random
import statistics
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from babel import Locale

from names_costs import learn
from names_places import LANGUAGES, places
from wasl.foundation.matching import NameIndex, analysis, measure, score, weights
from wasl.foundation.matching.kernels import FEATURES, HIDDEN

Figures = dict[str, Any]
ALARM, SHOWN = 0.8, 0.5
BETWEEN = [
    tuple(pair.split("-"))
    for pair in "ar-ru ru-ar ar-he ru-he ru-hi ar-hi ru-zh ru-ja ru-ko ar-ko ar-zh ar-th".split()
]
LOCALES = {
    "en_US": "English", "es_ES": "Spanish", "pt_BR": "Portuguese", "fr_FR": "French",
    "de_DE": "German", "it_IT": "Italian", "pl_PL": "Polish", "tr_TR": "Turkish",
    "vi_VN": "Vietnamese", "id_ID": "Indonesian", "ru_RU": "Russian", "uk_UA": "Ukrainian",
    "el_GR": "Greek", "hy_AM": "Armenian", "ka_GE": "Georgian", "ar_SA": "Arabic",
    "fa_IR": "Persian", "he_IL": "Hebrew", "hi_IN": "Hindi", "th_TH": "Thai", "zh_CN": "Chinese",
    "ja_JP": "Japanese", "ko_KR": "Korean",
}  # fmt: skip


def bias(people: int = 200) -> list[Figures]:
    """Measure each region and sex alone: one slip in a listed name, and strangers' alarms."""
    from faker import Faker

    rows = []
    for locale, region in LOCALES.items():
        maker = Faker(locale)
        maker.seed_instance(11)
        for sex, given in (("female", maker.first_name_female), ("male", maker.first_name_male)):
            names = list(dict.fromkeys(f"{given()} {maker.last_name()}" for _ in range(people * 3)))
            rows.append({"region": region, "sex": sex} | _one_group(names, people))
    return rows


def japanese(people: int = 2000) -> list[Figures]:
    """Measure names listed in Latin letters and asked as Japan writes them; pairs of any two."""
    from faker.providers.person.ja_JP import Provider

    names = [(s, g) for s in Provider.last_name_pairs for g in Provider.first_name_pairs]
    random.Random(5).shuffle(names)  # noqa: S311 - a sample
    latin = [f"{given[2]} {surname[2]}" for surname, given in names[:people]]
    ways = {
        "kanji, unspaced": [surname[0] + given[0] for surname, given in names[:people]],
        "kanji, spaced": [f"{surname[0]} {given[0]}" for surname, given in names[:people]],
        "kana": [f"{surname[1]} {given[1]}" for surname, given in names[:people]],
    }
    return [{"asked in": way} | _asked_in(asked, latin) for way, asked in ways.items()]


def _asked_in(asked: list[str], listed: list[str]) -> Figures:
    index = NameIndex.build(
        {"id": str(k), "type": "person", "name": n, "aliases": [], "birth": []}
        for k, n in enumerate(listed)
    )
    hits = [[id for id, _ in index.search(name, "person", 10)] for name in asked]
    others = listed[1:] + listed[:1]
    return {
        "recall_at_1": round(statistics.fmean(h[:1] == [str(k)] for k, h in enumerate(hits)), 3),
        "recall_at_10": round(statistics.fmean(str(k) in h for k, h in enumerate(hits)), 3),
        "same_above_bar": round(statistics.fmean(map(_is_shown, asked, listed)), 3),
        "others_above_bar": round(statistics.fmean(map(_is_shown, asked, others)), 4),
    }


def _is_shown(one: str, two: str) -> bool:
    return score(one, two) >= SHOWN


def _one_group(names: list[str], people: int) -> Figures:
    chance = random.Random(5)  # noqa: S311 - a sample
    listed, strangers = names[:people], names[people : 2 * people]
    index = NameIndex.build(
        {"id": str(k), "type": "person", "name": n, "aliases": [], "birth": []}
        for k, n in enumerate(listed)
    )
    slips = [index.search(measure.misspelt(n, chance), "person", 10) for n in listed]
    found = [
        next((k for k, (i, _) in enumerate(hits) if i == str(at)), 99)
        for at, hits in enumerate(slips)
    ]
    alarms = [index.search(n, "person", 1) for n in strangers]
    return {
        "recall_at_1": round(statistics.fmean(k == 0 for k in found), 3),
        "recall_at_10": round(statistics.fmean(k < 10 for k in found), 3),
        "strangers_above_bar": round(
            statistics.fmean(bool(h) and h[0][1] >= ALARM for h in alarms or [[]]), 3
        ),
    }


@contextmanager
def _without(part: str) -> Iterator[None]:
    """Take one part of the engine out; everything is put back afterwards."""
    kept: list[tuple[Any, str, Any]] = []

    def change(owner: object, name: str, value: object) -> None:
        kept.append((owner, name, getattr(owner, name)))
        setattr(owner, name, value)

    learned = weights._stored()
    changes: dict[str, Callable[[], None]] = {
        "nothing": lambda: None,
        "learned costs": lambda: change(weights, "_stored", lambda: _plain_costs(learned)),
        "rarity of names": lambda: change(analysis, "rarity", lambda *_: 8.0),
        "naming customs": lambda: change(analysis, "_customs", lambda parts: parts),
        "kinds of words": lambda: change(analysis, "_kind", lambda *_: analysis.NAME),
        "nicknames": lambda: change(analysis, "GROUP_OF", {}),
        "usual names": lambda: change(analysis, "is_usual", lambda _: False),
        "other readings": lambda: change(analysis, "_MAX_FORMS", 1),
        "joined words": lambda: change(analysis, "_joined", lambda *_: []),
        "trained judgement": lambda: change(weights, "_stored", lambda: _plain_judge(learned)),
    }
    changes[part]()
    _forget()
    try:
        yield
    finally:
        for owner, name, value in reversed(kept):
            setattr(owner, name, value)
        _forget()


PARTS = ("nothing", "learned costs", "trained judgement", "kinds of words", "naming customs",
         "rarity of names", "other readings", "joined words", "nicknames",
         "usual names")  # fmt: skip


def _forget() -> None:
    analysis.word.cache_clear()
    weights._own.__dict__.clear()


def _plain_costs(learned: tuple[Any, ...]) -> tuple[Any, ...]:
    costs = np.empty_like(learned[0])
    costs[:] = learn([])
    return (costs, *learned[1:])


def _plain_judge(learned: tuple[Any, ...]) -> tuple[Any, ...]:
    hidden, out = np.zeros((FEATURES + 1, HIDDEN), np.float32), np.zeros(HIDDEN + 1, np.float32)
    hidden[10, 0], out[0] = 1.0, 4.0  # shared worth alone
    return (*learned[:3], hidden, out)


def ablation(folder: Path) -> list[Figures]:
    """Measure the labelled sets with one part taken out at a time."""
    spec = importlib.util.spec_from_file_location("sets_measure", folder / "measure.py")
    assert spec is not None
    assert spec.loader is not None
    judge = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(judge)
    rows = []
    for part in PARTS:
        with _without(part):
            options = argparse.Namespace(threshold=None, queries=600, repeat=1, pad=0)
            pairs = judge.run_pairs(score, options)
            found = judge.run_list(NameIndex(), options)
        rows.append({
            "without": part,
            "macro_f1": round(pairs["macro_f1"], 4),
            "threshold": pairs["threshold"],
            "recall@1": round(found["recall@1"], 3),
            "recall@10": round(found["recall@10"], 3),
            "recall_at_1%_alerts": round(found["recall_at_1%_alerts"], 3),
        })  # fmt: skip
    return rows


def abroad() -> list[Figures]:
    """Ask the cities that no training saw, language by language, of the list in English."""
    known = [place for place in places() if place.city]
    index = NameIndex.build(
        {"id": name, "type": "organization", "name": name, "aliases": [], "birth": []}
        for name in sorted({place.english for place in known})
    )
    rows = []
    for language in LANGUAGES:
        asked = [place for place in known if place.language == language and place.half]
        found = [[i for i, _ in index.search(p.native, "organization", 10)] for p in asked]
        wanted = [place.english for place in asked]
        rows.append({
            "language": Locale(language).english_name,
            "asked": len(asked),
            "recall_at_1": round(statistics.fmean(map(_first, wanted, found)), 3),
            "recall_at_10": round(statistics.fmean(map(_among, wanted, found)), 3),
        })  # fmt: skip
    return rows


def between() -> list[Figures]:
    """Ask the cities that no training saw in one script of a list in another."""
    known = {
        language: {
            p.english: p.native for p in places() if p.language == language and p.city and p.half
        }
        for language in {language for pair in BETWEEN for language in pair}
    }
    rows = []
    for listed, asked in BETWEEN:
        both = sorted(known[listed].keys() & known[asked].keys())
        index = NameIndex.build(
            {"id": name, "type": "organization", "name": known[listed][name]} for name in both
        )
        found = [index.search(known[asked][name], "organization", 10) for name in both]
        ids = [[i for i, _ in hits] for hits in found]
        wrong = [any(score >= ALARM and i != name for i, score in hits)
                 for name, hits in zip(both, found, strict=True)]  # fmt: skip
        rows.append({
            "listed": Locale(listed).english_name,
            "asked": Locale(asked).english_name,
            "cities": len(both),
            "recall_at_1": round(statistics.fmean(map(_first, both, ids)), 3),
            "recall_at_10": round(statistics.fmean(map(_among, both, ids)), 3),
            f"another at {ALARM}": round(statistics.fmean(wrong), 3),
        })  # fmt: skip
    return rows


def _first(name: str, found: list[str]) -> bool:
    return found[:1] == [name]


def _among(name: str, found: list[str]) -> bool:
    return name in found


def table(rows: list[Figures]) -> str:
    """Render rows as a Markdown table."""
    head = list(rows[0])
    lines = ["| " + " | ".join(head) + " |", "|" + "-|" * len(head)]
    lines += ["| " + " | ".join(str(row[name]) for name in head) + " |" for row in rows]
    return "\n".join(lines)


def main() -> None:
    """Measure what was asked for and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "what",
        choices=("figures", "growth", "bias", "places", "between", "japanese", "ablation"),
    )
    parser.add_argument("path", nargs="?", type=Path)
    parser.add_argument("--most", type=int, default=measure.GROWTH[-1])
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    if args.what == "figures":
        print(measure.run(args.path, args.json))
        return
    ask: dict[str, Callable[[], list[Figures]]] = {
        "growth": lambda: measure.growth([size for size in measure.GROWTH if size <= args.most]),
        "bias": bias,
        "places": abroad,
        "between": between,
        "japanese": japanese,
        "ablation": lambda: ablation(args.path),
    }
    rows = ask[args.what]()
    print(json.dumps(rows) if args.json else table(rows))


if __name__ == "__main__":
    main()
