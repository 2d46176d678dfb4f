"""What the data say about a team question, as arrays in id order. Positions live inside this package only."""

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
from talentmap.evidence.levels import Levels, level_array
from talentmap.measures.credit import credit_table
from talentmap.results import Reason
from talentmap.teams.orders import Order, orders
from talentmap.teams.presence import absences, project_dates
from talentmap.teams.problem import TeamProblem
from talentmap.teams.records import records
from talentmap.teams.units import exact, micro


@dataclass(frozen=True)
class Requirement:
    """A strength the project asks for: at least `min_people` members at this level or higher."""

    strength_id: str
    level: int
    weight: float
    mandatory: bool
    min_people: int


@dataclass(frozen=True, eq=False)
class Facts:
    """Everything the rules and terms need, in whole units of 1e-6 of the weighted objective where it is worth.

    Parameters
    ----------
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
    people: tuple[str, ...]
    units: tuple[str, ...]
    absent: Mapping[int, Reason]
    requirements: tuple[Requirement, ...]
    levels: Levels
    meets: NDArray[np.bool_]
    lively: NDArray[np.bool_]
    gain: NDArray[np.int64]
    energy_worth: NDArray[np.int64]
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
    known = profiles(valid_through(problem), include_private=problem.include_private)
    levels = level_array(known, ids, [r.strength_id for r in asked])
    need = np.array([r.level for r in asked], dtype=np.int64)
    meets = levels.known & (levels.level >= need)
    lively = meets & (levels.energy >= 1)
    waived = {name.removeprefix("availability:") for name in problem.waive}
    absent = {k: reason for k, reason in absences(problem).items() if ids[k] not in waived}
    weights = dict(problem.weights.items())
    pairs, worth, largest = _ties(problem, {p: k for k, p in enumerate(ids) if k not in absent}, weights["cohesion"])
    return Facts(
        problem=problem,
        people=ids,
        units=tuple("" if pd.isna(unit) else str(unit) for unit in people["unit"]),
        absent=MappingProxyType(absent),
        requirements=asked,
        levels=levels,
        meets=meets,
        lively=lively,
        gain=_gain(problem, asked, levels, weights["coverage"]),
        energy_worth=np.array([micro(share * exact(weights["energy"])) for share in shares(asked)], dtype=np.int64),
        pairs=pairs,
        pair_worth=worth,
        balance=_balance(problem.sizes[1], weights["balance"]),
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


def _gain(problem: TeamProblem, asked: tuple[Requirement, ...], levels: Levels, weight: float) -> NDArray[np.int64]:
    """Worth of one place: weight x share / min_people x credit; the unknown have no credit."""
    table = credit_table(problem.credit)
    gain = np.zeros(levels.level.shape, dtype=np.int64)
    for r, (requirement, share) in enumerate(zip(asked, shares(asked), strict=True)):
        place = share * exact(weight) / requirement.min_people
        worth = [micro(place * exact(table[requirement.level, level])) for level in range(6)]
        gain[:, r] = np.array([*worth, 0])[levels.level[:, r]]  # -1, unknown, reads the last one
    return gain


def _ties(
    problem: TeamProblem, place: Mapping[str, int], weight: float
) -> tuple[NDArray[np.int64], NDArray[np.int64], float]:
    """Ties among people who can take part, each pair once with its greatest weight, and the largest of all."""
    ties = problem.data.frames["ties"]
    ties = ties[ties["person_a"] != ties["person_b"]]
    if not len(ties):
        return np.zeros((0, 2), dtype=np.int64), np.zeros(0, dtype=np.int64), float("nan")
    largest = float(ties["weight"].max())
    possible = comb(problem.sizes[1], 2)
    best: dict[tuple[int, int], float] = {}
    if weight and possible:
        for a, b, tie in zip(ties["person_a"], ties["person_b"], ties["weight"], strict=True):
            if a in place and b in place:
                pair = (min(place[a], place[b]), max(place[a], place[b]))
                best[pair] = max(best.get(pair, 0.0), float(tie))
    scale = exact(weight) / exact(largest) / max(possible, 1)
    found = [(pair, micro(exact(tie) * scale)) for pair, tie in sorted(best.items())]
    kept = [(pair, worth) for pair, worth in found if worth]
    pairs = np.array([pair for pair, _ in kept], dtype=np.int64).reshape(-1, 2)
    return pairs, np.array([worth for _, worth in kept], dtype=np.int64), largest


def _balance(largest: int, weight: float) -> NDArray[np.int64]:
    table = np.zeros((largest + 1, largest + 1), dtype=np.int64)
    for size in range(1, largest + 1):
        for most in range(1, size + 1):
            table[size, most] = micro(exact(weight) * (1 - Fraction(most, size)))
    return table
