"""What the local search for covers works on: the problem and a choice as flat arrays. References stand in `cover`."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from talentmap.optimise.cover import Cover

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
OPEN, SIZE, TOTAL, BEST, NOW, BARRED = range(6)
"""Places in ``State.at``."""


class Board(NamedTuple):
    """The problem.

    Parameters
    ----------
    starts, rows, row_starts, columns, cost, need
        As in `cover.Cover`.
    value
        Shape (n_columns,): 1 / cost.
    """

    starts: Ints
    rows: Ints
    row_starts: Ints
    columns: Ints
    cost: Ints
    need: Ints
    value: Floats


class State(NamedTuple):
    """A choice, and what is known of it.

    Parameters
    ----------
    weight, served, names, stamp
        Of each row: its weight, how many chosen columns serve it, the sum of their numbers, the last step it changed.
    inside, score, moved, left
        Of each column: whether it is chosen; the weight of the rows it would help, or that would lack it; the last
        step it moved; the step it was given up, -1 once it may come back.
    opened, place
        The rows that lack columns are the first ``at[OPEN]`` of `opened`; where each of them stands there.
    team
        The chosen columns, in no order: the first ``at[SIZE]``.
    kept
        The best cover so far.
    at
        Open rows, chosen columns, their cost, cost of the best cover, step, and the column that may not leave (or -1).
    """

    weight: Ints
    served: Ints
    names: Ints
    stamp: Ints
    inside: Flags
    score: Ints
    moved: Ints
    left: Ints
    opened: Ints
    place: Ints
    team: Ints
    kept: Flags
    at: Ints


def board_of(cover: Cover) -> Board:
    """The arrays of a problem."""
    value = 1.0 / np.maximum(cover.cost, 0.5)
    return Board(cover.starts, cover.rows, cover.row_starts, cover.columns, cover.cost, cover.need, value)


def state_of(cover: Cover, chosen: Flags) -> State:
    """The state at a choice, every row of weight 1; the choice counts as the best cover so far."""
    n, m, ints = cover.n_columns, cover.n_rows, np.int64
    count, numbers = cover.counts(chosen), np.flatnonzero(chosen)
    serves = chosen[cover.column_of]
    names = np.zeros(m, ints)
    np.add.at(names, cover.rows[serves], cover.column_of[serves])
    counted = np.where(serves, (count <= cover.need)[cover.rows], (count < cover.need)[cover.rows])
    lacking = np.flatnonzero(count < cover.need)
    opened, place, team, at = np.zeros(m, ints), np.zeros(m, ints), np.zeros(n, ints), np.zeros(6, ints)
    opened[: len(lacking)], place[lacking], team[: len(numbers)] = lacking, np.arange(len(lacking)), numbers
    at[OPEN], at[SIZE], at[TOTAL], at[BARRED] = len(lacking), len(numbers), cover.total(chosen), -1
    at[BEST] = at[TOTAL]
    return State(
        weight=np.ones(m, ints),
        served=count.astype(ints),
        names=names,
        stamp=np.zeros(m, ints),
        inside=chosen.copy(),
        score=np.bincount(cover.column_of[counted], minlength=n).astype(ints),
        moved=np.zeros(n, ints),
        left=np.full(n, -1, ints),
        opened=opened,
        place=place,
        team=team,
        kept=chosen.copy(),
        at=at,
    )
