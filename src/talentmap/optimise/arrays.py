"""The solver's second door: a model given as arrays. Same statuses, limits and seed as the first (`engine`)."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from talentmap.errors import SolverError
from talentmap.optimise.matrix import Matrix
from talentmap.optimise.options import Options, Progress
from talentmap.results import Status
from talentmap.vocabulary import text

Floats = NDArray[np.float64]
TIE = 1e-6
"""Smallest slope of a relaxation that counts as more than noise of floating-point arithmetic."""


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
    highs = new_highs(options)
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
    return read(highs, objective, bool(matrix.whole.any()))


def new_highs(options: Options) -> Any:
    """HiGHS, silent, on one thread, with these limits."""
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


def read(highs: Any, objective: Floats, mip: bool) -> Answer:
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
    slopes[np.abs(slopes) < TIE] = 0.0
    status = Status.OPTIMAL if proven else Status.FEASIBLE
    return Answer(status, worth, bound, values, slopes, max(0, int(info.mip_node_count)))
