"""The assignment problem with prices: who takes which seat, and a proof that no other choice is worth more.

A role has a number of seats, a person takes at most one. scipy finds the assignment; the prices come from shortest
paths over it, in whole numbers and without the solver, so that they prove what the solver only claims.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from talentmap.errors import SolverError
from talentmap.optimise.assignment_prices import Assignment, Pairs, highest_prices, priced
from talentmap.vocabulary import text

Ints = NDArray[np.int64]
__all__ = ["Assignment", "Pairs", "assign", "cheapest", "highest_prices", "priced"]
EXACT = 2**53
"""Whole numbers under this are exact in the floating-point arithmetic of scipy's solvers."""
_DENSE = 0.5


def assign(pairs: Pairs, floor: Ints, may_stay_empty: NDArray[np.bool_] | None = None) -> Assignment | None:
    """Assign people to seats for the highest total value, an empty seat counting its floor.

    Parameters
    ----------
    pairs
        What may be assigned.
    floor
        Shape (n_roles,): worth of an empty seat.
    may_stay_empty
        Shape (n_roles,): roles whose seats may stay empty; all of them if not said. For the others `floor` must be so
        low that leaving a seat empty never pays.

    Returns
    -------
    The assignment and its prices; None where seats that may not stay empty cannot all be filled.

    Raises
    ------
    SolverError
        Values so large that scipy's arithmetic is not exact, or an answer that its prices do not prove.

    References
    ----------
    Crouse (2016), On implementing 2D rectangular assignment algorithms, doi:10.1109/TAES.2016.140952 (dense);
    Jonker and Volgenant (1987), A shortest augmenting path algorithm, doi:10.1007/BF02278710 (sparse);
    Leonard (1983), Elicitation of honest preferences, doi:10.1086/261158 (prices as marginal values).
    """
    if may_stay_empty is None:
        may_stay_empty = np.ones(len(pairs.seats), dtype=bool)
    place = _solved(pairs, floor, may_stay_empty)
    return None if place is None else priced(pairs, floor, place)


def _solved(pairs: Pairs, floor: Ints, may_stay_empty: NDArray[np.bool_]) -> Ints | None:
    """Role of each person, from scipy; None where there is no full assignment."""
    place = np.full(pairs.n_people, -1, dtype=np.int64)
    if not pairs.seats.sum():
        return place
    top = int(max(pairs.value.max(initial=0), floor.max(initial=0)))
    low = int(min(pairs.value.min(initial=0), floor[may_stay_empty].min(initial=0)))
    if 4 * (top - low + 1) >= EXACT:
        raise SolverError(text("assignment.too_large", found=top - low))
    people, column = np.unique(pairs.person, return_inverse=True)
    seat_role = np.repeat(np.arange(len(pairs.seats)), pairs.seats)
    row, entry = _per_seat(pairs)
    spare = np.flatnonzero(may_stay_empty[seat_role])
    rows = np.concatenate([row, spare])
    columns = np.concatenate([column[entry], len(people) + np.arange(len(spare))])
    cost = (top + 1) - np.concatenate([pairs.value[entry], floor[seat_role[spare]]])
    found = _full_matching(rows, columns, cost, (len(seat_role), len(people) + len(spare)))
    if found is None:
        return None
    taken = found < len(people)
    place[people[found[taken]]] = seat_role[taken]
    return place


def _per_seat(pairs: Pairs) -> tuple[Ints, Ints]:
    """Row (seat) and pair of each entry of the matrix in which every seat has a row of its own."""
    first = np.searchsorted(pairs.role, np.arange(len(pairs.seats) + 1))
    size = np.diff(first)
    length = np.repeat(size, pairs.seats)
    row = np.repeat(np.arange(len(length)), length)
    start = np.repeat(first[:-1], pairs.seats)
    offset = np.arange(len(row)) - np.repeat(np.cumsum(length) - length, length)
    return row, np.repeat(start, length) + offset


def _full_matching(rows: Ints, columns: Ints, cost: Ints, shape: tuple[int, int]) -> Ints | None:
    """Column of each row in the cheapest full matching; every cost at least 1."""
    if shape[0] > shape[1]:
        return None
    if len(rows) >= _DENSE * shape[0] * shape[1]:
        from scipy.optimize import linear_sum_assignment  # late: heavy to import

        dense = np.full(shape, np.inf)
        dense[rows, columns] = cost
        try:
            return np.asarray(linear_sum_assignment(dense)[1], dtype=np.int64)
        except ValueError:  # "cost matrix is infeasible"
            return None
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    try:
        matrix = csr_array((cost.astype(np.float64), (rows, columns)), shape=shape)
        return np.asarray(min_weight_full_bipartite_matching(matrix)[1], dtype=np.int64)
    except ValueError:  # "no full matching exists"
        return None


def cheapest(cost: NDArray[np.integer]) -> tuple[Ints, Assignment]:
    """Cheapest assignment of every row to a column of its own, proven by prices.

    Parameters
    ----------
    cost
        Shape (n, m) with n <= m, whole numbers.

    Returns
    -------
    Column of each row, shape (n,); and the assignment of columns (as people) to rows (as roles) at value -cost.
    """
    n, m = cost.shape
    role, person = np.divmod(np.arange(n * m), m)
    pairs = Pairs(role, person, -cost.ravel().astype(np.int64), np.ones(n, dtype=np.int64), m)
    never = np.full(n, -(n + 1) * (int(np.abs(cost).max(initial=0)) + 1))
    found = assign(pairs, never, np.zeros(n, dtype=bool))
    if found is None:
        raise SolverError(text("assignment.not_proven"))
    columns = np.empty(n, dtype=np.int64)
    seated = np.flatnonzero(found.place >= 0)
    columns[found.place[seated]] = seated
    return columns, found
