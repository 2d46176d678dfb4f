"""A sharper bound for handing out tasks: worths of the jobs, and one exact knapsack per person."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from talentmap.optimise.tasks_prices import SCALE, Prices, Tasks

Ints = NDArray[np.int64]
_WORK = 1_500_000_000
_ROUNDS, _PATIENCE = 600, 15
_ROOM = 400_000_000
"""Bytes that the tables of one person's knapsack may take."""


@dataclass(frozen=True, eq=False)
class Worths:
    """What worths of the jobs prove, in whole numbers times SCALE.

    Parameters
    ----------
    worth
        Shape (n_jobs,): what having the job done is worth, anywhere in the whole numbers.
    bound
        No choice costs less: sum of the worths minus, for each person, the best knapsack of worth - cost.
    rise
        Shape (n_people, n_jobs): what giving this job to this person adds to the bound at least; -1 where impossible.
    """

    worth: Ints
    bound: int
    rise: Ints

    @property
    def least(self) -> int:
        """Bound on the cost, rounded up to a whole number."""
        return -(-self.bound // SCALE)


def worth_tasks(tasks: Tasks, prices: Prices, best: int) -> Worths | None:
    """Worths by subgradient ascent from the prices; None where the knapsacks would take too long.

    With the jobs relaxed instead of the capacities, each person's knapsack is solved with whole jobs, so the bound is
    at least the one of the linear relaxation and, with few jobs per person, far above it. A pair's rise follows from
    the knapsacks with the job forced in for the one and out for all others, by tables from both ends.

    References
    ----------
    Fisher, Jaikumar, Van Wassenhove (1986), A multiplier adjustment method for the generalized assignment problem,
    doi:10.1287/mnsc.32.9.1095; Held, Wolfe, Crowder (1974), Validation of subgradient optimization,
    doi:10.1007/BF01580223; Posta, Ferland, Michelon (2012), doi:10.1007/s10589-011-9432-0 (fixing).
    """
    from talentmap.optimise.tasks_bound_kernels import ascend  # late: numba takes half a second to load

    jobs = tasks.cost.shape[1]
    work = int(jobs * (tasks.room.clip(min=0) + 1).sum())
    rounds = min(_ROUNDS, _WORK // max(work, 1))
    if rounds < _PATIENCE or int(jobs * (tasks.room.max() + 1) * 16) > _ROOM or (tasks.room < 0).any():
        return None
    usable = tasks.usable
    reduced = tasks.cost * SCALE + prices.price[:, None] * tasks.load
    start = np.where(usable, reduced, np.iinfo(np.int64).max).min(axis=0)
    scaled = tasks.cost * SCALE
    worth, bound = ascend(scaled, tasks.load, tasks.room, usable, start, best * SCALE, int(rounds), _PATIENCE)
    return rising(tasks, worth, int(bound))


def rising(tasks: Tasks, worth: Ints, bound: int) -> Worths:
    """What these worths, with the bound they prove, say of each pair."""
    from talentmap.optimise.tasks_bound_kernels import rises  # late: numba takes half a second to load

    inside, outside = rises(tasks.cost * SCALE, tasks.load, tasks.room, tasks.usable, worth)
    return Worths(worth, bound, np.where(inside < 0, -1, inside + outside.sum(axis=0) - outside))
