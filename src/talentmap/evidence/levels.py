"""Profiles as dense arrays: what calculations run on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from talentmap.evidence.places import places

UNKNOWN = -1
"""Level of a pair of which nothing is known."""
UNKNOWN_ENERGY = -128
"""Energy of a pair of which the person said nothing."""

PRESENT = 2
"""Lowest level at which somebody has a strength."""
STRONG = 4
"""Lowest level at which somebody holds a strength strongly: others can lean on them."""


@dataclass(frozen=True, eq=False)
class Levels:
    """Levels and energy of people (rows) and strengths (columns), in the order asked for.

    Parameters
    ----------
    people, strengths
        Labels of rows and columns.
    level
        Shape (n_people, n_strengths), int8: 0-5, or -1 where unknown.
    energy
        Shape (n_people, n_strengths), int8: -2..2, or -128 where the person said nothing.
    """

    people: tuple[str, ...]
    strengths: tuple[str, ...]
    level: NDArray[np.int8]
    energy: NDArray[np.int8]

    @property
    def known(self) -> NDArray[np.bool_]:
        """Shape (n_people, n_strengths): whether the level is known. Level 0 is known."""
        known: NDArray[np.bool_] = self.level != UNKNOWN
        return known


def level_array(profiles: pd.DataFrame, people: Sequence[str], strengths: Sequence[str]) -> Levels:
    """Lay profiles out as dense arrays of the people and strengths asked for.

    Parameters
    ----------
    profiles
        As ``profiles(data)`` gives them.
    people, strengths
        Ids of rows and columns, each once, in the order wanted. Profiles of others are left out; an id without
        profiles is a row or column of unknowns.

    Returns
    -------
    Levels, with arrays of shape (n_people, n_strengths).
    """
    shape = (len(people), len(strengths))
    level = np.full(shape, UNKNOWN, dtype=np.int8)
    energy = np.full(shape, UNKNOWN_ENERGY, dtype=np.int8)
    row = places(profiles["person_id"], people)
    column = places(profiles["strength_id"], strengths)
    here = (row >= 0) & (column >= 0)
    at = (row[here], column[here])
    level[at] = profiles["level"].to_numpy()[here]
    energy[at] = profiles["energy"].fillna(UNKNOWN_ENERGY).to_numpy(dtype=np.int8)[here]
    return Levels(tuple(people), tuple(strengths), level, energy)
