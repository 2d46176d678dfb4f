"""Find the best team: formulate, solve, and break ties so that one answer is right."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from talentmap.errors import SolverError
from talentmap.optimise.engine import Outcome, solve_model
from talentmap.optimise.formulation import Model, Row, Variable
from talentmap.optimise.options import Listener, Options
from talentmap.results import Status
from talentmap.teams.facts import Facts
from talentmap.teams.objective import TERMS, worth
from talentmap.teams.rules import Instance
from talentmap.teams.search import improve
from talentmap.vocabulary import text

Team = tuple[int, ...]
"""Positions of members, in order."""


@dataclass(frozen=True, eq=False)
class Question:
    """What every solve for one problem shares.

    Parameters
    ----------
    facts, rules
        The problem as arrays, and the rules in force.
    pool
        Positions a team can be made of.
    options
        Seed and listener; time limits come from `clock`.
    until
        Reading of ``time.perf_counter`` at which time is up; infinite without a limit.
    """

    facts: Facts
    rules: tuple[Instance, ...]
    pool: Team
    options: Options = field(default_factory=Options)
    until: float = math.inf

    @property
    def rest(self) -> float | None:
        """Seconds left; None without a limit."""
        return None if math.isinf(self.until) else max(0.0, self.until - time.perf_counter())

    def within(self, seconds: float) -> Question:
        """The same with a time limit of its own, counted from now."""
        return replace(self, until=time.perf_counter() + seconds)


@dataclass(frozen=True)
class Found:
    """Outcome of one search.

    Parameters
    ----------
    status, team
        As proven; no members without a solution.
    best, bound
        Objective and bound in whole units; None without one.
    settled
        Whether ties were broken to the end, so that no other team is the right answer.
    """

    status: Status
    team: Team = ()
    best: int | None = None
    bound: int | None = None
    settled: bool = False


@dataclass(eq=False)
class Formulation:
    """A model with, for each position of the pool, its decision and where that stands in the model."""

    model: Model
    members: Mapping[int, Variable]
    place: Mapping[int, int]

    def team(self, outcome: Outcome) -> Team:
        """Members in a solution."""
        return tuple(p for p, k in self.place.items() if outcome.values[k] > 0.5)

    def start(self, team: Team | None) -> dict[int, float]:
        """A first solution for the engine."""
        if team is None:
            return {}
        inside = set(team)
        return {k: float(p in inside) for p, k in self.place.items()}


def formulate(question: Question, cuts: tuple[Row, ...] = ()) -> Formulation:
    """The model: one decision per person of the pool, the rows of the rules, cuts, and the terms."""
    model = Model()
    members: dict[int, Variable] = {}
    place: dict[int, int] = {}
    for p in question.pool:
        place[p] = len(model.variables)
        members[p] = model.binary()
    for instance in question.rules:
        for row in instance.rows:
            _add(model, row, members, instance.name)
    for row in cuts:
        _add(model, row, members, None)
    for term in TERMS:
        term.formulate(model, question.facts, members)
    return Formulation(model, members, place)


def _add(model: Model, row: Row, members: Mapping[int, Variable], name: str | None) -> None:
    """A row over the pool: whoever is not in the pool is not in the team and counts for nothing."""
    inside = [(members[p], float(c)) for p, c in zip(row.positions, row.coefficients, strict=True) if p in members]
    if not inside and (row.low or 0) <= 0 and (row.high is None or row.high >= 0):
        return
    if row.low is not None and row.low == row.high:
        model.exactly(inside, row.low, name)
        return
    if row.low is not None:
        model.at_least(inside, row.low, name)
    if row.high is not None:
        model.at_most(inside, row.high, name)


def best_team(question: Question, cuts: tuple[Row, ...] = (), stage: str = "best") -> Found:
    """The best team that keeps rules and cuts, proven unless time runs out. Ties are not broken yet."""
    start = improve(question, cuts) if len(question.facts.pairs) else None
    built = formulate(question, cuts)
    outcome = _solve(question, built, stage, start)
    if outcome.status is Status.INFEASIBLE:
        return Found(Status.INFEASIBLE)
    team = built.team(outcome) if outcome.status.has_solution else None
    team = max((t for t in (team, start) if t is not None), key=lambda t: worth(question.facts, t), default=None)
    most = ceiling(question)
    bound = most if math.isnan(outcome.bound) else min(most, math.floor(outcome.bound + 0.01))
    if team is None:
        return Found(Status.NOT_FOUND, bound=bound)
    best = worth(question.facts, team)
    if outcome.status is Status.OPTIMAL and outcome.objective > best + 0.5:
        raise SolverError(text("teams.wrong.score", found=outcome.objective, best=best))
    proven = bound <= best
    return Found(Status.OPTIMAL if proven else Status.FEASIBLE, team, best, max(bound, best))


def ceiling(question: Question) -> int:
    """A bound from the data alone: each term at its own best, as if the others did not exist."""
    facts, pool = question.facts, list(question.pool)
    total = int(facts.balance.max()) + int(facts.energy_worth.sum())
    for r, requirement in enumerate(facts.requirements):
        total += sum(sorted((int(g) for g in facts.gain[pool, r]), reverse=True)[: requirement.min_people])
    most = math.comb(facts.problem.sizes[1], 2)
    total += sum(sorted((int(w) for w in facts.pair_worth), reverse=True)[:most])
    return total


def _solve(
    question: Question, built: Formulation, stage: str, start: Team | None, *, whole_gap: bool = True
) -> Outcome:
    """Solve a model whose objective is a whole number: a gap below one unit is a proof."""
    options = replace(question.options, stage=stage, time_limit=question.rest, gap_absolute=0.5 if whole_gap else 0.0)
    return solve_model(built.model, options, start=built.start(start))


def break_ties(question: Question, found: Found, cuts: tuple[Row, ...] = ()) -> Found:
    """Of all teams worth as much as the best: the smallest, and of those the first in the order of ids.

    So the answer does not depend on how the solver happened to search. One solve for the size and one for each
    member, each over the teams that are worth as much. Where time runs out, the best known stays and says so.
    """
    if found.status is not Status.OPTIMAL or found.best is None:
        return found
    facts, team = question.facts, found.team
    low, _ = facts.problem.sizes
    if len(team) > low:
        tried = _equal(question, found.best, cuts, (), -1, team, smallest=True)
        if tried is None:
            return replace(found, team=team)
        team = tried
    size = Row.count(question.pool, low=len(team), high=len(team))
    for k in range(len(team)):
        if not _earlier(question, team, k):
            continue
        tried = _equal(question, found.best, (*cuts, size), team[:k], k, team)
        if tried is None:
            return replace(found, team=team)
        team = tried
    return replace(found, team=team, settled=True)


def _earlier(question: Question, team: Team, k: int) -> list[int]:
    """People before the k-th member who could stand in that place."""
    after = team[k - 1] if k else -1
    return [p for p in question.pool if after < p < team[k]]


def _equal(
    question: Question,
    best: int,
    cuts: tuple[Row, ...],
    fixed: Team,
    k: int,
    team: Team,
    *,
    smallest: bool = False,
) -> Team | None:
    """A team worth `best` that begins with `fixed` and is the smallest, or has the earliest k-th member.

    None where it could not be proven in time.
    """
    built = formulate(question, cuts)
    model, value = built.model, list(built.model.objective)
    model.at_least(value, best - 0.5)
    model.objective.clear()
    if smallest:
        for variable in built.members.values():
            model.gain(variable, -1.0)
    else:
        for p in fixed:
            model.at_least([(built.members[p], 1.0)], 1)
        before = [p for p in question.pool if p < (fixed[-1] if fixed else -1) and p not in fixed]
        model.at_most([(built.members[p], 1.0) for p in before], 0)
        able = _earlier(question, team, k)
        first = {p: model.binary() for p in able}
        model.at_most([(f, 1.0) for f in first.values()], 1)
        for rank, (p, f) in enumerate(first.items()):
            model.at_most([(f, 1.0), (built.members[p], -1.0)], 0)
            model.gain(f, float(len(first) - rank))
    outcome = _solve(question, built, "ties", team)
    if outcome.status is not Status.OPTIMAL:
        return None
    other = built.team(outcome)
    if worth(question.facts, other) < best:
        return team
    return min(team, other, key=lambda t: (len(t), t))  # where nobody earlier fits, the solver may answer with anyone


def listener_options(seed: int, progress: Listener | None) -> Options:
    """Options every solve of a question shares."""
    return Options(seed=seed, listener=progress)
