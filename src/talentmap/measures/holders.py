"""Strengths that hang on one or two people."""

from __future__ import annotations

import pandas as pd

from talentmap.data.dataset import Dataset
from talentmap.data.in_force import employed
from talentmap.evidence import STRONG, profiles
from talentmap.measures.demand import demands
from talentmap.measures.names import strength_names
from talentmap.vocabulary import text


def key_people(data: Dataset, *, most: int = 2, include_private: bool = False) -> pd.DataFrame:
    """Find the strengths held strongly by one or two people, and who those are.

    Parameters
    ----------
    data
        The dataset. People who do not work here at its reference date are left out.
    most
        Strengths held strongly (level 4 or higher) by up to this many people.
    include_private
        True also uses claims whose owner keeps them private.

    Returns
    -------
    One row per strength and holder. Strengths that are asked for come first, then those with the fewest holders and
    the fewest people next in line, then by strength_id and person_id:

    ``strength_id``, ``strength``, ``person_id``, ``person``, ``level``, ``basis``
        The strength and its holder, with names, and what the level rests on (see ``profiles``).
    ``n_strong``, ``next_level``, ``unknown``
        People who work here and are known at level 4 or higher; one level below; and not known at all, among whom
        there may be more holders.
    ``needed``
        People asked for by free seats of open and future roles and by projects that have not ended.
    ``leaves``
        Last day of the holder, missing without one.
    ``reason``
        The above as a sentence in the current language.

    Notes
    -----
    Our definition. It speaks of what is recorded, so "the only one" means the only one known: a strength that many
    have but did not share shows up with a high ``unknown``. A strength that nobody holds strongly is a gap
    (``strength_gaps``), not a key person.
    """
    here = data.frames["people"][employed(data).to_numpy()].set_index("person_id")
    found = profiles(data, include_private=include_private)
    found = found[found["person_id"].isin(here.index)]
    level = found["level"]
    counts = pd.DataFrame(
        {
            "n_strong": found[level >= STRONG]["strength_id"].value_counts(),
            "next_level": found[level == STRONG - 1]["strength_id"].value_counts(),
            "known": found["strength_id"].value_counts(),
            "needed": demands(data).groupby("strength_id")["needed"].sum(),
        },
    ).reindex(data.frames["strengths"]["strength_id"])
    counts = counts.fillna(0).astype("int64")
    counts["unknown"] = len(here) - counts.pop("known")
    few = counts[(counts["n_strong"] > 0) & (counts["n_strong"] <= most)]
    holders = found[(level >= STRONG) & found["strength_id"].isin(few.index)]
    rows = holders[["strength_id", "person_id", "level", "basis"]].merge(few.reset_index(), on="strength_id")
    rows = rows.assign(
        strength=strength_names(data).reindex(rows["strength_id"]).astype("str").array,
        person=here["name"].reindex(rows["person_id"]).astype("str").array,
        leaves=here["end_date"].reindex(rows["person_id"]).to_numpy(),
        first=rows["needed"] == 0,
    )
    rows = rows.sort_values(["first", "n_strong", "next_level", "strength_id", "person_id"], ignore_index=True)
    columns = ["strength_id", "strength", "person_id", "person", "level", "basis"]
    rows = rows[[*columns, "n_strong", "next_level", "unknown", "needed", "leaves"]]
    return rows.assign(reason=pd.Series(_reasons(rows), index=rows.index, dtype="str"))


def _reasons(rows: pd.DataFrame) -> list[str]:
    together: dict[str, list[str]] = {}
    for strength, person in zip(rows["strength_id"], rows["person"], strict=True):
        together.setdefault(strength, []).append(person)
    return [_reason(row, together[row["strength_id"]]) for row in rows.to_dict("records")]


def _reason(row: dict, holders: list[str]) -> str:
    others = [name for name in holders if name != row["person"]]
    key = {1: "only", 2: "two"}.get(int(row["n_strong"]), "some")
    parts = [
        text(
            f"measures.key.{key}",
            person=row["person"],
            other=", ".join(others),
            strength=row["strength"],
            level=STRONG,
            n=row["n_strong"],
        )
    ]
    if row["needed"]:
        parts.append(text(_counted("measures.key.needed", row["needed"]), needed=row["needed"]))
    parts.append(text(_counted("measures.key.next", row["next_level"]), next=row["next_level"]))
    if not pd.isna(row["leaves"]):
        parts.append(text("measures.key.leaves", person=row["person"], date=f"{row['leaves']:%Y-%m-%d}"))
    return "; ".join(parts) + "."


def _counted(key: str, number: int) -> str:
    """Key of the sentence for none, one or several, where the catalogue has a text of its own for it."""
    return {0: f"{key}_none", 1: f"{key}_one"}.get(number, key)
