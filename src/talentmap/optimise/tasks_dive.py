"""A plan from the linear relaxation: one person after another is filled exactly, the last few together.

Where rooms are tight a good plan fills nearly everybody to the last unit, at hardly any cost above the bound. Moving a
few jobs cannot get there, for every move changes two loads. One person's room is filled exactly at nearly no cost while
many jobs are still free, and the prices of all others then follow.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from talentmap.optimise.arrays import solve_matrix
from talentmap.optimise.matrix import Matrix
from talentmap.optimise.options import Options
from talentmap.optimise.relaxation import Relaxation
from talentmap.optimise.tasks_improve import Clock, Landscape, search, stop_at
from talentmap.optimise.tasks_prices import SCALE, Tasks, price_tasks
from talentmap.results import Status

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
_TOGETHER, _FEWEST, _MOST = 100, 3, 8
"""Jobs of the people who come last, and how few or many people that may be."""
_CANDIDATES, _DIVES, _NODES = 4, 3, 200
_FRUITLESS = 3
_BYTES = 400_000_000


def dives(tasks: Tasks, place: Ints, allowed: Bools, least: int, seed: int, *, until: float, clock: Clock) -> Ints:
    """A choice cheaper than this one, where dives find one.

    Parameters
    ----------
    tasks, place
        The question, and a choice that holds.
    allowed
        Shape (n_people, n_jobs): pairs that a cheaper choice may contain.
    least
        Ends at a cost this low.
    seed
        Of the people tried next.
    until, clock
        When to stop; the steps themselves do not depend on it.

    References
    ----------
    Sadykov, Vanderbeck, Pessoa, Tahiri, Uchoa (2019), Primal heuristics for branch and price: the assets of diving
    methods, doi:10.1287/ijoc.2018.0822: diving by whole columns. That a fill is chosen by what it leaves to the others
    is ours.
    """
    people, jobs = tasks.cost.shape
    last = int(np.clip(_TOGETHER * people // jobs, _FEWEST, _MOST))
    if people <= last or jobs * int(tasks.room.max() + 1) > _BYTES or (tasks.room < 0).any():
        return place
    draw, fruitless = np.random.default_rng(seed), 0
    while fruitless < _FRUITLESS and tasks.value(place) > least and clock() < until:
        best: _Dive | None = None
        for _ in range(_DIVES):
            dive = _Dive(tasks, allowed)
            dive.fill(last, draw, tasks.value(place), until, clock)
            if len(dive.people) <= last and (best is None or dive.bound < best.bound):
                best = dive
        found = None if best is None else best.finished(place, seed, until, clock)
        fruitless = fruitless + 1 if found is None else 0
        place = place if found is None else found
    return place


class _Dive:
    """The relaxation of what is left: who is not yet filled, and the jobs not yet given."""

    def __init__(self, tasks: Tasks, allowed: Bools) -> None:
        self.tasks, self.allowed = tasks, allowed & tasks.usable
        count, jobs = tasks.cost.shape
        person, job = np.nonzero(self.allowed)
        self.column = np.full((count, jobs), -1, dtype=np.int64)
        self.column[person, job] = np.arange(len(job))
        model = Matrix()
        column = model.columns(len(job))
        model.rows(jobs, job, column, 1.0, 1.0, 1.0)
        load = tasks.load[person, job].astype(float)
        model.rows(count, person, column, load, -np.inf, tasks.room.astype(float))
        self.relaxation = Relaxation(model, -tasks.cost[person, job].astype(float), Options())
        self.low, self.high = np.zeros(len(job)), np.ones(len(job))
        self.people, self.jobs = np.arange(count), np.arange(jobs)
        self.place = np.full(jobs, -1, dtype=np.int64)
        self.bound, self.price = self._solved()

    def fill(self, last: int, draw: np.random.Generator, worst: float, until: float, clock: Clock) -> None:
        """Fill people until `last` are left, the bound says that nothing below `worst` is left, or the clock stops."""
        while len(self.people) > last and clock() < until and self.bound <= worst - 1 + 1e-6:
            low, high = self.low, self.high
            best, chosen = (math.inf, self.price), None
            for i in draw.choice(self.people, min(_CANDIDATES, len(self.people)), replace=False).tolist():
                taken = self._best_fill(i)
                self._fix(i, taken, low, high)
                answer = self._solved()
                if answer[0] < best[0]:
                    best, chosen = answer, (i, taken, self.low, self.high)
            if chosen is None:
                return
            self.bound, self.price = best
            person, taken = chosen[:2]
            self._bounds(*chosen[2:])
            self.place[taken] = person
            self.people = self.people[self.people != person]
            self.jobs = self.jobs[self.place[self.jobs] < 0]

    def _solved(self) -> tuple[float, Floats]:
        """Bound on the whole choice, infinite where nothing is left, and the price of each person's room."""
        answer = self.relaxation.solve()
        if answer.status is not Status.OPTIMAL:
            return math.inf, np.zeros(len(self.tasks.room))
        return -answer.objective, np.maximum(self.relaxation.row_prices()[len(self.place) :], 0.0)

    def _best_fill(self, i: int) -> Ints:
        """Jobs for person i so that the others, at their prices, do the rest at the least cost: a knapsack."""
        from talentmap.optimise.knapsack_kernels import packed  # late: numba takes half a second to load

        tasks, others = self.tasks, self.people[self.people != i]
        price = np.rint(self.price * SCALE).astype(np.int64)
        rest = np.ix_(others, self.jobs)
        high = int(np.abs(tasks.cost).max() + 1) * 4 * SCALE  # nobody else: worth more than any other
        elsewhere = tasks.cost[rest] * SCALE + price[others][:, None] * tasks.load[rest]
        spared = np.where(self.allowed[rest], elsewhere, high).min(axis=0)
        gain = np.where(self.allowed[i, self.jobs], spared - tasks.cost[i, self.jobs] * SCALE, 0)
        load, room = tasks.load[i, self.jobs], int(tasks.room[i])
        some = np.flatnonzero((gain > 0) & (load <= room))
        table, taken = np.zeros((len(some) + 1, room + 1), dtype=np.int64), np.zeros(len(some), dtype=np.int64)
        packed(gain[some], load[some], len(some), room, table, taken)
        return self.jobs[some[taken > 0]]

    def _fix(self, i: int, taken: Ints, low: Floats, high: Floats) -> None:
        """In the relaxation: person i does these of the free jobs and no other."""
        low, high = low.copy(), high.copy()
        for gone in (self.column[i, self.jobs], self.column[np.ix_(self.people, taken)].ravel()):
            high[gone[gone >= 0]] = 0.0
        low[self.column[i, taken]] = high[self.column[i, taken]] = 1.0
        self._bounds(low, high)

    def _bounds(self, low: Floats, high: Floats) -> None:
        changed = np.flatnonzero((low != self.low) | (high != self.high))
        self.relaxation.bounds(changed, low[changed], high[changed])
        self.low, self.high = low, high

    def finished(self, known: Ints, seed: int, until: float, clock: Clock) -> Ints | None:
        """The last people together, by chains and then by the solver: a choice cheaper than the known one, or none."""
        tasks, given, rest = self.tasks, np.flatnonzero(self.place >= 0), np.ix_(self.people, self.jobs)
        own = Tasks(tasks.cost[rest], tasks.load[rest], tasks.room[self.people], self.allowed[rest])
        left = tasks.value(known) - 1 - int(tasks.cost[self.place[given], given].sum())
        prices = price_tasks(own)
        if prices is None or prices.least > left:
            return None
        first, value = search(own, Landscape(prices), prices.shares.argmax(axis=0), seed, prices.least)
        who, what = np.nonzero(own.usable & (-(-(prices.bound + prices.rise) // SCALE) <= left) & (prices.rise >= 0))
        cost = own.cost[who, what].astype(float)
        model = Matrix()
        column = model.columns(len(what))
        model.rows(len(self.jobs), what, column, 1.0, 1.0, 1.0)
        model.rows(len(own.room), who, column, own.load[who, what].astype(float), -np.inf, own.room.astype(float))
        start = (who == first[what]).astype(float) if 0 <= value <= left else None
        if start is None:
            model.row(column, cost, -np.inf, float(left))
        options = Options(seed=seed, gap_absolute=0.999, listener=stop_at(until, clock))
        answer = solve_matrix(model, -cost, options, start=start, settings=(("mip_max_nodes", _NODES),))
        if not answer.status.has_solution:
            return None
        place, taken = self.place.copy(), answer.values > 0.5
        place[self.jobs[what[taken]]] = self.people[who[taken]]
        return place if tasks.holds(place) and tasks.value(place) < tasks.value(known) else None
