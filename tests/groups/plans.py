"""Plans to change: any way of parting people, good or bad, and a small workshop worked out by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd

from talentmap.data.dataset import Dataset
from talentmap.groups import GroupProblem, GroupResult, plan_groups
from talentmap.groups.result import Group

RULES = ["rule_id", "rule", "subjects", "attribute", "value"]


def any_groups(problem: GroupProblem, rng: np.random.Generator) -> tuple[Group, ...]:
    """Groups of any sizes in any slots, nobody asked whether the rules allow it."""
    layout = problem.facts.layout
    n = len(layout.people)
    number = min(n, len(layout.slots), int(rng.integers(1, 4)))
    slots = sorted(int(s) for s in rng.choice(len(layout.slots), number, replace=False))
    labels = np.concatenate([np.arange(number), rng.integers(0, number, n - number)])
    rng.shuffle(labels)
    groups = []
    for g, s in enumerate(slots):
        members = tuple(layout.people[p] for p in np.flatnonzero(labels == g))
        slot = layout.slots[s]
        groups.append(Group(f"G{g + 1:02d}", members, slot.date, slot.part, (), slot.label))
    return tuple(groups)


def workshop(*rows: tuple[str, str, str, str, str], n: int = 8) -> Dataset:
    """People A, B, ... in units North (A, C, E, ...) and South; B reports to A, D to C.

    Strength S1: A and B at level 4, C at 2, nothing known of others. D is away on 2027-03-02.
    """
    people = [chr(65 + k) for k in range(n)]
    day = pd.Timestamp("2027-01-01")
    frames = {
        "people": pd.DataFrame(
            {
                "person_id": people,
                "name": people,
                "unit": ["North" if k % 2 == 0 else "South" for k in range(n)],
                "manager_id": [{"B": "A", "D": "C"}.get(p) for p in people],
                "fte": 1.0,
                "start_date": day - pd.Timedelta(days=900),
            }
        ),
        "strengths": pd.DataFrame({"strength_id": ["S1"], "name": ["one"], "kind": "skill"}),
        "claims": pd.DataFrame(
            [("A", "S1", 4), ("B", "S1", 4), ("C", "S1", 2)], columns=["person_id", "strength_id", "level"]
        ).assign(source="self", date=day, visibility="organisation"),
        "roles": pd.DataFrame({"role_id": ["R1"], "title": ["role"], "headcount": [1], "status": ["open"]}),
        "role_requirements": pd.DataFrame(
            {"role_id": ["R1"], "strength_id": ["S1"], "level": [3], "weight": [1.0], "mandatory": [False]}
        ),
        "availability": pd.DataFrame(
            {
                "person_id": ["D"],
                "from_date": [pd.Timestamp("2027-03-02")],
                "to_date": [pd.Timestamp("2027-03-02")],
                "part": ["day"],
                "fte": [0.0],
            }
        ),
        "rules": rules(*rows),
    }
    return Dataset.from_frames(frames, today=day)


def rules(*rows: tuple[str, str, str, str, str]) -> pd.DataFrame:
    """Rows (rule_id, rule, subjects, attribute, value) with an owner and a reason."""
    frame = pd.DataFrame(list(rows), columns=RULES).replace("", None)
    return frame.assign(owner="Board", reason="agreed", until=pd.NaT)


DATED = (
    ("K1", "date", "", "", "2027-03-01 2027-03-02"),
    ("K2", "not_with_manager", "", "", ""),
    ("K3", "needs_strength", "S1", "3", "1"),
    ("K4", "wish_date", "A", "", "2027-03-02"),
    ("K5", "wish_date", "E F", "", "2027-03-01"),
    ("K6", "wish_with", "E G H", "", ""),
    ("K7", "fresh", "F G", "", ""),
    ("K8", "diverse", "", "unit", ""),
)
"""Two dates: A on the second of March and B on the first, or the other way round, as each group needs S1."""


def workshop_plan(n: int = 8, subgroups: int | tuple[int, ...] = 2) -> GroupResult:
    """Two groups on two dates."""
    return plan_groups(workshop(*DATED, n=n), size=-(-n // 2), policy="under", subgroups=subgroups)
