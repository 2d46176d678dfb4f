"""Good prices for a record: with them the checker needs to look at few teams, or at none.

Found by Polyak's subgradient steps at the root, as plain arrays: cheap beside a search, and without a solver. Any
prices give a bound; better ones a better bound.

References
----------
Held, Wolfe and Crowder (1974), Validation of subgradient optimization, Mathematical Programming 6,
doi:10.1007/BF01580223.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from talentmap.teams.check_search import Prices
from talentmap.teams.check_table import FINE, Table

Floats = NDArray[np.float64]
_STEPS = 600
_PATIENCE = 12


def find_prices(table: Table, target: int) -> Prices:
    """Prices and splits of ties that make the bound at the root small.

    Parameters
    ----------
    table
        The question.
    target
        What is to be shown: no team is worth more than this many units.
    """
    descent = _Descent(table)
    layer, first = table.worth / 2, table.tie / 2
    kept, least, pace, idle = (layer, first), np.inf, 1.0, 0
    for _ in range(_STEPS):
        bound, slope, pull = descent.at(layer, first)
        idle = 0 if bound < least - 1e-9 * max(1.0, abs(bound)) else idle + 1
        if bound < least:
            kept, least = (layer.copy(), first.copy()), bound
        length = float((slope**2).sum() + (pull**2).sum())
        if bound < target + 0.5 or pace < 1e-4 or not length:
            break
        if idle >= _PATIENCE:
            pace, idle = pace / 2, 0
        step = pace * max(bound - target, 1.0) / length
        layer = np.clip(layer - step * slope, 0.0, table.worth)
        first = np.clip(first - step * pull, 0.0, table.tie)
    return Prices(*(np.rint(values * FINE).astype(np.int64) for values in kept))


class _Descent:
    """The bound at the root and its slope."""

    def __init__(self, table: Table) -> None:
        self.table = table
        n = len(table.ids)
        self.forced = table.forced or []
        self.left = table.high - len(self.forced)
        self.free = np.ones(n, dtype=bool)
        self.free[self.forced] = False
        filled = np.minimum(table.places, table.has[self.forced].sum(axis=0))
        self.room = table.places - filled if self.left > 0 else np.zeros_like(table.places)
        a, b = table.pairs[:, 0], table.pairs[:, 1]
        held = np.zeros(n, dtype=bool)
        held[self.forced] = True
        self.fixed = float((table.worth * filled).sum() + table.most_balance + table.tie[held[a] & held[b]].sum())
        self.to_team = np.zeros(n)
        np.add.at(self.to_team, a, table.tie * held[b])
        np.add.at(self.to_team, b, table.tie * held[a])
        self.open = self.free[a] & self.free[b]
        self.end = np.concatenate([a[self.open], b[self.open]])
        self.edge = np.concatenate([np.flatnonzero(self.open)] * 2)
        self.sign = np.concatenate([np.ones(int(self.open.sum())), -np.ones(int(self.open.sum()))])

    def at(self, layer: Floats, first: Floats) -> tuple[float, Floats, Floats]:
        """The bound with these prices and splits, and how it changes with each."""
        table, left = self.table, max(self.left, 0)
        share = np.where(self.sign > 0, first[self.edge], table.tie[self.edge] - first[self.edge])
        used = self._used(share, left - 1)
        p = table.has @ (layer * (self.room > 0)) + self.to_team
        p += np.bincount(self.end[used], weights=share[used], minlength=len(p))
        p = np.where(self.free, p, -np.inf)
        count = min(left, int(self.free.sum()))
        top = np.argsort(-p, kind="stable")[:count]
        bound = self.fixed + float(((table.worth - layer) * self.room).sum()) + float(p[top].sum())
        slope = (table.has[top].sum(axis=0) - self.room) * (self.room > 0)
        chosen = np.zeros(len(p), dtype=bool)
        chosen[top] = True
        hit = used[chosen[self.end[used]]]
        pull = np.bincount(self.edge[hit], weights=self.sign[hit], minlength=len(table.tie)).astype(np.float64)
        return bound, slope.astype(np.float64), pull

    def _used(self, share: Floats, k: int) -> NDArray[np.int64]:
        """Entries of ties that count: the k greatest shares of each person."""
        if k <= 0 or not len(share):
            return np.zeros(0, dtype=np.int64)
        order = np.lexsort((np.arange(len(share)), -share, self.end))
        ends = self.end[order]
        starts = np.flatnonzero(np.r_[True, ends[1:] != ends[:-1]])
        number = np.arange(len(order)) - np.repeat(starts, np.diff(np.r_[starts, len(order)]))
        found: NDArray[np.int64] = order[number < k]
        return found
