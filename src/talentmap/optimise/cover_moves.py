"""Compiled moves of the local search for covers: a column in or out, and what that changes; imported late.

What is called for every row takes single arrays: handing over all of them each time takes longer than the work itself.
References stand in `cover`.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from talentmap.optimise.cover_state import BARRED, NOW, OPEN, SIZE, TOTAL, Board, State

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@njit(cache=True)
def _shift(row_starts: Ints, columns: Ints, inside: Flags, score: Ints, i: int, change: int, chosen: bool) -> int:
    """Change the scores of the columns of a row that are in the choice, or of those that are not."""
    first, last = row_starts[i], row_starts[i + 1]
    for q in range(first, last):
        k = columns[q]
        if inside[k] == chosen:
            score[k] += change
    return int(last - first)


@njit(cache=True)
def _turn(opened: Ints, place: Ints, n_open: int, i: int, met: bool) -> int:
    """Strike a row from those open, or enter it; gives how many are open then."""
    if met:
        n_open -= 1
        last = opened[n_open]
        opened[place[i]] = last
        place[last] = place[i]
        return n_open
    opened[n_open] = i
    place[i] = n_open
    return n_open + 1


@njit(cache=True, inline="always")
def flip(board: Board, state: State, j: int) -> int:
    """Take a column, or give it up if it is in the choice; gives the work done.

    A score tells what the choice would gain by the column, or lose without it. Of a row that needs one column and has
    one, `names` says which.
    """
    rows, need, row_starts, columns = board.rows, board.need, board.row_starts, board.columns
    inside, opened, place = state.inside, state.opened, state.place
    weight, served, names, stamp, score = state.weight, state.served, state.names, state.stamp, state.score
    by = -1 if inside[j] else 1
    inside[j] = False
    now, n_open, own, work = state.at[NOW], state.at[OPEN], 0, 0
    for q in range(board.starts[j], board.starts[j + 1]):
        i = rows[q]
        stamp[i] = now
        served[i] += by
        more = served[i] if by > 0 else served[i] + 1
        others = names[i] if by > 0 else names[i] - j
        names[i] += by * j
        work += 1
        if more <= need[i]:
            own += weight[i]
        if more == 2 and need[i] == 1:
            score[others] -= by * weight[i]
        elif more == need[i] or more == need[i] + 1:
            work += _shift(row_starts, columns, inside, score, i, -by * weight[i], more > need[i])
        if more == need[i]:
            n_open = _turn(opened, place, n_open, i, by > 0)
    inside[j] = by > 0
    score[j] = own
    state.moved[j] = now
    state.at[OPEN] = n_open
    state.at[TOTAL] += by * board.cost[j]
    return work


@njit(cache=True, inline="always")
def take(board: Board, state: State, j: int) -> int:
    """Take a column, which may not leave in the next step; gives the work done."""
    state.team[state.at[SIZE]] = j
    state.at[SIZE] += 1
    state.at[BARRED] = j
    return flip(board, state, j)


@njit(cache=True, inline="always")
def give_up(board: Board, state: State) -> int:
    """Give up the column whose loss costs least per unit of cost, the longest unmoved of equals; gives the work."""
    team, score, moved, value, at = state.team, state.score, state.moved, board.value, state.at
    chosen, least, barred = -1, np.inf, at[BARRED]
    for t in range(at[SIZE]):
        j = team[t]
        loss = score[j] * value[j]
        if j != barred and (loss < least or (loss == least and moved[j] < moved[team[chosen]])):
            chosen, least = t, loss
    if chosen < 0:
        return 1
    j = team[chosen]
    at[SIZE] -= 1
    team[chosen] = team[at[SIZE]]
    state.left[j] = at[NOW]
    return int(at[SIZE]) + flip(board, state, j)


@njit(cache=True, inline="always")
def heavier(board: Board, state: State) -> int:
    """Add to the weight of every open row; gives the work done."""
    score, columns, row_starts = state.score, board.columns, board.row_starts
    work = 0
    for q in range(state.at[OPEN]):
        i = state.opened[q]
        state.weight[i] += 1
        for p in range(row_starts[i], row_starts[i + 1]):
            score[columns[p]] += 1
        work += row_starts[i + 1] - row_starts[i]
    return work
