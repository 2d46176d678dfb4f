"""Compiled local search for covers: columns out, others in, with weights on rows that stay open; imported late.

References stand in `cover`.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from talentmap.optimise.cover_moves import give_up, heavier, take
from talentmap.optimise.cover_state import BARRED, BEST, NOW, OPEN, TOTAL, Board, State


@njit(cache=True, inline="always")
def _best_gain(board: Board, state: State, i: int) -> int:
    """The column of a row that brings most per unit of cost, the longest unmoved of equals; -1 where none may enter.

    A column given up may come back only once something has changed in one of its rows since (configuration checking).
    """
    inside, score, moved, left, stamp = state.inside, state.score, state.moved, state.left, state.stamp
    starts, rows, columns, value = board.starts, board.rows, board.columns, board.value
    chosen, most = -1, -1.0
    for q in range(board.row_starts[i], board.row_starts[i + 1]):
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


@njit(cache=True, inline="always")
def _keep(state: State) -> None:
    """Remember a cover that is better than the best so far."""
    at, kept, inside = state.at, state.kept, state.inside
    if at[TOTAL] < at[BEST]:
        at[BEST] = at[TOTAL]
        for j in range(len(kept)):
            kept[j] = inside[j]
    at[BARRED] = -1


@njit(cache=True, nogil=True)
def search(board: Board, state: State, least: int, floor: int, work_most: int, draws: np.random.Generator) -> int:
    """Go on from a state for so much work (entries looked at); gives the work done.

    Parameters
    ----------
    least
        Cost of the cheapest column.
    floor
        No cover costs less: reaching it ends the search.
    """
    at, opened, row_starts, cost = state.at, state.opened, board.row_starts, board.cost
    work = 0
    while work < work_most:
        met = at[OPEN] == 0
        if met:
            _keep(state)
            if at[BEST] <= floor:
                return work
        at[NOW] += 1
        work += give_up(board, state)
        if met:  # a column less than the best cover, and from here on one more is taken than given up
            continue
        while at[OPEN] > 0 and at[TOTAL] + least < at[BEST]:
            i = opened[int(at[OPEN] * draws.random())]
            j = _best_gain(board, state, i)
            work += row_starts[i + 1] - row_starts[i]
            if j < 0 or at[TOTAL] + cost[j] >= at[BEST]:
                break
            at[NOW] += 1
            work += take(board, state, j)
            work += heavier(board, state)
    return work
