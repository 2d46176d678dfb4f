"""The best team of one project when people have prices: the question that staffing many projects asks again and again.

A team is worth what :class:`~talentmap.optimise.members.MemberProblem` says, less the price of each member. From
thousands of people to a small question for the search over members (`crew_search`) lead two steps. Of those who bring
the same only as many are looked at as fit in a team, without a price first. And a bound on teams that hold somebody,
kept from earlier looks (`member_bound`), leaves out whoever is in no team worth more than the floor: prices only take
away, so it holds with prices too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from talentmap.optimise.crew_alike import Alike
from talentmap.optimise.crew_search import Kept, Search, first_prices
from talentmap.optimise.member_bound import reach
from talentmap.optimise.members import Bools, Ints, MemberProblem

Floats = NDArray[np.float64]
Team = tuple[int, ...]
_FIRST = (1, 15, 25)
"""Steps of the bound in the first look, after each of which those are left out who do not matter to prices."""
_MANY, _AGAIN = 100, 400
"""After so many steps, or with so many people left, a bound over everybody is worked out anew."""
_OVERS = 3
"""Bounds over everybody kept beside the last."""
_SLACK = 1e-3
"""Units of worth by which figures in floating point are never off."""


@dataclass(frozen=True, eq=False)
class Priced:
    """What a search at given prices found.

    Parameters
    ----------
    teams
        Positions of members, in order; the best last.
    best
        Worth of the best less its prices; -inf where no team beats the floor.
    bound
        No team is worth more than this (or than the floor of the search).
    nodes
        Parts of teams looked at.
    """

    teams: tuple[Team, ...]
    best: float
    bound: float
    nodes: int


class Crew:
    """One project: who can join, what a team earns, and the rows it keeps.

    Parameters
    ----------
    people
        Positions of those who can be members, in order.
    problem
        The question about them: its position k is ``people[k]``.
    turn
        Where to begin among people who bring the same, so that projects do not all reach for the first.
    possible
        False where the rules of the project leave no team, whatever the question says.
    """

    def __init__(self, people: Ints, problem: MemberProblem, turn: int = 0, possible: bool = True) -> None:
        self.people, self.problem, self.size = people, problem, (problem.low, problem.high)
        self.place = np.full(int(people.max(initial=-1)) + 2, -1, dtype=np.int64)
        self.place[people] = np.arange(len(people))
        self._forced = list(problem.forced)
        self.possible = (
            possible and len(self._forced) <= problem.high and problem.n >= problem.low and self._reachable()
        )
        self._alike = Alike(problem, turn)
        self.kept: Kept = first_prices(problem, self._brings)
        self._overs: list[tuple[float, Floats]] = []

    def _reachable(self) -> bool:
        """Whether each row can be kept by itself, as far as one can see from its greatest entries."""
        for row in self.problem.rows:
            most = sum(sorted((c for c in row.coefficients if c > 0), reverse=True)[: self.size[1]])
            if row.low is not None and most < row.low:
                return False
        return True

    def worth(self, team: Sequence[int]) -> int:
        """Exact worth of a team, without prices."""
        return self.problem.value(self.place[list(team)].tolist())

    @cached_property
    def ceiling(self) -> int:
        """A bound from the data alone: every place filled, the greatest own worths and ties."""
        problem, most = self.problem, self.size[1]
        total = int((problem.worth * np.minimum(problem.places, problem.has.sum(axis=0))).sum())
        total += int(problem.bonus_worth.sum()) + int(np.sort(np.maximum(problem.own, 0))[::-1][:most].sum())
        return total + int(np.sort(problem.pair_worth)[::-1][: most * (most - 1) // 2].sum())

    def best(
        self,
        price: Floats,
        floor: float,
        *,
        nodes: int = 1_000_000,
        steps: int = 60,
        closed: Bools | None = None,
        halt: Ints | None = None,
    ) -> Priced:
        """The best team at these prices, if it is worth more than the floor.

        Parameters
        ----------
        price
            Shape (all people,): what each member costs, not negative.
        floor
            Teams worth no more are of no interest.
        nodes, steps
            Effort of the search and of its bound. Out of effort the bound is greater than the best; without steps it
            is what is kept from earlier looks, or the first look.
        closed
            Shape (all people,): who cannot be chosen.
        halt
            Shape (1,): the search ends as soon as this is not 0, whoever sets it; its bound holds then too.
        """
        free = np.ones(len(self.people), dtype=np.bool_) if closed is None else ~closed[self.people]
        if not self.possible or not free[self._forced].all():
            return Priced((), -np.inf, floor, 0)
        halt = np.zeros(1, dtype=np.int64) if halt is None else halt
        cost = price[self.people]
        live = self._alike.enough(cost, free)
        first = () if self._overs else self._first_look(cost, live, floor, halt)
        best = self.worth(first) - float(price[list(first)].sum()) if first else -np.inf
        bound, keep = self._left(cost, live, max(floor, best))
        if bound <= max(floor, best) or len(keep) < self.size[0]:
            return Priced((first,) if first else (), best, max(floor, best), 0)
        if not steps:
            return Priced((first,) if first else (), best, max(floor, best, min(bound, float(self.ceiling))), 0)
        search = Search(self.problem, keep, cost[keep], max(floor, best), self.kept, halt)
        search.run(steps, nodes)
        teams: tuple[Team, ...] = (first,) if first else ()
        if search.team:
            teams = (*teams, tuple(self.people[keep[list(search.team)]].tolist()))
            best = self.worth(teams[-1]) - float(price[list(teams[-1])].sum())
        self.kept = search.after(self.kept)
        if steps >= _MANY or len(keep) > _AGAIN:
            self._look()
        bound = min(bound, search.bound, float(self.ceiling))
        return Priced(teams, best, max(floor, best, bound), search.looked)

    def _first_look(self, cost: Floats, live: Bools, floor: float, halt: Ints) -> Team:
        """Prices of places from those who bring something, a bound over everybody with them, and a team.

        Ties to people who bring nothing else are given to these, who then seldom matter.
        """
        some = live & self._brings
        others = np.flatnonzero(live & ~some)[: self.size[1]]
        keep = np.union1d(np.flatnonzero(some), others)
        team: Team = ()
        for steps in _FIRST if len(keep) >= self.size[0] else ():
            search = Search(self.problem, keep, cost[keep], floor, self.kept, halt)
            search.run(steps, 0)
            self.kept = search.after(self.kept)
            if search.team:
                floor, team = search.best / search.by, tuple(self.people[keep[list(search.team)]].tolist())
            open_ = search.open()
            if len(open_) < max(2 * self.size[1], self.size[0]) or halt[0]:
                break
            keep = keep[open_]
        self._look()
        return team

    @cached_property
    def _brings(self) -> Bools:
        """Shape (n,): who brings more than ties."""
        problem = self.problem
        some = np.asarray(problem.own > problem.own.min(initial=2**62), dtype=np.bool_)
        for part in (problem.has, problem.able, problem.spark):
            some |= part.any(axis=1)
        for row in problem.rows:
            some[list(row.positions)] = True
        some[self._forced] = True
        return some

    def bound(self, price: Floats) -> float:
        """No team is worth more at these prices, from what is kept: quick, and not as low as that of a search."""
        if not self.possible:
            return -np.inf
        over, _ = self._left(price[self.people], np.ones(len(self.people), dtype=np.bool_), -np.inf)
        return min(over, float(self.ceiling))

    def able(self, price: Floats, floor: float, *, halt: Ints) -> Ints:
        """Places in `people` of all who may be in a team worth more than the floor at these prices, the forced too."""
        if not self.possible:
            return np.zeros(0, dtype=np.int64)
        cost = price[self.people]
        over, keep = self._left(cost, np.ones(len(self.people), dtype=np.bool_), floor)
        if over <= floor or len(keep) < self.size[0] or halt[0]:
            return keep if halt[0] else np.zeros(0, dtype=np.int64)
        search = Search(self.problem, keep, cost[keep], floor, self.kept, halt)
        search.lower(100)
        found: Ints = keep[search.open()]
        return found

    def _left(self, cost: Floats, live: Bools, floor: float) -> tuple[float, Ints]:
        """A bound on all teams, and places of those who may be in one worth more than the floor."""
        room, must = self.size[1] - len(self._forced), max(0, self.size[0] - len(self._forced))
        bound, open_ = np.inf, live.copy()
        open_[self._forced] = False
        for constant, most in self._overs if room else ():
            gain = most - cost
            rest = gain[open_]
            top = np.sort(rest if len(rest) <= room else np.partition(rest, len(rest) - room)[-room:])[::-1]
            count = max(min(must, len(top)), int((top > 0).sum()))
            whole = constant + float(gain[self._forced].sum()) + float(top[:count].sum())
            last = float(top[count - 1]) if count else 0.0
            others = whole - (last if count == room else min(last, 0.0) if count == must else 0.0)
            open_ &= np.minimum(whole, others + gain) > floor - _SLACK
            bound = min(bound, whole)
        open_[self._forced] = True
        return bound, np.flatnonzero(open_)

    def _look(self) -> None:
        """A bound over everybody with the prices of places as they are now."""
        prices = self.kept.whole(self.problem.pair_worth, 1 << 10)
        within = reach(self.problem, prices)
        self._overs = [*self._overs[-_OVERS:], (within.constant / prices.fine, within.most / prices.fine)]


def load_kernels() -> None:
    """Load the compiled loops, and compile them where that was never done: seconds no search should be charged for."""
    has, pairs, one = np.ones((3, 1), dtype=np.bool_), np.array([[0, 1]]), np.array([1])
    problem = MemberProblem(3, 1, 2, has=has, worth=one, places=one, pairs=pairs, pair_worth=one)
    Crew(np.arange(3), problem).best(np.zeros(3), -1.0)
