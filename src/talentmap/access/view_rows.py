"""Rows and cells of one table that the policy lets a viewer see."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from talentmap.access.policy import OTHERS, Grant
from talentmap.access.relation import MANAGER, UNIT, Relations
from talentmap.data.dictionary import Column, Table

Flags = NDArray[np.bool_]
Rule = Callable[[pd.DataFrame], Flags]
"""Rows of a table to which a rule of the policy applies."""

ABOUT: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "people": ("person_id",),
        "claims": ("person_id",),
        "sharing": ("person_id",),
        "rounds": ("person_id",),
        "holdings": ("person_id",),
        "ties": ("person_a", "person_b"),
        "recognitions": ("person_id", "colleague_id"),
        "aspirations": ("person_id",),
        "availability": ("person_id",),
        "goals": ("owner",),
        "conversations": ("person_id", "partner_id"),
        "pools": ("member_id",),
        "progress": ("person_id",),
    }
)
"""Columns that say whom a row is about. A table that is not named here is about nobody."""


def seen(
    table: Table, frame: pd.DataFrame, relations: Relations, grants: Sequence[Grant], rules: Mapping[str, Rule]
) -> tuple[pd.DataFrame, Flags]:
    """What these rows of the policy let the viewer see of a table.

    Parameters
    ----------
    table, frame
        A table of the dictionary and its rows.
    relations
        Who looks.
    grants
        Rows of the policy about this table that hold for the purpose.
    rules
        Rows to which each rule applies; a grant under a rule that is not named here shows nothing.

    Returns
    -------
    A frame of its own with the rows seen, numbered afresh, and which rows of `frame` those are.
    """
    cells = _cells(table, frame, relations, [grant for grant in grants if grant.rule in rules], rules)
    otherwise = {column: g.otherwise for g in grants if g.otherwise for column in g.columns}
    rows = np.ones(len(frame), dtype=bool)
    nobody = np.zeros(len(frame), dtype=bool)
    for column in table.columns:
        shown = cells.get(column.name, nobody)
        if (column.key or (column.required and column.name not in otherwise)) and not shown.all():
            rows &= shown | frame[column.name].isna().to_numpy()
    if not rows.any():
        return table.empty(), rows
    kept = frame if rows.all() else frame[rows].reset_index(drop=True)
    changed: dict[str, Any] = {}
    for column in table.columns:
        hidden = ~cells.get(column.name, nobody)[rows]
        if hidden.any():
            changed[column.name] = _blanked(column, kept[column.name], hidden, otherwise.get(column.name, ""))
    lost = [name for name in frame.columns if name not in table.names]
    for name in tuple(lost):  # columns of people that the dictionary does not know: only where something is seen
        shown = cells.get(name, cells.get(OTHERS, nobody))[rows] & kept[name].notna().to_numpy()
        if shown.any():
            changed[name] = kept[name].where(shown).array
            lost.remove(name)
    return kept.drop(columns=lost).assign(**changed) if lost or changed else kept, rows


def _cells(
    table: Table, frame: pd.DataFrame, relations: Relations, grants: Sequence[Grant], rules: Mapping[str, Rule]
) -> dict[str, Flags]:
    """Per column the rows in which it is seen; a column without a rule is absent: nobody sees it."""
    who = _who(table.name, frame, relations)
    cells: dict[str, Flags] = {}
    for grant in grants:
        reached = np.zeros(len(frame), dtype=bool)
        for name in grant.who:
            reached |= who(name)
        if reached.any():
            reached &= rules[grant.rule](frame)
        for column in grant.columns:
            cells[column] = cells[column] | reached if column in cells else reached
    return cells


def _who(table: str, frame: pd.DataFrame, relations: Relations) -> Callable[[str], Flags]:
    """Rows towards which the viewer is what a word of the policy says."""
    places = [relations.places(frame[column]) for column in ABOUT.get(table, ())]
    ranks = relations.rank_of(places[0]) if places else None
    me, n = relations.place, len(frame)

    def rows(word: str) -> Flags:
        if word in ("hr", "analyst"):
            return np.full(n, relations.belongs and relations.viewer.role == word)
        if word == "colleague":
            return np.full(n, relations.belongs)
        if me < 0 or (places and word == "party" and len(places) < 2):
            return np.zeros(n, dtype=bool)
        if word == "writer":
            wrote: Flags = (relations.places(frame["assessor_id"]) == me) & (places[0] != me)
            return wrote
        if ranks is None:
            return np.full(n, word == "self")
        found: Flags = places[0] == me
        if word == "party":
            found = found | (places[1] == me)
        elif word != "self":
            found = ranks == MANAGER if word == "manager" else ranks <= UNIT
        return found

    return rows


def about_nobody(table: str, relations: Relations) -> Rule:
    """The rule ``common``: rows that are about no person."""

    def rows(frame: pd.DataFrame) -> Flags:
        people = [relations.places(frame[column]) for column in ABOUT.get(table, ())]
        return np.logical_and.reduce([place < 0 for place in people]) if people else np.ones(len(frame), dtype=bool)

    return rows


def everything(frame: pd.DataFrame) -> Flags:
    """The rule ``seen``: every row."""
    return np.ones(len(frame), dtype=bool)


def _blanked(column: Column, values: pd.Series, hidden: Flags, otherwise: str) -> Any:
    """The values of a column with a blank, or `otherwise` where it must be filled, in the rows where it is hidden."""
    if not column.required:
        return values.mask(hidden).array
    filler = float(otherwise) if column.type in ("number", "integer", "level") else otherwise
    return values.mask(hidden, filler).astype(values.dtype).array
