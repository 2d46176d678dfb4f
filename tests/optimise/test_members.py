"""Choosing members: the compiled search against every set of members, its bound, and what stops it."""

from __future__ import annotations

import os
from itertools import chain, combinations

import numpy as np
import pytest

from talentmap.errors import ProblemError
from talentmap.optimise.formulation import Row
from talentmap.optimise.member_arrays import fineness
from talentmap.optimise.member_bound import Prices, find_prices, reach
from talentmap.optimise.member_search import any_members, best_members
from talentmap.optimise.members import MemberProblem
from talentmap.results import Status

MANY = 1500 if os.environ.get("TALENTMAP_FULL") else 60


def random_members(seed: int, most: int = 11) -> MemberProblem:
    """Any mixture of terms and rows over a few positions, with coarse worths so that many teams are equal."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, most + 1))
    low = int(rng.integers(0, min(n, 5) + 1))
    high = low + int(rng.integers(0, 3)) + (low == 0)
    layers, bonuses, units = int(rng.integers(0, 5)), int(rng.integers(0, 3)), int(rng.integers(1, 4))
    pairs = np.array([p for p in combinations(range(n), 2) if rng.random() < rng.choice([0.1, 0.5])]).reshape(-1, 2)
    coarse = int(rng.choice([3, 50]))
    balance = rng.integers(0, coarse, (high + 1, high + 1)) * int(rng.random() < 0.3)
    rows = []
    for _ in range(int(rng.choice([0, 0, 1, 2, 3]))):
        some = [int(p) for p in np.flatnonzero(rng.random(n) < 0.5)]
        weights = tuple(int(c) for c in rng.choice([1, 1, 1, 2, -1], len(some)))
        bound = int(rng.integers(0, 3))
        rows.append(Row(tuple(some), weights, *((bound, None), (None, bound), (0, bound))[int(rng.integers(3))]))
    return MemberProblem(
        n,
        low,
        high,
        own=rng.integers(-coarse, coarse, n) * int(rng.random() < 0.5),
        has=rng.random((n, layers)) < 0.4,
        worth=rng.integers(0, coarse, layers),
        places=rng.integers(0, 3, layers),
        able=rng.random((n, bonuses)) < 0.5,
        spark=rng.random((n, bonuses)) < 0.3,
        bonus_worth=rng.integers(0, coarse, bonuses),
        bonus_places=rng.integers(1, 3, bonuses),
        pairs=pairs,
        pair_worth=rng.integers(0, coarse, len(pairs)),
        unit=rng.integers(0, units, n),
        balance=balance,
        forced=tuple(int(p) for p in np.flatnonzero(rng.random(n) < 0.1)),
        rows=tuple(rows),
    )


def every_team(problem: MemberProblem) -> list[tuple[int, int, tuple[int, ...]]]:
    """(-worth, size, members) of all teams that keep the rows; the right answer comes first."""
    sizes = range(problem.low, problem.high + 1)
    teams = chain.from_iterable(combinations(range(problem.n), size) for size in sizes)
    return sorted((-problem.value(team), len(team), team) for team in teams if problem.holds(team))


def hard_members(seed: int, n: int = 60, size: int = 5) -> MemberProblem:
    """A question where ties and layers pull different ways."""
    rng = np.random.default_rng(seed)
    pairs = np.array([p for p in combinations(range(n), 2) if rng.random() < 0.2])
    has = rng.random((n, 10)) < 0.15
    return MemberProblem(
        n,
        size - 1,
        size,
        has=has,
        worth=np.full(10, 1000),
        places=np.ones(10, dtype=np.int64),
        pairs=pairs,
        pair_worth=rng.integers(1, 400, len(pairs)),
    )


@pytest.mark.parametrize("part", range(4))
def test_the_answer_is_that_of_looking_at_every_team(part: int) -> None:
    for seed in range(part, MANY, 4):
        problem = random_members(seed)
        right = every_team(problem)
        found = best_members(problem, workers=1 + seed % 2, seed=seed)
        if not right:
            assert found.status is Status.INFEASIBLE, seed
            continue
        assert found.status is Status.OPTIMAL, seed
        assert (found.best, found.team) == (-right[0][0], right[0][2]), seed
        assert found.bound == found.best


@pytest.mark.parametrize("part", range(2))
def test_prices_bound_every_team_and_each_member(part: int) -> None:
    for seed in range(part, MANY // 2, 2):
        problem = random_members(seed)
        right = every_team(problem)
        if not right:
            continue
        fine = fineness(problem)
        within = reach(problem, find_prices(problem, fine, -right[0][0] - 5))
        each = within.with_each(problem)
        for worth, _, team in right:
            assert -worth * fine <= within.total(problem), seed
            assert all(-worth * fine <= each[p] for p in team), seed


def test_any_prices_in_range_give_a_bound() -> None:
    rng = np.random.default_rng(1)
    for seed in range(40):
        problem = random_members(seed)
        right = every_team(problem)
        spark = rng.integers(0, problem.bonus_worth + 1)
        prices = Prices(
            1,
            rng.integers(0, problem.worth + 1),
            spark,
            (problem.bonus_worth - spark) // problem.bonus_places,
            rng.integers(0, 9, sum((row.low is not None) + (row.high is not None) for row in problem.rows)),
            rng.integers(0, problem.pair_worth + 1),
        )
        if right:
            assert -right[0][0] <= reach(problem, prices).total(problem)


def test_hard_questions_have_the_same_answer_whatever_the_order_and_the_workers() -> None:
    for seed in range(3):
        problem = hard_members(seed)
        found = best_members(problem, workers=1)
        assert found.status is Status.OPTIMAL
        shuffle = np.random.default_rng(seed).permutation(problem.n)
        back = np.argsort(shuffle)
        other = MemberProblem(
            problem.n,
            problem.low,
            problem.high,
            has=problem.has[shuffle],
            worth=problem.worth,
            places=problem.places,
            pairs=back[problem.pairs],
            pair_worth=problem.pair_worth,
        )
        mixed = best_members(other, workers=2, seed=99)
        assert mixed.best == found.best
        assert problem.value(shuffle[list(mixed.team)]) == found.best
        again = best_members(problem, workers=2, seed=3, tries=1)
        assert (again.team, again.best, again.bound) == (found.team, found.best, found.bound)


def test_stopped_it_gives_an_honest_bound() -> None:
    problem = hard_members(5)
    right = best_members(problem)
    assert right.best is not None
    for outcome in (
        best_members(problem, time_limit=0.0, tries=1),
        best_members(problem, tell=lambda best, bound: False, tries=1),
    ):
        assert outcome.best is not None
        assert outcome.bound is not None
        assert outcome.best <= right.best <= outcome.bound
        assert outcome.status in (Status.FEASIBLE, Status.OPTIMAL)
        assert outcome.status is Status.FEASIBLE or outcome.best == right.best


def test_the_solver_says_when_no_team_keeps_the_rows() -> None:
    apart = (Row.count(range(4), high=1),)
    assert any_members(MemberProblem(4, 2, 2, rows=apart)) is None
    assert best_members(MemberProblem(4, 2, 2, rows=apart)).status is Status.INFEASIBLE
    assert any_members(MemberProblem(4, 1, 2, rows=apart)) is not None


def test_arguments_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ProblemError, match="worth"):
        MemberProblem(3, 1, 2, has=np.ones((3, 1), dtype=np.bool_), worth=np.array([-1]), places=np.array([1]))
    with pytest.raises(ProblemError, match="pairs"):
        MemberProblem(3, 1, 2, pairs=np.array([[0, 7]]), pair_worth=np.array([1]))
    with pytest.raises(ProblemError, match="own"):
        MemberProblem(3, 1, 2, own=np.zeros(2, dtype=np.int64))


def test_a_long_search_lowers_its_bound_on_the_way_and_ends_at_the_same_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("talentmap.optimise.member_search._EAGER", -1)
    bounds: list[tuple[int, int]] = []
    problem = hard_members(2, n=120, size=6)
    found = best_members(problem, tries=1, tell=lambda best, bound: bounds.append((best, bound)))
    assert found.status is Status.OPTIMAL
    assert found.best is not None
    assert all(best <= found.best <= bound for best, bound in bounds)
    monkeypatch.undo()
    straight = best_members(problem)
    assert (straight.best, straight.team) == (found.best, found.team)
    for seed in range(20):
        right = every_team(random_members(seed))
        monkeypatch.setattr("talentmap.optimise.member_search._EAGER", -1)
        slow = best_members(random_members(seed), tries=1)
        assert (slow.best, slow.team) == ((-right[0][0], right[0][2]) if right else (None, ()))
