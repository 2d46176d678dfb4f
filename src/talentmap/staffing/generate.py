"""Column generation: the best mixture of plans, with a bound on every plan at each step.

The linear model over the teams met gives prices of people (through their limits); for each project the best team at
these prices is searched, which joins the model or shows that the model is complete. For any prices p >= 0

    every plan is worth at most   sum of prices of limits + sum over projects of the best worth less prices,

(Lasdon 1970; the price of a stopped search is its own bound), so there is a bound whenever time runs out. Prices are
smoothed between the best so far and those of the model (Wentges 1997, doi:10.1111/1475-3995.00009).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from talentmap.optimise.packing import Packed
from talentmap.staffing.pool import Pool, Team
from talentmap.staffing.search import Plan, filled, improved, worth
from talentmap.staffing.watch import Watch

Floats = NDArray[np.float64]
_SMOOTH = 0.5
_NODES = 20_000
"""Effort of one search at prices."""
_EVERY = 4
"""Rounds between two attempts at a better plan."""


@dataclass(eq=False)
class Generation:
    """The search for bound and plan.

    Attributes
    ----------
    plan, best
        Best plan met and its worth in units.
    bound
        No plan is worth more, in units.
    prices, values
        Prices of limits at which the bound was found, and the value of each project at them.
    alone
        Shape (n_tasks,): no team of a project is worth more, had it everybody to itself.
    """

    pool: Pool
    watch: Watch
    plan: Plan = ()
    best: int = 0
    bound: float = float("inf")
    prices: Floats = field(default_factory=lambda: np.zeros(0))
    values: Floats = field(default_factory=lambda: np.zeros(0))
    rounds: int = 0

    def __post_init__(self) -> None:
        n = len(self.pool.crews)
        own = [task.unstaffed for task in self.pool.facts.tasks]
        self.alone = np.array([max(o, o + c.ceiling) for o, c in zip(own, self.pool.crews, strict=True)], dtype=float)
        self.alone_team: list[Team] = [()] * n
        self._seen: list[tuple[tuple[tuple[int, float], ...], float] | None] = [None] * n
        self._vector = np.zeros(len(self.pool.facts.people))
        self.plan = ((),) * n
        self.best = worth(self.pool, self.plan)

    def alone_values(self) -> None:
        """Every project by itself: the first bound."""
        for task in range(len(self.pool.crews)):
            self.alone[task] = self._value(task, {}, steps=150)
            best = max(self.pool.of_task[task], key=lambda n: self.pool.columns[n].worth)
            self.alone_team[task] = self.pool.columns[best].team
            if not self.watch.go_on("alone", self.best, self.bound):
                break
        self.values, self.bound = self.alone.copy(), float(self.alone.sum())
        self.pool.most = self.alone.tolist()

    def first_plan(self) -> None:
        """A plan from filling in order of worth."""
        order = sorted(range(len(self.alone)), key=lambda t: (-self.alone[t], t))
        self.offer(filled(self.pool, order, halt=self.watch.halt))
        self.offer(improved(self.pool, self.plan, order, self.going, halt=self.watch.halt))

    def offer(self, plan: Plan) -> None:
        """Keep a plan if it is better."""
        value = worth(self.pool, plan)
        if value > self.best:
            self.plan, self.best = plan, value

    def going(self) -> bool:
        """Whether there is time to go on with plans."""
        return self.watch.go_on("plans", self.best, self.bound)

    @property
    def closed(self) -> bool:
        """Whether nothing can be better: worths are whole units."""
        return self.bound < self.best + 1 - 1e-6

    def run(self) -> bool:
        """Rounds until the model is complete; False when time ran out before."""
        while self.watch.go_on("prices", self.best, self.bound):
            mix = self.pool.solve(self.going)
            if self.closed or mix.worth >= self.bound - 1e-6 * self.pool.facts.scale:
                return True
            kept = np.zeros(len(mix.limit_price))
            kept[: len(self.prices)] = self.prices
            smooth = _SMOOTH if self.rounds else 0.0
            new = self._round(smooth * kept + (1 - smooth) * mix.limit_price) or self._round(mix.limit_price)
            if not new:
                return True
            self.rounds += 1
            if self.rounds % _EVERY == 0:
                self.attempt(mix)
        return False

    def _round(self, prices: Floats) -> bool:
        """Search every project at these prices; whether a new team was met."""
        before, total = len(self.pool.columns), float(prices.sum())
        charges = self.pool.prices(prices)
        values = np.zeros(len(charges))
        for task, price in enumerate(charges):
            values[task] = self._value(task, price)
            total += values[task]
            if not self.watch.go_on("prices", self.best, self.bound):
                return True
        if total < self.bound:
            self.bound, self.prices, self.values = total, prices, values
        return len(self.pool.columns) > before

    def _value(self, task: int, price: dict[int, float], steps: int = 40) -> float:
        """Greatest worth less prices of a project, or a bound on it; new teams join the model."""
        key = tuple(sorted(price.items()))
        seen = self._seen[task]
        if seen is not None and seen[0] == key:
            return seen[1]
        for person, cost in key:
            self._vector[person] = cost
        own, floor = self.pool.facts.tasks[task].unstaffed, self.pool.best_known(task, price)
        found = self.pool.crews[task].best(self._vector, floor - own, nodes=_NODES, steps=steps, halt=self.watch.halt)
        for person, _ in key:
            self._vector[person] = 0.0
        for team in found.teams[-4:]:
            self.pool.offer(task, team)
        value = max(floor, found.bound + own)
        self._seen[task] = key, value
        return value

    def attempt(self, mix: Packed) -> None:
        """A plan from the mixture: teams with the greatest shares first, the rest filled and improved."""
        numbers = np.flatnonzero(mix.shares > 0.01)
        order = numbers[np.argsort(-mix.shares[numbers], kind="stable")].tolist()
        teams = [(self.pool.columns[n].task, self.pool.columns[n].team) for n in order if self.pool.columns[n].team]
        tasks = sorted(range(len(self.pool.crews)), key=lambda t: (-self.alone[t], t))
        plan = filled(self.pool, tasks, teams, halt=self.watch.halt)
        self.offer(improved(self.pool, plan, tasks, self.going, halt=self.watch.halt))
