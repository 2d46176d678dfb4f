"""Compiled loop: exchanges between groups that keep every rule, by simulated annealing."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray


@njit(cache=True, nogil=True)
def swap_round(
    worth: NDArray[np.float64],
    alone: NDArray[np.float64],
    labels: NDArray[np.int64],
    gain: NDArray[np.float64],
    free: NDArray[np.int64],
    inside: NDArray[np.bool_],
    count: NDArray[np.int64],
    least: NDArray[np.int64],
    most: NDArray[np.int64],
    best: NDArray[np.int64],
    value: NDArray[np.float64],
    state: NDArray[np.uint64],
    hot: float,
    cold: float,
    steps: int,
) -> None:
    """Try exchanges of two people, `steps` of them, while the temperature falls from `hot` to `cold`.

    Parameters
    ----------
    worth, alone
        Shapes (N, N) and (N, S): worth of a pair in one group, and of a person in a slot.
    labels
        Shape (N,): slot of each person, changed in place.
    gain
        Shape (N, S): worth of each person with the people of each slot; kept up to date.
    free
        People who may be exchanged.
    inside, count, least, most
        Shapes (R, N), (R, S), (R,) and (R,): whom a rule counts, how many there are in each slot, and its bounds.
    best, value
        Best plan so far, and worth of the present plan and of the best, shape (2,).
    state
        Shape (1,): state of the random numbers (xorshift64*, Vigna 2016, doi:10.1145/2845077).
    """
    n, rules = len(labels), len(least)
    cooling = (cold / hot) ** (1.0 / max(steps, 1))
    heat, random = hot, state[0]
    for _ in range(steps):
        heat *= cooling
        random ^= random >> np.uint64(12)
        random ^= random << np.uint64(25)
        random ^= random >> np.uint64(27)
        drawn = random * np.uint64(2685821657736338717)
        i = free[np.int64((drawn >> np.uint64(33)) % np.uint64(len(free)))]
        j = free[np.int64((drawn & np.uint64(0x7FFFFFFF)) % np.uint64(len(free)))]
        a, b = labels[i], labels[j]
        if a == b:
            continue
        change = gain[i, b] - gain[i, a] + gain[j, a] - gain[j, b] - 2.0 * worth[i, j]
        change += alone[i, b] - alone[i, a] + alone[j, a] - alone[j, b]
        if change < 0.0:
            random ^= random >> np.uint64(12)
            random ^= random << np.uint64(25)
            random ^= random >> np.uint64(27)
            chance = np.float64((random * np.uint64(2685821657736338717)) >> np.uint64(11)) / 9007199254740992.0
            if chance >= np.exp(change / heat):
                continue
        kept = True
        for r in range(rules):
            step = np.int64(inside[r, j]) - np.int64(inside[r, i])
            if step and not (least[r] <= count[r, a] + step <= most[r] and least[r] <= count[r, b] - step <= most[r]):
                kept = False
                break
        if not kept:
            continue
        for r in range(rules):
            step = np.int64(inside[r, j]) - np.int64(inside[r, i])
            count[r, a] += step
            count[r, b] -= step
        labels[i], labels[j] = b, a
        for k in range(n):
            step_worth = worth[k, j] - worth[k, i]
            gain[k, a] += step_worth
            gain[k, b] -= step_worth
        value[0] += change
        if value[0] > value[1]:
            value[1] = value[0]
            best[:] = labels
    state[0] = random
