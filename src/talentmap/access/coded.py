"""Ratings of peers and clients as one coded median each: what is published of a round, and nothing below it.

The levels 0-5 fall into three codes of two levels: 0-1 (not there yet), 2-3 (present) and 4-5 (strong). A lower median
is one of the ratings in order, and the codes keep that order, so the code of the median is the median of the codes:

    code(lower_median(levels)) = lower_median(code(levels))

What is published therefore depends on the ratings through their codes alone. Whatever is published, over any number of
rounds and any raters, and whatever some of them tell: every other rater may have given either level of a code.

Codes of a single level would not do. With 0-1 / 2 / 3 / 4-5, three raters and two rounds, a rater who answers 5 in the
one and 0 in the other learns the codes of the highest and of the lowest of the other two. Where both are 2, both are
known. Our definition.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

LEAST_RATERS = 3
"""With fewer raters of one category nothing is published of it."""

CODES = ("0-1", "2-3", "4-5")
"""Codes from low to high; each holds two levels."""

CODED_SOURCES = ("peer", "client")
"""Categories that are only ever published as coded medians. Manager and self stand apart, under their own name."""

_CELL = ["round_id", "person_id", "strength_id", "source"]


def code_of(level: int) -> str:
    """The code a level 0-5 falls into."""
    return CODES[level // 2]


def lowest_level(code: str) -> int:
    """The lowest level of a code: what a calculation uses for it."""
    return 2 * CODES.index(code)


def coded_medians(ratings: pd.DataFrame, *, least: int = LEAST_RATERS) -> pd.DataFrame:
    """Coded lower median of every round, person, strength and category with enough raters.

    Parameters
    ----------
    ratings
        Ratings of closed rounds: round_id, person_id, strength_id, source (peer or client; other rows are left out),
        rater and level 0-5. All blank raters of a cell are one rater; of several rows of one rater the lowest counts.
    least
        Raters needed, 3 or more; a smaller number counts as 3.

    Returns
    -------
    round_id, person_id, strength_id, source, level (the lowest of the code, int8) and code, in that order of rows. A
    cell with too few raters has no row. The number of raters is not told.
    """
    rows = ratings[ratings["source"].isin(CODED_SOURCES) & ratings["level"].notna()]
    cells = pd.DataFrame({name: rows[name].astype("str") for name in _CELL})
    cell = cells.groupby(_CELL, dropna=False, sort=True).ngroup().to_numpy()
    rater = pd.factorize(rows["rater"], use_na_sentinel=True)[0]
    level = rows["level"].to_numpy(dtype=np.int64)
    order = np.lexsort((level, rater, cell))
    cell, rater, level = cell[order], rater[order], level[order]
    once = np.ones(len(cell), dtype=bool)
    once[1:] = (cell[1:] != cell[:-1]) | (rater[1:] != rater[:-1])
    cell, level = cell[once], level[once]
    order = np.lexsort((level, cell))
    cell, level = cell[order], level[order]
    start = np.flatnonzero(np.r_[True, cell[1:] != cell[:-1]]) if len(cell) else np.empty(0, dtype=np.int64)
    size = np.diff(start, append=len(cell))
    enough = size >= max(least, LEAST_RATERS)
    code = level[(start + (size - 1) // 2)[enough]] // 2
    result = cells.drop_duplicates().sort_values(_CELL, ignore_index=True)[enough].reset_index(drop=True)
    result["level"] = (2 * code).astype(np.int8)
    result["code"] = pd.Series(np.asarray(CODES, dtype=object)[code], dtype="str")
    return result
