"""What people and roles prefer, as numbers that compare the same way."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from talentmap.matching.problem import MatchProblem

Ints = NDArray[np.int64]
NO_WISH = 2**10
"""Place of a role that is not wished for: after every wish."""
_MICRO = 1_000_000
_FIT_BITS, _WANTS_BITS = 30, 20


def preference_keys(problem: MatchProblem, role: int, people: Ints) -> Ints:
    """How much people like a role: the lower, the more. Equal keys: the role with the lower id is preferred.

    People order roles by the place of their wish, then by wants (what gives energy; where nothing is said it counts 0,
    as in the fit), then by fit. ``people`` are positions, rising; shape (n,), as the answer.
    """
    kernel = problem.kernel.of(people)
    return keys_from(problem, role, people, kernel.wants(role), kernel.fits(role).fit)


def keys_from(problem: MatchProblem, role: int, people: Ints, wants: Ints, fit: NDArray[np.integer]) -> Ints:
    """The same from wants and fits already known, in units of 1e-6."""
    place = np.full(len(people), NO_WISH, dtype=np.int64)
    wishing, wished = problem.wishes(role)
    if len(people) and len(wishing):
        at = np.minimum(np.searchsorted(people, wishing), len(people) - 1)
        here = people[at] == wishing
        place[at[here]] = np.minimum(wished[here], NO_WISH - 1)
    keys: Ints = (((place << _WANTS_BITS) + (_MICRO - wants)) << _FIT_BITS) + (2**_FIT_BITS - 1 - fit.astype(np.int64))
    return keys
