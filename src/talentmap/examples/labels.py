"""Ids, labels and dates: from the positions and days of the generator to columns of text and dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from talentmap.examples.draws import Ints

Labels = np.ndarray


@dataclass(frozen=True, eq=False)
class Ids:
    """Ids of the people, roles and projects of one district, by position."""

    people: Labels
    roles: Labels
    projects: Labels


def numbered(letter: str, numbers: Sequence[Ints], *, least: int) -> list[Labels]:
    """Ids such as ``P017`` for each district, numbers running on, all of the same width."""
    total = sum(map(len, numbers))
    width = max(least, len(str(total)))
    made, before = [], 0
    for each in numbers:
        made.append(np.array([f"{letter}{before + int(k) + 1:0{width}d}" for k in each], dtype=object))
        before += len(each)
    return made


def labels_at(names: Sequence[str] | Labels, position: Ints) -> pd.Series:
    """Names by position as text; position -1 is missing."""
    known = pd.array(list(names), dtype="str")
    return pd.Series(known.take(position, allow_fill=True))


def dates_at(days: Ints) -> pd.Series:
    """Days since 1970 as dates; -1 is missing."""
    found = pd.Series(days.astype("datetime64[D]").astype("datetime64[s]")).astype("datetime64[us]")
    return found.mask(days == -1)
