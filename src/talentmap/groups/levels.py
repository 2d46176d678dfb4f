"""What a solver says of a grouping question: who is where, and how good and how proven each level is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from talentmap.results import Status


@dataclass(frozen=True)
class Level:
    """One level of the lexicographic objective.

    Parameters
    ----------
    name
        ``wish_date``, ``wish_with``, ``fresh`` (a count, fewest), ``mix`` or ``distance``.
    best, bound
        Reached and proven, in the whole units of the layout.
    method
        How the bound was obtained: the last part of a key ``groups.method.*``.
    """

    name: str
    best: int
    bound: int
    method: str

    @property
    def proven(self) -> bool:
        """Whether no plan does better."""
        return self.best == self.bound


@dataclass(frozen=True, eq=False)
class Found:
    """How a solve ended.

    Parameters
    ----------
    status
        ``OPTIMAL`` only when every level is proven.
    labels
        Slot of each person, by position; empty without a solution.
    levels
        In order of priority.
    method
        How an answer without levels was obtained.
    timing
        Seconds per step.
    """

    status: Status
    labels: Sequence[int] = ()
    levels: tuple[Level, ...] = ()
    method: str = "search"
    timing: Mapping[str, float] = field(default_factory=dict)
