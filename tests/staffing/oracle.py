"""Random staffing questions, and the right answers by looking at every plan."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations, product
from typing import Any

import numpy as np
import pandas as pd

from talentmap.staffing import StaffingProblem, StaffingWeights
from talentmap.staffing.verify import Checker
from tests.organisations import random_organisation

DAY = pd.Timestamp("2026-06-01")
Teams = Mapping[str, tuple[str, ...]]


def random_problem(seed: int, n_people: int = 4, n_projects: int = 3) -> StaffingProblem:
    """Projects at random times, hours, sizes and rules; often some cannot be staffed."""
    data = random_organisation(seed, n_people=n_people, n_projects=n_projects, n_strengths=4)
    rng = np.random.default_rng([seed, 5])
    names, people = list(data.projects["project_id"]), list(data.people["person_id"])
    start = DAY + pd.to_timedelta(rng.integers(0, 60, n_projects), unit="D")
    low = rng.integers(1, 3, n_projects)
    projects = data.projects.assign(
        start_date=start,
        end_date=start + pd.to_timedelta(rng.integers(10, 60, n_projects), unit="D"),
        min_size=low,
        max_size=low + rng.integers(0, 2, n_projects),
        fte=rng.choice([0.2, 0.3, 0.4, 0.5, np.nan], n_projects, p=[0.3, 0.2, 0.2, 0.2, 0.1]),
    )
    asked: dict[str, Any] = {
        "weights": StaffingWeights(1.0, float(rng.choice([0.0, 0.3])), float(rng.choice([0.0, 0.0, 0.5]))),
        "priorities": {str(rng.choice(names)): float(rng.choice([0.5, 2.0]))} if rng.random() < 0.4 else {},
        "all_projects": bool(rng.random() < 0.2),
        "most_projects": int(rng.integers(1, 3)) if rng.random() < 0.3 else None,
    }
    some = lambda n: [str(p) for p in rng.choice(people, n, replace=False)]  # noqa: E731
    for name, chance, n in (("include", 0.2, 1), ("exclude", 0.2, 1)):
        if rng.random() < chance:
            asked[name] = {str(rng.choice(names)): some(n)}
    for name in ("together", "apart"):
        if rng.random() < 0.25:
            asked[name] = {str(rng.choice(names)): [some(2)]}
    if rng.random() < 0.3:
        asked |= {"current": {names[0]: some(2)}, "cost_leave": 0.1, "cost_join": 0.05}
    return StaffingProblem(data.replace(projects=projects), projects=names, **asked)


class Oracle:
    """Every team of each project and every plan made of them, scored by the verifier."""

    def __init__(self, problem: StaffingProblem) -> None:
        self.problem = problem
        self._seen: dict[tuple[str, tuple[str, ...]], bool] = {}
        people = list(problem.data.people["person_id"])
        self.scorer = Checker(problem, people)
        known = {project: self.scorer.known(project, people) for project in problem.asked}
        self.scorer.known = lambda project, team: known[project]  # type: ignore[method-assign]
        self.teams = {project: self._teams(project, people) for project in problem.asked}

    def _teams(self, project: str, people: list[str]) -> dict[tuple[str, ...], int]:
        low, high = self.problem.size(project)
        every = [team for n in range(low, high + 1) for team in combinations(people, n)]
        kept = [team for team in every if not self.scorer._broken_in(project, team)]
        none = [] if self.problem.all_projects else [()]
        return {team: sum(part.units for part in self.scorer.parts(project, team)) for team in [*none, *kept]}

    def best(self) -> int | None:
        """Greatest worth of a plan in units; None where there is no plan."""
        names = self.problem.asked
        plans = [
            (sum(self.teams[name][team] for name, team in zip(names, choice, strict=True)), choice)
            for choice in product(*(self.teams[name] for name in names))
        ]
        for worth, choice in sorted(plans, key=lambda plan: -plan[0]):
            if not self._over(dict(zip(names, choice, strict=True))):
                return worth
        return None

    def _over(self, teams: Teams) -> bool:
        """Whether somebody cannot do all their projects; looked up once per person and set of projects."""
        of: dict[str, tuple[str, ...]] = {}
        for project, team in teams.items():
            for person in team:
                of[person] = (*of.get(person, ()), project)
        return any(len(projects) > 1 and not self._can(person, projects) for person, projects in of.items())

    def _can(self, person: str, projects: tuple[str, ...]) -> bool:
        key = person, projects
        if key not in self._seen:
            most = self.problem.most_projects
            hours = self.scorer._over_hours(dict.fromkeys(projects, (person,)))
            self._seen[key] = not hours and (most is None or len(projects) <= most)
        return self._seen[key]
