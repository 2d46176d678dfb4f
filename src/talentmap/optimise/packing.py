"""A choice of one column per group under shared limits, where columns and limits both arrive bit by bit.

The linear model of column generation for staffing: groups are projects, columns their teams, limits what one person
can do. HiGHS keeps its basis between changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from talentmap.errors import SolverError
from talentmap.optimise.arrays import new_highs
from talentmap.optimise.options import Options
from talentmap.vocabulary import text

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Packed:
    """A broken choice.

    Parameters
    ----------
    worth
        Of the choice.
    shares
        Shape (n_columns,): how much of each column.
    group_price, limit_price
        Shape (n_groups,) and (n_limits,): worth of one more of each; limits' prices are 0 or more.
    """

    worth: float
    shares: Floats
    group_price: Floats
    limit_price: Floats


class Packing:
    """Maximise worth with exactly one column of each group, and each limit (at most 1) kept.

    Parameters
    ----------
    n_groups
        Number of groups.
    unit
        What a worth of 1 in the model stands for, so that the solver's tolerances fit.
    """

    def __init__(self, n_groups: int, unit: float) -> None:
        self._highs = new_highs(Options())
        self._groups, self._unit = n_groups, unit
        self.n_columns = self.n_limits = 0
        nothing = np.zeros(0)
        for _ in range(n_groups):
            self._highs.addRow(1.0, 1.0, 0, nothing.astype(np.int32), nothing)

    def column(self, group: int, worth: float, limits: Sequence[tuple[int, float]] = ()) -> int:
        """A further column with what it takes of limits; its number."""
        import highspy

        where = np.array([group, *(self._groups + number for number, _ in limits)], dtype=np.int32)
        value = np.array([1.0, *(share for _, share in limits)])
        self._highs.addCol(-worth / self._unit, 0.0, highspy.kHighsInf, len(where), where, value)
        self.n_columns += 1
        return self.n_columns - 1

    def limit(self, columns: Sequence[int], shares: Sequence[float]) -> int:
        """A further limit: the sum of share x column is at most 1. Its number."""
        import highspy

        where, value = np.array(columns, dtype=np.int32), np.array(shares, dtype=float)
        self._highs.addRow(-highspy.kHighsInf, 1.0, len(where), where, value)
        self.n_limits += 1
        return self.n_limits - 1

    def solve(self) -> Packed:
        """The best broken choice.

        Raises
        ------
        SolverError
            The solver failed: there is always a choice when each group has a column without limits.
        """
        import highspy

        self._highs.run()
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            stop = str(self._highs.modelStatusToString(self._highs.getModelStatus()))
            raise SolverError(text("optimise.failed", stop=stop))
        found = self._highs.getSolution()
        price = -np.asarray(found.row_dual, dtype=float) * self._unit
        return Packed(
            -float(self._highs.getInfo().objective_function_value) * self._unit,
            np.asarray(found.col_value, dtype=float),
            price[: self._groups],
            np.maximum(price[self._groups :], 0.0),
        )
