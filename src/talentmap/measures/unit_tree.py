"""The tree of units: which unit lies in which."""

from __future__ import annotations

from collections.abc import Mapping

from talentmap.data.dataset import Dataset


class UnitTree:
    """Units with the units above them, from the table ``units``; without that table every unit stands alone.

    Parameters
    ----------
    data
        The dataset. A unit that lies in itself by a loop in the table is walked once round.
    """

    def __init__(self, data: Dataset) -> None:
        rows = data.frames["units"][["unit", "parent_unit"]].dropna()
        self._parents: Mapping[str, str] = dict(zip(rows["unit"], rows["parent_unit"], strict=True))

    def path(self, unit: str) -> tuple[str, ...]:
        """The unit and all that it lies in, from itself to the top."""
        found = [unit]
        while (above := self._parents.get(found[-1])) is not None and above not in found:
            found.append(above)
        return tuple(found)

    def lies_in(self, unit: str, above: str) -> bool:
        """Whether a unit is another or lies under it."""
        return above in self.path(unit)
