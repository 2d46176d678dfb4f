"""The best team of a question about members, proven: a good first team, a bound, and a complete search on all cores.

Of teams worth the same the smallest is the answer, and of those the first in the order of positions. The answer does
not depend on the number of workers: each looks at its own part completely, and what is discarded is worth less than
the best.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from talentmap.errors import SolverError
from talentmap.optimise.engine import solve_model
from talentmap.optimise.formulation import Model
from talentmap.optimise.member_arrays import Flat, fineness, flatten
from talentmap.optimise.member_bound import Prices, Reach, find_prices, reach
from talentmap.optimise.members import Ints, MemberProblem
from talentmap.optimise.options import SEED
from talentmap.optimise.threads import cores
from talentmap.results import Status
from talentmap.vocabulary import text

if TYPE_CHECKING:
    from talentmap.optimise.member_gate import Gate
    from talentmap.optimise.member_walk import Work

_EAGER = 1_000_000
"""Parts of teams looked at, about, straight on the way to the answer; a longer search lowers its bound on the way."""
_STEPS = (0.5, 0.25, 0.1)
"""Parts of the distance from best to bound at which a long search first asks whether there is a team at all."""
_LOOK = 0.02
"""Seconds between two looks at the clock while compiled code runs."""
_FAR = 2**62
Team = tuple[int, ...]


@dataclass(frozen=True, eq=False)
class MemberOutcome:
    """How a search ended.

    Parameters
    ----------
    status
        OPTIMAL: the search was complete. FEASIBLE: it was stopped. INFEASIBLE: no team keeps the rows.
    team, best
        Positions, in order, and worth; empty and None without a team.
    bound
        No team is worth more; equal to `best` when optimal.
    prices, proven
        Prices of the bound at the start, and what they prove by themselves, see :mod:`member_bound`.
    nodes
        Teams and parts of teams looked at.
    timing
        Stage -> seconds: ``first team``, ``prices``, ``search``.
    """

    status: Status
    team: Team = ()
    best: int | None = None
    bound: int | None = None
    prices: Prices | None = None
    proven: int | None = None
    nodes: int = 0
    timing: dict[str, float] | None = None


def best_members(
    problem: MemberProblem,
    *,
    time_limit: float | None = None,
    seed: int = SEED,
    workers: int | None = None,
    tries: int | None = None,
    known: Team = (),
    tell: Callable[[int, int], object] | None = None,
) -> MemberOutcome:
    """Solve a question about members.

    Parameters
    ----------
    problem
        The question.
    time_limit
        Seconds; None for no limit.
    seed
        Seed of the search for a first team; the answer does not depend on it unless the search is stopped.
    workers
        Threads; None takes the cores there are, 4 at most.
    tries
        Starts of the search for a first team; None as many as suit the size.
    known
        A team that is known to be good; used if it keeps the rows.
    tell
        Hears of best and bound now and then; answering False stops the search.
    """
    began = time.perf_counter()
    until = np.inf if time_limit is None else began + time_limit
    fine = fineness(problem)
    flat = flatten(problem, fine)
    team = first_team(problem, flat, fine, seed, tries, known)
    timing = {"first team": time.perf_counter() - began}
    if team is None:
        return MemberOutcome(Status.INFEASIBLE, timing=timing)
    best = problem.value(team)
    began = time.perf_counter()
    prices = find_prices(problem, fine, best, flat)
    within = reach(problem, prices)
    proven = within.total(problem) // fine
    timing["prices"] = time.perf_counter() - began
    began = time.perf_counter()
    state = _State(problem, flat, within, prices, (best, team), max(best, proven), until, tell, cores(workers))
    complete = state.search()
    timing["search"] = time.perf_counter() - began
    best, team = state.best
    if problem.value(team) != best or not problem.holds(team):
        raise SolverError(text("members.wrong.result", found=best, best=problem.value(team)))
    status = Status.OPTIMAL if complete or state.bound <= best else Status.FEASIBLE
    bound = best if status is Status.OPTIMAL else state.bound
    return MemberOutcome(status, team, best, bound, prices, proven, state.nodes, timing)


def best_inside(
    problem: MemberProblem,
    gate: Gate,
    least: int,
    passes: Callable[[Team], bool],
    *,
    workers: int | None = None,
    tell: Callable[[int, int], object] | None = None,
) -> MemberOutcome:
    """Of the teams worth at least so much that pass a gate, the best; INFEASIBLE where there is none.

    Parameters
    ----------
    problem
        The question.
    gate
        Least worth of each term, in units of the question.
    least
        No team that passes is worth less.
    passes
        The gate looked up anew, for a team.
    workers, tell
        As for :func:`best_members`.
    """
    began = time.perf_counter()
    fine = fineness(problem)
    flat = flatten(problem, fine)
    prices = find_prices(problem, fine, least, flat)
    within = reach(problem, prices)
    proven = max(least, within.total(problem) // fine)
    start = (least - 1, tuple[int, ...]())
    state = _State(problem, flat, within, prices, start, proven, np.inf, tell, cores(workers))
    state.gate, state.passes = gate._replace(least=gate.least * fine), passes
    complete = state.search()
    best, team = state.best
    timing = {"search": time.perf_counter() - began}
    if not team:
        status = Status.INFEASIBLE if complete else Status.NOT_FOUND
        return MemberOutcome(status, prices=prices, nodes=state.nodes, timing=timing)
    if problem.value(team) != best or not problem.holds(team) or not passes(team):
        raise SolverError(text("members.wrong.result", found=best, best=problem.value(team)))
    status = Status.OPTIMAL if complete else Status.FEASIBLE
    return MemberOutcome(status, team, best, best if complete else proven, prices, proven, state.nodes, timing)


def first_team(
    problem: MemberProblem, flat: Flat, fine: int, seed: int = SEED, tries: int | None = None, known: Team = ()
) -> Team | None:
    """A good team that keeps the rows; None where there is none at all."""
    from talentmap.optimise.member_start import Room, start  # late: loading numba takes half a second

    if not problem.n or problem.n < problem.low or len(problem.forced) > problem.high:
        return None
    tries = tries or max(12, min(60, 60_000 // max(1, problem.n)))
    forced = np.array(problem.forced, dtype=np.int64)
    fault = 4 * problem.largest * fine + 1
    lengths = (len(flat.places), len(flat.limit), int(flat.unit.max(initial=0)) + 1, problem.n)
    room = Room(*(np.zeros(length, dtype=np.int64) for length in lengths))
    found, _ = start(flat, forced, problem.low, min(problem.high, problem.n), tries, seed, fault, room)
    options = [tuple(sorted(int(p) for p in found)), tuple(sorted(known))]
    kept = [team for team in options if problem.holds(team)]
    if kept:
        return max(kept, key=problem.value)
    return any_members(problem)


def any_members(problem: MemberProblem) -> Team | None:
    """A team that keeps the rows, by the solver, with the strongest first; None where there is none."""
    taste = problem.own + problem.has @ problem.worth
    scale = max(1.0, float(np.abs(taste).max(initial=0)))
    model = Model()
    chosen = [model.binary() for _ in range(problem.n)]
    for variable, liking in zip(chosen, taste.tolist(), strict=True):
        model.gain(variable, round(liking / scale, 6))
    everyone = [(variable, 1.0) for variable in chosen]
    model.at_least(everyone, problem.low)
    model.at_most(everyone, problem.high)
    for p in problem.forced:
        model.at_least([(chosen[p], 1.0)], 1)
    for row in problem.rows:
        terms = [(chosen[p], float(c)) for p, c in zip(row.positions, row.coefficients, strict=True)]
        if row.low is not None:
            model.at_least(terms, row.low)
        if row.high is not None:
            model.at_most(terms, row.high)
    outcome = solve_model(model)
    if outcome.status is not Status.OPTIMAL:
        return None
    return tuple(k for k in range(problem.n) if outcome.values[k] > 0.5)


class _State:
    """A search under way: sizes one after another, workers side by side."""

    def __init__(
        self,
        problem: MemberProblem,
        flat: Flat,
        within: Reach,
        prices: Prices,
        best: tuple[int, Team],
        bound: int,
        until: float,
        tell: Callable[[int, int], object] | None,
        workers: int,
    ) -> None:
        self.problem, self.flat, self.within, self.prices = problem, flat, within, prices
        self.best, self.bound, self.until, self.tell, self.workers = best, bound, until, tell, workers
        self.nodes, self.halted = 0, False
        self.gate: Gate | None = None
        self.passes: Callable[[Team], bool] | None = None

    def search(self) -> bool:
        """Whether every team was looked at or outdone.

        Where that takes long, it is first asked whether any team is worth much more than the best: to say no takes a
        fraction of the time, and is a bound should time run out.
        """
        if self._all(0, _EAGER):
            return True
        for part in _STEPS:
            least = self.best[0] + math.ceil(part * (self.bound - self.best[0]))
            if self.halted or not self._all(least, _FAR):
                return False
            if self.best[0] >= least:
                return True
            self.bound = min(self.bound, least - 1)
        return self._all(0, _FAR)

    def _all(self, least: int, most: int) -> bool:
        """Look for teams worth at least so much, of all sizes, the largest first; whether that was completed.

        Given up when a size takes more than about `most` parts of teams.
        """
        for size in range(self.problem.high, self.problem.low - 1, -1):
            if size >= len(self.problem.forced) and not self._size(size, max(least, self._goal(size)), most):
                return False
        return True

    def _goal(self, size: int) -> int:
        """What a team of a size must be worth to be the better answer: as much as the best, unless it is larger."""
        return self.best[0] + (size > len(self.best[1]))

    def _offer(self, worth: int, team: Team) -> None:
        if (-worth, len(team), team) < (-self.best[0], len(self.best[1]), self.best[1]):
            self.best = (worth, team)

    def _size(self, size: int, goal: int, most: int) -> bool:
        """Look for teams of one size worth at least the goal; whether that was completed."""
        from talentmap.optimise import (
            member_gate,
            member_setting,
            member_walk,
        )  # late: loading numba takes half a second

        problem = self.problem
        if size == len(problem.forced):
            if problem.holds(problem.forced) and (self.passes is None or self.passes(problem.forced)):
                self._offer(problem.value(problem.forced), problem.forced)
            return True
        sized = replace(problem, low=size, high=size, balance=problem.balance[: size + 1, : size + 1])
        keep = np.flatnonzero(self.within.with_each(sized) >= goal * self.prices.fine)
        setting = member_setting.prepare(sized, self.flat, self.within, self.prices, keep)
        if setting is None:
            return True
        goals, stop = np.array([goal * self.prices.fine]), np.zeros(1, dtype=np.int64)
        works = [member_setting.room(*setting) for _ in range(self.workers)]
        done = [False] * self.workers
        gate = member_gate.no_gate() if self.gate is None else self.gate

        def run(w: int) -> None:
            done[w] = bool(member_walk.walk(*setting, works[w], w, self.workers, goals, stop, gate))

        threads = [threading.Thread(target=run, args=(w,), daemon=True) for w in range(self.workers)]
        self._watch(threads, works, stop, most)
        for work in works:
            self.nodes += int(work.steps[0])
            if work.best[0] > -_FAR:
                self._offer(int(work.best[0]) // self.prices.fine, tuple(int(p) for p in work.best[1 : size + 1]))
        return all(done)

    def _watch(self, threads: list[threading.Thread], works: list[Work], stop: Ints, most: int) -> None:
        """Run workers to their end, or to the end of time, or until whoever listens says stop."""
        try:
            for thread in threads:
                thread.start()
            while any(thread.is_alive() for thread in threads):
                for thread in threads:
                    thread.join(_LOOK / len(threads))
                if self.tell is not None and self.tell(self.best[0], self.bound) is False:
                    self.halted = True
                self.halted = self.halted or time.perf_counter() > self.until
                if self.halted or sum(int(work.steps[0]) for work in works) > most:
                    stop[0] = 1
        finally:
            stop[0] = 1
            for thread in threads:
                if thread.ident is not None:
                    thread.join()
