"""Compiled loops of covering: what is dominated, prices of rows, and a first cover; imported late.

Columns and rows are numbered; `starts`, `rows` list the rows of each column, `row_starts`, `columns` the columns of
each row. References stand in `cover`.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@njit(cache=True)
def packed(starts: Ints, entries: Ints, width: int) -> NDArray[np.uint64]:
    """Lists as bit patterns, shape (n_lists, ceil(width / 64))."""
    bits = np.zeros((len(starts) - 1, (width + 63) // 64), np.uint64)
    for j in range(len(starts) - 1):
        for q in range(starts[j], starts[j + 1]):
            bits[j, entries[q] // 64] |= np.uint64(1) << np.uint64(entries[q] % 64)
    return bits


@njit(cache=True)
def _inside(small: NDArray[np.uint64], large: NDArray[np.uint64]) -> bool:
    for w in range(len(small)):  # noqa: SIM110  (numba compiles no generators)
        if small[w] & ~large[w]:
            return False
    return True


@njit(cache=True)
def needless_columns(starts: Ints, rows: Ints, row_starts: Ints, columns: Ints, rank: Ints, need: Ints) -> Flags:
    """Columns some best cover does without.

    Whoever takes such a column can take a column of earlier `rank` (no dearer) with at least the same rows instead, or
    has all of those already: then they do the work, as there are as many of them as any row of the column asks.
    """
    n = len(starts) - 1
    bits = packed(starts, rows, len(need))
    gone = np.zeros(n, np.bool_)
    for j in range(n):
        if starts[j] == starts[j + 1]:
            gone[j] = True
            continue
        least, most = rows[starts[j]], 0
        for q in range(starts[j], starts[j + 1]):
            i = rows[q]
            most = max(most, need[i])
            if row_starts[i + 1] - row_starts[i] < row_starts[least + 1] - row_starts[least]:
                least = i
        found = 0
        for q in range(row_starts[least], row_starts[least + 1]):
            k = columns[q]
            if rank[k] < rank[j] and _inside(bits[j], bits[k]):
                found += 1
                if found >= most:
                    gone[j] = True
                    break
    return gone


@njit(cache=True)
def needless_rows(starts: Ints, rows: Ints, row_starts: Ints, columns: Ints, need: Ints) -> Flags:
    """Rows met whenever some other row is: that row has no further columns and asks as many."""
    m = len(need)
    bits = packed(row_starts, columns, len(starts) - 1)
    gone = np.zeros(m, np.bool_)
    for b in range(m):
        if gone[b] or row_starts[b] == row_starts[b + 1]:
            continue
        least = columns[row_starts[b]]
        for q in range(row_starts[b], row_starts[b + 1]):
            j = columns[q]
            if starts[j + 1] - starts[j] < starts[least + 1] - starts[least]:
                least = j
        for q in range(starts[least], starts[least + 1]):
            a = rows[q]
            if a != b and not gone[a] and need[b] >= need[a] and _inside(bits[b], bits[a]):
                gone[a] = True
    return gone


@njit(cache=True)
def slopes_of(starts: Ints, rows: Ints, cost: Ints, price: Floats) -> Floats:
    """Reduced costs: cost of each column less the prices of its rows."""
    found = np.empty(len(cost))
    for j in range(len(cost)):
        left = float(cost[j])
        for q in range(starts[j], starts[j + 1]):
            left -= price[rows[q]]
        found[j] = left
    return found


@njit(cache=True)
def _copy(source: Floats, target: Floats) -> None:
    """What ``target[:] = source`` does, which takes seconds to compile."""
    for i in range(len(source)):
        target[i] = source[i]


@njit(cache=True)
def raise_prices(
    starts: Ints,
    rows: Ints,
    cost: Ints,
    need: Ints,
    price: Floats,
    best_price: Floats,
    heading: Floats,
    best: float,
    upper: float,
    pace: float,
    idle: int,
    iterations: int,
) -> tuple[float, float, int]:
    """Subgradient steps on the prices of rows; gives the best bound, and pace and idle steps to go on with.

    The bound is sum(price x need) + sum(min(0, reduced cost)), whatever the prices. Each step follows the open rows
    and, for the larger part, the heading of the steps before (Camerini, Fratta and Maffioli 1975). After 30 steps
    without a better bound the pace is halved, from the best prices.
    """
    n, m = len(cost), len(need)
    slack = np.empty(m)
    for _ in range(iterations):
        bound = 0.0
        for i in range(m):
            slack[i] = need[i]
            bound += price[i] * need[i]
        for j in range(n):
            left = float(cost[j])
            for q in range(starts[j], starts[j + 1]):
                left -= price[rows[q]]
            if left < 0.0:
                bound += left
                for q in range(starts[j], starts[j + 1]):
                    slack[rows[q]] -= 1.0
        idle += 1
        if bound > best:
            if bound > best + 1e-5 * abs(best):
                idle = 0
            best = bound
            _copy(price, best_price)
        if idle > 30:
            pace *= 0.5
            idle = 0
            _copy(best_price, price)
        norm, away = 0.0, 0.0
        for i in range(m):
            if price[i] > 0.0 or slack[i] > 0.0:
                away += slack[i] * slack[i]
            heading[i] = 0.8 * heading[i] + 0.2 * slack[i]
            if price[i] <= 0.0 and heading[i] < 0.0:
                heading[i] = 0.0
            norm += heading[i] * heading[i]
        if away == 0.0:  # no prices give a better bound
            return best, 0.0, idle
        length = pace * (1.02 * upper - bound) / max(norm, 0.04 * away)
        for i in range(m):
            price[i] = min(max(0.0, price[i] + length * heading[i]), upper)
    return best, pace, idle


@njit(cache=True)
def greedy(
    starts: Ints,
    rows: Ints,
    row_starts: Ints,
    columns: Ints,
    cost: Ints,
    need: Ints,
    price: Floats,
    dearest: Ints,
    inside: Flags,
) -> None:
    """Complete a cover by columns that are cheap for the priced rows they still serve; then drop what is not needed.

    The score of Caprara, Fischetti and Toth: what a column costs beyond the prices of its open rows, per open row (a
    gain counts once per open row). `inside` holds what is taken already and becomes the cover;
    `dearest` lists the columns in the order in which they may be dropped. Every row can be met.
    """
    n, m = len(cost), len(need)
    left, serves, short = np.empty(n), np.zeros(n, np.int64), need.copy()
    for j in range(n):
        left[j] = float(cost[j])
        if inside[j]:
            for q in range(starts[j], starts[j + 1]):
                short[rows[q]] -= 1
    open_rows = 0
    for i in range(m):
        if short[i] > 0:
            open_rows += 1
            for q in range(row_starts[i], row_starts[i + 1]):
                left[columns[q]] -= price[i]
                serves[columns[q]] += 1
    while open_rows:
        best, chosen = np.inf, -1
        for j in range(n):
            if not inside[j] and serves[j]:
                score = left[j] / serves[j] if left[j] > 0 else left[j] * serves[j]
                if score < best:
                    best, chosen = score, j
        inside[chosen] = True
        for q in range(starts[chosen], starts[chosen + 1]):
            i = rows[q]
            short[i] -= 1
            if short[i] == 0:
                open_rows -= 1
                for p in range(row_starts[i], row_starts[i + 1]):
                    left[columns[p]] += price[i]
                    serves[columns[p]] -= 1
    drop_needless(starts, rows, dearest, short, inside)


@njit(cache=True)
def drop_needless(starts: Ints, rows: Ints, order: Ints, short: Ints, inside: Flags) -> None:
    """Leave out columns all of whose rows have more than they need, in this order; `short` is need less count."""
    for j in order:
        if inside[j]:
            spare = True
            for q in range(starts[j], starts[j + 1]):
                if short[rows[q]] >= 0:
                    spare = False
                    break
            if spare:
                inside[j] = False
                for q in range(starts[j], starts[j + 1]):
                    short[rows[q]] += 1
