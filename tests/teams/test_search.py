"""The search over members against the solver, its bound, and what is left out of the pool."""

from __future__ import annotations

import math
import os
import time

import numpy as np
import pytest

from talentmap.optimise.formulation import Row
from talentmap.results import Status
from talentmap.teams import TeamProblem, TeamWeights
from talentmap.teams.branch import Branching
from talentmap.teams.landscape import Landscape
from talentmap.teams.objective import worth
from talentmap.teams.prices import Layers, Prices, best_sum
from talentmap.teams.prune import candidates
from talentmap.teams.rules import instances
from talentmap.teams.search import improve
from talentmap.teams.solve import Question, _by_members, _by_model, ceiling
from talentmap.teams.ties import break_ties
from tests.organisations import random_organisation


def question(seed: int, n: int = 18, **arguments: object) -> Question:
    data = random_organisation(seed, n_people=n, n_strengths=8, claims_per_person=5)
    asked: dict[str, object] = {"size": (3, 5), "weights": TeamWeights(1.0, 0.2, 0.8, 0.1), **arguments}
    problem = TeamProblem(data, project="J00", **asked)  # type: ignore[arg-type]
    facts = problem.facts
    rules = instances(facts)
    return Question(facts, rules, candidates(facts, rules, 1))


@pytest.mark.parametrize("seed", range(12 if os.environ.get("TALENTMAP_FULL") else 4))
def test_the_search_and_the_solver_give_the_same_answer(seed: int) -> None:
    asked = question(seed, apart=["P001", "P004", "P007"], unit_at_most={"Unit A": 2} if seed % 2 else {})
    own = _by_members(asked, (), "best")
    model = break_ties(asked, _by_model(asked, (), "best"))
    assert own.status is model.status
    assert own.best == model.best
    assert own.team == model.team
    cut = (Row.count(own.team, high=max(0, len(own.team) - 1)),)
    again = _by_members(asked, cut, "alternatives")
    other = break_ties(asked, _by_model(asked, cut, "alternatives"), cut)
    assert (again.best, again.team) == (other.best, other.team)


@pytest.mark.parametrize("seed", range(3))
def test_prices_bound_every_team(seed: int) -> None:
    asked = question(seed)
    land = Landscape(asked, ())
    prices = Prices(land, Layers.of(land), [], 0.0)
    layers, high = prices.layers, land.high
    assert ((prices.price >= 0) & (prices.price <= layers.worth)).all()
    rng = np.random.default_rng(seed)
    p = layers.has @ prices.price + best_sum(np.where(prices.near < len(land.pool), prices.share, 0.0), high - 1)
    constant = ((layers.worth - prices.price) * layers.places).sum() + land.facts.balance.max()
    for _ in range(200):
        team = rng.choice(len(land.pool), int(rng.integers(1, high + 1)), replace=False).tolist()
        assert land.worth(team) <= constant + p[team].sum() + 1e-6


def test_the_two_ends_of_a_tie_are_given_no_more_than_it_is_worth() -> None:
    land = Landscape(question(2), ())
    prices = Prices(land, Layers.of(land), [], 0.0)
    n = len(land.pool)
    given = np.zeros((n, n + 1))
    np.add.at(given, (np.repeat(np.arange(n), prices.near.shape[1]), prices.near.ravel()), prices.share.ravel())
    assert given[:, :n] + given[:, :n].T == pytest.approx(land.ties.astype(float))


def test_stopped_by_the_clock_it_still_bounds_the_best() -> None:
    asked = question(5, n=80, size=6)
    complete = _by_members(asked, (), "best")
    land = Landscape(asked, ())
    start = land.any_team()
    assert start is not None
    search = Branching(land, start, time.perf_counter() - 1.0)
    assert not search.prove()
    assert complete.best is not None
    assert search.worth <= complete.best <= math.floor(search.bound + 1e-3)
    assert complete.best <= ceiling(asked)


@pytest.mark.parametrize("seed", range(5))
def test_a_first_team_keeps_the_rules_and_is_worth_what_it_says(seed: int) -> None:
    asked = question(seed, apart=["P001", "P004"], together=["P002", "P003"])
    land = Landscape(asked, ())
    team = improve(land, 7, None)
    if team is None:
        assert _by_model(asked, (), "best").status is Status.INFEASIBLE
        return
    assert land.holds(team)
    assert land.worth(team) == worth(asked.facts, land.ids(team))
    joined = land.joined(team[:-1])
    assert joined[team[-1]] == land.worth(team)


@pytest.mark.parametrize("seed", range(4))
def test_whoever_is_left_out_is_in_no_proposal(seed: int) -> None:
    weights = TeamWeights(1.0, 0.3, 0.0, 0.0)
    asked = question(seed, n=60, weights=weights, size=2, apart=["P003", "P009"])
    everyone = Question(asked.facts, asked.rules, asked.facts.present)
    assert len(asked.pool) < len(everyone.pool)
    small, whole = (break_ties(q, _by_model(q, (), "best")) for q in (asked, everyone))
    assert (small.best, small.team) == (whole.best, whole.team)
