"""The door to the solver: statuses from the proof, names that cannot collide, limits and listeners."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest

from talentmap.optimise.engine import solve_model, solver_name
from talentmap.optimise.formulation import Model, Row
from talentmap.optimise.options import Options, Progress
from talentmap.results import Status


def knapsack(seed: int, n: int) -> tuple[Model, list[int], list[int], int]:
    rng = np.random.default_rng(seed)
    weight = rng.integers(1, 50, n).tolist()
    worth = rng.integers(1, 90, n).tolist()
    room = sum(weight) // 2
    model = Model()
    taken = [model.binary() for _ in range(n)]
    for variable, value in zip(taken, worth, strict=True):
        model.gain(variable, value)
    model.at_most(list(zip(taken, map(float, weight), strict=True)), room)
    return model, weight, worth, room


@pytest.mark.parametrize("seed", range(5))
def test_objective_and_bound_are_those_of_brute_force(seed: int) -> None:
    model, weight, worth, room = knapsack(seed, 9)
    outcome = solve_model(model)
    best = max(np.dot(take, worth) for take in product((0, 1), repeat=9) if np.dot(take, weight) <= room)
    assert outcome.status is Status.OPTIMAL
    assert outcome.objective == pytest.approx(best)
    assert outcome.bound == pytest.approx(best)  # neither negated nor without its constant
    assert outcome.gap == pytest.approx(0)
    assert outcome.chosen(range(9)) == tuple(k for k in range(9) if outcome.values[k] > 0.5)


def test_a_contradiction_is_infeasible_and_has_no_values() -> None:
    model = Model()
    x = model.binary()
    model.gain(x, 1.0)
    model.at_least([(x, 1.0)], 1)
    model.at_most([(x, 1.0)], 0)
    outcome = solve_model(model)
    assert outcome.status is Status.INFEASIBLE
    assert outcome.values == ()
    assert math.isnan(outcome.objective)


def test_a_row_without_variables_is_not_dropped() -> None:
    model = Model()
    model.gain(model.binary(), 1.0)
    model.at_least([], 1)
    assert solve_model(model).status is Status.INFEASIBLE


def test_unbounded_is_told_from_infeasible() -> None:
    model = Model()
    model.gain(model.whole(0, None), 1.0)  # type: ignore[arg-type]
    assert solve_model(model).status is Status.UNBOUNDED


def hard(n: int = 90) -> Model:
    """Many equal pairs: quick to fill, slow to prove."""
    rng = np.random.default_rng(1)
    model = Model()
    x = [model.binary() for _ in range(n)]
    model.exactly([(v, 1.0) for v in x], 9)
    for a in range(n):
        for b in range(a):
            if rng.random() < 0.5:
                both = model.share()
                model.gain(both, float(rng.integers(1, 100)))
                model.at_most([(both, 1.0), (x[a], -1.0)], 0)
                model.at_most([(both, 1.0), (x[b], -1.0)], 0)
    return model


def test_a_time_limit_with_an_incumbent_is_feasible_and_never_optimal() -> None:
    start = {k: float(k < 9) for k in range(90)}
    outcome = solve_model(hard(), Options(time_limit=1.0), start=start)
    assert outcome.status is Status.FEASIBLE
    assert outcome.objective > 0
    assert outcome.gap > 0


def test_no_time_at_all_is_not_found() -> None:
    outcome = solve_model(hard(20), Options(time_limit=0.0))
    assert outcome.status is Status.NOT_FOUND
    assert outcome.values == ()


def test_a_listener_hears_and_can_stop() -> None:
    heard: list[Progress] = []

    def listen(progress: Progress) -> bool:
        heard.append(progress)
        return len(heard) < 3

    outcome = solve_model(hard(), Options(listener=listen, stage="here", time_limit=60.0))
    assert outcome.status in (Status.FEASIBLE, Status.NOT_FOUND)
    assert {progress.stage for progress in heard} == {"here"}


def test_rows_know_their_rule_by_position() -> None:
    model = Model()
    x = [model.binary() for _ in range(3)]
    for name in ("a b", "a-b", "a_b"):  # one name after PuLP has cleaned them
        model.add(Row.count([0, 1, 2], high=2), x, name)
    assert model.rules == ["a b", "a-b", "a_b"]
    assert len(model.problem.constraints()) == 3


def test_row_activity() -> None:
    row = Row((0, 2, 5), (1, -1, 2), 0, 1)
    assert row.activity([0, 2]) == 0
    assert row.holds([0, 2])
    assert not row.holds([5])
    assert not row.holds([2])


def test_solver_has_a_version() -> None:
    name, version = solver_name()
    assert name == "HiGHS"
    assert version[0].isdigit()
