"""Compiled search for prices and splits of ties by subgradient steps (Polyak); imported late, numba loads slowly."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from talentmap.optimise.member_arrays import Flat
from talentmap.optimise.members import Bools, Ints

Floats = NDArray[np.float64]
_MOST = 64
"""Largest team the working arrays hold."""


@njit(cache=True)
def _shares(
    start: int,
    end: int,
    edge: Ints,
    first: Bools,
    tie: Ints,
    given: Floats,
    keep: int,
    best: Floats,
    where: Ints,
) -> int:
    """The greatest shares among some entries of ties, in `best`, and the entries; how many there are."""
    found = 0
    for z in range(start, end):
        v = given[edge[z]] if first[z] else tie[z] - given[edge[z]]
        if v <= 0.0:
            continue
        if found < keep:
            b = found
            found += 1
        elif keep and v > best[keep - 1]:
            b = keep - 1
        else:
            continue
        while b > 0 and best[b - 1] < v:
            best[b] = best[b - 1]
            where[b] = where[b - 1]
            b -= 1
        best[b] = v
        where[b] = z
    return found


@njit(cache=True)
def _take(q: Floats, held: Bools, size: int, least: int, most: int, top: Ints) -> int:
    """Add to the forced in `top` the others with the greatest q, at least and at most so many; how many in all."""
    count = size
    for i in range(len(q)):
        if held[i]:
            continue
        if count < size + most:
            b = count
            count += 1
        elif most and q[i] > q[top[count - 1]]:
            b = count - 1
        else:
            continue
        while b > size and q[top[b - 1]] < q[i]:
            top[b] = top[b - 1]
            b -= 1
        top[b] = i
    while count > size + least and q[top[count - 1]] <= 0.0:
        count -= 1
    return count


@njit(cache=True)
def _into_range(price: Floats, caps: Floats, group: Ints, places: Ints) -> None:
    """Prices not negative, and those of one cap together not above it."""
    p = 0
    while p < len(price):
        end, total = p, 0.0
        while end < len(price) and group[end] == group[p]:
            price[end] = max(price[end], 0.0)
            total += price[end] * places[end]
            end += 1
        if total > caps[group[p]]:
            for x in range(p, end):
                price[x] *= caps[group[p]] / total
        p = end


@njit(cache=True)
def _norm(values: Floats) -> float:
    total = 0.0
    for v in values:
        total += v * v
    return total


@njit(cache=True)
def lower(
    flat: Flat,
    caps: Floats,
    group: Ints,
    forced: Ints,
    least: int,
    high: int,
    target: float,
    steps: int,
    price: Floats,
    side: Floats,
    given: Floats,
) -> tuple[Floats, Floats, Floats]:
    """Prices, prices of sides and shares of ties with a low bound.

    Parameters
    ----------
    flat
        The arrays of the problem.
    caps, group
        What all prices of a group of layers, times their places, may be together; group of each layer.
    forced, least, high
        Members that are in any team, how many others at least, and the largest team.
    target, steps
        A bound below this is not looked for; most steps.
    price, side, given
        Where to begin; overwritten.
    """
    own, layer_from, layer, places = flat.own, flat.layer_from, flat.layer, flat.places
    tie_from, tie, edge, first = flat.tie_from, flat.tie, flat.edge, flat.first
    row_from, row, weight, limit = flat.row_from, flat.row, flat.weight, flat.limit
    n, keep = len(own), max(0, high - 1)
    _into_range(price, caps, group, places)
    best_price, best_side, best_given = price.copy(), side.copy(), given.copy()
    q, best, where, top = np.zeros(n), np.zeros(_MOST), np.zeros(_MOST, np.int64), np.zeros(_MOST, np.int64)
    held, slope, tilt = np.zeros(n, np.bool_), np.zeros(len(price)), np.zeros(len(side))
    pull, pulled = np.zeros(len(given)), np.zeros(_MOST * _MOST, np.int64)
    for f in range(len(forced)):
        top[f], held[forced[f]] = forced[f], True
    lowest, pace, idle = np.inf, 1.0, 0
    for _ in range(steps):
        for i in range(n):  # what each can add at most
            s = float(own[i])
            for z in range(layer_from[i], layer_from[i + 1]):
                s += price[layer[z]]
            for z in range(row_from[i], row_from[i + 1]):
                s -= side[row[z]] * weight[z]
            for b in range(_shares(tie_from[i], tie_from[i + 1], edge, first, tie, given, keep, best, where)):
                s += best[b]
            q[i] = s
        count = _take(q, held, len(forced), least, max(0, high - len(forced)), top)
        bound = float(flat.balance.max()) + caps.sum()
        for p in range(len(price)):
            bound -= price[p] * places[p]
            slope[p] = -float(places[p])
        for r in range(len(side)):
            bound += side[r] * limit[r]
            tilt[r] = float(limit[r])
        for b in range(count):
            bound += q[top[b]]
        idle += 1
        if bound < lowest - 1e-9 * abs(bound):
            lowest, idle = bound, 0
            best_price[:], best_side[:], best_given[:] = price, side, given
        elif idle >= 8:
            pace, idle = pace / 2, 0
        if bound < target + 1 or pace < 1e-3:
            break
        used = 0
        for i in top[:count]:  # slopes
            for z in range(layer_from[i], layer_from[i + 1]):
                slope[layer[z]] += 1.0
            for z in range(row_from[i], row_from[i + 1]):
                tilt[row[z]] -= weight[z]
            for b in range(_shares(tie_from[i], tie_from[i + 1], edge, first, tie, given, keep, best, where)):
                e, seen = edge[where[b]], False
                for u in range(used):
                    seen = seen or pulled[u] == e
                if not seen:
                    pulled[used], pull[e] = e, 0.0
                    used += 1
                pull[e] += 1.0 if first[where[b]] else -1.0
        length = _norm(slope) + _norm(tilt)
        for e in pulled[:used]:
            length += pull[e] ** 2
        if length == 0.0:
            break
        step = pace * max(bound - target, 1.0) / length
        for p in range(len(price)):
            price[p] -= step * slope[p]
        _into_range(price, caps, group, places)
        for r in range(len(side)):
            side[r] = max(0.0, side[r] - step * tilt[r])
        for e in pulled[:used]:
            given[e] -= step * pull[e]
        for i in top[:count]:
            for z in range(tie_from[i], tie_from[i + 1]):
                given[edge[z]] = min(max(given[edge[z]], 0.0), float(tie[z]))
    return best_price, best_side, best_given
