"""The search over members against the solver, its log, and what is left out of the pool."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from itertools import combinations

import pytest

from talentmap.optimise.formulation import Row
from talentmap.optimise.options import Options, Progress
from talentmap.results import Status
from talentmap.teams import TeamProblem, TeamWeights, propose_teams
from talentmap.teams.members import as_members
from talentmap.teams.objective import worth
from talentmap.teams.prune import candidates
from talentmap.teams.rules import instances
from talentmap.teams.solve import LARGE, OWN, UNTIED, Question, _by_members, _by_model, best_team, ceiling
from talentmap.teams.ties import break_ties
from talentmap.vocabulary import message_keys
from tests.organisations import random_organisation
from tests.teams.oracle import every_team, random_problem


def question(seed: int, n: int = 14, **arguments: object) -> Question:
    data = random_organisation(seed, n_people=n, n_strengths=8, claims_per_person=5)
    asked: dict[str, object] = {"size": (3, 5), "weights": TeamWeights(1.0, 0.2, 0.8, 0.1), **arguments}
    problem = TeamProblem(data, project="J00", **asked)  # type: ignore[arg-type]
    facts = problem.facts
    rules = instances(facts)
    return Question(facts, rules, candidates(facts, rules, 1))


@pytest.mark.parametrize("seed", range(12 if os.environ.get("TALENTMAP_FULL") else 2))
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


@pytest.mark.parametrize("seed", range(40 if os.environ.get("TALENTMAP_FULL") else 8))
def test_members_are_worth_what_the_facts_say_and_keep_the_same_rules(seed: int) -> None:
    problem = random_problem(seed)
    problem = problem.replace(weights=replace(problem.weights, growth=0.4, energy=0.3))
    facts = problem.facts
    rules = instances(facts)
    asked = as_members(Question(facts, rules, facts.present))
    low, high = problem.sizes
    for team in (t for size in range(low, high + 1) for t in combinations(range(len(asked.pool)), size)):
        inside = asked.team(team)
        assert asked.problem.value(team) == worth(facts, inside)
        kept = all(row.holds(inside) for instance in rules for row in instance.rows)
        assert asked.problem.holds(team) == kept


@pytest.mark.parametrize("seed", range(40 if os.environ.get("TALENTMAP_FULL") else 8))
def test_both_engines_give_the_right_answer_with_every_term(seed: int) -> None:
    problem = random_problem(seed + 300, most=8)
    problem = problem.replace(weights=replace(problem.weights, growth=0.3, cohesion=0.6))
    facts = problem.facts
    asked = Question(facts, instances(facts), facts.present)
    right = every_team(problem)
    for found in (_by_members(asked, (), "best"), break_ties(asked, _by_model(asked, (), "best"))):
        if not right:
            assert found.status is Status.INFEASIBLE
        else:
            assert (found.best, facts.ids(found.team)) == (-right[0][0], right[0][2])
            assert found.settled


def added_up(log: dict[str, object], best: dict[str, int]) -> int:
    """The right side of the inequality in the docstring of `SearchLog`, from its plain values alone."""
    fine, high = log["fine"], log["high"]
    constant = log["balance"] * fine
    for one in log["layers"]:
        assert 0 <= one["price"] <= one["worth"] * fine
        constant += (one["worth"] * fine - one["price"]) * one["places"]
    for one in log["bonuses"]:
        assert min(one["spark"], one["able"]) >= 0
        rest = one["worth"] * fine - one["spark"] - one["places"] * one["able"]
        assert rest >= 0
        constant += rest
    shares: dict[str, list[int]] = {p: [] for p in log["people"]}
    for tie in log["ties"]:
        assert 0 <= tie["given"] <= tie["worth"] * fine
        shares[tie["a"]].append(tie["given"])
        shares[tie["b"]].append(tie["worth"] * fine - tie["given"])
    most = {p: best[p] + sum(sorted(shares[p])[::-1][: high - 1]) for p in log["people"]}
    for side in log["sides"]:
        assert side["price"] >= 0
        constant += side["price"] * side["limit"]
        for p, weight in side["weights"].items():
            most[p] -= side["price"] * weight
    free = sorted((most[p] for p in log["people"] if p not in log["forced"]), reverse=True)
    sums = [sum(free[: size - len(log["forced"])]) for size in range(log["low"], high + 1)]
    return (constant + sum(most[p] for p in log["forced"]) + max(sums)) // fine


@pytest.mark.parametrize("seed", range(4))
def test_the_log_proves_its_bound_by_adding_up(seed: int) -> None:
    free = question(seed, n=14, unit_at_most={"Unit A": 2})
    asked = question(seed, n=14, unit_at_most={"Unit A": 2}, include=free.facts.ids(best_team(free).team[:1]))
    found = best_team(asked)
    assert found.log is not None
    assert found.best is not None
    facts = asked.facts
    log = json.loads(json.dumps(found.log.to_dict()))
    names = [r.strength_id for r in facts.requirements]
    prices = dict.fromkeys(log["people"], 0)
    for one in log["layers"]:
        for p in log["people"]:
            prices[p] += one["price"] * bool(facts.gain[facts.position[p], names.index(one["strength"])] >= one["gain"])
    for one in log["bonuses"]:
        for p in log["people"]:
            at, r = facts.position[p], names.index(one["strength"])
            prices[p] += one["spark"] * bool(facts.lively[at, r]) + one["able"] * bool(facts.meets[at, r])
    assert added_up(log, prices) == log["bound"] == found.log.bound >= found.best


def test_stopped_by_the_clock_it_still_bounds_the_best() -> None:
    asked = question(5, n=80, size=6)
    complete = _by_members(asked, (), "best")
    assert complete.status is Status.OPTIMAL
    assert complete.best is not None
    stopped = _by_members(replace(asked, until=0.0), (), "best")
    assert stopped.best is not None
    assert stopped.bound is not None
    assert stopped.best <= complete.best <= stopped.bound <= ceiling(asked)


def test_whoever_listens_hears_of_progress_and_stops_the_search() -> None:
    asked = question(5, n=80, size=6)
    heard: list[Progress] = []

    def listener(progress: Progress) -> bool:
        heard.append(progress)
        return False

    telling = replace(asked, options=Options(seed=7)).telling(listener)
    found = best_team(telling, stage="best")
    assert telling.stopped == bool(heard)
    assert found.best is not None
    assert found.bound is not None
    assert found.bound >= found.best
    assert all(one.bound >= one.best for one in heard)


def test_the_engine_and_why_it_was_chosen_are_said() -> None:
    data = random_organisation(3, n_people=16, n_strengths=5)
    tied = TeamProblem(data, project="J00", size=3, weights=TeamWeights(1.0, cohesion=0.5))
    methods = [propose_teams(p, alternatives=0).proof.method for p in (tied, tied.replace(weights=TeamWeights()))]
    assert methods == [OWN, UNTIED]
    large = tied.replace(size=13).facts
    assert best_team(Question(large, instances(large), large.present)).method == LARGE
    keys = set(message_keys())
    assert {name + end for name in (OWN, UNTIED, LARGE) for end in ("", ".unsettled")} <= keys


@pytest.mark.parametrize("seed", range(4))
def test_whoever_is_left_out_is_in_no_proposal(seed: int) -> None:
    weights = TeamWeights(1.0, 0.3, 0.0, 0.0)
    asked = question(seed, n=60, weights=weights, size=2, apart=["P003", "P009"])
    everyone = Question(asked.facts, asked.rules, asked.facts.present)
    assert len(asked.pool) < len(everyone.pool)
    small, whole = (break_ties(q, _by_model(q, (), "best")) for q in (asked, everyone))
    assert (small.best, small.team) == (whole.best, whole.team)
