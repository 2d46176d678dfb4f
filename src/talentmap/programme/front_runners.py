"""Choose front runners: volunteers who together reach the most colleagues through the ties they have."""

from __future__ import annotations

import math
import numbers
import time
from collections.abc import Sequence

from talentmap.data.dataset import Dataset
from talentmap.errors import ProblemError
from talentmap.optimise.engine import solver_name
from talentmap.optimise.options import SEED, Listener
from talentmap.programme.coverage_search import Covered, Search, most_covered
from talentmap.programme.front_conflicts import find_conflicts
from talentmap.programme.front_problem import FrontRunnerProblem, PerTeam
from talentmap.programme.front_result import FrontRunnerResult, Greedy
from talentmap.programme.front_verify import check_choice, check_prices
from talentmap.results import Proof, Reason, Status
from talentmap.vocabulary import text

TIME_LIMIT = 10.0
"""Seconds if not said: without a limit a thousand volunteers may keep the solver busy for hours."""


def choose_front_runners(
    data: Dataset,
    n: int,
    *,
    volunteers: Sequence[str] = (),
    team: str | None = "unit",
    least_per_team: PerTeam = 1,
    most_per_team: PerTeam | None = None,
    seed: int = SEED,
    time_limit: float | None = TIME_LIMIT,
    progress: Listener | None = None,
) -> FrontRunnerResult:
    """Choose `n` front runners among volunteers, who together reach the most colleagues.

    A colleague is reached who is a front runner or has a tie with one. Of choices that reach as many, the first in the
    order of ids is given where time allows to find out. A greedy choice comes first, with the bound it guarantees;
    then prices give a tighter bound, exchanges a better choice, and the solver proves it where it can in time.

    Parameters
    ----------
    data
        The dataset. Colleagues are the people employed at the reference date. Who has no tie on record counts as not
        reached, and is told apart as unknown.
    n
        Front runners, exactly.
    volunteers
        Ids of who offered. Nobody else is ever chosen; without any there is no choice.
    team
        Column of people that says the team; None for no teams.
    least_per_team, most_per_team
        Fewest and most front runners per team: a number for all, or by team (a team not named: 0, and no limit).
    seed
        Of exchanges and solver.
    time_limit
        Seconds, None for no limit. Stopped by the clock the status is ``FEASIBLE`` with a gap.
    progress
        Hears of the search now and then; answering False stops it.

    Returns
    -------
    FrontRunnerResult, verified from the tables without the solver. Where the rules cannot hold together the status is
    infeasible and ``conflicts`` says why, with ways out.

    Raises
    ------
    ProblemError, UnknownLabelError
        An argument of the wrong kind or out of range, or an id, column or team that the data do not hold.

    References
    ----------
    See ``talentmap.programme.coverage``.
    """
    started = time.perf_counter()
    _checked(seed, time_limit)
    problem = FrontRunnerProblem(data, n, tuple(_each(volunteers)), team, least_per_team, most_per_team)
    conflicts = find_conflicts(problem)
    if conflicts:
        timing = {"total": time.perf_counter() - started}
        proof = _proof(problem, Status.INFEASIBLE, None, "counts per team", seed, timing)
        return FrontRunnerResult(problem, Status.INFEASIBLE, (), proof, None, conflicts, _remarks(problem))
    reach = problem.reach
    timing = {"read": time.perf_counter() - started}
    until = math.inf if time_limit is None else started + time_limit
    found = most_covered(Search(reach, seed, until, progress))
    timing["search"] = time.perf_counter() - started - timing["read"]
    chosen = tuple(problem.able[p] for p in found.chosen)
    check_choice(problem, chosen, found.best)
    check_prices(problem, found.prices, found.by_prices)
    timing["total"] = time.perf_counter() - started
    rule = "teams" if reach.per_team else "places"
    first = Greedy(reach.value(found.greedy), reach.guarantee, rule, found.greedy_bound)
    proof = _proof(problem, found.status, found, _method(found), seed, timing)
    stopped = () if found.status is Status.OPTIMAL else (Reason("front_runners.stopped", "search", time_limit or 0.0),)
    return FrontRunnerResult(problem, found.status, chosen, proof, first, (), (*_remarks(problem), *stopped))


def _each(volunteers: object) -> Sequence[str]:
    if isinstance(volunteers, str):
        return [volunteers]
    try:
        return list(volunteers)  # type: ignore[call-overload, no-any-return]
    except TypeError:
        raise ProblemError(text("front_runners.wrong.ids", found=repr(volunteers))) from None


def _checked(seed: object, time_limit: object) -> None:
    whole = isinstance(seed, numbers.Integral) and not isinstance(seed, bool) and int(seed) >= 0
    seconds = isinstance(time_limit, numbers.Real) and not isinstance(time_limit, bool) and float(time_limit) >= 0
    if not whole:
        raise ProblemError(text("front_runners.wrong.number", name="seed", found=repr(seed), least=0))
    if not (time_limit is None or seconds):
        raise ProblemError(text("front_runners.wrong.seconds", found=repr(time_limit)))


def _remarks(problem: FrontRunnerProblem) -> tuple[Reason, ...]:
    """Volunteers who are not employed, and colleagues of whom no tie is known."""
    away = [p for p in problem.volunteers if p not in problem.team_of]
    unknown = sum(not tied for tied in problem.ties.values())
    gone = [Reason("front_runners.absent", p) for p in away]
    ties = [Reason("front_runners.no_ties", "ties", unknown, "people", len(problem.ties))] if unknown else []
    return (*gone, *ties)


def _method(found: Covered) -> str:
    """How the bound was obtained."""
    if found.bound == found.greedy_bound:
        return "remaining gains"
    return "prices" if found.bound == found.by_prices else "mixed-integer programming"


def _proof(
    problem: FrontRunnerProblem,
    status: Status,
    found: Covered | None,
    method: str,
    seed: int,
    timing: dict[str, float],
) -> Proof:
    solver, version = solver_name()
    settled = found is None or found.settled or found.status is not Status.OPTIMAL
    return Proof(
        data=problem.data.fingerprint,
        problem=problem.fingerprint,
        rules=_rules(problem),
        status=status,
        best=math.nan if found is None else float(found.best),
        bound=math.nan if found is None else float(found.bound),
        method=method if settled else f"{method}; ties not broken in time",
        solver=solver,
        version=version,
        seed=seed,
        verified=found is not None,
        timing=timing,
    )


def _rules(problem: FrontRunnerProblem) -> tuple[str, ...]:
    """Names of the rule instances in force."""
    low = [f"least_per_team:{team}" for team in problem.teams if problem.low(team)]
    high = [f"most_per_team:{team}" for team in problem.teams if problem.high(team) is not None]
    return ("volunteers", f"places:{problem.places}", *low, *high)
