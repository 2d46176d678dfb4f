"""How close a viewer stands to each person, worked out from the data at each request."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from talentmap.access.viewer import Viewer
from talentmap.data.dataset import Dataset

RELATIONS = ("self", "manager", "unit", "colleague", "stranger")
"""From near to far; the position is the rank that visibility is compared with. A stranger reaches nothing."""
SELF, MANAGER, UNIT, COLLEAGUE, STRANGER = range(len(RELATIONS))
_INSIDE = ("employee", "hr", "analyst")
_STAFF = ("hr", "analyst")


@dataclass(frozen=True, eq=False)
class Relations:
    """A viewer and how they stand to everybody.

    Parameters
    ----------
    viewer
        Who looks.
    place
        Position of the viewer in the table people, -1 when they do not stand there.
    belongs
        Whether they work here on the reference date, or look as HR or analyst without standing in the table.
    rank
        Shape (n_people,), int8: position in :data:`RELATIONS` towards each person, in the order of the table.
    people
        Index of the ids, in the order of the table.
    """

    viewer: Viewer
    place: int
    belongs: bool
    rank: NDArray[np.int8]
    people: pd.Index

    def places(self, ids: pd.Series) -> NDArray[np.intp]:
        """Position of each id among the people, -1 for blanks and for what is no person."""
        found: NDArray[np.intp] = self.people.get_indexer(pd.Index(ids))
        return found

    def rank_of(self, places: NDArray[np.intp]) -> NDArray[np.int8]:
        """Rank towards the people at these positions; a stranger where there is nobody."""
        found: NDArray[np.int8] = np.append(self.rank, np.int8(STRANGER))[places]
        return found


def relations(data: Dataset, viewer: Viewer) -> Relations:
    """How this viewer stands to each person on the day given with the dataset.

    Notes
    -----
    Direct managers only: the manager of one's manager is a colleague, unless they share a unit. Somebody who no longer
    works here, or not yet, keeps what is their own and is a stranger to the others; without a day given nobody can say
    that an end date still lies ahead, so it counts as passed. Outsiders and administrators are strangers to all.
    """
    people = data.frames["people"]
    ids = pd.Index(people["person_id"])
    n = len(ids)
    inside = viewer.role in _INSIDE
    place = int(ids.get_indexer(pd.Index([viewer.person_id]))[0]) if inside and viewer.person_id is not None else -1
    belongs = _works_here(people, place, data.today) if place >= 0 else viewer.role in _STAFF and not viewer.person_id
    rank = np.full(n, COLLEAGUE if belongs else STRANGER, dtype=np.int8)
    if place >= 0:
        if belongs:
            rank[(people["unit"] == people["unit"].iloc[place]).to_numpy(dtype=bool)] = UNIT
            rank[(people["manager_id"] == viewer.person_id).fillna(False).to_numpy(dtype=bool)] = MANAGER
        rank[place] = SELF
    return Relations(viewer, place, belongs, rank, ids)


def _works_here(people: pd.DataFrame, place: int, today: pd.Timestamp | None) -> bool:
    start, end = people["start_date"].iloc[place], people["end_date"].iloc[place]
    if today is None:
        return bool(pd.isna(end))
    return bool((pd.isna(start) or start <= today) and (pd.isna(end) or end >= today))
