"""What is in a dataset at a glance."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from talentmap.access.view import for_others
from talentmap.data.dataset import Dataset
from talentmap.data.dictionary import tables
from talentmap.vocabulary import text


@dataclass(frozen=True)
class Glance:
    """Counts that tell a reader what the data hold. ``silent`` are people of whom others may see no claim."""

    people: int
    units: int
    strengths: int
    claims: int
    private: int
    silent: int
    open_seats: int
    projects: int
    date: pd.Timestamp | None


def glance(data: Dataset) -> Glance:
    """Count what stands in the tables; seats are those of open and future roles, holders not subtracted."""
    frames = data.frames
    shared = for_others(data).frames["claims"]
    roles = frames["roles"]
    return Glance(
        people=len(frames["people"]),
        units=int(frames["people"]["unit"].nunique()),
        strengths=len(frames["strengths"]),
        claims=len(frames["claims"]),
        private=len(frames["claims"]) - len(shared),
        silent=int((~frames["people"]["person_id"].isin(shared["person_id"])).sum()),
        open_seats=int(roles.loc[roles["status"].isin(["open", "future"]), "headcount"].sum()),
        projects=len(frames["projects"]),
        date=data.reference_date,
    )


def table_overview(data: Dataset) -> pd.DataFrame:
    """One row per table that holds something: its name, its rows and what it means."""
    rows = [
        (name, len(data.frames[name]), table.meaning()) for name, table in tables().items() if len(data.frames[name])
    ]
    names = [text("app.column.table"), text("app.column.rows"), text("app.column.meaning")]
    return pd.DataFrame(rows, columns=names)
