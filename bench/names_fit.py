# SPDX-License-Identifier: Apache-2.0
"""Fit the two small models of the names engine with plain gradient descent, and report them."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np

from wasl.foundation.matching.aligning import judge
from wasl.foundation.matching.kernels import FEATURES, HIDDEN, Weights

# Which way a feature may push the score: agreement up, contradiction down, 0 = as the rows say.
Floats = Any  # numpy arrays
DIRECTION = np.array([1, 1, 1, 1, -1, -1, -1, 1, 1, -1, 1, 1, 1, 0, -1, 0, 0, -1, 1, 1, 0, 0])
STEPS, RATE, DECAY = 1500, 0.02, 3e-5
DOUBTED = 2.0  # nats
FEW = 8
LISTED = 30.0  # weight of the rows that come from searches


def _balance(groups: list[str], matches: Floats) -> Floats:
    """Weigh rows so that each group counts alike, and matches as much as the rest in it."""
    counts: dict[tuple[str, int], int] = defaultdict(int)
    keys = [(group, int(match)) for group, match in zip(groups, matches, strict=True)]
    for key in keys:
        counts[key] += 1
    # The list rows are what travellers meet: they count more.
    weights = np.array([(LISTED if "list" in k[0] else 1.0) / counts[k] ** 0.7 for k in keys])
    return weights / weights.sum()


def fit_like(rows: list[tuple[tuple[float, float], int, int, str]]) -> Floats:
    """Fit likeness = logistic(bias, odds, odds a sound, size, loss, loss a sound)."""
    x = np.array([[1.0, v, v / max(n, 1), n, d, d / max(n, 1)] for (v, d), n, _, _ in rows])
    y = np.array([float(match) for _, _, match, _ in rows])
    balance = _balance([group for *_, group in rows], y)
    scale = np.array([1.0, 5.0, 1.0, 10.0, 5.0, 1.0])
    w = np.zeros(len(scale))
    for _ in range(20000):
        p = 1 / (1 + np.exp(-(x / scale) @ w))
        w -= 3.0 * ((x / scale).T @ (balance * (p - y)) + 1e-5 * w)
    return (w / scale).astype(np.float32)


def fit_hidden(rows: list[dict[str, Any]], seed: int) -> tuple[Any, Any]:
    """Fit the score: one hidden layer of tanh, logistic loss, weight decay (Adam)."""
    rng = np.random.default_rng(seed)
    x = np.stack([row["features"] for row in rows]).astype(np.float64)
    y = np.array([float(row["match"]) for row in rows])
    balance = _balance([row["group"] for row in rows], y)
    x = np.hstack([x, np.ones((len(x), 1))])
    x[:, 14] = 0.0  # its price is set, not learned: what is learned beside it would pay it back
    params = [rng.normal(0, 0.3, (FEATURES + 1, HIDDEN)), rng.normal(0, 0.3, HIDDEN + 1)]
    _directed(params)
    first = [np.zeros_like(p) for p in params]
    second = [np.zeros_like(p) for p in params]
    for step in range(1, STEPS + 1):
        grads = _gradients(params, x, y, balance)
        for k in range(2):
            grad = grads[k] + DECAY * params[k]
            first[k] = 0.9 * first[k] + 0.1 * grad
            second[k] = 0.999 * second[k] + 0.001 * grad**2
            rate = RATE * (1 - step / STEPS) + 1e-4
            move = first[k] / (1 - 0.9**step)
            params[k] -= rate * move / (np.sqrt(second[k] / (1 - 0.999**step)) + 1e-8)
        _directed(params)
    return params[0].astype(np.float32), params[1].astype(np.float32)


def _directed(params: list[Any]) -> None:
    """Keep the score monotone: hidden weights of one sign a feature, output weights positive."""
    up, down = DIRECTION == 1, DIRECTION == -1
    params[0][up] = np.maximum(params[0][up], 0)
    params[0][down] = np.minimum(params[0][down], 0)
    params[1][:-1] = np.maximum(params[1][:-1], 0)


def plausible(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave out the pairs marked as one person that share nothing a spelling could show.

    A nom de guerre is a true alias and no method of spelling finds it; learnt from, it teaches
    that "Abu" alone, or nothing at all, is agreement.
    """
    return [
        r for r in rows
        if not r["match"] or r["type"] == "token" or 10 * float(r["features"][2]) > DOUBTED
    ]  # fmt: skip


def _gradients(params: list[Any], x: Floats, y: Floats, balance: Floats) -> list[Any]:
    hidden = np.tanh(x @ params[0])
    p = 1 / (1 + np.exp(-(hidden @ params[1][:-1] + params[1][-1])))
    error = balance * (p - y)
    back = np.outer(error, params[1][:-1]) * (1 - hidden**2)
    return [x.T @ back, np.append(hidden.T @ error, error.sum())]


def f1(scored: list[tuple[float, int]], threshold: float) -> float:
    """Give the F1 of "score at least threshold"."""
    hit = sum(match for score, match in scored if score >= threshold)
    wrong = sum(1 - match for score, match in scored if score >= threshold)
    missed = sum(match for score, match in scored if score < threshold)
    return 2 * hit / (2 * hit + wrong + missed) if hit else 0.0


def by_group(rows: list[dict[str, Any]], weights: Weights) -> dict[str, list[tuple[float, int]]]:
    """Score rows and sort them by group."""
    groups: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for row in rows:
        groups[row["group"]].append((float(judge(weights, row["features"])), row["match"]))
    return groups


def _is_labelled(group: str, scored: list[tuple[float, int]]) -> bool:
    return FEW <= sum(match for _, match in scored) < len(scored) and "list" not in group


def best_threshold(rows: list[dict[str, Any]], weights: Weights) -> float:
    """Give the one threshold with the highest mean F1 over the groups of pairs."""
    groups = by_group(rows, weights)
    pairs = [v for g, v in groups.items() if _is_labelled(g, v)]
    grid = np.linspace(0.02, 0.98, 97)
    return float(max(grid, key=lambda t: np.mean([f1(v, t) for v in pairs])))


def _innocent(groups: dict[str, list[tuple[float, int]]]) -> list[float]:
    """Give the scores of the innocents' answers, best first; each of them has three."""
    strange = [scored for group, scored in groups.items() if group.startswith("list innocent")]
    return sorted((score for scored in strange for score, _ in scored), reverse=True)


def alert_bar(rows: list[dict[str, Any]], weights: Weights, share: float = 0.01) -> float:
    """Give the score that a share of the innocents reaches."""
    innocent = _innocent(by_group(rows, weights))
    return innocent[int(share * len(innocent) / 3)]


def report(rows: list[dict[str, Any]], weights: Weights) -> None:
    """Print F1 by group at the one best threshold, and recall at high precision."""
    groups = by_group(rows, weights)
    pairs = {g: v for g, v in groups.items() if _is_labelled(g, v)}
    best = best_threshold(rows, weights)
    print(f"macro F1 {np.mean([f1(v, best) for v in pairs.values()]):.4f} at {best:.2f}")
    for group, scored in sorted(pairs.items()):
        print(f"  {group:36} n={len(scored):5} F1={f1(scored, best):.4f}")
    everything = sorted((s for v in pairs.values() for s in v), reverse=True)
    positives = sum(m for _, m in everything)
    for precision in (0.95, 0.99):
        hit, top = 0, 0
        for place, (_, match) in enumerate(everything, 1):
            hit += match
            top = hit if hit / place >= precision else top
        print(f"recall at {precision:.0%} precision {top / positives:.3f}")
    innocent = _innocent(groups)
    asked = [s for s, m in groups.get("list asked", []) if m]
    if innocent and asked:
        for share in (0.01, 0.001):
            bar = innocent[int(share * len(innocent) / 3)]
            print(f"recall at {share:.1%} alerts {np.mean([s > bar for s in asked]):.3f}")
