"""Who holds which role at the reference date."""

from __future__ import annotations

import pandas as pd

from talentmap.data.dataset import Dataset
from talentmap.data.in_force import in_force


def valid_holdings(data: Dataset) -> pd.Series:
    """Whether each row of ``holdings`` is valid at the reference date; blank dates do not end or delay anything.

    Returns
    -------
    Series of shape (n_holdings,), bool, in the order of ``holdings``.
    """
    holdings = data.frames["holdings"]
    return in_force(holdings["since"], holdings["until"], data.reference_date)
