"""How many hours people have on given days: the appointment, and what `availability` leaves of it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from talentmap.data.dataset import Dataset

ENOUGH = 1e-9
"""Hours are decimals typed by people: 0.1 + 0.2 is enough for 0.3."""
Day = pd.Timestamp | None


def project_days(data: Dataset, project: pd.Series) -> tuple[Day, Day]:
    """First and last day of a project (a row of ``projects``); the reference date where the data do not say.

    A blank last day is the first day, and the other way round: of an undated project only today is known.
    """
    first, last = (None if pd.isna(project[n]) else pd.Timestamp(project[n]) for n in ("start_date", "end_date"))
    today = data.reference_date
    first = first if first is not None else (min(today, last) if today is not None and last is not None else today)
    return first, last if last is not None else first


class FreeHours:
    """Share of a full week that people have on their least available day of a stretch of days.

    Available is the lowest over the days of: the appointment, and what `availability` leaves of it. A row for a part
    of the day bounds that half of the day, the other half stays as appointed. Holdings do not count against it: they
    are the regular job, from which people are released for a project, and `availability` says so where they are not.

    Parameters
    ----------
    data
        The dataset; looked up once for many stretches.
    """

    def __init__(self, data: Dataset) -> None:
        people, rows = data.frames["people"], data.frames["availability"]
        self._own = people["fte"].fillna(0.0).to_numpy(dtype=float)
        place = {person: k for k, person in enumerate(people["person_id"])}
        at = rows["person_id"].map(place)
        rows, at = rows[at.notna()], at[at.notna()]
        self._at = at.to_numpy(dtype=np.int64)
        self._from, self._to = rows["from_date"].to_numpy(), rows["to_date"].to_numpy()
        self._part = rows["part"].fillna("day").astype("str").to_numpy()
        self._left = np.minimum(rows["fte"].to_numpy(dtype=float), 1.0)

    def least(self, first: Day, last: Day) -> NDArray[np.float64]:
        """Shape (n_people,), in the order of ``people``; of days nobody knows every row of `availability` counts."""
        left = {part: np.full(len(self._own), np.inf) for part in ("day", "morning", "afternoon")}
        here = np.ones(len(self._at), dtype=bool)
        if first is not None and last is not None:
            here = (self._from <= last.to_datetime64()) & ~(self._to < first.to_datetime64())
        for part, cap in left.items():
            rows = here & (self._part == part)
            np.minimum.at(cap, self._at[rows], self._left[rows])
        half = self._own / 2
        parts = np.minimum(half, left["morning"]) + np.minimum(half, left["afternoon"])
        least: NDArray[np.float64] = np.minimum(np.minimum(self._own, left["day"]), parts)
        return least
