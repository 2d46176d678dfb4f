"""Which sets of projects one person can work on: hours day by day, and the number of projects.

Between two days on which some project begins or ends the same projects run, so that the least hours in between decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from talentmap.staffing.facts import Facts, Task

FINE = 1_000_000
"""Hours are counted in millionths of a full week: decimals typed by people are whole numbers then."""
_ALL = -1
"""Stands for a project that takes all somebody has."""
Ints = NDArray[np.int64]


class Schedules:
    """What people can do beside each other.

    Attributes
    ----------
    use
        Shape (n_tasks,): hours of a member of each project, -1 for all they have.
    active
        Shape (n_tasks, n_periods): when each project runs.
    room
        Shape (n_people, n_periods): hours people have.
    most
        Shape (n_people,): in how many projects somebody can be.
    periods
        First and last day of each period.
    """

    def __init__(self, facts: Facts) -> None:
        tasks = facts.tasks
        self.periods = _periods(tasks)
        self.use = np.array([_ALL if np.isnan(t.hours) else round(t.hours * FINE) for t in tasks], dtype=np.int64)
        self.active = np.array([[_runs(t, first, last) for first, last in self.periods] for t in tasks], dtype=bool)
        room = [np.rint(facts.free.least(first, last) * FINE) for first, last in self.periods]
        self.room = np.array(room, dtype=np.int64).T
        limit = facts.problem.most_projects
        self.most = np.full(len(facts.people), len(tasks) if limit is None else limit, dtype=np.int64)
        for name in facts.problem.waive:
            kind, _, person = name.partition(":")
            if kind == "capacity" and person in facts.position:
                self.room[facts.position[person]] = FINE * (len(tasks) + 1)
            if kind == "most_projects" and person in facts.position:
                self.most[facts.position[person]] = len(tasks)
        self.overlap = (self.active.astype(np.int64) @ self.active.T.astype(np.int64)) > 0
        self.can = lru_cache(maxsize=200_000)(self._can)

    def load(self, person: int, tasks: Iterable[int]) -> Ints:
        """Shape (n_periods,): hours of a person in these projects."""
        chosen = list(tasks)
        use = np.where(self.use[chosen, None] == _ALL, self.room[person], self.use[chosen, None])
        found: Ints = (use * self.active[chosen]).sum(axis=0)
        return found

    def fits(self, person: int, tasks: Iterable[int]) -> bool:
        """Whether a person can work on all of these."""
        return self.can(person, tuple(sorted(tasks)))

    def _can(self, person: int, tasks: tuple[int, ...]) -> bool:
        if len(tasks) <= 1:
            return True
        if len(tasks) > self.most[person]:
            return False
        if not self.overlap[np.ix_(tasks, tasks)][np.triu_indices(len(tasks), 1)].any():
            return True
        several = self.active[list(tasks)].sum(axis=0) > 1
        full = (self.use[list(tasks)] == _ALL) & (self.active[list(tasks)] & several).any(axis=1)
        return not full.any() and bool((self.load(person, tasks)[several] <= self.room[person][several]).all())

    def closed(self, task: int, busy: Mapping[int, Sequence[int]]) -> NDArray[np.bool_]:
        """Shape (n_people,): who cannot join a project beside the ones they are in (person -> projects)."""
        shut = np.zeros(len(self.room), dtype=bool)
        for person, others in busy.items():
            shut[person] = bool(others) and not self.fits(person, (*others, task))
        return shut


def _periods(tasks: tuple[Task, ...]) -> list[tuple[pd.Timestamp | None, pd.Timestamp | None]]:
    """Stretches of days between beginnings and ends of projects on which some project runs."""
    dated = [(t.first, t.last) for t in tasks if t.first is not None and t.last is not None]
    if len(dated) < len(tasks):
        return [(None, None)]  # of days nobody knows, all projects are taken to run at once
    day = pd.Timedelta(days=1)
    cuts = sorted({first for first, _ in dated} | {last + day for _, last in dated})
    found = [(a, b - day) for a, b in pairwise(cuts)]
    return [(a, b) for a, b in found if any(first <= a and b <= last for first, last in dated)]


def _runs(task: Task, first: pd.Timestamp | None, last: pd.Timestamp | None) -> bool:
    if task.first is None or task.last is None or first is None or last is None:
        return True
    return task.first <= first and last <= task.last
