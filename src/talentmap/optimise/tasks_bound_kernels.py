"""Compiled loops of `tasks_bound`: one knapsack per person, at worths of the jobs that rise step by step.

Import late: loading numba takes half a second.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from talentmap.optimise.knapsack_kernels import forced, packed

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@njit(cache=True)
def relaxed(cost: Ints, load: Ints, room: Ints, usable: Bools, worth: Ints, took: Ints) -> int:
    """Lagrangian bound at these worths of the jobs: all worths, minus each person's best knapsack of worth - cost.

    `took` says how often each job is in one.
    """
    people, jobs = cost.shape
    gain, size = np.zeros(jobs, np.int64), np.zeros(jobs, np.int64)
    which, taken = np.zeros(jobs, np.int64), np.zeros(jobs, np.int64)
    table = np.zeros((jobs + 1, room.max() + 1), np.int64)
    took[:] = 0
    total = worth.sum()
    for i in range(people):
        n = 0
        for j in range(jobs):
            if usable[i, j] and worth[j] > cost[i, j] and load[i, j] <= room[i]:
                which[n], gain[n], size[n] = j, worth[j] - cost[i, j], load[i, j]
                n += 1
        total -= packed(gain, size, n, room[i], table, taken)
        for m in range(n):
            took[which[m]] += taken[m]
    return int(total)


@njit(cache=True)
def ascend(
    cost: Ints, load: Ints, room: Ints, usable: Bools, start: Ints, aim: int, rounds: int, patience: int
) -> tuple[Ints, int]:
    """Worths with a high bound by subgradient steps towards `aim` (Held, Wolfe, Crowder 1974); they and their bound."""
    jobs = cost.shape[1]
    worth, best, took = start.copy(), start.copy(), np.zeros(jobs, np.int64)
    way, theta, since = np.zeros(jobs), 1.0, 0
    high = np.iinfo(np.int64).min
    for _ in range(rounds):
        bound = relaxed(cost, load, room, usable, worth, took)
        if bound > high:
            high, since = bound, 0
            best[:] = worth
        else:
            since += 1
            if since >= patience:
                since, theta = 0, theta / 2
                worth[:] = best
                way[:] = 0.0
                if theta < 1e-3:
                    break
                continue
        if high >= aim:
            break
        norm = 0.0
        for j in range(jobs):
            way[j] = 0.6 * way[j] + (1 - took[j])
            norm += way[j] * way[j]
        if norm == 0.0:
            break
        step = theta * max(aim - bound, 1) / norm
        for j in range(jobs):
            worth[j] += np.int64(np.rint(step * way[j]))
    return best, high


@njit(cache=True)
def rises(cost: Ints, load: Ints, room: Ints, usable: Bools, worth: Ints) -> tuple[Ints, Ints]:
    """Loss of each person's knapsack with each job in it, -1 where it cannot be, and without it.

    Shape (n_people, n_jobs).
    """
    people, jobs = cost.shape
    inside, outside = np.full((people, jobs), -1, np.int64), np.zeros((people, jobs), np.int64)
    gain, size, which = np.zeros(jobs, np.int64), np.zeros(jobs, np.int64), np.zeros(jobs, np.int64)
    with_it, without = np.zeros(jobs, np.int64), np.zeros(jobs, np.int64)
    tables = np.zeros((2, jobs + 1, room.max() + 1), np.int64)
    for i in range(people):
        n = 0
        for j in range(jobs):
            if usable[i, j] and load[i, j] <= room[i]:
                which[n], gain[n], size[n] = j, worth[j] - cost[i, j], load[i, j]
                n += 1
        forced(gain, size, n, room[i], tables, with_it, without)
        for m in range(n):
            inside[i, which[m]], outside[i, which[m]] = with_it[m], without[m]
    return inside, outside
