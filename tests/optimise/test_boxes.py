"""The best team of a box against every team."""

from __future__ import annotations

import os
from itertools import chain, combinations

import numpy as np
import pytest

from talentmap.optimise.boxes import BoxProblem, BoxSearch, Layer
from talentmap.optimise.formulation import Row

Point = tuple[int, ...]
TEAMS = 30 if os.environ.get("TALENTMAP_FULL") else 8


def random_box(seed: int) -> BoxProblem:
    """Layers with and without others who must be able, ties, units and rules; the terms in any order."""
    rng = np.random.default_rng(seed)
    n, n_terms = 9, int(rng.integers(2, 4))
    low = int(rng.integers(1, 3))
    high = low + int(rng.integers(1, 3))
    tie_term, balance_term = (0, 1) if seed % 2 else (n_terms - 1, -1)
    layers = []
    for k in range(6):
        gate = rng.random(n) < 0.6 if k % 2 else None
        places, least = int(rng.integers(1, 3)), int(rng.integers(1, 3))
        worth = int(rng.integers(1, 9))
        term = int(rng.integers(0, n_terms))
        layers.append(Layer(term, worth, 1 if k % 2 else places, rng.random(n) < 0.5, gate, least if k % 2 else 0))
    pairs = np.array([pair for pair in combinations(range(n), 2) if rng.random() < 0.5], dtype=np.int64)
    balance = np.zeros((high + 1, high + 1), dtype=np.int64)
    if balance_term >= 0:
        for size in range(1, high + 1):
            for most in range(1, size + 1):
                balance[size, most] = 12 * (size - most) // size
    rows = (Row.count([0, 1, 2], high=1), Row((3, 4), (1, -1), 0, 0), Row.count(range(n), low=low, high=high))
    rows = (*rows, Row.count([5], low=1)) if seed % 3 == 0 else rows
    worth_of = rng.integers(1, 7, len(pairs))
    unit = rng.integers(0, 3, n)
    return BoxProblem(
        n, n_terms, low, high, tuple(layers), pairs, worth_of, tie_term, unit, balance, balance_term, rows
    )


def every(problem: BoxProblem) -> list[tuple[tuple[int, ...], Point]]:
    """Each team that keeps the rows, with its values counted one by one."""
    sizes = range(problem.low, problem.high + 1)
    teams = chain.from_iterable(combinations(range(problem.n), size) for size in sizes)
    return [(team, counted(problem, team)) for team in teams if all(row.holds(team) for row in problem.rows)]


def counted(problem: BoxProblem, team: tuple[int, ...]) -> Point:
    out = [0] * problem.n_terms
    for layer in problem.layers:
        if layer.able is None or sum(bool(layer.able[p]) for p in team) >= layer.least:
            out[layer.term] += layer.worth * min(layer.places, sum(bool(layer.has[p]) for p in team))
    for (a, b), worth in zip(problem.pairs.tolist(), problem.pair_worth.tolist(), strict=True):
        out[problem.tie_term] += worth * (a in team and b in team)
    if problem.balance_term >= 0:
        units = [int(problem.unit[p]) for p in team]
        out[problem.balance_term] += int(problem.balance[len(team), max(units.count(u) for u in units)])
    return tuple(out)


@pytest.mark.parametrize("seed", range(TEAMS))
def test_agrees_with_every_team(seed: int) -> None:
    problem = random_box(seed)
    search, teams = BoxSearch(problem), every(problem)
    rng = np.random.default_rng(seed)
    for team, values in teams[::9]:
        assert problem.values(team) == values
    high = [max(values[t] for _, values in teams) for t in range(problem.n_terms)]
    for t in range(problem.n_terms):
        found = search.greatest(t, lambda: True)
        assert found.complete
        assert found.values[t] == high[t]
    inside_met = 0
    for _ in range(12):
        low = tuple(int(rng.integers(-1, top + 1)) for top in high)
        inside = [values for _, values in teams if all(v > least for v, least in zip(values, low, strict=True))]
        found = search.best(low, tuple(high), lambda: True)
        assert found.complete
        assert bool(found.team) == bool(inside)
        if inside:
            inside_met += 1
            assert (found.team, found.values) in teams
            assert found.values in inside
            assert not any(q != found.values and all(np.array(q) >= found.values) for q in inside)
    assert inside_met


def test_whoever_listens_can_stop_it() -> None:
    rng = np.random.default_rng(3)
    n = 200
    pairs = np.array([pair for pair in combinations(range(n), 2) if rng.random() < 0.5], dtype=np.int64)
    layers = tuple(Layer(0, 5, 2, rng.random(n) < 0.3) for _ in range(8))
    worth, none = rng.integers(1, 50, len(pairs)), np.zeros((9, 9), dtype=np.int64)
    problem = BoxProblem(n, 2, 8, 8, layers, pairs, worth, 1, np.zeros(n, dtype=np.int64), none, -1, ())
    found = BoxSearch(problem).best((60, 0), (80, 1400), lambda: False)
    assert not found.complete
