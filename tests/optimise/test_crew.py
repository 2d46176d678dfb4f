"""The best team at prices, against every set of people."""

from __future__ import annotations

import os
from dataclasses import replace

import numpy as np
import pytest

from talentmap.optimise.crew import Crew, Floats
from talentmap.optimise.formulation import Row
from talentmap.optimise.members import MemberProblem
from tests.optimise.test_members import every_team, random_members

N = 600 if os.environ.get("TALENTMAP_FULL") else 60


def random_crew(seed: int) -> tuple[Crew, Floats]:
    """A question about some of the people, with prices for some."""
    rng = np.random.default_rng([seed, 8])
    problem = random_members(seed)
    low = max(1, problem.low)
    problem = replace(problem, low=low, high=max(low, problem.high), balance=np.zeros(0), unit=np.zeros(problem.n))
    people = np.sort(rng.choice(problem.n + 3, problem.n, replace=False))
    price = np.where(rng.random(problem.n + 3) < 0.4, rng.random(problem.n + 3) * 30, 0.0)
    return Crew(people, problem, turn=seed), price


def worths(crew: Crew, price: Floats) -> dict[tuple[int, ...], float]:
    """Worth less prices of every team that keeps the rows, without the search."""
    teams = {tuple(crew.people[list(team)].tolist()): -worth for worth, _, team in every_team(crew.problem)}
    return {team: worth - float(price[list(team)].sum()) for team, worth in teams.items()}


@pytest.mark.parametrize("part", range(4))
def test_the_best_team_is_found_and_bounded(part: int) -> None:
    for seed in range(part, N, 4):
        crew, price = random_crew(seed)
        teams = worths(crew, price)
        best = max(teams.values(), default=-np.inf)
        for charge in (np.zeros(len(price)), price, price / 2):  # what is kept of one look may not harm the next
            right = {team: worth + float((price - charge)[list(team)].sum()) for team, worth in teams.items()}
            best = max(right.values(), default=-np.inf)
            found = crew.best(charge, -1e6)
            assert found.best == pytest.approx(best), seed
            assert crew.bound(charge) >= best - 1e-6, seed
            if teams:
                assert right[found.teams[-1]] == pytest.approx(best), seed
                assert found.bound == pytest.approx(best, abs=0.01), seed


@pytest.mark.parametrize("part", range(2))
def test_what_is_cut_short_keeps_its_bound(part: int) -> None:
    for seed in range(part, N // 2, 2):
        crew, price = random_crew(seed)
        teams = worths(crew, price)
        best = max(teams.values(), default=-np.inf)
        halted = crew.best(price, -1e6, halt=np.ones(1, dtype=np.int64))
        assert halted.teams == ()
        for hurried in (halted, crew.best(price, -1e6, steps=0), crew.best(price, -1e6, nodes=1, steps=3)):
            assert hurried.bound >= best - 1e-6, seed
            assert all(team in teams for team in hurried.teams), seed
        closed = np.isin(np.arange(len(price)), crew.people[:2])
        rest = max((worth for team, worth in teams.items() if not closed[list(team)].any()), default=-np.inf)
        assert crew.best(price, -1e6, closed=closed).best == pytest.approx(rest), seed
        floor = best - 0.5 if teams else 0.0
        assert crew.best(price, floor).best == pytest.approx(best), seed
        assert crew.best(price, best + 0.5 if teams else 0.0).teams == (), seed


def test_whoever_may_be_in_a_good_team_is_listed() -> None:
    for seed in range(N // 2):
        crew, price = random_crew(seed)
        teams = worths(crew, price)
        floor = max(teams.values(), default=0.0) - 4.5
        needed = {p for team, worth in teams.items() if worth > floor for p in team}
        listed = crew.people[crew.able(price, floor, halt=np.zeros(1, dtype=np.int64))]
        assert needed <= set(listed.tolist()), seed


def test_worth_by_hand() -> None:
    # a layer of 10 for each of two places, held by 0, 1, 2; 7 for 2, if two of these are there; ties 0-1 and 1-3
    three = np.array([[True], [True], [True], [False]])
    problem = MemberProblem(
        4,
        1,
        3,
        own=[0, 0, 0, -3],
        has=three,
        worth=[10],
        places=[2],
        able=three,
        spark=[[False], [False], [True], [False]],
        bonus_worth=[7],
        bonus_places=[2],
        pairs=[[0, 1], [1, 3]],
        pair_worth=[4, 5],
        rows=(Row.count([0, 3], high=1),),
    )
    crew = Crew(np.array([10, 11, 12, 13]), problem)
    assert crew.worth([12]) == 10  # the bonus waits for a second
    assert crew.worth([11, 12]) == 27
    assert crew.worth([10, 11, 12]) == 31  # two places count: 20 + 7 + the tie of the first two
    price = np.zeros(14)
    assert crew.best(price, -1.0).teams[-1] == (10, 11, 12)
    price[10] = 20.0
    assert crew.best(price, -1.0).teams[-1] == (11, 12, 13)  # 20 + 7 + 5 - 3
    assert crew.best(price, -1.0).best == 29


def test_of_many_who_bring_the_same_those_without_a_price_are_enough() -> None:
    problem = MemberProblem(40, 2, 3, has=np.ones((40, 1), dtype=np.bool_), worth=[5], places=[3])
    price = np.ones(40)
    price[[7, 9]] = 0.0
    found = Crew(np.arange(40), problem, turn=3).best(price, 0.0)
    assert found.best == 14.0
    assert set(found.teams[-1]) >= {7, 9}
