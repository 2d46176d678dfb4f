"""The cheapest cover: reduce, price, search, prove. References stand in `cover`."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from talentmap.optimise.arrays import Answer, solve_matrix
from talentmap.optimise.cover import Cover
from talentmap.optimise.cover_answer import CoverAnswer
from talentmap.optimise.cover_prices import RowPrices, first_prices, greedy_cover, price_rows
from talentmap.optimise.cover_reduce import Core, fixed, reduced
from talentmap.optimise.cover_turns import Turn
from talentmap.optimise.matrix import Matrix
from talentmap.optimise.options import Options, Progress
from talentmap.results import Status

Flags = NDArray[np.bool_]
_SEARCH, _QUIET, _MANY = 1_500_000_000, 25_000_000, 1_000_000_000
"""Work of the search before the proof is tried: some seconds, or less where it has long found nothing better; `_MANY`
where several searches take turns, for each should begin anew at least once."""
_SHARES = (0.05, 0.05, 0.05, 0.2, 1.0)
_SMALL = 500
"""Columns up to which the search takes all; above, searches over these shares of them take turns: most time goes to
few columns, from different draws, because a lucky draw is worth more than a long search."""
_WIDE = 0.2
"""A gap above which a solver seldom closes it, so that most of the time is better spent searching."""


def best_cover(cover: Cover, options: Options | None = None) -> CoverAnswer:
    """The cheapest cover, proven unless the clock or the listener stops it.

    Parameters
    ----------
    cover
        The problem.
    options
        Time limit, seed and listener, who hears cost and bound. Without a limit the search does a fixed amount of
        work and the proof runs to its end: the same answer every time. With one, the time left after an unfinished
        proof goes to the search.
    """
    options = options or Options()
    short = cover.short()
    if len(short):
        return CoverAnswer(Status.INFEASIBLE, short=tuple(short.tolist()))
    if options.time_limit is not None and options.time_limit <= 0:
        return CoverAnswer(Status.NOT_FOUND, bound=0)
    solve = _Solve(cover, options)
    solve.run()
    return solve.answer()


class _Solve:
    """One run: the best cover and bound so far, the clock, and the steps."""

    def __init__(self, cover: Cover, options: Options) -> None:
        self.whole, self.options = cover, options
        self.began = time.perf_counter()
        limit = options.time_limit
        self.until = math.inf if limit is None else self.began + limit
        self.stopped, self.method, self.root = False, "reduction", math.nan
        self.timing: dict[str, float] = {}
        self.turns: list[Turn] = []

    def run(self) -> None:
        """All steps, until the proof or the end of the time."""
        self._step("reduce", self._reduce)
        if self.done:
            return
        self._step("prices", self._price)
        self._step("search", lambda: self._search(_SEARCH, self._part(0.3)))
        self._step("prices", self._price)
        self._step("proof", lambda: self._prove(self._part(0.2 if self.gap > _WIDE else 0.35)))
        if math.isfinite(self.until):
            self._step("search", lambda: self._search(None, self.until))

    def _step(self, name: str, work: Any) -> None:
        if self.done:
            return
        began = time.perf_counter()
        work()
        self.timing[name] = self.timing.get(name, 0.0) + time.perf_counter() - began
        self._tell(name)

    @property
    def done(self) -> bool:
        """Whether it is proven, stopped, or time is up."""
        known = hasattr(self, "bound")
        return known and (self.bound >= self.best or self.stopped or time.perf_counter() >= self.until)

    @property
    def gap(self) -> float:
        """Relative distance of best and bound within the core."""
        return (self.best - self.bound) / max(1, self.best)

    def _part(self, share: float) -> float:
        """Reading of the clock at which a share of the time left is used up."""
        now = time.perf_counter()
        return now + share * (self.until - now)

    def _tell(self, stage: str) -> None:
        listener = self.options.listener
        if listener is not None:
            seconds = time.perf_counter() - self.began
            told = Progress(stage, seconds, float(self.best + self.paid), float(self.bound + self.paid))
            self.stopped |= listener(told) is False

    def _reduce(self) -> None:
        """Make the problem small, and find a first cover of what is left."""
        self.core = reduced(self.whole)
        self.cover = self.core.cover
        self.paid = int(self.whole.cost[self.core.taken].sum())
        self.kept = np.zeros(self.cover.n_columns, dtype=bool)
        self.best, self.bound = 0, 0
        if self.cover.n_rows:
            self.kept = greedy_cover(self.cover, first_prices(self.cover))
            self.best = self.cover.total(self.kept)
            self.bound = int(self.cover.cost.min())

    def _price(self) -> None:
        """Prices of rows, their bound, and a first cover by them."""
        start = self.prices.price if hasattr(self, "prices") else first_prices(self.cover)
        prices = price_rows(self.cover, self.best, start, self._part(0.2))
        if not hasattr(self, "prices") or prices.bound > self.prices.bound:
            self.prices: RowPrices = prices
        self.root = self.prices.bound + self.paid
        if self.prices.floor > self.bound:
            self.bound, self.method = self.prices.floor, "prices"
        self._better(greedy_cover(self.cover, self.prices.price))

    def _better(self, chosen: Flags) -> None:
        if self.cover.holds(chosen) and self.cover.total(chosen) < self.best:
            self.kept, self.best = chosen, self.cover.total(chosen)

    def _search(self, work: int | None, until: float) -> None:
        """Local searches in turn, each over its own share of the columns; None: until the clock."""
        if not self.turns:
            shares = _SHARES if self.cover.n_columns > _SMALL else _SHARES[-1:]
            self.turns = [Turn(self.cover, share, self.options.seed + k) for k, share in enumerate(shares)]
        spent, last, quiet = 0, 0, _QUIET if len(self.turns) == 1 else _MANY
        while not self.done and time.perf_counter() < until:
            if work is not None and spent > min(work, 8 * last + quiet):
                break
            for turn in self.turns:
                spent += turn.go(self.prices, self.best, self.bound)
                if turn.best < self.best:
                    self._better(turn.chosen())
                    last = spent
                if self.done or time.perf_counter() >= until:
                    break
            self._tell("search")

    def _prove(self, until: float) -> None:
        """Branch over all columns that a cheaper cover can hold."""
        part = fixed(self.core, self.prices.slopes, self.prices.bound, self.best)
        if len(part.cover.short()):  # what is left cannot serve every row: no cheaper cover
            self.bound, self.method = self.best, "prices"
            return
        answer = self._branch(part, until)
        proven = self.best
        if answer.status.has_solution or not math.isnan(answer.bound):
            paid = int(self.whole.cost[part.taken].sum()) - self.paid
            proven = min(self.best, math.ceil(-answer.bound - 1e-6) + paid)
        elif answer.status is not Status.INFEASIBLE:
            return
        if proven > self.bound:
            self.bound, self.method = proven, "branching"

    def _branch(self, part: Core, until: float) -> Answer:
        """The solver on a part of the problem; a better cover is kept."""
        cover = part.cover
        if not cover.n_rows:
            self._offer(part, np.zeros(cover.n_columns, dtype=bool))
            return Answer(Status.OPTIMAL, 0.0, 0.0)
        matrix = Matrix()
        matrix.columns(cover.n_columns)
        ones = np.ones(len(cover.rows))
        matrix.rows(cover.n_rows, cover.rows, cover.column_of, ones, cover.need.astype(float), math.inf)
        limit = None if math.isinf(until) else max(0.0, until - time.perf_counter())
        asked = replace(self.options, time_limit=limit, gap_absolute=1 - 1e-6, listener=self._hearing(part))
        start = self._start(part)
        answer = solve_matrix(matrix, -cover.cost.astype(float), asked, start=start)
        if answer.status.has_solution:
            self._offer(part, answer.values > 0.5)
        return answer

    def _start(self, part: Core) -> np.ndarray | None:
        """The best cover as a first solution of a part, where it lies in it."""
        inside = np.zeros(self.whole.n_columns, dtype=bool)
        inside[self.core.lifted(self.kept)] = True
        start = inside[part.columns]
        return start.astype(float) if part.cover.holds(start) else None

    def _hearing(self, part: Core) -> Any:
        if self.options.listener is None:
            return None
        paid = int(self.whole.cost[part.taken].sum())

        def hear(told: Progress) -> object:
            assert self.options.listener is not None
            seconds = time.perf_counter() - self.began
            best = (
                float(self.best + self.paid) if math.isnan(told.best) else min(self.best + self.paid, paid - told.best)
            )
            answer = self.options.listener(Progress("proof", seconds, best, float(self.bound + self.paid)))
            self.stopped |= answer is False
            return answer

        return hear

    def _offer(self, part: Core, chosen: Flags) -> None:
        """Take over a cover of a part if it is better."""
        inside = np.zeros(self.whole.n_columns, dtype=bool)
        inside[part.lifted(chosen)] = True
        self._better(inside[self.core.columns])

    def answer(self) -> CoverAnswer:
        """What is known now."""
        chosen = self.core.lifted(self.kept)
        status = Status.OPTIMAL if self.bound >= self.best else Status.FEASIBLE
        bound = min(self.bound, self.best) + self.paid
        best = self.best + self.paid
        return CoverAnswer(status, tuple(chosen.tolist()), best, bound, self.root, self.method, (), self.timing)
