"""Groups of people that figures are given for: units, places or any other attribute, or the whole."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from talentmap.data.dataset import Dataset
from talentmap.data.in_force import employed
from talentmap.errors import ProblemError
from talentmap.evidence import places
from talentmap.measures.names import chosen
from talentmap.measures.unit_tree import UnitTree
from talentmap.vocabulary import text

WHOLE = "*"
"""The one group when no attribute is asked for."""
NOT_GIVEN = ""
"""The group of those whose attribute is blank."""


@dataclass(frozen=True, eq=False)
class Groups:
    """Groups in order of name, and where each person and each unit belongs.

    Parameters
    ----------
    names
        Names of the groups.
    of_person
        Shape (n_people,), position of the group of each person in the order of ``people``; -1 for those who do not
        work here at the reference date.
    of_unit
        Unit -> name of its group; None when the groups say nothing about units.
    """

    names: tuple[str, ...]
    of_person: NDArray[np.int64]
    of_unit: dict[str, str] | None

    @property
    def n_people(self) -> NDArray[np.int64]:
        """Shape (n_groups,), people in each."""
        return np.bincount(self.of_person[self.of_person >= 0], minlength=len(self.names))


def groups_by(data: Dataset, by: str | None, *, depth: int | None = None, units: pd.Series | None = None) -> Groups:
    """Put everybody who works here in a group.

    Parameters
    ----------
    by
        ``"unit"``, another attribute of people, or None for one group of all.
    depth
        With ``by="unit"``: give figures for the ancestors this far below the top of the unit tree (0 is the top);
        units above that depth stay themselves. None leaves units as they are.
    units
        Units that need a group even when nobody works there.

    Raises
    ------
    UnknownLabelError
        No such attribute.
    ProblemError
        A depth without units.
    """
    people = data.frames["people"]
    if depth is not None and by != "unit":
        raise ProblemError(text("measures.depth_needs_unit", by=repr(by)))
    if by is None:
        names = pd.Series(WHOLE, index=people.index, dtype="str")
    else:
        known = [name for name in people.columns if name not in ("person_id", "name")]
        names = people[chosen("measures.unknown_attribute", by, known, by=by)].astype("str").fillna(NOT_GIVEN)
    of_unit = None
    here = employed(data).to_numpy()
    if by == "unit":
        more = [] if units is None else list(units.fillna(NOT_GIVEN))
        of_unit = _ancestors(data, [*names, *more], depth)
        names = names.map(of_unit).astype("str")
        labels = {*names[here], *(of_unit[unit] for unit in more)}
    else:
        labels = set(names[here]) if by else {WHOLE}
    ordered = tuple(sorted(labels))
    return Groups(ordered, np.where(here, places(names, ordered), -1), of_unit)


def _ancestors(data: Dataset, units: list[str], depth: int | None) -> dict[str, str]:
    """Unit -> its ancestor at this depth, or itself."""
    if depth is None:
        return {unit: unit for unit in units}
    tree, found = UnitTree(data), {}
    for unit in dict.fromkeys(units):
        path = tree.path(unit)
        found[unit] = path[::-1][min(depth, len(path) - 1)]
    return found
