"""Find the best team: formulate, solve, and break ties so that one answer is right."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from talentmap.errors import SolverError
from talentmap.optimise.engine import Outcome, solve_model
from talentmap.optimise.formulation import Model, Row, Variable
from talentmap.optimise.member_search import any_members, best_members
from talentmap.optimise.options import Listener, Options, Progress
from talentmap.results import Status
from talentmap.teams.facts import Facts
from talentmap.teams.members import as_members
from talentmap.teams.objective import TERMS, worth
from talentmap.teams.rules import Instance
from talentmap.teams.search_log import SearchLog
from talentmap.vocabulary import text

OWN = "teams_search.members"
"""The search over members; why, says the message of this name, as for the two below."""
UNTIED, LARGE = "teams_search.model.no_ties", "teams_search.model.large"
_SMALL_TEAM = 12
"""Up to this size a search over members is quicker than the solver when ties count; above it neither is quick."""
_QUICK = 2_000
"""People among whom some team that keeps the rules is found in well under a second."""

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
    halts
        Filled when the listener asks to stop: no further search is begun then.
    """

    facts: Facts
    rules: tuple[Instance, ...]
    pool: Team
    options: Options = field(default_factory=Options)
    until: float = math.inf
    halts: list[bool] = field(default_factory=list)

    @property
    def rest(self) -> float | None:
        """Seconds left; None without a limit."""
        return None if math.isinf(self.until) else max(0.0, self.until - time.perf_counter())

    @property
    def stopped(self) -> bool:
        """Whether the listener asked to stop."""
        return bool(self.halts)

    def telling(self, listener: Listener | None) -> Question:
        """The same with somebody who hears of progress and may stop it."""
        if listener is None:
            return self

        def hear(progress: Progress) -> object:
            answer = listener(progress)
            if answer is False:
                self.halts.append(True)
            return answer

        return replace(self, options=replace(self.options, listener=hear))

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
    method
        Which engine was chosen and why: a key of the message catalogue.
    log
        What the search over members left behind to work its bound out again; None where the solver did the work.
    """

    status: Status
    team: Team = ()
    best: int | None = None
    bound: int | None = None
    settled: bool = False
    method: str = UNTIED
    log: SearchLog | None = None


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
    built = undecided(question, cuts)
    for term in TERMS:
        term.formulate(built.model, question.facts, built.members)
    return built


def undecided(question: Question, cuts: tuple[Row, ...] = ()) -> Formulation:
    """The model without terms: which teams there are, not which is best."""
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
    """The best team that keeps rules and cuts, proven unless time runs out.

    Where ties between people count and teams are small a search over members is used, which breaks ties between
    equal teams on its way; else the model of the terms goes to the solver, and `break_ties` comes after.
    """
    method = engine(question)
    if method == OWN:
        return _by_members(question, cuts, stage)
    return replace(_by_model(question, cuts, stage), method=method)


def engine(question: Question) -> str:
    """Which engine suits a question and why, as a key of the message catalogue.

    Without ties the model is strong: a layer of a requirement needs one row. With ties its relaxation takes a little
    of everybody, and the search over members is far ahead as long as teams are small (benchmarks/teams.py).
    """
    if not len(question.facts.pairs) or not question.pool:
        return UNTIED
    return OWN if question.facts.problem.sizes[1] <= _SMALL_TEAM else LARGE


def _by_members(question: Question, cuts: tuple[Row, ...], stage: str) -> Found:
    """By the complete search over members."""
    asked = as_members(question, cuts)
    began, scale, listener = time.perf_counter(), question.facts.scale, question.options.listener

    def tell(best: int, bound: int) -> object:
        now = time.perf_counter() - began
        return None if listener is None else listener(Progress(stage, now, best / scale, bound / scale))

    outcome = best_members(asked.problem, time_limit=question.rest, seed=question.options.seed, tell=tell)
    if outcome.best is None or outcome.bound is None or outcome.prices is None:
        return Found(Status.INFEASIBLE, method=OWN)
    log = SearchLog(question.facts, asked, outcome.prices, outcome.nodes)
    bound = max(outcome.best, min(outcome.bound, ceiling(question)))
    status = Status.OPTIMAL if bound == outcome.best else Status.FEASIBLE
    settled = outcome.status is Status.OPTIMAL
    return Found(status, asked.team(outcome.team), outcome.best, bound, settled, OWN, log)


def _by_model(question: Question, cuts: tuple[Row, ...], stage: str) -> Found:
    """By the solver, with the terms formulated as a model."""
    built = formulate(question, cuts)
    outcome = solve_whole(question, built, stage, None)
    if outcome.status is Status.INFEASIBLE:
        return Found(Status.INFEASIBLE)
    most = ceiling(question)
    bound = most if math.isnan(outcome.bound) else min(most, math.floor(outcome.bound + 0.01))
    if not outcome.status.has_solution:
        return _anything(question, cuts, bound)
    team = built.team(outcome)
    best = worth(question.facts, team)
    if outcome.status is Status.OPTIMAL and outcome.objective > best + 0.5:
        raise SolverError(text("teams.wrong.score", found=outcome.objective, best=best))
    return Found(Status.OPTIMAL if bound <= best else Status.FEASIBLE, team, best, max(bound, best))


def _anything(question: Question, cuts: tuple[Row, ...], bound: int) -> Found:
    """Where time ran out before the solver found a team: any that keeps the rules, which is quickly found."""
    if len(question.pool) > _QUICK:
        return Found(Status.NOT_FOUND, bound=bound)
    asked = as_members(question, cuts)
    members = any_members(asked.problem)
    if members is None:
        return Found(Status.INFEASIBLE)
    team, best = asked.team(members), asked.problem.value(members)
    return Found(Status.OPTIMAL if bound <= best else Status.FEASIBLE, team, best, max(bound, best))


def ceiling(question: Question) -> int:
    """A bound from the data alone: each term at its own best, as if the others did not exist."""
    facts, pool = question.facts, list(question.pool)
    total = int(facts.balance.max()) + int(facts.energy_worth.sum()) + int(facts.growth_worth.sum())
    for r, requirement in enumerate(facts.requirements):
        total += sum(sorted((int(g) for g in facts.gain[pool, r]), reverse=True)[: requirement.min_people])
    most = math.comb(facts.problem.sizes[1], 2)
    total += sum(sorted((int(w) for w in facts.pair_worth), reverse=True)[:most])
    return total


def solve_whole(
    question: Question, built: Formulation, stage: str, start: Team | None, *, whole_gap: bool = True
) -> Outcome:
    """Solve a model whose objective is a whole number: a gap below one unit is a proof."""
    options = replace(question.options, stage=stage, time_limit=question.rest, gap_absolute=0.5 if whole_gap else 0.0)
    return solve_model(built.model, options, start=built.start(start))
