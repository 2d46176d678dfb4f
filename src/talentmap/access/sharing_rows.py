"""Which items somebody shared with the viewer: the table sharing, the one exception to visibility."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from talentmap.access.relation import COLLEAGUE, MANAGER, UNIT, Relations
from talentmap.data.dataset import Dataset

AUDIENCES = {"manager": MANAGER, "team": UNIT, "organisation": COLLEAGUE}
"""Words for an audience, with the rank up to which each reaches. Other audiences are a person_id or a unit."""
EVERY_PURPOSE = "any"


@dataclass(frozen=True, eq=False)
class Items:
    """Pairs of person and strength, each as one number: person position x number of strengths + strength position."""

    strengths: pd.Index
    shared: NDArray[np.int64]

    def hold(self, places: NDArray[np.intp], strengths: pd.Series) -> NDArray[np.bool_]:
        """Whether each pair is among them."""
        if not len(self.shared):
            return np.zeros(len(places), dtype=bool)
        return np.isin(_numbers(places, strengths, self.strengths), self.shared)


def shared_items(data: Dataset, relations: Relations, purpose: str) -> Items:
    """The items that somebody shared with this viewer for this purpose, and that are still shared on the day given.

    An audience is a word of :data:`AUDIENCES`, else a person_id, else a unit, which means the people of that unit
    itself. Without a day given, a row with an end date shares nothing: nobody can say that it has not passed.
    """
    rows = data.frames["sharing"]
    index = pd.Index(data.frames["strengths"]["strength_id"])
    open_ended = rows["until"].isna().to_numpy()
    lasting = open_ended if data.today is None else open_ended | (rows["until"] >= data.today).to_numpy(dtype=bool)
    fits = rows["purpose"].isin([purpose, EVERY_PURPOSE]).to_numpy(dtype=bool) & lasting
    if not relations.belongs or not fits.any():
        return Items(index, np.empty(0, dtype=np.int64))
    rows = rows[fits]
    places = relations.places(rows["person_id"])
    reached = _reached(data, relations, rows["audience"], relations.rank_of(places))
    return Items(index, np.unique(_numbers(places, rows["strength_id"], index)[reached]))


def _reached(data: Dataset, relations: Relations, audience: pd.Series, rank: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Whether the viewer is in each audience; `rank` is the viewer's towards who shares."""
    most = audience.map(AUDIENCES)
    word = most.notna().to_numpy()
    within: NDArray[np.bool_] = word & (rank <= most.fillna(-1).to_numpy())
    if relations.place < 0:
        return within
    person = ~word & (relations.places(audience) >= 0)
    unit = data.frames["people"]["unit"].iloc[relations.place]
    named = person & (audience == relations.viewer.person_id).to_numpy(dtype=bool)
    own_unit: NDArray[np.bool_] = ~word & ~person & (audience == unit).to_numpy(dtype=bool)
    return within | named | own_unit


def _numbers(places: NDArray[np.intp], strengths: pd.Series, index: pd.Index) -> NDArray[np.int64]:
    return places.astype(np.int64) * max(len(index), 1) + index.get_indexer(pd.Index(strengths))
