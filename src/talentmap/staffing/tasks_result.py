"""The question of handing out tasks, and its answer: plain values, ready to show and argue with."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from talentmap.errors import NoSolutionError, UnknownLabelError
from talentmap.optimise.options import SEED
from talentmap.optimise.tasks import Tasks, hand_out
from talentmap.results import Explanation, Proof, Reason, Status
from talentmap.results.reasons import Value
from talentmap.vocabulary import text

Ints = NDArray[np.int64]
MINUTES = 60
"""Hours count in whole minutes: hours of tasks rounded up, hours of people down, so that a plan always fits."""


@dataclass(frozen=True, eq=False)
class TaskProblem:
    """Who could do what, at what cost and in how many hours; made by ``assign_tasks``.

    Parameters
    ----------
    people, tasks
        Ids, in order.
    cost, hours
        Shape (n_people, n_tasks): cost, and hours the person needs for the task; NaN where they cannot do it.
    capacity
        Shape (n_people,): hours each person has.
    unit
        Cost of one whole unit of the solver.
    arrays
        The same in whole units.
    """

    people: tuple[str, ...]
    tasks: tuple[str, ...]
    cost: NDArray[np.float64]
    hours: NDArray[np.float64]
    capacity: NDArray[np.float64]
    unit: float
    arrays: Tasks

    @property
    def fingerprint(self) -> str:
        """Of everything above."""
        seen = hashlib.sha256(repr((self.people, self.tasks)).encode())
        for part in (self.cost, self.hours, self.capacity):
            seen.update(np.ascontiguousarray(part).tobytes())
        return seen.hexdigest()


@dataclass(frozen=True, eq=False)
class TaskResult:
    """Who does which task, with the proof; or why there is no plan.

    Parameters
    ----------
    problem, status, proof
        The question; how it ended; the proof record (``best`` and ``bound`` in the unit of the costs).
    person
        Task -> person; empty without a plan.
    reasons
        Without a plan: tasks nobody can do, or that all hours together are too few.
    """

    problem: TaskProblem
    status: Status
    proof: Proof
    person: dict[str, str]
    reasons: tuple[Reason, ...] = ()
    seed: int = field(default=SEED, repr=False)

    def table(self) -> pd.DataFrame:
        """One row per task, by id: task_id, person_id, hours, cost.

        Raises
        ------
        NoSolutionError
            There is no plan.
        """
        self._checked()
        problem = self.problem
        rows = []
        for j, task in enumerate(problem.tasks):
            i = problem.people.index(self.person[task])
            rows.append((task, self.person[task], float(problem.hours[i, j]), float(problem.cost[i, j])))
        return pd.DataFrame(rows, columns=["task_id", "person_id", "hours", "cost"])

    def loads(self) -> pd.DataFrame:
        """One row per person, by id: person_id, tasks (number), hours, capacity, free."""
        table = self.table()
        people = pd.DataFrame({"person_id": self.problem.people, "capacity": self.problem.capacity})
        sums = table.groupby("person_id").agg(tasks=("task_id", "size"), hours=("hours", "sum"))
        people = people.merge(sums, how="left", left_on="person_id", right_index=True)
        people = people.fillna({"tasks": 0, "hours": 0.0}).astype({"tasks": "int64"})
        people["free"] = people["capacity"] - people["hours"]
        return people[["person_id", "tasks", "hours", "capacity", "free"]]

    def explain(self, task: str, *, time_limit: float | None = 10.0) -> Explanation:
        """Why this person does the task, and what the whole would cost if they did not (solved anew, up to a limit).

        Raises
        ------
        UnknownLabelError
            No task has this id.
        NoSolutionError
            There is no plan.
        """
        self._checked()
        problem = self.problem
        if task not in problem.tasks:
            raise UnknownLabelError(text("tasks.unknown", label=task), task)
        j = problem.tasks.index(task)
        i = problem.people.index(self.person[task])
        cost, hours = float(problem.cost[i, j]), float(problem.hours[i, j])
        reasons = [Reason("tasks.person", task, cost, "cost", None, {"person": self.person[task], "hours": hours})]
        cheaper = [k for k in np.flatnonzero(problem.cost[:, j] < cost) if problem.arrays.usable[k, j]]
        place = np.array([problem.people.index(self.person[name]) for name in problem.tasks], dtype=np.int64)
        free = problem.arrays.room - problem.arrays.used(place)
        for k in cheaper:
            needed = float(problem.hours[k, j])
            fits = free[k] >= problem.arrays.load[k, j]
            kind = "tasks.cheaper_free" if fits else "tasks.cheaper_full"
            details: dict[str, Value] = {"person": problem.people[k], "hours": needed, "free": float(free[k]) / MINUTES}
            reasons.append(Reason(kind, task, float(problem.cost[k, j]), "cost", cost, details))
        reasons.append(self._without(task, i, j, time_limit))
        return Explanation(task, tuple(reasons))

    def _without(self, task: str, i: int, j: int, time_limit: float | None) -> Reason:
        """What the next best costs: the whole plan with this pair forbidden."""
        arrays = self.problem.arrays
        allowed = arrays.allowed.copy()
        allowed[i, j] = False
        other = hand_out(Tasks(arrays.cost, arrays.load, arrays.room, allowed), seed=self.seed, time_limit=time_limit)
        details = {"person": self.problem.people[i]}
        if other.status is Status.INFEASIBLE:
            return Reason("tasks.only", task, details=details)
        if not other.status.has_solution:
            return Reason("tasks.next_unknown", task, details=details)
        new = self.problem.people[int(other.place[j])]
        more = total_cost(self.problem, other.place) - self.proof.best
        kind = "tasks.next" if other.status is Status.OPTIMAL else "tasks.next_at_most"
        return Reason(kind, task, more, "cost", self.proof.best, {**details, "other": new})

    def summary(self, lang: str | None = None) -> str:
        """The outcome in a few lines."""
        shown = [reason.text(lang) for reason in self.reasons]
        if self.status.has_solution:
            busy = len(set(self.person.values()))
            shown = [text("tasks.summary", lang=lang, tasks=len(self.person), people=busy, cost=self.proof.best)]
        return "\n".join([*shown, self.proof.text(lang)])

    def __str__(self) -> str:
        return self.summary()

    def to_dict(self) -> dict[str, object]:
        """Plain values for JSON."""
        return {
            "status": self.status.value,
            "best": self.proof.to_dict()["best"],
            "bound": self.proof.to_dict()["bound"],
            "tasks": self.table().to_dict("records") if self.status.has_solution else [],
            "reasons": [reason.to_dict() for reason in self.reasons],
            "proof": self.proof.to_dict(),
        }

    def _checked(self) -> None:
        if not self.status.has_solution:
            why = "; ".join(reason.text() for reason in self.reasons)
            raise NoSolutionError(text("tasks.no_plan", why=why))


def total_cost(problem: TaskProblem, place: Ints) -> float:
    """Cost of a plan, as given; `place` is the position of the person of each task."""
    return math.fsum(problem.cost[place, np.arange(len(place))].tolist())
