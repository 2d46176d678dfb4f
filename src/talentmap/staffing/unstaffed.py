"""Why a project has no team, and which projects cannot be staffed together."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

import numpy as np

from talentmap.optimise.conflicts import Group, Rulebook
from talentmap.results import Conflict, Reason
from talentmap.results.reasons import Value
from talentmap.staffing.generate import Generation
from talentmap.staffing.rules import instances
from talentmap.staffing.schedules import Busy
from talentmap.staffing.search import Plan

_SHOWN = 6
"""People named in a reason."""


class _LateError(Exception):
    """No time is left to explain."""


def why_not(search: Generation, plan: Plan) -> Mapping[int, tuple[Reason | Conflict, ...]]:
    """Number of each project without a team -> reasons, as far as there is time for it."""
    busy = Busy(search.pool.schedules, plan)
    return {task: _reasons(search, task, busy) for task, team in enumerate(plan) if not team}


def _reasons(search: Generation, task: int, busy: Busy) -> tuple[Reason | Conflict, ...]:
    facts, pool = search.pool.facts, search.pool
    project = facts.tasks[task].project
    if not search.alone_team[task]:
        try:
            conflicts = rule_conflicts(search, task)
        except _LateError:
            return (Reason("staffing.unstaffed.late", project),)
        if conflicts:
            return (Reason("staffing.unstaffed.impossible", project), *conflicts)
        if not any(pool.columns[n].team for n in pool.of_task[task]):
            return (Reason("staffing.unstaffed.unknown", project),)
    teams = [pool.columns[n] for n in pool.of_task[task] if pool.columns[n].team]
    best = max(teams, key=lambda c: (c.worth, tuple(-p for p in c.team)))
    worth = best.worth / facts.scale
    if best.worth <= pool.empty[task] and not facts.problem.all_projects:
        return (Reason("staffing.unstaffed.cost", project, round(worth, 6), "points"),)
    closed = busy.closed(task)
    taken = [p for p in best.team if closed[p]]
    near = [
        t for t, team in enumerate(search.plan) if pool.schedules.overlap[t, task] and not {*team}.isdisjoint(taken)
    ]
    others = [facts.tasks[t].project for t in near]
    details: dict[str, Value] = {
        "people": ", ".join(facts.people[p] for p in taken[:_SHOWN]) or "-",
        "projects": ", ".join(others[:_SHOWN]) or "-",
    }
    return (Reason("staffing.unstaffed.crowded", project, round(worth, 6), "points", None, details),)


def rule_conflicts(search: Generation, task: int) -> tuple[Conflict, ...]:
    """Rules of a project that no team keeps, had it everybody to itself; empty when some team does."""

    def check() -> None:
        if search.watch.rest <= 0:
            raise _LateError

    facts = search.pool.facts
    rules = {instance.name: instance for instance in instances(facts, facts.tasks[task])}
    groups = [Group(name, instance.rows, 1, 0, fixed=False) for name, instance in rules.items()]
    book = Rulebook(groups, len(facts.people), check=check)
    given = tuple(book.relaxation().given)
    if not given:
        return ()
    return tuple(
        Conflict(
            tuple(rules[name].reason for name in names),
            tuple(Reason("staffing.way.waive", name) for name in given if name in names),
        )
        for names in book.conflicts(given)
    )


def together_conflict(search: Generation) -> tuple[Conflict, ...]:
    """When every project must be staffed and that cannot be: what is in the way.

    A project that cannot be staffed by itself has a conflict of its own rules. Else the projects without a team in the
    best plan stand with those that have the people they would need.
    """
    facts, pool = search.pool.facts, search.pool
    found: list[Conflict] = []
    for task, team in enumerate(search.alone_team):
        if not team:
            with suppress(_LateError):
                found += rule_conflicts(search, task)
    if found:
        return tuple(found)
    busy = Busy(pool.schedules, search.plan)
    for task, team in enumerate(search.plan):
        if team:
            continue
        closed = set(np.flatnonzero(busy.closed(task)).tolist())
        overlap = pool.schedules.overlap[task]
        near = {t for t, other in enumerate(search.plan) if overlap[t] and not closed.isdisjoint(other)}
        names = [facts.tasks[t].project for t in sorted({task, *near})]
        rules = [
            Reason("staffing.rule.all_projects", f"all_projects:{name}", None, "", None, {"project": name})
            for name in names
        ]
        ways = (Reason("staffing.way.leave_out", facts.tasks[task].project),)
        found.append(Conflict((*rules, Reason("staffing.rule.capacity", "capacity")), ways))
    return tuple(found)
