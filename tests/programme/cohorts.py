"""Small cohorts to plan: people, pools and groups, by hand and drawn."""

from __future__ import annotations

import os
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from talentmap.data.dataset import Dataset

FULL = bool(os.environ.get("TALENTMAP_FULL"))
"""Whether to draw many more cases."""


@dataclass(frozen=True)
class Part:
    """A subgroup as a plan gives it."""

    members: tuple[str, ...]
    subgroups: tuple[Part, ...] = ()
    id: str = ""


@dataclass(frozen=True)
class Group:
    """A group as a plan gives it."""

    id: str
    date: str
    part: str
    members: tuple[str, ...]
    subgroups: tuple[Part, ...]


@dataclass(frozen=True)
class Plan:
    """The attributes this package reads of a plan, and no others."""

    groups: tuple[Group, ...]


def people(n: int, **columns: Mapping[str, object]) -> pd.DataFrame:
    """P01, P02, ...: P01 manages all others unless said otherwise."""
    ids = [f"P{k:02d}" for k in range(1, n + 1)]
    frame = pd.DataFrame(
        {
            "person_id": ids,
            "name": [f"Mens {k}" for k in range(1, n + 1)],
            "unit": "U",
            "manager_id": [None, *ids[:1] * (n - 1)],
            "fte": 1.0,
        }
    )
    for name, values in columns.items():
        frame[name] = [values.get(person, frame[name][k] if name in frame else None) for k, person in enumerate(ids)]
    return frame


def dataset(n: int = 4, today: str | None = "2026-05-01", **tables: object) -> Dataset:
    """A dataset with n people and these tables: frames, or text with a header and blanks between cells (- is blank)."""
    frames: dict[str, pd.DataFrame] = {
        "people": people(n),
        "strengths": pd.DataFrame({"strength_id": ["S1"], "name": ["Sterk"], "kind": ["skill"]}),
        "claims": table("person_id strength_id level source date visibility"),
        "roles": table("role_id title unit headcount status"),
        "role_requirements": table("role_id strength_id level weight mandatory"),
    }
    frames |= {name: held if isinstance(held, pd.DataFrame) else table(str(held)) for name, held in tables.items()}
    return Dataset.from_frames(frames, today=today)


def table(text: str) -> pd.DataFrame:
    """Cells parted by blanks, a line per row; ``-`` is blank and ``~`` a blank within a cell."""
    lines = [line.split() for line in text.strip().splitlines()]
    rows = [[None if cell == "-" else cell.replace("~", " ") for cell in line] for line in lines[1:]]
    return pd.DataFrame(rows, columns=lines[0], dtype="object")


def groups(*asked: tuple[str, str, int], size: int = 1) -> Plan:
    """Groups from (date, part, number of subgroups), each subgroup of `size` people, P01 onwards."""
    made, person = [], 0
    for k, (date, part, n) in enumerate(asked, start=1):
        subgroups = []
        for m in range(1, n + 1):
            ids = tuple(f"P{person + i:02d}" for i in range(1, size + 1))
            person += size
            subgroups.append(Part(ids, id=f"G{k:02d}.{m}"))
        members = tuple(person for part in subgroups for person in part.members)
        made.append(Group(f"G{k:02d}", date, part, members, tuple(subgroups)))
    return Plan(tuple(made))


DATES = ("2026-05-11", "2026-05-12", "2026-05-13")


def drawn(
    rng: random.Random, *, parts: Sequence[str] = ("day",), pools: Sequence[str] = ("actor",)
) -> tuple[Dataset, Plan]:
    """A small plan and small pools with their own days."""
    asked = [(rng.choice(DATES), rng.choice(parts), rng.randint(1, 2)) for _ in range(rng.randint(1, 4))]
    rows = []
    for pool in pools:
        for k in range(rng.randint(1, 4)):
            name = f"{'X' if rng.random() < 0.3 else pool[0].upper()}{k}"
            days = sorted(day for day in DATES if rng.random() < 0.8) or [DATES[0]]
            capacity = rng.choice(["-", "-", "1", "2", "3"])
            rows += [f"{pool} {name} {capacity} {day} {day} {rng.choice(['-', '-', *parts])}" for day in days]
    text = "\n".join(["pool member_id capacity from_date to_date part", *rows])
    return dataset(12, pools=text), groups(*asked)
