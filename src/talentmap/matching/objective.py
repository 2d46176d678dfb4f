"""What makes one matching better than another: seats filled, then fit, then wishes, then ids.

The first three are added up in one whole number per pair. Each unit of an earlier one outweighs all of the later ones
together, so the greatest sum is the first by that order, exactly. Ids decide what is still equal; see ``ties``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from talentmap.errors import ProblemError
from talentmap.matching.problem import UNACCEPTABLE, MatchProblem
from talentmap.optimise.assignment import EXACT
from talentmap.vocabulary import text

Ints = NDArray[np.int64]
WISH_POINTS = 10
"""A first wish earns 10 points, the second 9 ... the tenth and any later one 1."""


@dataclass(frozen=True)
class Objective:
    """How values are put together: ``value = fit x scale + points of the wish``; an empty seat counts ``empty``.

    Parameters
    ----------
    points
        Of a first wish. Lower than ``WISH_POINTS`` only where a problem with very many seats leaves no room in exact
        arithmetic: then 1 (a wish counts, its place does not) or 0 (wishes do not decide).
    scale
        Above twice all points that any matching can earn, so that also a difference of two values tells fit and points
        apart.
    empty
        Below minus everything that any matching can earn.
    """

    points: int
    scale: int
    empty: int

    def keys(self, problem: MatchProblem, role: int) -> NDArray[np.integer]:
        """Values of a role with all candidates, packed closely in the same order; negative where not allowed."""
        fit = problem.row(role)
        if not self.points:
            return fit
        room = problem.kernel.highest * (self.points + 1) + self.points < 2**31
        key = fit * np.int32(self.points + 1) if room else fit * np.int64(self.points + 1)
        wishing, place = problem.wishes(role)
        earned = np.maximum(self.points + 1 - place, 1)
        key[wishing] += np.where(key[wishing] >= 0, earned, 0).astype(key.dtype)
        return key

    def unpacked(self, key: NDArray[np.integer]) -> Ints:
        """Values of the keys of allowed pairs."""
        fit, earned = np.divmod(key.astype(np.int64), self.points + 1)
        return fit * self.scale + earned

    def values_of(self, problem: MatchProblem, role: int, people: Ints, fit: Ints) -> Ints:
        """Values of a role with the candidates at these positions (rising), who are allowed and have these fits."""
        value = fit * self.scale
        wishing, place = problem.wishes(role)
        if self.points and len(wishing) and len(people):
            at = np.minimum(np.searchsorted(people, wishing), len(people) - 1)
            here = people[at] == wishing
            value[at[here]] += np.maximum(self.points + 1 - place[here], 1)
        return value

    def values(self, problem: MatchProblem, role: int) -> Ints:
        """Values of a role with all candidates; ``UNACCEPTABLE`` where not allowed."""
        key = self.keys(problem, role)
        return np.where(key < 0, UNACCEPTABLE, self.unpacked(key))

    def fit_of(self, difference: int) -> int:
        """Fit part, in units of 1e-6, of a difference of two values in which as many seats are filled."""
        return (difference + self.scale // 2) // self.scale


def objective(problem: MatchProblem) -> Objective:
    """The objective of a problem, with room for every total in exact arithmetic.

    Raises
    ------
    ProblemError
        So many seats that no total could be exact.
    """
    for candidate in _candidates(problem):
        if 8 * -candidate.empty < EXACT:
            return candidate
    raise ProblemError(text("matching.too_many_seats", seats=problem.n_seats))


def _candidates(problem: MatchProblem) -> Iterator[Objective]:
    seats = min(problem.n_seats, len(problem.people))
    wishes = min(seats, len(problem.wish_role))
    for points in (WISH_POINTS, 1, 0):
        scale = 2 * wishes * points + 1
        yield Objective(points if wishes else 0, scale, -((seats + 1) * (problem.kernel.highest * scale + points) + 1))
