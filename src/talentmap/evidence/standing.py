"""Which claims count at the reference date, and whose they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from talentmap.data.dataset import Dataset
from talentmap.evidence.medians import Ints, group_starts
from talentmap.evidence.places import places
from talentmap.vocabulary import SOURCES

FLOORS = ("evc", "certificate")
_DAY = np.timedelta64(1, "D")
_FLOOR_FROM = SOURCES.index(FLOORS[0])


@dataclass(frozen=True, eq=False)
class Standing:
    """Claims as arrays of equal length, one entry per claim.

    Parameters
    ----------
    pair
        person position x number of strengths + strength position; both in id order.
    rater
        Position of the assessor among the people; the number of people for an unknown one.
    own
        Whether it is the person speaking of themself.
    source, level
        Position in ``SOURCES``; level 0-5.
    energy
        -2..2, or -128 where not said.
    day
        Days since 1970.
    """

    pair: Ints
    rater: Ints
    own: NDArray[np.bool_]
    source: NDArray[np.int8]
    level: NDArray[np.int8]
    energy: NDArray[np.int8]
    day: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.pair)

    def take(self, rows: NDArray[np.bool_] | Ints) -> Standing:
        """The claims at these rows."""
        return Standing(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))


def standing_claims(data: Dataset) -> tuple[Standing, Standing]:
    """Ratings and floors that count at the reference date of the dataset.

    Returns
    -------
    Ratings: of each rater of a person and strength the latest only. Floors: certificates and EVC still valid.
    """
    claims = data.frames["claims"]
    today = data.reference_date
    if today is None or not len(claims):
        nothing = _standing(data, claims.iloc[:0])
        return nothing, nothing
    on_time = claims["date"].to_numpy() <= today.to_datetime64()
    floor = claims["source"].cat.codes.to_numpy() >= _FLOOR_FROM
    ends = claims["valid_until"].to_numpy()
    valid = np.isnat(ends) | (ends >= today.to_datetime64())
    ratings = _standing(data, claims[on_time & ~floor])
    return ratings.take(_latest(ratings)), _standing(data, claims[on_time & floor & valid])


def _standing(data: Dataset, claims: pd.DataFrame) -> Standing:
    people = data.frames["people"]["person_id"]
    strengths = data.frames["strengths"]["strength_id"]
    person = places(claims["person_id"], people)
    assessor = places(claims["assessor_id"], people)
    source = claims["source"].cat.codes.to_numpy()
    own = (source == SOURCES.index("self")) | (assessor == person)
    rater = np.where(own, person, np.where(assessor < 0, len(people), assessor))
    return Standing(
        pair=person * max(len(strengths), 1) + places(claims["strength_id"], strengths),
        rater=rater,
        own=own,
        source=source.astype(np.int8),
        level=claims["level"].to_numpy(),
        energy=claims["energy"].fillna(-128).to_numpy(dtype=np.int8),
        day=(claims["date"].to_numpy().astype("datetime64[D]") - np.datetime64("1970-01-01", "D"))
        .astype(np.int64)
        .astype(np.int32),
    )


def _latest(ratings: Standing) -> Ints:
    """Rows of the latest claim per pair and rater; of one day the lowest level, then source, then energy."""
    if not len(ratings):
        return np.empty(0, dtype=np.int64)
    late_first = ratings.day.max() - ratings.day.astype(np.int64)
    unsaid_last = np.where(ratings.energy == -128, 3, ratings.energy).astype(np.int64) + 2
    within = ((late_first * 8 + ratings.level) * 8 + ratings.source) * 8 + unsaid_last
    whose = ratings.pair * (ratings.rater.max() + 1) + ratings.rater
    order = np.lexsort((within, whose))
    return order[group_starts(whose[order])]
