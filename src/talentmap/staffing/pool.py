"""Teams met so far, as columns of the linear model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from talentmap.optimise.crew import Crew
from talentmap.optimise.packing import Packed, Packing
from talentmap.staffing.facts import Facts
from talentmap.staffing.limits import tightest
from talentmap.staffing.schedules import Schedules

Floats = NDArray[np.float64]
Team = tuple[int, ...]


@dataclass(frozen=True)
class Column:
    """A team of a project, or no team; `worth` with what leaving or keeping the current team is worth."""

    task: int
    team: Team
    worth: int


@dataclass(frozen=True)
class Limit:
    """What one person can do: the sum of share x (whether in the project) is at most 1 in every plan."""

    person: int
    shares: tuple[tuple[int, float], ...]


@dataclass(eq=False)
class Pool:
    """Columns and limits of one question, and their linear model.

    Parameters
    ----------
    facts, crews, schedules
        The question.
    empty
        Shape (n_tasks,): worth of leaving each project unstaffed.
    most
        Shape (n_tasks,): no team of a project is worth more.
    """

    facts: Facts
    crews: Sequence[Crew]
    schedules: Schedules
    empty: Sequence[int]
    columns: list[Column] = field(default_factory=list)
    limits: list[Limit] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.model = Packing(len(self.crews), float(self.facts.scale))
        self.most = [float("inf")] * len(self.crews)
        self._known: set[tuple[int, Team]] = set()
        self.of_task: list[list[int]] = [[] for _ in self.crews]
        self._with: dict[tuple[int, int], list[int]] = {}
        self.tasks_of: dict[int, list[int]] = {}
        self._limits_of: dict[int, list[int]] = {}
        for task, worth in enumerate(self.empty):
            self._add(Column(task, (), worth))

    def worth(self, task: int, team: Team) -> int:
        """Worth of a team for a project, moving costs included."""
        return self.crews[task].worth(team) + self.facts.tasks[task].unstaffed

    def offer(self, task: int, team: Team) -> bool:
        """Add a team if it is new."""
        if (task, team) in self._known:
            return False
        self._add(Column(task, team, self.worth(task, team)))
        return True

    def _add(self, column: Column) -> None:
        self._known.add((column.task, column.team))
        number = len(self.columns)
        limits = [
            (k, share)
            for person in column.team
            for k in self._limits_of.get(person, ())
            for task, share in self.limits[k].shares
            if task == column.task
        ]
        self.columns.append(column)
        self.of_task[column.task].append(number)
        for person in column.team:
            key = person, column.task
            if key not in self._with:
                self.tasks_of.setdefault(person, []).append(column.task)
                self._with[key] = []
            self._with[key].append(number)
        self.model.column(column.task, column.worth, limits)

    def solve(self, go_on: Callable[[], bool] = lambda: True) -> Packed:
        """The linear model with every limit it would break, or as many as there is time for."""
        while True:
            mix = self.model.solve()
            if not go_on() or not self._tighten(mix.shares):
                return mix

    def _tighten(self, shares: Floats) -> bool:
        """Add the limits that a mixture breaks; whether there were any."""
        part: dict[int, dict[int, float]] = {}
        for number in np.flatnonzero(shares > 1e-7).tolist():
            column = self.columns[number]
            for person in column.team:
                mine = part.setdefault(person, {})
                mine[column.task] = mine.get(column.task, 0.0) + float(shares[number])
        added = False
        for person in sorted(part):
            if len(part[person]) > 1:
                found = tightest(self.schedules, person, part[person], self.tasks_of[person])
                if found is not None:
                    self._limit(Limit(person, tuple(sorted(found.items()))))
                    added = True
        return added

    def _limit(self, limit: Limit) -> None:
        self._limits_of.setdefault(limit.person, []).append(len(self.limits))
        self.limits.append(limit)
        entries = [(n, share) for task, share in limit.shares for n in self._with.get((limit.person, task), ())]
        self.model.limit([n for n, _ in entries], [share for _, share in entries])

    def prices(self, limit_price: Floats) -> list[dict[int, float]]:
        """Per project, person -> price: what their limits charge for being in it."""
        found: list[dict[int, float]] = [{} for _ in self.crews]
        for limit, price in zip(self.limits, limit_price.tolist(), strict=True):
            if price > 0:
                for task, share in limit.shares:
                    found[task][limit.person] = found[task].get(limit.person, 0.0) + share * price
        return found

    def best_known(self, task: int, price: dict[int, float]) -> float:
        """Greatest worth less prices of the columns of a project, no team included."""
        best = -np.inf
        for number in self.of_task[task]:
            column = self.columns[number]
            best = max(best, column.worth - sum(price.get(p, 0.0) for p in column.team))
        return best

    def limits_of(self, person: int) -> Sequence[int]:
        """Numbers of the limits of a person."""
        return self._limits_of.get(person, ())
