"""Compiled loop of the search by exchanges; imported late, for numba takes a second to load.

Simulated annealing (Kirkpatrick, Gelatt and Vecchi 1983, doi:10.1126/science.220.4598.671) over exchanges of one
front runner for one other volunteer.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int64]


@njit(cache=True)
def exchanged(
    starts: Ints,
    reached: Ints,
    weight: Ints,
    team: Ints,
    low: Ints,
    high: Ints,
    chosen: Ints,
    first: int,
    last: int,
    steps: int,
    hot: float,
    cold: float,
    draws: np.random.Generator,
) -> tuple[int, Ints]:
    """Try exchanges `first` .. `last` of `steps`; `chosen` becomes where they end. Gives the best value and choice.

    Parameters
    ----------
    starts, reached
        Rows of the matrix volunteers x groups.
    weight, team, low, high
        As in ``Reach``.
    chosen
        Positions of volunteers who keep the rules.
    hot, cold
        First and last temperature, in colleagues.
    draws
        Where chance comes from; it moves on.
    """
    n, k = len(team), len(chosen)
    times = np.zeros(len(weight), np.int64)
    inside = np.zeros(n, np.bool_)
    counts = np.zeros(len(low), np.int64)
    value = 0
    for p in chosen:
        inside[p] = True
        counts[team[p]] += 1
        for q in range(starts[p], starts[p + 1]):
            j = reached[q]
            if times[j] == 0:
                value += weight[j]
            times[j] += 1
    best, kept = value, chosen.copy()
    for step in range(first, last):
        place, new = int(k * draws.random()), int(n * draws.random())
        old = chosen[place]
        if inside[new]:
            continue
        a, b = team[old], team[new]
        if a != b and (counts[a] <= low[a] or counts[b] >= high[b]):
            continue
        change = 0
        for q in range(starts[old], starts[old + 1]):
            j = reached[q]
            times[j] -= 1
            if times[j] == 0:
                change -= weight[j]
        for q in range(starts[new], starts[new + 1]):
            j = reached[q]
            if times[j] == 0:
                change += weight[j]
            times[j] += 1
        heat = hot * (cold / hot) ** (step / steps)
        if change >= 0 or draws.random() < np.exp(change / heat):
            value += change
            inside[old], inside[new] = False, True
            chosen[place] = new
            counts[a] -= 1
            counts[b] += 1
            if value > best:
                best = value
                kept[:] = chosen
        else:
            for q in range(starts[new], starts[new + 1]):
                times[reached[q]] -= 1
            for q in range(starts[old], starts[old + 1]):
                times[reached[q]] += 1
    return best, kept
