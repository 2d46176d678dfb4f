"""The assignment kernel against brute force and against public instances."""

from __future__ import annotations

import csv
import gzip
from functools import cache

import numpy as np
import pytest

from talentmap.errors import SolverError
from talentmap.optimise.assignment import Pairs, assign, cheapest, highest_prices, priced
from tests.shared import shared

EMPTY = 1000


def best_value(value: np.ndarray, allowed: np.ndarray, seats: np.ndarray) -> int:
    """Highest total over every assignment, each empty seat costing EMPTY."""
    n_roles, n_people = value.shape

    @cache
    def best(person: int, left: tuple[int, ...]) -> int:
        if person == n_people:
            return -EMPTY * sum(left)
        options = [best(person + 1, left)]
        for role in range(n_roles):
            if left[role] and allowed[role, person]:
                rest = (*left[:role], left[role] - 1, *left[role + 1 :])
                options.append(int(value[role, person]) + best(person + 1, rest))
        return max(options)

    return best(0, tuple(int(seat) for seat in seats))


def small(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    shape = (int(rng.integers(1, 5)), int(rng.integers(1, 7)))
    return rng.integers(0, 6, shape), rng.random(shape) < 0.6, rng.integers(0, 4, shape[0])


def pairs_of(value: np.ndarray, allowed: np.ndarray, seats: np.ndarray) -> Pairs:
    role, person = np.nonzero(allowed)
    return Pairs(role, person, value[role, person], seats, value.shape[1])


@pytest.mark.parametrize("seed", range(150))
def test_assignment_is_the_best_and_its_prices_are_marginal_values(seed: int) -> None:
    value, allowed, seats = small(seed)
    pairs = pairs_of(value, allowed, seats)
    floor = np.full(len(seats), -EMPTY)
    found = assign(pairs, floor)
    assert found is not None
    best = best_value(value, allowed, seats)
    assert found.held.sum() - EMPTY * (seats.sum() - (found.place >= 0).sum()) == best
    assert (seats * found.price).sum() + found.gain.sum() == best
    assert (found.price[pairs.role] + found.gain[pairs.person] >= pairs.value).all()
    assert (found.price >= -EMPTY).all()
    for person in range(value.shape[1]):
        without = allowed.copy()
        without[:, person] = False
        assert best - best_value(value, without, seats) == found.gain[person]
    high = highest_prices(pairs, found)
    one = np.eye(len(seats), dtype=np.int64)
    for role in range(len(seats)):
        assert best_value(value, allowed, seats + one[role]) - best == found.price[role]
        if seats[role]:
            assert best - best_value(value, allowed, seats - one[role]) == high[role]


def test_seats_that_must_be_filled_and_cannot_are_told() -> None:
    pairs = Pairs(np.array([0, 1]), np.array([0, 0]), np.array([1, 2]), np.array([1, 1]), 1)
    assert assign(pairs, np.full(2, -EMPTY), np.zeros(2, dtype=bool)) is None


def test_prices_refuse_an_assignment_that_is_not_the_best() -> None:
    value = np.array([[5, 1], [1, 5]])
    pairs = pairs_of(value, value > 0, np.array([1, 1]))
    assert priced(pairs, np.full(2, -EMPTY), np.array([0, 1])).held.sum() == 10
    with pytest.raises(SolverError):
        priced(pairs, np.full(2, -EMPTY), np.array([1, 0]))
    with pytest.raises(SolverError):
        priced(pairs, np.full(2, -EMPTY), np.array([-1, 1]))


def test_values_beyond_exact_arithmetic_are_refused() -> None:
    pairs = Pairs(np.array([0]), np.array([0]), np.array([2**52]), np.array([1]), 1)
    with pytest.raises(SolverError):
        assign(pairs, np.array([0]))


@pytest.mark.shared
@pytest.mark.parametrize("n", [100, 200, 300, 500, 600])
def test_public_instances_reach_their_proven_optimum(n: int) -> None:
    folder = shared("benchmarks") / "assignment"
    with (folder / "best_known.csv").open(encoding="utf-8") as file:
        known = {row["instance"]: int(row["best_known"]) for row in csv.DictReader(file)}
    numbers = np.array(gzip.decompress((folder / f"assign{n}.txt.gz").read_bytes()).split(), dtype=np.int64)
    cost = numbers[1:].reshape(n, n)
    columns, found = cheapest(cost)
    assert sorted(columns) == list(range(n))
    assert cost[np.arange(n), columns].sum() == known[f"assign{n}"]
    assert (-found.price[:, None] - found.gain[None, :] <= cost).all()
    assert -(found.price.sum() + found.gain.sum()) == known[f"assign{n}"]
