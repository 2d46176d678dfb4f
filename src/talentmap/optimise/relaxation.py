"""A model without its whole numbers, kept by the solver between changes: bounds, slopes and contradictions."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from talentmap.optimise.arrays import TIE, Answer, new_highs, read
from talentmap.optimise.matrix import Matrix
from talentmap.optimise.options import Options
from talentmap.results import Status

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Relaxation:
    """The same model without whole numbers, kept by the solver between changes of bounds, rows and objective."""

    def __init__(
        self, matrix: Matrix, objective: Floats, options: Options | None = None, *, presolve: bool = True
    ) -> None:
        self._objective = objective
        self._width, self.height = matrix.width, matrix.height
        self._hopeless = matrix.hopeless
        self._highs = new_highs(options or Options())
        self._highs.setOptionValue("presolve", "choose" if presolve else "off")
        self._highs.passModel(matrix.lp(objective, relaxed=True))

    def aim(self, objective: Floats) -> None:
        """Change what is maximised."""
        self._objective = objective
        self._highs.changeColsCost(self._width, np.arange(self._width, dtype=np.int32), -objective)

    def coefficient(self, row: int, column: int, value: float) -> None:
        """Change one entry."""
        self._highs.changeCoeff(row, column, value)

    def limits(self, row: Ints, least: Floats, most: Floats) -> None:
        """Change the bounds of rows."""
        if len(row):
            self._highs.changeRowsBounds(len(row), row.astype(np.int32), least, most)

    def bounds(self, column: Ints, low: Floats, high: Floats) -> None:
        """Change the bounds of columns."""
        if len(column):
            self._highs.changeColsBounds(len(column), column.astype(np.int32), low, high)

    def row_prices(self) -> Floats:
        """After a solve: what one unit more of each row's bound adds to the objective, shape (height,)."""
        return -np.array(self._highs.getSolution().row_dual, dtype=float)

    def contradiction(self) -> Floats:
        """After an infeasible solve: weights of the rows in a sum that no columns meet (Farkas); empty without one.

        Shape (height,); only rows with a weight take part in the contradiction.
        """
        _, has = self._highs.getDualRayExist()
        if not has:
            return np.zeros(0)
        return np.array(self._highs.getDualRay()[2], dtype=float)

    def row(self, column: Ints, value: Floats, least: float, most: float = math.inf) -> None:
        """A further row."""
        self._highs.addRow(least, most, len(column), column.astype(np.int32), value.astype(float))
        self.height += 1

    def columns(self, objective: Floats, start: Ints, row: Ints, value: Floats) -> None:
        """Further columns between 0 and 1.

        Parameters
        ----------
        objective
            Shape (count,): worth of each.
        start, row, value
            Entries of column k: from ``start[k]`` to the start of the next in `row` and `value`.
        """
        count = len(objective)
        if not count:
            return
        shape, low = (len(row), start.astype(np.int32), row.astype(np.int32), value), np.zeros(count)
        self._highs.addCols(count, -objective, low, np.ones(count), *shape)
        self._objective = np.concatenate([self._objective, objective])
        self._width += count

    def fix(self, column: Ints, value: float) -> None:
        """Leave these columns one value."""
        if len(column):
            same = np.full(len(column), float(value))
            self._highs.changeColsBounds(len(column), column.astype(np.int32), same, same)

    def solve(self, time_limit: float | None = None) -> Answer:
        """The best of the relaxation, and its slopes."""
        if time_limit is not None:
            if time_limit <= 0:
                return Answer(Status.NOT_FOUND)
            self._highs.setOptionValue("time_limit", self._highs.getRunTime() + time_limit)
        if self._hopeless:
            return Answer(Status.INFEASIBLE)
        self._highs.run()
        return read(self._highs, self._objective, mip=False)

    def inner_slopes(self, bound: float) -> Floats | None:
        """Slopes from the inside of the optimal face, none where the interior point method does not get there.

        A vertex has many slopes at 0 by degeneracy; a strictly complementary solution, to which interior points tend,
        has as few as there are (Goldman and Tucker 1956; Guler and Ye 1993, doi:10.1007/BF01585174). The prices are
        only taken as a proposal: slopes and bound are recomputed from them, so that any prices prove what they say,
        and they are refused where their bound is not the one of the vertex.
        """
        import highspy
        from scipy.sparse import csr_array

        model = self._highs.getLp()
        inner = new_highs(Options())
        inner.passModel(model)
        inner.setOptionValue("solver", "ipm")
        inner.setOptionValue("run_crossover", "off")
        inner.run()
        if inner.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        prices = np.array(inner.getSolution().row_dual, dtype=float)
        own = model.a_matrix_
        shape = (model.num_row_, model.num_col_)
        parts = (np.array(own.value_), np.array(own.index_), np.array(own.start_))
        by_column = own.format_ == highspy.MatrixFormat.kColwise
        matrix = csr_array(parts, shape=shape[::-1] if by_column else shape)
        low, high = np.array(model.row_lower_), np.array(model.row_upper_)
        prices[(prices > 0) & ~np.isfinite(low)] = 0.0
        prices[(prices < 0) & ~np.isfinite(high)] = 0.0
        slopes = np.array(model.col_cost_) - (matrix @ prices if by_column else matrix.T @ prices)
        ends = np.where(prices > 0, low, np.where(prices < 0, high, 0.0))
        least = np.where(slopes > 0, np.array(model.col_lower_), np.array(model.col_upper_))
        proven = -(float(prices @ ends) + float(slopes @ least))
        if not proven <= bound + TIE * max(1.0, abs(bound)):
            return None
        slopes[np.abs(slopes) < TIE] = 0.0
        return np.asarray(-slopes)
