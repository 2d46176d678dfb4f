"""Compiled local search for covers: one column out, others in, with weights on rows that stay open; imported late."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@njit(cache=True)
def _shift(row_starts: Ints, columns: Ints, inside: Flags, score: Ints, i: int, by: int, wanted: bool) -> int:
    """Change the scores of the columns of a row that are in the choice, or of those that are not."""
    for q in range(row_starts[i], row_starts[i + 1]):
        k = columns[q]
        if inside[k] == wanted:
            score[k] += by
    return int(row_starts[i + 1] - row_starts[i])


@njit(cache=True)
def _add(
    starts: Ints,
    rows: Ints,
    row_starts: Ints,
    columns: Ints,
    need: Ints,
    weight: Ints,
    count: Ints,
    names: Ints,
    inside: Flags,
    score: Ints,
    stamp: Ints,
    now: int,
    opened: Ints,
    place: Ints,
    n_open: int,
    j: int,
) -> tuple[int, int]:
    """Take a column; its score becomes what is lost without it. Gives the number of open rows and the work done."""
    work = 0
    own = 0
    for q in range(starts[j], starts[j + 1]):
        i = rows[q]
        stamp[i] = now
        before = count[i]
        if before + 1 == need[i]:
            work += _shift(row_starts, columns, inside, score, i, -weight[i], False)
            n_open -= 1
            opened[place[i]] = opened[n_open]
            place[opened[n_open]] = place[i]
        elif before == need[i]:
            if before == 1:
                score[names[i]] -= weight[i]
            else:
                work += _shift(row_starts, columns, inside, score, i, -weight[i], True)
        if before < need[i]:
            own += weight[i]
        count[i] = before + 1
        names[i] += j
        work += 1
    inside[j] = True
    score[j] = own
    return n_open, work


@njit(cache=True)
def _remove(
    starts: Ints,
    rows: Ints,
    row_starts: Ints,
    columns: Ints,
    need: Ints,
    weight: Ints,
    count: Ints,
    names: Ints,
    inside: Flags,
    score: Ints,
    stamp: Ints,
    now: int,
    opened: Ints,
    place: Ints,
    n_open: int,
    j: int,
) -> tuple[int, int]:
    """Give a column up; its score becomes what it would bring. Gives the number of open rows and the work done."""
    work = 0
    own = 0
    inside[j] = False
    for q in range(starts[j], starts[j + 1]):
        i = rows[q]
        stamp[i] = now
        before = count[i]
        names[i] -= j
        if before == need[i]:
            work += _shift(row_starts, columns, inside, score, i, weight[i], False)
            opened[n_open] = i
            place[i] = n_open
            n_open += 1
        elif before == need[i] + 1:
            if before == 2:
                score[names[i]] += weight[i]
            else:
                work += _shift(row_starts, columns, inside, score, i, weight[i], True)
        if before <= need[i]:
            own += weight[i]
        count[i] = before - 1
        work += 1
    score[j] = own
    return n_open, work


@njit(cache=True)
def begin(
    starts: Ints,
    rows: Ints,
    row_starts: Ints,
    columns: Ints,
    need: Ints,
    weight: Ints,
    count: Ints,
    names: Ints,
    inside: Flags,
    score: Ints,
    stamp: Ints,
    opened: Ints,
    place: Ints,
    chosen: Flags,
) -> int:
    """Fill the state for a choice; gives the number of open rows."""
    count[:] = 0
    names[:] = 0
    inside[:] = False
    score[:] = 0
    n_open = 0
    for i in range(len(need)):
        if need[i] > 0:
            opened[n_open] = i
            place[i] = n_open
            n_open += 1
            for q in range(row_starts[i], row_starts[i + 1]):
                score[columns[q]] += weight[i]
    for j in range(len(chosen)):
        if chosen[j]:
            n_open, _ = _add(
                starts, rows, row_starts, columns, need, weight, count, names, inside, score, stamp, 0, opened, place,
                n_open, j,
            )  # fmt: skip
    return n_open


@njit(cache=True)
def _cheapest_loss(team: Ints, size: int, score: Ints, value: Floats, moved: Ints, barred: int) -> int:
    """Place in the choice of the column whose loss costs least per unit of cost, the longest unmoved of equals."""
    chosen, least = -1, np.inf
    for t in range(size):
        j = team[t]
        loss = score[j] * value[j]
        if j != barred and (loss < least or (loss == least and moved[j] < moved[team[chosen]])):
            chosen, least = t, loss
    return chosen


@njit(cache=True)
def _best_gain(
    starts: Ints,
    rows: Ints,
    row_starts: Ints,
    columns: Ints,
    inside: Flags,
    score: Ints,
    value: Floats,
    moved: Ints,
    left: Ints,
    stamp: Ints,
    i: int,
) -> int:
    """The column of a row that brings most per unit of cost, the longest unmoved of equals; -1 where none may enter.

    A column given up may come back only once something has changed in one of its rows since (configuration checking).
    """
    chosen, most = -1, -1.0
    for q in range(row_starts[i], row_starts[i + 1]):
        j = columns[q]
        if inside[j]:
            continue
        gain = score[j] * value[j]
        if gain < most or (gain == most and moved[j] >= moved[chosen]):
            continue
        if left[j] >= 0:
            changed = False
            for p in range(starts[j], starts[j + 1]):
                if stamp[rows[p]] > left[j]:
                    changed = True
                    break
            if not changed:
                continue
            left[j] = -1
        chosen, most = j, gain
    return chosen


@njit(cache=True, nogil=True)
def search(
    starts: Ints,
    rows: Ints,
    row_starts: Ints,
    columns: Ints,
    cost: Ints,
    need: Ints,
    value: Floats,
    weight: Ints,
    count: Ints,
    names: Ints,
    inside: Flags,
    score: Ints,
    stamp: Ints,
    moved: Ints,
    left: Ints,
    opened: Ints,
    place: Ints,
    n_open: int,
    team: Ints,
    size: int,
    total: int,
    best: int,
    kept: Flags,
    floor: int,
    now: int,
    work_most: int,
    draws: np.random.Generator,
) -> tuple[int, int, int, int, int, int]:
    """Go on from a state for so much work; gives open rows, size, cost, best cost, step and work done.

    Parameters
    ----------
    value
        Shape (n_columns,): 1 / cost.
    team, size
        The columns taken, in no order; the first `size` count.
    best, kept
        The best cover so far and its cost; replaced by better ones.
    floor
        No cover costs less: reaching it ends the search.
    """
    work = 0
    barred = -1
    while work < work_most and best > floor:
        now += 1
        while n_open == 0:
            if total < best:
                best = total
                kept[:] = inside
                if best <= floor:
                    return n_open, size, total, best, now, work
            t = _cheapest_loss(team, size, score, value, moved, -1)
            j = team[t]
            size -= 1
            team[t] = team[size]
            total -= cost[j]
            n_open, done = _remove(
                starts, rows, row_starts, columns, need, weight, count, names, inside, score, stamp, now, opened, place,
                n_open, j,
            )  # fmt: skip
            left[j], moved[j] = now, now
            work += done + size
        now += 1
        t = _cheapest_loss(team, size, score, value, moved, barred)
        if t >= 0:
            j = team[t]
            size -= 1
            team[t] = team[size]
            total -= cost[j]
            n_open, done = _remove(
                starts, rows, row_starts, columns, need, weight, count, names, inside, score, stamp, now, opened, place,
                n_open, j,
            )  # fmt: skip
            left[j], moved[j] = now, now
            work += done + size
        while n_open > 0:
            i = opened[int(n_open * draws.random())]
            j = _best_gain(starts, rows, row_starts, columns, inside, score, value, moved, left, stamp, i)
            work += row_starts[i + 1] - row_starts[i]
            if j < 0 or total + cost[j] >= best:
                break
            now += 1
            n_open, done = _add(
                starts, rows, row_starts, columns, need, weight, count, names, inside, score, stamp, now, opened, place,
                n_open, j,
            )  # fmt: skip
            team[size] = j
            size += 1
            total += cost[j]
            moved[j], barred = now, j
            work += done
            for q in range(n_open):
                i = opened[q]
                weight[i] += 1
                for p in range(row_starts[i], row_starts[i + 1]):
                    score[columns[p]] += 1
                work += row_starts[i + 1] - row_starts[i]
    return n_open, size, total, best, now, work
