"""Local searches that take turns, each over a share of the columns, and begin anew when they find nothing better.

How long one may find nothing better follows Luby, Sinclair and Zuckerman (1993), doi:10.1016/0020-0190(93)90029-9:
whatever the chance of luck, the wait for it is then at most a little longer than with the best fixed patience.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from talentmap.optimise.cover import Cover
from talentmap.optimise.cover_kernels import slopes_of
from talentmap.optimise.cover_prices import RowPrices, cheapest, greedy_cover
from talentmap.optimise.cover_search import CoverSearch

Flags = NDArray[np.bool_]
_SLICE = 4_000_000
"""Work of one turn: some hundredths of a second."""
_LEAST = 500
"""Columns every share has at least."""
_PATIENCE = 100_000_000
"""Work without a better cover after which a search over a share begins anew, times Luby's 1, 1, 2, 1, 1, 2, 4, ..."""
_SHAKE = 0.02
"""How far each price is moved, up or down, for a new beginning over other columns."""


def luby(k: int) -> int:
    """Member k, from 1, of 1, 1, 2, 1, 1, 2, 4, 1, 1, 2, 1, 1, 2, 4, 8, ..."""
    while k & (k + 1):
        k -= (1 << (k.bit_length() - 1)) - 1
    return (k + 1) // 2


class Turn:
    """A search over the columns of least slope, a share of all.

    Attributes
    ----------
    best
        Cost of the best cover it knows of, its own or told.
    """

    def __init__(self, cover: Cover, share: float, seed: int) -> None:
        self.cover, self.share = cover, share
        self._draws = np.random.default_rng(seed)
        self._search: CoverSearch | None = None
        self._idle, self._starts, self.best = 0, 0, 0

    def go(self, prices: RowPrices, best: int, floor: int) -> int:
        """One turn, looking for covers cheaper than `best`; gives the work done, at least 1."""
        if self._search is None or (self.share < 1 and self._idle > _PATIENCE * luby(self._starts)):
            self._begin(prices, floor)
        assert self._search is not None
        self._search.best = min(self._search.best, best)
        done = max(1, self._search.run(_SLICE))
        self.best = self._search.best
        self._idle = 0 if self.best < best else self._idle + done
        return done

    def _begin(self, prices: RowPrices, floor: int) -> None:
        """A first cover over the columns that these prices, shaken but for the first time, find cheapest."""
        cover, price, slopes = self.cover, prices.price, prices.slopes
        if self._starts:
            price = price * self._draws.uniform(1 - _SHAKE, 1 + _SHAKE, cover.n_rows)
            slopes = slopes_of(cover.starts, cover.rows, cover.cost, price)
        self._take = cheapest(cover, slopes, self.share, _LEAST)
        part = cover.restricted(self._take, np.ones(cover.n_rows, dtype=bool))
        self._search = CoverSearch(part, greedy_cover(part, price), int(self._draws.integers(2**31)), floor)
        self._idle, self._starts = 0, self._starts + 1

    def chosen(self) -> Flags:
        """The best cover of the search, as a choice of all columns."""
        assert self._search is not None
        found = np.zeros(self.cover.n_columns, dtype=bool)
        found[np.flatnonzero(self._take)[self._search.kept]] = True
        return found
