"""Which method answers which question, and why."""

from __future__ import annotations

import math

from talentmap.groups.layout import Layout
from talentmap.groups.levels import Found
from talentmap.optimise.options import SEED, Listener

__all__ = ["Found", "solve"]


def solve(layout: Layout, *, seed: int = SEED, until: float = math.inf, listener: Listener | None = None) -> Found:
    """Solve with the method that suits the question.

    ``distance`` (maximally diverse grouping) goes to the search, whose bound is proven apart; everything else is
    solved exactly, level by level.

    Parameters
    ----------
    layout
        The question.
    seed, listener
        As everywhere.
    until
        Moment (``time.perf_counter()``) at which to stop; infinite for none.
    """
    if layout.mix == "distance":
        from talentmap.groups.spread_out import solve_distance

        return solve_distance(layout, seed=seed, until=until, listener=listener)
    from talentmap.groups.exact import solve_exact

    return solve_exact(layout, seed=seed, until=until, listener=listener)
