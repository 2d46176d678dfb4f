"""What the data say about a staffing question, as arrays in id order. Positions live inside this package only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import comb
from types import MappingProxyType

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from talentmap.data.dataset import Dataset
from talentmap.evidence import profiles
from talentmap.evidence.levels import UNKNOWN, UNKNOWN_ENERGY, Levels, level_array
from talentmap.measures.credit import credit_table
from talentmap.measures.orders import Order, table_orders
from talentmap.measures.presence import ENOUGH, Day, FreeHours, project_days
from talentmap.measures.records import records
from talentmap.measures.requirements import Requirement
from talentmap.measures.units import exact, fitting_scale, to_units
from talentmap.staffing.problem import StaffingProblem

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Task:
    """One project with everything the rules and terms need; worths are whole units of 1 / scale.

    Parameters
    ----------
    project, number
        Id, and position among the projects asked.
    first, last
        Its days; None where the data do not say and there is no reference date.
    hours
        Share of a full week of each member, NaN for all they have.
    requirements
        What is asked.
    level, energy
        Shape (n_people, n_requirements), as in :class:`~talentmap.evidence.levels.Levels`.
    absent
        Shape (n_people,): who cannot take part, whatever else they do.
    places
        Per requirement, worth of one place at level 0..5.
    energy_worth
        Per requirement, worth of meeting it with energy.
    orders
        What table and arguments ask of the team.
    stay, join
        Units for keeping somebody of the current team, and for adding somebody to it (0 or less).
    current
        Positions of the current team; None where the project has no moving costs.
    """

    project: str
    number: int
    first: Day
    last: Day
    hours: float
    size: tuple[int, int]
    requirements: tuple[Requirement, ...]
    level: NDArray[np.int8]
    energy: NDArray[np.int8]
    absent: Bools
    places: tuple[tuple[int, ...], ...]
    energy_worth: tuple[int, ...]
    orders: tuple[Order, ...]
    stay: int
    join: int
    current: tuple[int, ...] | None

    @cached_property
    def meets(self) -> Bools:
        """Shape (n_people, n_requirements): known level >= need."""
        need = np.array([r.level for r in self.requirements], dtype=np.int64)
        found: Bools = (self.level != UNKNOWN) & (self.level >= need)
        return found

    @property
    def lively(self) -> Bools:
        """Shape (n_people, n_requirements): meets it, and own energy >= 1."""
        found: Bools = self.meets & (self.energy >= 1)
        return found

    @property
    def unstaffed(self) -> int:
        """Worth of leaving the project without a team: what taking everybody from the current one costs."""
        return -self.stay * len(self.current or ())


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
        _task(problem, project, number, asked[project], known, free, scale, position)
        for number, project in enumerate(problem.asked)
    )
    pairs, weight, largest = _ties(problem, position)
    units = tuple("" if pd.isna(unit) else str(unit) for unit in people["unit"])
    return Facts(problem, scale, ids, units, tasks, pairs, weight, largest, free)


def requirements_of(problem: StaffingProblem, project: str) -> tuple[Requirement, ...]:
    """What a project asks for, by strength."""
    table = problem.data.frames["project_requirements"]
    rows = table[table["project_id"] == project].sort_values("strength_id")
    return tuple(
        Requirement(
            str(row.strength_id),
            int(row.level),
            float(row.weight),
            bool(row.mandatory),
            1 if pd.isna(row.min_people) else int(row.min_people),
        )
        for row in records(rows)
    )


def shares(asked: tuple[Requirement, ...]) -> list[Fraction]:
    """Weight of each requirement as a share of all; nothing where nothing has weight."""
    total = sum((exact(r.weight) for r in asked), Fraction(0))
    return [exact(r.weight) / total if total else Fraction(0) for r in asked]


def orders_of(problem: StaffingProblem, project: str, first: Day) -> tuple[Order, ...]:
    """What table and arguments ask of the team of a project; said twice counts once."""
    found: dict[tuple[object, ...], Order] = {}
    single = (("must_include", problem.include), ("exclude", problem.exclude))
    several = (("together", problem.together), ("apart", problem.apart))
    own = [Order(rule, (person,)) for rule, given in single for person in given.get(project, ())]
    own += [Order(rule, tuple(group)) for rule, groups in several for group in groups.get(project, ())]
    for order in (*table_orders(problem.data, project, first), *own):
        found.setdefault((order.rule, order.people, order.unit, order.number), order)
    return tuple(found.values())


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


def _task(
    problem: StaffingProblem,
    project: str,
    number: int,
    asked: tuple[Requirement, ...],
    known: Levels,
    free: FreeHours,
    scale: int,
    position: Mapping[str, int],
) -> Task:
    first, last = project_days(problem.data, problem.row(project))
    level, energy = _levels(problem, asked, known, last)
    table, priority = credit_table(problem.credit), exact(problem.priority(project))
    weights = {name: exact(weight) * priority for name, weight in problem.weights.items()}
    places, lively = [], []
    for part, share in zip(asked, shares(asked), strict=True):
        place = share * weights["coverage"] / part.min_people
        places.append(tuple(to_units(place * exact(table[part.level, k]), scale) for k in range(6)))
        lively.append(to_units(share * weights["energy"], scale))
    current = None
    if project in problem.current:
        current = tuple(position[person] for person in problem.current[project])
    return Task(
        project=project,
        number=number,
        first=first,
        last=last,
        hours=problem.hours(project),
        size=problem.size(project),
        requirements=asked,
        level=level,
        energy=energy,
        absent=_absent(problem, project, first, last, free, position),
        places=tuple(places),
        energy_worth=tuple(lively),
        orders=orders_of(problem, project, first),
        stay=to_units(exact(problem.cost_leave), scale) if current is not None else 0,
        join=-to_units(exact(problem.cost_join), scale) if current is not None else 0,
        current=current,
    )


def _absent(
    problem: StaffingProblem, project: str, first: Day, last: Day, free: FreeHours, position: Mapping[str, int]
) -> Bools:
    """Who is not employed on every day of the project, or has too few hours for it on one of them."""
    people = problem.data.frames["people"]
    left = free.least(first, last)
    need = problem.hours(project)
    gone: Bools = (left <= ENOUGH) | (left + ENOUGH < (0.0 if np.isnan(need) else need))
    if first is not None:
        gone |= (people["start_date"] > first).to_numpy(dtype=bool)
    if last is not None:
        gone |= (people["end_date"] < last).to_numpy(dtype=bool)
    head = f"{project}/availability:"
    for name in problem.waive:
        if name.startswith(head) and name.removeprefix(head) in position:
            gone[position[name.removeprefix(head)]] = False
    return gone


def _levels(
    problem: StaffingProblem, asked: tuple[Requirement, ...], known: Levels, last: Day
) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """Levels and energy for what is asked, without certificates and EVC that end before the project does."""
    at = {strength: k for k, strength in enumerate(known.strengths)}
    columns = [at[r.strength_id] for r in asked]
    level, energy = known.level[:, columns].copy(), known.energy[:, columns].copy()
    claims = problem.data.frames["claims"]
    if last is None:
        return level, energy
    wanted = claims["strength_id"].isin([r.strength_id for r in asked])
    lapsed = wanted & claims["source"].isin(["certificate", "evc"]) & (claims["valid_until"] < last)
    if not lapsed.any():
        return level, energy
    touched = pd.MultiIndex.from_frame(claims.loc[lapsed, ["person_id", "strength_id"]].drop_duplicates())
    same = pd.MultiIndex.from_frame(claims[["person_id", "strength_id"]]).isin(touched)
    rest = claims[same & ~lapsed].reset_index(drop=True)
    data = problem.data
    small = Dataset(MappingProxyType({**data.frames, "claims": rest}), data.reference_date, data.warnings)
    again = level_array(
        profiles(small, include_private=problem.include_private), known.people, [r.strength_id for r in asked]
    )
    row = {person: k for k, person in enumerate(known.people)}
    column = {r.strength_id: k for k, r in enumerate(asked)}
    for person, strength in touched:
        cell = row[person], column[strength]
        level[cell], energy[cell] = again.level[cell], again.energy[cell]
    assert UNKNOWN_ENERGY < 0
    return level, energy


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
