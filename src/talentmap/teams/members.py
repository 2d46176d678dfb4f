"""A question about one team as arrays of members for the search that does not go through the solver."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from talentmap.optimise.formulation import Row
from talentmap.optimise.members import MemberProblem
from talentmap.teams.facts import Facts

if TYPE_CHECKING:
    from talentmap.teams.solve import Question

Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Layer:
    """Places of a requirement at a credit, or a bonus: what members are counted for.

    Parameters
    ----------
    term, requirement
        ``coverage``, ``energy`` or ``growth``, and the number of the requirement.
    gain
        For coverage: whoever fills a place with at least this worth is in the layer; 0 for a bonus.
    worth, places
        Worth of each place and how many count; of a bonus, its worth and how many must be able.
    """

    term: str
    requirement: int
    gain: int
    worth: int
    places: int


@dataclass(frozen=True, eq=False)
class Asked:
    """A question as members, with what its arrays stand for.

    Parameters
    ----------
    problem
        Positions are those of the pool.
    pool
        Position in the pool -> position in the facts.
    layers, bonuses
        What the columns of the problem are, in order.
    names
        Name of the rule of each row; blank for a cut.
    """

    problem: MemberProblem
    pool: tuple[int, ...]
    layers: tuple[Layer, ...]
    bonuses: tuple[Layer, ...]
    names: tuple[str, ...]

    def team(self, members: tuple[int, ...]) -> tuple[int, ...]:
        """Positions in the facts, in order."""
        return tuple(sorted(self.pool[p] for p in members))


def as_members(question: Question, cuts: tuple[Row, ...] = ()) -> Asked:
    """The question over its pool, with rules and cuts as rows."""
    facts, pool = question.facts, np.array(question.pool, dtype=np.int64)
    low, high = facts.problem.sizes
    layers, bonuses = tuple(_layers(facts, pool)), tuple(_bonuses(facts))
    place = np.full(len(facts.people), -1, dtype=np.int64)
    place[pool] = np.arange(len(pool))
    inside = (place[facts.pairs] >= 0).all(axis=1)
    named = [(i.name, row) for i in question.rules if i.rule != "team_size" for row in i.rows]
    named += [("", row) for row in cuts]
    rows = [(name, _narrowed(row, place)) for name, row in named]
    forced = {row.positions[0] for _, row in rows if len(row.positions) == 1 and row.coefficients == (1,) and row.low}
    rows = [(name, row) for name, row in rows if not _idle(row, forced)]
    numbers = {unit: k for k, unit in enumerate(sorted({facts.units[p] for p in pool}))}
    problem = MemberProblem(
        len(pool),
        low,
        high,
        has=_columns([facts.gain[pool, one.requirement] >= one.gain for one in layers], len(pool)),
        worth=np.array([one.worth for one in layers], dtype=np.int64),
        places=np.array([one.places for one in layers], dtype=np.int64),
        able=_columns([facts.meets[pool, one.requirement] for one in bonuses], len(pool)),
        spark=_columns([_sparks(facts, one)[pool] for one in bonuses], len(pool)),
        bonus_worth=np.array([one.worth for one in bonuses], dtype=np.int64),
        bonus_places=np.array([one.places for one in bonuses], dtype=np.int64),
        pairs=place[facts.pairs[inside]],
        pair_worth=facts.pair_worth[inside],
        unit=np.array([numbers[facts.units[p]] for p in pool], dtype=np.int64),
        balance=facts.balance,
        forced=tuple(sorted(forced)),
        rows=tuple(row for _, row in rows),
    )
    return Asked(problem, tuple(pool.tolist()), layers, bonuses, tuple(name for name, _ in rows))


def _layers(facts: Facts, pool: NDArray[np.int64]) -> Iterator[Layer]:
    """Each distinct gain of a requirement, worth what it adds to the one before."""
    for r, requirement in enumerate(facts.requirements):
        before = 0
        for gain in sorted({int(g) for g in facts.gain[pool, r] if g}):
            yield Layer("coverage", r, gain, gain - before, requirement.min_people)
            before = gain


def _bonuses(facts: Facts) -> Iterator[Layer]:
    """Energy needs `min_people` who meet and one lively; growth one who meets and one learner."""
    for r, requirement in enumerate(facts.requirements):
        if facts.energy_worth[r]:
            yield Layer("energy", r, 0, int(facts.energy_worth[r]), requirement.min_people)
        if facts.growth_worth[r]:
            yield Layer("growth", r, 0, int(facts.growth_worth[r]), 1)


def _sparks(facts: Facts, bonus: Layer) -> Bools:
    found: Bools = (facts.lively if bonus.term == "energy" else facts.learners)[:, bonus.requirement]
    return found


def _columns(columns: list[Bools], n: int) -> Bools:
    return np.column_stack(columns) if columns else np.zeros((n, 0), dtype=np.bool_)


def _narrowed(row: Row, place: NDArray[np.int64]) -> Row:
    """A row over the pool: whoever is not in the pool is not in the team and counts for nothing."""
    kept = [(int(place[p]), c) for p, c in zip(row.positions, row.coefficients, strict=True) if place[p] >= 0]
    return Row(tuple(p for p, _ in kept), tuple(c for _, c in kept), row.low, row.high)


def _idle(row: Row, forced: set[int]) -> bool:
    """Whether a row says nothing that the pool or the forced members do not say already."""
    if not row.positions:
        return row.holds(())
    alone = len(row.positions) == 1 and row.positions[0] in forced and row.coefficients == (1,)
    return alone and row.low == 1 and (row.high is None or row.high >= 1)
