"""The cheapest choice among all fills near the best: exact once a choice of fills further off would cost as much."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from talentmap.optimise.arrays import solve_matrix
from talentmap.optimise.matrix import Matrix
from talentmap.optimise.options import Options
from talentmap.optimise.tasks_fills import Fills
from talentmap.optimise.tasks_improve import Clock, stop_at
from talentmap.optimise.tasks_prices import SCALE
from talentmap.results import Status

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
_FIRST, _MORE = 1_000, 2.5
"""Fills with which the choice begins, and how many times as many it takes each time the last was settled."""
_MOST = 60_000
_NODES = 2_000
_SHARE = 0.25
"""Part of the time left that one choice may take."""


@dataclass(frozen=True, eq=False)
class Chosen:
    """The best choice and what is proven.

    Parameters
    ----------
    place
        Shape (n_jobs,): person of each job; None where nothing cheaper than asked was found.
    bound
        No choice costs less, in cost; that of the fills where nothing more was proven.
    """

    place: Ints | None
    bound: int


def choose_fills(fills: Fills, value: int, seed: int, *, until: float, clock: Clock) -> Chosen:
    """A choice that costs less than `value`, from ever more fills, until that is settled or takes too long.

    A choice of cost c loses c minus the bound over all its fills together. So a choice with a fill that loses more
    than the slack looked at costs more than the bound and that slack; once the solver has settled all others, the
    bound rises so far.

    Parameters
    ----------
    fills
        The relaxation, at its end: the fewer units between its bound and the best, the fewer fills are near.
    value
        Cost of the best choice known.
    seed
        Of the solver.
    until, clock
        When to stop; without a limit, steps are bounded by the nodes of the solver.

    References
    ----------
    Baldacci, Christofides, Mingozzi (2008), An exact algorithm for the vehicle routing problem based on the set
    partitioning formulation with additional cuts, doi:10.1007/s10107-007-0178-5: all columns within the gap, and an
    integer program over them.
    """
    best: Ints | None = None
    bound, wanted = fills.least, float(_FIRST)
    while bound < value and wanted <= _MOST and clock() < until:
        slack, near = _nearest(fills, (value - 1) * SCALE - fills.bound, int(wanted))
        wanted *= _MORE
        if near is None:
            break
        stop = until if math.isinf(until) else clock() + _SHARE * (until - clock())
        found, settled = _cheapest(fills, near, value, seed, stop, clock)
        if found is not None:
            best, value = found, fills.tasks.value(found)
        if not settled:
            break
        bound = max(bound, min(value, (fills.bound + slack) // SCALE + 1))
    return Chosen(best, bound)


def _nearest(fills: Fills, gap: int, wanted: int) -> tuple[int, list[Bools] | None]:
    """All fills that lose at most a slack, for the largest slack with about as many as wanted; and that slack."""
    people = range(len(fills.tasks.room))
    kept: tuple[int, list[Bools] | None] = (0, None)
    slack = min(gap, SCALE // 2)
    while slack >= 0:
        near, count = [], 0
        for i in people:
            some, _, whole = fills.near(i, fills.worth, slack, wanted - count)
            if not whole:
                return kept
            near.append(some)
            count += len(some)
            if count >= wanted and i < people[-1]:
                return kept
        kept = (slack, near)
        if slack == gap:
            break
        slack = min(gap, slack * 5 // 4 + 1)
    return kept


def _cheapest(
    fills: Fills, near: list[Bools], value: int, seed: int, until: float, clock: Clock
) -> tuple[Ints | None, bool]:
    """One fill for each person, every job once, for less than `value`: a choice, and whether there is none cheaper."""
    tasks = fills.tasks
    who, what = np.repeat(np.arange(len(near)), [len(some) for some in near]), np.concatenate(near)
    cost = (what * tasks.cost[who]).sum(axis=1).astype(float)
    model = Matrix()
    column = model.columns(len(who))
    fill, job = np.nonzero(what)
    model.rows(what.shape[1], job, fill, 1.0, 1.0, 1.0)
    model.rows(len(near), who, column, 1.0, 1.0, 1.0)
    options = Options(seed=seed, gap_absolute=0.999, listener=stop_at(until, clock))
    answer = solve_matrix(model, -cost, options, settings=(("mip_max_nodes", _NODES),))
    if not answer.status.has_solution:
        return None, answer.status is Status.INFEASIBLE
    place, taken = np.full(what.shape[1], -1, dtype=np.int64), answer.values > 0.5
    for k in np.flatnonzero(taken).tolist():
        place[what[k]] = who[k]
    better = bool((place >= 0).all()) and tasks.holds(place) and tasks.value(place) < value
    return (place if better else None), answer.status is Status.OPTIMAL and (better or -answer.objective > value - 0.5)
