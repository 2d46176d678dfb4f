"""Covering: columns at a cost that together give every row as much as it needs, as cheap as can be.

Rows are requirements, columns people. Each column is taken once or not at all, counts once for each of its rows, and
each row needs a whole number of columns.

References
----------
Caprara, Fischetti and Toth (1999), A heuristic method for the set covering problem, Operations Research 47(5):730-743,
doi:10.1287/opre.47.5.730: prices of rows by subgradients, greedy covers by them, fixing by reduced costs.
Gao, Weise and Li (2015), An efficient local search heuristic with row weighting for the unicost set covering problem,
European Journal of Operational Research 246(3):750-761, doi:10.1016/j.ejor.2015.05.038: the local search, here with
costs and with rows that need more than one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Cover:
    """A covering problem.

    Parameters
    ----------
    starts, rows
        Column j serves ``rows[starts[j]:starts[j + 1]]``, each row at most once, in order.
    cost
        Shape (n_columns,): whole numbers, 0 or more.
    need
        Shape (n_rows,): how many columns each row needs.
    """

    starts: Ints
    rows: Ints
    cost: Ints
    need: Ints

    @classmethod
    def of(cls, column: ArrayLike, row: ArrayLike, cost: ArrayLike, need: ArrayLike) -> Cover:
        """From pairs (column, row), in any order; a pair given twice counts once."""
        costs, needs = np.asarray(cost, dtype=np.int64), np.asarray(need, dtype=np.int64)
        keys = np.unique(np.asarray(column, dtype=np.int64) * max(1, len(needs)) + np.asarray(row, dtype=np.int64))
        which, rows = np.divmod(keys, max(1, len(needs)))
        return cls(np.searchsorted(which, np.arange(len(costs) + 1)), rows, costs, needs)

    @property
    def n_columns(self) -> int:
        """Number of columns."""
        return len(self.cost)

    @property
    def n_rows(self) -> int:
        """Number of rows."""
        return len(self.need)

    @cached_property
    def column_of(self) -> Ints:
        """Shape (n_pairs,): the column of each entry of `rows`."""
        return np.repeat(np.arange(self.n_columns), np.diff(self.starts))

    @cached_property
    def _by_row(self) -> tuple[Ints, Ints]:
        order = np.argsort(self.rows, kind="stable")
        return np.searchsorted(self.rows[order], np.arange(self.n_rows + 1)), self.column_of[order]

    @property
    def row_starts(self) -> Ints:
        """With `columns`: row i is served by ``columns[row_starts[i]:row_starts[i + 1]]``, in order."""
        return self._by_row[0]

    @property
    def columns(self) -> Ints:
        """The columns of the rows one after the other."""
        return self._by_row[1]

    def counts(self, chosen: Flags) -> Ints:
        """Shape (n_rows,): how many chosen columns serve each row."""
        return np.bincount(self.rows[chosen[self.column_of]], minlength=self.n_rows)

    def holds(self, chosen: Flags) -> bool:
        """Whether every row has what it needs."""
        return bool((self.counts(chosen) >= self.need).all())

    def total(self, chosen: Flags) -> int:
        """Cost of a choice."""
        return int(self.cost[chosen].sum())

    def short(self) -> Ints:
        """Rows that fewer columns serve than they need: with one of those nothing is possible."""
        return np.flatnonzero(np.diff(self.row_starts) < self.need)

    def restricted(self, columns: Flags, rows: Flags, need: Ints | None = None) -> Cover:
        """The same with these columns and rows only, numbered anew in the same order."""
        keep = columns[self.column_of] & rows[self.rows]
        column, row = np.cumsum(columns) - 1, np.cumsum(rows) - 1
        asked = self.need if need is None else need
        which = column[self.column_of[keep]]
        costs = self.cost[columns]
        return Cover(np.searchsorted(which, np.arange(len(costs) + 1)), row[self.rows[keep]], costs, asked[rows])

    def flags(self, chosen: Iterable[int]) -> Flags:
        """Shape (n_columns,): a choice given as numbers."""
        found = np.zeros(self.n_columns, dtype=bool)
        found[np.fromiter(chosen, dtype=np.int64)] = True
        return found
