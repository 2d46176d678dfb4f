"""The levels of the objective, in order: wished slots, wished company, old company avoided, then the mix.

Each level counts in whole units and is only as good as the earlier ones leave it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from talentmap.groups.cliques import cliques
from talentmap.groups.formulate import Formulation
from talentmap.groups.layout import Layout
from talentmap.results import Status

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
WISH_DATE, WISH_WITH, FRESH, MIX, MOVES = "wish_date", "wish_with", "fresh", "mix", "moves"
GIVEN, RELAXATION, COUNTS, BRANCHING = "given", "relaxation", "counts", "branching"
"""How a bound was obtained: from the figures asked for, a linear relaxation, counts alone, or the solver's search."""


@dataclass(frozen=True)
class Level:
    """One level of the objective and how far it is proven.

    Parameters
    ----------
    name
        ``wish_date`` (people), ``wish_with`` (worth of pairs), ``fresh`` (pairs that meet again; fewest is best),
        ``mix`` (units of the criteria), ``moves`` (people; fewest is best). Leximin adds ``mix:2``, ``mix:3``, ...
        for the second lowest score and so on.
    best, bound
        Found, and what no plan with the earlier levels as they are can pass; equal when proven.
    method
        How the bound was obtained: ``given``, ``counts``, ``relaxation`` or ``branching``.
    """

    name: str
    best: int
    bound: int
    method: str

    @property
    def proven(self) -> bool:
        """Whether nothing better is possible."""
        return self.best == self.bound


@dataclass(frozen=True, eq=False)
class Found:
    """Outcome of a search for a plan.

    Parameters
    ----------
    status
        OPTIMAL only where every level is proven.
    labels
        Shape (N,): slot of each person; empty without a plan.
    levels
        The levels asked for, in order; those never reached in time are missing.
    timing
        Seconds per step.
    method
        How it is known that there is no plan; blank otherwise.
    """

    status: Status
    labels: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    levels: tuple[Level, ...] = ()
    timing: Mapping[str, float] = field(default_factory=dict)
    method: str = ""


@dataclass(eq=False)
class Aim:
    """A level as the solver sees it: maximise ``objective @ columns``, a whole number in every plan.

    Parameters
    ----------
    name
        Of the level.
    objective
        Shape (width,).
    offset, sign
        What the level counts is ``sign x (objective @ columns) + offset``.
    """

    name: str
    objective: Floats
    offset: int = 0
    sign: int = 1

    def widened(self, width: int) -> Floats:
        """The objective with zeros for columns made since."""
        return np.concatenate([self.objective, np.zeros(width - len(self.objective))])

    def inner(self, value: int) -> int:
        """Objective of the solver for a value of the level."""
        return self.sign * (value - self.offset)

    def outer(self, objective: int) -> int:
        """Value of the level for an objective of the solver."""
        return self.sign * objective + self.offset


def measure(layout: Layout, name: str, labels: Ints) -> int:
    """Value of a level in a plan, recomputed from the layout alone."""
    if name == WISH_DATE:
        return int(layout.wishes[np.arange(len(labels)), labels].sum())
    if name == WISH_WITH:
        return int(layout.pair_worth[labels[layout.pairs[:, 0]] == labels[layout.pairs[:, 1]]].sum())
    if name == FRESH:
        return int((labels[layout.met[:, 0]] == labels[layout.met[:, 1]]).sum())
    scores = group_scores(layout, labels)
    return int(scores.sum()) if layout.mix == "sum" else int(scores.min())


def group_scores(layout: Layout, labels: Ints) -> Ints:
    """Score of every used group, in the order of slots."""
    assert layout.criteria is not None
    _, compact = np.unique(labels, return_inverse=True)
    return layout.criteria.scores(compact.astype(np.int64), int(compact.max()) + 1)


def linear_aims(built: Formulation) -> list[Aim]:
    """The levels before the mix that are asked for; adds the columns they need to the model."""
    layout = built.layout
    aims = []
    if layout.wishes.any():
        aims.append(Aim(WISH_DATE, built.table(layout.wishes)))
    if len(layout.pairs):
        aims.append(_company(built))
    if len(layout.met):
        aims.append(_fresh(built))
    return aims


def _company(built: Formulation) -> Aim:
    """Wished pairs together: t[pair, s] <= x[a, s], x[b, s]; whole by itself where x is."""
    matrix, kind, x = built.matrix, built.blocks.kind, built.x
    offset, columns, worths = 0, [], []
    ends: dict[int, list[int]] = {}
    for (a, b), worth in zip(built.layout.pairs.tolist(), built.layout.pair_worth.tolist(), strict=True):
        if kind[a] == kind[b]:  # people with a wish are of a kind only with those of their block
            offset += worth
            continue
        slots = np.flatnonzero((x[kind[a]] >= 0) & (x[kind[b]] >= 0))
        both = matrix.columns(len(slots), whole=False)
        for one in (a, b):
            rows = np.arange(len(slots))
            matrix.rows(
                len(slots),
                np.concatenate([rows, rows]),
                np.concatenate([both, x[kind[one], slots]]),
                np.repeat([1.0, -1.0], len(slots)),
                -np.inf,
                0.0,
            )
            for column, s in zip(both.tolist(), slots.tolist(), strict=True):
                ends.setdefault(int(x[kind[one], s]), []).append(column)
        columns.append(both)
        worths.append(np.full(len(slots), worth))
    most = built.sizes[-1] - 1 if built.sizes else 0
    for one, together in ends.items():
        if len(together) > most:  # nobody has more company than a group holds
            matrix.row([*together, one], [*np.ones(len(together)), -float(most)], most=0.0)
    objective = np.zeros(matrix.width)
    for both, worth in zip(columns, worths, strict=True):
        objective[both] = worth
    return Aim(WISH_WITH, objective, offset)


def _fresh(built: Formulation) -> Aim:
    """Pairs that meet again: among c people who all met before C(c, 2) do, which is convex and so needs no integers."""
    matrix, most = built.matrix, built.sizes[-1] if built.sizes else 0
    times = Counter(tuple(sorted(pair)) for pair in built.layout.met.tolist())
    costs: list[tuple[Ints, Ints]] = []
    while times:
        for clique in cliques(sorted(times)):
            for s in built.slots:
                columns, counts = built.counted(clique, s)
                rungs = min(int(counts.sum()), most)
                if rungs < 2:
                    continue
                steps = matrix.columns(rungs, whole=False)
                matrix.row(np.concatenate([columns, steps]), np.concatenate([counts, -np.ones(rungs)]), 0.0, 0.0)
                costs.append((steps, -np.arange(rungs)))
        times = Counter({pair: count - 1 for pair, count in times.items() if count > 1})
    objective = np.zeros(matrix.width)
    for steps, worth in costs:
        objective[steps] = worth
    return Aim(FRESH, objective, 0, -1)
