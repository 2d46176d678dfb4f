"""The capability map as chosen on the page: what to group by, which groups and which kinds of strengths."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from talentmap.app.services.code import script
from talentmap.app.services.words import number, percent
from talentmap.data.dataset import Dataset
from talentmap.measures import capability_map
from talentmap.vocabulary import text

GROUPINGS = ("department", "unit", "location", "whole")
"""Ways to group people: units below the top of the tree, units as they are, places, everybody."""

VALUES = ("strong", "present", "unknown", "needed", "wished")
"""Counts that can colour the map."""


@dataclass(frozen=True)
class MapChoices:
    """What somebody chose on the page; no groups or kinds chosen means all."""

    grouping: str
    value: str
    groups: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    asked_only: bool = False

    @property
    def by(self) -> str | None:
        """The attribute of people to group by."""
        return {"department": "unit", "unit": "unit", "location": "location", "whole": None}[self.grouping]

    def table(self, data: Dataset) -> pd.DataFrame:
        """The part of the map that was chosen."""
        whole = capability_map(data, self.by, depth=1 if self.grouping == "department" else None)
        strengths = data.frames["strengths"]
        kept = strengths["strength_id"][strengths["kind"].isin(list(self.kinds) or strengths["kind"])]
        chosen = whole[whole["strength_id"].isin(kept)]
        if self.groups:
            chosen = chosen[chosen["group"].isin(self.groups)]
        if self.asked_only:
            chosen = chosen[chosen["strength_id"].isin(chosen["strength_id"][chosen["needed"].fillna(0) > 0])]
        return chosen.reset_index(drop=True)

    def code(self, load: str) -> str:
        """Python that gives the same table and picture."""
        by = "None" if self.by is None else repr(self.by)
        depth = ", depth=1" if self.grouping == "department" else ""
        lines = [f"shown = tm.capability_map(data, {by}{depth})"]
        if self.kinds:
            lines.append("strengths = data.table('strengths')")
            lines.append(f"kinds = strengths['strength_id'][strengths['kind'].isin({list(self.kinds)!r})]")
            lines.append("shown = shown[shown['strength_id'].isin(kinds)]")
        if self.groups:
            lines.append(f"shown = shown[shown['group'].isin({list(self.groups)!r})]")
        if self.asked_only:
            lines.append("asked = shown['strength_id'][shown['needed'].fillna(0) > 0]")
            lines.append("shown = shown[shown['strength_id'].isin(asked)]")
        lines.append(f"tm.plots.plot_capability_map(shown, value={self.value!r})")
        return script(load, *lines)


def groupings(data: Dataset) -> list[str]:
    """The ways to group that these data allow."""
    people, units = data.frames["people"], data.frames["units"]
    possible = {"department": len(units) > 0, "location": people["location"].notna().any()}
    return [name for name in GROUPINGS if possible.get(name, True)]


def map_facts(shown: pd.DataFrame) -> list[tuple[str, object, str, str]]:
    """What the chosen part of the map says in four figures."""
    sums = shown.groupby("strength_id")[["strong", "present", "known", "n_people", "needed"]].sum()
    asked = sums[sums["needed"] > 0]
    cells = int(sums["n_people"].sum())
    known = int(sums["known"].sum())
    return [
        (text("app.map.fact.strong"), number(int((sums["strong"] > 0).sum())), _of(len(sums)), ""),
        (text("app.map.fact.scarce"), number(int((asked["strong"].between(1, 2)).sum())), _of(len(asked)), "warm"),
        (text("app.map.fact.gaps"), number(int((asked["strong"] == 0).sum())), _of(len(asked)), "warm"),
        (
            text("app.map.fact.unknown"),
            percent(1 - known / cells) if cells else "–",
            text("app.map.fact.unknown_note"),
            "soft",
        ),
    ]


def _of(total: int) -> str:
    return text("app.map.fact.of", n=number(total))


def map_shown(shown: pd.DataFrame) -> pd.DataFrame:
    """The map with headers in the current language."""
    heads = {name: text(f"app.map.column.{name}") for name in shown.columns if name != "strength_id"}
    return shown.drop(columns="strength_id").rename(columns=heads)


def keys_shown(keys: pd.DataFrame) -> pd.DataFrame:
    """Key people with the columns people read, and headers in the current language."""
    columns = ("strength", "person", "level", "n_strong", "next_level", "unknown", "needed", "reason")
    return keys[list(columns)].rename(columns={name: text(f"app.map.column.{name}") for name in columns})
