"""The cheapest choice that keeps linear rules, most of which ask for enough of something; one right answer of equals.

Rows that only ask for enough are a covering problem (`cover_solve`). Where its best cover keeps the other rows too it
is the answer; else the solver takes all rows together. Of equally cheap choices the smallest is right, and of those
the first in the order of positions.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from talentmap.optimise.arrays import Answer, solve_matrix
from talentmap.optimise.cover import Cover
from talentmap.optimise.cover_prices import first_prices, price_rows
from talentmap.optimise.cover_solve import best_cover
from talentmap.optimise.formulation import Row
from talentmap.optimise.matrix import Matrix
from talentmap.optimise.options import Options
from talentmap.results import Status

Ints = NDArray[np.int64]
Team = tuple[int, ...]


@dataclass(frozen=True)
class ChoiceAnswer:
    """How the search for the cheapest choice ended.

    Parameters
    ----------
    status, chosen
        As proven; positions in order.
    best, bound
        Cost, and what no choice can undercut; None without.
    method
        What proved the bound: ``reduction``, ``prices``, ``branching``, or ``rules`` where the solver took all rows.
    settled
        Whether no other choice is the right answer among equals.
    timing
        Seconds per step.
    """

    status: Status
    chosen: Team = ()
    best: int | None = None
    bound: int | None = None
    method: str = "reduction"
    settled: bool = False
    timing: dict[str, float] = field(default_factory=dict)


def cheapest_choice(rows: Sequence[Row], cost: Ints, options: Options | None = None) -> ChoiceAnswer:
    """The cheapest choice of positions that keeps all rows.

    Parameters
    ----------
    rows
        Over positions 0 .. n - 1.
    cost
        Shape (n,): whole numbers, 0 or more.
    options
        Time limit for everything together, seed and listener.
    """
    return _Choice(rows, cost, options or Options()).run()


class _Choice:
    """One run: rows sorted by kind, the pool of positions that can be of use, and the clock."""

    def __init__(self, rows: Sequence[Row], cost: Ints, options: Options) -> None:
        self.rows, self.cost, self.options = tuple(rows), cost, options
        limit = options.time_limit
        self.until = math.inf if limit is None else time.perf_counter() + limit
        self.covering = [row for row in rows if _asks_enough(row)]
        self.side = [row for row in rows if not _asks_enough(row) and not _bars(row) and not _says_nothing(row)]
        out = np.zeros(len(cost), dtype=bool)
        use = np.zeros(len(cost), dtype=bool)
        for row in rows:
            if _bars(row):
                out[list(row.positions)] = True
        for row in (*self.covering, *self.side):
            use[list(row.positions)] = True
        self.pool = np.flatnonzero(use & ~out)
        self.timing: dict[str, float] = {}

    def run(self) -> ChoiceAnswer:
        """Cover, then all rows if need be, then the right one of equals."""
        began = time.perf_counter()
        cover = self._cover()
        found = best_cover(cover, self._within())
        self.timing |= found.timing
        if found.status is Status.INFEASIBLE or found.bound is None:
            return ChoiceAnswer(found.status, timing=self.timing)
        if found.status is Status.NOT_FOUND:
            return ChoiceAnswer(Status.NOT_FOUND, bound=found.bound)
        team = tuple(self.pool[list(found.chosen)].tolist())
        answer = ChoiceAnswer(found.status, team, found.best, found.bound, found.method)
        if not self._keeps(team):
            answer = self._all_rows(answer)
        if answer.status is Status.OPTIMAL:
            answer = self._one_of_equals(cover, answer)
        self.timing["total"] = time.perf_counter() - began
        return replace(answer, timing=self.timing)

    def _within(self) -> Options:
        rest = None if math.isinf(self.until) else max(0.0, self.until - time.perf_counter())
        return replace(self.options, time_limit=rest)

    def _cover(self) -> Cover:
        place = np.full(len(self.cost), -1)
        place[self.pool] = np.arange(len(self.pool))
        column = [place[list(row.positions)] for row in self.covering]
        line = np.repeat(np.arange(len(column)), [len(c) for c in column])
        columns = np.concatenate([np.zeros(0, dtype=np.int64), *column])
        need = np.array([row.low for row in self.covering], dtype=np.int64)
        return Cover.of(columns[columns >= 0], line[columns >= 0], self.cost[self.pool], need)

    def _keeps(self, team: Team) -> bool:
        return all(
            (row.low is None or row.activity(team) >= row.low) and (row.high is None or row.activity(team) <= row.high)
            for row in self.side
        )

    def _all_rows(self, cover: ChoiceAnswer) -> ChoiceAnswer:
        """The solver over all rows; the cover's bound holds here too."""
        began = time.perf_counter()
        matrix = self._matrix(self.pool)
        options = replace(self._within(), gap_absolute=1 - 1e-6, stage="rules")
        found = solve_matrix(matrix, -self.cost[self.pool].astype(float), options)
        self.timing["rules"] = time.perf_counter() - began
        if found.status is Status.INFEASIBLE:
            return ChoiceAnswer(Status.INFEASIBLE, method="rules")
        bound = cover.bound or 0
        if not math.isnan(found.bound):
            bound = max(bound, math.ceil(-found.bound - 1e-6))
        if not found.status.has_solution:
            return ChoiceAnswer(Status.NOT_FOUND, bound=bound, method="rules")
        team = self._team(self.pool, found)
        best = int(self.cost[list(team)].sum())
        status = Status.OPTIMAL if bound >= best else Status.FEASIBLE
        return ChoiceAnswer(status, team, best, min(bound, best), "rules")

    def _matrix(self, pool: Ints) -> Matrix:
        """All rows over some positions; whoever is not among them is not chosen."""
        matrix = Matrix()
        matrix.columns(len(pool))
        place = {int(p): k for k, p in enumerate(pool)}
        for row in (*self.covering, *self.side):
            inside = [(place[p], c) for p, c in zip(row.positions, row.coefficients, strict=True) if p in place]
            low, high = (-math.inf if row.low is None else row.low), (math.inf if row.high is None else row.high)
            matrix.row([k for k, _ in inside], [c for _, c in inside], low, high)
        return matrix

    @staticmethod
    def _team(pool: Ints, found: Answer) -> Team:
        return tuple(pool[np.flatnonzero(found.values[: len(pool)] > 0.5)].tolist())

    def _one_of_equals(self, cover: Cover, answer: ChoiceAnswer) -> ChoiceAnswer:
        """The smallest of the cheapest, and of those the first in order; the best known where time runs out."""
        assert answer.best is not None
        began = time.perf_counter()
        prices = price_rows(cover, answer.best + 1, first_prices(cover), self.until)
        pool = self.pool[prices.bound + prices.slopes <= answer.best + 1e-6]  # others are in no choice as cheap
        costs = self.cost[pool]
        team: Team | None = answer.chosen
        if len(costs) and (costs.min() == 0 or costs.min() < costs.max()):
            team = self._solved(self._equals(pool, answer.best), pool, -np.ones(len(pool)))
        kept = answer.chosen if team is None else team
        for k in range(len(kept)):
            if team is None:
                break
            after = kept[k - 1] if k else -1
            if any(after < p < kept[k] for p in pool.tolist()):
                team = self._earliest(pool, answer.best, kept, k)
                kept = kept if team is None else min(kept, team)
        self.timing["ties"] = time.perf_counter() - began
        return replace(answer, chosen=kept, settled=team is not None)

    def _earliest(self, pool: Ints, best: int, team: Team, k: int) -> Team | None:
        """A choice of the same size and cost that begins like `team`, with its k-th as early as can be."""
        after = team[k - 1] if k else -1
        pool = pool[(pool > after) | np.isin(pool, team[:k])]
        earlier = np.flatnonzero((pool > after) & (pool < team[k]))
        matrix = self._equals(pool, best)
        everyone = np.arange(len(pool))
        matrix.row(everyone, 1.0, len(team), len(team))
        matrix.fix(np.flatnonzero(np.isin(pool, team[:k])), 1.0)
        first, line, ones = matrix.columns(len(earlier)), np.arange(len(earlier)), np.ones(len(earlier))
        matrix.row(first, 1.0, -math.inf, 1)
        both = np.concatenate([first, earlier]), np.concatenate([ones, -ones])
        matrix.rows(len(earlier), np.concatenate([line, line]), *both, -math.inf, 0.0)
        worth = np.concatenate([np.zeros(len(pool)), np.arange(len(earlier), 0, -1)])
        return self._solved(matrix, pool, worth)

    def _equals(self, pool: Ints, best: int) -> Matrix:
        """All rows, for choices that cost no more than the best."""
        matrix = self._matrix(pool)
        matrix.row(np.arange(len(pool)), self.cost[pool].astype(float), -math.inf, best + 0.5)
        return matrix

    def _solved(self, matrix: Matrix, pool: Ints, worth: NDArray[np.float64]) -> Team | None:
        """The choice of most worth; None where it could not be proven in time."""
        options = replace(self._within(), gap_absolute=0.5, listener=None, stage="ties")
        found = solve_matrix(matrix, worth, options)
        return self._team(pool, found) if found.status is Status.OPTIMAL else None


def _asks_enough(row: Row) -> bool:
    """Whether a row only asks that enough of its positions are chosen."""
    return row.high is None and (row.low or 0) > 0 and set(row.coefficients) <= {1}


def _bars(row: Row) -> bool:
    """Whether a row keeps all its positions out."""
    return row.high == 0 and (row.low or 0) <= 0 and set(row.coefficients) <= {1}


def _says_nothing(row: Row) -> bool:
    return row.high is None and (row.low is None or (row.low <= 0 and min(row.coefficients, default=0) >= 0))
