"""Annealing for `search`: the arrays of one search, its temperatures and the best grouping so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from talentmap.errors import ProblemError
from talentmap.groups.sizing import planned_sizes, upper_bound
from talentmap.optimise.options import Listener, Progress
from talentmap.vocabulary import text

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
_HOT, _COLD = 0.4, 0.2
"""Share of looks that make a move at the first temperature; last temperature as a share of the first."""
_CHUNKS, _LOOKS = 200, 4000
"""Parts of a round between which the clock and the listener are asked; looks in one part at most."""
_SMALL = 50
"""Under so many people the number of pairs need not decide the sizes."""
_FLOAT32 = 2.0**23
"""Whole numbers up to twice this are exact in 32 bits."""


@dataclass(frozen=True, eq=False)
class Task:
    """Input that passed the checks of `search`."""

    distances: Floats
    least: Ints
    most: Ints
    linear: Floats | None
    start: Ints | None

    def value(self, labels: NDArray[np.integer]) -> float:
        """Worth of a grouping, from the input alone."""
        total = 0.0
        for g in range(len(self.least)):
            members = np.flatnonzero(labels == g)
            total += float(np.triu(self.distances[np.ix_(members, members)], 1).sum())
            if self.linear is not None:
                total += float(self.linear[members, g].sum())
        return total

    def keeps(self, labels: NDArray[np.integer]) -> bool:
        """Whether sizes lie within the limits and nobody is where they may not be."""
        sizes = np.bincount(labels, minlength=len(self.least))
        allowed = self.linear is None or np.isfinite(self.linear[np.arange(len(labels)), labels]).all()
        return bool((sizes >= self.least).all() and (sizes <= self.most).all() and allowed)


class Annealing:
    """One search.

    Parameters
    ----------
    task
        The question.
    seed
        Decides every random number.
    listener
        Hears of the best value so far; answering False stops.
    clock
        What tells seconds.
    """

    def __init__(self, task: Task, seed: int, listener: Listener | None, clock: Callable[[], float]) -> None:
        from talentmap.groups import swap_kernels  # late: loading numba takes half a second

        self.kernels, self.task, self.listener, self.clock = swap_kernels, task, listener, clock
        self.began = clock()
        self.n, self.count = len(task.distances), len(task.least)
        self.draw = np.random.default_rng(seed)
        self.state = self.draw.integers(1, 2**62, size=1, dtype=np.uint64)
        self.planned = planned_sizes(task.distances, task.least, task.most)
        self.bound = upper_bound(task.distances, task.least, task.most, task.linear)
        self.bound += 1e-9 * max(abs(self.bound), float(np.abs(task.distances).max(initial=0.0)))
        self.best, self.value = np.zeros(0, dtype=np.int64), -np.inf
        self.steps, self.stopped = 0, False
        self._arrays()

    def _arrays(self) -> None:
        """Distances and worth as whole numbers, in 32 bits where that tells them apart."""
        task, n = self.task, self.n
        linear = np.zeros((n, self.count)) if task.linear is None else task.linear
        self.barred = ~np.isfinite(linear)
        finite = np.where(self.barred, 0.0, linear)
        pairs = task.distances[np.triu_indices(n, 1)]
        self.spread = float(pairs.std()) if len(pairs) else 0.0
        even = len(pairs) == 0 or abs(float(pairs.mean())) < self.spread / 2
        unsure = even or n < _SMALL or task.linear is not None
        self.inserts = unsure and bool((task.least < task.most).any())
        largest = float(np.abs(pairs).max(initial=0.0))
        reach = largest * int(task.most.max()) + float(np.abs(finite).max(initial=0.0))
        typical = float(np.median(np.abs(pairs[pairs != 0]))) if pairs.any() else 1.0
        whole = bool((pairs == np.rint(pairs)).all() and (finite == np.rint(finite)).all())
        kind: type[np.floating] = np.float32
        room = _FLOAT32 / (2 if self.barred.any() else 1)
        if reach > (room if whole else typical * room / 1000):
            kind, room = np.float64, room * 2.0**28
        self.scale = 1.0 if whole and reach <= room else room / max(reach, 1e-300)
        self.distances = np.ascontiguousarray(np.rint(task.distances * self.scale), dtype=kind)
        worth = np.where(self.barred, -2 * room, np.rint(finite * self.scale))
        self.linear = np.ascontiguousarray(worth.T, dtype=kind)
        self.worth, self.own = np.empty((self.count, n), dtype=kind), np.empty(n, dtype=kind)
        length = self.kernels.DRAWS + n + self.count
        self.draws = np.log((self.draw.permutation(length) + 0.5) / length).astype(kind)
        self.labels, self.sizes = np.zeros(n, dtype=np.uint16), np.zeros(self.count, dtype=np.int64)

    def run(self, steps: int | None, seconds: float | None, rounds: int) -> Ints:
        """Search for so long; the best grouping met."""
        for number in range(rounds):
            if number == 0 and self.task.start is not None:
                self._begin(self.task.start)
                self._keep()
            else:
                self._begin(self._drawn())
            self._round(number, steps, seconds, rounds)
            while self.n and self._anneal(0.0, 10 * _LOOKS, True, climbing=True):
                pass
            self._keep()
            if self.stopped or self._tell() is False:
                break
        return self.best

    def _round(self, number: int, steps: int | None, seconds: float | None, rounds: int) -> None:
        """Anneal once, for its part of the steps or of the seconds, whichever is spent first."""
        begun = self.clock() - self.began
        part = None if steps is None else max((steps - self.steps) // (rounds - number), 0)
        slot = None if seconds is None else max((seconds - begun) / (rounds - number), 1e-9)
        if self.n < 2 or self.count < 2 or part == 0:
            return
        first, inserts = self.steps, self.inserts and number % 2 == (rounds > 1)
        hot, done = self._heat(inserts, part), 0.0
        chunk = _LOOKS if part is None else min(max(part // _CHUNKS, 50), _LOOKS)
        while done < 1.0:
            looks = chunk if part is None else min(chunk, part - self.steps + first)
            if looks <= 0:
                break
            self._anneal(hot * _COLD**done, looks, inserts)
            spent = 0.0 if part is None else (self.steps - first) / part
            passed = 0.0 if slot is None else (self.clock() - self.began - begun) / slot
            done = max(spent, passed)
            self.stopped = self.stopped or (steps is not None and passed >= 1.0 > spent)
            if self._tell() is False:
                self.stopped = True
                break

    def _heat(self, inserts: bool, part: int | None) -> float:
        """First temperature: where the share of looks that make a move has fallen to `_HOT`."""
        tries = 300 + 2 * self.n if part is None else max(min(300 + 2 * self.n, part // 200), 1)
        heat = max(self.spread, float(self.barred.any())) * self.scale * 8 + 1e-9
        for _ in range(60):
            if self._anneal(heat, tries, inserts) < _HOT * tries:
                break
            heat *= 0.85
        return heat

    def _anneal(self, heat: float, looks: int, inserts: bool, climbing: bool = False) -> int:
        """Look around at one temperature, or climb; number of moves."""
        limits = self.task.least, self.task.most
        arrays = self.distances, self.worth, self.own, self.labels, self.sizes
        moved, looked = self.kernels.anneal(*arrays, *limits, self.draws, self.state, heat, looks, inserts, climbing)
        self.steps += int(looked)
        return int(moved)

    def _begin(self, labels: NDArray[np.integer]) -> None:
        """Stand at this grouping."""
        self.labels[:] = labels
        self.sizes[:] = np.bincount(labels, minlength=self.count)
        inside = (np.arange(self.count)[:, None] == labels[None, :]).astype(self.distances.dtype)
        self.worth[:] = self.linear + inside @ self.distances
        self.own[:] = self.worth[labels, np.arange(self.n)]

    def _drawn(self) -> Ints:
        """A grouping drawn at random that keeps the limits."""
        if not self.barred.any():
            labels = np.repeat(np.arange(self.count), self.planned)
            return self.draw.permutation(labels)
        seats = np.repeat(np.arange(self.count), self.task.most)
        place = np.concatenate([np.arange(m) for m in self.task.most.tolist()])
        needed = place < self.task.least[seats]
        worth = self.draw.random((self.n, len(seats))) + 2.0 * self.n * needed
        worth[self.barred[:, seats]] = -4.0 * self.n * self.n
        labels = np.zeros(self.n, dtype=np.int64)
        rows, columns = linear_sum_assignment(worth, maximize=True)
        labels[rows] = seats[columns]
        if not self.task.keeps(labels):
            raise ProblemError(text("groups_search.barred"))
        return labels

    def _keep(self) -> None:
        """Remember the grouping stood at if it is the best so far."""
        value = self.task.value(self.labels)
        if value > self.value and self.task.keeps(self.labels):
            self.best, self.value = self.labels.astype(np.int64), value

    def _tell(self) -> object:
        """Tell the listener; False when it asks to stop."""
        if self.listener is None:
            return None
        return self.listener(Progress("search", self.clock() - self.began, self.value, self.bound))
