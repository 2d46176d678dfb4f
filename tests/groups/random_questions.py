"""Small random grouping questions with rules of every kind; seeded, valid, about half of them impossible."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import pandas as pd

from talentmap.groups import GroupProblem
from talentmap.groups.kinds import KIND, KINDS
from tests.organisations import random_organisation

FULL = bool(os.environ.get("TALENTMAP_FULL"))
N_QUESTIONS = 500 if FULL else 16
DATES = ("2026-06-15", "2026-06-16", "2026-06-17")
CHANCE = {"needs_strength": 0.15, "at_least": 0.12, "fixed": 0.15, "closed": 0.15, "together": 0.2, "apart": 0.2}


def random_question(seed: int, *, most: int = 7, mix: str | None = None, rules: bool = True) -> GroupProblem:
    """A question about up to `most` people in up to three groups; without hard rules, if so asked, it has plans."""
    rng = np.random.default_rng([17, seed])
    n = max(int(rng.integers(2, most + 1)), int(rng.integers(2, most + 1)))
    data = random_organisation(seed, n_people=n, n_strengths=3, n_units=2)
    people = [str(p) for p in data.people["person_id"]]
    dated = bool(rng.random() < 0.6)
    policy = str(rng.choice(["under", "over", "exact", "between"]))
    number = min(n, int(rng.choice([1, 2, 2, 3, 3])))
    if policy == "exact":
        number = int(rng.choice([k for k in (1, 2, 3) if n % k == 0]))
    low = max(1, n // number - int(rng.integers(0, 2)))
    size: Any = {"under": -(-n // number), "over": max(1, n // number), "exact": n // number}.get(policy)
    asked: dict[str, Any] = {"size": size or (low, -(-n // number) + int(rng.integers(0, 2))), "policy": policy}
    if policy == "between":
        asked["n_groups"] = number
    tables = {"availability": _absences(rng, people), "rules": random_rules(rng, data.people, dated)}
    if not rules:
        easy = tables["rules"]["rule"].map(lambda kind: kind == "date" or not KIND[kind].hard)
        tables["rules"] = tables["rules"][easy]
    if dated and rng.random() < 0.5:
        tables["pools"] = _pools(rng)
    if dated and rng.random() < 0.3:
        asked["per_date"] = int(rng.integers(1, 3))
    asked["mix"] = mix or str(rng.choice(["worst", "worst", "leximin", "sum"]))
    asked["subgroups"] = [(), (2,), (2, 2)][int(rng.integers(0, 3))]
    return GroupProblem(data.replace(**tables), people=people, **asked)


def random_rules(rng: np.random.Generator, table: pd.DataFrame, dated: bool) -> pd.DataFrame:
    """Rows of any of the kinds; date rules only where groups are to have dates."""
    people = [str(person) for person in table["person_id"]]
    held = [f"{column}={value}" for column in ("unit", "location") for value in sorted(set(table[column]))]
    rows: list[tuple[str, str, str, str]] = []
    for kind in KINDS:
        chance = CHANCE.get(kind.name, 0.2 if kind.hard else 0.35)
        if kind.name == "date":
            chance = 1.0 if dated else 0.0
        if kind.name == "closed" and not dated:
            continue
        for _ in range(2 if kind.name == "wish_date" else 1):
            if rng.random() < chance:
                rows += _row(rng, kind.name, people, held, dated)
    offered = [f"{day}/{part or 'day'}" for kind, _, part, days in rows if kind == "date" for day in days.split()]
    rows = [(*row[:3], str(rng.choice(offered))) if row[0] == "fixed" and dated else row for row in rows]
    frame = pd.DataFrame(rows, columns=["rule", "subjects", "attribute", "value"])
    ids = [f"K{k:02d}" for k in range(len(frame))]
    return frame.replace("", None).assign(rule_id=ids, owner="Works council", reason="agreed", until=pd.NaT)


def _row(
    rng: np.random.Generator, kind: str, people: list[str], held: list[str], dated: bool
) -> list[tuple[str, str, str, str]]:
    def some(n: int) -> str:
        return " ".join(str(p) for p in rng.choice(people, min(n, len(people)), replace=False))

    def dates(n: int) -> str:
        return " ".join(sorted(str(d) for d in rng.choice(DATES, n, replace=False)))

    item = str(rng.choice(["unit", "location", "strength:S00"]))
    column = str(rng.choice(["unit", "location", *held]))
    part = str(rng.choice(["", "", "morning", "afternoon"]))
    who = some(3) if rng.random() < 0.3 else ""
    made = {
        "wish_date": (some(2), "", dates(int(rng.integers(1, 3)))),
        "wish_with": (some(3), "", ""),
        "fresh": (some(3), "", ""),
        "diverse": ("", item, str(rng.integers(1, 4))),
        "alike": ("", item, ""),
        "balanced": ("", item, "2"),
        "together": (some(2), "", ""),
        "apart": (some(2 + int(rng.integers(0, 2))), str(rng.choice(["", "groups"])), ""),
        "not_with_manager": (who, "", ""),
        "at_most": (who, column, str(rng.integers(1, 4))),
        "at_least": ("", column, str(rng.integers(0, 2))),
        "needs_strength": (f"S0{rng.integers(0, 3)}", str(rng.integers(0, 4)), str(rng.choice(["", "1", "2"]))),
        "fixed": (some(1), "date", dates(1)) if dated else (some(1), "group", "1"),
        "date": ("", part, " ".join(DATES[: int(rng.integers(2, 4))])),
        "closed": ("", part, dates(1)),
    }
    if len(people) < 2 and kind in ("wish_with", "fresh", "together", "apart"):
        return []
    if kind == "date" and rng.random() < 0.3:  # two parts of one day
        return [("date", "", "morning", DATES[0]), ("date", "", "afternoon", DATES[0]), ("date", "", "", DATES[1])]
    return [(kind, *made[kind])]


def _absences(rng: np.random.Generator, people: list[str]) -> pd.DataFrame:
    rows = []
    for person in people:
        for date in DATES:
            if rng.random() < 0.08:
                part, fte = str(rng.choice(["day", "morning"])), float(rng.choice([0.0, 0.0, 0.5]))
                rows.append((person, pd.Timestamp(date), pd.Timestamp(date), part, fte))
    return pd.DataFrame(rows, columns=["person_id", "from_date", "to_date", "part", "fte"])


def _pools(rng: np.random.Generator) -> pd.DataFrame:
    """Two rooms, three actors and three facilitators, some only for a part of the day or with a lapsed certificate."""
    rows = []
    for pool, number in (("room", 2), ("actor", 4), ("facilitator", 4)):
        if rng.random() < 0.5:
            continue
        for k in range(number):
            part = str(rng.choice(["day", "day", "day", "morning"]))
            until = pd.Timestamp(DATES[1]) if rng.random() < 0.2 and pool != "room" else pd.NaT
            end = pd.Timestamp(DATES[1]) if rng.random() < 0.2 else pd.NaT
            capacity = int(rng.integers(1, 3)) if pool == "room" else None
            rows.append((pool, f"{pool}{k}", capacity, end, part, until))
    columns = ["pool", "member_id", "capacity", "to_date", "part", "certificate_until"]
    return pd.DataFrame(rows, columns=columns)
