"""From a question to a plan: search with a bound, verify, prove."""

from __future__ import annotations

import math
import numbers
import time
from importlib import import_module

import numpy as np

from talentmap.errors import ProblemError
from talentmap.optimise.crew import load_kernels
from talentmap.optimise.options import SEED, Listener
from talentmap.results import Proof, Reason, Status
from talentmap.staffing.crews import crew_of
from talentmap.staffing.facts import Facts
from talentmap.staffing.finish import choose, prove
from talentmap.staffing.generate import Generation
from talentmap.staffing.pool import Pool
from talentmap.staffing.problem import StaffingProblem
from talentmap.staffing.result import Load, Scarce, StaffedProject, StaffingResult
from talentmap.staffing.rules import check_waived, instances
from talentmap.staffing.schedules import FINE, Schedules
from talentmap.staffing.unstaffed import together_conflict, why_not
from talentmap.staffing.verify import Scorer, verify_staffing
from talentmap.staffing.watch import Watch
from talentmap.vocabulary import text

METHOD = "column generation"
_ALONE, _PRICES, _CHOICE = 0.35, 0.65, 0.85
"""Shares of a time limit by which each project by itself, the prices, and the choice of teams are to end."""


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
        elsewhere.
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
    result = _answer(search, watch, int(seed), timing)
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
    by(_PRICES)
    search.first_plan()
    search.run()
    note("prices")
    by(_CHOICE)
    if not watch.stopped:
        choose(search)
        note("choice")
    by(1.0)
    if not watch.stopped:
        prove(search)
        note("proof")
    return timing


def _answer(search: Generation, watch: Watch, seed: int, timing: dict[str, float]) -> StaffingResult:
    """The plan, verified: seconds that are counted apart, for no plan leaves without them."""
    facts = search.pool.facts
    problem, plan = facts.problem, search.plan
    lacking = problem.all_projects and not all(plan)
    bound = max(math.floor(search.bound + 1e-6), search.best)
    if lacking:
        hopeless = bound < min(search.pool.empty) + facts.scale or bound < _least_full(facts)
        status = Status.INFEASIBLE if hopeless or search.closed else Status.NOT_FOUND
        proof = _proof(search, status, math.nan, math.nan, seed, timing, verified=False)
        conflicts = together_conflict(search) if status is Status.INFEASIBLE else ()
        return StaffingResult(problem, status, (), proof, (), (), conflicts, _remarks(search, watch, status))
    status = Status.OPTIMAL if bound <= search.best else Status.FEASIBLE
    teams = {task.project: facts.ids(team) for task, team in zip(facts.tasks, plan, strict=True)}
    scorer = Scorer(problem, sorted({p for team in teams.values() for p in team}))
    best = search.best / facts.scale
    verify_staffing(problem, teams, best, scorer)
    timing["verify"] = watch.seconds - sum(timing.values())
    proof = _proof(search, status, best, bound / facts.scale, seed, timing, verified=True)
    reasons = why_not(search, plan)
    projects = []
    for task in facts.tasks:
        parts = scorer.parts(task.project, teams[task.project])
        alone = float(search.alone[task.number])
        projects.append(
            StaffedProject(
                task.project,
                teams[task.project],
                sum(part.units for part in parts) / facts.scale,
                alone / facts.scale if math.isfinite(alone) else math.nan,
                scorer.values(task.project, teams[task.project]),
                parts,
                reasons.get(task.number, ()),
            )
        )
    return StaffingResult(
        problem, status, tuple(projects), proof, _loads(search), _scarce(search), (), _remarks(search, watch, status)
    )


def _least_full(facts: Facts) -> int:
    """No plan with every project staffed is worth less: all its moves and nothing earned."""
    return sum(task.unstaffed + task.join * task.size[1] for task in facts.tasks)


def _remarks(search: Generation, watch: Watch, status: Status) -> tuple[Reason, ...]:
    found = []
    if watch.stopped:
        found.append(Reason("staffing.stopped", "-"))
    elif watch.cut and status is not Status.OPTIMAL:
        found.append(Reason("staffing.stopped.limit", "-", watch.limit, "s"))
    full = [task.project for task in search.pool.facts.tasks if math.isnan(task.hours)]
    if full:
        found.append(Reason("staffing.no_fte", ", ".join(full), len(full), "projects"))
    return tuple(found)


def _loads(search: Generation) -> tuple[Load, ...]:
    """Hours of everybody in the plan, period by period."""
    facts, schedules = search.pool.facts, search.pool.schedules
    busy: dict[int, list[int]] = {}
    for task, team in enumerate(search.plan):
        for person in team:
            busy.setdefault(person, []).append(task)
    found = []
    for person in sorted(busy):
        load = schedules.load(person, busy[person])
        for k, (first, last) in enumerate(schedules.periods):
            now = [t for t in busy[person] if schedules.active[t, k]]
            if now:
                names = tuple(facts.tasks[t].project for t in now)
                fte = float(load[k]) / FINE
                begin, end = ("" if day is None else str(day.date()) for day in (first, last))
                found.append(
                    Load(facts.people[person], begin, end, names, fte, float(schedules.room[person, k]) / FINE)
                )
    return tuple(found)


def _scarce(search: Generation) -> tuple[Scarce, ...]:
    """People whose limits have a price at the best bound."""
    pool, facts = search.pool, search.pool.facts
    price: dict[int, float] = {}
    wanted: dict[int, dict[int, float]] = {}
    for limit, cost in zip(pool.limits, search.prices.tolist(), strict=False):
        if cost > 0.5:
            price[limit.person] = price.get(limit.person, 0.0) + cost
            for task, share in limit.shares:
                mine = wanted.setdefault(limit.person, {})
                mine[task] = mine.get(task, 0.0) + share * cost
    order = sorted(price, key=lambda p: (-price[p], p))
    return tuple(
        Scarce(
            facts.people[p],
            round(price[p] / facts.scale, 9),
            tuple(facts.tasks[t].project for t in sorted(wanted[p], key=lambda t: (-wanted[p][t], t))),
        )
        for p in order
    )


def _proof(
    search: Generation,
    status: Status,
    best: float,
    bound: float,
    seed: int,
    timing: dict[str, float],
    *,
    verified: bool,
) -> Proof:
    facts = search.pool.facts
    names = tuple(found.name for task in facts.tasks for found in instances(facts, task))
    extra = ("capacity", *(("most_projects",) if facts.problem.most_projects is not None else ()))
    extra = (*extra, *(("all_projects",) if facts.problem.all_projects else ()))
    return Proof(
        data=facts.problem.data.fingerprint,
        problem=facts.problem.fingerprint,
        rules=(*names, *extra),
        status=status,
        best=best,
        bound=bound,
        method=METHOD,
        solver="talentmap",
        version=import_module("talentmap").__version__,
        seed=seed,
        verified=verified,
        timing=timing,
    )
