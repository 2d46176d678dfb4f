"""Random team questions, and the right answers by looking at every set of people."""

from __future__ import annotations

import os
from functools import lru_cache
from itertools import chain, combinations
from typing import Any

import numpy as np
import pandas as pd

from talentmap.data.dataset import Dataset
from talentmap.teams import TeamProblem, TeamWeights
from talentmap.teams.verify import Scorer
from tests.organisations import random_organisation

N_PROBLEMS = 500 if os.environ.get("TALENTMAP_FULL") else 12


@lru_cache(maxsize=256)
def random_problem(seed: int, *, most: int = 9) -> TeamProblem:
    """A question about a small random organisation, with any mixture of rules and weights; often impossible.

    Frozen, so one that was asked for before is given again.
    """
    rng = np.random.default_rng(seed)
    data = random_organisation(seed, n_people=int(rng.integers(2, most + 1)), n_strengths=5)
    people = list(data.people["person_id"])
    luck = np.random.default_rng([seed, 1])  # a source of its own: what came before it stays as it was
    changed = {}
    if luck.random() < 0.7:
        changed["aspirations"] = _wishes(luck, people, list(data.strengths["strength_id"]))
    units = sorted(set(data.people["unit"]))
    if rng.random() < 0.3:
        changed["rules"] = _rules(rng, people, units)
    data = data.replace(**changed) if changed else data

    def some(n: int) -> list[str]:
        return [str(p) for p in rng.choice(people, min(n, len(people)), replace=False)]

    low = int(rng.integers(1, 4))
    asked: dict[str, Any] = {
        "size": (low, low + int(rng.integers(0, 3))),
        "weights": TeamWeights(
            coverage=float(rng.choice([1.0, 0.7])),
            energy=float(rng.choice([0.0, 0.3])),
            cohesion=float(rng.choice([0.0, 0.0, 0.5, 1.0])),
            balance=float(rng.choice([0.0, 0.0, 0.2])),
            growth=float(luck.choice([0.0, 0.0, 0.4])),
        ),
        "robust": int(luck.choice([0, 0, 0, 1, 2])),
    }
    needs = data.project_requirements
    if len(needs) and luck.random() < 0.2:
        asked["stretch"] = [str(luck.choice(needs["strength_id"]))]
    for name, chance, n in (("include", 0.25, 1), ("exclude", 0.25, 2), ("together", 0.3, 2), ("apart", 0.4, 3)):
        if rng.random() < chance:
            asked[name] = some(n)
    if rng.random() < 0.3:
        asked["unit_at_most"] = {str(rng.choice(units)): int(rng.integers(0, 3))}
    if rng.random() < 0.2:
        asked["unit_at_least"] = {str(rng.choice(units)): int(rng.integers(1, 3))}
    return TeamProblem(data, project="J00", **asked)


def _wishes(rng: np.random.Generator, people: list[str], strengths: list[str]) -> pd.DataFrame:
    """Some people wish to learn some strengths; wishes for roles stand beside them."""
    rows = [(p, "strength", s) for p in people for s in strengths if rng.random() < 0.2] + [(people[0], "role", "R00")]
    return pd.DataFrame(rows, columns=["person_id", "target_kind", "target_id"])


def _rules(rng: np.random.Generator, people: list[str], units: list[str]) -> pd.DataFrame:
    pair = " ".join(str(p) for p in rng.choice(people, min(2, len(people)), replace=False))
    rows = [
        ("K1", str(rng.choice(["apart", "together", "exclude"])), pair, None, None),
        ("K2", "unit_at_most", None, str(rng.choice(units)), "1"),
        ("K3", "seat_by_the_window", pair, None, None),
    ]
    frame = pd.DataFrame(rows, columns=["rule_id", "rule", "subjects", "attribute", "value"])
    return frame.assign(owner="Works council", reason="as agreed", until=pd.NaT)


def every_team(problem: TeamProblem) -> list[tuple[int, int, tuple[str, ...]]]:
    """All teams that keep the rules, as (-worth in units, size, ids): sorted, the right answer comes first."""
    scorer = Scorer(problem)
    people = list(problem.data.people["person_id"])
    low, high = problem.sizes
    found = [
        (-sum(part.units for part in scorer.parts(team)), len(team), team)
        for team in chain.from_iterable(combinations(people, n) for n in range(low, high + 1))
        if not scorer.broken(team)
    ]
    return sorted(found)


def right_answers(problem: TeamProblem, n: int, differ: int = 1) -> list[tuple[str, ...]]:
    """The best team, then the next best of which at least `differ` members of each earlier one are absent."""
    left, answers = every_team(problem), []
    while left and len(answers) < n:
        best = left[0][2]
        answers.append(best)
        left = [one for one in left if len(set(best) - set(one[2])) >= differ]
    return answers


def small_organisation(**changes: pd.DataFrame) -> Dataset:
    """Six people A-F in units North (A, B, C) and South (D, E, F), one project needing S1 at 3 and S2 at 2.

    Levels: A S1 3 with energy, B S1 4, C S2 2, D S2 3 with energy, E S1 2, F nothing known. Everybody full time.
    """
    people = list("ABCDEF")
    day = pd.Timestamp("2026-01-01")
    frames = {
        "people": pd.DataFrame(
            {
                "person_id": people,
                "name": people,
                "unit": ["North"] * 3 + ["South"] * 3,
                "fte": 1.0,
                "start_date": day - pd.Timedelta(days=900),
            }
        ),
        "strengths": pd.DataFrame({"strength_id": ["S1", "S2"], "name": ["one", "two"], "kind": "skill"}),
        "claims": pd.DataFrame(
            [("A", "S1", 3, 1), ("B", "S1", 4, None), ("C", "S2", 2, None), ("D", "S2", 3, 2), ("E", "S1", 2, None)],
            columns=["person_id", "strength_id", "level", "energy"],
        ).assign(source="self", date=day, visibility="organisation"),
        "roles": pd.DataFrame({"role_id": ["R1"], "title": ["role"], "headcount": [1], "status": ["open"]}),
        "role_requirements": pd.DataFrame(
            {"role_id": ["R1"], "strength_id": ["S1"], "level": [3], "weight": [1.0], "mandatory": [False]}
        ),
        "projects": pd.DataFrame(
            {
                "project_id": ["J1"],
                "title": ["project"],
                "start_date": [day + pd.Timedelta(days=30)],
                "end_date": [day + pd.Timedelta(days=90)],
                "min_size": [2],
                "max_size": [2],
                "fte": [0.5],
            }
        ),
        "project_requirements": pd.DataFrame(
            {
                "project_id": "J1",
                "strength_id": ["S1", "S2"],
                "level": [3, 2],
                "weight": [1.0, 1.0],
                "mandatory": False,
                "min_people": 1,
            }
        ),
        "ties": pd.DataFrame({"person_a": ["B", "A"], "person_b": ["C", "D"], "weight": [4.0, 1.0]}),
    }
    return Dataset.from_frames({**frames, **changes}, today=day)
