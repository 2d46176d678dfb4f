"""The day on which something is done; the clock is never asked."""

from __future__ import annotations

import pandas as pd

from talentmap.errors import ProblemError
from talentmap.vocabulary import text


def day(today: object) -> pd.Timestamp:
    """The day without its hours.

    Parameters
    ----------
    today
        As given with a workspace.

    Raises
    ------
    ProblemError
        No day was given.
    """
    found = pd.Timestamp(today) if today is not None else pd.NaT  # type: ignore[arg-type]
    if pd.isna(found):
        raise ProblemError(text("access.no_day"))
    return found.normalize()
