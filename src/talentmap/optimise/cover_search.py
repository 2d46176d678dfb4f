"""Local search for covers, in slices of work: the state lives here, the loops are compiled."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from talentmap.optimise.cover import Cover
from talentmap.optimise.cover_state import BEST, board_of, state_of

Flags = NDArray[np.bool_]


class CoverSearch:
    """Search around a first cover; the same seed and work give the same answer."""

    def __init__(self, cover: Cover, chosen: Flags, seed: int, floor: int) -> None:
        self.floor, self._draws = floor, np.random.default_rng(seed)
        self._board, self._state = board_of(cover), state_of(cover, chosen)
        self._least = int(cover.cost.min()) if cover.n_columns else 0

    @property
    def best(self) -> int:
        """Cost of the best cover so far, or of one it was told of."""
        return int(self._state.at[BEST])

    @best.setter
    def best(self, cost: int) -> None:
        self._state.at[BEST] = cost

    @property
    def kept(self) -> Flags:
        """Shape (n_columns,): the best cover the search itself has found."""
        return self._state.kept

    def run(self, work: int) -> int:
        """Search on for so much work (entries looked at); gives the work done, less where the floor was reached."""
        from talentmap.optimise.cover_search_kernel import search

        if self.best <= self.floor or not len(self._board.need):
            return 0
        return int(search(self._board, self._state, self._least, self.floor, work, self._draws))
