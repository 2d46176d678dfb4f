"""Prices of rows: a bound on every cover, reduced costs, and first covers by them."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from talentmap.optimise.cover import Cover

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
_STEPS, _SLICE = 3000, 50
_TIRED = 1e-3
"""Pace at which prices hardly move any more."""
_NOISE = 1e-6


@dataclass(frozen=True, eq=False)
class RowPrices:
    """Prices and what they prove.

    Parameters
    ----------
    price
        Shape (n_rows,), 0 or more.
    bound
        No cover costs less: sum(price x need) + sum(min(0, slope)).
    slopes
        Shape (n_columns,): reduced costs.
    """

    price: Floats
    bound: float
    slopes: Floats

    @property
    def floor(self) -> int:
        """The bound as the whole number that costs are."""
        return max(0, math.ceil(self.bound - _NOISE))


def first_prices(cover: Cover) -> Floats:
    """The cheapest cost per row among the columns of each row; 0 where no column serves it."""
    each = cover.cost / np.maximum(1, np.diff(cover.starts))
    price = np.full(cover.n_rows, np.inf)
    np.minimum.at(price, cover.rows, each[cover.column_of])
    return np.where(np.isfinite(price), price, 0.0)


def price_rows(cover: Cover, upper: int, price: Floats, until: float) -> RowPrices:
    """Raise the bound from these prices towards `upper`, the cost of a cover, until it moves no more or time is up."""
    from talentmap.optimise.cover_kernels import raise_prices, slopes_of

    now, best_price, heading = price.copy(), price.copy(), np.zeros(cover.n_rows)
    best, pace, idle = -math.inf, 0.5, 0
    for _ in range(_STEPS // _SLICE):
        best, pace, idle = raise_prices(
            cover.starts,
            cover.rows,
            cover.cost,
            cover.need,
            now,
            best_price,
            heading,
            best,
            float(upper),
            pace,
            idle,
            _SLICE,
        )
        if pace < _TIRED or math.ceil(best - _NOISE) >= upper or time.perf_counter() > until:
            break
    return RowPrices(best_price, best, slopes_of(cover.starts, cover.rows, cover.cost, best_price))


def greedy_cover(cover: Cover, price: Floats, chosen: Flags | None = None) -> Flags:
    """A cover by these prices that begins with `chosen`, without what it does not need."""
    from talentmap.optimise.cover_kernels import greedy

    found = np.zeros(cover.n_columns, dtype=bool) if chosen is None else chosen.copy()
    lines = (cover.starts, cover.rows, cover.row_starts, cover.columns)
    dearest = np.argsort(-cover.cost, kind="stable")
    greedy(*lines, cover.cost, cover.need, price, dearest, found)
    return found


def cheapest(cover: Cover, slopes: Floats, share: float, least: int) -> Flags:
    """A share of the columns, those of least slope, with the five best of each row (or what it needs, if more)."""
    wanted = max(least, math.ceil(share * cover.n_columns))
    found = np.zeros(cover.n_columns, dtype=bool)
    found[np.argsort(slopes, kind="stable")[:wanted]] = True
    widths = np.diff(cover.row_starts)
    order = np.lexsort((slopes[cover.columns], np.repeat(np.arange(cover.n_rows), widths)))
    place = np.arange(len(order)) - np.repeat(cover.row_starts[:-1], widths)
    found[cover.columns[order[place < np.repeat(np.maximum(5, cover.need), widths)]]] = True
    return found
