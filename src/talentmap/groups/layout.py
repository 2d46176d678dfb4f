"""A grouping question as plain arrays: people and slots by position. What every solver of this package works on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from talentmap.groups.criteria import Criteria
from talentmap.results import Reason

Pairs = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Slot:
    """A place for one group: a date with a part of the day, or just a number where no dates are asked for.

    Parameters
    ----------
    label
        ``2027-03-04``, ``2027-03-04 morning``, with ``#2`` for a second group at the same time; or ``1``, ``2``, ...
    date, part
        ISO date, blank without dates; ``day``, ``morning`` or ``afternoon``.
    copy
        0 for the first slot at this time, 1 for the second, ... Slots that differ in nothing else are interchangeable.
    """

    label: str
    date: str = ""
    part: str = "day"
    copy: int = 0


@dataclass(frozen=True)
class GroupRule:
    """One hard rule about particular people, over positions.

    Parameters
    ----------
    kind, name
        Kind, and the name of this instance: the kind and its ids (``apart:P01 P02``).
    reason
        The rule in words, with its owner where it has one.
    forbid
        (person, slot): this person is not in the group of this slot.
    together, apart
        (person, person): in one group; never in one group.
    counts
        (people, least, most): every group has so many of these people; None where open.
    closed
        (slots, most): of these slots at most so many are used.
    """

    kind: str
    name: str
    reason: Reason
    forbid: Pairs = ()
    together: Pairs = ()
    apart: Pairs = ()
    counts: tuple[tuple[tuple[int, ...], int | None, int | None], ...] = ()
    closed: tuple[tuple[tuple[int, ...], int], ...] = ()


@dataclass(frozen=True)
class Sizes:
    """How large groups may be.

    Parameters
    ----------
    least, most
        People in a group.
    groups
        Smallest and largest number of groups.
    exactly
        Size -> number of groups of this size; None where any sizes between `least` and `most` will do.
    """

    least: int
    most: int
    groups: tuple[int, int]
    exactly: Mapping[int, int] | None = None


@dataclass(frozen=True, eq=False)
class Layout:
    """Everything a solver needs to know.

    Parameters
    ----------
    people
        Ids, in order; N of them.
    slots
        S places for groups; a group is in one, and one slot holds at most one group.
    sizes
        How large groups are and how many there are.
    rules
        Hard rules, those easiest to give up first.
    wishes
        Shape (N, S), 0 or 1: this person would like this slot.
    pairs, pair_worth
        Shape (M, 2), positions with the first smaller, and (M,): 1 for a wish to be together.
    met
        Shape (K, 2): pairs who were in one group before; each that meets again counts against the plan.
    criteria
        What makes a group good; None where nothing is asked.
    distances
        Shape (N, N), whole units: worth of each pair in one group (maximally diverse grouping); None where not asked.
    mix
        How criteria count: ``worst`` (the worst group as good as possible), ``leximin`` (then the next worst, ...),
        ``sum``; ``distance`` takes the sum of `distances` instead.
    """

    people: tuple[str, ...]
    slots: tuple[Slot, ...]
    sizes: Sizes
    rules: tuple[GroupRule, ...] = ()
    wishes: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, 0), dtype=np.int64))
    pairs: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, 2), dtype=np.int64))
    pair_worth: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    met: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, 2), dtype=np.int64))
    criteria: Criteria | None = None
    distances: NDArray[np.int64] | None = None
    mix: str = "worst"

    @property
    def dated(self) -> bool:
        """Whether groups have dates."""
        return any(slot.date for slot in self.slots)
