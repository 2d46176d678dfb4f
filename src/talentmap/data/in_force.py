"""What is in force on a day, such as who works here at the reference date."""

from __future__ import annotations

import pandas as pd

from talentmap.data.dataset import Dataset


def in_force(since: pd.Series, until: pd.Series, day: pd.Timestamp | None) -> pd.Series:
    """Whether each pair of dates holds the day, first and last day included; a blank date or no day sets no limit.

    Parameters
    ----------
    since, until
        Dates, shape (n,), with one index.

    Returns
    -------
    Series of shape (n,), bool.
    """
    if day is None:
        return pd.Series(True, index=since.index)
    return (since.isna() | (since <= day)) & (until.isna() | (until >= day))


def employed(data: Dataset) -> pd.Series:
    """Whether each person works here at the reference date; blank dates do not exclude anybody.

    Returns
    -------
    Series of shape (n_people,), bool, in the order of ``people``.
    """
    people = data.frames["people"]
    return in_force(people["start_date"], people["end_date"], data.reference_date)
