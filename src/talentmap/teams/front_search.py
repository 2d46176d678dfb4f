"""The best team of a box: values of each term above a corner, and the greatest sum."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

from talentmap.optimise.formulation import Variable
from talentmap.optimise.pareto import Point
from talentmap.results import Status
from talentmap.teams.objective import TERMS, term_worths
from talentmap.teams.solve import Formulation, Question, Team, solve_whole, undecided

_CLOSE = 0.01
"""Values are whole numbers; a solver's sums are not."""


@dataclass(frozen=True)
class Top:
    """A team of a box.

    Parameters
    ----------
    status, team, values
        As proven; the value of each term chosen, in whole units.
    bound
        For the greatest value of one term: no team has more.
    """

    status: Status
    team: Team = ()
    values: Point = ()
    bound: int = 0


class Best(Protocol):
    """What the front asks of a way to solve."""

    def most(self, term: int) -> Top:
        """A team with the greatest value of one term."""

    def best(self, low: Point) -> Top:
        """Of the teams above `low` in every term, one with the greatest sum: no team dominates it."""


def search_for(question: Question, terms: tuple[str, ...]) -> Best:
    """The way to solve that suits a question."""
    return ByModel(question, terms)


class ByModel:
    """By the solver: the terms as they are formulated for one team, with a row under each."""

    def __init__(self, question: Question, terms: tuple[str, ...]) -> None:
        self.question, self.terms = question, terms

    def most(self, term: int) -> Top:
        """See :class:`Best`."""
        return self._solved((-1,) * len(self.terms), (term,))

    def best(self, low: Point) -> Top:
        """See :class:`Best`."""
        return self._solved(low, tuple(range(len(self.terms))))

    def _solved(self, low: Point, counted: tuple[int, ...]) -> Top:
        built, parts = self._built()
        model = built.model
        for value, part in zip(low, parts, strict=True):
            if value >= 0:
                model.at_least(part, value + 0.5)
        model.objective.clear()
        model.objective.extend(piece for t in counted for piece in parts[t])
        outcome = solve_whole(self.question, built, "trade-off", None)
        if not outcome.status.has_solution:
            return Top(outcome.status)
        team = built.team(outcome)
        worth = term_worths(self.question.facts, team)
        values = tuple(worth[name] for name in self.terms)
        reached = sum(values[t] for t in counted)
        bound = reached if math.isnan(outcome.bound) else math.floor(outcome.bound + _CLOSE)
        proven = outcome.status is Status.OPTIMAL and bound <= reached
        return Top(Status.OPTIMAL if proven else Status.FEASIBLE, team, values, bound)

    def _built(self) -> tuple[Formulation, list[list[tuple[Variable, float]]]]:
        """The model with the rules, and the pieces of each term chosen."""
        built = undecided(self.question)
        model = built.model
        pieces = {}
        for term in TERMS:
            if term.name in self.terms:
                before = len(model.objective)
                term.formulate(model, self.question.facts, built.members)
                pieces[term.name] = model.objective[before:]
        return built, [pieces[name] for name in self.terms]
