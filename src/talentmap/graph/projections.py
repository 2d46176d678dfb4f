"""People seen through what they share: strengths, and work."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from talentmap.data.dataset import Dataset
from talentmap.errors import ProblemError, UnknownLabelError
from talentmap.evidence import PRESENT, places
from talentmap.graph.matrices import matrices, scaled_ties
from talentmap.vocabulary import text

if TYPE_CHECKING:
    from scipy.sparse import csr_array

MOST_PAIRS = 20_000_000
"""Pairs a table may hold: about a gigabyte."""


def shared_strengths(
    data: Dataset,
    *,
    people: Sequence[str] | None = None,
    least: int = PRESENT,
    min_shared: int = 1,
    include_private: bool = False,
) -> pd.DataFrame:
    """Pairs of people and the number of strengths both are known to have.

    Parameters
    ----------
    data
        The dataset as the reader may see it.
    people
        Ids to look at; everybody if not said.
    least
        Lowest level, 0-5, at which somebody has a strength.
    min_shared
        Leave out pairs that share fewer; at least 1.
    include_private
        True also uses claims whose owner keeps them private.

    Returns
    -------
    One row per pair with ``person_a < person_b``, in that order: ``n_shared``, and ``overlap`` = n_shared / strengths
    that either of them is known to have, in (0, 1]. What is unknown counts for neither.

    Raises
    ------
    UnknownLabelError
        An id in `people` that is not in the data.
    ProblemError
        More pairs than fit in a table.

    References
    ----------
    ``overlap`` is the index of Jaccard (1901), Bulletin de la Société Vaudoise des Sciences Naturelles 37, 547-579.
    """
    from scipy.sparse import csr_array, triu

    level = matrices(data, include_private=include_private).level
    values, labels = level.values, np.array(level.rows, dtype=object)
    if people is not None:
        rows = np.sort(_rows_of(people, level.rows))
        values, labels = values[rows], labels[rows]
    has = csr_array(((values.data >= least).astype(np.int32), values.indices, values.indptr), shape=values.shape)
    has.eliminate_zeros()
    _check_size(has)
    shared = triu(has @ has.T, k=1).tocoo()
    keep = shared.data >= max(min_shared, 1)
    a, b, n = shared.row[keep], shared.col[keep], shared.data[keep].astype(np.int64)
    own: NDArray = np.asarray(has.sum(axis=1)).ravel()
    frame = _pairs(labels, a, b).assign(n_shared=n, overlap=n / (own[a] + own[b] - n))
    return frame.sort_values(["person_a", "person_b"], ignore_index=True)


def works_together(data: Dataset, *, people: Sequence[str] | None = None) -> pd.DataFrame:
    """Pairs of people who are known to work together: by a tie, by a unit or by a role both hold.

    Parameters
    ----------
    data
        The dataset as the reader may see it.
    people
        Ids to look at; everybody if not said.

    Returns
    -------
    One row per pair with ``person_a < person_b``, in that order: ``tie`` (weight scaled by the largest, in (0, 1];
    NaN where no tie is recorded, which does not mean that there is none), ``same_unit`` and ``same_role``
    (booleans), ``n_roles`` (roles both hold at the reference date).

    Raises
    ------
    UnknownLabelError
        An id in `people` that is not in the data.
    ProblemError
        More pairs than fit in a table.
    """
    from scipy.sparse import csr_array, triu

    ties = scaled_ties(data)
    units = data.frames["people"]["unit"]
    names = sorted(set(units.dropna()))
    given = np.flatnonzero(units.notna().to_numpy())
    cells = (given, places(units, names)[given])
    members = csr_array((np.ones(len(given), dtype=np.int32), cells), shape=(len(units), len(names)))
    holds = matrices(data).holds.values.astype(np.int32)
    rows = np.arange(len(units)) if people is None else np.sort(_rows_of(people, ties.rows))
    _check_size(members[rows])
    _check_size(holds[rows])
    tie = ties.values[rows][:, rows]
    same_unit = members[rows] @ members[rows].T
    same_role = holds[rows] @ holds[rows].T
    either = triu((tie > 0).astype(np.int32) + same_unit + same_role, k=1).tocoo()
    a, b = either.row, either.col
    weight, n_roles = _cells(tie, a, b), _cells(same_role, a, b).astype(np.int64)
    frame = _pairs(np.array(ties.rows, dtype=object)[rows], a, b).assign(
        tie=np.where(weight > 0, weight, np.nan),
        same_unit=_cells(same_unit, a, b) > 0,
        same_role=n_roles > 0,
        n_roles=n_roles,
    )
    return frame.sort_values(["person_a", "person_b"], ignore_index=True)


def _check_size(shares: csr_array) -> None:
    """Refuse before memory runs out: the pairs of a people x things matrix, counted once per thing shared."""
    counts = np.asarray(shares.sum(axis=0)).ravel().astype(np.int64)
    pairs = int((counts * (counts - 1) // 2).sum())
    if pairs > MOST_PAIRS:
        raise ProblemError(text("graph.too_many", pairs=f"{pairs:,}"))


def _cells(matrix: csr_array, rows: NDArray, columns: NDArray) -> NDArray:
    """Cells of the matrix at these places; scipy cannot be asked for none."""
    return np.asarray(matrix[rows, columns]).ravel() if len(rows) else np.empty(0)


def _pairs(labels: NDArray, a: NDArray, b: NDArray) -> pd.DataFrame:
    return pd.DataFrame({"person_a": pd.Series(labels[a], dtype="str"), "person_b": pd.Series(labels[b], dtype="str")})


def _rows_of(people: Sequence[str], known: tuple[str, ...]) -> NDArray:
    wanted = list(dict.fromkeys(people))
    rows = places(pd.Series(wanted, dtype="str"), known)
    if (rows < 0).any():
        stranger = wanted[int(np.argmin(rows))]
        raise UnknownLabelError(text("graph.unknown_person", person=stranger), stranger)
    return rows
