"""The worst group as good as possible: a threshold for every group, raised as far as plans reach it.

Scores are whole units, and only so many values can occur; so a bound rounds down to the next of them, and a plan at
the bound is proven best without search.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from talentmap.groups.counts import counts_bound
from talentmap.groups.levels import BRANCHING, COUNTS, MIX, RELAXATION, Level, group_scores
from talentmap.groups.mixing import Scoring
from talentmap.groups.stage import Demand, Stage, has_plan, put
from talentmap.optimise.matrix import Relaxation
from talentmap.results import Status

_HIGH = 2
"""Quarters of what is left between best and bound at which the next threshold is tried."""


def every_group(scoring: Scoring, score: int) -> Demand:
    """That every used group has at least this score."""
    built, rows = scoring.built, []
    for s in built.slots:
        row = np.zeros(built.matrix.width)
        row[scoring.columns[s]] += scoring.values[s]
        row[built.size[s]] -= [scoring.need(q, score) for q in range(len(built.sizes))]
        rows.append((row, 0.0))
    return Demand(tuple(rows))


@dataclass(eq=False)
class Ceiling:
    """The highest threshold a relaxation reaches, found by halving over the values that can occur.

    Parameters
    ----------
    relaxed
        With all that is asked but the threshold; this adds rows for it.
    scoring
        Expressions of the scores.
    """

    relaxed: Relaxation
    scoring: Scoring

    def __post_init__(self) -> None:
        built = self.scoring.built
        self._first = self.relaxed.height
        for s in built.slots:
            columns = np.concatenate([self.scoring.columns[s], built.size[s]])
            values = np.concatenate([self.scoring.values[s], np.zeros(len(built.sizes))])
            self.relaxed.row(columns, values, 0.0)

    def reaches(self, score: int, seconds: float | None = None) -> bool:
        """Whether the relaxation has every group at this score; also if time is too short to say."""
        built = self.scoring.built
        for k, s in enumerate(built.slots):
            for q, column in enumerate(built.size[s].tolist()):
                own = float(self.scoring.values[s] @ (self.scoring.columns[s] == column))
                self.relaxed.coefficient(self._first + k, column, own - self.scoring.need(q, score))
        return self.relaxed.solve(seconds).status is not Status.INFEASIBLE

    def highest(self, low: int, high: int, seconds: float | None = None) -> int:
        """Highest score in reach of the relaxation, at most `high`; `low` is known to be reached."""
        if high <= low or self.reaches(high, seconds):
            return max(low, high)
        fails, holds, step = high, low, 1
        score = self.scoring.below(high)
        while score > low:  # strides that double, from above: the answer is mostly near
            if self.reaches(score, seconds):
                holds = score
                break
            fails = score
            for _ in range(step):
                score = self.scoring.below(score)
            step *= 2
        between = [holds]
        while (score := self.scoring.above(between[-1])) < fails:
            between.append(score)
        a, b = 0, len(between)
        while b - a > 1:
            middle = (a + b) // 2
            a, b = (middle, b) if self.reaches(between[middle], seconds) else (a, middle)
        return between[a]


def ceiling(stage: Stage, scoring: Scoring, more: Demand | None = None) -> tuple[int, str]:
    """Bound on the worst group's score under what is settled and `more`, and how it was obtained."""
    by_counts = counts_bound(stage.built.layout)
    low = None if stage.labels is None else int(group_scores(stage.built.layout, stage.labels).min())
    if low is not None and low >= by_counts:
        return by_counts, COUNTS
    relaxed = stage.relaxation(np.zeros(stage.built.matrix.width))
    if more is not None:
        put(relaxed, more)
    least = lowest(scoring) if low is None else low
    found = Ceiling(relaxed, scoring).highest(least, by_counts, stage.rest)
    return found, (COUNTS if found == by_counts else RELAXATION)


def lowest(scoring: Scoring) -> int:
    """A score every group has."""
    layout = scoring.built.layout
    assert layout.criteria is not None
    sizes = scoring.built.sizes
    least = sum(min(int(term.table[q].min()) for q in sizes) for term in layout.criteria.terms)
    return scoring.above(least - 1)


def best_worst(stage: Stage, scoring: Scoring, bound: int, method: str, *, tried: bool = False) -> Level:
    """Raise the threshold until no plan reaches the next: at the bound first, then by halving what is left.

    Parameters
    ----------
    stage, scoring
        With a plan that keeps what is settled.
    bound, method
        Bound so far, and how it was obtained.
    tried
        Whether it is known that no plan is at the bound.
    """
    layout = stage.built.layout
    assert stage.labels is not None
    best = int(group_scores(layout, stage.labels).min())
    bound = max(best, scoring.below(bound + (not tried)))
    score, method = bound, BRANCHING if tried else method
    while best < bound:
        answer = stage.attempt(MIX, more=every_group(scoring, score))
        if has_plan(answer):
            found = stage.built.labels(answer.values)
            reached = int(group_scores(layout, found).min())
            if reached < score:  # finer than the arithmetic of the solver
                break
            stage.labels, best = found, reached
        elif answer.status is Status.INFEASIBLE:
            bound, method = max(best, scoring.below(score)), BRANCHING
        else:
            break
        score = min(bound, scoring.above(best + (bound - best) * _HIGH // 4))
    return Level(MIX, best, bound, method)
