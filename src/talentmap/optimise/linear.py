"""A linear model over columns that arrive bit by bit: prices of its rows, and the best choice of whole columns.

Column generation needs what a model in one piece does not: the same linear model again and again, each time with a
few columns more, starting from where it stopped. So HiGHS itself is used here, without PuLP.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from talentmap.errors import SolverError
from talentmap.optimise.options import SEED
from talentmap.results import Status
from talentmap.vocabulary import text

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Mix:
    """Columns in which shares.

    Parameters
    ----------
    worth
        Sum of the worths of the columns, NaN without a solution.
    prices
        Shape (n_rows,): worth of one unit more of each row; empty for whole columns.
    shares
        Shape (n_columns,): how often each column is taken; empty without a solution.
    status
        OPTIMAL, INFEASIBLE, UNBOUNDED, FEASIBLE or NOT_FOUND (a limit stopped it).
    """

    worth: float
    prices: Floats
    shares: Floats
    status: Status


class ColumnModel:
    """Maximise the worth of columns, each taken so often that every row lies between its bounds.

    Parameters
    ----------
    low, high
        Shape (n_rows,): bounds of the rows.
    """

    def __init__(self, low: Floats, high: Floats) -> None:
        import highspy  # late: loading it takes long

        self._solver = highspy.Highs()
        for name, value in (("output_flag", False), ("threads", 1), ("random_seed", SEED)):
            self._solver.setOptionValue(name, value)
        nothing = np.zeros(0)
        for one, other in zip(low.tolist(), high.tolist(), strict=True):
            self._solver.addRow(one, other, 0, nothing.astype(np.int32), nothing)
        self.n_columns = 0

    def add(self, columns: Ints, worth: Ints | Floats, most: Floats | None = None) -> None:
        """Add columns.

        Parameters
        ----------
        columns
            Shape (n_new, n_rows): entries of each new column.
        worth
            Shape (n_new,).
        most
            Shape (n_new,): how often each may be taken; no bound if not said.
        """
        import highspy

        which, rows = np.nonzero(columns)
        starts = np.searchsorted(which, np.arange(len(columns)))
        above = np.full(len(columns), highspy.kHighsInf) if most is None else most.astype(float)
        self._solver.addCols(
            len(columns),
            -np.asarray(worth, dtype=float),  # HiGHS minimises: the signs of its prices are then beyond doubt
            np.zeros(len(columns)),
            above,
            len(rows),
            starts.astype(np.int32),
            rows.astype(np.int32),
            columns[which, rows].astype(float),
        )
        self.n_columns += len(columns)

    def shares(self, seconds: float) -> Mix:
        """The best mix with broken shares, starting from the last one."""
        return self._run(seconds)

    def whole(self, seconds: float, gap: float = 0.5) -> Mix:
        """The best mix of whole columns; `gap`: a difference in worth that does not matter. The model stays whole."""
        import highspy

        where = np.arange(self.n_columns, dtype=np.int32)
        kinds = np.full(self.n_columns, int(highspy.HighsVarType.kInteger), dtype=np.uint8)
        self._solver.changeColsIntegrality(self.n_columns, where, kinds)
        self._solver.setOptionValue("mip_abs_gap", gap)
        self._solver.setOptionValue("mip_rel_gap", 0.0)
        return self._run(seconds)

    def _run(self, seconds: float) -> Mix:
        import highspy

        solver, words = self._solver, highspy.HighsModelStatus
        solver.setOptionValue("time_limit", solver.getRunTime() + max(seconds, 0.0))
        solver.run()
        state, info = solver.getModelStatus(), solver.getInfo()
        if state in (
            words.kLoadError,
            words.kModelError,
            words.kPresolveError,
            words.kSolveError,
            words.kPostsolveError,
        ):
            raise SolverError(text("optimise.failed", stop=str(solver.modelStatusToString(state))))
        known = {
            words.kOptimal: Status.OPTIMAL,
            words.kInfeasible: Status.INFEASIBLE,
            words.kUnbounded: Status.UNBOUNDED,
        }
        has: Any = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        status = known.get(state, Status.FEASIBLE if has else Status.NOT_FOUND)
        if not status.has_solution:
            return Mix(float("nan"), np.zeros(0), np.zeros(0), status)
        found = solver.getSolution()
        prices = -np.asarray(found.row_dual, dtype=float)
        return Mix(-float(info.objective_function_value), prices, np.asarray(found.col_value, dtype=float), status)
