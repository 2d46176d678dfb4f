"""What the data say about a staffing question, as arrays in id order. Positions live inside this package only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import comb

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from talentmap.evidence import profiles
from talentmap.evidence.levels import level_array
from talentmap.measures.credit import credit_table
from talentmap.measures.presence import FreeHours
from talentmap.measures.requirements import Requirement
from talentmap.measures.units import exact, fitting_scale, to_units
from talentmap.staffing.problem import StaffingProblem
from talentmap.staffing.task import Task, requirements_of, shares, task_of

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Facts:
    """The whole question.

    Parameters
    ----------
    scale
        Units in one point of the objective.
    people, units
        Shape (n_people,): ids in id order, and the unit of each.
    tasks
        Projects in id order.
    pairs, pair_weight
        Ties, each pair once with its greatest weight: shape (n_ties, 2), a < b, and (n_ties,); none where cohesion
        does not count.
    largest_tie
        The weight that counts as 1.
    free
        Hours that people have.
    """

    problem: StaffingProblem
    scale: int
    people: tuple[str, ...]
    units: tuple[str, ...]
    tasks: tuple[Task, ...]
    pairs: Ints
    pair_weight: NDArray[np.float64]
    largest_tie: float
    free: FreeHours

    @cached_property
    def position(self) -> Mapping[str, int]:
        """Id -> position."""
        return {person: k for k, person in enumerate(self.people)}

    def ids(self, positions: tuple[int, ...]) -> tuple[str, ...]:
        """Ids of positions, in order."""
        return tuple(self.people[k] for k in sorted(positions))

    @cached_property
    def tie_units(self) -> Mapping[tuple[float, int], Ints]:
        """Priority and largest size -> worth of each tie in whole units."""
        weights, at = np.unique(self.pair_weight, return_inverse=True)
        found: dict[tuple[float, int], Ints] = {}
        for task in self.tasks:
            priority = self.problem.priority(task.project)
            key = (priority, task.size[1])
            possible = comb(task.size[1], 2)
            if key in found:
                continue
            if not possible or not len(weights):
                found[key] = np.zeros(len(self.pairs), dtype=np.int64)
                continue
            unit = exact(self.problem.weights.cohesion) * exact(priority) / exact(self.largest_tie) / possible
            worth = np.array([to_units(exact(w) * unit, self.scale) for w in weights.tolist()], dtype=np.int64)
            found[key] = worth[at]
        return found


def gather(problem: StaffingProblem) -> Facts:
    """Work out the facts of a question.

    Levels are profiles at the data's reference date, private claims left out unless asked for. For each project a
    certificate or EVC counts only if it holds through the project's last day.
    """
    people = problem.data.frames["people"]
    ids = tuple(people["person_id"])
    asked = {project: requirements_of(problem, project) for project in problem.asked}
    strengths = tuple(sorted({r.strength_id for parts in asked.values() for r in parts}))
    known = level_array(profiles(problem.data, include_private=problem.include_private), ids, strengths)
    scale = _scale(problem, asked)
    free = FreeHours(problem.data)
    position = {person: k for k, person in enumerate(ids)}
    tasks = tuple(
        task_of(problem, project, number, asked[project], known, free, scale, position)
        for number, project in enumerate(problem.asked)
    )
    pairs, weight, largest = _ties(problem, position)
    units = tuple("" if pd.isna(unit) else str(unit) for unit in people["unit"])
    return Facts(problem, scale, ids, units, tasks, pairs, weight, largest, free)


def _scale(problem: StaffingProblem, asked: Mapping[str, tuple[Requirement, ...]]) -> int:
    """Units per point: as many as make every worth of a project a whole number, if that are not too many."""
    weights = dict(problem.weights.items())
    core = [exact(problem.cost_leave), exact(problem.cost_join)]
    table = credit_table(problem.credit)
    steps = [exact(v) for v in sorted({float(v) for v in table.ravel()})]
    for project, parts in asked.items():
        priority = exact(problem.priority(project))
        for part, share in zip(parts, shares(parts), strict=True):
            place = share * exact(weights["coverage"]) * priority / part.min_people
            core += [place * step for step in steps]
            core.append(share * exact(weights["energy"]) * priority)
    most = max(1.0, max(problem.priority(project) for project in asked)) * sum(weights.values())
    return fitting_scale(most, core, ())


def _ties(problem: StaffingProblem, position: Mapping[str, int]) -> tuple[Ints, NDArray[np.float64], float]:
    """Pairs with their greatest weight, and the largest weight of the table."""
    ties = problem.data.frames["ties"]
    ties = ties[ties["person_a"] != ties["person_b"]]
    if not len(ties) or not problem.weights.cohesion:
        return np.zeros((0, 2), dtype=np.int64), np.zeros(0), float("nan")
    ends = ties[["person_a", "person_b"]].map(position.get).to_numpy(dtype=np.int64)
    ends = np.sort(ends, axis=1)
    frame = pd.DataFrame({"a": ends[:, 0], "b": ends[:, 1], "weight": ties["weight"].to_numpy(dtype=float)})
    best = frame.groupby(["a", "b"], sort=True)["weight"].max().reset_index()
    return best[["a", "b"]].to_numpy(dtype=np.int64), best["weight"].to_numpy(), float(ties["weight"].max())
