"""The candidates of each role that can matter, best first.

With S seats in all, a role needs only its S + 1 best acceptable people in the order (value falling, id rising):

- In a best matching that is also first by ids, suppose role r has somebody who is not among its S best. At most S - 1
  of those S hold a seat, so one of them, p, is free. With p instead, the total is no lower; if it is equal, p's id
  comes first, so the matching with p is first by ids. Either way it was not the best. The same holds for the sorted
  vector of leximin, for a role that makes offers in falling order (it is refused only by people who hold another
  seat), and for list order.
- One person more makes sure that somebody on each full list has no seat. Prices then cover that person's value, and
  so that of everybody further down: prices that hold on the lists hold on all pairs.

Most problems need far less. Lists start shorter and grow only where the prices ask for it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from talentmap.matching.objective import Objective
from talentmap.matching.problem import MatchProblem

Ints = NDArray[np.int64]
T = TypeVar("T")
_PARALLEL_FROM = 2_000_000


def each_role(problem: MatchProblem, work: Callable[[int], T], roles: Iterable[int], heavy: bool = False) -> list[T]:
    """Do `work` for each role, in order; on more than one core when there is much of it (numpy lets go of its lock).

    `heavy` says that there is, whatever the numbers.
    """
    roles = list(roles)
    heavy = heavy or len(roles) * len(problem.people) >= _PARALLEL_FROM
    if not heavy or (os.cpu_count() or 1) < 2:
        return [work(role) for role in roles]
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(min(os.cpu_count() or 1, 8)) as pool:
        return list(pool.map(work, roles, chunksize=1))


@dataclass(frozen=True, eq=False)
class Shortlist:
    """Best acceptable people of one role.

    Parameters
    ----------
    people, value
        Positions of candidates and their values, by falling value, then rising position.
    n_acceptable
        How many candidates may have the role at all.
    complete
        Whether nobody further down can matter: everybody is on the list, or S + 1 people are.
    """

    people: Ints
    value: Ints
    n_acceptable: int
    complete: bool

    @property
    def last(self) -> int:
        """Nobody off the list is worth more than this."""
        return int(self.value[-1]) if len(self.value) else -1


@dataclass(eq=False)
class Shortlists:
    """Shortlists of all roles that have seats.

    Parameters
    ----------
    problem
        The problem.
    goal
        Says what a pair is worth.
    lists
        One per role; a role without seats has an empty one.
    """

    problem: MatchProblem
    goal: Objective
    lists: list[Shortlist] = field(default_factory=list)

    @property
    def enough(self) -> int:
        """Length beyond which no list need go."""
        return self.problem.n_seats + 1

    def fill(self, depth: int) -> None:
        """Make all lists, `depth` people deep."""
        self.lists = each_role(self.problem, lambda role: self._list(role, depth), range(len(self.problem.roles)))

    def deepen(self, roles: Iterable[int], factor: int = 4) -> None:
        """Make the lists of these roles longer."""
        for role in roles:
            self.lists[role] = self._list(role, min(factor * max(len(self.lists[role].people), 1), self.enough))

    def _list(self, role: int, depth: int) -> Shortlist:
        none = np.empty(0, dtype=np.int64)
        if not self.problem.seats[role]:
            return Shortlist(none, none, 0, True)
        key = self.goal.keys(self.problem, role)
        n_acceptable = int(np.count_nonzero(key >= 0))
        complete = depth >= self.enough or n_acceptable <= depth
        depth = min(depth, n_acceptable)
        if not depth:
            return Shortlist(none, none, n_acceptable, True)
        best = nth_largest(key, depth)
        above = np.flatnonzero(key > best)
        above = above[np.argsort(-key[above], kind="stable")]
        people = np.concatenate([above, np.flatnonzero(key == best)[: depth - len(above)]])
        return Shortlist(people, self.goal.unpacked(key[people]), n_acceptable, complete)


def nth_largest(values: NDArray[np.integer], n: int) -> int:
    """The n-th largest value, counting repeats; n from 1 to the number of values.

    A sample says roughly where it lies, so that only the values from there on are sorted. ``np.partition`` took fifty
    times as long on rows in which many people fit equally well.
    """
    step = 16
    sample = np.sort(values[::step])
    at = len(sample) - (n + n // 4) // step - step
    if at > 0:
        above = values[values > sample[at]]
        if len(above) >= n:
            return int(np.sort(above)[len(above) - n])
        if np.count_nonzero(values >= sample[at]) >= n:
            return int(sample[at])
    return int(np.sort(values)[len(values) - n])


def depth_for(problem: MatchProblem, room: int = 1_000_000) -> int:
    """Depth of lists to start with: all that is needed where `room` entries allow, else as deep as they do."""
    return max(64, min(problem.n_seats + 1, room // max(len(problem.roles), 1)))
