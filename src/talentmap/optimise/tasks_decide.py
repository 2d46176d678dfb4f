"""Handing out tasks by a sequence of decisions: is there a choice that costs at most this much?

Asked so, the bound at good worths leaves few pairs of person and job, and every pair taken or left out excludes others:
with costs of thousands and a unit or two between bound and question, most of the question answers itself. The costs
asked for go from halfway between bound and best choice upwards, and come back to the low ones with more effort.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial

import numpy as np
from numpy.typing import NDArray

from talentmap.optimise.tasks_improve import Clock
from talentmap.optimise.tasks_prices import SCALE, Tasks
from talentmap.optimise.threads import in_order

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
State = NDArray[np.int8]
Root = tuple[int, int, State, Ints]
"""Status, bound, state of each pair and worths of a question before any search."""
Searched = tuple[int, Ints, int, float]
"""Status, choice, states looked at and seconds of a search."""
_COARSE, _GOOD = (400, 4), (3_000, 10)
"""Subgradient steps, and how many of them without a better bound before they shorten."""
_NODES, _SHORT = 1_000, 300
"""States of a search job by job, and those of one by handfuls."""
_FIRST, _LATER = (4, 1), (2, 2)
"""Searches by handfuls and job by job: the first time over the range, and later ones."""
_STEPS, _SHORT_STEPS = (16, 0.4), (60, 0.03)
"""Subgradient steps in each state, and how far they go at first."""
_FINE, _PART, _ALL = 150, 10, 1 << 30
_NEAR, _PATIENCE = 8, 0.25
"""Units from the bound up to which decisions go on, and for which part of the time they do so further away."""
_PACE, _SLICE = 300.0, 0.4
"""States a second, until that is known; and part of the time left that one search job by job may take."""


class Decisions:
    """The best choice so far, and a cost below which there is none.

    Parameters
    ----------
    tasks
        The question; no room below 0.
    place
        A choice that holds.
    least
        No choice costs less.
    worth
        Shape (n_jobs,), times SCALE: what having each job done is worth, to begin with.
    seed
        Of the lots.
    within
        Gives the pairs that a choice of at most so much may contain, shape (n_people, n_jobs).
    workers
        Searches under way at a time; what they find does not depend on it.

    References
    ----------
    Posta, Ferland, Michelon (2012), An exact method with variable fixing for solving the generalized assignment
    problem, doi:10.1007/s10589-011-9432-0: decisions instead of one minimum, depth first with the jobs relaxed, and
    pairs excluded by knapsacks from both ends. The order by how divided a pair is, the descents by handfuls, and the
    order of the decisions are ours.
    """

    def __init__(
        self,
        tasks: Tasks,
        place: Ints,
        least: int,
        worth: Ints,
        seed: int,
        within: Callable[[int], Bools],
        workers: int = 1,
    ) -> None:
        self.tasks, self.place, self.least, self.within, self.workers = tasks, place, least, within, workers
        self.worth = self.better = worth
        self._lot, self._pace = seed * 1_000, _PACE
        self._last: tuple[int, _Question, Root, Root] | None = None

    @property
    def value(self) -> int:
        """Cost of the best choice so far."""
        return self.tasks.value(self.place)

    def run(self, until: float, clock: Clock) -> None:
        """Ask until bound and best meet or the clock stops; without a limit once over the whole range.

        Where bound and best are not near each other after part of the time, it ends too: other searches do more there.
        """
        effort, asked, begun = 1, self.least, clock()
        while self.value > self.least and clock() < until:
            if self.value > self.least + _NEAR and clock() > begun + _PATIENCE * (until - begun):
                return
            asked = max(asked, self.least)
            if asked >= self.value:
                if math.isinf(until):
                    return
                effort, asked = 2 * effort, self.least
            limit = (asked + self.value - 1) // 2
            if not self._asked(limit, effort, until, clock):
                asked = limit + 1

    def _asked(self, limit: int, effort: int, until: float, clock: Clock) -> bool:
        """Whether a choice of at most `limit` was found; `least` goes above the limit where there is none."""
        from talentmap.optimise.tasks_decide_kernels import OPEN  # late: numba takes half a second to load

        if self._last is None or self._last[0] != limit:
            question = _Question(self.tasks, self.within(limit), limit)
            coarse = question.settled(self.worth, *_COARSE)
            good = coarse
            if coarse[0] == OPEN:
                self._read(limit, *coarse[:2], None)
                good = question.settled(coarse[3] if self.better is self.worth else self.better, *_GOOD)
            if good[0] != OPEN:
                return self._read(limit, *good[:2], question.place)
            self._read(limit, *good[:2], None)
            self.better = good[3]
            self._last = (limit, question, coarse, good)
        _, question, coarse, good = self._last
        if self.least > limit:
            return False
        short, deep = _FIRST if effort == 1 else _LATER
        turns = self._turns(question, (good, coarse), short, deep, effort, until, clock)
        with closing(in_order(turns, self.workers)) as searches:
            for turn, (status, place, used, seconds) in enumerate(searches):
                self._lot += 1
                if turn >= short:
                    self._pace = used / max(seconds, 1e-3)
                if status != OPEN and self._read(limit, status, 0, place):
                    return True
                if self.least > limit:
                    return False
        return False

    def _turns(
        self,
        question: _Question,
        roots: tuple[Root, Root],
        short: int,
        deep: int,
        effort: int,
        until: float,
        clock: Clock,
    ) -> Iterator[Callable[[Ints], Searched]]:
        """Searches of one question: by handfuls, then job by job, from each root in turn, each by another lot."""
        first = self._lot + 1
        for turn in range(short + deep):
            rest = until - clock()
            if rest <= 0:
                return
            search = partial(question.searched, *roots[turn % 2][2:], lot=first + turn, clock=clock)
            if turn < short:
                yield partial(search, _SHORT, _SHORT_STEPS, (False, 0.3, _FINE))
                continue
            nodes = _NODES * effort
            if not math.isinf(until):
                nodes = min(nodes, 1 + int(self._pace * _SLICE * rest))
            yield partial(search, nodes, _STEPS, (True, 0.1, _ALL))

    def _read(self, limit: int, status: int, bound: int, place: Ints | None) -> bool:
        """Take over what a question has shown; whether that is a better choice."""
        from talentmap.optimise.tasks_decide_kernels import FOUND, NONE, OPEN

        if status == NONE:
            self.least = max(self.least, limit + 1)
        elif status == FOUND and place is not None and self.tasks.holds(place):
            if self.tasks.value(place) < self.value:
                self.place = place
                return True
        elif status == OPEN:  # of choices up to the limit; the others cost more than it
            self.least = max(self.least, min(-(-bound // SCALE), limit + 1))
        return False


class _Question:
    """Is there a choice of at most this cost among these pairs?"""

    def __init__(self, tasks: Tasks, allowed: Bools, limit: int) -> None:
        person, job = np.nonzero(allowed & tasks.usable)
        self.room, self.limit, self.jobs = tasks.room, limit * SCALE, tasks.cost.shape[1]
        self.first = np.searchsorted(person, np.arange(len(tasks.room) + 1)).astype(np.int64)
        self.pairs = np.stack([person, job, tasks.load[person, job], tasks.cost[person, job] * SCALE])
        self.place = np.zeros(self.jobs, dtype=np.int64)

    def settled(self, worth: Ints, steps: int, patience: int) -> Root:
        """What follows at once: status, bound, state of each pair, worths; a choice found is in `place`."""
        from talentmap.optimise.tasks_decide_kernels import PLACE, settle  # late: numba takes half a second to load

        count, people, most = self.pairs.shape[1], len(self.room), int(np.diff(self.first).max(initial=1)) + 1
        state, worth, of_job = np.zeros(count, dtype=np.int8), worth.copy(), np.zeros((6, self.jobs), np.int64)
        tables = np.zeros((2, most, int(self.room.max()) + 1), np.int64)
        of_pair, of_person = np.zeros((11, max(count, 1)), np.int64), np.zeros((2, people + 1), np.int64)
        status, bound = settle(
            self.first, self.pairs, self.room, state, worth, self.limit, steps, patience, 1.0,
            of_pair, of_job, of_person, np.zeros(count), tables,
        )  # fmt: skip
        self.place = of_job[PLACE]
        return int(status), int(bound), state, worth

    def searched(
        self,
        state: State,
        worth: Ints,
        nodes: int,
        steps: tuple[int, float],
        order: tuple[bool, float, int],
        stop: Ints,
        *,
        lot: int,
        clock: Clock,
    ) -> Searched:
        """Status, choice, states looked at and seconds of one search from here; `stop` ends it."""
        from talentmap.optimise.tasks_decide_kernels import descend  # late: numba takes half a second to load

        rounds, theta = steps
        divided, noise, fine = order
        begun = clock()
        status, place, used = descend(
            self.first, self.pairs, self.room, state, worth, self.limit, nodes, rounds, theta,
            divided, noise, fine, _PART, lot, stop,
        )  # fmt: skip
        return int(status), place, int(used), clock() - begun
