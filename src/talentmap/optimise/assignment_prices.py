"""Prices of an assignment, from shortest paths over it in whole numbers and without a solver.

    price[r] + gain[p] >= value[r, p]  for every pair,  gain >= 0,  price[r] >= worth of an empty seat of r

make sum(seats x price) + sum(gain) an upper bound on the value of any assignment. It equals the value of the best one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from talentmap.errors import SolverError
from talentmap.vocabulary import text

Ints = NDArray[np.int64]
NO_SEAT_PRICE = 2**61
"""Highest price of a role without seats: nobody can be placed there at any value."""


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs of role and person that may be assigned, by role.

    Parameters
    ----------
    role, person, value
        Shape (n_pairs,), whole numbers; `role` rising, each pair once.
    seats
        Shape (n_roles,): seats of each role.
    n_people
        Number of people.
    """

    role: Ints
    person: Ints
    value: Ints
    seats: Ints
    n_people: int

    def take(self, keep: NDArray[np.bool_]) -> Pairs:
        """Only these pairs."""
        return Pairs(self.role[keep], self.person[keep], self.value[keep], self.seats, self.n_people)

    def worth(self, value: Ints) -> Pairs:
        """The same pairs with other values."""
        return Pairs(self.role, self.person, value, self.seats, self.n_people)


@dataclass(frozen=True, eq=False)
class Assignment:
    """An assignment and the prices that prove it.

    Parameters
    ----------
    place
        Shape (n_people,): role of each person, -1 without one.
    held
        Shape (n_people,): value of the pair that each person holds, 0 without one.
    price, gain
        Shape (n_roles,) and (n_people,). The lowest prices there are, and so the highest gains: ``gain[p]`` is exactly
        what the whole loses without person p, ``price[r]`` what one more seat of role r would add (Leonard 1983).
    floor
        Shape (n_roles,): worth of an empty seat.
    """

    place: Ints
    held: Ints
    price: Ints
    gain: Ints
    floor: Ints


def priced(pairs: Pairs, floor: Ints, place: Ints) -> Assignment:
    """The lowest prices that prove an assignment optimal.

    Prices start at what people without a seat, or an empty seat, would bring, and rise along chains of people who
    would rather move: Bellman-Ford on the roles. It ends exactly when no chain of moves pays.

    Raises
    ------
    SolverError
        The assignment is not optimal, so no prices prove it.
    """
    held = held_values(pairs, place)
    n_roles = len(pairs.seats)
    home = place[pairs.person]
    free = home < 0
    price = floor.copy()
    np.maximum.at(price, pairs.role[free], pairs.value[free])
    moves = np.flatnonzero(~free & (home != pairs.role))
    role, home, step = pairs.role[moves], home[moves], (pairs.value - held[pairs.person])[moves]
    starts = np.flatnonzero(np.diff(role, prepend=-1))
    reached = role[starts]
    settled = not len(starts)
    for _ in range(n_roles + 1):
        if settled:
            break
        better = np.maximum(price[reached], np.maximum.reduceat(price[home] + step, starts))
        settled = bool((better == price[reached]).all())
        price[reached] = better
    seated = place >= 0
    gain = np.where(seated, held - price[place], 0)
    empty = np.bincount(place[seated], minlength=n_roles) < pairs.seats
    if not settled or (gain < 0).any() or (price[empty] != floor[empty]).any():
        raise SolverError(text("assignment.not_proven"))
    return Assignment(place, held, price, gain, floor)


def highest_prices(pairs: Pairs, found: Assignment) -> Ints:
    """The highest prices that prove the same assignment: ``price[r]`` is what the whole loses with one seat of r less.

    Shape (n_roles,); :data:`NO_SEAT_PRICE` where a role has no seat to lose. Somebody without a seat gets one exactly
    when a value of theirs rises above this price.
    """
    n_roles = len(pairs.seats)
    seated = np.flatnonzero(found.place >= 0)
    price = np.full(n_roles, NO_SEAT_PRICE)
    np.minimum.at(price, found.place[seated], found.held[seated])
    empty = np.bincount(found.place[seated], minlength=n_roles) < pairs.seats
    price[empty] = found.floor[empty]
    home = found.place[pairs.person]
    moves = np.flatnonzero((home >= 0) & (home != pairs.role))
    order = moves[np.argsort(home[moves], kind="stable")]
    target, source = pairs.role[order], home[order]
    step = found.held[pairs.person[order]] - pairs.value[order]
    starts = np.flatnonzero(np.diff(source, prepend=-1))
    reached = source[starts]
    for _ in range(n_roles + 1):
        if not len(starts):
            break
        lower = np.minimum(price[reached], np.minimum.reduceat(price[target] + step, starts))
        if (lower == price[reached]).all():
            break
        price[reached] = lower
    return price


def held_values(pairs: Pairs, place: Ints) -> Ints:
    """Value of the pair each person holds, 0 without one; shape (n_people,)."""
    held = np.zeros(pairs.n_people, dtype=np.int64)
    mine = place[pairs.person] == pairs.role
    held[pairs.person[mine]] = pairs.value[mine]
    return held
