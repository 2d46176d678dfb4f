"""Optimal matching: most seats filled, then greatest total fit, then wishes, then ids."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from talentmap.errors import SolverError
from talentmap.matching.objective import Objective
from talentmap.matching.problem import MatchProblem
from talentmap.matching.shortlists import Shortlists, depth_for
from talentmap.matching.ties import first_by_ids
from talentmap.optimise.assignment import Pairs, assign, highest_prices
from talentmap.vocabulary import text

Ints = NDArray[np.int64]
Tell = Callable[[str], None]
"""Hears the name of each step as it begins."""


@dataclass(frozen=True, eq=False)
class Priced:
    """An optimal matching and what proves it.

    Parameters
    ----------
    place
        Role of each candidate, -1 without one; shape (n_people,).
    price, gain
        Lowest prices of roles and highest gains of people, in units of the objective.
    high_price
        Highest prices.
    rounds
        How often pairs had to be added before the prices held everywhere.
    """

    place: Ints
    price: Ints
    gain: Ints
    high_price: Ints
    rounds: int


def solve_optimal(problem: MatchProblem, goal: Objective, lists: Shortlists, tell: Tell) -> Priced:
    """Find the optimal matching with few pairs at a time.

    Start with the best few people of each role, solve, and look in the full shortlists for pairs whose value exceeds
    price + gain; add those and repeat until there is none. The prices then prove the matching among all pairs
    (``shortlists`` says why lists are enough; ``verify`` checks all pairs all the same).

    References
    ----------
    Column generation: Barnhart and others (1998), Branch-and-price, doi:10.1287/opre.46.3.316, section 1. The limit to
    S candidates is our observation; the proof stands in ``shortlists``.
    """
    tell("shortlists")
    lists.fill(depth_for(problem))
    used = [
        np.arange(len(each.people)) < 2 * q + 6 for each, q in zip(lists.lists, problem.seats.tolist(), strict=True)
    ]
    rounds = 0
    while True:
        tell("assign")
        rounds += 1
        pairs = all_pairs(problem, lists)
        chosen = np.concatenate([np.empty(0, dtype=bool), *used])
        found = assign(pairs.take(chosen), np.full(len(problem.roles), goal.empty))
        if found is None:  # cannot be: every seat may stay empty
            raise SolverError(text("assignment.not_proven"))
        short = pairs.value > found.price[pairs.role] + found.gain[pairs.person]
        if short.any():
            _add(used, lists, short)
            continue
        thin = [r for r, each in enumerate(lists.lists) if not each.complete and found.price[r] <= each.last]
        if not thin:
            break
        lists.deepen(thin)
        for role in thin:
            grown = np.zeros(len(lists.lists[role].people), dtype=bool)
            grown[: len(used[role])] = used[role]
            used[role] = grown
    tell("ties")
    place = first_by_ids(pairs, found)
    return Priced(place, found.price, found.gain, highest_prices(pairs, found), rounds)


def _add(used: list[NDArray[np.bool_]], lists: Shortlists, short: NDArray[np.bool_]) -> None:
    """Use the first of the pairs that are short too: at most as many per role as it has already, and 8."""
    start = 0
    for role, each in enumerate(lists.lists):
        missing = np.flatnonzero(short[start : start + len(each.people)])
        used[role][missing[: int(used[role].sum()) + 8]] = True
        start += len(each.people)


def all_pairs(problem: MatchProblem, lists: Shortlists) -> Pairs:
    """The shortlists laid end to end."""
    none = np.empty(0, dtype=np.int64)
    sizes = [len(each.people) for each in lists.lists]
    return Pairs(
        role=np.repeat(np.arange(len(sizes)), sizes),
        person=np.concatenate([none, *(each.people for each in lists.lists)]),
        value=np.concatenate([none, *(each.value for each in lists.lists)]),
        seats=problem.seats,
        n_people=len(problem.people),
    )
