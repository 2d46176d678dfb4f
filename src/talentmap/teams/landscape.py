"""Teams of one question as positions in its pool: arrays for searches that do not go through the solver."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from talentmap.optimise.engine import solve_model
from talentmap.optimise.formulation import Model, Row
from talentmap.results import Status
from talentmap.teams.objective import worth

if TYPE_CHECKING:
    from talentmap.teams.solve import Question

FAR = 10**9
"""Stands for no bound."""


class Landscape:
    """Worths, ties and rows of one question over its pool; all worths in whole units.

    Attributes
    ----------
    gain, meets, lively
        Shape (n_pool, n_requirements), as in the facts.
    ties
        Shape (n_pool, n_pool), symmetric: worth of each tie.
    unit
        Shape (n_pool,): number of each person's unit.
    rows, least, most
        Shape (n_rows, n_pool), (n_rows,) and (n_rows,): rules and cuts as linear rows with their bounds.
    """

    def __init__(self, question: Question, cuts: tuple[Row, ...]) -> None:
        facts, pool = question.facts, np.array(question.pool, dtype=np.int64)
        self.facts, self.pool = facts, pool
        self.low, self.high = facts.problem.sizes
        self.gain = facts.gain[pool]
        self.meets, self.lively = facts.meets[pool], facts.lively[pool]
        self.places = np.array([r.min_people for r in facts.requirements], dtype=np.int64)
        place = {int(p): k for k, p in enumerate(pool)}
        self.ties = np.zeros((len(pool), len(pool)), dtype=np.int64)
        for (a, b), tie in zip(facts.pairs.tolist(), facts.pair_worth.tolist(), strict=True):
            if a in place and b in place:
                self.ties[place[a], place[b]] = self.ties[place[b], place[a]] = tie
        names = sorted({facts.units[p] for p in pool})
        number = {name: k for k, name in enumerate(names)}
        self.unit = np.array([number[facts.units[p]] for p in pool], dtype=np.int64)
        rows = [row for instance in question.rules for row in instance.rows] + list(cuts)
        self.rows = np.zeros((len(rows), len(pool)), dtype=np.int64)
        for k, row in enumerate(rows):
            for p, c in zip(row.positions, row.coefficients, strict=True):
                if p in place:
                    self.rows[k, place[p]] = c
        self.least = np.array([-FAR if row.low is None else row.low for row in rows], dtype=np.int64)
        self.most = np.array([FAR if row.high is None else row.high for row in rows], dtype=np.int64)

    def ids(self, team: list[int]) -> tuple[int, ...]:
        """Positions of people, in order, of positions in the pool."""
        return tuple(sorted(int(self.pool[k]) for k in team))

    def worth(self, team: list[int]) -> int:
        """Worth of a team."""
        return worth(self.facts, [int(self.pool[k]) for k in team])

    def holds(self, team: list[int]) -> bool:
        """Whether a team keeps rules and cuts."""
        sums = self.rows[:, team].sum(axis=1)
        return bool(((sums >= self.least) & (sums <= self.most)).all())

    def forced(self) -> list[int]:
        """People whom a rule of one person puts in the team."""
        alone = ((self.rows != 0).sum(axis=1) == 1) & (self.rows.sum(axis=1) == 1) & (self.least == 1)
        return sorted({int(row.argmax()) for row in self.rows[alone]})

    def any_team(self) -> list[int] | None:
        """A team that keeps the rules, with the strongest people first; None where there is none."""
        own = self.gain.sum(axis=1) + self.ties.sum(axis=1) / 2
        taste = own / max(1.0, float(own.max()))
        model = Model()
        chosen = [model.binary() for _ in self.pool]
        for variable, liking in zip(chosen, taste.tolist(), strict=True):
            model.gain(variable, round(liking, 6))
        for row, low, high in zip(self.rows, self.least.tolist(), self.most.tolist(), strict=True):
            terms = [(chosen[k], float(row[k])) for k in np.flatnonzero(row)]
            if low > -FAR:
                model.at_least(terms, low)
            if high < FAR:
                model.at_most(terms, high)
        outcome = solve_model(model)
        if outcome.status is not Status.OPTIMAL:
            return None
        return [k for k in range(len(self.pool)) if outcome.values[k] > 0.5]

    def joined(self, rest: list[int]) -> NDArray[np.int64]:
        """Shape (n_pool,): worth of the rest with each person added; -1 where that breaks a rule."""
        total = np.zeros(len(self.pool), dtype=np.int64)
        for r, places in enumerate(self.places):
            held = np.sort(self.gain[rest, r])[::-1][:places]
            weakest = held[-1] if len(held) == places else 0
            total += held.sum() + np.maximum(self.gain[:, r] - weakest, 0)
        total += self.ties[np.ix_(rest, rest)].sum() // 2 + self.ties[:, rest].sum(axis=1)
        total += self.energy_joined(rest) + self.growth_joined(rest) + self.balance_joined(rest)
        sums = self.rows[:, rest].sum(axis=1)[:, None] + self.rows
        wrong = ((sums < self.least[:, None]) | (sums > self.most[:, None])).any(axis=0)
        wrong[rest] = True
        return np.where(wrong, -1, total)

    def energy_joined(self, rest: list[int]) -> NDArray[np.int64]:
        """Shape (n_pool,): the term energy with each person added."""
        total = np.zeros(len(self.pool), dtype=np.int64)
        for r, places in enumerate(self.places):
            if self.facts.energy_worth[r]:
                enough = self.meets[rest, r].sum() + self.meets[:, r] >= places
                total += self.facts.energy_worth[r] * (enough & (self.lively[rest, r].any() | self.lively[:, r]))
        return total

    def growth_joined(self, rest: list[int]) -> NDArray[np.int64]:
        """Shape (n_pool,): the term growth with each person added."""
        learners = self.facts.learners[self.pool]
        learned = learners[rest].any(axis=0) | learners
        taught = self.meets[rest].any(axis=0) | self.meets
        total: NDArray[np.int64] = (learned & taught) @ self.facts.growth_worth
        return total

    def balance_joined(self, rest: list[int]) -> NDArray[np.int64]:
        """Shape (n_pool,): the term balance with each person added."""
        counts = np.bincount(self.unit[rest], minlength=int(self.unit.max()) + 1)
        largest = np.maximum(counts.max(initial=0), counts[self.unit] + 1)
        found: NDArray[np.int64] = self.facts.balance[len(rest) + 1, largest]
        return found
