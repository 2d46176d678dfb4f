"""Column generation: the best mixture of plans, with a bound on every plan at each step.

The linear model over the teams met gives prices of people (through their limits); for each project the best team at
these prices is searched, which joins the model or shows that the model is complete. For any prices p >= 0

    every plan is worth at most   sum of prices of limits + sum over projects of the best worth less prices,

(Lasdon 1970; the price of a stopped search is its own bound), so there is a bound whenever time runs out. Prices are
smoothed between the best so far and those of the model (Wentges 1997, doi:10.1111/1475-3995.00009).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from talentmap.optimise.packing import Packed
from talentmap.staffing.pool import Pool, Team
from talentmap.staffing.search import Plan, filled, improved, worth
from talentmap.staffing.watch import Watch

Floats = NDArray[np.float64]
_SMOOTH = 0.5
_STEPS, _NODES = 30, 20_000
"""Effort of one search at prices."""
_HARDER, _MOST = 8, 10_000_000
"""Times the effort grows where it leaves bounds open at the last prices, and how far."""
_SPELLS = ((0, 0), (60, 20_000), (150, 1_000_000))
"""Steps and effort of each look at a project by itself."""
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
        self._loose = np.zeros(n, dtype=np.bool_)
        self._steps, self._nodes = _STEPS, _NODES
        self._vector = np.zeros(len(self.pool.facts.people))
        self.plan = ((),) * n
        self.best = worth(self.pool, self.plan)

    def alone_values(self) -> None:
        """Every project by itself: the first bound. Quickly for all, then longer for those far from their bound."""
        known = np.full(len(self.alone), -np.inf)
        for steps, nodes in _SPELLS:
            order = np.argsort(known - self.alone, kind="stable").tolist()
            for task in order:
                if known[task] >= self.alone[task] - 1e-6:
                    continue
                self._seen[task] = None
                self.alone[task] = min(self.alone[task], self._value(task, {}, steps, nodes))
                best = max(self.pool.of_task[task], key=lambda n: self.pool.columns[n].worth)
                self.alone_team[task] = self.pool.columns[best].team
                known[task] = self.pool.columns[best].worth
                if not self.watch.go_on("alone", self.best, min(self.bound, float(self.alone.sum()))):
                    break
        self.values, self.bound = self.alone.copy(), float(self.alone.sum())
        self.pool.most = self.alone.tolist()

    def first_plan(self) -> None:
        """A plan from the best teams alone as far as they fit, and filling in order of worth."""
        order = sorted(range(len(self.alone)), key=lambda t: (-self.alone[t], t))
        teams = [(task, self.alone_team[task]) for task in order if self.alone_team[task]]
        self.offer(filled(self.pool, order, teams, halt=self.watch.halt))
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
            if not new and not self._harder():
                return True
            self.rounds += 1
            if self.rounds % _EVERY == 0:
                self.attempt(mix)
        return False

    def _harder(self) -> bool:
        """More effort for the projects whose value is not the worth of a team met; False where there are none."""
        if not self._loose.any() or self._nodes >= _MOST:
            return False
        self._steps, self._nodes = 4 * _STEPS, self._nodes * _HARDER
        for task in np.flatnonzero(self._loose).tolist():
            self._seen[task] = None
        return True

    def floors(self) -> Iterator[tuple[int, float, Floats]]:
        """Per project at the prices of the bound: what a team in a better plan is worth at least, and the prices.

        Worth without that of leaving the project unstaffed; prices of shape (n_people,).
        """
        pool, gap = self.pool, self.bound - (self.best + 1)
        charges = pool.prices(np.concatenate([self.prices, np.zeros(len(pool.limits) - len(self.prices))]))
        for task, price in enumerate(charges):
            vector = np.zeros(len(self._vector))
            vector[list(price)] = list(price.values())
            yield task, float(self.values[task]) - gap - 1e-3 - pool.facts.tasks[task].unstaffed, vector

    def _round(self, prices: Floats) -> bool:
        """Search every project at these prices; whether a new team was met. Out of time, bounds kept must do."""
        before, going = len(self.pool.columns), True
        charges = self.pool.prices(prices)
        values = np.zeros(len(charges))
        for task, price in enumerate(charges):
            values[task] = self._value(task, price) if going else self._quick(task, price)
            going = going and self.watch.go_on("prices", self.best, self.bound)
        total = float(prices.sum() + values.sum())
        if total < self.bound:
            self.bound, self.prices, self.values = total, prices, values
        return len(self.pool.columns) > before or not going

    def _value(self, task: int, price: dict[int, float], steps: int | None = None, nodes: int | None = None) -> float:
        """Greatest worth less prices of a project, or a bound on it; new teams join the model."""
        key = tuple(sorted(price.items()))
        seen = self._seen[task]
        if seen is not None and seen[0] == key:
            return seen[1]
        own, floor = self.pool.facts.tasks[task].unstaffed, self.pool.best_known(task, price)
        steps, nodes = self._steps if steps is None else steps, self._nodes if nodes is None else nodes
        with self._charged(price) as vector:
            found = self.pool.crews[task].best(vector, floor - own, nodes=nodes, steps=steps, halt=self.watch.halt)
        for team in found.teams[-4:]:
            self.pool.offer(task, team)
        value = max(floor, min(found.bound + own, float(self.alone[task])))  # prices only take away
        self._loose[task] = value > max(floor, found.best + own) + 0.5
        self._seen[task] = key, value
        return value

    def _quick(self, task: int, price: dict[int, float]) -> float:
        """A bound on the worth less prices of a project, from what is known."""
        own, floor = self.pool.facts.tasks[task].unstaffed, self.pool.best_known(task, price)
        with self._charged(price) as vector:
            bound = self.pool.crews[task].bound(vector)
        return max(floor, min(bound + own, float(self.alone[task])))

    @contextmanager
    def _charged(self, price: dict[int, float]) -> Iterator[Floats]:
        """Prices as shape (n_people,), in room that is used again."""
        where = list(price)
        self._vector[where] = list(price.values())
        yield self._vector
        self._vector[where] = 0.0

    def attempt(self, mix: Packed) -> None:
        """A plan from the mixture: teams with the greatest shares first, the rest filled and improved."""
        numbers = np.flatnonzero(mix.shares > 0.01)
        order = numbers[np.argsort(-mix.shares[numbers], kind="stable")].tolist()
        teams = [(self.pool.columns[n].task, self.pool.columns[n].team) for n in order if self.pool.columns[n].team]
        tasks = sorted(range(len(self.pool.crews)), key=lambda t: (-self.alone[t], t))
        plan = filled(self.pool, tasks, teams, halt=self.watch.halt)
        self.offer(improved(self.pool, plan, tasks, self.going, halt=self.watch.halt))
