"""Published group figures as people read them: a figure, or the reason why there is none."""

from __future__ import annotations

import pandas as pd

from talentmap.access.figures_table import PublishedTable
from talentmap.app.services.words import strength_names
from talentmap.data.dataset import Dataset
from talentmap.vocabulary import text

FIGURES = ("known", "present", "strong", "wished")
"""What is counted of each strength."""
NAME = "strengths"
"""Name of the snapshots in the store."""


def published_shown(published: PublishedTable, data: Dataset, figure: str) -> pd.DataFrame:
    """A row per group and strength: figure and size in fives, or the reason why it is not shown."""
    names = strength_names(data)
    table = published.table()
    parts = table["figure"].str.rpartition(".")
    table = table.assign(strength=parts[0].map(names), counted=parts[2])
    table = table[(table["counted"] == figure) & table["strength"].notna()]
    shown = table[["group", "strength", "count", "size", "reason"]].reset_index(drop=True)
    return shown.rename(columns={name: text(f"published.column.{name}") for name in shown.columns})
