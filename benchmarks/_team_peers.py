"""What the search over members is held against: models of the same team for HiGHS and CP-SAT, and every team."""

from __future__ import annotations

import time
from itertools import chain, combinations, islice
from math import comb

import numpy as np

from talentmap.optimise.engine import Outcome, solve_model
from talentmap.optimise.formulation import Model
from talentmap.optimise.options import Options
from talentmap.teams import TeamProblem
from talentmap.teams.facts import Facts
from talentmap.teams.objective import cohesion
from talentmap.teams.rules import instances

Figures = tuple[float, float, bool, float]
"""Value and bound, both in points, whether proven, and seconds."""


def highs(problem: TeamProblem, limit: float | None, cuts: bool) -> Figures:
    """The model of the textbooks for coverage and cohesion, or that of the product with cardinality cuts.

    The textbook has a binary for each person and requirement (y_ir <= x_i, at most min_people each) and for each tie
    (y_ij <= x_i, y_ij <= x_j). The cuts are, for each person i, sum_j y_ij <= (size - 1) x_i.
    """
    facts, model = problem.facts, Model()
    member = {p: model.binary() for p in facts.present}
    for instance in instances(facts):
        for row in instance.rows:
            terms = [(member[p], float(c)) for p, c in zip(row.positions, row.coefficients, strict=True) if p in member]
            if row.low is not None:
                model.at_least(terms, row.low)
            if row.high is not None:
                model.at_most(terms, row.high)
    for r, requirement in enumerate(facts.requirements):
        carried = [(p, model.binary()) for p in member if facts.gain[p, r]]
        for p, carries in carried:
            model.at_most([(carries, 1.0), (member[p], -1.0)], 0)
            model.gain(carries, int(facts.gain[p, r]))
        model.at_most([(carries, 1.0) for _, carries in carried], requirement.min_people)
    if cuts:
        cohesion(model, facts, member)
    else:
        for (a, b), worth in zip(facts.pairs.tolist(), facts.pair_worth.tolist(), strict=True):
            both = model.binary()
            model.gain(both, worth)
            model.at_most([(both, 1.0), (member[a], -1.0)], 0)
            model.at_most([(both, 1.0), (member[b], -1.0)], 0)
    began = time.perf_counter()
    outcome: Outcome = solve_model(model, Options(time_limit=limit, gap_absolute=0.5))
    seconds = time.perf_counter() - began
    return outcome.objective / facts.scale, outcome.bound / facts.scale, outcome.status.value == "optimal", seconds


def plain(facts: Facts) -> tuple[np.ndarray, np.ndarray, np.ndarray, int, int]:
    """Gains, ties, their worths, size and scale: what crosses to another process."""
    return facts.gain, facts.pairs, facts.pair_worth, facts.problem.sizes[1], facts.scale


def cp_sat(gain: np.ndarray, pairs: np.ndarray, worth: np.ndarray, size: int, scale: int, limit: float) -> Figures:
    """A team of a fixed size with one place per requirement, on both cores; in a process of its own."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    member = [model.new_bool_var("") for _ in range(len(gain))]
    model.add(sum(member) == size)
    total = []
    for r in range(gain.shape[1]):
        carried = {p: model.new_bool_var("") for p in np.flatnonzero(gain[:, r]).tolist()}
        model.add_at_most_one(carried.values())
        for p, carries in carried.items():
            model.add_implication(carries, member[p])
            total.append(int(gain[p, r]) * carries)
    for (a, b), w in zip(pairs.tolist(), worth.tolist(), strict=True):
        both = model.new_bool_var("")
        model.add_implication(both, member[a])
        model.add_implication(both, member[b])
        total.append(w * both)
    model.maximize(sum(total))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers, solver.parameters.max_time_in_seconds = 2, limit
    began = time.perf_counter()
    status = solver.solve(model)
    seconds = time.perf_counter() - began
    has = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    value = solver.objective_value / scale if has else 0.0
    return value, solver.best_objective_bound / scale, status == cp_model.OPTIMAL, seconds


def every_team(facts: Facts) -> int:
    """Worth of the best team of the largest size with one place per requirement, by looking at all of them."""
    n, size = len(facts.people), facts.problem.sizes[1]
    tie = np.zeros((n, n), dtype=np.int64)
    tie[facts.pairs[:, 0], facts.pairs[:, 1]] = facts.pair_worth
    teams = combinations(range(n), size)
    best, chunk = 0, 100_000
    for _ in range(-(-comb(n, size) // chunk)):
        flat = np.fromiter(chain.from_iterable(islice(teams, chunk)), dtype=np.int64).reshape(-1, size)
        worth = facts.gain[flat].max(axis=1).sum(axis=1)
        for a, b in combinations(range(size), 2):
            worth = worth + tie[flat[:, a], flat[:, b]]
        best = max(best, int(worth.max()))
    return best
