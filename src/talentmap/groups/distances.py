"""How far people are apart: Gower's distance on ranks over the items both are known on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import rankdata

from talentmap.errors import ProblemError
from talentmap.vocabulary import text

UNIT = 1_000_000
"""Whole units in a distance of 1."""
Item = tuple[ArrayLike | Sequence[object], bool, int]
"""Values per person, whether they are levels in an order (else names), and the weight."""


@dataclass(frozen=True, eq=False)
class Gower:
    """Distances of all pairs.

    Parameters
    ----------
    values
        Shape (N, N): 0 for alike to 1 for as far as can be; 0 where nothing is known of the two together.
    known
        Shape (N, N): whether both are known on at least one item.
    """

    values: NDArray[np.float64]
    known: NDArray[np.bool_]

    @property
    def units(self) -> NDArray[np.int64]:
        """Distances in whole millionths."""
        return np.rint(self.values * UNIT).astype(np.int64)


def gower_distances(items: Sequence[Item]) -> Gower:
    """Weighted mean over the items both people are known on of how far they are apart there.

    Levels in an order count by rank: |r_i - r_j| / (r_max - r_min) with r the midranks among the known (ties share
    their mean rank, so a step between two levels that many people hold is a large one). Names count 0 when equal,
    else 1. An item on which all known are equal counts 0. Levels are never averaged.

    Parameters
    ----------
    items
        Each with N values (None or NaN where unknown), whether they are ordered, and a weight above 0.

    Returns
    -------
    Gower. A pair without a common known item is not known to differ: 0, and False in `known`.

    Raises
    ------
    ProblemError
        No item, items of different length, or a weight of 0 or less.

    References
    ----------
    Gower (1971), A general coefficient of similarity and some of its properties, doi:10.2307/2528823; Podani (1999),
    Extending Gower's general coefficient of similarity to ordinal characters, doi:10.2307/1224438, equation 3
    """
    columns = [np.asarray(values, dtype=object) for values, _, _ in items]
    people = len(columns[0]) if columns else 0
    for number, (column, (_, _, weight)) in enumerate(zip(columns, items, strict=True), start=1):
        if column.shape != (people,) or not weight > 0:
            raise ProblemError(
                text("groups_search.items", item=number, found=column.size, weight=weight, people=people)
            )
    if not columns:
        raise ProblemError(text("groups_search.items", item=0, found=0, weight=0, people=1))
    total, weights = np.zeros((people, people)), np.zeros((people, people))
    for column, (_, ordered, weight) in zip(columns, items, strict=True):
        known = np.array([value is not None and value == value for value in column], dtype=bool)
        apart = _ranked(column, known) if ordered else _named(column, known)
        both = known[:, None] & known[None, :]
        total += np.where(both, weight * apart, 0.0)
        weights += np.where(both, float(weight), 0.0)
    values = np.divide(total, weights, out=np.zeros_like(total), where=weights > 0)
    np.fill_diagonal(values, 0.0)
    return Gower(values, weights > 0)


def gower_units(items: Sequence[Item]) -> NDArray[np.int64]:
    """Distances of `gower_distances` in whole millionths, exact for solvers."""
    return gower_distances(items).units


def _ranked(column: NDArray, known: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Difference of midranks among the known, as a share of the widest."""
    ranks: NDArray[np.float64] = np.zeros(len(column))
    if known.any():
        ranks[known] = rankdata(column[known].astype(np.float64))
        ranks[known] -= ranks[known].min()
        ranks /= max(ranks.max(), 1.0)
    apart: NDArray[np.float64] = np.abs(ranks[:, None] - ranks[None, :])
    return apart


def _named(column: NDArray, known: NDArray[np.bool_]) -> NDArray[np.float64]:
    """1 where names differ."""
    numbers: dict[object, int] = {}
    codes = np.array([numbers.setdefault(v, len(numbers)) if k else -1 for v, k in zip(column, known, strict=True)])
    differ: NDArray[np.bool_] = codes[:, None] != codes[None, :]
    return differ.astype(np.float64)
