"""A changed plan with the fewest moves: as few people as can be in another slot than before, proven."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from talentmap.groups.exact import search
from talentmap.groups.layout import Layout
from talentmap.groups.levels import MOVES, Found
from talentmap.optimise.options import SEED, Listener

Ints = NDArray[np.int64]


def solve_fewest_moves(
    layout: Layout,
    before: Ints,
    *,
    same_slots: bool = True,
    seed: int = SEED,
    until: float = math.inf,
    listener: Listener | None = None,
) -> Found:
    """Best plan among those with the fewest moves.

    Parameters
    ----------
    layout
        What is asked now: the people there are now, and the sizes for that many.
    before
        Shape (N,): slot of each person before; -1 for somebody new, whose place is no move.
    same_slots
        Whether exactly the slots used before are used again. Without it other slots may be used and some left out.
    seed, until, listener
        As for :func:`~talentmap.groups.exact.solve_exact`.

    Returns
    -------
    As of :func:`~talentmap.groups.exact.solve_exact`, with the level ``moves`` before all others: the later levels are
    as good as the fewest moves leave them.
    """
    before = np.asarray(before, dtype=np.int64)
    elsewhere = np.arange(len(layout.slots))[None, :] != before[:, None]
    costs = (elsewhere & (before >= 0)[:, None]).astype(np.int64)
    used = sorted({int(slot) for slot in before if slot >= 0}) if same_slots else None
    return search(layout, [(MOVES, costs)], used, seed=seed, until=until, listener=listener)
