"""Good plans: fill project by project, improve one project given the others, choose among the teams met."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from talentmap.optimise.arrays import solve_matrix
from talentmap.optimise.matrix import Matrix
from talentmap.optimise.options import Options
from talentmap.staffing.pool import Column, Pool, Team
from talentmap.staffing.schedules import Busy

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Plan = tuple[Team, ...]
"""Team of each project; nobody where it is not staffed."""


def worth(pool: Pool, plan: Plan) -> int:
    """Worth of a plan in whole units."""
    return sum(pool.worth(task, team) if team else pool.empty[task] for task, team in enumerate(plan))


def keeps(pool: Pool, plan: Plan) -> bool:
    """Whether everybody has the hours for it."""
    return all(pool.schedules.fits(person, tasks) for person, tasks in _busy(plan).items())


def filled(
    pool: Pool, order: Iterable[int], chosen: Sequence[tuple[int, Team]] = (), *, halt: Ints, nodes: int = 3000
) -> Plan:
    """Take the chosen teams as far as they fit, then the best team of each project in this order, until the halt."""
    teams: dict[int, Team] = {}
    busy = Busy(pool.schedules)
    for task, team in chosen:
        if task not in teams and not busy.closed(task)[list(team)].any():
            teams[task] = team
            busy.add(task, team)
    for task in order:
        if task not in teams:
            best = _best_beside(pool, task, busy, float(pool.empty[task]), nodes, halt)
            if best is not None:
                teams[task] = best
                busy.add(task, best)
    return tuple(teams.get(task, ()) for task in range(len(pool.crews)))


def improved(
    pool: Pool, plan: Plan, order: Sequence[int], go_on: Callable[[], bool], *, halt: Ints, nodes: int = 3000
) -> Plan:
    """Give one project after another its best team beside the others, until nothing gets better."""
    teams, waiting, busy = list(plan), list(order), Busy(pool.schedules, plan)
    while waiting and go_on():
        task = waiting.pop(0)
        busy.add(task, teams[task], -1)
        now = pool.worth(task, teams[task]) if teams[task] else pool.empty[task]
        team = _best_beside(pool, task, busy, float(now), nodes, halt) if now < pool.most[task] else None
        if team is not None:
            freed = set(teams[task]) - set(team)
            teams[task] = team
            waiting += [t for t in order if t not in (task, *waiting) and freed and pool.schedules.overlap[t, task]]
        busy.add(task, teams[task])
    return tuple(teams)


def _best_beside(pool: Pool, task: int, busy: Busy, floor: float, nodes: int, halt: Ints) -> Team | None:
    """The best team of a project with the people that others leave; None where none beats the floor."""
    closed = busy.closed(task)
    nothing = np.zeros(len(closed))
    own = pool.facts.tasks[task].unstaffed
    found = pool.crews[task].best(nothing, floor - own, nodes=nodes, steps=30, closed=closed, halt=halt)
    if not found.teams:
        return None
    pool.offer(task, found.teams[-1])
    return found.teams[-1]


def chosen(pool: Pool, start: Plan, seconds: float, keep: NDArray[np.bool_] | None = None) -> tuple[Plan, float]:
    """The best plan made of the teams met, and a bound on all such plans (in units).

    Parameters
    ----------
    pool, start
        Teams met, and a plan to begin with.
    seconds
        Time for it.
    keep
        Shape (n_columns,): which of the teams to choose among.
    """
    numbers = np.arange(len(pool.columns)) if keep is None else np.flatnonzero(keep)
    matrix, scale = Matrix(), float(pool.facts.scale)
    matrix.columns(len(numbers))
    columns = [pool.columns[n] for n in numbers.tolist()]
    task_of = np.array([c.task for c in columns])
    matrix.rows(len(pool.crews), task_of, np.arange(len(columns)), 1.0, 1.0, 1.0)
    hours(pool, matrix, columns)
    objective = np.array([c.worth for c in columns]) / scale
    begin = np.array([float(start[c.task] == c.team) for c in columns])
    limit = None if seconds == float("inf") else seconds
    options = Options(time_limit=limit, gap_absolute=0.5 / scale, tolerance=1e-7)
    answer = solve_matrix(matrix, objective, options, start=begin)
    if not answer.status.has_solution:
        return start, float("inf")
    teams: list[Team] = [()] * len(pool.crews)
    for k in np.flatnonzero(answer.values > 0.5).tolist():
        teams[columns[k].task] = columns[k].team
    plan = tuple(teams)
    if not keeps(pool, plan) or worth(pool, plan) < worth(pool, start):
        plan = start
    return plan, float("inf") if np.isnan(answer.bound) else answer.bound * scale


def hours(pool: Pool, matrix: Matrix, columns: Sequence[Column]) -> None:
    """Rows for everybody who is in teams of projects they cannot all do: hours, number of projects, and limits."""
    where: dict[int, dict[int, list[int]]] = {}
    for k, column in enumerate(columns):
        for person in column.team:
            where.setdefault(person, {}).setdefault(column.task, []).append(k)
    schedules = pool.schedules
    for person in sorted(where):
        tasks = sorted(where[person])
        if schedules.fits(person, tasks):
            continue
        entries = [(k, t) for t in tasks for k in where[person][t]]
        at = [k for k, _ in entries]
        if len(tasks) > schedules.most[person]:
            matrix.row(at, np.ones(len(at)), most=float(schedules.most[person]))
        for period in range(schedules.room.shape[1]):
            runs = [(k, t) for k, t in entries if schedules.active[t, period]]
            if len({t for _, t in runs}) < 2:
                continue
            room = float(schedules.room[person, period])
            use = [room if schedules.use[t] < 0 else float(schedules.use[t]) for _, t in runs]
            if sum({t: u for (_, t), u in zip(runs, use, strict=True)}.values()) > room:
                matrix.row([k for k, _ in runs], np.array(use) / max(room, 1.0), most=1.0)
        for limit in (pool.limits[n] for n in pool.limits_of(person)):
            share = dict(limit.shares)
            held = [(k, share[t]) for k, t in entries if t in share]
            if len(held) > 1:
                matrix.row([k for k, _ in held], [s for _, s in held], most=1.0)


def _busy(plan: Plan) -> dict[int, list[int]]:
    busy: dict[int, list[int]] = {}
    for task, team in enumerate(plan):
        for person in team:
            busy.setdefault(person, []).append(task)
    return busy
