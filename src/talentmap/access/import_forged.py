"""What no import may say: that a round was published, or what came out of it.

The outcome of a round is made by the store alone, once, from answers that are then destroyed. Afterwards it stands in
the data as a claim without a rater whose note is a code, and is shown without asking how many raters there were. Were
such a row taken from a file, whoever writes the file could give anybody an outcome, and nobody could tell it from a
real one. So both halves of it are refused, whatever stands in the store: a refusal that depended on that would tell
which rounds there are. A file that was exported with coded medians in it has them worked out, not rated; they are
refused for that reason too, because taken as a rating they would count as one more rater.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from talentmap.access.coded import CODED_SOURCES, CODES, lowest_level
from talentmap.data.dataset import Dataset
from talentmap.data.faults import Finding, data_error, excerpt, finding_frame
from talentmap.vocabulary import text

_MOST = 100
_LEVELS = {code: lowest_level(code) for code in CODES}


def refuse_forged(offered: Dataset) -> None:
    """See that a file holds no outcome of a round.

    Raises
    ------
    DataError
        It does: every row with its file, row and column.
    """
    rounds, claims = offered.frames["rounds"], offered.frames["claims"]
    made = claims["source"].isin(CODED_SOURCES) & claims["assessor_id"].isna() & claims["round_id"].notna()
    made &= claims["note"].map(_LEVELS).eq(claims["level"])
    found = [
        *_finding(offered, "rounds", "published", rounds["published"].notna().to_numpy(dtype=bool)),
        *_finding(offered, "claims", "note", made.to_numpy(dtype=bool)),
    ]
    if found:
        raise data_error(finding_frame(found))


def _finding(offered: Dataset, name: str, column: str, wrong: np.ndarray) -> Iterator[Finding]:
    rows = np.flatnonzero(wrong)
    if not len(rows):
        return
    origin = offered.origins.get(name)
    listed = rows[:_MOST]
    hint = text(f"store.import.forged_{column}")
    values = offered.frames[name][column]
    yield Finding(
        "contradiction",
        origin.file if origin else name,
        column,
        tuple(int(origin.rows[row]) for row in listed) if origin else (None,) * len(listed),
        tuple(excerpt(values.iloc[row] if column == "note" else values.iloc[row].date()) for row in listed),
        text("store.import.forged_expected"),
        (text("data.hint.in_place", place=origin.place, hint=hint) if origin and origin.place else hint,),
        more=len(rows) - len(listed),
    )
