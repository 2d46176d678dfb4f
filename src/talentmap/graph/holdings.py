"""Who holds which role at the reference date."""

from __future__ import annotations

import pandas as pd

from talentmap.data.dataset import Dataset


def valid_holdings(data: Dataset) -> pd.Series:
    """Whether each row of ``holdings`` is valid at the reference date; blank dates do not end or delay anything.

    Returns
    -------
    Series of shape (n_holdings,), bool, in the order of ``holdings``.
    """
    holdings, today = data.frames["holdings"], data.reference_date
    if today is None:
        return pd.Series(True, index=holdings.index)
    since, until = holdings["since"], holdings["until"]
    return (since.isna() | (since <= today)) & (until.isna() | (until >= today))
