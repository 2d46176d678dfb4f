"""The one door to the solver: a PuLP model solved by HiGHS inside the process.

Works unchanged on PuLP 3.3 and 4. The status comes from HiGHS's own proof and never from ``LpStatus``: PuLP 3.3 says
"Optimal" when a time limit stopped the search, and reads infeasible variables as 0. Always one thread (two on a busy
machine are slower and their limits softer) and always a seed.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from talentmap.errors import SolverError
from talentmap.optimise.formulation import Model, Variable
from talentmap.optimise.handover import hand_over
from talentmap.optimise.options import Options, Progress
from talentmap.results import Status, relative_gap
from talentmap.vocabulary import text


@dataclass(frozen=True)
class Outcome:
    """How a solve ended.

    Parameters
    ----------
    status
        From the proof of the solver.
    stop
        The solver's word for why it stopped.
    objective, bound
        Objective of the solution and proven bound on any, in the sense of the model; NaN without one.
    values
        Value of each variable in the order of making; empty unless the status has a solution. Score a solution with
        your own evaluator: after a stop the auxiliary variables may be less than the best for the same decisions.
    seconds, nodes
        Effort.
    """

    status: Status
    stop: str
    objective: float
    bound: float
    values: tuple[float, ...]
    seconds: float
    nodes: int

    @property
    def gap(self) -> float:
        """Relative distance between objective and bound; NaN where undefined."""
        return relative_gap(self.objective, self.bound)

    def chosen(self, decisions: Sequence[int]) -> tuple[int, ...]:
        """Which of the decisions (positions in ``values``) are 1."""
        return tuple(k for k, position in enumerate(decisions) if self.values[position] > 0.5)


def solver_name() -> tuple[str, str]:
    """Name and version of the solver, for the proof record."""
    import highspy

    return "HiGHS", str(highspy.Highs().version())


def solve_model(model: Model, options: Options | None = None, *, start: Mapping[int, float] | None = None) -> Outcome:
    """Solve a model.

    Parameters
    ----------
    model
        Variables, rows and objective (maximised).
    options
        Limits, seed and listener; the defaults prove the optimum without a limit.
    start
        Position of a variable -> value: a first solution. The whole-number decisions are enough.

    Raises
    ------
    SolverError
        The solver failed in a way that is neither a solution nor a proof that there is none.
    """
    options = options or Options()
    model.close()
    started = time.perf_counter()
    if options.time_limit is not None and options.time_limit <= 0:
        return Outcome(Status.NOT_FOUND, "time limit before the start", math.nan, math.nan, (), 0.0, 0)
    highs = _run(model, options, start or {})
    outcome = _read(model, highs, time.perf_counter() - started)
    if outcome.stop == _UNCLEAR:
        return _settled(model, options, outcome)
    return outcome


_UNCLEAR = "Primal infeasible or unbounded"


def _run(model: Model, options: Options, start: Mapping[int, float]) -> Any:
    """Build the solver's model from PuLP's, run it, and give back HiGHS itself."""
    import pulp

    class Door(pulp.HiGHS):  # type: ignore[misc]
        """HiGHS with a first solution, which PuLP 3.3 cannot pass on (and silently ignores)."""

        def callSolver(self, lp: Any) -> None:
            if start:
                place = {variable.name: k for k, variable in enumerate(_exported(lp))}
                where = [place[model.variables[p].name] for p in start]
                lp.solverModel.setSolution(len(where), where, [float(v) for v in start.values()])
            super().callSolver(lp)

        def buildSolverModel(self, lp: Any) -> None:
            if hasattr(lp, "exported_variables"):
                super().buildSolverModel(lp)
            else:
                hand_over(lp)

    settings: dict[str, Any] = {
        "random_seed": options.seed,
        "mip_feasibility_tolerance": options.tolerance,
        "primal_feasibility_tolerance": options.tolerance,
    }
    if options.listener is not None:
        settings |= _listening(model, options)
    solver = Door(
        msg=False,
        threads=1,
        timeLimit=options.time_limit,
        gapRel=options.gap_relative,
        gapAbs=options.gap_absolute,
        **settings,
    )
    with suppress(KeyError):  # PuLP 3.3 does not know every status of HiGHS; we read HiGHS itself
        model.problem.solve(solver)
    return model.problem.solverModel


def _exported(lp: Any) -> list[Variable]:
    return list(lp.exported_variables() if hasattr(lp, "exported_variables") else lp.variables())


def _listening(model: Model, options: Options) -> dict[str, Any]:
    """Settings of PuLP that report progress and let the listener stop the search."""
    import highspy

    kinds = highspy.cb.HighsCallbackType
    started = time.perf_counter()
    last = [-math.inf]

    def hear(kind: Any, message: str, out: Any, into: Any, user: Any) -> None:
        now = time.perf_counter() - started
        if now - last[0] < 0.1:  # a listener that draws on a screen must not slow the search
            return
        last[0] = now
        sign, offset = _sense(model)
        best, bound = (_finite(sign * v + offset) for v in (out.mip_primal_bound, out.mip_dual_bound))
        assert options.listener is not None
        if options.listener(Progress(options.stage, now, best, bound)) is False:
            into.user_interrupt = True

    return {"callbackTuple": (hear, None), "callbacksToActivate": [kinds.kCallbackMipInterrupt]}


def _sense(model: Model) -> tuple[int, float]:
    """Sign and offset from HiGHS's figures to ours: PuLP 3.3 negates what it maximises and drops the constant."""
    import pulp

    if hasattr(pulp, "LpSolveStats"):
        return 1, 0.0
    return -1, float(model.problem.objective.constant)


def _finite(value: float) -> float:
    return value if math.isfinite(value) and abs(value) < 1e29 else math.nan


def _read(model: Model, highs: Any, seconds: float) -> Outcome:
    """Status, figures and values as HiGHS itself has them."""
    import highspy

    state, info = highs.getModelStatus(), highs.getInfo()
    words = highspy.HighsModelStatus
    has = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    stop = str(highs.modelStatusToString(state))
    if state in (words.kLoadError, words.kModelError, words.kPresolveError, words.kSolveError, words.kPostsolveError):
        raise SolverError(text("optimise.failed", stop=stop))
    if state == words.kInfeasible:
        status = Status.INFEASIBLE
    elif state == words.kUnbounded:
        status = Status.UNBOUNDED
    elif state in (words.kOptimal, words.kModelEmpty):
        status = Status.OPTIMAL
    else:
        status = Status.FEASIBLE if has and state != words.kUnboundedOrInfeasible else Status.NOT_FOUND
    sign, offset = _sense(model)
    bound = _finite(sign * info.mip_dual_bound + offset) if model.problem.isMIP() else math.nan
    objective, values = math.nan, tuple[float, ...]()
    if status.has_solution:
        columns = list(highs.getSolution().col_value)
        by_name = {variable.name: columns[k] for k, variable in enumerate(_exported(model.problem))}
        values = tuple(float(by_name.get(variable.name, 0.0)) for variable in model.variables)
        place = {variable.name: k for k, variable in enumerate(model.variables)}
        objective = math.fsum(worth * values[place[variable.name]] for variable, worth in model.objective)
        if status is Status.OPTIMAL and math.isnan(bound):
            bound = objective
    return Outcome(status, stop, objective, bound, values, seconds, max(0, int(info.mip_node_count)))


def _settled(model: Model, options: Options, outcome: Outcome) -> Outcome:
    """Tell infeasible from unbounded, which presolve could not, by solving without an objective."""
    kept = list(model.objective)
    model.objective.clear()
    model.close()
    state = _read(model, _run(model, options, {}), 0.0).status
    model.objective.extend(kept)
    model.close()
    status = {Status.INFEASIBLE: Status.INFEASIBLE, Status.OPTIMAL: Status.UNBOUNDED}.get(state, Status.NOT_FOUND)
    return Outcome(status, outcome.stop, math.nan, math.nan, (), outcome.seconds, outcome.nodes)
