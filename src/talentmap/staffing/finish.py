"""From a bound and a good plan to a proof: every team that could still be part of a better plan.

A plan better than the best known by one unit holds for each project a column whose worth less prices is within the gap
of the greatest. Where these are few, all are listed and the choice among them is complete.
"""

from __future__ import annotations

import numpy as np

from talentmap.optimise.crew import Priced
from talentmap.staffing.generate import Generation
from talentmap.staffing.search import chosen, improved

_LISTED = 20_000
"""Teams of one project listed at most."""
_ALL = 60_000
"""Teams listed at most of all projects together."""
_NODES = 100_000


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
    """List every team that could matter, and choose among them; the bound falls to the best where that is complete."""
    if search.closed or not len(search.values) or search.watch.rest <= 0:
        return
    pool, gap = search.pool, search.bound - (search.best + 1)
    vector, listed = np.zeros(len(pool.facts.people)), 0
    charges = pool.prices(np.concatenate([search.prices, np.zeros(len(pool.limits) - len(search.prices))]))
    for task, price in enumerate(charges):
        for person, cost in price.items():
            vector[person] = cost
        floor = float(search.values[task]) - gap - 1e-3 - pool.facts.tasks[task].unstaffed
        found: Priced | None = pool.crews[task].every(vector, floor, most=_LISTED, nodes=_NODES, halt=search.watch.halt)
        for person in price:
            vector[person] = 0.0
        listed += 0 if found is None else len(found.teams)
        if found is None or listed > _ALL or not search.watch.go_on("proof", search.best, search.bound):
            return
        for team in found.teams:
            pool.offer(task, team)
    plan, bound = chosen(pool, search.plan, search.watch.rest, _within(search))
    search.offer(plan)
    search.bound = max(min(search.bound, bound), float(search.best))


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
