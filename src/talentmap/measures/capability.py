"""The capability map: which strengths are where, which are asked for and which are wished for."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from talentmap.data.dataset import Dataset
from talentmap.evidence import PRESENT, STRONG, places, profiles
from talentmap.measures.demand import demands
from talentmap.measures.groups import NOT_GIVEN, Groups, groups_by
from talentmap.measures.names import chosen, strength_names

VALUES = ("present", "strong", "known", "unknown", "needed", "wished")
"""Counts of the map that make a heatmap."""


def capability_map(
    data: Dataset, by: str | None = "unit", *, depth: int | None = None, include_private: bool = False
) -> pd.DataFrame:
    """Count the people of each group per strength; levels are counted, never averaged.

    Parameters
    ----------
    data
        The dataset. People who do not work here at its reference date are left out.
    by
        ``"unit"``, another attribute of people (``"location"``), or None for one group ``"*"``.
    depth
        With ``by="unit"``: roll units up to their ancestor this far below the top of the unit tree (0 is the top).
    include_private
        True also uses claims whose owner keeps them private.

    Returns
    -------
    One row per group and strength, by group and strength_id, with all pairs:

    ``group``, ``strength_id``, ``strength``
        Group (``""`` for a blank attribute), strength, and its name in the current language.
    ``n_people``
        People in the group.
    ``known``, ``unknown``
        People of whom the level is known, and of whom it is not; together ``n_people``. Level 0 is known.
    ``present``, ``strong``
        People known at level 2 or higher, and at level 4 or higher.
    ``needed``, ``needed_level``
        People asked for by free seats of open and future roles and by projects that have not ended, and the highest
        level asked (missing where nothing is asked). With ``by="unit"`` those of the unit; missing for attributes
        that roles and projects do not have.
    ``wished``
        People who named the strength as an aspiration.

    Raises
    ------
    UnknownLabelError
        People have no attribute `by`.
    ProblemError
        `depth` without units.

    Notes
    -----
    Our definition. The counts are of everybody in the dataset given; figures of groups too small to publish are
    withheld where they are published, in ``access``.
    """
    asked = demands(data)
    groups = groups_by(data, by, depth=depth, units=asked["unit"])
    strengths = pd.Index(data.frames["strengths"]["strength_id"])
    shape = (len(groups.names), len(strengths))
    levels = _level_counts(data, groups, strengths, include_private=include_private)
    needed, needed_level = _needed(asked, groups, strengths, by)
    people = np.repeat(groups.n_people, shape[1])
    return pd.DataFrame(
        {
            "group": pd.Series(np.repeat(np.array(groups.names, dtype=object), shape[1]), dtype="str"),
            "strength_id": pd.Series(np.tile(strengths.to_numpy(), shape[0]), dtype="str"),
            "strength": pd.Series(np.tile(strength_names(data).to_numpy(), shape[0]), dtype="str"),
            "n_people": people,
            "known": levels["known"],
            "unknown": people - levels["known"],
            "present": levels["present"],
            "strong": levels["strong"],
            "needed": needed,
            "needed_level": needed_level,
            "wished": _wished(data, groups, strengths),
        }
    )


def as_heatmap(capability: pd.DataFrame, value: str = "strong") -> pd.DataFrame:
    """The map as a table of groups (rows) by strengths (columns) for one of its counts.

    Parameters
    ----------
    capability
        As :func:`capability_map` gives it.
    value
        ``present``, ``strong``, ``known``, ``unknown``, ``needed`` or ``wished``.

    Raises
    ------
    UnknownLabelError
        The map has no such count.
    """
    chosen("measures.unknown_value", value, VALUES, value=value)
    return capability.pivot(index="group", columns="strength_id", values=value)  # noqa: PD010 - ids are unique, nothing to sum


def _level_counts(
    data: Dataset, groups: Groups, strengths: pd.Index, *, include_private: bool
) -> dict[str, NDArray[np.int64]]:
    found = profiles(data, include_private=include_private)
    people = data.frames["people"]["person_id"]
    group = np.r_[groups.of_person, -1][places(found["person_id"], people)]
    cell = group * len(strengths) + places(found["strength_id"], strengths)
    level = found["level"].to_numpy()
    size = len(groups.names) * len(strengths)
    least = {"known": 0, "present": PRESENT, "strong": STRONG}
    return {name: np.bincount(cell[(group >= 0) & (level >= floor)], minlength=size) for name, floor in least.items()}


def _needed(asked: pd.DataFrame, groups: Groups, strengths: pd.Index, by: str | None) -> tuple[pd.Series, pd.Series]:
    """People asked for and highest level asked per cell; missing where the groups say nothing about needs."""
    size = len(groups.names) * len(strengths)
    if by is not None and groups.of_unit is None:
        return pd.Series(pd.NA, index=range(size), dtype="Int64"), pd.Series(pd.NA, index=range(size), dtype="Int8")
    if groups.of_unit is None:
        group = np.zeros(len(asked), dtype=np.int64)
    else:
        names = asked["unit"].fillna(NOT_GIVEN).map(groups.of_unit).astype("str")
        group = places(names, groups.names)
    cell = group * len(strengths) + places(asked["strength_id"], strengths)
    counts = np.zeros(size, dtype=np.int64)
    np.add.at(counts, cell, asked["needed"].to_numpy(dtype=np.int64))
    highest = np.full(size, -1, dtype=np.int64)
    np.maximum.at(highest, cell, asked["level"].to_numpy(dtype=np.int64))
    return pd.Series(counts, dtype="Int64"), pd.Series(highest, dtype="Int8").mask(highest < 0)


def _wished(data: Dataset, groups: Groups, strengths: pd.Index) -> NDArray[np.int64]:
    wishes = data.frames["aspirations"]
    wishes = wishes[wishes["target_kind"] == "strength"].drop_duplicates(["person_id", "target_id"])
    people = data.frames["people"]["person_id"]
    group = np.r_[groups.of_person, -1][places(wishes["person_id"], people)]
    strength = places(wishes["target_id"], strengths)
    here = (group >= 0) & (strength >= 0)
    cells = group[here] * len(strengths) + strength[here]
    return np.bincount(cells, minlength=len(groups.names) * len(strengths))
