"""Tasks with a load to people with room: everyone's jobs fit, every job has one person, at the least cost (GAP).

The generalised assignment problem. In seven steps, each of which may end it: prices of capacity from the linear
relaxation (a bound in whole numbers), annealed ejection chains in what these prices leave open, where people have few
jobs a choice among all fills near the best, decisions whether anything costs at most so much, dives that fill one
person after another and exact rounds over a few jobs at a time, and a proof by the solver over the pairs that bound and
best choice do not exclude.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from talentmap.optimise.arrays import Answer
from talentmap.optimise.options import SEED
from talentmap.optimise.tasks_bound import Worths, rising, worth_tasks
from talentmap.optimise.tasks_decide import Decisions
from talentmap.optimise.tasks_dive import dives
from talentmap.optimise.tasks_fill_choice import choose_fills
from talentmap.optimise.tasks_fill_search import few_each, refill
from talentmap.optimise.tasks_fills import Fills
from talentmap.optimise.tasks_improve import Clock, Landscape, improve, search
from talentmap.optimise.tasks_prices import SCALE, Prices, Tasks, price_tasks
from talentmap.optimise.tasks_proof import over_pairs
from talentmap.optimise.threads import cores
from talentmap.results import Status

Ints = NDArray[np.int64]
__all__ = ["Handed", "Tasks", "hand_out"]
_SEARCH_SHARE, _DIVE_SHARE, _DECIDE_SHARE = 0.15, 0.6, 0.97
_CLOSE = 2
"""Units from the bound at which the proof is a better search than dives."""
_PROVABLE = 4
"""Pairs left per job above which the solver would not finish: no time is kept for it; below it gets nearly all."""
_TRIES, _MANY = 4, 400


@dataclass(frozen=True, eq=False)
class Handed:
    """Who does what.

    Parameters
    ----------
    status
        OPTIMAL, FEASIBLE (a limit stopped the proof), INFEASIBLE (proven) or NOT_FOUND (a limit, and no choice).
    place
        Shape (n_jobs,): person of each job; empty without a solution.
    value, bound
        Cost, and a cost below which there is no choice; NaN where unknown.
    method
        What the bound comes from: ``prices`` (of capacity) or ``knapsacks`` (worths of jobs and a knapsack per person),
        both recomputed in whole numbers, or ``search`` (the solver's branch and bound over what these leave open).
    prices
        Shape (n_people,): price of room, in cost per greatest common divisor of the loads.
    timing
        Seconds of each step by the clock asked for.
    """

    status: Status
    place: Ints
    value: float
    bound: float
    method: str
    prices: NDArray[np.float64]
    timing: dict[str, float] = field(default_factory=dict)


def hand_out(
    tasks: Tasks,
    *,
    seed: int = SEED,
    time_limit: float | None = None,
    clock: Clock = time.perf_counter,
    workers: int | None = None,
) -> Handed:
    """Give every job to one person within everyone's room at the least cost.

    Without a time limit the answer is proven, and the same for the same seed; a limit may be overrun by one linear
    relaxation and one round of search, which has a fixed number of steps.

    Parameters
    ----------
    tasks
        Costs, loads and room in whole numbers.
    seed
        Of the search.
    time_limit, clock
        Seconds, by this clock; ``time.thread_time`` on a busy machine, with one worker.
    workers
        Threads of the decisions; None takes the cores there are, 4 at most. Without a time limit the answer does not
        depend on it.

    References
    ----------
    Yagiura, Ibaraki, Glover (2006), doi:10.1016/j.ejor.2004.06.015; Posta, Ferland, Michelon (2012), An exact method
    with variable fixing for solving the generalized assignment problem, doi:10.1007/s10589-011-9432-0.
    """
    started = clock()
    until = math.inf if time_limit is None else started + time_limit
    if tasks.cost.shape[1] == 0:
        return Handed(Status.OPTIMAL, np.zeros(0, dtype=np.int64), 0.0, 0.0, "prices", np.zeros(len(tasks.room)))
    step = max(1, int(np.gcd.reduce(tasks.load[tasks.usable], initial=0)))
    tasks = Tasks(tasks.cost, -(-tasks.load // step), tasks.room // step, tasks.usable)  # smaller knapsacks, same plans
    prices = price_tasks(tasks)
    if prices is None:
        return Handed(Status.INFEASIBLE, np.zeros(0, dtype=np.int64), math.nan, math.nan, "prices", np.zeros(0))
    run = _Run(tasks, prices, seed, clock, (started, until), cores(workers))
    run.find()
    if not run.proven:
        run.prove()
    return run.handed()


class _Run:
    """One question on its way: best choice, bound, and the pairs that a cheaper choice could still contain."""

    def __init__(
        self, tasks: Tasks, prices: Prices, seed: int, clock: Clock, span: tuple[float, float], workers: int
    ) -> None:
        self.tasks, self.prices, self.seed, self.clock, self.workers = tasks, prices, seed, clock, workers
        self.started, self.until = span
        self.timing = {"prices": clock() - self.started}
        self.place: Ints | None = None
        self.bound, self.method, self.none = prices.least, "prices", False
        self.open = prices.rise >= 0
        self._worths: Worths | None = None
        self._fills: Fills | None = None

    @property
    def value(self) -> int:
        """Cost of the best choice so far."""
        assert self.place is not None
        return self.tasks.value(self.place)

    @property
    def proven(self) -> bool:
        """Whether nothing can be cheaper."""
        return self.place is not None and self.bound >= self.value

    def raised(self, bound: int, method: str) -> None:
        """A further proof of a bound."""
        if bound > self.bound:
            self.bound, self.method = bound, method

    def find(self) -> None:
        """The best choice by search, and a sharper bound once there is something to compare it with."""
        land, begun = Landscape(self.prices), self.clock()
        start = self.prices.shares.argmax(axis=0).astype(np.int64)
        least = -1
        for turn in range(_TRIES if self.tasks.cost.shape[1] <= _MANY else 2):
            if (turn and self.clock() >= self.until) or 0 <= least <= self.bound:
                break
            place, value = search(self.tasks, land, start, self.seed + turn, self.bound, strict=least < 0 and turn > 0)
            if value >= 0 and (least < 0 or value < least):
                self.place, least = place, value
        self.timing["search"] = self.clock() - begun
        if self.place is None or self.proven:
            return
        self._sharpen()
        if self._fills is not None and not self.proven:
            self._choose(self._fills)
        if not self.proven:
            self._decide()
        if not self.proven:
            self._nearer(land)

    def _nearer(self, land: Landscape) -> None:
        """Dives and rounds in turn; without a limit once, and the proof then has the last word."""
        turn, spent = 0, {"dives": 0.0, "rounds": 0.0}
        while turn == 0 or (not math.isinf(self.until) and self.value > self.bound + _CLOSE):
            assert self.place is not None
            begun, some = self.clock(), self.until
            if self.open.sum() <= _PROVABLE * self.open.shape[1]:
                some = self.started + _SEARCH_SHARE * (self.until - self.started)
            if turn and begun >= some:
                break
            seed = self.seed + turn
            if self.value > self.bound + _CLOSE:
                half = begun + _DIVE_SHARE * (some - begun)
                self.place = self._dived(seed, half)
            between = self.clock()
            if not self.proven:
                least, clock = self.bound, self.clock
                self.place = improve(self.tasks, land, self.place, self.open, least, seed, until=some, clock=clock)
            spent["dives"] += between - begun
            spent["rounds"] += self.clock() - between
            turn += 1
        self.timing |= spent

    def _dived(self, seed: int, until: float) -> Ints:
        """A better choice by taking whole fills; from the stronger relaxation where that was made."""
        assert self.place is not None
        if self._fills is not None:
            return refill(self.tasks, self.place, self._fills, self.bound, seed, until=until, clock=self.clock)
        return dives(self.tasks, self.place, self.open, self.bound, seed, until=until, clock=self.clock)

    def _sharpen(self) -> None:
        begun = self.clock()
        worths = worth_tasks(self.tasks, self.prices, self.value)
        if worths is not None:
            if few_each(self.tasks):
                self._fills = Fills(self.tasks, self.value, worths.worth)
                self._fills.converge(self.until, self.clock)
                if self._fills.bound > worths.bound:
                    worths = rising(self.tasks, self._fills.worth, self._fills.bound)
            self.raised(worths.least, "knapsacks")
            self._worths = worths
        self.open &= self._within(self.value - 1)
        self.timing["bound"] = self.clock() - begun

    def _choose(self, fills: Fills) -> None:
        """Better, and a higher bound, from all fills near the best."""
        begun = self.clock()
        chosen = choose_fills(fills, self.value, self.seed, until=self.until, clock=self.clock)
        if chosen.place is not None:
            self.place = chosen.place
        self.raised(chosen.bound, "search")
        self.timing["choice"] = self.clock() - begun

    def _decide(self) -> None:
        """Better, and a higher bound, by asking for ever lower costs."""
        if self._worths is None:
            return
        assert self.place is not None
        begun = self.clock()
        until = begun + _DECIDE_SHARE * (self.until - begun)
        worth, seed = self._worths.worth, self.seed
        decisions = Decisions(self.tasks, self.place, self.bound, worth, seed, self._within, self.workers)
        decisions.run(until, self.clock)
        self.place = decisions.place
        self.raised(decisions.least, "search")
        self.timing["decisions"] = self.clock() - begun

    def _within(self, limit: int) -> NDArray[np.bool_]:
        """Pairs that could be in a choice of at most this cost: those whose rise does not take a bound above it."""
        kept = (self.prices.rise >= 0) & (self.prices.bound + self.prices.rise <= limit * SCALE)
        if self._worths is not None:
            kept &= (self._worths.rise >= 0) & (self._worths.bound + self._worths.rise <= limit * SCALE)
        return kept

    def prove(self) -> None:
        """The solver over the pairs still open."""
        if self.clock() >= self.until:
            return
        begun, kept = self.clock(), self.open.copy()
        jobs = np.arange(kept.shape[1])
        if self.place is not None:
            kept &= self._within(self.value - 1)
            kept[self.place, jobs] = True
        answer, person, job = over_pairs(self.tasks, kept, self.place, self.seed, until=self.until, clock=self.clock)
        self._read(answer, person, job)
        self.timing["proof"] = self.clock() - begun

    def _read(self, answer: Answer, person: Ints, job: Ints) -> None:
        if answer.status is Status.INFEASIBLE:  # with a choice among the pairs only a defect of the solver says so
            self.none = self.place is None
            return
        held = False
        if answer.status.has_solution:
            found, taken = np.zeros(self.tasks.cost.shape[1], dtype=np.int64), answer.values > 0.5
            found[job[taken]] = person[taken]
            held = self.tasks.holds(found)
            if held and (self.place is None or self.tasks.value(found) < self.value):
                self.place = found
        if answer.status is Status.OPTIMAL and held:  # else the solver's own choice was one only by its tolerance
            self.raised(self.value, "search")
        elif not math.isnan(answer.bound):  # a choice among the pairs left out is no cheaper than the best
            proven = math.ceil(-answer.bound - 1e-6 * max(1.0, abs(answer.bound)))
            self.raised(proven if self.place is None else min(proven, self.value), "search")

    def handed(self) -> Handed:
        """The answer."""
        unit = self.prices.price / SCALE
        if self.place is None:
            status = Status.INFEASIBLE if self.none else Status.NOT_FOUND
            bound = math.nan if self.none else float(self.bound)
            return Handed(status, np.zeros(0, dtype=np.int64), math.nan, bound, self.method, unit, self.timing)
        status = Status.OPTIMAL if self.proven else Status.FEASIBLE
        bound = float(min(self.bound, self.value))
        return Handed(status, self.place, float(self.value), bound, self.method, unit, self.timing)
