"""The worst group as good as possible: a threshold for every group, raised as far as plans reach it.

Scores are whole units, and only so many values can occur; so a bound rounds down to the next of them, and a plan at
the bound is proven best without search.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from talentmap.groups.counts import counts_bound
from talentmap.groups.levels import BRANCHING, COUNTS, MIX, RELAXATION, Level, group_scores
from talentmap.groups.mixing import Scoring
from talentmap.groups.stage import Demand, Stage, has_plan, put
from talentmap.optimise.relaxation import Relaxation
from talentmap.results import Status

_SLACK = 1e-5
"""A relaxation is trusted to this much."""
_STRIDES = 2
"""Thresholds tried in strides that double from the bound downwards, before what is left is halved."""


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
    """The highest threshold a relaxation reaches.

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
        built, scoring = self.scoring.built, self.scoring
        self._first = self.relaxed.height
        self._own = {}
        for s in built.slots:
            columns = np.concatenate([scoring.columns[s], built.size[s], [scoring.spare]])
            values = np.concatenate([scoring.values[s], np.zeros(len(built.sizes)), [-1.0]])
            columns, place = np.unique(columns, return_inverse=True)
            values = np.bincount(place, values).astype(float)
            self._own[s] = dict(zip(columns.tolist(), values.tolist(), strict=True))
            self.relaxed.row(columns, values, 0.0)
        self.relaxed.aim(np.eye(1, built.matrix.width, scoring.spare)[0])

    def spare(self, score: int, seconds: float | None = None) -> float:
        """How far every expression can stay above what this score needs at once; negative where that is below."""
        scoring, built = self.scoring, self.scoring.built
        for k, s in enumerate(built.slots):
            for q, column in enumerate(built.size[s].tolist()):
                need = (score - scoring.base[q]) / scoring.rise[q] if scoring.shared else score
                self.relaxed.coefficient(self._first + k, column, self._own[s][column] - need)
        answer = self.relaxed.solve(seconds)
        return answer.objective if has_plan(answer) else 0.0

    def highest(self, low: int, high: int, seconds: float | None = None) -> int:
        """Highest score in reach of the relaxation or just above it, at most `high`; `low` is known to be reached.

        Newton's method from above: where expressions stay behind by so much, the score must come down by at least so
        many of the smallest rises.
        """
        rise = min(self.scoring.rise) if self.scoring.shared else 1
        score = self.scoring.below(high + 1)
        while score > low:
            behind = self.spare(score, seconds)
            if behind > -_SLACK:
                break
            score = self.scoring.below(math.floor(score + behind * rise + _SLACK) + 1)
        return max(low, score)


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
    """Raise the threshold until no plan reaches the next: first in strides down from the bound, then by halving.

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
    score, method, stride = bound, BRANCHING if tried else method, 1
    while best < bound:
        answer = stage.attempt(MIX, more=every_group(scoring, score), guide=scoring.total())
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
        if stride < 2**_STRIDES and score > bound:
            score = _down(scoring, score, stride, best)
            stride *= 2
        elif stride <= 2**_STRIDES:
            score, stride = bound, 2 ** (_STRIDES + 1)
        else:
            score = min(bound, scoring.above(best + (bound - best) // 2))
    return Level(MIX, best, bound, method)


def _down(scoring: Scoring, score: int, steps: int, best: int) -> int:
    """So many possible scores lower, but above the best."""
    for _ in range(steps):
        lower = scoring.below(score)
        if lower <= best:
            break
        score = lower
    return score
