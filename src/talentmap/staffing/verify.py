"""Look at a plan again, from the data and without the search: is every rule kept, and what is it worth?

Shares no arrays, rows or formulations with the search: hours are added up day by day, worth is that of `score`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from math import isnan

import pandas as pd

from talentmap.errors import VerificationError
from talentmap.measures.orders import Order
from talentmap.measures.presence import ENOUGH, FreeHours, project_days
from talentmap.measures.unit_tree import UnitTree
from talentmap.staffing.problem import StaffingProblem
from talentmap.staffing.score import Scorer
from talentmap.staffing.task import orders_of
from talentmap.vocabulary import text

Teams = Mapping[str, Sequence[str]]
"""Project -> ids of members; projects that are not staffed are left out or have nobody."""


class Checker(Scorer):
    """Finds the rules that plans of one problem break, from the data."""

    def broken(self, teams: Teams) -> tuple[str, ...]:
        """Names of the rules a plan does not keep; empty when it keeps all."""
        found = [name for project in self.problem.asked for name in self._broken_in(project, teams.get(project, ()))]
        found += self._over_hours(teams)
        most = self.problem.most_projects
        counts = pd.Series([p for team in teams.values() for p in team], dtype="object").value_counts()
        if most is not None:
            found += [f"most_projects:{p}" for p in sorted(counts.index[counts > most])]
        if self.problem.all_projects:
            found += [f"all_projects:{p}" for p in self.problem.asked if not teams.get(p)]
        return tuple(name for name in found if name not in self.problem.waive)

    def _broken_in(self, project: str, members: Sequence[str]) -> list[str]:
        if not members:
            return []
        team, (low, high) = set(members), self.problem.size(project)
        wrong = [f"team_size:{len(members)}"] if len(team) != len(members) or not low <= len(team) <= high else []
        first, last = project_days(self.problem.data, self.problem.row(project))
        need = self.problem.hours(project)
        left = self._free.least(first, last)
        for p in sorted(team):
            if p not in self._employed:
                wrong.append(f"availability:{p}")
                continue
            place, start, end = self._employed[p]
            short = left[place] <= ENOUGH or left[place] + ENOUGH < (0.0 if isnan(need) else need)
            if short or (first is not None and start > first) or (last is not None and end < last):
                wrong.append(f"availability:{p}")
        known = self.known(project, sorted(team))
        for part in self.asked(project):
            able = [p for p in team if known.get((p, part.strength_id), (-1, 0))[0] >= part.level]
            if part.mandatory and len(able) < part.min_people:
                wrong.append(f"mandatory:{part.strength_id}")
        wrong += [name for order in orders_of(self.problem, project, first) for name in self._against(order, team)]
        return [f"{project}/{name}" for name in wrong]

    def _against(self, order: Order, team: set[str]) -> list[str]:
        inside = team.intersection(order.people)
        if order.unit:
            units = self._units
            count = sum(self._tree.lies_in(units[p], order.unit) for p in team if p in units)
            wrong = count > order.number if order.rule == "unit_at_most" else count < order.number
            return [f"{order.rule}:{order.unit} {order.number}"] if wrong else []
        wrong = {
            "must_include": not inside,
            "exclude": bool(inside),
            "together": 0 < len(inside) < len(order.people),
            "apart": len(inside) > 1,
        }[order.rule]
        return [f"{order.rule}:{' '.join(order.people)}"] if wrong else []

    @cached_property
    def _employed(self) -> Mapping[str, tuple[int, pd.Timestamp, pd.Timestamp]]:
        """Person -> place in the table, first and last day of employment."""
        people = self.problem.data.frames["people"]
        columns = (people["person_id"], range(len(people)), people["start_date"], people["end_date"])
        return {person: (place, start, end) for person, place, start, end in zip(*columns, strict=True)}

    @cached_property
    def _free(self) -> FreeHours:
        return FreeHours(self.problem.data)

    @cached_property
    def _units(self) -> Mapping[str, str]:
        people = self.problem.data.frames["people"]
        return {p: "" if pd.isna(u) else str(u) for p, u in zip(people["person_id"], people["unit"], strict=True)}

    @cached_property
    def _tree(self) -> UnitTree:
        return UnitTree(self.problem.data)

    def _over_hours(self, teams: Teams) -> list[str]:
        """People whose projects together ask more than they have on some day."""
        days = {p: project_days(self.problem.data, self.problem.row(p)) for p in teams if teams[p]}
        of: dict[str, list[str]] = {}
        for project in sorted(days):
            for person in teams[project]:
                of.setdefault(person, []).append(project)
        busy = {person: projects for person, projects in of.items() if len(projects) > 1}
        if not busy:
            return []
        place = {person: k for k, person in enumerate(self.problem.data.frames["people"]["person_id"])}
        starts = sorted({first for first, _ in days.values() if first is not None})
        ends = sorted({last for _, last in days.values() if last is not None})
        wrong = set()
        # loads only change where a project begins or ends, so the days in between are all alike
        cuts = sorted({*starts, *(end + pd.Timedelta(days=1) for end in ends)})
        spans: list[tuple[pd.Timestamp | None, pd.Timestamp | None]]
        spans = [(a, b - pd.Timedelta(days=1)) for a, b in pairwise(cuts)] or [(None, None)]
        for a, b in spans:
            room = self._free.least(a, b)
            for person, projects in busy.items():
                now = [p for p in projects if a is None or _runs(days[p], a)]
                hours = [self.problem.hours(p) for p in now]
                if len(now) > 1 and (any(map(isnan, hours)) or sum(hours) > room[place[person]] + 1e-6):
                    wrong.add(person)
        return [f"capacity:{person}" for person in sorted(wrong)]


def _runs(days: tuple[pd.Timestamp | None, pd.Timestamp | None], day: pd.Timestamp) -> bool:
    first, last = days
    return first is None or last is None or first <= day <= last


def verify_staffing(problem: StaffingProblem, teams: Teams, objective: float, scorer: Checker | None = None) -> None:
    """Check a plan against the data.

    Parameters
    ----------
    problem, teams
        The question, and project -> ids of its team.
    objective
        What the plan is said to be worth.

    Raises
    ------
    VerificationError
        A rule is broken, or the plan is worth something else: a defect of talentmap.
    """
    scorer = scorer or Checker(problem, sorted({p for team in teams.values() for p in team}))
    broken = scorer.broken(teams)
    if broken:
        raise VerificationError(text("staffing.wrong.broken", rules=", ".join(broken[:20])))
    worth = sum(part.units for project in problem.asked for part in scorer.parts(project, teams.get(project, ())))
    if not abs(objective * scorer.scale - worth) < 1e-2:
        raise VerificationError(text("staffing.wrong.worth", said=objective, found=worth / scorer.scale))
