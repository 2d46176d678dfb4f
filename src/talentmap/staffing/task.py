"""What the data say about one project of a staffing question, as arrays in id order of people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
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
from talentmap.measures.units import exact, to_units
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


def task_of(
    problem: StaffingProblem,
    project: str,
    number: int,
    asked: tuple[Requirement, ...],
    known: Levels,
    free: FreeHours,
    scale: int,
    position: Mapping[str, int],
) -> Task:
    """One project, with levels through its last day and who cannot take part."""
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
