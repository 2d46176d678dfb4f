"""Depth-first branch and bound for one team when ties count.

The general solver is left far behind here (benchmarks/teams.py): a team has few members, so a search over members
with the bound of `prices` looks at a few thousand teams. Complete: what it discards cannot be better.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from talentmap.optimise.options import Progress
from talentmap.teams.landscape import FAR, Landscape
from talentmap.teams.prices import Floats, Layers, Prices, best_sum

Ints = NDArray[np.int64]
_CLOSE = 1e-6
"""Worths are whole units, bounds are floating point: this much may be lost to arithmetic."""
_LOOK = 64
"""Teams between two looks at the clock."""


class _StopError(Exception):
    """Time is up, or the listener asked to stop."""


@dataclass(eq=False)
class _Node:
    """A partial team: members, whom it may still take (in the order of search), and what it holds."""

    team: list[int]
    free: Ints
    filled: Floats
    ties: Ints
    inside: int
    sums: Ints


class Branching:
    """A complete search of one landscape.

    Parameters
    ----------
    land
        The question; at least one team keeps its rules.
    start
        A team to beat.
    until, stage
        Reading of ``time.perf_counter`` at which to stop; what to call this search when telling of it.
    listener
        Hears of progress in units; answering False stops.
    """

    def __init__(
        self,
        land: Landscape,
        start: list[int],
        until: float,
        stage: str = "best",
        listener: Callable[[Progress], object] | None = None,
    ) -> None:
        self.land, self.until, self.stage, self.listener = land, until, stage, listener
        self.best, self.worth = sorted(start), land.worth(start)
        self.layers = Layers.of(land)
        self.forced = land.forced()
        self.prices, self.bound = Prices(land, self.layers, self.forced, float(self.worth)), float("inf")
        self._energy = bool(land.facts.energy_worth.any())
        self._balance = bool(land.facts.balance.any())
        plain = (land.rows >= 0).all(axis=1)
        everyone = (land.rows == 1).all(axis=1)  # the size is kept by the search itself
        self._falling = np.flatnonzero(plain & ~everyone & (land.most < FAR))
        self._rising = np.flatnonzero(plain & ~everyone & (land.least > 0))
        self._fall, self._rise = land.rows[self._falling], land.rows[self._rising]
        self._looked, self._began = 0, time.perf_counter()

    def prove(self) -> bool:
        """Find the best team, of equal ones the smallest and then the first in the order of ids.

        True when the search was complete; else `bound` says how much a team can be worth at most.
        """
        try:
            self._down(self._root(), top=True)
        except _StopError:
            self.bound = max(self.bound, float(self.worth))
            return False
        self.bound = float(self.worth)
        return True

    def _root(self) -> _Node:
        land, team = self.land, list(self.forced)
        free = np.ones(len(land.pool), dtype=bool)
        free[team] = False
        return _Node(
            team,
            np.flatnonzero(free),
            self.layers.has[team].sum(axis=0),
            land.ties[team].sum(axis=0),
            int(land.ties[np.ix_(team, team)].sum() // 2),
            land.rows[:, team].sum(axis=1),
        )

    def _down(self, node: _Node, *, top: bool = False) -> None:
        """Search all teams that hold the members of a node."""
        self._look()
        size, high = len(node.team), self.land.high
        if size >= self.land.low:
            self._settle(node)
        if size >= high:
            return
        self._add_one(node)
        if size + 1 >= high:
            return
        p, base, free = self._worths(node, high)
        order = np.argsort(-p, kind="stable")
        free, p = free[order], p[order]
        reach = np.concatenate([[0.0], np.cumsum(p)])
        for number in range(len(free)):
            most = base + reach[min(number + high - size, len(free))] - reach[number]
            if top:
                self.bound = float(most)
            if most < self._needed():
                break
            self._down(self._child(node, free, number))

    def _needed(self) -> float:
        """A team must be worth this much to be of interest: as much as the best, which it may precede in order."""
        return self.worth - _CLOSE

    def _offer(self, team: list[int], worth: int) -> None:
        """Keep a team if it is the better answer."""
        if (-worth, len(team), sorted(team)) < (-self.worth, len(self.best), self.best):
            self.best, self.worth = sorted(team), worth

    def _worths(self, node: _Node, high: int) -> tuple[Floats, float, Ints]:
        """What each person could add at most, the rest of the bound, and who is still of interest."""
        land, prices, k = self.land, self.prices, high - len(node.team)
        room = np.maximum(self.layers.places - node.filled, 0.0)
        base = float((self.layers.worth * np.minimum(self.layers.places, node.filled)).sum())
        base += float(((self.layers.worth - prices.price) * room).sum()) + node.inside + self._most_balance(node, high)
        free = node.free[self._allowed(node)] if len(self._falling) else node.free
        if self._short(node, free, k):
            return np.zeros(0), base, free[:0]
        own = self.layers.has[free] @ (prices.price * (room > 0)) + node.ties[free]
        p = own
        for _ in range(3):
            inside = np.zeros(len(land.pool) + 1, dtype=bool)
            inside[free] = True
            shares = np.where(inside[prices.near[free]], prices.share[free], 0.0)
            p = own + best_sum(shares, k - 1)
            if len(p) < k:
                others = float(p.sum()) - p
            else:
                kth = np.partition(-p, min(k, len(p) - 1))
                top = -kth[:k]
                total, least = float(top.sum()), float(top.min())
                others = np.where(p >= least, total - p, total - least)
            keep = base + p + others >= self._needed()
            if keep.all():
                break
            free, own, p = free[keep], own[keep], p[keep]
            if not len(free):
                break
        return p, base, free

    def _most_balance(self, node: _Node, high: int) -> int:
        """The term balance can be no more than this, whoever joins."""
        if not self._balance:
            return 0
        counts = np.bincount(self.land.unit[node.team], minlength=1)
        sizes = range(max(len(node.team), 1), high + 1)
        most, kinds = int(counts.max(initial=0)), int(self.land.unit.max()) + 1
        return max(int(self.land.facts.balance[n, min(n, max(most, -(-n // kinds)))]) for n in sizes)

    def _allowed(self, node: _Node) -> NDArray[np.bool_]:
        """Who may join without breaking a row that only fills up."""
        over = (node.sums[self._falling][:, None] + self._fall[:, node.free]) > self.land.most[self._falling][:, None]
        allowed: NDArray[np.bool_] = ~np.any(over, axis=0)
        return allowed

    def _short(self, node: _Node, free: Ints, k: int) -> bool:
        """Whether some row that must fill up cannot any more."""
        if not len(self._rising):
            return False
        missing = self.land.least[self._rising] - node.sums[self._rising]
        able = (self._rise[:, free] > 0).sum(axis=1)
        return bool((missing > np.minimum(able, k)).any())

    def _child(self, node: _Node, free: Ints, number: int) -> _Node:
        """The node with one more member; those before it in the order are left to its elder siblings."""
        k, land = int(free[number]), self.land
        return _Node(
            [*node.team, k],
            free[number + 1 :],
            node.filled + self.layers.has[k],
            node.ties + land.ties[k],
            node.inside + int(node.ties[k]),
            node.sums + land.rows[:, k],
        )

    def _add_one(self, node: _Node) -> None:
        """Score every team with exactly one more member at once."""
        if len(node.team) + 1 < self.land.low or not len(node.free):
            return
        land, free = self.land, node.free
        sums = node.sums[:, None] + land.rows[:, free]
        free = free[((sums >= land.least[:, None]) & (sums <= land.most[:, None])).all(axis=0)]
        if len(free):
            worth = self._worth_with(node, free)
            most = int(worth.max())
            if most >= self.worth:
                self._offer([*node.team, int(free[worth == most].min())], most)

    def _worth_with(self, node: _Node, free: Ints) -> Ints:
        """Shape (n_free,): worth of the team with each of these."""
        land, team = self.land, node.team
        worth = node.inside + node.ties[free]
        for r, places in enumerate(land.places):
            held = np.sort(land.gain[team, r])[::-1][:places]
            weakest = held[-1] if len(held) == places else 0
            worth = worth + held.sum() + np.maximum(land.gain[free, r] - weakest, 0)
        if self._energy:
            worth = worth + land.energy_joined(team)[free]
        if self._balance:
            worth = worth + land.balance_joined(team)[free]
        return worth

    def _settle(self, node: _Node) -> None:
        """Score the team of a node itself."""
        land = self.land
        if ((node.sums >= land.least) & (node.sums <= land.most)).all():
            self._offer(node.team, land.worth(node.team))

    def _look(self) -> None:
        """Now and then: is there time, and does the listener want to go on?"""
        self._looked += 1
        if self._looked % _LOOK:
            return
        now = time.perf_counter()
        if now > self.until:
            raise _StopError
        if self.listener is not None:
            scale = self.land.facts.scale
            told = Progress(self.stage, now - self._began, self.worth / scale, self.bound / scale)
            if self.listener(told) is False:
                raise _StopError
