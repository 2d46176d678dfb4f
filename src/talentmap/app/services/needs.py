"""What a project asks, in words."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from talentmap.app.services.words import day, strength_names
from talentmap.data.dataset import Dataset
from talentmap.vocabulary import text

_SIZE = 3
"""Size of a team where the project names none."""


@dataclass(frozen=True)
class ProjectNeed:
    """What a project asks: its days, its size, and its requirements as short texts."""

    days: str
    low: int
    high: int
    gates: tuple[str, ...]
    wishes: tuple[str, ...]


def project_need(data: Dataset, project: str) -> ProjectNeed:
    """Read it from the tables."""
    row = data.frames["projects"].set_index("project_id").loc[project]
    needs = data.frames["project_requirements"]
    needs = needs[needs["project_id"] == project]
    names = strength_names(data)
    said = [
        text("app.team.need", strength=names[strength], level=level)
        + (text("app.team.several", n=people) if people > 1 else "")
        for strength, level, people in zip(needs["strength_id"], needs["level"], needs["min_people"], strict=True)
    ]
    low: int = _SIZE if pd.isna(row["min_size"]) else int(str(row["min_size"]))
    return ProjectNeed(
        days=" – ".join(day(pd.Timestamp(str(d))) for d in (row["start_date"], row["end_date"]) if not pd.isna(d)),
        low=low,
        high=low if pd.isna(row["max_size"]) else int(str(row["max_size"])),
        gates=tuple(shown for shown, gate in zip(said, needs["mandatory"], strict=True) if gate),
        wishes=tuple(shown for shown, gate in zip(said, needs["mandatory"], strict=True) if not gate),
    )
