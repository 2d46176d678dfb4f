"""Compiled loops for one knapsack, in whole numbers: the most gain within a room, and what forcing a job costs.

Import late: loading numba takes half a second. A table has a row for the jobs before each one and a column for each
room, so that a row follows from its neighbour by one addition and comparison per room, which machines do many at a
time. They do so only where places cannot be negative, hence the unsigned numbers.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int64]
_Place = np.uint64


@njit(cache=True)
def _copied(table: Ints, source: int, target: int, low: int, high: int) -> None:
    """One row into another, rooms from `low` up to but not including `high`."""
    s, t = _Place(source), _Place(target)
    for w in range(_Place(low), _Place(high)):
        table[t, w] = table[s, w]


@njit(cache=True)
def _longer(table: Ints, source: int, target: int, size: int, gain: int, low: int, high: int) -> None:
    """The better of a knapsack without a job and one with it, for each room from `low` up to but not including `high`.

    The job is taken out of the room counted from the front; `low` is at least its size.
    """
    s, t, away = _Place(source), _Place(target), _Place(size)
    for w in range(_Place(low), _Place(high)):
        table[t, w] = max(table[s, w], table[s, w - away] + gain)


@njit(cache=True)
def _longer_back(table: Ints, source: int, target: int, size: int, gain: int, high: int) -> None:
    """As `_longer`, with room counted from its end, for the rooms below `high`."""
    s, t, away = _Place(source), _Place(target), _Place(size)
    for w in range(_Place(high)):
        table[t, w] = max(table[s, w], table[s, w + away] + gain)


@njit(cache=True)
def _most(before: Ints, after: Ints, row: int, size: int, low: int, high: int) -> int:
    """Most gain of the jobs before a row and after it, when it takes up `size`; rooms from `low` to `high`."""
    m, n, away = _Place(row), _Place(row + 1), _Place(size)
    most = before[m, _Place(high)] + after[n, _Place(high) + away]
    for w in range(_Place(max(low, 0)), _Place(high)):
        most = max(most, before[m, w] + after[n, w + away])
    return int(most)


@njit(cache=True)
def packed(gain: Ints, load: Ints, jobs: int, room: int, table: Ints, taken: Ints) -> int:
    """Most gain of the first `jobs` jobs within the room; ``taken`` says which, 1 or 0; of equals the earlier.

    Only rooms are looked at that the jobs so far can fill and the others can leave.

    Parameters
    ----------
    gain, load
        Shape (at least jobs,); gains above 0, loads from 0 to the room.
    table
        Shape (at least jobs + 1, at least room + 1): working space.
    taken
        Shape (at least jobs,): written.
    """
    total = 0
    for m in range(jobs):
        total += load[m]
    if total <= room:
        most = 0
        for m in range(jobs):
            taken[m] = 1
            most += gain[m]
        return int(most)
    filled, rest = 0, total
    table[0, 0] = 0
    for m in range(jobs):
        size = load[m]
        rest -= size
        low, high = max(0, room - rest), min(room, filled + size)
        last = table[m, filled]
        for w in range(filled + 1, high + 1):
            table[m, w] = last
        cut = max(low, size)
        _copied(table, m, m + 1, low, cut)
        _longer(table, m, m + 1, size, gain[m], cut, high + 1)
        filled = high
    w = room
    for m in range(jobs - 1, -1, -1):
        w = min(w, total)  # the row ends where all the jobs so far fit
        total -= load[m]
        taken[m] = 1 if w >= load[m] and table[m + 1, w] > table[m, min(w, total)] else 0
        if taken[m]:
            w -= load[m]
    return int(table[jobs, room])


@njit(cache=True)
def forced(gain: Ints, load: Ints, jobs: int, room: int, tables: Ints, with_it: Ints, without: Ints) -> int:
    """Loss of the best knapsack when a job must be in it, and when it must not; returns the most gain.

    Tables from both ends, with a row for each job that has a gain (Posta, Ferland, Michelon 2012,
    doi:10.1007/s10589-011-9432-0).

    Parameters
    ----------
    gain, load
        Shape (at least jobs,); loads from 0 to the room. Jobs without a gain are in no best knapsack.
    tables
        Shape (2, at least jobs + 1, at least room + 1): working space; in the second, room is counted from its end.
    with_it, without
        Shape (at least jobs,): written.
    """
    before, after = tables[0], tables[1]
    for w in range(room + 1):
        before[0, w] = 0
    count, rest = 0, 0
    for m in range(jobs):
        if gain[m] > 0:
            _copied(before, count, count + 1, 0, load[m])
            _longer(before, count, count + 1, load[m], gain[m], load[m], room + 1)
            count, rest = count + 1, rest + load[m]
    row = count
    for w in range(room + 1):
        after[row, w] = 0
    for m in range(jobs - 1, -1, -1):
        if gain[m] > 0:
            _copied(after, row, row - 1, room + 1 - load[m], room + 1)
            _longer_back(after, row, row - 1, load[m], gain[m], room + 1 - load[m])
            row -= 1
    top, filled = before[count, room], 0
    for m in range(jobs):
        size = load[m]
        if gain[m] <= 0:
            without[m], with_it[m] = 0, top - before[count, room - size] - gain[m]
            continue
        rest -= size
        without[m] = top - _most(before, after, row, 0, room - rest, min(room, filled))
        with_it[m] = top - _most(before, after, row, size, room - size - rest, min(room - size, filled)) - gain[m]
        filled += size
        row += 1
    return int(top)
