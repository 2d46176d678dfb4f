"""Which sets of projects one person can work on: hours day by day, and the number of projects.

Between two days on which some project begins or ends the same projects run, so that the least hours in between decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from talentmap.staffing.facts import Facts
from talentmap.staffing.task import Task

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
        if len(tasks) == 2 and not self.overlap[tasks[0], tasks[1]]:
            return True
        chosen = list(tasks)
        active = self.active[chosen]
        several = active.sum(axis=0) > 1
        if not several.any():
            return True
        active = active[:, several]
        use = self.use[chosen]
        if (active[use == _ALL]).any():
            return False
        return bool((use @ active <= self.room[person, several]).all())


class Busy:
    """What a plan takes of everybody, kept up to date while projects gain and lose teams."""

    def __init__(self, schedules: Schedules, plan: Sequence[Sequence[int]] = ()) -> None:
        self._schedules = schedules
        self._load = np.zeros(schedules.room.shape, dtype=np.int64)
        self._runs = np.zeros(schedules.room.shape, dtype=np.int16)
        self._full = np.zeros(schedules.room.shape, dtype=np.int16)
        self.count = np.zeros(len(schedules.room), dtype=np.int64)
        for task, team in enumerate(plan):
            self.add(task, team)

    def add(self, task: int, team: Sequence[int], sign: int = 1) -> None:
        """Count a team in, or out with a sign of -1."""
        use, active = self._schedules.use[task], self._schedules.active[task]
        for person in team:
            self._runs[person, active] += sign
            if use == _ALL:
                self._full[person, active] += sign
            else:
                self._load[person, active] += sign * use
            self.count[person] += sign

    def closed(self, task: int) -> NDArray[np.bool_]:
        """Shape (n_people,): who cannot join a project beside the ones they are in."""
        schedules = self._schedules
        shut = np.zeros(len(self.count), dtype=bool)
        at = np.flatnonzero(self.count)
        when = np.flatnonzero(schedules.active[task])
        cells = np.ix_(at, when)
        runs = self._runs[cells] > 0
        if schedules.use[task] == _ALL:
            over = runs
        else:
            short = self._load[cells] + schedules.use[task] > schedules.room[cells]
            over = runs & (short | (self._full[cells] > 0))
        shut[at] = over.any(axis=1) | (self.count[at] + 1 > schedules.most[at])
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
