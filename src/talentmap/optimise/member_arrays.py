"""A question about members as flat arrays for compiled loops: who is in which layer, tie and row, one after another.

Worths are multiplied by `fine`, so that prices can be whole numbers too and bounds are free of rounding.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from talentmap.optimise.members import Bools, Ints, MemberProblem

_FINEST = 2**44


class Flat(NamedTuple):
    """Arrays of one question; ``x_from[i]:x_from[i + 1]`` are the entries of position i.

    Layers are those of the problem, then for each bonus one layer of those with the spark (1 place) and one of those
    able (`places` of the bonus), which are worth nothing by themselves but can have a price. Each side of a row is a
    row of its own, ``sum <= limit``.
    """

    own: Ints
    layer_from: Ints
    layer: Ints
    worth: Ints
    places: Ints
    bonus: Ints
    tie_from: Ints
    tie_to: Ints
    tie: Ints
    edge: Ints
    first: Bools
    row_from: Ints
    row: Ints
    weight: Ints
    limit: Ints
    least: Ints
    unit: Ints
    balance: Ints


def fineness(problem: MemberProblem) -> int:
    """By how much worths are multiplied."""
    return max(1, _FINEST // max(1, problem.largest) // 2)


def flatten(problem: MemberProblem, fine: int) -> Flat:
    """The arrays of a problem."""
    n = problem.n
    members = [problem.has]
    for b in range(len(problem.bonus_worth)):
        members += [problem.spark[:, b : b + 1], problem.able[:, b : b + 1]]
    inside = np.hstack(members)
    layer_from, layer = _listed(inside)
    pairs = problem.pairs
    ends = np.concatenate([pairs[:, 0], pairs[:, 1]])
    edge = np.tile(np.arange(len(pairs)), 2)
    order = np.argsort(ends, kind="stable")
    weights, limits = sides(problem)
    row_from, row, weight = _entries(weights, n)
    none = np.zeros(2 * len(problem.bonus_worth), dtype=np.int64)
    bonus_places = np.column_stack([np.ones_like(problem.bonus_places), problem.bonus_places]).ravel()
    return Flat(
        own=problem.own * fine,
        layer_from=layer_from,
        layer=layer,
        worth=np.concatenate([problem.worth * fine, none]),
        places=np.concatenate([problem.places, bonus_places]).astype(np.int64),
        bonus=problem.bonus_worth * fine,
        tie_from=_starts(np.bincount(ends, minlength=n)),
        tie_to=np.concatenate([pairs[:, 1], pairs[:, 0]])[order],
        tie=(np.tile(problem.pair_worth, 2) * fine)[order],
        edge=edge[order],
        first=(np.arange(2 * len(pairs)) < len(pairs))[order],
        row_from=row_from,
        row=row,
        weight=weight,
        limit=limits,
        least=np.array([min([0, *w.values()]) for w in weights], dtype=np.int64),
        unit=problem.unit.copy(),  # writable, as all of these: compiled once only
        balance=problem.balance * fine,
    )


def sides(problem: MemberProblem) -> tuple[list[dict[int, int]], Ints]:
    """Each bounded side of each row as ``sum of weights <= limit``: first all upper bounds, then all lower ones."""
    upper = [(row, 1, row.high) for row in problem.rows if row.high is not None]
    lower = [(row, -1, -row.low) for row in problem.rows if row.low is not None]
    weights: list[dict[int, int]] = []
    for row, sign, _ in (*upper, *lower):
        total: dict[int, int] = {}
        for p, c in zip(row.positions, row.coefficients, strict=True):
            total[p] = total.get(p, 0) + sign * c
        weights.append(total)
    return weights, np.array([limit for _, _, limit in (*upper, *lower)], dtype=np.int64)


def _listed(inside: Bools) -> tuple[Ints, Ints]:
    return _starts(inside.sum(axis=1)), np.nonzero(inside)[1].astype(np.int64)


def _starts(counts: NDArray[np.int64]) -> Ints:
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


def _entries(weights: list[dict[int, int]], n: int) -> tuple[Ints, Ints, Ints]:
    """Rows by position instead of positions by row."""
    found = [(p, r, w) for r, each in enumerate(weights) for p, w in each.items() if w]
    table = np.array(found, dtype=np.int64).reshape(-1, 3)
    table = table[np.lexsort((table[:, 1], table[:, 0]))]
    starts = _starts(np.bincount(table[:, 0], minlength=n))
    return starts, np.ascontiguousarray(table[:, 1]), np.ascontiguousarray(table[:, 2])
