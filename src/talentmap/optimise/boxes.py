"""The best team of a box: at least so good on each term, and the greatest weighted sum; by a search over members.

The textbook way puts a row under each term of a mixed-integer model; where ties between people count its bound says
nothing for hundreds of people. Here the search for one best team (`member_search`) is asked first, with the weights
that suit the box: its answer often lies inside. Where it does not, the points inside are not on the hull of the front;
then it goes through every team worth as much as the corner of the box, and lets pass those inside.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from talentmap.optimise.formulation import Row
from talentmap.optimise.members import MemberProblem
from talentmap.optimise.pareto import Point
from talentmap.results import Status

if TYPE_CHECKING:
    from talentmap.optimise.member_search import MemberOutcome

Ints = NDArray[np.int64]
_FINE = 1_000
"""Least weight of a term, so that the direction across a box is met closely."""
_STEEPEST = 1_000_000
"""Greatest, so that sums stay far below 64 bits."""


@dataclass(frozen=True, eq=False)
class Layer:
    """`worth` of a term for each of the first `places` members in `has`, if `least` members are able.

    Parameters
    ----------
    has, able
        Shape (n,), bool. No `able`: always.
    """

    term: int
    worth: int
    places: int
    has: NDArray[np.bool_]
    able: NDArray[np.bool_] | None = None
    least: int = 0


@dataclass(frozen=True, eq=False)
class Boxed:
    """What a search of a box found.

    Parameters
    ----------
    team, values
        Positions of members in order, and the value of each term; empty where none was found.
    complete
        Whether there can be no better, or none at all.
    """

    team: tuple[int, ...]
    values: Point
    complete: bool


@dataclass(frozen=True, eq=False)
class BoxProblem:
    """Teams of `low` to `high` of n people, with terms made of layers, ties and a table of units.

    Parameters
    ----------
    pairs, pair_worth, tie_term
        Shape (n_ties, 2) and (n_ties,): ties, and which term they are; -1 for none.
    unit, balance, balance_term
        Shape (n,) and (high + 1, high + 1): number of each one's unit; worth at a size (row) and number of members of
        the largest unit (column), and which term that is; -1 for none.
    rows
        Rules over positions.
    """

    n: int
    n_terms: int
    low: int
    high: int
    layers: tuple[Layer, ...]
    pairs: Ints
    pair_worth: Ints
    tie_term: int
    unit: Ints
    balance: Ints
    balance_term: int
    rows: tuple[Row, ...]

    @cached_property
    def forced(self) -> tuple[int, ...]:
        """Who is in every team by a rule about one person."""
        return tuple(sorted({row.positions[0] for row in self.rows if row.coefficients == (1,) and row.low == 1}))

    def weighted(self, weight: Sequence[int]) -> MemberProblem:
        """The question with one worth: the sum of the terms with these weights, whole numbers."""
        whole = list(weight)
        plain = [layer for layer in self.layers if layer.able is None and whole[layer.term]]
        gated = [layer for layer in self.layers if layer.able is not None and whole[layer.term]]
        pairs = self.tie_term >= 0 and whole[self.tie_term] > 0
        return MemberProblem(
            self.n,
            self.low,
            self.high,
            has=_columns([layer.has for layer in plain], self.n),
            worth=_of([layer.worth * whole[layer.term] for layer in plain]),
            places=_of([layer.places for layer in plain]),
            able=_columns([layer.able for layer in gated], self.n),
            spark=_columns([layer.has for layer in gated], self.n),
            bonus_worth=_of([layer.worth * whole[layer.term] for layer in gated]),
            bonus_places=_of([layer.least for layer in gated]),
            pairs=self.pairs if pairs else self.pairs[:0],
            pair_worth=self.pair_worth * whole[self.tie_term] if pairs else self.pair_worth[:0],
            unit=self.unit,
            balance=self.balance * (whole[self.balance_term] if self.balance_term >= 0 else 0),
            forced=self.forced,
            rows=self.rows,
        )

    def values(self, team: Sequence[int]) -> Point:
        """Value of each term of a team."""
        out, chosen = [0] * self.n_terms, list(team)
        for layer in self.layers:
            if layer.able is None or layer.able[chosen].sum() >= layer.least:
                out[layer.term] += layer.worth * min(layer.places, int(layer.has[chosen].sum()))
        if self.tie_term >= 0:
            out[self.tie_term] += int(self.pair_worth[np.isin(self.pairs, chosen).all(axis=1)].sum())
        if self.balance_term >= 0:
            out[self.balance_term] += int(self.balance[len(chosen), np.bincount(self.unit[chosen]).max()])
        return tuple(out)


class BoxSearch:
    """Searches of boxes of one problem; what is best outright with some weights is worked out once."""

    def __init__(self, problem: BoxProblem) -> None:
        self.problem = problem
        self._known: dict[tuple[int, ...], Boxed] = {}

    def greatest(self, term: int, go_on: Callable[[], bool]) -> Boxed:
        """A team with the greatest value of one term.

        The other terms count a little, too little to matter: the search is much quicker where many teams tie.
        """
        every = range(self.problem.n_terms)
        others = sum(self.problem.weighted(tuple(int(t == s) for t in every)).largest for s in every if s != term)
        return self._outright(tuple(1 + others if t == term else 1 for t in every), go_on)

    def best(self, low: Point, high: Point, go_on: Callable[[], bool]) -> Boxed:
        """A non-dominated team with every value above `low`; `high` is where the box is known to end.

        The sum is weighted by what is across the box, which is the direction its corners lie in.
        """
        across = [max(1, b - a) for a, b in zip(low, high, strict=True)]
        weight = tuple(min(_STEEPEST, max(1, round(_FINE * max(across) / one))) for one in across)
        first = self._outright(weight, go_on)
        if not first.team or not first.complete or _above(first.values, low):
            return first
        return self._inside(weight, low, go_on)

    def _outright(self, weight: tuple[int, ...], go_on: Callable[[], bool]) -> Boxed:
        """The best team of all with these weights, wherever it lies."""
        if weight not in self._known:
            from talentmap.optimise.member_search import best_members  # late: it loads numba

            found = self._boxed(best_members(self.problem.weighted(weight), tell=lambda *_: go_on()))
            if not found.complete:
                return found
            self._known[weight] = found
        return self._known[weight]

    def _inside(self, weight: tuple[int, ...], low: Point, go_on: Callable[[], bool]) -> Boxed:
        """The best team in the box, where the best outright lies elsewhere."""
        from talentmap.optimise.member_gate import Gate
        from talentmap.optimise.member_search import best_inside  # late: it loads numba

        problem = self.problem
        floor = [value + 1 for value in low]
        gate = Gate(
            _of([w * value for w, value in zip(weight, floor, strict=True)]),
            _of([layer.term for layer in problem.layers if layer.able is None]),
            _of([layer.term for layer in problem.layers if layer.able is not None]),
            problem.balance_term,
            problem.tie_term,
        )
        least = sum(w * value for w, value in zip(weight, floor, strict=True))
        out = best_inside(
            problem.weighted(weight),
            gate,
            least,
            lambda team: _above(problem.values(team), low),
            tell=lambda *_: go_on(),
        )
        return self._boxed(out)

    def _boxed(self, out: MemberOutcome) -> Boxed:
        values = self.problem.values(out.team) if out.team else ()
        return Boxed(tuple(out.team), values, out.status in (Status.OPTIMAL, Status.INFEASIBLE))


def _above(values: Point, low: Point) -> bool:
    return all(value > least for value, least in zip(values, low, strict=True))


def _columns(flags: Sequence[NDArray[np.bool_] | None], n: int) -> NDArray[np.bool_]:
    return np.array(flags, dtype=bool).reshape(len(flags), n).T


def _of(values: list[int]) -> Ints:
    return np.array(values, dtype=np.int64)
