"""Who works here at the reference date."""

from __future__ import annotations

import pandas as pd

from talentmap.data.dataset import Dataset


def employed(data: Dataset) -> pd.Series:
    """Whether each person works here at the reference date; blank dates do not exclude anybody.

    Returns
    -------
    Series of shape (n_people,), bool, in the order of ``people``.
    """
    people, today = data.frames["people"], data.reference_date
    if today is None:
        return pd.Series(True, index=people.index)
    started = people["start_date"].isna() | (people["start_date"] <= today)
    return started & (people["end_date"].isna() | (people["end_date"] >= today))
