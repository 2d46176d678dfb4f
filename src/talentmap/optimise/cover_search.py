"""Local search for covers, in slices of work: the state lives here, the loops are compiled."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from talentmap.optimise.cover import Cover

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


class CoverSearch:
    """Search around a first cover; the same seed and work give the same answer.

    Attributes
    ----------
    best, kept
        Cost of the best cover so far, and that cover, shape (n_columns,).
    """

    def __init__(self, cover: Cover, chosen: Flags, seed: int, floor: int) -> None:
        from talentmap.optimise.cover_search_kernel import begin

        self.cover, self.floor = cover, floor
        self.kept = chosen.copy()
        self.best = cover.total(chosen)
        n, m = cover.n_columns, cover.n_rows
        self._value = 1.0 / np.maximum(cover.cost, 0.5)
        self._weight, self._count, self._names = np.ones(m, np.int64), np.zeros(m, np.int64), np.zeros(m, np.int64)
        self._inside, self._score = np.zeros(n, np.bool_), np.zeros(n, np.int64)
        self._stamp, self._moved, self._left = np.zeros(m, np.int64), np.zeros(n, np.int64), np.full(n, -1, np.int64)
        self._opened, self._place = np.zeros(m, np.int64), np.zeros(m, np.int64)
        self._team = np.zeros(n, np.int64)
        self._draws = np.random.default_rng(seed)
        self._open = begin(
            cover.starts,
            cover.rows,
            cover.row_starts,
            cover.columns,
            cover.need,
            self._weight,
            self._count,
            self._names,
            self._inside,
            self._score,
            self._stamp,
            self._opened,
            self._place,
            chosen,
        )
        members = np.flatnonzero(chosen)
        self._team[: len(members)] = members
        self._size, self._total, self._now = len(members), self.best, 0

    def run(self, work: int) -> int:
        """Search on for so much work (entries looked at); gives the work done, less where the floor was reached."""
        from talentmap.optimise.cover_search_kernel import search

        if self.best <= self.floor or not self.cover.n_rows:
            return 0
        cover = self.cover
        self._open, self._size, self._total, self.best, self._now, done = search(
            cover.starts,
            cover.rows,
            cover.row_starts,
            cover.columns,
            cover.cost,
            cover.need,
            self._value,
            self._weight,
            self._count,
            self._names,
            self._inside,
            self._score,
            self._stamp,
            self._moved,
            self._left,
            self._opened,
            self._place,
            self._open,
            self._team,
            self._size,
            self._total,
            self.best,
            self.kept,
            self.floor,
            self._now,
            work,
            self._draws,
        )
        return int(done)
