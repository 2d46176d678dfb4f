"""From a bound and a good plan to a proof: every team that could still be part of a better plan.

A plan better than the best known by one unit holds for each project a team whose worth less prices is within the gap
of the greatest. Where few people are in such teams, the rest is one small model (`compact`).
"""

from __future__ import annotations

import numpy as np

from talentmap.staffing.compact import complete
from talentmap.staffing.generate import Generation
from talentmap.staffing.search import chosen, improved

_SHARE = 0.6
"""Part of the time for choosing that the solver has; the rest is for improving what it finds."""


def choose(search: Generation) -> None:
    """The best plan among the teams met so far, improved."""
    seconds = search.watch.rest
    if search.closed or seconds <= 0:
        return
    plan, _ = chosen(search.pool, search.plan, _SHARE * seconds, _within(search))
    search.offer(plan)
    search.offer(improved(search.pool, plan, list(range(len(plan))), search.going, halt=search.watch.halt))


def prove(search: Generation) -> None:
    """The rest as one model where it is small; the bound falls to the best where the solver ends it."""
    if not search.closed and len(search.values) and search.watch.rest > 0:
        complete(search, search.watch.rest)


def _within(search: Generation) -> np.ndarray:
    """Which columns could be part of a plan better than the best known; those of the best plan too."""
    pool = search.pool
    keep = np.ones(len(pool.columns), dtype=bool)
    if not len(search.values):
        return keep
    gap = search.bound - search.best
    charges = pool.prices(np.concatenate([search.prices, np.zeros(len(pool.limits) - len(search.prices))]))
    for number, column in enumerate(pool.columns):
        worth = column.worth - sum(charges[column.task].get(p, 0.0) for p in column.team)
        own = column.team == search.plan[column.task]
        keep[number] = own or worth >= float(search.values[column.task]) - gap - 1e-3
    return keep
