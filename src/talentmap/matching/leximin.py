"""Leximin matching: most seats filled, then the lowest fit as high as can be, then the next lowest, and so on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from talentmap.errors import SolverError
from talentmap.matching.objective import Objective
from talentmap.matching.optimal import all_pairs
from talentmap.matching.shortlists import Shortlists
from talentmap.matching.ties import first_by_ids
from talentmap.optimise.assignment import EXACT, Assignment, Pairs, assign
from talentmap.vocabulary import text

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
Tell = Callable[[str], None]


@dataclass(frozen=True, eq=False)
class Stage:
    """One step towards the leximin matching, with the prices that prove it.

    Parameters
    ----------
    low
        Pairs with a fit from the last group up to this are given up: some matching does without them.
    group
        The next fits, rising: fewest seats at the first, then at the second ... Empty for the steps on seats (first)
        and wishes (last).
    price, gain, floor, may_stay_empty
        As the assignment kernel has them.
    """

    low: int
    group: tuple[int, ...]
    price: Ints
    gain: Ints
    floor: Ints
    may_stay_empty: Mask


@dataclass(frozen=True, eq=False)
class Levelled:
    """A leximin matching and what proves it.

    Parameters
    ----------
    place
        Role of each candidate, -1 without one; shape (n_people,).
    stages
        Each on the pairs without slack in the one before.
    """

    place: Ints
    stages: tuple[Stage, ...]


@dataclass(eq=False)
class Face:
    """All matchings that are still in the running: pairs that may be used, people who must have a seat, roles whose
    seats may stay empty, and the fit up to which the number of seats at each fit is settled."""

    pairs: Pairs
    fit: Ints
    must: Mask
    may_stay_empty: Mask
    settled: int = -1

    def narrowed(self, stage: Stage, values: Ints) -> Face:
        """The matchings that the prices of a stage leave: no slack, and whoever has a gain has a seat."""
        tight = stage.price[self.pairs.role] + stage.gain[self.pairs.person] == values
        return Face(
            self.pairs.take(tight),
            self.fit[tight],
            self.must | (stage.gain > 0),
            self.may_stay_empty & (stage.price == stage.floor),
            stage.group[-1] if stage.group else self.settled,
        )

    def without(self, low: int) -> Face:
        """Give up pairs whose fit is not settled and under `low`."""
        keep = (self.fit <= self.settled) | (self.fit >= low)
        return Face(self.pairs.take(keep), self.fit[keep], self.must, self.may_stay_empty, self.settled)

    def values(self, group: tuple[int, ...], goal: Objective) -> Ints:
        """What each pair is worth in a stage.

        One seat at a fit of the group costs more than one at each seat of all later fits. A fit between two of the
        group (of somebody off the lists) costs no more than the higher one, so a proof covers it too. A seat for
        somebody who must have one is worth more than all of that. Without a group, wishes count.
        """
        seats = int(self.pairs.seats.sum())
        if not group:
            bonus = seats * goal.points + 1
            return bonus * self.must[self.pairs.person] + self.pairs.value % goal.scale
        bonus = (seats + 1) ** len(group)
        cost = np.array([*((seats + 1) ** power for power in reversed(range(len(group)))), 0], dtype=np.int64)
        at = np.where(self.fit > self.settled, np.searchsorted(group, self.fit), len(group))
        values: Ints = bonus * self.must[self.pairs.person] - cost[at]
        return values

    def floor(self, values: Ints) -> Ints:
        """Worth of an empty seat: nothing where seats may stay empty, elsewhere so low that it never pays."""
        reach = int(values.max(initial=0)) - int(values.min(initial=0)) + 1
        never = -(int(self.pairs.seats.sum()) + 2) * reach
        return np.where(self.may_stay_empty, 0, never)


def solve_leximin(goal: Objective, lists: Shortlists, tell: Tell) -> Levelled:
    """Find the leximin matching.

    The fits are settled from the lowest upwards, a few at a time: find the highest fit under which no further seat need
    fall, then the fewest seats at each of the next fits, by one assignment problem whose costs are powers of
    (seats + 1). The prices of each problem show which matchings share its optimum; the next problem chooses among
    those. Last come wishes and ids. Polynomial: at most two problems per fit that occurs, and a bisection.

    References
    ----------
    Burkard and Rendl (1991), Lexicographic bottleneck problems, doi:10.1016/0167-6377(91)90018-K. There each value is
    weighed at once by scaling; stages keep the numbers small enough to be exact.
    """
    tell("shortlists")
    lists.fill(lists.enough)
    tell("seats")
    pairs = all_pairs(lists.problem, lists)
    face = Face(pairs, pairs.value // goal.scale, np.zeros(pairs.n_people, dtype=bool), pairs.seats > 0)
    stages = [first_stage(face)]
    face = face.narrowed(stages[0], np.zeros(len(face.fit), dtype=np.int64))
    low = 0
    while (face.fit > face.settled).any():
        tell("level")
        low = _lowest_needed(face)
        face = face.without(low)
        if not (face.fit > face.settled).any():
            break
        group = _next_group(face)
        stage, _ = _stage(face, low, group, goal)
        stages.append(stage)
        face = face.narrowed(stage, face.values(group, goal))
    tell("ties")
    stage, found = _stage(face, low, (), goal)
    stages.append(stage)
    values = face.pairs.worth(face.values((), goal))
    found = replace(found, floor=np.where(face.may_stay_empty, found.floor, found.floor - 1))
    return Levelled(first_by_ids(values, found), tuple(stages))


def first_stage(face: Face) -> Stage:
    """Fill the most seats: every pair is worth 0, an empty seat -1."""
    floor = np.full(len(face.pairs.seats), -1, dtype=np.int64)
    found = assign(face.pairs.worth(np.zeros(len(face.fit), dtype=np.int64)), floor)
    if found is None:  # cannot be: every seat may stay empty
        raise SolverError(text("assignment.not_proven"))
    return Stage(0, (), found.price, found.gain, floor, face.may_stay_empty)


def _stage(face: Face, low: int, group: tuple[int, ...], goal: Objective) -> tuple[Stage, Assignment]:
    values = face.values(group, goal)
    floor = face.floor(values)
    found = assign(face.pairs.worth(values), floor, face.may_stay_empty)
    if found is None:  # cannot be: the stage before left at least its own matching
        raise SolverError(text("assignment.not_proven"))
    return Stage(low, group, found.price, found.gain, floor, face.may_stay_empty), found


def _lowest_needed(face: Face) -> int:
    """The highest fit such that some matching has no unsettled seat under it, by bisection."""
    levels = np.unique(face.fit[face.fit > face.settled])
    low, high = 0, len(levels)  # the first is always possible; past the last: no unsettled pair at all
    while low < high:
        middle = (low + high + 1) // 2
        cut = int(levels[middle]) if middle < len(levels) else int(levels[-1]) + 1
        if _possible(face.without(cut)):
            low = middle
        else:
            high = middle - 1
    return int(levels[low]) if low < len(levels) else int(levels[-1]) + 1


def _possible(face: Face) -> bool:
    """Whether some matching of the face uses only its pairs."""
    values = face.must[face.pairs.person].astype(np.int64)
    found = assign(face.pairs.worth(values), face.floor(values), face.may_stay_empty)
    return found is not None and bool((found.place[face.must] >= 0).all())


def _next_group(face: Face) -> tuple[int, ...]:
    """The next fits to settle: as many as exact arithmetic has room for."""
    base, size = int(face.pairs.seats.sum()) + 1, 1
    while 16 * base ** (size + 1) < EXACT and size < 12:
        size += 1
    levels = np.unique(face.fit[face.fit > face.settled])
    return tuple(int(level) for level in levels[:size])
