"""One team as arrays: what its members are worth together, and which rows they keep.

The problem of choosing members is the same for a team of a project and for pricing the teams of many projects, so it
stands here without a word about people: members are positions, worths are whole numbers. :mod:`member_search` solves
it, :mod:`member_bound` bounds it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from talentmap.errors import ProblemError
from talentmap.optimise.formulation import Row
from talentmap.vocabulary import text

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_LARGEST = 2**44
"""Sums of worths stay below this, so that no product inside the kernel overflows 64 bits."""

_WHOLE = ("own", "worth", "places", "bonus_worth", "bonus_places", "pairs", "pair_worth", "unit", "balance")


def _none(*shape: int) -> Ints:
    return np.zeros(shape, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class MemberProblem:
    """Choose `low` to `high` of n members so that the worth is greatest:

        sum of `own`  +  sum over layers of worth x min(places, members in the layer)
        +  sum of the worths of bonuses earned  +  sum of the worths of ties inside  +  balance[size, largest unit].

    A bonus is earned when at least `places` members are able and at least one has the spark.

    Parameters
    ----------
    n, low, high
        How many can be chosen from, and the smallest and largest team.
    own
        Shape (n,): worth of each by itself; may be negative (a price to pay).
    has, worth, places
        Shape (n, n_layers), bool; (n_layers,) worth of a place, not negative; (n_layers,) places that count.
    able, spark, bonus_worth, bonus_places
        Shapes (n, n_bonuses), bool, twice; (n_bonuses,) twice: worth, not negative, and places, at least 1.
    pairs, pair_worth
        Shape (n_ties, 2), each pair once, and (n_ties,), not negative.
    unit, balance
        Shape (n,): number of each one's unit from 0; shape (high + 1, high + 1), not negative: worth at a team size
        (row) and number of members of the largest unit (column). An empty balance is none.
    forced
        Positions that are in the team.
    rows
        Linear rows over positions that hold too. The size needs none.

    Raises
    ------
    ProblemError
        Shapes do not fit, something is negative that must not be, or worths are too large to add up safely.
    """

    n: int
    low: int
    high: int
    own: Ints = field(default_factory=lambda: _none(0))
    has: Bools = field(default_factory=lambda: np.zeros((0, 0), dtype=np.bool_))
    worth: Ints = field(default_factory=lambda: _none(0))
    places: Ints = field(default_factory=lambda: _none(0))
    able: Bools = field(default_factory=lambda: np.zeros((0, 0), dtype=np.bool_))
    spark: Bools = field(default_factory=lambda: np.zeros((0, 0), dtype=np.bool_))
    bonus_worth: Ints = field(default_factory=lambda: _none(0))
    bonus_places: Ints = field(default_factory=lambda: _none(0))
    pairs: Ints = field(default_factory=lambda: _none(0, 2))
    pair_worth: Ints = field(default_factory=lambda: _none(0))
    unit: Ints = field(default_factory=lambda: _none(0))
    balance: Ints = field(default_factory=lambda: _none(0, 0))
    forced: tuple[int, ...] = ()
    rows: tuple[Row, ...] = ()

    def __post_init__(self) -> None:
        put = object.__setattr__
        for name in _WHOLE:
            put(self, name, np.ascontiguousarray(getattr(self, name), dtype=np.int64))
        for name in ("has", "able", "spark"):
            put(self, name, np.ascontiguousarray(getattr(self, name), dtype=np.bool_))
        put(self, "pairs", self.pairs.reshape(-1, 2))
        for name in ("own", "unit"):
            if not len(getattr(self, name)):
                put(self, name, _none(self.n))
        for name in ("has", "able", "spark"):
            if not getattr(self, name).size:
                put(self, name, np.zeros((self.n, 0), dtype=np.bool_))
        if not self.balance.size:
            put(self, "balance", _none(self.high + 1, self.high + 1))
        put(self, "forced", tuple(sorted({int(p) for p in self.forced})))
        wrong = self._wrong()
        if wrong:
            raise ProblemError(text("members.wrong", what=wrong))

    def _wrong(self) -> str:
        """Which argument does not fit; blank when all do."""
        n, layers, bonuses = self.n, len(self.worth), len(self.bonus_worth)
        shapes = {
            "own": (n,),
            "has": (n, layers),
            "places": (layers,),
            "able": (n, bonuses),
            "spark": (n, bonuses),
            "bonus_places": (bonuses,),
            "pairs": (len(self.pair_worth), 2),
            "unit": (n,),
            "balance": (self.high + 1, self.high + 1),
        }
        for name, shape in shapes.items():
            if getattr(self, name).shape != shape:
                return name
        for name in ("worth", "places", "bonus_worth", "pair_worth", "unit", "balance"):
            if (getattr(self, name) < 0).any():
                return name
        if (self.bonus_places < 1).any():
            return "bonus_places"
        if not 0 <= self.low <= self.high:
            return "low"
        if len(self.pairs) and not 0 <= int(self.pairs.min()) <= int(self.pairs.max()) < n:
            return "pairs"
        if any(not 0 <= p < n for p in self.forced):
            return "forced"
        return "" if self.largest < _LARGEST else "worth"

    @cached_property
    def largest(self) -> int:
        """No sum of worths is larger than this, nor smaller than minus this."""
        most = int(np.sort(np.abs(self.own))[::-1][: self.high].sum())
        most += int((self.worth * self.places).sum() + self.bonus_worth.sum() + self.balance.max(initial=0))
        return most + int(np.sort(self.pair_worth)[::-1][: self.high * (self.high - 1) // 2].sum())

    def value(self, team: Iterable[int]) -> int:
        """Worth of a team, worked out anew from the definition."""
        chosen = np.array(sorted(set(team)), dtype=np.int64)
        total = int(self.own[chosen].sum())
        total += int((self.worth * np.minimum(self.places, self.has[chosen].sum(axis=0))).sum())
        earned = (self.able[chosen].sum(axis=0) >= self.bonus_places) & self.spark[chosen].any(axis=0)
        total += int(self.bonus_worth[earned].sum())
        total += int(self.pair_worth[np.isin(self.pairs, chosen).all(axis=1)].sum())
        if len(chosen) and len(chosen) < len(self.balance):
            total += int(self.balance[len(chosen), np.bincount(self.unit[chosen]).max()])
        return total

    def holds(self, team: Iterable[int]) -> bool:
        """Whether a team has an allowed size, the forced members, and keeps every row."""
        chosen = set(team)
        if not self.low <= len(chosen) <= self.high or not chosen.issuperset(self.forced):
            return False
        return all(row.holds(chosen) for row in self.rows)
