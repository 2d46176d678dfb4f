"""Everybody in small groups with the largest sum of scores, by column generation: a proof, not only a good answer.

The linear model has a column for every group anyone could think of; its prices say which few of them matter. People
who count alike are one kind, so that the model knows no two answers that differ in names only. Its bound, rounded down
to a whole step, usually meets what annealing has found. Where it does not, all groups that could still be part of a
better answer are listed, and a model in whole numbers chooses from them.

References
----------
Barnhart, Johnson, Nemhauser, Savelsbergh and Vance (1998), Branch-and-price, doi:10.1287/opre.46.3.316 (columns and
bound); Baldacci, Christofides and Mingozzi (2008), doi:10.1007/s10107-007-0178-5 (listing what can still improve);
Kirkpatrick, Gelatt and Vecchi (1983), Optimization by simulated annealing, doi:10.1126/science.220.4598.671.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from talentmap.errors import VerificationError
from talentmap.groups.criteria import Criteria
from talentmap.groups.partition import Task, best_sizes, numbers_of_groups, task_of
from talentmap.groups.pricing import Pricing
from talentmap.groups.totals import spread_bound
from talentmap.optimise.options import SEED, Listener, Progress
from talentmap.results import Status
from talentmap.vocabulary import text

Ints = NDArray[np.int64]
_STEPS = 30_000
"""Steps of one annealing."""
_SMALL = 7
"""Groups larger than this are too many to price without a bound of another kind first."""


@dataclass(frozen=True)
class Found:
    """A partition and what is known of it.

    Parameters
    ----------
    groups
        Positions of the members of each group, ascending; groups in the order of their first members.
    value, bound
        Sum of the scores, and proven bound on that of any partition, in units of the criteria; 0 without a partition.
    status
        OPTIMAL, FEASIBLE (time was up), INFEASIBLE (no sizes add up, or no partition keeps the pairs) or NOT_FOUND
        (time was up before there was one).
    method
        How the bound was reached: ``sizes``, ``totals``, ``prices``, ``listed``.
    seconds
        Time it took.
    """

    groups: tuple[tuple[int, ...], ...]
    value: int
    bound: int
    status: Status
    method: str
    seconds: float


def best_partition(
    criteria: Criteria,
    n: int,
    *,
    sizes: tuple[int, int],
    n_groups: int | tuple[int, int] | None = None,
    seconds: float = 60.0,
    seed: int = SEED,
    listener: Listener | None = None,
    apart: Sequence[tuple[int, int]] = (),
    together: Sequence[tuple[int, int]] = (),
) -> Found:
    """Part everybody into groups so that the sum of the group scores is largest.

    Parameters
    ----------
    criteria
        Score of a group, for every size that is allowed.
    n
        Number of people.
    sizes
        Smallest and largest group.
    n_groups
        How many groups, or the fewest and the most; free where not said.
    seconds
        Time limit on the clock.
    seed
        Seed of the search.
    listener
        Hears of progress, in units of the criteria; answering False stops.
    apart, together
        Pairs of positions that must not, or must, be in one group.
    """
    began = time.perf_counter()
    numbers = numbers_of_groups(n, sizes, n_groups)
    if not numbers:
        return Found((), 0, 0, Status.INFEASIBLE, "sizes", time.perf_counter() - began)
    if not n:
        return Found((), 0, 0, Status.OPTIMAL, "sizes", time.perf_counter() - began)
    task = task_of(criteria, n, sizes, apart, together)
    search = _Search(task, numbers, began, seconds, seed, listener)
    search.run()
    return search.found(apart, together)


class _StopError(Exception):
    """Time is up, or the listener asked to stop."""


class _Search:
    """One run: the best labels so far, and the bound."""

    def __init__(
        self, task: Task, numbers: list[int], began: float, seconds: float, seed: int, listener: Listener | None
    ) -> None:
        self.task, self.numbers, self.began, self.until = task, numbers, began, began + seconds
        self.seed, self.listener, self.rounds = seed, listener, 0
        self.value: int | None = None
        self.label, self.method, self.none = np.zeros(0, dtype=np.int64), "sizes", False
        top_of = {g: best_sizes(task.tops(), task.n_people, task.low, g) for g in numbers}
        self.bound = max(top_of.values())
        self.likely = sorted(numbers, key=lambda g: (-top_of[g], g))[:8]
        self.pricing = Pricing(task, numbers)

    @property
    def done(self) -> bool:
        """Whether the best is proven, or that there is none."""
        return self.none or (self.value is not None and self.value >= self.bound)

    def run(self) -> None:
        """Anneal, price, and where a gap remains list and choose; then anneal on as long as there is time."""
        if self.task.apart.diagonal().any() or self.task.weight.max() > self.task.high:
            self.none = True
            return
        try:
            self._anneal(len(self.likely), _STEPS)
            if not self.done and self.task.high > _SMALL:
                self._spread()
                self._anneal(12, 10 * _STEPS)
            if not self.done:
                if self._price():
                    self._anneal(20, _STEPS)
                    if not self.done:
                        self._choose()
                else:
                    self._spread()
            while not self.done:
                self._anneal(40, 10 * _STEPS)
        except _StopError:
            pass

    def _look(self) -> float:
        """Seconds left; stops when there are none or the listener says so."""
        now = time.perf_counter()
        if now > self.until:
            raise _StopError
        if self.listener is not None:
            step = self.task.step
            best = math.nan if self.value is None else float(self.value * step)
            told = Progress("groups", now - self.began, best, float(self.bound * step))
            if self.listener(told) is False:
                raise _StopError
        return self.until - now

    def _anneal(self, times: int, steps: int) -> None:
        """Anneal from fresh starts, each with one of the likely numbers of groups in turn."""
        from talentmap.groups.column_kernels import annealed

        task = self.task
        rng = np.random.default_rng([self.seed, self.rounds])
        hot = max(1.0, float(np.abs(task.tables).max(initial=1)) / 20)
        cold = max(0.15, hot / 500)
        for turn in range(times):
            self._look()
            start = self._start(self.likely[turn % len(self.likely)], rng)
            if start is None:
                continue
            seed, penalty = int(rng.integers(1, 2**31)), 1 + 2 * task.most
            fixed = (task.weight, task.feature, task.apart, penalty, task.low, task.high, *task.lookup)
            label, value = annealed(start, *fixed, steps, hot, cold, seed, self.bound)
            self._offer(label, int(value))
            if self.done:
                break
        self.rounds += 1

    def _start(self, groups: int, rng: np.random.Generator) -> Ints | None:
        """Labels with allowed sizes: large units first, each to the group with the most room."""
        task = self.task
        order = rng.permutation(len(task.units))
        order = order[np.argsort(-task.weight[order], kind="stable")]
        size, label = np.zeros(groups, dtype=np.int64), np.zeros(len(order), dtype=np.int64)
        for unit in order:
            group = int(np.argmin(size))
            label[unit] = group
            size[group] += task.weight[unit]
        return label if size.min() >= task.low and size.max() <= task.high else None

    def _offer(self, label: Ints, value: int) -> None:
        """Keep labels that are better, and their groups as columns, if they keep every pair apart."""
        if (self.task.apart & (label[:, None] == label[None, :])).any():
            return
        for group in range(int(label.max()) + 1):
            self.pricing.remember(self.task.kind[label == group].tolist())
        if self.value is None or value > self.value:
            self.value, self.label = value, label

    def _spread(self) -> None:
        """Lower the bound to what each term could have on its own."""
        bound = spread_bound(self.task, self.numbers)
        if bound < self.bound:
            self.bound, self.method = bound, "totals"

    def _price(self) -> bool:
        """Lower the bound to that of the linear model. True when it was reached."""

        def goal(bound: int) -> bool:
            if bound < self.bound:
                self.bound, self.method = bound, "prices"
            return self.done

        complete, mix = self.pricing.lower(goal, self._look)
        if self.value is None and self.bound < -self.task.most * max(self.numbers):
            self.none = True  # only by leaving somebody out: no partition keeps the rules
        if mix is not None:
            near = [g for g in self.numbers if abs(g - self.pricing.groups_in(mix)) < 1.0]
            self.likely = near or self.likely[:3]
        return complete

    def _choose(self) -> None:
        """Let a model in whole numbers choose from all groups that could be part of a better answer."""
        chosen, proven = self.pricing.choose(self.value, self._look())
        if chosen is not None:
            label = np.full(len(self.task.units), -1, dtype=np.int64)
            for group, kinds in enumerate(chosen):
                for kind in kinds:
                    label[np.flatnonzero((self.task.kind == kind) & (label < 0))[0]] = group
            self._offer(label, sum(self.pricing.columns[kinds] for kinds in chosen))
        if proven and self.value is None:
            self.none = True
        elif proven and self.value is not None:
            self.bound, self.method = self.value, "listed"

    def found(self, apart: Sequence[tuple[int, int]], together: Sequence[tuple[int, int]]) -> Found:
        """The answer, checked person by person."""
        seconds, step = time.perf_counter() - self.began, self.task.step
        if self.none:
            return Found((), 0, 0, Status.INFEASIBLE, self.method, seconds)
        if self.value is None:
            return Found((), 0, self.bound * step, Status.NOT_FOUND, self.method, seconds)
        groups = self.task.groups_of(self.label)
        value = sum(self.task.criteria.score(group) for group in groups)
        home = {person: k for k, group in enumerate(groups) for person in group}
        kept = (
            sorted(home) == list(range(self.task.n_people))
            and all(self.task.low <= len(group) <= self.task.high for group in groups)
            and len(groups) in self.numbers
            and all(home[a] != home[b] for a, b in apart)
            and all(home[a] == home[b] for a, b in together)
            and value == self.value * step <= self.bound * step
        )
        if not kept:
            raise VerificationError(text("criteria.partition", value=value, found=self.value * step))
        status = Status.OPTIMAL if self.done else Status.FEASIBLE
        return Found(groups, value, self.bound * step, status, self.method, seconds)
