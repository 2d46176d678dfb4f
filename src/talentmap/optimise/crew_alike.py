"""People who bring the same to a team: of them no more need be looked at than fit in it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from talentmap.optimise.members import Bools, MemberProblem

Floats = NDArray[np.float64]


class Alike:
    """Those of whom more bring the same than fit in a team; whoever has ties is like nobody else.

    Parameters
    ----------
    problem
        The question.
    turn
        Where to begin among people who bring the same, so that projects do not all reach for the first.
    """

    def __init__(self, problem: MemberProblem, turn: int) -> None:
        alone = np.zeros(problem.n, dtype=np.bool_)
        alone[problem.pairs[problem.pair_worth > 0].ravel()] = True
        alone[list(problem.forced)] = True
        free = np.flatnonzero(~alone)
        counts = np.zeros((problem.n, len(problem.rows) + 1), dtype=np.int64)
        counts[:, -1] = problem.own
        for k, row in enumerate(problem.rows):
            np.add.at(counts[:, k], np.array(row.positions, dtype=np.int64), np.array(row.coefficients, dtype=np.int64))
        bits = np.packbits(np.hstack([part[free] for part in (problem.has, problem.able, problem.spark)]), axis=1)
        numbers = np.ascontiguousarray(counts[free]).view(np.uint8).reshape(len(free), 8 * counts.shape[1])
        whole = np.ascontiguousarray(np.hstack([bits, numbers]))
        key = whole.view(np.dtype((np.void, whole.shape[1]))).ravel()
        _, kind, many = np.unique(key, return_inverse=True, return_counts=True)
        crowded = many[kind] > problem.high
        crowd, kind = free[crowded], kind[crowded]
        order = np.lexsort(((crowd - turn) % max(1, problem.n), kind))
        self._crowd, self._kind, self._high = crowd[order], kind[order], problem.high

    def enough(self, cost: Floats, free: Bools) -> Bools:
        """Shape (n,): of those who are free and bring the same as many without a price as fit, and all with a price."""
        plain = free[self._crowd] & (cost[self._crowd] <= 0)
        at, kind = self._crowd[plain], self._kind[plain]
        live = free.copy()
        live[at[np.arange(len(at)) - np.searchsorted(kind, kind) >= self._high]] = False
        return live
