"""Where known strengths fall short of what is asked: per role, project or unit, and per holder of a role."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from talentmap.data.dataset import Dataset
from talentmap.data.in_force import employed
from talentmap.evidence import level_array, profiles
from talentmap.graph import valid_holdings
from talentmap.measures.demand import demands
from talentmap.measures.groups import NOT_GIVEN, groups_by
from talentmap.measures.names import chosen, strength_names

KINDS = ("role", "project", "unit")


def strength_gaps(data: Dataset, by: str = "role", *, include_private: bool = False) -> pd.DataFrame:
    """Hold every strength that is asked for against the people known to have it.

    Parameters
    ----------
    data
        The dataset. Needs are the free seats of open and future roles and the projects that have not ended; people
        who do not work here at the reference date are left out.
    by
        ``"role"`` or ``"project"``: each requirement against everybody. ``"unit"``: what a unit asks for against
        its own people.
    include_private
        True also uses claims whose owner keeps them private.

    Returns
    -------
    One row per role, project or unit, strength and level asked, in that order:

    ``owner_id``, ``strength_id``, ``strength``, ``level``
        Who asks, for what (with its name), at which level.
    ``mandatory``
        Whether it is a gate for any of those asking.
    ``needed``
        People asked for at this level or higher; free seats or ``min_people``.
    ``n_people``, ``met``, ``one_short``, ``short``, ``unknown``
        People counted, and how they divide: known at the level asked, one level below, further below, not known.
    ``shortfall_low``, ``shortfall_high``
        People lacking if all unknown would meet it, and if none would: max(0, needed - met - unknown) and
        max(0, needed - met). Equal where everything is known.

    Raises
    ------
    UnknownLabelError
        Another kind of `by`.

    Notes
    -----
    Our definition. Each requirement is looked at by itself and everybody counts, also who has a seat already: one
    person may meet many, so shortfalls do not add up and their absence does not promise that all seats can be filled
    at once. ``match_roles`` and ``propose_teams`` answer that.
    """
    chosen("measures.unknown_kind", by, KINDS, by=by)
    asked = demands(data)
    owner = asked["unit"].fillna(NOT_GIVEN) if by == "unit" else asked["owner_id"]
    asked = asked.assign(owner_id=owner) if by == "unit" else asked[asked["owner_kind"] == by]
    needs = _needs(asked)
    counts = _met_counts(data, needs, own_people=by == "unit", include_private=include_private)
    needs = needs.assign(strength=strength_names(data).reindex(needs["strength_id"]).astype("str").array, **counts)
    lacking = needs["needed"] - needs["met"]
    needs["shortfall_low"] = (lacking - needs["unknown"]).clip(lower=0)
    needs["shortfall_high"] = lacking.clip(lower=0)
    order = ["owner_id", "strength_id", "strength", "level", "mandatory", "needed"]
    return needs[[*order, *counts, "shortfall_low", "shortfall_high"]]


def person_gaps(
    data: Dataset,
    *,
    people: Sequence[str] | None = None,
    roles: Sequence[str] | None = None,
    include_private: bool = False,
) -> pd.DataFrame:
    """Hold the requirements of roles against one person at a time: what is met, short or unknown.

    Parameters
    ----------
    data
        The dataset as the reader may see it: this table shows levels of named people.
    people
        Ids; everybody if not said.
    roles
        Ids, to compare each of the people with each of these; if not said, the roles that each of them holds.
    include_private
        True also uses claims whose owner keeps them private.

    Returns
    -------
    One row per person, role and required strength, in that order: ``person_id``, ``role_id``, ``strength_id``,
    ``strength`` (name), ``required`` 0-5, ``level`` (Int8, missing where unknown), ``short`` (levels below what is
    asked, 0 when met; missing where unknown), ``mandatory``, ``state`` (met, short, unknown).

    Raises
    ------
    UnknownLabelError
        An id that is not in the data.
    """
    every = list(data.frames["people"]["person_id"])
    known_roles = list(data.frames["roles"]["role_id"])
    chosen_people = every if people is None else [_id("measures.unknown_person", p, every) for p in people]
    if roles is None:
        pairs = data.frames["holdings"][valid_holdings(data)][["person_id", "role_id"]].drop_duplicates()
        pairs = pairs[pairs["person_id"].isin(chosen_people)]
    else:
        wanted = [_id("measures.unknown_role", r, known_roles) for r in roles]
        pairs = pd.DataFrame([(p, r) for p in chosen_people for r in wanted], columns=["person_id", "role_id"])
    rows = pairs.astype("str").merge(data.frames["role_requirements"], on="role_id")
    rows = rows.rename(columns={"level": "required"})
    found = profiles(data, include_private=include_private)[["person_id", "strength_id", "level"]]
    rows = rows.merge(found, on=["person_id", "strength_id"], how="left")
    rows["level"] = rows["level"].astype("Int8")
    rows["short"] = (rows["required"].astype("Int8") - rows["level"]).clip(lower=0)
    state = np.where(rows["level"].isna(), "unknown", np.where(rows["short"].fillna(0) > 0, "short", "met"))
    rows["state"] = pd.Categorical(state, ["met", "short", "unknown"])
    rows["strength"] = strength_names(data).reindex(rows["strength_id"]).astype("str").array
    rows = rows.sort_values(["person_id", "role_id", "strength_id"], ignore_index=True)
    columns = ["person_id", "role_id", "strength_id", "strength", "required", "level", "short", "mandatory", "state"]
    return rows[columns]


def _needs(asked: pd.DataFrame) -> pd.DataFrame:
    """One row per owner, strength and level; ``needed`` counts those asking for this level or more."""
    keys = ["owner_id", "strength_id", "level"]
    needs = asked.groupby(keys, as_index=False).agg(mandatory=("mandatory", "max"), needed=("needed", "sum"))
    needs = needs.sort_values(keys, ascending=[True, True, False], ignore_index=True)
    needs["needed"] = needs.groupby(["owner_id", "strength_id"])["needed"].cumsum().astype("int64")
    return needs.sort_values(keys, ignore_index=True).astype({"mandatory": bool})


def _met_counts(
    data: Dataset, needs: pd.DataFrame, *, own_people: bool, include_private: bool
) -> dict[str, NDArray[np.int64]]:
    """How the people of each need's pool divide over met, one short, short and unknown."""
    people = list(data.frames["people"]["person_id"][employed(data).to_numpy()])
    strengths = sorted(set(needs["strength_id"]))
    level = level_array(profiles(data, include_private=include_private), people, strengths).level
    if own_people:
        groups = groups_by(data, "unit", units=needs["owner_id"])
        pool = groups.of_person[employed(data).to_numpy()]
        owners = [groups.names.index(owner) for owner in needs["owner_id"]]
    else:
        pool, owners = np.zeros(len(people), dtype=np.int64), [0] * len(needs)
    counts = {
        name: np.zeros(len(needs), dtype=np.int64) for name in ("n_people", "met", "one_short", "short", "unknown")
    }
    members = {owner: np.flatnonzero(pool == owner) for owner in dict.fromkeys(owners)}
    for row, (owner, strength, asked) in enumerate(zip(owners, needs["strength_id"], needs["level"], strict=True)):
        column = level[members[owner], strengths.index(strength)]
        counts["n_people"][row] = len(column)
        counts["met"][row] = (column >= asked).sum()
        counts["one_short"][row] = (column == asked - 1).sum() if asked else 0
        counts["unknown"][row] = (column < 0).sum()
    counts["short"] = counts["n_people"] - counts["met"] - counts["one_short"] - counts["unknown"]
    return counts


def _id(key: str, label: str, known: list[str]) -> str:
    return chosen(key, label, known, **{key.rpartition("_")[2]: label})
