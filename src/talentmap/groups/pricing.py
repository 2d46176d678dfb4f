"""Which groups matter: the linear model over all groups, its prices and bound, and what a better answer could hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from talentmap.groups.partition import Task
from talentmap.optimise.linear import ColumnModel, Mix
from talentmap.results import Status

Ints = NDArray[np.int64]
Kinds = tuple[int, ...]
"""A group by the kinds of its units, ascending."""
_FINE = 20
"""Prices are whole multiples of 2**-20 of a step where that fits 64 bits: bounds are then exact."""
_LOOKS = 30_000_000
"""Partial groups one search looks at, at most."""
_GLANCE = 10_000
"""Partial groups with the same lowest kind looked at while prices are far from right."""
_LISTED = 150_000
"""Most groups that are listed to choose from."""
_CERTAIN = 10**8
"""Sums of worths above this are beyond the tolerance of a solver in whole numbers: its word is then no proof."""


class Pricing:
    """The linear model over all groups, of which it holds those met so far.

    Parameters
    ----------
    task
        The question.
    numbers
        Allowed numbers of groups, ascending.
    """

    def __init__(self, task: Task, numbers: Sequence[int]) -> None:
        self.task, self.numbers = task, numbers
        self.columns: dict[Kinds, int] = {}
        self.never = 4 * task.most * max(numbers)
        self.fine = 2 ** max(0, min(_FINE, 60 - self.never.bit_length() - task.side.bit_length()))
        self._unit = max(1.0, task.most / 1000)  # worths the solver sees stay near a thousand
        self._matter = np.zeros(0, dtype=np.int64)
        self._gain, self._proven = 0, 0

    def remember(self, kinds: Iterable[int]) -> Kinds:
        """Keep a group, given by the kinds of its units; its key."""
        key = tuple(sorted(kinds))
        if key not in self.columns:
            people = [person for unit in self.task.units_of(key) for person in unit]
            self.columns[key] = self.task.criteria.score(people) // self.task.step
        return key

    def lower(self, goal: Callable[[int], bool], left: Callable[[], float]) -> tuple[bool, Mix | None]:
        """Add the groups that prices ask for until there are none.

        Parameters
        ----------
        goal
            Told of every bound on the sum of scores, in steps; True when it is low enough.
        left
            Seconds left; may raise to stop.

        Returns
        -------
        Whether prices and bound are those of the whole linear model, and its last mix.
        """
        model, known = self._model(), 0
        model.add(np.eye(len(self.task.number) + 1, dtype=np.int64), self._worth([-self.never] * len(self._rows())))
        while True:
            fresh = list(self.columns)[known:]
            known += len(fresh)
            model.add(self._matrix(fresh), self._worth([self.columns[kinds] for kinds in fresh]))
            mix = model.shares(left())
            if mix.status is not Status.OPTIMAL:
                return False, None
            price = np.rint(mix.prices * self._unit * self.fine).astype(np.int64)
            complete = self._ask(price, _GLANCE)
            if not complete and len(self.columns) == known:
                complete = self._ask(price, _LOOKS)
            if complete and goal(self._proven // self.fine):
                return True, mix
            if len(self.columns) == known:
                return complete, mix

    def groups_in(self, mix: Mix) -> float:
        """Number of groups of a mix."""
        return float(mix.shares[len(self._rows()) :].sum())

    def choose(self, value: int | None, seconds: float) -> tuple[list[Kinds] | None, bool]:
        """The best partition worth more than `value` (any, if None), out of every group that one could hold.

        Returns
        -------
        The groups, None where there are none; and whether that is proven.
        """
        floor = -(2**62) if value is None else self._gain - (self._proven - (value + 1) * self.fine) - 1
        columns = np.full((_LISTED, self.task.high), -1, dtype=np.int64)
        stored, _, looked, order = self._search(self._matter, max(floor, -(2**62)), columns, _LOOKS, every=True)
        whole = stored >= 0 and looked >= 0
        if whole:
            listed = [self.remember(order[row[row >= 0]].tolist()) for row in columns[:stored]]
        else:  # too many: those met so far, which may hold a better answer but prove nothing
            listed = list(self.columns)
        if not listed:
            return None, whole
        model = self._model()
        model.add(self._matrix(listed), self._worth([self.columns[kinds] for kinds in listed]))
        mix = model.whole(seconds if whole else seconds / 2, 0.5 / self._unit)
        certain = whole and mix.status in (Status.OPTIMAL, Status.INFEASIBLE) and self.never < _CERTAIN
        if not mix.status.has_solution:
            return None, certain
        return [kinds for kinds, k in zip(listed, mix.shares, strict=True) for _ in range(round(k))], certain

    def _rows(self) -> Ints:
        return np.append(self.task.number, 0)

    def _model(self) -> ColumnModel:
        """Rows: each kind exactly as often as there are units of it; and the number of groups."""
        number = self.task.number.astype(float)
        low, high = float(min(self.numbers)), float(max(self.numbers))
        return ColumnModel(np.append(number, low), np.append(number, high))

    def _matrix(self, columns: Sequence[Kinds]) -> Ints:
        matrix = np.zeros((len(columns), len(self._rows())), dtype=np.int64)
        for k, kinds in enumerate(columns):
            np.add.at(matrix[k], list(kinds), 1)
        matrix[:, -1] = 1
        return matrix

    def _worth(self, scores: Sequence[int]) -> NDArray[np.float64]:
        return np.array(scores, dtype=float) / self._unit

    def _ask(self, price: Ints, fair: int) -> bool:
        """Remember the groups worth more than their prices. True when every group was considered, which proves a bound.

        Everybody at their price, and no group gains more than the best: a bound for any prices whatever.
        """
        columns = np.full((len(self.task.number), self.task.high), -1, dtype=np.int64)
        _, best, looked, order = self._search(price, int(price[-1]), columns, fair, every=False)
        for row in columns[columns[:, 0] >= 0]:
            self.remember(order[row[row >= 0]].tolist())
        if looked < 0:
            return False
        self._matter, self._gain = price, max(best, int(price[-1]))
        people = sum(int(p) * int(k) for p, k in zip(price[:-1], self.task.number, strict=True))
        self._proven = people + max(g * self._gain for g in self.numbers)
        return True

    def _search(self, price: Ints, least: int, columns: Ints, fair: int, *, every: bool) -> tuple[int, int, int, Ints]:
        """Run the compiled search; number stored, best gain, partial groups looked at, and the order of kinds."""
        from talentmap.groups.column_kernels import priced

        task = self.task
        order = np.argsort(price[:-1] // task.weight[task.one_of], kind="stable").astype(np.int64)
        rows = task.one_of[order]
        stored, best, looked = priced(
            task.weight[rows],
            task.feature[rows],
            task.number[order],
            price[:-1][order],
            task.apart[np.ix_(rows, rows)],
            task.low,
            task.high,
            *task.lookup,
            task.reach,
            self.fine,
            least,
            every,
            columns,
            np.zeros(len(columns), dtype=np.int64),
            _LOOKS,
            fair,
        )
        return int(stored), int(best), int(looked), order
