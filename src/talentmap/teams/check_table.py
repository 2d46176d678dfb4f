"""What a question asks, laid out once more for checking a record: from the data, without the arrays of the search.

Whole numbers only. A team is worth the sum over layers of worth x min(places, members who have the layer), plus its
ties, plus balance. A layer is a credit somebody can fill a place of a requirement with; for energy and growth it is one
place for whoever carries or learns, which may promise more than the team gets, never less: `worth` is exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import comb

import numpy as np
from numpy.typing import NDArray

from talentmap.measures.credit import credit_table
from talentmap.measures.requirements import Requirement
from talentmap.teams.facts import shares
from talentmap.teams.orders import orders
from talentmap.teams.problem import TeamProblem
from talentmap.teams.units import exact, to_units
from talentmap.teams.verify import Scorer

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
FINE = 1000
"""Prices are in thousandths of a unit."""


@dataclass(frozen=True)
class Count:
    """A rule that counts members: at least `low` or at most `high` of those marked."""

    who: Bools
    low: int = 0
    high: int = 10**9


class Table:
    """Everything that tells one team of a question from another.

    Attributes
    ----------
    ids
        People who can take part and are not excluded, in id order.
    has, worth, places
        Layers: shape (n_people, n_layers), (n_layers,) and (n_layers,).
    pairs, tie
        Shape (n_ties, 2), positions a < b, and (n_ties,), worth in units.
    forced
        Positions that every team holds; None where a rule wants somebody who cannot take part.
    counts, together
        Rules that count, and groups of which all are in or none.
    """

    def __init__(self, problem: TeamProblem) -> None:
        self.problem, self.scorer = problem, Scorer(problem)
        self.low, self.high = problem.sizes
        self.scale = problem.facts.scale
        self._weight = {name: exact(value) for name, value in problem.weights.items()}
        self.ids = tuple(p for p in problem.data.frames["people"]["person_id"] if not self._out(p))
        self.place = {person: k for k, person in enumerate(self.ids)}
        self._layers()
        self._ties()
        self._rules()

    def _out(self, person: str) -> bool:
        """Whether somebody can be in no team: absent, or excluded by name."""
        alone = self.scorer.broken([person])
        return f"availability:{person}" in alone or f"exclude:{person}" in alone

    def _layers(self) -> None:
        found: list[tuple[Bools, int, int]] = []
        for requirement, share in zip(self.scorer.asked, shares(self.scorer.asked), strict=True):
            found += self._places(requirement, share)
            found += self._bonuses(requirement, share)
        self.has: Ints = np.array([who for who, _, _ in found], dtype=np.int64).reshape(len(found), len(self.ids)).T
        self.worth: Ints = np.array([worth for _, worth, _ in found], dtype=np.int64)
        self.places: Ints = np.array([places for _, _, places in found], dtype=np.int64)

    def _places(self, requirement: Requirement, share: Fraction) -> Iterator[tuple[Bools, int, int]]:
        """Layers of credit: who can fill a place at least that well, and what that adds to the layer below."""
        table = credit_table(self.problem.credit)
        place = share * self._weight["coverage"] / requirement.min_people
        levels = [self.scorer.level(p, requirement.strength_id) for p in self.ids]
        credit = [0.0 if v is None else float(table[requirement.level, v]) for v in levels]
        gains = [to_units(place * exact(c), self.scale) for c in credit]
        before = 0
        for gain in sorted({g for g in gains if g}):
            yield np.array([g >= gain for g in gains], dtype=bool), gain - before, requirement.min_people
            before = gain

    def _bonuses(self, requirement: Requirement, share: Fraction) -> Iterator[tuple[Bools, int, int]]:
        """One place each for energy and for a stretch seat."""
        scorer, strength = self.scorer, requirement.strength_id
        able = set(scorer.meeting(self.ids, requirement))
        lively = {p for p in able if (scorer.energy(p, strength) or 0) >= 1}
        seats = [r.strength_id for r in scorer.seats]
        growth = to_units(self._weight["growth"] / len(seats), self.scale) if strength in seats else 0
        learners = set(scorer.learning(self.ids, requirement)) if growth else set()
        energy = to_units(share * self._weight["energy"], self.scale)
        for worth, carriers in ((energy, lively), (growth, learners)):
            if worth and carriers:
                yield np.array([p in carriers for p in self.ids], dtype=bool), worth, 1

    def _ties(self) -> None:
        weights, largest = self.scorer.ties
        possible = comb(self.high, 2)
        found: dict[tuple[int, int], int] = {}
        if possible:
            for pair, weight in weights.items():
                if pair <= self.place.keys():
                    a, b = sorted(self.place[p] for p in pair)
                    share = exact(weight) / exact(largest) * self._weight["cohesion"] / possible
                    found[a, b] = to_units(share, self.scale)
        kept = sorted(pair for pair, units in found.items() if units)
        self.pairs: Ints = np.array(kept, dtype=np.int64).reshape(-1, 2)
        self.tie: Ints = np.array([found[pair] for pair in kept], dtype=np.int64)

    def _rules(self) -> None:
        problem, scorer = self.problem, self.scorer
        self.counts: list[Count] = []
        self.together: list[tuple[int, ...]] = []
        forced: set[str] = set()
        for order in orders(problem):
            about = " ".join(order.people) or f"{order.unit} {order.number}"
            if f"{order.rule}:{about}" in problem.waive:
                continue
            if order.rule == "must_include":
                forced |= set(order.people)
            elif order.rule == "together":
                inside = tuple(self.place[p] for p in order.people if p in self.place)
                self.together.append(inside)
                if len(inside) < len(order.people):  # one cannot come, so none can
                    self.counts.append(Count(self._of(inside), high=0))
            elif order.rule == "apart":
                self.counts.append(Count(self._of([self.place[p] for p in order.people if p in self.place]), high=1))
            elif order.unit:
                under = np.array([scorer.is_under(p, order.unit) for p in self.ids], dtype=bool)
                most = order.rule == "unit_at_most"
                self.counts.append(Count(under, high=order.number) if most else Count(under, low=order.number))
        for requirement in scorer.asked:
            if requirement.mandatory:
                able = set(scorer.meeting(self.ids, requirement))
                who = np.array([p in able for p in self.ids], dtype=bool)
                for rule, more in (("mandatory", 0), ("robust", problem.robust)):
                    if (rule == "mandatory" or more) and f"{rule}:{requirement.strength_id}" not in problem.waive:
                        self.counts.append(Count(who, low=requirement.min_people + more))
        self.forced: list[int] | None = None
        if forced <= self.place.keys():
            self.forced = sorted(self.place[p] for p in forced)

    def _of(self, positions: Iterable[int]) -> Bools:
        marked = np.zeros(len(self.ids), dtype=bool)
        marked[list(positions)] = True
        return marked

    @cached_property
    def most_balance(self) -> int:
        """Most that balance can be worth, whoever is in the team."""
        units = len({self.scorer.unit(p) for p in self.ids})
        best = 0
        for size in range(self.low, self.high + 1):
            largest = -(-size // max(1, units))
            best = max(best, to_units(self._weight["balance"] * (1 - Fraction(largest, size)), self.scale))
        return best

    def exactly(self, team: list[int]) -> int:
        """What a team is worth, from its parts."""
        return sum(part.units for part in self.scorer.parts([self.ids[k] for k in team]))

    def keeps(self, team: list[int]) -> bool:
        """Whether a team keeps every rule."""
        return not self.scorer.broken([self.ids[k] for k in team])
