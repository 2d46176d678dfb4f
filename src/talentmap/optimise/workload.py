"""Coverage under load: a team for every task, nobody in too many, and as much covered as can be.

The coverage of a task is the share of the skills it needs that its team has; everybody in a team brings all they have.
Experts with the same skills are one kind, with their places together: a task never needs two of a kind, so places can
always be dealt out to the people of a kind without anybody twice in one team.

References
----------
Vombatkere and Terzi (2023), Balancing Task Coverage and Expert Workload in Team Formation, SIAM International
Conference on Data Mining, doi:10.1137/1.9781611977653.ch73: the problem.
Bound: Lagrangian relaxation of the places, with the best team of each task at given prices worked out exactly over
sets of skills (Held and Karp's recursion over subsets). First teams: the greedy of Fisher, Nemhauser and Wolsey (1978,
doi:10.1007/BFb0121195), which covers at least half of the most. Search: ejection chains along the prices (Glover 1996,
doi:10.1016/0166-218X(94)00037-E).
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from talentmap.optimise.options import Options, Progress
from talentmap.optimise.workload_kinds import Floats, Ints, Workload
from talentmap.results import Status

_STEPS, _SLICE = 400, 5
_TIRED = 1e-3
_LEVELS = (0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.85, 1.0)
"""Levels at which prices may begin, as shares of the most an expert can bring to a task, or of earlier prices."""
_ROUNDS = 2_000
"""Chains between two looks at the clock."""
_QUIET = 40
"""Passes over all tasks without a gain after which a search without a clock ends."""


@dataclass(frozen=True, eq=False)
class Spread:
    """Teams for one load.

    Parameters
    ----------
    status
        OPTIMAL, FEASIBLE or NOT_FOUND.
    teams
        Shape (n_tasks, most members): kinds of experts, -1 behind the last.
    coverage, bound
        Sum over tasks, and what no teams can exceed, in tasks.
    prices
        Shape (n_kinds of experts,): worth of one place more.
    timing
        Seconds per step.
    """

    status: Status
    teams: Ints
    coverage: float
    bound: float
    prices: Floats
    timing: dict[str, float] = field(default_factory=dict)


def spread(work: Workload, load: int, options: Options | None = None, start: Spread | None = None) -> Spread:
    """Teams of most coverage with at most `load` tasks for each expert; `start`: those of a smaller load.

    Without a time limit prices and search end when they have long found nothing better: the same seed then gives the
    same teams.
    """
    return _Spreading(work, load, options or Options(), start).run()


class _Spreading:
    """One load: the state of the compiled loops, the bound and the clock."""

    def __init__(self, work: Workload, load: int, options: Options, start: Spread | None) -> None:
        self.work, self.options = work, options
        self.began = time.perf_counter()
        self.until = math.inf if options.time_limit is None else self.began + options.time_limit
        self.places = work.places(load)
        n, width = len(work.tasks), int(work.size.max(initial=1))
        self.teams = np.full((n, width), -1, dtype=np.int64)
        self.seats = np.zeros((n, width), dtype=np.int64)
        self.first = np.concatenate([[0], np.cumsum(self.places)])[:-1].astype(np.int64)
        self.users = np.zeros(int(self.places.sum()) + 1, dtype=np.int64)
        self.filled = np.zeros(work.n_kinds, dtype=np.int64)
        self.covered = np.zeros(n, dtype=np.int64)
        self.worth = work.scale // work.size[work.tasks] if n else np.zeros(0, dtype=np.int64)
        self.draws = np.random.default_rng(options.seed)
        self.price = np.zeros(work.n_kinds)
        self.bound, self.total, self.stopped = self._ceiling(), 0, False
        if start is not None:
            self._take_over(start)

    def _ceiling(self) -> float:
        """Each skill by itself: as often as there are places of people who have it, for the tasks it is worth most to.

        What the last of those is worth is a first price of the skill, and the sum over skills one of a place.
        """
        work = self.work
        slots = np.bincount(work.held, weights=self.places[work.holder], minlength=int(work.asked.max(initial=-1)) + 1)
        worth, many = 1.0 / np.repeat(work.size, work.size), np.repeat(work.many, work.size)
        order = np.lexsort((-worth, work.asked))
        skill, worth, many = work.asked[order], worth[order], many[order]
        before = np.cumsum(many) - many
        before -= before[np.searchsorted(skill, skill)]
        taken = np.clip(slots[skill] - before, 0, many)
        price = np.zeros(len(slots))
        np.maximum.at(price, skill[taken < many], worth[taken < many])
        self.skill_price = np.bincount(work.holder, weights=price[work.held], minlength=work.n_kinds)
        return float((taken * worth).sum())

    def _take_over(self, start: Spread) -> None:
        """Begin with the teams and prices of a smaller load, which keep this one too."""
        self.price = start.prices.copy()
        for a, row in enumerate(start.teams.tolist()):
            union = 0
            low, high = self.work.starts[self.work.tasks[a] :][:2]
            for k, e in enumerate(e for e in row if e >= 0):
                self.teams[a, k], self.seats[a, k] = e, self.filled[e]
                self.users[self.first[e] + self.filled[e]] = a
                self.filled[e] += 1
                union |= int(self.work.mask[low + np.searchsorted(self.work.expert[low:high], e)])
            self.covered[a] = bin(union).count("1")
        self.total = int(self.covered @ self.worth)

    def run(self) -> Spread:
        """First teams, greedy ones, prices and teams by them twice, then chains until proven, quiet or out of time."""
        if self.options.time_limit is not None and self.options.time_limit <= 0:
            return Spread(Status.NOT_FOUND, self.teams, 0.0, self.bound, self.price)
        timing: dict[str, float] = {}
        if len(self.work.tasks) and self.places.any():
            steps = (self._first, self._greedy, self._prices, self._again, self._prices, self._again, self._search)
            names = ("first", "greedy", "prices", "again", "prices", "again", "search")
            for name, step in zip(names, steps, strict=True):
                began = time.perf_counter()
                if not self._over or not self.total:
                    step()
                timing[name] = timing.get(name, 0.0) + time.perf_counter() - began
        coverage = self.total / self.work.scale
        status = Status.OPTIMAL if self.proven else Status.FEASIBLE
        bound = coverage if self.proven else max(self.bound, coverage)
        return Spread(status, self.teams, coverage, bound, self.price, timing)

    @property
    def proven(self) -> bool:
        """Whether less than one unit lies between coverage and bound."""
        if not self.places.any():
            return True
        return math.floor(self.bound * self.work.scale + 1e-3) <= self.total

    @property
    def _over(self) -> bool:
        return self.stopped or self.proven or time.perf_counter() >= self.until

    def _tell(self, stage: str) -> None:
        listener = self.options.listener
        if listener is not None:
            seconds = time.perf_counter() - self.began
            told = Progress(stage, seconds, self.total / self.work.scale, self.bound)
            self.stopped |= listener(told) is False

    def _first(self) -> None:
        """Teams task by task, those of few skills first, from whoever has a place."""
        order = np.argsort(self.work.size[self.work.tasks], kind="stable")
        full = np.full(self.work.n_kinds, 1e3)
        self._chains(order, full, 1, 0.0, 0.0)

    def _prices(self) -> None:
        """Prices of places, and the bound they prove: first one level for all, then each by itself."""
        from talentmap.optimise.workload_kernels import lower_bound

        parts, began = self.work.parts(), time.perf_counter()
        until = began + 0.3 * (self.until - began)

        def steps(now: Floats, kept: Floats, state: tuple[float, float, int], many: int) -> tuple[float, float, int]:
            target = self.total / self.work.scale
            return lower_bound(*parts, self.places, now, kept, heading, state[0], target, *state[1:], many)

        heading, best = np.zeros(self.work.n_kinds), math.inf
        kept = self.price.copy()
        for level in _LEVELS:  # not from 0, where every task wants the same few
            best = steps(level * self._reach(), kept, (best, 0.0, 0), 1)[0]
            for known in (self.price, self.skill_price):
                if known.any():
                    best = steps(np.minimum(level * known, 1.0), kept, (best, 0.0, 0), 1)[0]
        now, state = kept.copy(), (best, 0.5, 0)
        heading[:] = 0.0
        for _ in range(_STEPS // _SLICE):
            state = steps(now, kept, state, _SLICE)
            self.bound = min(self.bound, state[0])
            self._tell("prices")
            if state[1] < _TIRED or self._over or time.perf_counter() > until:
                break
        self.price = kept

    def _reach(self) -> Floats:
        """The largest share of a task that each kind of expert can bring, shaken a little so that no two are alike."""
        work = self.work
        share = np.bitwise_count(work.mask) / np.repeat(work.size, np.diff(work.starts))
        most = np.zeros(work.n_kinds)
        np.maximum.at(most, work.expert, share)
        return most * np.random.default_rng(self.options.seed).uniform(0.99, 1.01, work.n_kinds)

    def _greedy(self) -> None:
        """Teams anew by the largest gain, as the published greedy makes them."""
        from talentmap.optimise.workload_moves import by_gain

        work = self.work

        def made() -> None:
            self.total = by_gain(
                work.starts,
                work.expert,
                work.mask,
                work.tasks,
                self.worth,
                self.places,
                self.teams,
                self.seats,
                self.users,
                self.first,
                self.filled,
                self.covered,
            )

        self._anew(made)

    def _again(self) -> None:
        """Teams anew, now that places have prices: each task pays for everybody, then takes who is still free."""
        order = np.argsort(self.work.size[self.work.tasks], kind="stable")

        def made() -> None:
            for free in (1.0, 0.3, 0.0):
                self._chains(order, self.price, 1, 0.0, free)

        self._anew(made)

    def _anew(self, make: Callable[[], None]) -> None:
        """Make all teams from nothing; what was there stays when it covers more."""
        arrays = (self.teams, self.seats, self.users, self.filled, self.covered)
        kept, total = [array.copy() for array in arrays], self.total
        self.teams[:], self.filled[:], self.covered[:], self.total = -1, 0, 0, 0
        make()
        if self.total < total:
            self.total = total
            for array, old in zip(arrays, kept, strict=True):
                array[:] = old

    def _search(self) -> None:
        """Chains begun by tasks not covered in full, in random order, until the clock or until nothing is gained."""
        quiet = 0
        size = self.work.size[self.work.tasks]
        while not self._over:
            open_tasks = np.flatnonzero(self.covered < size)
            if not len(open_tasks):
                break
            order = self.draws.permutation(open_tasks)
            before = self.total
            for k in range(0, len(order), _ROUNDS):
                part = order[k : k + _ROUNDS]
                self._chains(part, self.price, 12, 2.0, 0.1)
                if self._over:
                    break
            self._tell("search")
            quiet = 0 if self.total > before else quiet + 1
            if quiet > _QUIET and math.isinf(self.until):
                break

    def _chains(self, order: Ints, price: Floats, most: int, noise: float, free: float) -> None:
        from talentmap.optimise.workload_moves import chains

        work = self.work
        self.total += chains(
            work.starts,
            work.expert,
            work.mask,
            work.size,
            work.tasks,
            self.worth,
            self.places,
            price,
            self.teams,
            self.seats,
            self.users,
            self.first,
            self.filled,
            self.covered,
            order,
            len(order),
            most,
            noise,
            free,
            self.draws,
        )
