"""Figures that are published: strengths per group and cadence of conversations, as values of people for ``publish``."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from talentmap.access.figures import LEAST, publish
from talentmap.access.figures_facts import FigureInput
from talentmap.access.figures_groups import figure_groups
from talentmap.access.figures_table import PublishedTable
from talentmap.data.dataset import Dataset
from talentmap.evidence import PRESENT, STRONG, profiles
from talentmap.measures.names import strength_names
from talentmap.vocabulary import VISIBILITIES

KNOWN, PRESENT_, STRONG_, WISHED = "known", "present", "strong", "wished"
_LEAST = {KNOWN: 0, PRESENT_: PRESENT, STRONG_: STRONG}
_HELD = ("held", "gehouden")
_YEAR = 365
_REACH = {"manager": 1, "team": 2, "organisation": 3}


def strength_input(data: Dataset) -> FigureInput:
    """Who is known, present (level 2 or higher) and strong (4 or higher) in what, and who wishes it.

    Claims that their owner keeps private do not count. A contributor is somebody with any other claim that counts, or
    with a wish: which strengths somebody says nothing of must not decide where they are counted.

    Returns
    -------
    Figures ``S01.known``, ``S01.present``, ``S01.strong`` and ``S01.wished`` for each strength_id. Claims are seen one
    by one as far as the widest of them, or a row of ``sharing``, reaches; wishes by nobody.
    """
    groups = figure_groups(data)
    people = pd.Index(groups.people["person_id"])
    strengths = pd.Index(data.frames["strengths"]["strength_id"])
    shape = len(people), len(strengths)
    found = profiles(data)
    level = np.full(shape, -1, dtype=np.int8)
    _put(level, people, strengths, found["person_id"], found["strength_id"], found["level"].to_numpy(dtype=np.int8))
    wishes = data.frames["aspirations"]
    wishes = wishes[wishes["target_kind"] == "strength"]
    wished = np.zeros(shape, dtype=np.int8)
    _put(wished, people, strengths, wishes["person_id"], wishes["target_id"], np.ones(len(wishes), dtype=np.int8))
    reach = _reach(data, people, strengths)
    wishing = np.asarray(wished.any(axis=1))
    values, known = {"person_id": people.to_numpy()}, {"person_id": people.to_numpy()}
    for s, strength in enumerate(strengths):
        for name, least in _LEAST.items():
            values[f"{strength}.{name}"] = np.where(level[:, s] < 0, np.nan, level[:, s] >= least)
            known[f"{strength}.{name}"] = reach[:, s]
        values[f"{strength}.{WISHED}"] = np.where(wishing, wished[:, s], np.nan)
        known[f"{strength}.{WISHED}"] = np.zeros(len(people), dtype=np.int8)
    chains = tuple(tuple(f"{strength}.{name}" for name in _LEAST) for strength in strengths)
    contributes = [bool(each) for each in np.asarray((level >= 0).any(axis=1) | wishing)]
    return FigureInput(pd.DataFrame(values), groups, pd.DataFrame(known), contributes, chains)


def conversation_input(data: Dataset, *, days: int = _YEAR) -> FigureInput:
    """Who had a conversation (status ``held``) in the last year; figure ``conversation``, seen by nobody one by one.

    Where no conversation is recorded at all nothing is known of anybody.
    """
    groups = figure_groups(data)
    people = groups.people["person_id"]
    rows, today = data.frames["conversations"], data.reference_date
    held = rows["status"].astype("str").str.strip().str.lower().isin(_HELD)
    if today is not None:
        held &= (rows["date"] <= today) & (rows["date"] > today - pd.Timedelta(days=days))
    had = people.isin(rows["person_id"][held]).astype(float)
    recorded = len(rows) > 0
    values = pd.DataFrame({"person_id": people, "conversation": had if recorded else np.nan})
    known = pd.DataFrame({"person_id": people, "conversation": 0})
    return FigureInput(values, groups, known, [recorded] * len(people))


def strength_figures(
    data: Dataset, k: int = LEAST, *, earlier: PublishedTable | None = None, key: bytes | None = None
) -> PublishedTable:
    """Group figures of strengths that tell nothing of anybody: per unit, place, their cells, and the whole.

    Parameters
    ----------
    data
        The whole dataset: figures may rest on more than a reader sees one by one.
    k, earlier, key
        See :func:`~talentmap.access.figures.publish`. Without a key the figures are for somebody who holds the data.

    Returns
    -------
    Figures as in :func:`strength_input`; :func:`strength_table` puts them side by side.

    Raises
    ------
    ProblemError
        k is below 5 or below that of `earlier`.
    """
    return _published(strength_input(data), k, earlier, key)


def conversation_figures(
    data: Dataset, k: int = LEAST, *, earlier: PublishedTable | None = None, key: bytes | None = None
) -> PublishedTable:
    """How many people of each group had a conversation in the last year; as :func:`strength_figures`."""
    return _published(conversation_input(data), k, earlier, key)


def strength_table(published: PublishedTable, data: Dataset) -> pd.DataFrame:
    """Figures of strengths side by side.

    Returns
    -------
    One row per group and strength: ``kind``, ``unit``, ``location``, ``group``, ``strength_id``, ``strength``,
    ``size``, ``known``, ``unknown`` (size - known), ``present``, ``strong``, ``wished`` (people in fives, or missing if
    hidden), ``reason`` (why any of them is hidden, in the current language; blank where none is).
    """
    table = published.table()
    parts = table["figure"].str.rpartition(".")
    table = table.assign(strength_id=parts[0], what=parts[2])
    index = ["kind", "unit", "location", "group", "strength_id"]
    first = table[table["what"] == KNOWN].reset_index(drop=True)
    made = first[index].assign(strength=strength_names(data).reindex(first["strength_id"]).astype("str").array)
    by = {name: table[table["what"] == name].reset_index(drop=True) for name in (*_LEAST, WISHED)}
    sizes = pd.concat([part["size"] for part in by.values()], axis=1)
    made["size"] = sizes.max(axis=1).astype("Int64")
    made[KNOWN] = by[KNOWN]["count"]
    made["unknown"] = by[KNOWN]["size"] - by[KNOWN]["count"]
    for name in (PRESENT_, STRONG_, WISHED):
        made[name] = by[name]["count"]
    reasons = [part["reason"].tolist() for part in by.values()]
    made["reason"] = ["; ".join(dict.fromkeys(each for each in row if each)) for row in zip(*reasons, strict=True)]
    return made


def _published(made: FigureInput, k: int, earlier: PublishedTable | None, key: bytes | None) -> PublishedTable:
    return publish(
        made.table,
        made.groups,
        k,
        earlier=earlier,
        known=made.known,
        key=key,
        contributes=made.contributes,
        chains=made.chains,
    )


def _reach(data: Dataset, people: pd.Index, strengths: pd.Index) -> NDArray[np.int8]:
    """How far what is said of each person and strength can be seen: the rank of the widest claim or sharing."""
    reach = np.zeros((len(people), len(strengths)), dtype=np.int8)
    claims, shared = data.frames["claims"], data.frames["sharing"]
    for rank, word in enumerate(VISIBILITIES):
        rows = claims[claims["visibility"] == word]
        _put(reach, people, strengths, rows["person_id"], rows["strength_id"], np.full(len(rows), rank, dtype=np.int8))
    wide = shared["audience"].astype("str").map(_REACH).fillna(_REACH["team"]).to_numpy(dtype=np.int8)
    before = reach.copy()
    for rank in (1, 2, 3):
        rows = shared[wide == rank]
        _put(reach, people, strengths, rows["person_id"], rows["strength_id"], np.full(len(rows), rank, dtype=np.int8))
    return np.maximum(before, reach)


def _put(
    target: NDArray[np.int8], people: pd.Index, strengths: pd.Index, who: pd.Series, what: pd.Series, values: NDArray
) -> None:
    row, column = people.get_indexer(pd.Index(who)), strengths.get_indexer(pd.Index(what))
    here = (row >= 0) & (column >= 0)
    target[row[here], column[here]] = values[here]
