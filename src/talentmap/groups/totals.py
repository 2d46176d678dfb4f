"""A bound for groups too large to price: every term may spread its people over the groups as suits it best."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from talentmap.groups.partition import Task

Ints = NDArray[np.int64]
_NEVER = -(2**61)


def spread_bound(task: Task, numbers: list[int]) -> int:
    """Largest sum of scores if every term could spread its own people over the groups as suits it best, in steps.

    With c_g the count of a term in group g, the sum over g of table[size_g, c_g] is largest over all sizes that add up
    to everybody and counts that add up to everybody counted; terms do not bind each other. Our definition: each term
    alone is a resource allocation problem, solved by the dynamic programme of Bellman (1957), Dynamic Programming.

    Parameters
    ----------
    task
        The question.
    numbers
        Allowed numbers of groups, ascending.
    """
    total = np.zeros(max(numbers) + 1, dtype=np.int64)
    for t in range(len(task.first)):
        total += _best_spread(task, t, max(numbers))
    return int(max(total[g] for g in numbers))


def _best_spread(task: Task, t: int, most: int) -> Ints:
    """Shape (most + 1,): bound on the sum of one term by number of groups."""
    side, start = task.side, int(task.start[t])
    if task.second[t] < 0:
        table = task.tables[start : start + side**2].reshape(side, side)
        return _allotted(task, table, int(task.first[t]), most)
    cube = task.tables[start : start + side**3].reshape(side, side, side)
    one, other = np.zeros((side, side), dtype=np.int64), np.zeros((side, side), dtype=np.int64)
    for size in range(side):  # the count that is left out is as suits best
        inside = cube[size, : size + 1, : size + 1]
        one[size, : size + 1], other[size, : size + 1] = inside.max(axis=1), inside.max(axis=0)
    first, second = int(task.first[t]), int(task.second[t])
    found: Ints = np.minimum(_allotted(task, one, first, most), _allotted(task, other, second, most))
    return found


def _allotted(task: Task, table: Ints, mask: int, most: int) -> Ints:
    """Best sum of table[size, count] by number of groups, with sizes and counts that add up."""
    n, counted = task.n_people, int(task.feature[:, mask].sum())
    best = np.full((n + 1, counted + 1), _NEVER, dtype=np.int64)
    best[0, 0] = 0
    sums = np.full(most + 1, _NEVER, dtype=np.int64)
    for groups in range(1, most + 1):
        new = np.full_like(best, _NEVER)
        low, high = (groups - 1) * task.low, min((groups - 1) * task.high, n)
        for size in range(task.low, task.high + 1):
            top = min(high, n - size)
            for count in range(max(0, size - (n - counted)), min(size, counted) + 1):
                room = new[low + size : top + size + 1, count:]
                np.maximum(room, best[low : top + 1, : counted + 1 - count] + table[size, count], out=room)
        best = new
        sums[groups] = best[n, counted]
    return sums
