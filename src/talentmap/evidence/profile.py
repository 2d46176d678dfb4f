"""Profiles: one row per person and strength of which anything is known."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from talentmap.access import for_others
from talentmap.data.dataset import Dataset
from talentmap.evidence.medians import Ints, distinct, lower_medians
from talentmap.evidence.standing import Standing, standing_claims
from talentmap.vocabulary import SOURCES

BASES = ("others", "self", "floor")
"""What the level of a profile rests on: raters other than the person, the person, or only a certificate or EVC."""


def profiles(data: Dataset, *, include_private: bool = False) -> pd.DataFrame:
    """What is known of each person's strengths at the reference date.

    Per rater only the latest claim dated on or before the reference date counts. ``level`` is the lower median over
    the raters other than the person; where there is none, it is the person's own level. Valid certificate and EVC
    claims are no raters but a floor: level = max(median, highest floor).

    Parameters
    ----------
    data
        The dataset; its ``reference_date`` decides what counts.
    include_private
        True also uses claims whose owner keeps them private.

    Returns
    -------
    One row per person and strength with a claim that counts, by person_id and strength_id:

    ``low``, ``level``, ``high``
        Levels 0-5, int8, ``low <= level <= high``. Raters of at least two categories (peer, manager, client): lowest
        and highest lower median of a category; else ``level - 1`` and ``level + 1``, clipped to 0-5.
    ``own_level``, ``energy``
        What the person says: level 0-5 and energy -2..2, Int8, missing where not said.
    ``floor``
        Highest valid certificate or EVC, Int8, missing without one.
    ``basis``
        ``others``, ``self`` or ``floor``: who rated, not whether a certificate lifted the level.
    ``n_raters``, ``n_claims``
        Raters other than the person; claims that count, with the own one and the floors.
    ``newest``, ``age_days``
        Date of the newest claim that counts, and its age at the reference date.

    A pair without a row is unknown, which is not level 0. That includes a pair with nothing but an expired
    certificate or claims of a later date.

    Notes
    -----
    Our definition (levels are ordinal, so no mean is taken; a lower median never flatters). Where it leaves room:

    - A blank assessor is one rater of that person and strength, whatever the source: unknown voices cannot outvote
      a known one by number. With source ``self`` it is the person.
    - A claim of the person about themself is their own whatever its source; so is one with source ``self``.
    - The same assessor under two sources (a peer who became the manager) is one rater: the latest claim counts, in
      the category it was made in. Of two claims on one day nobody knows which came last: the lower level counts, as
      with the median; equal levels go to the category named first in ``SOURCES``.
    - A floor lifts ``level`` and, where needed, ``high``; ``low`` keeps showing what the lowest category said.
    - Each valid certificate stands by itself: a later, lower one does not undo it. Nothing but a floor gives
      basis ``floor``. Beside an own level only, the basis stays ``self``.
    - Energy is that of the person's latest claim; if that one says nothing, it is missing, although an older one
      did speak.
    """
    view = for_others(data, include_private=include_private)
    ratings, floors = standing_claims(view)
    others, own = ratings.take(~ratings.own), ratings.take(ratings.own)
    every = np.concatenate([ratings.pair, floors.pair])
    pairs = distinct(every)
    median, n_raters = _filled(pairs, others)
    own_level, _ = _filled(pairs, own)
    floor = _highest(pairs, floors)
    level = np.maximum(np.where(n_raters > 0, median, own_level), floor)
    low, high = _band(pairs, others, level)
    people = view.frames["people"]["person_id"]
    strengths = view.frames["strengths"]["strength_id"]
    newest = _newest(pairs, every, np.concatenate([ratings.day, floors.day]))
    return pd.DataFrame(
        {
            "person_id": people.take(pairs // max(len(strengths), 1)).reset_index(drop=True),
            "strength_id": strengths.take(pairs % max(len(strengths), 1)).reset_index(drop=True),
            "low": low.astype(np.int8),
            "level": level.astype(np.int8),
            "high": high.astype(np.int8),
            "own_level": _nullable(own_level, own_level >= 0),
            "energy": _energy(pairs, own),
            "floor": _nullable(floor, floor >= 0),
            "basis": pd.Categorical.from_codes(
                np.where(n_raters > 0, 0, np.where(own_level >= 0, 1, 2)), pd.Index(BASES)
            ),
            "n_raters": n_raters,
            "n_claims": np.bincount(np.searchsorted(pairs, every), minlength=len(pairs)),
            "newest": newest.astype("datetime64[D]").astype("datetime64[us]"),
            "age_days": _today(view) - newest,
        }
    )


def _filled(pairs: Ints, claims: Standing) -> tuple[Ints, Ints]:
    """Lower median and number of claims for each pair; -1 and 0 where there is none."""
    level, count = np.full(len(pairs), -1), np.zeros(len(pairs), dtype=np.int64)
    found, medians, sizes = lower_medians(claims.pair, claims.level)
    at = np.searchsorted(pairs, found)
    level[at], count[at] = medians, sizes
    return level, count


def _highest(pairs: Ints, floors: Standing) -> Ints:
    level = np.full(len(pairs), -1)
    np.maximum.at(level, np.searchsorted(pairs, floors.pair), floors.level)
    return level


def _newest(pairs: Ints, pair: Ints, day: NDArray[np.int32]) -> Ints:
    newest = np.full(len(pairs), np.iinfo(np.int32).min, dtype=np.int64)
    np.maximum.at(newest, np.searchsorted(pairs, pair), day)
    return newest


def _band(pairs: Ints, others: Standing, level: Ints) -> tuple[Ints, Ints]:
    """Lowest and highest category median, or one level to either side where there are no two categories."""
    low, high = np.maximum(level - 1, 0), np.minimum(level + 1, 5)
    groups, medians, _ = lower_medians(others.pair * len(SOURCES) + others.source, others.level)
    at = np.searchsorted(pairs, groups // len(SOURCES))
    least, most = np.full(len(pairs), 5), np.zeros(len(pairs), dtype=np.int64)
    np.minimum.at(least, at, medians)
    np.maximum.at(most, at, medians)
    several = np.bincount(at, minlength=len(pairs)) > 1
    return np.where(several, least, low), np.where(several, np.maximum(most, level), high)


def _energy(pairs: Ints, own: Standing) -> pd.arrays.IntegerArray:
    energy = np.zeros(len(pairs), dtype=np.int8)
    said = np.zeros(len(pairs), dtype=bool)
    spoken = own.take(own.energy != -128)
    at = np.searchsorted(pairs, spoken.pair)
    energy[at], said[at] = spoken.energy, True
    return _nullable(energy, said)


def _nullable(values: NDArray[np.integer], known: NDArray[np.bool_]) -> pd.arrays.IntegerArray:
    return pd.arrays.IntegerArray(values.astype(np.int8), ~known)


def _today(data: Dataset) -> int:
    """Reference date in days since 1970; 0 where there is none, and then there are no claims either."""
    return 0 if data.reference_date is None else (data.reference_date - pd.Timestamp(0)).days
