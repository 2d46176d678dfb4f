"""From a question to a plan: search with a bound, verify, prove."""

from __future__ import annotations

import math
import numbers
import time

import numpy as np

from talentmap.errors import ProblemError
from talentmap.optimise.crew import load_kernels
from talentmap.optimise.options import SEED, Listener
from talentmap.staffing.answer import answer
from talentmap.staffing.crews import crew_of
from talentmap.staffing.facts import Facts
from talentmap.staffing.finish import choose, prove
from talentmap.staffing.generate import Generation
from talentmap.staffing.pool import Pool
from talentmap.staffing.problem import StaffingProblem
from talentmap.staffing.result import StaffingResult
from talentmap.staffing.rules import check_waived
from talentmap.staffing.schedules import Schedules
from talentmap.staffing.watch import Watch
from talentmap.vocabulary import text

_ALONE, _PLAN, _PRICES, _CHOICE, _PROOF = 0.4, 0.5, 0.7, 0.8, 0.9
"""Shares of a time limit by which each project by itself, a first plan, prices, the choice of teams and the proof are
to end; the rest is for explaining."""


def plan_staffing(
    problem: StaffingProblem,
    *,
    time_limit: float | None = 60.0,
    seed: int = SEED,
    progress: Listener | None = None,
) -> StaffingResult:
    """Staff all projects together: the plan worth most, with a bound on every plan and its gap.

    A plan is worth the sum over projects of priority x sum of weight x term, less costs of moving; a project without
    a team is worth nothing. The bound comes from prices of people: teams of each project at these prices, by a search
    that is complete or says how far it got.

    Parameters
    ----------
    problem
        The question.
    time_limit
        Seconds of the search, without those of reading the data, loading compiled code and verifying the plan; None
        goes on until all is done. Stopped by the clock the status is ``FEASIBLE`` with a gap, and another run may stop
        elsewhere. Looking for the reasons why projects have no team takes a tenth of it at most.
    seed
        Recorded in the proof; the search itself throws no dice.
    progress
        Hears of the search now and then (:class:`~talentmap.optimise.options.Progress`); answering False stops it with
        the best plan so far.

    Raises
    ------
    ProblemError
        An argument is no number in its range.
    UnknownLabelError
        A waived rule does not exist.

    References
    ----------
    Lasdon (1970), Optimization Theory for Large Systems, chapter 3, for bounds from prices; Wentges (1997),
    doi:10.1111/1475-3995.00009, for smoothing them.
    """
    if time_limit is not None and not (isinstance(time_limit, numbers.Real) and float(time_limit) > 0):
        raise ProblemError(text("staffing.wrong.time_limit", found=repr(time_limit)))
    if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)) or seed < 0:
        raise ProblemError(text("staffing.wrong.seed", found=repr(seed)))
    facts = problem.facts
    began = time.perf_counter()
    check_waived(facts)
    load_kernels()
    loaded = time.perf_counter() - began
    watch = Watch(time_limit, progress, facts.scale)
    pool = Pool(facts, [crew_of(facts, task) for task in facts.tasks], Schedules(facts), _empty(facts))
    search = Generation(pool, watch)
    try:
        timing = _run(search, watch)
    finally:
        watch.end()
    result = answer(search, watch, int(seed), timing)
    timing["explain"] = watch.seconds - sum(timing.values())
    timing["load"] = loaded
    return result


def _empty(facts: Facts) -> list[int]:
    """Worth of leaving each project unstaffed; where all must be staffed, less than all plans differ by."""
    own = [task.unstaffed for task in facts.tasks]
    if not facts.problem.all_projects:
        return own
    weights = sum(weight for _, weight in facts.problem.weights.items())
    most = sum(facts.problem.priority(t.project) for t in facts.tasks) * weights * facts.scale
    moves = sum(t.stay * len(t.current or ()) - t.join * t.size[1] for t in facts.tasks)
    return [worth - math.ceil(most + moves) - facts.scale for worth in own]


def _run(search: Generation, watch: Watch) -> dict[str, float]:
    """Prices, choice and proof, with the seconds of each."""
    timing: dict[str, float] = {}

    def note(name: str) -> None:
        timing[name] = watch.seconds - sum(timing.values())

    limit = watch.limit

    def by(share: float) -> None:
        watch.until(None if limit is None else limit * share)

    note("arrays")
    by(_ALONE)
    search.alone_values()
    note("alone")
    by(_PLAN)
    search.first_plan()
    note("first plan")
    by(_PRICES)
    search.run()
    note("prices")
    by(_CHOICE)
    if not watch.stopped:
        choose(search)
        note("choice")
    by(_PROOF)
    if not watch.stopped:
        prove(search)
        note("proof")
    by(1.0)
    return timing
