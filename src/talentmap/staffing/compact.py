"""The rest of a question as one model of people and projects, where prices leave few of them.

A plan better than the best known has for each project a team whose worth less prices is within the gap of the greatest
(`finish`). Whoever is in no such team of a project has no column for it, so that little is left where the gap is small.
People who bring nothing but themselves are a number per project, without hours: a relaxation, so the bound holds, and
who they are is filled in afterwards.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from talentmap.optimise.arrays import solve_matrix
from talentmap.optimise.crew import Crew
from talentmap.optimise.matrix import Matrix
from talentmap.optimise.members import MemberProblem
from talentmap.optimise.options import Options
from talentmap.staffing.generate import Generation
from talentmap.staffing.pool import Column, Pool, Team
from talentmap.staffing.schedules import Busy
from talentmap.staffing.search import hours

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_SMALL = 3_000
"""People and projects they may be in: with more, the solver seldom ends in reasonable time."""


def complete(search: Generation, seconds: float) -> bool:
    """Let the solver end the proof where the model is small; whether it was."""
    pool = search.pool
    held: list[Ints] = []
    plain = [_plain(crew, task.join) for crew, task in zip(pool.crews, pool.facts.tasks, strict=True)]
    for task, floor, vector in search.floors():
        held.append(pool.crews[task].able(vector, floor, halt=search.watch.halt))
        if sum(len(np.setdiff1d(here, own)) for here, own in zip(held, plain, strict=False)) > _SMALL:
            return False
        if not search.watch.go_on("proof", search.best, search.bound):
            return False
    model = _Model(pool)
    for task, here in enumerate(held):
        model.project(task, here, plain[task])
    hours(pool, model.matrix, model.columns)
    scale = float(pool.facts.scale)
    options = Options(time_limit=None if np.isinf(seconds) else max(0.0, seconds), gap_absolute=0.5 / scale)
    answer = solve_matrix(model.matrix, np.array(model.worth) / scale, options)
    if answer.status.has_solution:
        search.offer(model.plan(answer.values, plain))
    if not np.isnan(answer.bound):
        bound = answer.bound * scale + sum(pool.empty)
        search.bound = max(min(search.bound, bound), float(search.best))
    return True


def _plain(crew: Crew, own: int) -> Ints:
    """Places of those who bring nothing but themselves."""
    problem = crew.problem
    some = problem.has.any(axis=1) | problem.able.any(axis=1) | problem.spark.any(axis=1) | (problem.own != own)
    some[problem.pairs[problem.pair_worth > 0].ravel()] = True
    some[list(problem.forced)] = True
    for row in problem.rows:
        some[list(row.positions)] = True
    return np.flatnonzero(~some)


class _Model:
    """The model, built project by project."""

    def __init__(self, pool: Pool) -> None:
        self.pool, self.matrix = pool, Matrix()
        self.columns: list[Column] = []
        self.worth: list[float] = []
        self._fill: list[int] = []

    def project(self, task: int, here: Ints, plain: Ints) -> None:
        """Who can be in the team of a project, whether it has one, and what it earns."""
        crew, facts = self.pool.crews[task], self.pool.facts.tasks[task]
        problem, some = crew.problem, np.setdiff1d(here, plain)
        member = self._add([Column(task, (int(crew.people[k]),), 0) for k in some], problem.own[some])
        start = np.array([facts.unstaffed - self.pool.empty[task]])
        open_ = int(self._add([Column(task, (), 0)], start, most=float(crew.possible))[0])
        spare = float(min(len(np.intersect1d(here, plain)), crew.size[1]))
        fill = int(self._add([Column(task, (), 0)], np.array([facts.join]), most=spare)[0])
        self._fill.append(fill)
        self._sum([*member, fill], np.ones(len(member) + 1), open_, *crew.size)
        column = np.full(problem.n, -1, dtype=np.int64)
        column[some] = member
        for row in problem.rows:
            at = column[list(row.positions)]
            self._sum(at[at >= 0], np.array(row.coefficients, dtype=float)[at >= 0], open_, row.low, row.high)
        for k in problem.forced:
            if column[k] >= 0:
                self.matrix.row([column[k], open_], [1.0, -1.0], least=0.0)
            else:
                self.matrix.row([open_], [1.0], most=0.0)
        self._earned(problem, column)

    def _earned(self, problem: MemberProblem, column: Ints) -> None:
        """Places of layers filled, bonuses, and ties whose two ends are in the team."""
        for k, places in enumerate(problem.places.tolist()):
            filled = self._add([Column(-1, (), 0)], problem.worth[[k]], most=float(places), whole=False)[0]
            self._at_least(column[problem.has[:, k]], int(filled), 1.0)
        for k, places in enumerate(problem.bonus_places.tolist()):
            earned = self._add([Column(-1, (), 0)], problem.bonus_worth[[k]])[0]
            self._at_least(column[problem.spark[:, k]], int(earned), 1.0)
            self._at_least(column[problem.able[:, k]], int(earned), float(places))
        ends = column[problem.pairs]
        for tie in np.flatnonzero((ends >= 0).all(axis=1)).tolist():
            both = self._add([Column(-1, (), 0)], problem.pair_worth[[tie]], whole=False)[0]
            for end in ends[tie].tolist():
                self.matrix.row([end, both], [1.0, -1.0], least=0.0)

    def _add(self, columns: list[Column], worth: Ints, most: float = 1.0, whole: bool = True) -> Ints:
        self.columns += columns
        self.worth += worth.astype(float).tolist()
        found: Ints = np.asarray(self.matrix.columns(len(columns), most, whole=whole), dtype=np.int64)
        return found

    def _at_least(self, members: Ints, column: int, times: float) -> None:
        """So many times the column are among these members."""
        some = members[members >= 0].tolist()
        self.matrix.row([*some, column], [*np.ones(len(some)), -times], least=0.0)

    def _sum(self, columns: list[int] | Ints, weights: Floats, open_: int, low: int | None, high: int | None) -> None:
        """A row that holds where the project has a team; without one it has no members, and both sides are 0."""
        for bound, name in ((low, "least"), (high, "most")):
            if bound is not None:
                self.matrix.row([*columns, open_], [*weights, -float(bound)], **{name: 0.0})

    def plan(self, values: Floats, plain: list[Ints]) -> tuple[Team, ...]:
        """The plan of a solution; a project whose last seats nobody has hours for stays without a team."""
        teams: list[Team] = [()] * len(self._fill)
        for k, column in enumerate(self.columns):
            if column.team and values[k] > 0.5:
                teams[column.task] += column.team
        busy = Busy(self.pool.schedules, teams)
        for task, team in enumerate(teams):
            need = round(values[self._fill[task]])
            if need:
                shut = busy.closed(task)
                spare = [p for p in self.pool.crews[task].people[plain[task]].tolist() if not shut[p]][:need]
                busy.add(task, spare)
                teams[task] = (*team, *spare) if len(spare) == need else ()
        return tuple(tuple(sorted(team)) for team in teams)
