"""Limits on what one person can do in a mixture of plans, as tight as there are.

For one person let F be the sets of projects they can work on together. Any shares x of a person over projects that
come from plans lie in the convex hull of F, and `tightest` gives an inequality a.x <= 1 that all of F keep and that the
given x breaks most: a vertex of the anti-blocking polytope (Fulkerson 1971, doi:10.1007/BF01584085). Hours alone would
let a person of 0.5 fte do two thirds of each of two projects of 0.4; the hull knows that they can do one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np

from talentmap.staffing.schedules import Schedules

_MOST = 10
"""Projects looked at together; of more, those with the greatest shares."""
_EPS = 1e-7


def tightest(
    schedules: Schedules, person: int, shares: Mapping[int, float], others: Sequence[int]
) -> dict[int, float] | None:
    """Coefficients by project of an inequality that these shares break; None where they break none.

    Parameters
    ----------
    schedules, person
        Who.
    shares
        Project -> share of the person, above 0.
    others
        Further projects to be taken into the inequality where they can.
    """
    tasks = sorted(sorted(shares, key=lambda t: (-shares[t], t))[:_MOST])
    if len(tasks) < 2 or sum(shares[t] for t in tasks) <= 1 + _EPS or schedules.fits(person, tasks):
        return None
    sets = _largest(schedules, person, tasks)
    weight = np.array([shares[t] for t in tasks])
    coefficient = np.ones(2) if len(tasks) == 2 else _vertex(sets, weight)
    if float(coefficient @ weight) <= 1 + _EPS:
        return None
    found = {t: float(c) for t, c in zip(tasks, coefficient, strict=True) if c > _EPS}
    return _lifted(schedules, person, found, others)


def _largest(schedules: Schedules, person: int, tasks: Sequence[int]) -> list[tuple[int, ...]]:
    """Places in the list of tasks of every set that fits and lies in no greater one."""
    found: list[tuple[int, ...]] = []
    for size in range(len(tasks), 0, -1):
        for places in combinations(range(len(tasks)), size):
            if any(set(places) <= set(greater) for greater in found):
                continue
            if schedules.fits(person, [tasks[k] for k in places]):
                found.append(places)
    return found


def _vertex(sets: Sequence[tuple[int, ...]], weight: np.ndarray) -> np.ndarray:
    """The a >= 0 with the sum over each set at most 1 for which a.weight is greatest."""
    from scipy.optimize import linprog

    rows = np.zeros((len(sets), len(weight)))
    for k, places in enumerate(sets):
        rows[k, list(places)] = 1.0
    found = linprog(-weight, A_ub=rows, b_ub=np.ones(len(sets)), bounds=(0, 1), method="highs-ds")
    a = np.asarray(found.x, dtype=float)
    return np.asarray(a / max(1.0, float((rows @ a).max())))


def _lifted(schedules: Schedules, person: int, found: dict[int, float], others: Sequence[int]) -> dict[int, float]:
    """The same inequality with further projects as large as they may be, one after the other."""
    for task in others:
        if task in found or len(found) >= _MOST:
            continue
        held = sorted(found)
        most = 0.0
        for size in range(len(held), -1, -1):
            for chosen in combinations(held, size):
                worth = sum(found[t] for t in chosen)
                if worth > most and schedules.fits(person, (*chosen, task)):
                    most = worth
        if 1 - most > _EPS:
            found[task] = 1 - most
    return found
