"""What is still to be searched of a Pareto front: boxes, split by each point found.

Values are whole numbers and more is better. A box is given by its corner ``low``: points above it in every term. The
boxes together always hold every non-dominated point that is not yet known, so when none is left the front is complete,
whatever the number of terms.

Klamroth, Lacour and Vanderpooten (2015), "On the representation of the search region in multi-objective optimization",
European Journal of Operational Research 245, doi:10.1016/j.ejor.2015.03.031. For two terms, and with a grid, this is
the augmented epsilon-constraint method: Mavrotas (2009), doi:10.1016/j.amc.2009.03.037; Mavrotas and Florios (2013),
doi:10.1016/j.amc.2013.03.002.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

Point = tuple[int, ...]


@dataclass(frozen=True)
class Box:
    """Points above ``low`` in every term; none is above ``high`` in any."""

    low: Point
    high: Point

    @property
    def size(self) -> int:
        """How many points of whole numbers it holds."""
        return prod(high - low for low, high in zip(self.low, self.high, strict=True))


class SearchRegion:
    """Where non-dominated points may still be.

    Parameters
    ----------
    low, high
        Corners of everything: every value is above ``low`` and at most ``high``.
    step
        Grid per term: after a point, the next is looked for from the next line of the grid on; 1 leaves nothing out.

    Attributes
    ----------
    coarse
        Whether the grid left something out, so that the points found may be a part of the front.
    """

    def __init__(self, low: Sequence[int], high: Sequence[int], step: Sequence[int] | None = None) -> None:
        self._origin = tuple(low)
        self._step = tuple(step or (1,) * len(self._origin))
        self.boxes: list[Box] = [Box(self._origin, tuple(high))]
        self.coarse = False

    def largest(self) -> Box | None:
        """The box with most room, so that a search that is stopped has points all over; None when done."""
        return min(self.boxes, key=lambda box: (-box.size, box.low), default=None)

    def close(self, box: Box) -> None:
        """There is no point in this box, nor in any inside it."""
        self.boxes = [b for b in self.boxes if not _within(b.low, box.low)]

    def found(self, point: Point) -> None:
        """Leave out what a non-dominated point dominates."""
        kept, split = [], []
        for box in self.boxes:
            if all(value > low for value, low in zip(point, box.low, strict=True)):
                split += [part for t in range(len(point)) for part in self._above(box, point, t)]
            else:
                kept.append(box)
        new = list(dict.fromkeys(split))
        every = [*kept, *new]
        self.boxes = [b for b in every if not any(c is not b and _inside(b, c, every) for c in every)]

    def _above(self, box: Box, point: Point, term: int) -> list[Box]:
        """The part of a box that beats a point in one term."""
        least = self._next_line(point[term], term)
        low = tuple(least if t == term else value for t, value in enumerate(box.low))
        high = box.high
        if len(point) == 2:  # better in one of two terms is worse in the other
            high = tuple(value if t == term else min(value, point[t] - 1) for t, value in enumerate(high))
        return [Box(low, high)] if all(a < b for a, b in zip(low, high, strict=True)) else []

    def _next_line(self, value: int, term: int) -> int:
        step, origin = self._step[term], self._origin[term]
        if step <= 1:
            return value
        line = origin + -(-(value + 1 - origin) // step) * step
        self.coarse = self.coarse or line > value + 1
        return line - 1


def _within(low: Point, other: Point) -> bool:
    """Whether what lies above `low` lies above the other too."""
    return all(a >= b for a, b in zip(low, other, strict=True))


def _inside(box: Box, other: Box, every: list[Box]) -> bool:
    """Whether another box holds this one; of two alike the later goes."""
    if box.low == other.low:
        return every.index(other) < every.index(box)
    return _within(box.low, other.low)


def non_dominated(points: Sequence[Point]) -> list[Point]:
    """Points to which no other is at least equal in every term, each once, the first term greatest first."""
    kept: list[Point] = []
    for point in sorted(set(points), reverse=True):
        if not any(_within(other, point) for other in kept):
            kept.append(point)
    return kept
