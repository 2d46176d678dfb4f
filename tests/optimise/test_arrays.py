"""The second door to the solver: arrays in, statuses from the proof, slopes and contradictions of relaxations."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from talentmap.optimise.arrays import solve_matrix
from talentmap.optimise.matrix import Matrix
from talentmap.optimise.options import Options
from talentmap.optimise.relaxation import Relaxation
from talentmap.results import Status


def knapsack(seed: int, n: int = 9) -> tuple[Matrix, np.ndarray, np.ndarray, int]:
    rng = np.random.default_rng(seed)
    weight, worth = rng.integers(1, 50, n), rng.integers(1, 90, n)
    room = int(weight.sum()) // 2
    matrix = Matrix()
    matrix.row(matrix.columns(n), weight, most=room)
    return matrix, weight, worth.astype(float), room


@pytest.mark.parametrize("seed", range(5))
def test_objective_and_bound_are_those_of_brute_force(seed: int) -> None:
    matrix, weight, worth, room = knapsack(seed)
    best = max(np.dot(take, worth) for take in product((0, 1), repeat=9) if np.dot(take, weight) <= room)
    answer = solve_matrix(matrix, worth)
    assert answer.status is Status.OPTIMAL
    assert answer.objective == pytest.approx(best)
    assert answer.bound == pytest.approx(best)


def test_a_start_and_fixed_columns_are_kept() -> None:
    matrix, _, worth, _ = knapsack(1)
    free = solve_matrix(matrix, worth)
    fixed = matrix.copy()
    fixed.fix(np.array([0]), 1.0 - round(free.values[0]))
    other = solve_matrix(fixed, worth, start=np.where(np.arange(9) == 0, np.nan, 0.0))
    assert other.objective < free.objective
    assert solve_matrix(matrix, worth).objective == pytest.approx(free.objective)  # the copy was changed, not this


def test_a_row_without_entries_can_forbid_everything() -> None:
    matrix = Matrix()
    matrix.columns(1)
    matrix.row([], [], least=1.0)
    assert solve_matrix(matrix, np.zeros(1)).status is Status.INFEASIBLE
    assert Relaxation(matrix, np.zeros(1)).solve().status is Status.INFEASIBLE


def test_no_time_is_no_answer() -> None:
    matrix, _, worth, _ = knapsack(2)
    assert solve_matrix(matrix, worth, Options(time_limit=0.0)).status is Status.NOT_FOUND


@pytest.mark.parametrize("seed", range(5))
def test_slopes_say_what_forcing_a_column_costs_at_least(seed: int) -> None:
    matrix, _, worth, _ = knapsack(seed)
    relaxed = Relaxation(matrix, worth)
    answer = relaxed.solve()
    inner = relaxed.inner_slopes(answer.objective)
    for slopes in (answer.slopes, *([] if inner is None else [inner])):
        for k, slope in enumerate(slopes.tolist()):
            forced = matrix.copy()
            forced.fix(np.array([k]), 0.0 if slope > 0 else 1.0)
            bound = Relaxation(forced, worth).solve().objective
            assert bound <= answer.objective - abs(slope) + 1e-5


def test_a_contradiction_weighs_only_the_rows_in_it() -> None:
    matrix = Matrix()
    x = matrix.columns(3)
    matrix.row(x[:2], [1.0, 1.0], least=2.0)
    matrix.row(x[1:], [1.0, 1.0], most=2.0)
    matrix.row(x[:1], [1.0], most=0.5)
    relaxed = Relaxation(matrix, np.zeros(3), presolve=False)
    assert relaxed.solve().status is Status.INFEASIBLE
    weights = relaxed.contradiction()
    assert weights[0] != 0
    assert weights[1] == 0


def test_changed_rows_and_columns_change_the_relaxation() -> None:
    matrix = Matrix()
    x = matrix.columns(2)
    matrix.row(x, [1.0, 1.0], most=1.0)
    relaxed = Relaxation(matrix, np.array([2.0, 1.0]))
    assert relaxed.solve().objective == pytest.approx(2.0)
    relaxed.limits(np.array([0]), np.array([-np.inf]), np.array([2.0]))
    assert relaxed.solve().objective == pytest.approx(3.0)
    relaxed.bounds(x[:1], np.array([0.0]), np.array([0.0]))
    assert relaxed.solve().objective == pytest.approx(1.0)
    relaxed.row(x[1:], np.array([2.0]), -np.inf, 1.0)
    assert relaxed.solve().objective == pytest.approx(0.5)
    relaxed.aim(np.array([0.0, 3.0]))
    assert relaxed.solve().objective == pytest.approx(1.5)
