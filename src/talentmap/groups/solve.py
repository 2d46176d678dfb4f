"""Which method answers which question, and why."""

from __future__ import annotations

import math
import time

import numpy as np

from talentmap.groups.layout import Layout
from talentmap.groups.levels import MIX, Found, Level
from talentmap.optimise.options import SEED, Listener
from talentmap.results import Status

__all__ = ["Found", "solve"]
SMALL = 6
"""Groups of up to so many people have few enough kinds to price them all."""


def solve(layout: Layout, *, seed: int = SEED, until: float = math.inf, listener: Listener | None = None) -> Found:
    """Solve with the method that suits the question.

    ``distance`` (maximally diverse grouping) goes to the search, whose bound is proven apart. The greatest ``sum`` of
    the scores of small groups without dates goes to column generation, which proves in a moment what a model with a
    decision per person and group leaves open (such groups can all change places). Everything else is solved exactly,
    level by level.

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
    if _small(layout):
        return _by_columns(layout, seed, until, listener)
    from talentmap.groups.exact import solve_exact

    return solve_exact(layout, seed=seed, until=until, listener=listener)


def _small(layout: Layout) -> bool:
    """Whether groups are small and interchangeable, and nothing but the sum of their scores counts."""
    asked = layout.wishes.any() or len(layout.pairs) or len(layout.met)
    plain = all(not (rule.forbid or rule.counts or rule.closed) for rule in layout.rules)
    return layout.mix == "sum" and layout.criteria is not None and layout.sizes.most <= SMALL and plain and not asked


def _by_columns(layout: Layout, seed: int, until: float, listener: Listener | None) -> Found:
    from talentmap.groups.columns import best_partition  # late: compiled loops

    assert layout.criteria is not None
    got = best_partition(
        layout.criteria,
        len(layout.people),
        sizes=(layout.sizes.least, layout.sizes.most),
        n_groups=layout.sizes.groups,
        seconds=max(0.0, until - time.perf_counter()),
        seed=seed,
        listener=listener,
        apart=[pair for rule in layout.rules for pair in rule.apart],
        together=[pair for rule in layout.rules for pair in rule.together],
    )
    if not got.groups:
        return Found(got.status, np.zeros(0, dtype=np.int64), ())
    labels = np.zeros(len(layout.people), dtype=np.int64)
    for slot, group in enumerate(got.groups):
        labels[list(group)] = slot
    level = Level(MIX, got.value, got.bound, got.method)
    return Found(Status.OPTIMAL if level.proven else Status.FEASIBLE, labels, (level,))
