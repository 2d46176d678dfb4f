"""The greatest coverage: greedy, prices, exchanges, and the solver for the rest of the way; then ties by id."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from talentmap.errors import SolverError
from talentmap.optimise.engine import solve_model
from talentmap.optimise.formulation import Model, Variable
from talentmap.optimise.options import Listener, Options, Progress
from talentmap.programme.coverage import Chosen, Ints, Reach, gain_prices, greedy, lower_prices
from talentmap.results import Status
from talentmap.vocabulary import text

_FEW = 200
"""Up to so many volunteers the solver alone is quicker than loading compiled loops."""
_STARTS, _EXCHANGES, _PIECE = 3, 1_500_000, 250_000
"""How often exchanges begin anew from the best so far, how many each time, and between two looks at the clock."""
_HOT, _COLD = 0.8, 0.15
_CLOSE = 0.9
"""Values are whole: a bound less than one away from the best is a proof."""


@dataclass(eq=False)
class Search:
    """What every step shares: the question, the clock, and who listens.

    Parameters
    ----------
    reach
        The question; its rules can hold together.
    seed
        Of exchanges and solver.
    until
        Reading of ``time.perf_counter`` at which time is up; infinite without a limit.
    listener
        Hears of progress; answering False stops.
    """

    reach: Reach
    seed: int
    until: float = math.inf
    listener: Listener | None = None
    started: float = field(default_factory=time.perf_counter)
    stopped: bool = False

    def go_on(self, stage: str, best: float, bound: float) -> bool:
        """Tell of progress; whether there is time left and nobody asked to stop."""
        now = time.perf_counter()
        if self.listener is not None and self.listener(Progress(stage, now - self.started, best, bound)) is False:
            self.stopped = True
        return not self.stopped and now < self.until

    def options(self, stage: str) -> Options:
        """For one solve, within the time that is left."""

        def hear(progress: Progress) -> object:
            answer = self.listener(progress) if self.listener is not None else None
            self.stopped = self.stopped or answer is False
            return answer

        rest = None if math.isinf(self.until) else max(0.0, self.until - time.perf_counter())
        listener = None if self.listener is None else hear
        return Options(seed=self.seed, time_limit=rest, gap_absolute=_CLOSE, stage=stage, listener=listener)


@dataclass(frozen=True, eq=False)
class Covered:
    """What was found.

    Parameters
    ----------
    status
        OPTIMAL or FEASIBLE; a choice there always is.
    chosen, best, bound
        The choice in id order, colleagues reached, and what is proven to be the most that can be.
    greedy
        The choice of greedy, in the order it chose.
    greedy_bound
        The bound that the gains greedy leaves prove, without any further search.
    prices
        Prices of groups that prove `price_bound`.
    by_prices, by_solver
        The two bounds; the lower one is `bound`. The solver's is infinite where it was not asked.
    settled
        Whether ties were broken to the end.
    """

    status: Status
    chosen: Chosen
    best: int
    bound: int
    greedy: Chosen
    greedy_bound: int
    prices: Ints
    by_prices: int
    by_solver: float = math.inf
    settled: bool = False


def most_covered(search: Search) -> Covered:
    """The choice with the greatest coverage, as far as time allows, with the lowest bound proven on the way."""
    reach = search.reach
    order = greedy(reach)
    best = reach.value(order)
    bound, prices = gain_prices(reach, order)
    found = Covered(Status.FEASIBLE, tuple(sorted(order)), best, bound, order, bound, prices, bound)
    if bound > best and search.go_on("prices", best, bound):
        lower, moved = lower_prices(reach, prices, best, lambda _, low: search.go_on("prices", best, min(low, bound)))
        if lower < bound:
            found = replace(found, bound=lower, prices=moved, by_prices=lower)
    if found.bound > best and reach.size > _FEW:
        found = exchange(search, found)
    if found.bound > found.best and search.go_on("best", found.best, found.bound):
        found = _solved(search, found)
    found = replace(found, status=Status.OPTIMAL if found.bound <= found.best else Status.FEASIBLE)
    return first_by_ids(search, found) if found.status is Status.OPTIMAL else found


def exchange(search: Search, found: Covered, steps: int = _EXCHANGES) -> Covered:
    """A better choice by exchanges of one for another, of a fixed number of steps and a seed."""
    from talentmap.programme.coverage_kernel import exchanged  # late: compiled loops take a second to load

    reach = search.reach
    rows = reach.reaches.indptr.astype(np.int64), reach.reaches.indices.astype(np.int64)
    draws = np.random.default_rng(search.seed)
    for _ in range(_STARTS):
        now = np.array(found.chosen, dtype=np.int64)
        for first in range(0, steps, _PIECE):
            last = min(first + _PIECE, steps)
            rules = reach.weight, reach.team, reach.low, reach.high
            best, kept = exchanged(*rows, *rules, now, first, last, steps, _HOT, _COLD, draws)
            if best > found.best:
                found = replace(found, best=int(best), chosen=tuple(sorted(kept.tolist())))
            if found.best >= found.bound or not search.go_on("exchange", found.best, found.bound):
                return found
    return found


@dataclass(eq=False)
class _Formulation:
    model: Model
    decisions: list[Variable]

    def chosen(self, values: tuple[float, ...]) -> Chosen:
        return tuple(p for p in range(len(self.decisions)) if values[p] > 0.5)


def formulate(reach: Reach) -> _Formulation:
    """The model of Church and ReVelle: a decision per volunteer, and per group whether somebody reaches it."""
    model = Model()
    decisions = [model.binary() for _ in range(reach.size)]
    by_group = reach.reaches.T.tocsr()
    by_group.sort_indices()
    for j, weight in enumerate(reach.weight.tolist()):
        reached = model.share()
        model.gain(reached, weight)
        able = by_group.indices[by_group.indptr[j] : by_group.indptr[j + 1]].tolist()
        model.at_most([(reached, 1.0), *((decisions[p], -1.0) for p in able)], 0)
    model.exactly([(x, 1.0) for x in decisions], reach.places)
    for members, low, high in _teams(reach):
        terms = [(decisions[p], 1.0) for p in members]
        if low > 0:
            model.at_least(terms, low)
        if high < min(len(members), reach.places):
            model.at_most(terms, high)
    return _Formulation(model, decisions)


def _teams(reach: Reach) -> Iterator[tuple[list[int], int, int]]:
    for number, (low, high) in enumerate(zip(reach.low.tolist(), reach.high.tolist(), strict=True)):
        yield np.flatnonzero(reach.team == number).tolist(), low, high


def _solved(search: Search, found: Covered) -> Covered:
    """The same with what the solver makes of it in the time left."""
    reach, built = search.reach, formulate(search.reach)
    inside = set(found.chosen)
    start = {p: float(p in inside) for p in range(reach.size)}
    outcome = solve_model(built.model, search.options("best"), start=start)
    if outcome.status is Status.INFEASIBLE:
        raise SolverError(text("front_runners.wrong.solver"))
    bound = math.inf if math.isnan(outcome.bound) else math.floor(outcome.bound + 0.01)
    if outcome.status.has_solution:
        chosen = built.chosen(outcome.values)
        if reach.holds(chosen) and reach.value(chosen) > found.best:
            found = replace(found, chosen=chosen, best=reach.value(chosen))
    bound = max(bound, found.best)
    return replace(found, bound=int(min(found.bound, bound)), by_solver=bound)


def first_by_ids(search: Search, found: Covered) -> Covered:
    """Of all choices that reach as many, the first in the order of ids, as far as time allows.

    Place by place: the lowest id that can stand there while as many are reached. One solve each.
    """
    chosen = found.chosen
    for k in range(search.reach.places):
        after = chosen[k - 1] if k else -1
        if chosen[k] == after + 1:
            continue
        if not search.go_on("ties", found.best, found.bound):
            return replace(found, chosen=chosen)
        tried = _earlier(search, chosen, k, found.best)
        if tried is None:
            return replace(found, chosen=chosen)
        chosen = min(chosen, tried)
    return replace(found, chosen=chosen, settled=True)


def _earlier(search: Search, chosen: Chosen, k: int, best: int) -> Chosen | None:
    """A choice of the same worth that begins with the first k and has the lowest next; None without a proof."""
    reach, built = search.reach, formulate(search.reach)
    model, after = built.model, chosen[k - 1] if k else -1
    model.at_least(list(model.objective), best - 0.5)
    model.objective.clear()
    fixed = set(chosen[:k])
    for p in range(after + 1):
        model.exactly([(built.decisions[p], 1.0)], float(p in fixed))
    able = [p for p in range(after + 1, chosen[k]) if _may_be_first(reach, chosen[:k], p, best)]
    if not able:
        return chosen
    first = {p: model.binary() for p in able}
    model.at_most([(f, 1.0) for f in first.values()], 1)
    for rank, (p, f) in enumerate(first.items()):
        model.at_most([(f, 1.0), (built.decisions[p], -1.0)], 0)
        model.gain(f, float(len(first) - rank))
    outcome = solve_model(model, search.options("ties"))
    if outcome.status is not Status.OPTIMAL:
        return None
    other = built.chosen(outcome.values)
    return other if reach.holds(other) and reach.value(other) >= best else chosen


def _may_be_first(reach: Reach, fixed: Chosen, p: int, best: int) -> bool:
    """Whether what is left to gain could still make up the best with these and p inside."""
    begun = (*fixed, p)
    gains = np.sort(reach.gains(begun))[::-1]
    return reach.value(begun) + int(gains[: reach.places - len(begun)].sum()) >= best
