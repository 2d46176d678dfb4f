"""A bound on every team: prices on what is scarce, and each tie split between its ends.

For places of a requirement and prices 0 <= l <= d,  d x min(m, X) <= l x X + (d - l) x m,  and a tie is worth at most
what its ends are given of it, where a member of a team with k more can use k - 1 ties at most. So

    worth(team + A) <= constant + sum of p_a over A,   p_a = prices of a + ties to the team + best k - 1 shares of ties,

and the k greatest p bound all A. Prices and shares are improved together at the root by Polyak's subgradient steps;
any of them give a bound.

References
----------
Held, Wolfe and Crowder (1974), Validation of subgradient optimization, Mathematical Programming 6,
doi:10.1007/BF01580223.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from talentmap.teams.landscape import Landscape

Floats = NDArray[np.float64]
_STEPS = 400


@dataclass(eq=False)
class Layers:
    """What is scarce: places of a requirement at a credit, and energy for it.

    Attributes
    ----------
    has
        Shape (n_pool, n_layers), 0 or 1: who fills a place of the layer.
    worth, places
        Shape (n_layers,): worth of each place, and how many count.
    """

    has: Floats
    worth: Floats
    places: Floats

    @classmethod
    def of(cls, land: Landscape) -> Layers:
        """Layers of a landscape. Energy is bounded as one place for whoever carries it, met or not."""
        has, worth, places = [], [], []
        for r, needed in enumerate(land.places):
            before = 0
            for gain in sorted({int(g) for g in land.gain[:, r] if g}):
                has.append(land.gain[:, r] >= gain)
                worth.append(gain - before)
                places.append(needed)
                before = gain
            if land.facts.energy_worth[r]:
                has.append(land.lively[:, r])
                worth.append(int(land.facts.energy_worth[r]))
                places.append(1)
        shape = (len(land.pool), 0)
        stacked = np.array(has, dtype=float).T if has else np.zeros(shape)
        return cls(stacked, np.array(worth, dtype=float), np.array(places, dtype=float))


class Prices:
    """Prices of the layers and shares of the ties, good for one question.

    Attributes
    ----------
    price
        Shape (n_layers,).
    near, share
        Shape (n_pool, most ties): neighbours (n_pool where there are no more) and what this end is given of the tie.
    """

    def __init__(self, land: Landscape, layers: Layers, forced: list[int], target: float) -> None:
        self.layers = layers
        a, b = np.nonzero(np.triu(land.ties))
        worth = land.ties[a, b].astype(float)
        n = len(land.pool)
        degree = np.bincount(np.concatenate([a, b]), minlength=n)
        width = max(1, int(degree.max(initial=0)))
        self.near = np.full((n, width), n)
        self._edge = np.full((n, width), len(a))
        self._first = np.zeros((n, width), dtype=bool)
        used = np.zeros(n, dtype=np.int64)
        for e, (i, j) in enumerate(zip(a.tolist(), b.tolist(), strict=True)):
            for one, other, first in ((i, j, True), (j, i, False)):
                self.near[one, used[one]], self._edge[one, used[one]] = other, e
                self._first[one, used[one]] = first
                used[one] += 1
        self._worth = np.append(worth, 0.0)
        self.price = layers.worth / 2
        given = self._worth / 2
        self.share = self._shares(given)
        self._settle(land, given, forced, target)

    def _shares(self, given: Floats) -> Floats:
        first = given[self._edge]
        shares: Floats = np.where(self._first, first, self._worth[self._edge] - first)
        return shares

    def _settle(self, land: Landscape, given: Floats, forced: list[int], target: float) -> None:
        """Lower the bound at the root step by step, and keep the best prices met."""
        layers, k = self.layers, land.high - len(forced)
        if k < 1:
            return
        filled = layers.has[forced].sum(axis=0)
        room = np.maximum(layers.places - filled, 0.0)
        to_team = land.ties[:, forced].sum(axis=1).astype(float)
        free = np.ones(len(land.pool), dtype=bool)
        free[forced] = False
        price, best, pace, idle = self.price.copy(), np.inf, 1.0, 0
        kept = (price.copy(), self.share)
        base = float((layers.worth * np.minimum(layers.places, filled)).sum() + land.facts.balance.max())
        base += land.ties[np.ix_(forced, forced)].sum() / 2
        for _ in range(_STEPS):
            share = self._shares(given)
            value, top, used = self._reach(share, price * (room > 0), to_team, free, k)
            bound = base + ((layers.worth - price) * room).sum() + value
            if bound < best - 1e-9 * max(1.0, abs(best) if np.isfinite(best) else 1.0):
                best, kept, idle = bound, (price.copy(), share), 0
            else:
                idle += 1
                if idle >= 12:
                    pace, idle = pace / 2, 0
            if bound < target + 1 or pace < 1e-3:
                break
            slope = layers.has[top].sum(axis=0) - room
            pull = np.zeros(len(given))
            np.add.at(pull, self._edge[top], np.where(self._first[top], 1.0, -1.0) * used)
            length = float((slope**2).sum() + (pull[:-1] ** 2).sum())
            if not length:
                break
            step = pace * max(bound - target, 1.0) / length
            price = np.clip(price - step * slope, 0.0, layers.worth)
            given = np.clip(given - step * pull, 0.0, self._worth)
        self.price, self.share = kept

    def _reach(
        self, share: Floats, price: Floats, to_team: Floats, free: NDArray[np.bool_], k: int
    ) -> tuple[float, NDArray[np.int64], NDArray[np.bool_]]:
        """Sum of the k greatest p, whose they are, and which ties they use."""
        open_ = np.append(free, False)[self.near]
        shares = np.where(open_, share, 0.0)
        p = self.layers.has @ price + to_team + best_sum(shares, k - 1)
        p[~free] = -np.inf
        k = min(k, int(free.sum()))
        top = np.sort(np.argpartition(-p, k - 1)[:k]) if k else np.zeros(0, dtype=np.int64)
        ranks = np.argsort(np.argsort(-shares[top], axis=1, kind="stable"), axis=1)
        return float(p[top].sum()), top, (ranks < k - 1) & (shares[top] > 0)


def best_sum(shares: Floats, k: int) -> Floats:
    """Sum of the k greatest of each row."""
    if k <= 0:
        return np.zeros(len(shares))
    if shares.shape[1] <= k:
        found: Floats = shares.sum(axis=1)
        return found
    found = -np.partition(-shares, k - 1, axis=1)[:, :k].sum(axis=1)
    return found
