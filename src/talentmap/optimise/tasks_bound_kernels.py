"""Compiled loops of `tasks_bound`: one knapsack per person, solved exactly in whole numbers.

Import late: loading numba takes half a second.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@njit(cache=True)
def packed(gain: Ints, load: Ints, room: int, best: Ints, kept: Bools, took: Ints) -> int:
    """Most gain within the room; adds 1 to `took` for each job in the knapsack.

    Shapes (n_jobs,); `best` (at least room + 1,) and `kept` (n_jobs, at least room + 1) are working space.
    """
    best[: room + 1] = 0
    for j in range(len(gain)):
        g, size = gain[j], load[j]
        if g <= 0 or size > room:
            continue
        for w in range(room, size - 1, -1):
            value = best[w - size] + g
            kept[j, w] = value > best[w]
            if kept[j, w]:
                best[w] = value
    w = room
    for j in range(len(gain) - 1, -1, -1):
        if gain[j] > 0 and load[j] <= room and w >= load[j] and kept[j, w]:
            took[j] += 1
            w -= load[j]
    return int(best[room])


@njit(cache=True)
def relaxed(cost: Ints, load: Ints, room: Ints, usable: Bools, worth: Ints, took: Ints) -> int:
    """Lagrangian bound at these worths of the jobs: all worths, minus each person's best knapsack of worth - cost."""
    people, jobs = cost.shape
    top = room.max() + 1
    best, kept, gain = np.zeros(top, np.int64), np.zeros((jobs, top), np.bool_), np.zeros(jobs, np.int64)
    took[:] = 0
    total = worth.sum()
    for i in range(people):
        for j in range(jobs):
            gain[j] = worth[j] - cost[i, j] if usable[i, j] else 0
        total -= packed(gain, load[i], room[i], best, kept, took)
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
def forced(gain: Ints, load: Ints, room: int, with_it: Ints, without: Ints) -> None:
    """Loss of the best knapsack when each job must be in it, and when it must not; ``with_it`` -1 where it cannot be.

    A job that may not be in it has a gain of the smallest whole number.
    """
    jobs = len(gain)
    after = np.zeros((jobs + 1, room + 1), np.int64)
    for j in range(jobs - 1, -1, -1):
        for w in range(room + 1):
            value = after[j + 1, w]
            if gain[j] > 0 and load[j] <= w:
                value = max(value, after[j + 1, w - load[j]] + gain[j])
            after[j, w] = value
    top, before = after[0, room], np.zeros(room + 1, np.int64)
    for j in range(jobs):
        most, held = 0, np.iinfo(np.int64).min
        for w in range(room + 1):
            most = max(most, before[w] + after[j + 1, room - w])
        possible = gain[j] > np.iinfo(np.int64).min and load[j] <= room
        if possible:
            for w in range(room - load[j] + 1):
                held = max(held, before[w] + after[j + 1, room - load[j] - w])
        without[j] = top - most
        with_it[j] = top - held - gain[j] if possible else -1
        if gain[j] > 0 and load[j] <= room:
            for w in range(room, load[j] - 1, -1):
                before[w] = max(before[w], before[w - load[j]] + gain[j])


@njit(cache=True)
def rises(cost: Ints, load: Ints, room: Ints, usable: Bools, worth: Ints) -> tuple[Ints, Ints]:
    """Loss of each person's knapsack with each job in it, and without it; shape (n_people, n_jobs)."""
    people, jobs = cost.shape
    inside, outside = np.zeros((people, jobs), np.int64), np.zeros((people, jobs), np.int64)
    gain = np.zeros(jobs, np.int64)
    for i in range(people):
        for j in range(jobs):
            gain[j] = worth[j] - cost[i, j] if usable[i, j] else np.iinfo(np.int64).min
        forced(gain, load[i], room[i], inside[i], outside[i])
    return inside, outside
