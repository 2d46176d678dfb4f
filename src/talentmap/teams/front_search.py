"""The best team of a box: values of each term above a corner, and the greatest sum."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from talentmap.optimise.boxes import Boxed, BoxProblem, BoxSearch, Layer
from talentmap.optimise.formulation import Row, Variable
from talentmap.optimise.options import Progress
from talentmap.optimise.pareto import Point
from talentmap.results import Status
from talentmap.teams.facts import Facts
from talentmap.teams.objective import TERMS, term_worths
from talentmap.teams.solve import OWN, Formulation, Question, Team, engine, solve_whole, undecided

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

    def best(self, low: Point, high: Point) -> Top:
        """Of the teams above `low` in every term, one that no team dominates; none there is above `high`."""


def search_for(question: Question, terms: tuple[str, ...]) -> Best:
    """The way to solve that suits a question."""
    if engine(question) == OWN:
        return ByMembers(question, terms)
    return ByModel(question, terms)


class ByMembers:
    """By the search over members, which is quick where ties between people count and teams are small."""

    def __init__(self, question: Question, terms: tuple[str, ...]) -> None:
        self.question = question
        self.search = BoxSearch(box_problem(question, terms))

    def most(self, term: int) -> Top:
        """See :class:`Best`."""
        found = self.search.greatest(term, self._go_on)
        top = self._top(found)
        return replace(top, bound=found.values[term]) if found.team else top

    def best(self, low: Point, high: Point) -> Top:
        """See :class:`Best`."""
        return self._top(self.search.best(low, high, self._go_on))

    def _top(self, found: Boxed) -> Top:
        if not found.team:
            return Top(Status.INFEASIBLE if found.complete else Status.NOT_FOUND)
        team = tuple(self.question.pool[k] for k in found.team)
        return Top(Status.OPTIMAL if found.complete else Status.FEASIBLE, team, found.values)

    def _go_on(self) -> bool:
        listener = self.question.options.listener
        if listener is not None:
            listener(Progress("trade-off", 0.0, math.nan, math.nan))
        return self.question.rest != 0.0 and not self.question.stopped


def box_problem(question: Question, terms: tuple[str, ...]) -> BoxProblem:
    """The question as arrays over its pool, with a value per term instead of one worth."""
    facts, pool = question.facts, np.array(question.pool, dtype=np.int64)
    place = np.full(len(facts.people), -1, dtype=np.int64)
    place[pool] = np.arange(len(pool))
    pairs = place[facts.pairs]
    inside = (pairs >= 0).all(axis=1)
    names = sorted({facts.units[p] for p in question.pool})
    number = {name: k for k, name in enumerate(names)}
    rows = [row for instance in question.rules for row in instance.rows]
    at = {name: k for k, name in enumerate(terms)}
    return BoxProblem(
        n=len(pool),
        n_terms=len(terms),
        low=facts.problem.sizes[0],
        high=facts.problem.sizes[1],
        layers=tuple(_layers(facts, pool, at)),
        pairs=pairs[inside],
        pair_worth=facts.pair_worth[inside],
        tie_term=at.get("cohesion", -1),
        unit=np.array([number[facts.units[p]] for p in question.pool], dtype=np.int64),
        balance=facts.balance,
        balance_term=at.get("balance", -1),
        rows=tuple(_over(row, place) for row in rows),
    )


def _layers(facts: Facts, pool: NDArray[np.int64], at: Mapping[str, int]) -> Iterator[Layer]:
    gain, meets = facts.gain[pool], facts.meets[pool]
    for r, requirement in enumerate(facts.requirements):
        before = 0
        for worth in np.unique(gain[:, r][gain[:, r] > 0]).tolist():
            yield Layer(at["coverage"], worth - before, requirement.min_people, gain[:, r] >= worth)
            before = worth
        if energy := int(facts.energy_worth[r]):
            yield Layer(at["energy"], energy, 1, facts.lively[pool, r], meets[:, r], requirement.min_people)
        if growth := int(facts.growth_worth[r]):
            yield Layer(at["growth"], growth, 1, facts.learners[pool, r], meets[:, r], 1)


def _over(row: Row, place: NDArray[np.int64]) -> Row:
    """A row over the pool: whoever is not in it counts for nothing."""
    kept = [(int(place[p]), c) for p, c in zip(row.positions, row.coefficients, strict=True) if place[p] >= 0]
    return Row(tuple(p for p, _ in kept), tuple(c for _, c in kept), row.low, row.high)


class ByModel:
    """By the solver: the terms as they are formulated for one team, with a row under each."""

    def __init__(self, question: Question, terms: tuple[str, ...]) -> None:
        self.question, self.terms = question, terms

    def most(self, term: int) -> Top:
        """See :class:`Best`."""
        return self._solved((-1,) * len(self.terms), (term,))

    def best(self, low: Point, high: Point) -> Top:
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
