"""Handing out tasks by whole fills: one column for each person and each set of jobs that fits, made when needed.

A plan is one fill for each person so that every job is done once. Its relaxation is as strong as the knapsacks of
`tasks_bound` at their best worths, far above the plain one where people have few jobs; and a plan within a few units
of the bound is made of fills whose reduced costs add up to those few units, so that few fills are left to choose from.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from talentmap.optimise.matrix import Matrix
from talentmap.optimise.options import Options
from talentmap.optimise.relaxation import Relaxation
from talentmap.optimise.tasks_improve import Clock
from talentmap.optimise.tasks_prices import SCALE, Tasks
from talentmap.results import Status

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
_ROUNDS, _CLOSE = 400, 0.02
_NEAR, _SOME = SCALE // 2, 12
"""How near to the best a fill is made with it while prices are sought, and how many for each person."""


class Fills:
    """The relaxation over the fills made so far, and the bound its prices prove.

    Parameters
    ----------
    tasks
        The question; no room below 0.
    value
        Only choices that cost less are looked for.
    worth
        Shape (n_jobs,), times SCALE: what having a job done is worth, to begin with.

    References
    ----------
    Savelsbergh (1997), A branch-and-price algorithm for the generalized assignment problem,
    doi:10.1287/opre.45.6.831; Wentges (1997), Weighted Dantzig-Wolfe decomposition for linear mixed-integer
    programming, doi:10.1111/j.1475-3995.1997.tb00067.x (prices between the best and the newest ones).
    """

    def __init__(self, tasks: Tasks, value: int, worth: Ints) -> None:
        self.tasks, self.usable = tasks, tasks.usable
        people, jobs = tasks.cost.shape
        self.load = np.where(self.usable, tasks.load, tasks.room.max() + 1)
        self.value, self.worth, self.bound = value, worth, np.iinfo(np.int64).min
        self.person, self.jobs, self.cost = np.zeros(0, np.int64), np.zeros((0, jobs), np.bool_), np.zeros(0)
        self._seen: set[tuple[int, bytes]] = set()
        self.share = np.zeros(0)
        model = Matrix()
        undone = model.columns(jobs)  # dear enough to be left out wherever there is a choice
        model.rows(jobs, undone, undone, 1.0, 1.0, 1.0)
        model.rows(people, np.zeros(0), np.zeros(0), 1.0, -np.inf, 1.0)
        dear = 2.0 * float(np.abs(tasks.cost).max(initial=1)) + 2 * np.abs(worth) / SCALE
        self.relaxation = Relaxation(model, -dear, Options(), presolve=False)
        self._priced(worth, _NEAR)

    @property
    def least(self) -> int:
        """Bound on the cost, rounded up to a whole number."""
        return -(-self.bound // SCALE)

    def converge(self, until: float, clock: Clock, rounds: int = _ROUNDS) -> None:
        """Make fills until the bound is that of the relaxation, no cheaper choice is left, or the clock stops."""
        share = 0.5
        for _ in range(rounds):
            answer = self.relaxation.solve()
            if answer.status is Status.OPTIMAL:
                self.share = answer.values[len(self.worth) :]
            if answer.status is not Status.OPTIMAL or self.least >= self.value or clock() >= until:
                return
            if -answer.objective - self.bound / SCALE <= _CLOSE:
                return
            newest = np.rint(self.relaxation.row_prices()[: len(self.worth)] * -SCALE).astype(np.int64)
            before = self.bound
            made = self._priced(np.rint(self.worth * share + newest * (1 - share)).astype(np.int64), _NEAR)
            if not made and share and self.bound == before:
                made = self._priced(newest, _NEAR)
                if not made and self.bound == before:
                    return
            share = min(0.9, share + 0.1) if self.bound > before else max(0.0, share - 0.1)

    def _priced(self, worth: Ints, slack: int) -> int:
        """The bound these worths prove, and the fills near the best at them; how many of these are new."""
        made, bound = [], int(worth.sum())
        for i in range(len(self.tasks.room)):
            fills, top, _ = self.near(i, worth, slack, _SOME)
            made.append((i, fills))
            bound -= top
        if bound > self.bound:
            self.bound, self.worth = bound, worth
        return self._add(made)

    def near(self, i: int, worth: Ints, slack: int, most: int) -> tuple[Bools, int, bool]:
        """Fills of person i at most `slack` from the best, the best gain, and whether none were left out.

        Where there are more than `most`, only those nearer to the best.
        """
        from talentmap.optimise.tasks_fill_kernels import near  # late: numba takes half a second to load

        gain = worth - self.tasks.cost[i] * SCALE
        fills = np.zeros((most, len(gain)), dtype=np.bool_)
        number, top, asked = most + 1, 0, slack
        while number > most:
            number, top = near(gain, self.load[i], int(self.tasks.room[i]), slack, most, fills)
            whole = number <= most and slack == asked
            if number > most and slack == 0:
                number = most
            slack = slack * 5 // 8
        return fills[:number], top, whole

    def _add(self, made: list[tuple[int, Bools]]) -> int:
        """Take these fills into the relaxation; how many were new."""
        person, jobs = [], []
        for i, fills in made:
            for fill in fills:
                key = (i, fill.tobytes())
                if key not in self._seen:
                    self._seen.add(key)
                    person.append(i)
                    jobs.append(fill)
        if person:
            who, what = np.array(person), np.array(jobs)
            cost = (what * self.tasks.cost[who]).sum(axis=1).astype(float)
            rows = np.concatenate([what, np.eye(len(self.tasks.room), dtype=np.bool_)[who]], axis=1)
            at, row = np.nonzero(rows)
            start = np.searchsorted(at, np.arange(len(who)))
            self.relaxation.columns(-cost, start, row, np.ones(len(row)))
            self.person, self.jobs = np.concatenate([self.person, who]), np.concatenate([self.jobs, what])
            self.cost = np.concatenate([self.cost, cost])
        return len(person)

    def cheaper(self, most: int, steps: int) -> tuple[Ints | None, bool]:
        """The cheapest choice below `value` from at most so many fills of each person; and whether that was settled.

        A fill is in no choice of cost `value` - 1 when its reduced cost at the best worths takes the bound beyond it,
        so that with few enough fills left the answer is exact.
        """
        from talentmap.optimise.tasks_fill_kernels import together  # late: numba takes half a second to load

        slack, settled = (self.value - 1) * SCALE - self.bound, True
        if slack < 0:
            return None, True
        each, above, top = [], [], []
        for i in range(len(self.tasks.room)):
            fills, best, whole = self.near(i, self.worth, slack, most)
            loss = best - fills @ (self.worth - self.tasks.cost[i] * SCALE)
            order = np.argsort(loss, kind="stable")
            settled &= whole
            each.append(fills[order])
            above.append(loss[order])
            top.append(best)
        order = np.argsort([len(fills) for fills in each], kind="stable")
        last, others = int(order[-1]), order[:-1]
        what = np.concatenate([each[i] for i in others])
        first = np.concatenate([[0], np.cumsum([len(each[i]) for i in others])])
        count = what.shape[1]
        words = np.zeros((len(what), -(-count // 62)), dtype=np.int64)
        for j in range(count):
            words[:, j // 62] |= what[:, j].astype(np.int64) << (j % 62)
        gain = self.worth - self.tasks.cost[last] * SCALE
        chosen, lost, left = together(
            words,
            np.concatenate([above[i] for i in others]),
            first,
            what @ gain,
            what @ self.load[last],
            top[last] - int(gain.sum()),
            int(self.load[last].sum() - self.tasks.room[last]),
            slack,
            steps,
        )
        if lost < 0:
            return None, settled and left > 0
        place = np.full(count, last, dtype=np.int64)
        for i, k in zip(others.tolist(), chosen.tolist(), strict=True):
            place[what[k]] = i
        better = self.tasks.holds(place) and self.tasks.value(place) < self.value
        return (place if better else None), settled and left > 0
