"""What the data say about a team question, as arrays in id order. Positions live inside this package only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import comb
from types import MappingProxyType
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from talentmap.data.dataset import Dataset
from talentmap.evidence import profiles
from talentmap.evidence.levels import Levels, level_array
from talentmap.measures.credit import credit_table
from talentmap.measures.requirements import Requirement
from talentmap.results import Reason
from talentmap.teams.orders import Order, orders
from talentmap.teams.presence import absences, project_dates
from talentmap.teams.problem import TeamProblem
from talentmap.teams.records import records
from talentmap.teams.stretch import learners_and_seats
from talentmap.teams.units import exact, fitting_scale, to_units


@dataclass(frozen=True, eq=False)
class Facts:
    """Everything the rules and terms need; worths are whole units of 1 / scale of the weighted objective.

    Parameters
    ----------
    scale
        Units in 1.0: as many as make every worth a whole number, unless that are too many.
    people, units
        Shape (n_people,): ids in id order and the unit of each.
    absent
        Position of each person who cannot take part -> why.
    requirements, levels
        What is asked, and levels and energy of people (rows) for it (columns).
    meets, lively
        Shape (n_people, n_requirements): known level >= need; that and energy >= 1.
    gain
        Shape (n_people, n_requirements), int64: worth of one of the `min_people` places filled by this person.
    energy_worth
        Shape (n_requirements,), int64: worth of a met requirement carried with energy.
    learners
        Shape (n_people, n_requirements): wishes to learn a strength that has a stretch seat, and is not known to meet
        the need; nobody both learns and meets.
    growth_worth
        Shape (n_requirements,), int64: worth of a stretch seat filled, by a learner beside somebody who meets.
    pairs, pair_worth
        Ties between two people who can both take part: shape (n_ties, 2), a < b, and (n_ties,) worth, above 0.
    balance
        Shape (max_size + 1, max_size + 1), int64: worth at team size (row) and members of the largest unit (column).
    largest_tie
        The weight that counts as 1 in the whole table; NaN without ties.
    orders
        What people and table ask of the team.
    """

    problem: TeamProblem
    scale: int
    people: tuple[str, ...]
    units: tuple[str, ...]
    absent: Mapping[int, Reason]
    requirements: tuple[Requirement, ...]
    levels: Levels
    meets: NDArray[np.bool_]
    lively: NDArray[np.bool_]
    gain: NDArray[np.int64]
    energy_worth: NDArray[np.int64]
    learners: NDArray[np.bool_]
    growth_worth: NDArray[np.int64]
    pairs: NDArray[np.int64]
    pair_worth: NDArray[np.int64]
    balance: NDArray[np.int64]
    largest_tie: float
    orders: tuple[Order, ...]

    @cached_property
    def position(self) -> Mapping[str, int]:
        """Id -> position."""
        return {person: k for k, person in enumerate(self.people)}

    @property
    def present(self) -> tuple[int, ...]:
        """Positions of those who can take part."""
        return tuple(k for k in range(len(self.people)) if k not in self.absent)

    def ids(self, positions: tuple[int, ...] | list[int]) -> tuple[str, ...]:
        """Ids of positions, in id order."""
        return tuple(self.people[k] for k in sorted(positions))


def gather(problem: TeamProblem) -> Facts:
    """Work out the facts of a question.

    Levels are profiles at the data's reference date, private claims left out unless asked for. A certificate or EVC
    counts only if it holds through the last day of the project: the team needs it then, not only today.
    """
    frames = problem.data.frames
    people = frames["people"]
    ids = tuple(people["person_id"])
    asked = requirements_of(problem)
    known = known_profiles(problem)
    levels = level_array(known, ids, [r.strength_id for r in asked])
    need = np.array([r.level for r in asked], dtype=np.int64)
    meets = levels.known & (levels.level >= need)
    waived = {name.removeprefix("availability:") for name in problem.waive}
    absent = {k: reason for k, reason in absences(problem).items() if ids[k] not in waived}
    places = _place_worths(problem, asked)
    energy = [share * exact(problem.weights.energy) for share in shares(asked)]
    learners, seats = learners_and_seats(problem, ids, [r.strength_id for r in asked], meets)
    growth = [exact(problem.weights.growth) * int(seat) / max(1, int(seats.sum())) for seat in seats]
    ties, largest = _tie_worths(problem, {p: k for k, p in enumerate(ids) if k not in absent})
    balance = _balance_worths(problem)
    core = [*(worth for row in places for worth in row), *energy, *growth, *balance.values()]
    scale = fitting_scale(sum(weight for _, weight in problem.weights.items()), core, ties.values())
    gain = np.zeros(levels.level.shape, dtype=np.int64)
    for r, row in enumerate(places):
        gain[:, r] = np.array([to_units(worth, scale) for worth in row])[levels.level[:, r]]  # -1 reads the last one
    table = np.zeros((problem.sizes[1] + 1,) * 2, dtype=np.int64)
    for cell, worth in balance.items():
        table[cell] = to_units(worth, scale)
    counted = {pair: units for pair, worth in ties.items() if (units := to_units(worth, scale))}
    return Facts(
        problem=problem,
        scale=scale,
        people=ids,
        units=tuple("" if pd.isna(unit) else str(unit) for unit in people["unit"]),
        absent=MappingProxyType(absent),
        requirements=asked,
        levels=levels,
        meets=meets,
        lively=meets & (levels.energy >= 1),
        gain=gain,
        energy_worth=np.array([to_units(worth, scale) for worth in energy], dtype=np.int64),
        learners=learners,
        growth_worth=np.array([to_units(worth, scale) for worth in growth], dtype=np.int64),
        pairs=np.array(list(counted), dtype=np.int64).reshape(-1, 2),
        pair_worth=np.array(list(counted.values()), dtype=np.int64),
        balance=table,
        largest_tie=largest,
        orders=orders(problem),
    )


def requirements_of(problem: TeamProblem) -> tuple[Requirement, ...]:
    """What the question asks for, by strength: given by the caller, else by the project, else nothing."""
    frame = problem.requirements
    if frame is None:
        table = problem.data.frames["project_requirements"]
        frame = table[table["project_id"] == problem.project] if problem.project is not None else table.iloc[:0]
    return tuple(
        Requirement(
            str(row.strength_id), int(row.level), float(row.weight), bool(row.mandatory), _least(row.min_people)
        )
        for row in records(frame.sort_values("strength_id"))
    )


def _least(value: object) -> int:
    return 1 if pd.isna(value) else int(value)  # type: ignore[call-overload]


def shares(asked: tuple[Requirement, ...]) -> list[Fraction]:
    """Weight of each requirement as a share of all; nothing where nothing has weight."""
    total = sum((exact(r.weight) for r in asked), Fraction(0))
    return [exact(r.weight) / total if total else Fraction(0) for r in asked]


_PROFILES: WeakKeyDictionary[Dataset, dict[tuple[object, ...], pd.DataFrame]] = WeakKeyDictionary()


def known_profiles(problem: TeamProblem) -> pd.DataFrame:
    """Profiles that hold for a question; worked out once per dataset, because many questions are asked of one."""
    kept = _PROFILES.setdefault(problem.data, {})
    key = (project_dates(problem)[1], bool(problem.include_private))
    if key not in kept:
        kept[key] = profiles(valid_through(problem), include_private=problem.include_private)
    return kept[key]


def valid_through(problem: TeamProblem) -> Dataset:
    """The dataset without certificates and EVC that end before the project does."""
    data = problem.data
    _, last = project_dates(problem)
    claims = data.frames["claims"]
    if last is None:
        return data
    lapsed = claims["source"].isin(["certificate", "evc"]) & (claims["valid_until"] < last)
    if not lapsed.any():
        return data
    frames = MappingProxyType({**data.frames, "claims": claims[~lapsed].reset_index(drop=True)})
    return Dataset(frames, data.reference_date, data.warnings)


def _place_worths(problem: TeamProblem, asked: tuple[Requirement, ...]) -> list[list[Fraction]]:
    """Per requirement, worth of one place by level: weight x share / min_people x credit; last, the unknown: none."""
    table = credit_table(problem.credit)
    weight = exact(problem.weights.coverage)
    return [
        [share * weight / r.min_people * exact(table[r.level, level]) for level in range(6)] + [Fraction(0)]
        for r, share in zip(asked, shares(asked), strict=True)
    ]


def _tie_worths(problem: TeamProblem, place: Mapping[str, int]) -> tuple[dict[tuple[int, int], Fraction], float]:
    """Worth of ties among people who can take part, each pair once with its greatest weight, and the largest tie."""
    ties = problem.data.frames["ties"]
    ties = ties[ties["person_a"] != ties["person_b"]]
    largest = float(ties["weight"].max()) if len(ties) else float("nan")
    possible = comb(problem.sizes[1], 2)
    best: dict[tuple[int, int], float] = {}
    if len(ties) and problem.weights.cohesion and possible:
        for a, b, tie in zip(ties["person_a"], ties["person_b"], ties["weight"], strict=True):
            if a in place and b in place:
                pair = (min(place[a], place[b]), max(place[a], place[b]))
                best[pair] = max(best.get(pair, 0.0), float(tie))
        unit = exact(problem.weights.cohesion) / exact(largest) / possible
        return {pair: exact(tie) * unit for pair, tie in sorted(best.items())}, largest
    return {}, largest


def _balance_worths(problem: TeamProblem) -> dict[tuple[int, int], Fraction]:
    """Worth at a team size and number of members of the largest unit."""
    weight = exact(problem.weights.balance)
    low, high = problem.sizes
    if not weight:
        return {}
    return {(n, k): weight * (1 - Fraction(k, n)) for n in range(low, high + 1) for k in range(1, n + 1)}
