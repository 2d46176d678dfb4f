"""The best team at prices, against every set of people."""

from __future__ import annotations

import os
from itertools import combinations

import numpy as np
import pytest

from talentmap.optimise.crew import Crew, Floats, Layer
from talentmap.optimise.formulation import Row

N = 400 if os.environ.get("TALENTMAP_FULL") else 60


def random_crew(seed: int) -> tuple[Crew, Floats]:
    """Any mixture of layers, gates, rows, forced people, ties and own worths, with prices."""
    rng = np.random.default_rng(seed)
    n, low = int(rng.integers(4, 10)), int(rng.integers(1, 4))
    people = np.flatnonzero(rng.random(n) < 0.9)
    rows, layers = [], []
    for _ in range(int(rng.integers(1, 5))):
        has = np.flatnonzero(rng.random(n) < 0.4)
        layers.append(Layer(has, int(rng.integers(1, 100)), int(rng.integers(1, 3))))
        if rng.random() < 0.3:
            rows.append(Row.count(has.tolist()))
            lively = np.intersect1d(has, np.flatnonzero(rng.random(n) < 0.5))
            layers.append(Layer(lively, int(rng.integers(1, 100)), 1, len(rows) - 1, 2))
    if rng.random() < 0.4:
        rows.append(Row.count(np.flatnonzero(rng.random(n) < 0.5).tolist(), low=1))
    if rng.random() < 0.4:
        rows.append(Row.count(rng.choice(n, 2, replace=False).tolist(), high=1))
    if rng.random() < 0.3:
        one, other = rng.choice(n, 2, replace=False).tolist()
        rows.append(Row((one, other), (1, -1), 0, 0))
    forced = [int(rng.choice(people))] if rng.random() < 0.3 and len(people) else []
    own = rng.integers(-20, 20, len(people)) if rng.random() < 0.4 else np.zeros(len(people), dtype=np.int64)
    pairs = [pair for pair in combinations(range(n), 2) if rng.random() < 0.4]
    ties = np.array(pairs, dtype=np.int64).reshape(-1, 2) if rng.random() < 0.6 else None
    worth = None if ties is None else rng.integers(1, 60, len(ties))
    price = np.where(rng.random(n) < 0.4, rng.random(n) * 60, 0.0)
    size = (low, low + int(rng.integers(0, 3)))
    return Crew(people, size, layers, own, rows, forced, ties, worth, turn=seed), price


def every_team(crew: Crew, price: Floats) -> dict[tuple[int, ...], float]:
    """Worth less prices of every team that keeps the rows, without the search."""
    found = {}
    forced = set(crew.people[crew.forced].tolist())
    for size in range(crew.size[0], crew.size[1] + 1):
        for team in combinations(crew.people.tolist(), size):
            sums = crew.rows[np.searchsorted(crew.people, team)].sum(axis=0)
            if forced <= set(team) and (sums >= crew.least).all() and (sums <= crew.most).all():
                found[team] = crew.worth(team) - float(price[list(team)].sum())
    return found


@pytest.mark.parametrize("seed", range(N))
def test_the_best_team_is_found_and_bounded(seed: int) -> None:
    crew, price = random_crew(seed)
    teams = every_team(crew, price)
    best = max(teams.values(), default=-np.inf)
    found = crew.best(price, -1e6)
    assert found.best == pytest.approx(best)
    if teams:
        assert teams[found.teams[-1]] == pytest.approx(best)
        assert found.bound == pytest.approx(best)
        hurried = crew.best(price, -1e6, nodes=1, steps=3)
        assert hurried.bound >= best - 1e-6
        assert hurried.best <= best + 1e-6
        halted = crew.best(price, -1e6, halt=np.ones(1, dtype=np.int64))
        assert halted.teams == ()
        assert halted.bound >= best - 1e-6


@pytest.mark.parametrize("seed", range(N // 2))
def test_every_team_above_a_floor_is_listed_once(seed: int) -> None:
    crew, price = random_crew(seed)
    teams = every_team(crew, price)
    floor = max(teams.values(), default=0.0) - 40.5
    listed = crew.every(price, floor, most=5000)
    assert listed is not None
    assert sorted(listed.teams) == sorted(team for team, worth in teams.items() if worth > floor + 1e-6)
    if len(listed.teams) > 1:
        assert crew.every(price, floor, most=len(listed.teams) - 1) is None


def test_worth_by_hand() -> None:
    # layer A: 10 for each of two places, held by 0, 1, 2; layer B: 7 once, held by 2, if A is held by at least two
    gate = Row.count([0, 1, 2])
    layers = [Layer(np.array([0, 1, 2]), 10, 2), Layer(np.array([2]), 7, 1, 0, 2)]
    crew = Crew(
        np.arange(4), (1, 3), layers, np.array([0, 0, 0, -3]), [gate], (), np.array([[0, 1], [1, 3]]), np.array([4, 5])
    )
    assert crew.worth([2]) == 10  # B waits for a second
    assert crew.worth([1, 2]) == 27
    assert crew.worth([0, 1, 2]) == 31  # two places of A count: 20 + 7 + the tie of 0 and 1
    assert crew.worth([0, 1, 3]) == 26  # 20 + 4 + 5 - 3
    assert crew.best(np.zeros(4), -1.0).teams[-1] == (0, 1, 2)
    closed = np.array([False, False, True, False])
    assert crew.best(np.zeros(4), -1.0, closed=closed).best == 26
