"""Tasks handed out to people within their hours: each task to one person, proven."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from talentmap.errors import ProblemError, VerificationError
from talentmap.optimise.engine import solver_name
from talentmap.optimise.options import SEED
from talentmap.optimise.tasks import Handed, Tasks, hand_out
from talentmap.results import Proof, Reason, Status
from talentmap.staffing.tasks_result import MINUTES, TaskProblem, TaskResult, total_cost
from talentmap.vocabulary import text

Ints = NDArray[np.int64]
MICRO = 1_000_000
"""Costs count in whole millionths of the largest, so that bound and best are compared without rounding errors."""
_MOST = 1e7


def assign_tasks(
    cost: pd.DataFrame,
    hours: pd.DataFrame,
    capacity: pd.Series,
    *,
    seed: int = SEED,
    time_limit: float | None = 60.0,
) -> TaskResult:
    """Give every task to exactly one person within everyone's hours, at the least total cost, with a proof.

    The generalised assignment problem. To maximise a value, give its negative as cost. Costs are compared in
    millionths of the largest; hours in whole minutes, those of tasks rounded up and those of people rounded down.

    Parameters
    ----------
    cost
        Rows person ids, columns task ids; a blank says that the person cannot do the task.
    hours
        The same rows and columns: hours the person needs for the task.
    capacity
        Person id -> hours.
    seed
        Of the search.
    time_limit
        Seconds; None runs until proven.

    Returns
    -------
    TaskResult; INFEASIBLE is a result with reasons, as is NOT_FOUND after a limit.

    Raises
    ------
    ProblemError
        Ids are not each there once or do not agree, or a number is negative (hours) or not finite.

    References
    ----------
    Yagiura, Ibaraki, Glover (2006), doi:10.1016/j.ejor.2004.06.015; Posta, Ferland, Michelon (2012),
    doi:10.1007/s10589-011-9432-0.
    """
    problem = _problem(cost, hours, capacity)
    handed = hand_out(problem.arrays, seed=seed, time_limit=time_limit)
    proof = _proof(problem, handed, seed)
    if not handed.status.has_solution:
        return TaskResult(problem, handed.status, proof, {}, _why(problem, handed.status), seed)
    verify_tasks(problem, handed.place)
    person = {task: problem.people[i] for task, i in zip(problem.tasks, handed.place.tolist(), strict=True)}
    return TaskResult(problem, handed.status, proof, person, (), seed)


def verify_tasks(problem: TaskProblem, place: Ints) -> None:
    """Check a plan from the hours and costs as given: everybody can do their tasks and has the hours.

    Raises
    ------
    VerificationError
        A rule is broken: a defect of talentmap.
    """
    wrong = [] if len(place) == len(problem.tasks) else ["tasks"]
    spent = dict.fromkeys(range(len(problem.people)), 0.0)
    for j, i in enumerate(place.tolist()):
        if math.isnan(problem.cost[i, j]) or math.isnan(problem.hours[i, j]):
            wrong.append(f"{problem.tasks[j]} - {problem.people[i]}")
        spent[i] += float(problem.hours[i, j])
    wrong += [problem.people[i] for i, sum_ in spent.items() if sum_ > problem.capacity[i] + 1e-9]
    if wrong:
        raise VerificationError(text("tasks.not_verified", shown=", ".join(wrong[:5])))


def _problem(cost: pd.DataFrame, hours: pd.DataFrame, capacity: pd.Series) -> TaskProblem:
    people, tasks = sorted(map(str, cost.index)), sorted(map(str, cost.columns))
    frames = []
    for name, frame in (("cost", cost), ("hours", hours)):
        plain = frame.set_axis(frame.index.map(str)).set_axis(frame.columns.map(str), axis=1)
        _same(name, list(plain.index), people)
        _same(name, list(plain.columns), tasks)
        frames.append(_numbers(name, plain.loc[people, tasks]))
    room = capacity.set_axis(capacity.index.map(str))
    _same("capacity", list(room.index), people)
    least = _numbers("capacity", room.loc[people])
    if np.isnan(least).any():
        raise ProblemError(text("tasks.wrong.number", where="capacity", found="NaN"))
    costs, needed = frames
    for name, values in (("hours", needed), ("capacity", least)):
        if (values < 0).any():
            raise ProblemError(text("tasks.wrong.negative", where=name, found=float(np.nanmin(values))))
    allowed = ~(np.isnan(costs) | np.isnan(needed))
    top = float(np.abs(np.where(allowed, costs, 0.0)).max(initial=0.0))
    unit = 1.0 if _whole(costs[allowed]) and top < MICRO else max(top, 1e-12) / MICRO
    load = np.ceil(np.where(allowed, needed, 0.0) * MINUTES - 1e-6).astype(np.int64)
    arrays = Tasks(
        np.rint(np.where(allowed, costs, 0.0) / unit).astype(np.int64),
        load,
        np.floor(least * MINUTES + 1e-6).astype(np.int64),
        allowed,
    )
    return TaskProblem(tuple(people), tuple(tasks), costs, needed, least, unit, arrays)


def _whole(values: NDArray[np.float64]) -> bool:
    return bool((values == np.rint(values)).all())


def _same(where: str, found: list[str], expected: list[str]) -> None:
    if sorted(found) != expected or len(set(found)) != len(found):
        odd = sorted(set(found) ^ set(expected)) or [name for name in expected if found.count(name) > 1]
        raise ProblemError(text("tasks.wrong.ids", where=where, found=", ".join(odd[:5])))


def _numbers(where: str, given: pd.DataFrame | pd.Series) -> NDArray[np.float64]:
    try:
        values = given.to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError) as error:
        raise ProblemError(text("tasks.wrong.number", where=where, found=error)) from error
    if np.isinf(values).any() or (np.abs(values) > _MOST).any():
        raise ProblemError(text("tasks.wrong.number", where=where, found=float(np.nanmax(np.abs(values)))))
    return values


def _proof(problem: TaskProblem, handed: Handed, seed: int) -> Proof:
    """The record: the bound in the unit of the costs, lowered by what rounding the costs may hide."""
    best, bound = math.nan, math.nan
    if handed.status.has_solution:
        best = total_cost(problem, handed.place)
    if not math.isnan(handed.bound):
        rounding = 0.0 if problem.unit == 1.0 else 0.5 * problem.unit * len(problem.tasks)
        bound = handed.bound * problem.unit - rounding
        bound = bound if math.isnan(best) else min(bound, best)
    name, version = solver_name()
    return Proof(
        data=problem.fingerprint,
        problem=problem.fingerprint,
        rules=("one_person_each", "able", "hours"),
        status=handed.status,
        best=best,
        bound=bound,
        method=f"tasks.bound.{handed.method}",
        solver=name,
        version=version,
        seed=seed,
        verified=handed.status.has_solution,
        timing=handed.timing,
    )


def _why(problem: TaskProblem, status: Status) -> tuple[Reason, ...]:
    """Without a plan: tasks that fit nobody, each on its own; else that the hours are too few for all together."""
    if status is Status.NOT_FOUND:
        return (Reason("tasks.not_found", "tasks"),)
    arrays, reasons = problem.arrays, []
    for j, task in enumerate(problem.tasks):
        if not arrays.allowed[:, j].any():
            reasons.append(Reason("tasks.nobody", task))
        elif not arrays.usable[:, j].any():
            needed = float(np.nanmin(np.where(arrays.allowed[:, j], problem.hours[:, j], np.nan)))
            most = float(problem.capacity[arrays.allowed[:, j]].max())
            reasons.append(Reason("tasks.too_long", task, needed, "hours", most))
    if not reasons:
        needed = math.fsum(np.where(arrays.allowed, problem.hours, np.inf).min(axis=0, initial=np.inf).tolist())
        reasons.append(Reason("tasks.too_few", "tasks", needed, "hours", math.fsum(problem.capacity.tolist())))
    return tuple(reasons)
