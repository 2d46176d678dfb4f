"""The team with the smallest diameter: the lowest threshold at which a cover by people within it of each other exists.

Whether there is such a cover at one threshold is a search in which each choice strikes everybody who is too far from
it; as a set of people is one large whole number, striking is one operation.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from talentmap.results import Status
from talentmap.teams.communication_baselines import best_leader, rarest_first, star_sum
from talentmap.teams.communication_cover import Closest, Cover, diameter_cost
from talentmap.teams.communication_network import FAR, Ints
from talentmap.teams.communication_sum import smallest_sum

METHOD = "thresholds of the diameter, each proven to have a cover or none"


def smallest_diameter(cover: Cover) -> Closest:
    """A team with the smallest largest distance between two carriers, proven unless time runs out.

    Binary search over the distances that occur, between the best of three first teams and the largest distance that
    no cover can avoid. Many teams have the same diameter; of those one with the smallest sum of distances is given.
    """
    first = [rarest_first(cover), star_sum(cover), best_leader(cover)]
    teams = [found.carriers for found in first if found.status.has_solution]
    if not teams:
        return Closest(Status.INFEASIBLE, method=METHOD)
    cost, best = min((diameter_cost(cover.network, carriers), k) for k, carriers in enumerate(teams))
    carriers = teams[best]
    people = _near_enough(cover, cost)
    apart = cover.network.from_each(people)[:, people]
    able = [np.isin(people, group) for group in cover.holders]
    values = np.unique(apart[apart < cost])
    low, high = int(np.searchsorted(values, _unavoidable(apart, able, cover.needed))), len(values)
    while low < high and not cover.late:
        middle = (low + high) // 2
        found = _Thresholds(cover, apart, able).cover(int(values[middle]))
        if found is None:
            break
        if found:
            carriers = _carriers(cover, people[list(found)])
            cost = diameter_cost(cover.network, carriers)
            high = int(np.searchsorted(values, cost))
        else:
            low = middle + 1
    bound = int(values[low]) if low < len(values) else cost
    carriers = smallest_sum(cover, carriers, cost).carriers
    cost = diameter_cost(cover.network, carriers)
    status = Status.OPTIMAL if bound >= cost else Status.FEASIBLE
    return Closest(status, carriers, cost, min(bound, cost), method=METHOD)


def _near_enough(cover: Cover, cost: int) -> Ints:
    """Holders who are nearer than `cost` to some holder of every requirement: nobody else is in a better team."""
    people: Ints = np.unique(np.concatenate(cover.holders))
    near: Ints = people[cover.nearest[:, people].max(axis=0, initial=0) < max(cost, 1)]
    return near


def _unavoidable(apart: Ints, able: Sequence[np.ndarray], needed: tuple[int, ...]) -> int:
    """The largest over pairs of requirements of the least distance between their holders; 0 within one person."""
    least = 0
    for r, one in enumerate(able):
        rows = apart[one]
        for s in range(r + 1, len(able)):
            least = max(least, int(rows[:, able[s]].min(initial=FAR)))
        if needed[r] > 1:
            least = max(least, int(np.where(rows[:, one] > 0, rows[:, one], FAR).min(initial=FAR)))
    return least


def _carriers(cover: Cover, team: Ints) -> tuple[tuple[int, ...], ...]:
    """Who of a team carries each requirement: those first in order."""
    chosen = set(team.tolist())
    return tuple(
        tuple([int(p) for p in able if int(p) in chosen][:needed])
        for able, needed in zip(cover.holders, cover.needed, strict=True)
    )


class _Thresholds:
    """Looks for a cover by people who are all within a threshold of each other."""

    def __init__(self, cover: Cover, apart: Ints, able: Sequence[np.ndarray]) -> None:
        self._cover, self._apart = cover, apart
        self._able = [_number(row) for row in able]
        self._nodes = 0

    def cover(self, threshold: int) -> tuple[int, ...] | None:
        """Places of people who cover everything; empty where nobody does, None where time ran out."""
        self._near = [_number(row) for row in self._apart <= threshold]
        everyone = (1 << len(self._near)) - 1
        try:
            return self._search(everyone, tuple(self._cover.needed), ()) or ()
        except TimeoutError:
            return None

    def _search(self, allowed: int, left: tuple[int, ...], team: tuple[int, ...]) -> tuple[int, ...] | None:
        """Fill the requirement with the fewest people left to choose from; each tried once, then struck."""
        self._nodes += 1
        if self._nodes % 256 == 0 and self._cover.late:
            raise TimeoutError
        choice = [((self._able[r] & allowed).bit_count() - n, r) for r, n in enumerate(left) if n]
        if not choice:
            return team
        spare, r = min(choice)
        while spare >= 0:
            lowest = self._able[r] & allowed
            lowest &= -lowest
            person = lowest.bit_length() - 1
            allowed &= ~lowest
            after = tuple(max(0, n - (self._able[k] >> person & 1)) for k, n in enumerate(left))
            found = self._search(allowed & self._near[person], after, (*team, person))
            if found is not None:
                return found
            spare -= 1
        return None


def _number(row: np.ndarray) -> int:
    """A row of yes and no as the bits of one whole number, the first lowest."""
    return int.from_bytes(np.packbits(row, bitorder="little").tobytes(), "little")
