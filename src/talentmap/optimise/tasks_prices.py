"""Prices of capacity for handing out tasks: a bound in whole numbers, and what each choice costs above it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from talentmap.optimise.matrix import Matrix
from talentmap.optimise.options import Options
from talentmap.optimise.relaxation import Relaxation
from talentmap.results import Status

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
SCALE = 1 << 16
"""Prices are whole multiples of 1/SCALE, so that the bound has no rounding error."""
NEVER = 1e15


@dataclass(frozen=True, eq=False)
class Tasks:
    """Every job goes to exactly one person; the loads of a person's jobs fit their room; the cost is least.

    Parameters
    ----------
    cost, load
        Shape (n_people, n_jobs), whole numbers; load at least 0.
    room
        Shape (n_people,), whole numbers.
    allowed
        Shape (n_people, n_jobs): who may have what; all if not said.
    """

    cost: Ints
    load: Ints
    room: Ints
    allowed: Bools

    def __post_init__(self) -> None:
        for name in ("cost", "load", "allowed"):  # one layout, so that each loop is compiled once
            object.__setattr__(self, name, np.ascontiguousarray(getattr(self, name)))

    @property
    def usable(self) -> Bools:
        """Allowed, and small enough to fit the room on its own."""
        usable: Bools = self.allowed & (self.load <= self.room[:, None])
        return usable

    def value(self, place: Ints) -> int:
        """Cost of a choice."""
        return int(self.cost[place, np.arange(len(place))].sum())

    def used(self, place: Ints) -> Ints:
        """Load of each person."""
        used = np.zeros(len(self.room), dtype=np.int64)
        np.add.at(used, place, self.load[place, np.arange(len(place))])
        return used

    def holds(self, place: Ints) -> bool:
        """Whether a choice gives every job to somebody who may have it, and nobody too much."""
        jobs = np.arange(self.cost.shape[1])
        if place.shape != jobs.shape or (place < 0).any() or (place >= len(self.room)).any():
            return False
        return bool(self.allowed[place, jobs].all() and (self.used(place) <= self.room).all())


@dataclass(frozen=True, eq=False)
class Prices:
    """Prices of capacity, and what they prove.

    Parameters
    ----------
    price
        Shape (n_people,), whole multiples of 1/SCALE, at least 0.
    bound
        No choice costs less (times SCALE): sum over jobs of the cheapest cost + price x load, minus the room at its
        price (Lagrangian relaxation of the capacities).
    rise
        Shape (n_people, n_jobs), times SCALE: what giving the job to this person adds to the bound at least; -1 where
        that is not possible.
    shares
        Shape (n_people, n_jobs): the solution of the linear relaxation.
    """

    price: Ints
    bound: int
    rise: Ints
    shares: Floats

    @property
    def least(self) -> int:
        """Bound on the cost, rounded up to a whole number."""
        return -(-self.bound // SCALE)


def price_tasks(tasks: Tasks) -> Prices | None:
    """Prices from the linear relaxation; None where even broken jobs do not fit.

    The solver's prices are taken as a proposal and rounded: the bound is recomputed from them in whole numbers, so
    that it holds whatever the solver said.

    References
    ----------
    Geoffrion (1974), Lagrangean relaxation for integer programming, doi:10.1007/BFb0120690.
    """
    people, jobs = tasks.cost.shape
    usable = tasks.usable
    if not usable.any(axis=0).all():
        return None
    i, j = np.nonzero(usable)
    model = Matrix()
    column = model.columns(len(i))
    model.rows(jobs, j, column, 1.0, 1.0, 1.0)
    model.rows(people, i, column, tasks.load[i, j].astype(float), -np.inf, tasks.room.astype(float))
    # Presolve may answer "infeasible" without a proof; the plain simplex has one.
    relaxation = Relaxation(model, -tasks.cost[i, j].astype(float), Options())
    answer = relaxation.solve()
    if answer.status is Status.INFEASIBLE:
        return None
    shares = np.zeros((people, jobs))
    shares[i, j] = answer.values
    duals = relaxation.row_prices()[jobs:]
    price = np.rint(np.maximum(duals, 0.0) * SCALE).astype(np.int64)
    return priced(tasks, price, shares)


def priced(tasks: Tasks, price: Ints, shares: Floats) -> Prices:
    """What these prices prove, in whole numbers."""
    reduced = tasks.cost * SCALE + price[:, None] * tasks.load
    usable = tasks.usable
    high = np.iinfo(np.int64).max
    cheapest = np.where(usable, reduced, high).min(axis=0)
    rise = np.where(usable, reduced - cheapest, -1)
    return Prices(price, int(cheapest.sum() - price @ tasks.room), rise, shares)
