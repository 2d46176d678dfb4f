"""Good teams by the compiled search over members: who is in one at all, and the one with the highest prices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

import numpy as np

from talentmap.optimise.member_bound import reach
from talentmap.optimise.member_search import MemberOutcome, best_members
from talentmap.optimise.members import Ints, MemberProblem
from talentmap.results import Status
from talentmap.teams.members import as_members
from talentmap.teams.objective import worth
from talentmap.teams.solve import Question, Team

_MIXED = 1 << 42
"""Sums of mixed prices and worths stay below this."""
_ROUNDS = 12
"""Mixtures of price and worth that are tried: each but the last finds a corner of what is possible."""


class MemberSearch:
    """Asks the search over members again and again about one question.

    Where a team must be worth enough, worth is mixed into the prices: the best of every mixture bounds the price of
    all teams that are worth enough, and two mixtures that meet there give the best bound there is that way.
    """

    def __init__(self, question: Question) -> None:
        self._question = question
        self._asked = as_members(question)

    def _solve(self, problem: MemberProblem) -> MemberOutcome:
        return best_members(problem, time_limit=self._question.rest)

    def _team(self, outcome: MemberOutcome) -> Team:
        return tuple(sorted(self._asked.pool[k] for k in outcome.team))

    @cached_property
    def _most(self) -> Ints | None:
        """Bound on the worth of teams with each person, from the prices of one search; None where there are none."""
        problem = self._asked.problem
        prices = self._solve(problem).prices
        return None if prices is None else reach(problem, prices).with_each(problem) // prices.fine

    def with_person(self, person: int, floor: int) -> tuple[Team, bool]:
        """The best team with somebody, empty where it is worth less than `floor`; whether that is proven."""
        problem, place = self._asked.problem, self._asked.pool.index(person)
        if self._most is not None and self._most[place] < floor:
            return (), True
        found = self._solve(replace(problem, forced=(*problem.forced, place)))
        if found.best is not None and found.best >= floor:
            return self._team(found), True
        proven = found.status is Status.INFEASIBLE or (found.bound is not None and found.bound < floor)
        return (), proven

    def priced(self, prices: Mapping[int, int], floor: int, good: Team) -> tuple[list[Team], int]:
        """Good teams found on the way, and a bound on the price of any team worth at least `floor`.

        `good` is a team worth enough. Between it and a dearer team worth too little lies a mixture of price and worth
        in which both count the same. Its best team is a new corner, to go on from; when there is none, no mixture
        gives a better bound.
        """
        price = np.array([prices.get(p, 0) for p in self._asked.pool], dtype=np.int64)
        poor, bound, _ = self._mixed(price, 1, 0)
        found: list[Team] = []
        for _ in range(_ROUNDS):
            if not poor or self._worth(poor) >= floor or self._price(poor, prices) <= self._price(good, prices):
                break
            a, b = self._worth(good) - self._worth(poor), self._price(poor, prices) - self._price(good, prices)
            shrink = max(1, (a * int(price.sum()) + b * self._worth(good) * 2) // _MIXED)
            a, b = max(1, a // shrink), max(1, b // shrink)
            team, value, reached = self._mixed(price, a, b)
            bound = min(bound, (value - b * floor) // a)
            if not team or reached <= max(a * self._price(t, prices) + b * self._worth(t) for t in (good, poor)):
                break
            good, poor = (team, poor) if self._worth(team) >= floor else (good, team)
            found += [team] if team == good else []
        if poor and self._worth(poor) >= floor:
            found.append(poor)
        return found, bound

    def _mixed(self, price: Ints, a: int, b: int) -> tuple[Team, int, int]:
        """Best team of a x price + b x worth, a bound on that mixture, and what the team reaches."""
        problem = self._asked.problem
        mixed = replace(
            problem,
            own=a * price + b * problem.own,
            worth=b * problem.worth,
            bonus_worth=b * problem.bonus_worth,
            pair_worth=b * problem.pair_worth,
            balance=b * problem.balance,
        )
        outcome = self._solve(mixed)
        if outcome.best is None or outcome.bound is None:
            return (), a * int(np.sort(price)[::-1][: problem.high].sum()) + b * _MIXED, 0
        return self._team(outcome), outcome.bound, outcome.best

    def _worth(self, team: Team) -> int:
        return worth(self._question.facts, team)

    def _price(self, team: Team, prices: Mapping[int, int]) -> int:
        return sum(prices.get(p, 0) for p in team)
