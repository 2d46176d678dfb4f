"""From the end of a search to its answer: the plan verified, its hours, scarce people, reasons and proof."""

from __future__ import annotations

import math
from importlib import import_module

from talentmap.results import Proof, Reason, Status
from talentmap.staffing.facts import Facts
from talentmap.staffing.generate import Generation
from talentmap.staffing.pieces import Load, Scarce, StaffedProject
from talentmap.staffing.result import StaffingResult
from talentmap.staffing.rules import instances
from talentmap.staffing.schedules import FINE
from talentmap.staffing.unstaffed import together_conflict, why_not
from talentmap.staffing.verify import Checker, verify_staffing
from talentmap.staffing.watch import Watch

METHOD = "column generation"
_EXPLAIN, _PATIENCE = 0.1, 5.0
"""Share of a time limit that explaining has at least, and its seconds where a listener stopped a search without one."""


def answer(search: Generation, watch: Watch, seed: int, timing: dict[str, float]) -> StaffingResult:
    """The plan, verified: seconds that are counted apart, for no plan leaves without them."""
    facts, limit = search.pool.facts, watch.limit
    problem, plan = facts.problem, search.plan
    lacking = problem.all_projects and not all(plan)
    bound = max(math.floor(search.bound + 1e-6), search.best)
    if lacking:
        hopeless = bound < min(search.pool.empty) + facts.scale or bound < _least_full(facts)
        status = Status.INFEASIBLE if hopeless or search.closed else Status.NOT_FOUND
        proof = _proof(search, status, math.nan, math.nan, seed, timing, verified=False)
        _time_to_explain(watch, limit)
        conflicts = together_conflict(search) if status is Status.INFEASIBLE else ()
        return StaffingResult(problem, status, (), proof, (), (), conflicts, _remarks(search, watch, limit, status))
    status = Status.OPTIMAL if bound <= search.best else Status.FEASIBLE
    teams = {task.project: facts.ids(team) for task, team in zip(facts.tasks, plan, strict=True)}
    scorer = Checker(problem, sorted({p for team in teams.values() for p in team}))
    best = search.best / facts.scale
    verify_staffing(problem, teams, best, scorer)
    timing["verify"] = watch.seconds - sum(timing.values())
    proof = _proof(search, status, best, bound / facts.scale, seed, timing, verified=True)
    _time_to_explain(watch, limit)
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
    remarks = _remarks(search, watch, limit, status)
    loads, scarce = _loads(search), _scarce(search)
    return StaffingResult(problem, status, tuple(projects), proof, loads, scarce, (), remarks)


def _time_to_explain(watch: Watch, limit: float | None) -> None:
    """Seconds in which reasons are looked for."""
    if limit is not None:
        watch.limit = watch.seconds + _EXPLAIN * limit
    elif watch.stopped:
        watch.limit = watch.seconds + _PATIENCE


def _least_full(facts: Facts) -> int:
    """No plan with every project staffed is worth less: all its moves and nothing earned."""
    return sum(task.unstaffed + task.join * task.size[1] for task in facts.tasks)


def _remarks(search: Generation, watch: Watch, limit: float | None, status: Status) -> tuple[Reason, ...]:
    found = []
    if watch.stopped:
        found.append(Reason("staffing.stopped", "-"))
    elif watch.cut and status is not Status.OPTIMAL:
        found.append(Reason("staffing.stopped.limit", "-", limit, "s"))
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
