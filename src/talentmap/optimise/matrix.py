"""The solver's second door: large models as arrays, straight to HiGHS.

PuLP costs 10 to 20 microseconds per variable, which for some thousands of variables is longer than the solve. Same
statuses, same limits, same seed as the first door (`engine`); a relaxation is kept warm between changes.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from talentmap.errors import SolverError
from talentmap.optimise.options import Options, Progress
from talentmap.results import Status
from talentmap.vocabulary import text

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
_TIE = 1e-6
"""Smallest slope of a relaxation that counts as more than noise of floating-point arithmetic."""


@dataclass(eq=False)
class Matrix:
    """A maximisation model under construction: columns and rows in blocks, objective as one array."""

    width: int = 0
    height: int = 0
    _low: list[Floats] = field(default_factory=list)
    _high: list[Floats] = field(default_factory=list)
    _whole: list[NDArray[np.bool_]] = field(default_factory=list)
    _entries: list[tuple[Ints, Ints, Floats]] = field(default_factory=list)
    _least: list[Floats] = field(default_factory=list)
    _most: list[Floats] = field(default_factory=list)

    def columns(self, count: int, high: ArrayLike = 1.0, *, low: ArrayLike = 0.0, whole: bool = True) -> Ints:
        """New columns between two bounds; their numbers, shape (count,)."""
        self._low.append(np.broadcast_to(np.asarray(low, dtype=float), (count,)).copy())
        self._high.append(np.broadcast_to(np.asarray(high, dtype=float), (count,)).copy())
        self._whole.append(np.full(count, whole))
        self.width += count
        return np.arange(self.width - count, self.width)

    def rows(
        self, count: int, row: ArrayLike, column: ArrayLike, value: ArrayLike, least: ArrayLike, most: ArrayLike
    ) -> int:
        """New rows ``least <= sum(value x column) <= most``; the number of the first.

        Parameters
        ----------
        count
            Number of rows; one without entries is kept, with what it forbids.
        row, column, value
            Entries, with rows counted from 0; several entries at one place are added up.
        least, most
            One bound or one for each row; infinite where open.
        """
        rows, columns = np.asarray(row, dtype=np.int64).ravel(), np.asarray(column, dtype=np.int64).ravel()
        values = np.broadcast_to(np.asarray(value, dtype=float), columns.shape)
        self._entries.append((rows + self.height, columns, values))
        self._least.append(np.broadcast_to(np.asarray(least, dtype=float), (count,)))
        self._most.append(np.broadcast_to(np.asarray(most, dtype=float), (count,)))
        self.height += count
        return self.height - count

    def row(self, column: ArrayLike, value: ArrayLike, least: float = -math.inf, most: float = math.inf) -> int:
        """One new row; its number."""
        return self.rows(1, np.zeros(np.size(column)), column, value, least, most)

    def fix(self, column: Ints, value: float | Floats) -> None:
        """Leave these columns one value, or each its own."""
        self._joined()
        self._low[0][column] = self._high[0][column] = value

    def loosen(self, row: Ints) -> None:
        """Ask nothing of these rows."""
        least, most = np.concatenate(self._least), np.concatenate(self._most)
        least[row], most[row] = -math.inf, math.inf
        self._least, self._most = [least], [most]

    def asked(self, row: Ints) -> tuple[Floats, Floats]:
        """Bounds of these rows."""
        return np.concatenate(self._least)[row], np.concatenate(self._most)[row]

    def copy(self) -> Matrix:
        """A model to be changed without changing this one."""
        self._joined()
        return Matrix(
            self.width,
            self.height,
            [self._low[0].copy()],
            [self._high[0].copy()],
            list(self._whole),
            list(self._entries),
            list(self._least),
            list(self._most),
        )

    def _joined(self) -> None:
        if len(self._low) != 1:
            self._low = [np.concatenate([np.zeros(0), *self._low])]
            self._high = [np.concatenate([np.zeros(0), *self._high])]
            self._whole = [np.concatenate([np.zeros(0, dtype=bool), *self._whole])]

    @property
    def bounds(self) -> tuple[Floats, Floats]:
        """Lower and upper bounds of the columns."""
        self._joined()
        return self._low[0], self._high[0]

    @property
    def whole(self) -> NDArray[np.bool_]:
        """Which columns must be whole numbers."""
        self._joined()
        return self._whole[0]

    @property
    def hopeless(self) -> bool:
        """Whether a row without entries forbids all; of models without columns the solver itself says nothing."""
        filled = np.zeros(self.height, dtype=bool)
        for row, _, _ in self._entries:
            filled[row] = True
        least = np.concatenate(self._least) if self._least else np.zeros(0)
        most = np.concatenate(self._most) if self._most else np.zeros(0)
        return bool((~filled & ((least > 0) | (most < 0))).any())

    @property
    def entries(self) -> Any:
        """All rows as a scipy matrix, shape (height, width)."""
        from scipy.sparse import csr_array

        parts = self._entries or [(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0))]
        row, column, value = (np.concatenate(part) for part in zip(*parts, strict=True))
        matrix = csr_array((value, (row, column)), shape=(self.height, self.width))
        matrix.sum_duplicates()
        return matrix

    def lp(self, objective: Floats, *, relaxed: bool = False) -> Any:
        """The model as HiGHS takes it."""
        import highspy

        self._joined()
        matrix = self.entries
        model, kind = highspy.HighsLp(), highspy.HighsVarType
        model.num_col_, model.num_row_ = self.width, self.height
        model.col_cost_ = np.asarray(-objective, dtype=float)
        model.col_lower_, model.col_upper_ = self._low[0], self._high[0]
        model.row_lower_ = np.concatenate(self._least) if self._least else np.zeros(0)
        model.row_upper_ = np.concatenate(self._most) if self._most else np.zeros(0)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = matrix.indptr.astype(np.int32)
        model.a_matrix_.index_ = matrix.indices.astype(np.int32)
        model.a_matrix_.value_ = matrix.data
        if not relaxed:
            model.integrality_ = [kind.kInteger if whole else kind.kContinuous for whole in self._whole[0].tolist()]
        return model


@dataclass(frozen=True, eq=False)
class Answer:
    """How a solve of a matrix ended.

    Parameters
    ----------
    status
        From the proof of the solver.
    objective, bound
        Of the solution, and proven for any; NaN without one.
    values
        Value of each column; empty without a solution.
    slopes
        Of a relaxation: change of the objective per unit of each column (reduced costs); else empty.
    nodes
        Effort.
    """

    status: Status
    objective: float = math.nan
    bound: float = math.nan
    values: Floats = field(default_factory=lambda: np.zeros(0))
    slopes: Floats = field(default_factory=lambda: np.zeros(0))
    nodes: int = 0


def solve_matrix(
    matrix: Matrix,
    objective: Floats,
    options: Options | None = None,
    *,
    start: Floats | None = None,
    settings: Sequence[tuple[str, Any]] = (),
) -> Answer:
    """Maximise ``objective @ columns``.

    Parameters
    ----------
    matrix, objective
        The model, and shape (width,) worths.
    options
        Limits, seed and listener.
    start
        Shape (width,): a first solution, NaN where a value is left to the solver.
    settings
        Further settings of the solver.

    Raises
    ------
    SolverError
        The solver failed in a way that is neither a solution nor a proof that there is none.
    """
    options = options or Options()
    if options.time_limit is not None and options.time_limit <= 0:
        return Answer(Status.NOT_FOUND)
    if matrix.hopeless:
        return Answer(Status.INFEASIBLE)
    highs = _highs(options)
    highs.setOptionValue("mip_rel_gap", options.gap_relative)
    highs.setOptionValue("mip_abs_gap", options.gap_absolute)
    highs.setOptionValue("mip_feasibility_tolerance", options.tolerance)
    for name, value in settings:
        highs.setOptionValue(name, value)
    highs.passModel(matrix.lp(objective))
    if options.listener is not None:
        _listen(highs, options)
    if start is not None:
        known = np.flatnonzero(~np.isnan(start))
        highs.setSolution(len(known), known.astype(np.int32), start[known])
    highs.run()
    return _read(highs, objective, bool(matrix.whole.any()))


class Relaxation:
    """The same model without whole numbers, kept by the solver between changes of bounds, rows and objective."""

    def __init__(
        self, matrix: Matrix, objective: Floats, options: Options | None = None, *, presolve: bool = True
    ) -> None:
        self._objective = objective
        self._width, self.height = matrix.width, matrix.height
        self._hopeless = matrix.hopeless
        self._highs = _highs(options or Options())
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
        return _read(self._highs, self._objective, mip=False)

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
        inner = _highs(Options())
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
        if not proven <= bound + _TIE * max(1.0, abs(bound)):
            return None
        slopes[np.abs(slopes) < _TIE] = 0.0
        return np.asarray(-slopes)


def _highs(options: Options) -> Any:
    import highspy

    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("random_seed", options.seed)
    highs.setOptionValue("primal_feasibility_tolerance", options.tolerance)
    if options.time_limit is not None:
        highs.setOptionValue("time_limit", options.time_limit)
    return highs


def _listen(highs: Any, options: Options) -> None:
    """Tell of progress, and stop where the listener says so."""
    import highspy

    started, last = time.perf_counter(), [-math.inf]

    def hear(kind: Any, message: str, out: Any, into: Any, user: Any) -> None:
        now = time.perf_counter() - started
        if now - last[0] < 0.1:  # a listener that draws on a screen must not slow the search
            return
        last[0] = now
        assert options.listener is not None
        best, bound = (-v if math.isfinite(v) and abs(v) < 1e29 else math.nan for v in _figures(out))
        if options.listener(Progress(options.stage, now, best, bound)) is False:
            into.user_interrupt = True

    highs.setCallback(hear, None)
    highs.startCallback(highspy.cb.HighsCallbackType.kCallbackMipInterrupt)


def _figures(out: Any) -> tuple[float, float]:
    return float(out.mip_primal_bound), float(out.mip_dual_bound)


def _read(highs: Any, objective: Floats, mip: bool) -> Answer:
    """Status, figures and values as HiGHS itself has them."""
    import highspy

    state, info, words = highs.getModelStatus(), highs.getInfo(), highspy.HighsModelStatus
    has = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    if state in (words.kLoadError, words.kModelError, words.kPresolveError, words.kSolveError, words.kPostsolveError):
        raise SolverError(text("optimise.failed", stop=str(highs.modelStatusToString(state))))
    if state in (words.kInfeasible, words.kUnboundedOrInfeasible):
        return Answer(Status.INFEASIBLE)  # every column of a matrix is bounded
    proven = state in (words.kOptimal, words.kModelEmpty)
    if not proven and not (has and mip):
        bound = -float(info.mip_dual_bound) if mip else math.nan
        return Answer(Status.NOT_FOUND, bound=bound if abs(bound) < 1e29 else math.nan)
    solution = highs.getSolution()
    values = np.array(solution.col_value, dtype=float)
    worth = float(objective @ values)
    bound = -float(info.mip_dual_bound) if mip else worth
    slopes = np.zeros(0) if mip else -np.array(solution.col_dual, dtype=float)
    slopes[np.abs(slopes) < _TIE] = 0.0
    status = Status.OPTIMAL if proven else Status.FEASIBLE
    return Answer(status, worth, bound, values, slopes, max(0, int(info.mip_node_count)))
