"""Teams that are good enough for a lottery: found by prices of people, by swaps, and proven to be all there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from talentmap.errors import SolverError
from talentmap.teams.lottery_members import MemberSearch
from talentmap.teams.objective import worth
from talentmap.teams.solve import OWN, Question, Team, engine, formulate, solve_whole
from talentmap.vocabulary import text

_SWAPS = 1_000
"""People up to whose number all swaps of one member are looked at: above it a solve is the quicker way."""


@dataclass(frozen=True)
class Priced:
    """The team with the highest prices: its total, a bound on any team's, and whether the two are proven one."""

    team: Team
    total: int
    bound: int
    proven: bool


@dataclass(eq=False)
class GoodTeams:
    """Teams worth at least `floor` units that keep all rules, as far as known.

    Parameters
    ----------
    question
        The problem, with a pool of everybody who could be in a team.
    floor
        Least worth in whole units.
    known
        The teams found so far, in the order they were found.
    """

    question: Question
    floor: int
    known: dict[Team, None] = field(default_factory=dict)

    def add(self, team: Team) -> None:
        """Put a team on the list.

        Raises
        ------
        SolverError
            The team is worth less than asked: the solver's arithmetic went wrong.
        """
        found = worth(self.question.facts, team)
        if found < self.floor:
            raise SolverError(text("teams.wrong.score", found=found, best=self.floor))
        self.known[tuple(sorted(team))] = None

    def people(self) -> Team:
        """Everybody in one of the teams known."""
        return tuple(sorted({p for team in self.known for p in team}))

    def priced(self, prices: Mapping[int, int], stage: str) -> Priced | None:
        """The good team whose members' prices add up to most; None where time ran out before any was found.

        Where the search over members suits the question its teams come first, and the solver only when they bring
        nothing new and leave a gap.
        """
        bound = sum(sorted((int(price) for price in prices.values()), reverse=True)[: self._size])
        if self._members is not None:
            before = set(self.known)
            teams, mixed = self._members.priced(prices, self.floor, self._dearest(prices))
            for team in teams:
                self.add(team)
            bound, team = min(bound, mixed), self._dearest(prices)
            total = sum(prices.get(p, 0) for p in team)
            if team not in before or bound <= total:
                return Priced(team, total, max(bound, total), bound <= total)
        return self._by_solver(prices, bound, stage)

    def _dearest(self, prices: Mapping[int, int]) -> Team:
        """Of the teams known the first with the highest prices."""
        return max(self.known, key=lambda team: sum(prices.get(p, 0) for p in team))

    @cached_property
    def _members(self) -> MemberSearch | None:
        return MemberSearch(self.question) if engine(self.question) == OWN else None

    def _by_solver(self, prices: Mapping[int, int], most: int, stage: str) -> Priced | None:
        """The same from the solver, with the least worth as a row of the model."""
        built = formulate(self.question)
        model, value = built.model, list(built.model.objective)
        model.at_least(value, self.floor - 0.5)
        model.objective.clear()
        for p, variable in built.members.items():
            if prices.get(p):
                model.gain(variable, float(prices[p]))
        outcome = solve_whole(self.question, built, stage, None)
        bound = most if np.isnan(outcome.bound) else min(most, int(np.floor(outcome.bound + 0.01)))
        if not outcome.status.has_solution:
            return None
        team = built.team(outcome)
        total = sum(prices.get(p, 0) for p in team)
        self.add(team)
        return Priced(team, total, max(bound, total), bound <= total)

    @property
    def _size(self) -> int:
        return self.question.facts.problem.sizes[1]

    def find_everybody(self) -> bool:
        """Find a team for everybody who is in any good team; whether it is proven that nobody is missing.

        Time and again the good team with the most people who are in none yet; when there is none left, all are found.
        Where the search over members suits the question, the best team with each person in turn.
        """
        if self._members is not None:
            return self._find_each(self._members)
        for team in list(self.known):
            self._swap(team)
        while True:
            seen = set(self.people())
            rest = {p: 1 for p in self.question.pool if p not in seen}
            if not rest:
                return True
            if self.question.rest == 0.0 or self.question.stopped:
                return False
            found = self.priced(rest, "everybody")
            if found is None:
                return False
            if not found.total:
                return found.proven
            self._swap(found.team)

    def _find_each(self, search: MemberSearch) -> bool:
        complete = True
        for person in self.question.pool:
            if person in set(self.people()):
                continue
            if self.question.rest == 0.0 or self.question.stopped:
                return False
            team, proven = search.with_person(person, self.floor)
            complete = complete and proven
            if team:
                self.add(team)
        return complete

    def _swap(self, team: Team) -> None:
        """Teams with one member exchanged for somebody who is in no team yet."""
        facts, pool = self.question.facts, self.question.pool
        if len(pool) > _SWAPS:
            return
        seen = set(self.people())
        for new in pool:
            if new in seen:
                continue
            for old in team:
                other = tuple(sorted({*team, new} - {old}))
                if worth(facts, other) >= self.floor and self._keeps(other):
                    self.add(other)
                    break

    def _keeps(self, team: Team) -> bool:
        inside = set(team)
        for instance in self.question.rules:
            for row in instance.rows:
                total = sum(c for p, c in zip(row.positions, row.coefficients, strict=True) if p in inside)
                if (row.low is not None and total < row.low) or (row.high is not None and total > row.high):
                    return False
        return True
