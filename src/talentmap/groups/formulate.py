"""The model every exact search shares: who is in which slot, which slots are used and how large, and all hard rules.

x[k, s] = blocks of kind k in slot s; size[s, q] = slot s holds a group of q; open[s] = sum of size[s, q].
Every bound on a group counts only where its slot is used (``sum <= most x open``), which also makes the relaxation
tight: without that, unused slots could be filled by halves.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from talentmap.groups.alike import orders
from talentmap.groups.blocks import Blocks, find_blocks
from talentmap.groups.cliques import cliques
from talentmap.groups.layout import GroupRule, Layout
from talentmap.optimise.matrix import Matrix

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(eq=False)
class Formulation:
    """A model and where its decisions are.

    Parameters
    ----------
    layout, blocks, matrix
        What is asked, what is decided on, and the model.
    x
        Shape (K, S): column, -1 where a kind may not be in a slot.
    slots
        Slots that can be used at all.
    open
        Shape (S,): column, -1 where a slot cannot be used.
    sizes, size
        Sizes a group may have, ascending, and columns of shape (S, Q).
    """

    layout: Layout
    blocks: Blocks
    matrix: Matrix
    x: Ints
    slots: tuple[int, ...]
    open: Ints
    sizes: tuple[int, ...]
    size: Ints

    def counted(self, people: Sequence[int] | Ints, slot: int) -> tuple[Ints, Ints]:
        """Columns and coefficients of how many of these people are in this slot."""
        kinds, counts = self.blocks.inside(people)
        columns = self.x[kinds, slot]
        there = columns >= 0
        return columns[there], counts[there]

    def labels(self, values: Floats) -> Ints:
        """Slot of each person in a solution."""
        counts = np.where(self.x >= 0, np.rint(values[np.maximum(self.x, 0)]), 0).astype(np.int64)
        return self.blocks.labels(counts)

    def start(self, labels: Ints) -> Floats:
        """A plan as a first solution; NaN for whatever the solver can work out by itself."""
        values = np.full(self.matrix.width, np.nan)
        there = self.x >= 0
        values[self.x[there]] = self.blocks.counts(labels)[there]
        held = np.bincount(labels[labels >= 0], minlength=len(self.layout.slots))
        for s in self.slots:
            values[self.open[s]] = held[s] > 0
            values[self.size[s]] = [held[s] == q for q in self.sizes]
        return values

    def table(self, worth: Ints) -> Floats:
        """An objective: worth (N, S) of each person per slot."""
        objective = np.zeros(self.matrix.width)
        there = self.x >= 0
        objective[self.x[there]] = self.blocks.worth(worth)[there]
        return objective


def formulate(
    layout: Layout,
    tables: Sequence[Ints] = (),
    used: Collection[int] | None = None,
    *,
    symmetric: bool = True,
    blocks: Blocks | None = None,
) -> Formulation:
    """The model with all hard rules.

    Parameters
    ----------
    layout
        What is asked.
    tables
        Shape (N, S) each: worths that will be asked about, so that people and slots that differ in them are not
        taken as alike.
    used
        Slots to use, exactly these; free where not said.
    symmetric
        Whether of plans that only swap slots nothing tells apart one may stand for all.
    blocks
        What is decided on, where that is known already.
    """
    blocks = blocks or find_blocks(layout, tables)
    allowed = blocks.allowed.copy()
    left_out = _spare(layout, tables) if symmetric else set()
    if used is not None:
        left_out = set(range(len(layout.slots))) - set(used)
    allowed[:, sorted(left_out)] = False
    slots = tuple(int(s) for s in np.flatnonzero(allowed.any(axis=0)))
    matrix, sizes = Matrix(), _sizes(layout)
    x = np.full(allowed.shape, -1, dtype=np.int64)
    kinds, places = np.nonzero(allowed)
    x[kinds, places] = matrix.columns(len(kinds), blocks.many[kinds])
    opened = np.full(len(layout.slots), -1, dtype=np.int64)
    size = np.full((len(layout.slots), len(sizes)), -1, dtype=np.int64)
    opened[list(slots)] = matrix.columns(len(slots), low=float(used is not None))
    size[list(slots)] = matrix.columns(len(slots) * len(sizes)).reshape(-1, len(sizes))
    built = Formulation(layout, blocks, matrix, x, slots, opened, sizes, size)
    _frame(built)
    for rule in layout.rules:
        hold(built, rule)
    hold_apart(built, [pair for rule in layout.rules for pair in rule.apart])
    if symmetric:
        hold_order(built, orders(layout, tables))
    return built


def _spare(layout: Layout, tables: Sequence[Ints]) -> set[int]:
    """Slots never needed: of so many that nothing tells apart fewer may be used, and the first of them will do."""
    spare: set[int] = set()
    for chain in orders(layout, tables):
        limits = [most for rule in layout.rules for slots, most in rule.closed if set(chain) <= set(slots)]
        spare.update(chain[min(limits, default=len(chain)) :])
    return spare


def _sizes(layout: Layout) -> tuple[int, ...]:
    """Sizes a group may have."""
    if layout.sizes.exactly is not None:
        return tuple(sorted(q for q, number in layout.sizes.exactly.items() if number))
    return tuple(range(max(1, layout.sizes.least), min(layout.sizes.most, len(layout.people)) + 1))


def _frame(built: Formulation) -> None:
    """Everyone in exactly one group; groups of the sizes asked for, as many as asked for."""
    matrix, x = built.matrix, built.x
    kinds, slots = np.nonzero(x >= 0)
    matrix.rows(len(x), kinds, x[kinds, slots], 1.0, built.blocks.many, built.blocks.many)
    for s in built.slots:
        inside = np.flatnonzero(x[:, s] >= 0)
        matrix.row(
            np.concatenate([x[inside, s], built.size[s]]),
            np.concatenate([built.blocks.weight[inside], -np.array(built.sizes)]),
            0.0,
            0.0,
        )
        matrix.row(np.append(built.size[s], built.open[s]), np.append(np.ones(len(built.sizes)), -1.0), 0.0, 0.0)
    used = list(built.slots)
    matrix.row(built.open[used], np.ones(len(used)), *map(float, built.layout.sizes.groups))
    if built.layout.sizes.exactly is not None:
        for q, size in enumerate(built.sizes):
            number = float(built.layout.sizes.exactly[size])
            matrix.row(built.size[used, q], np.ones(len(used)), number, number)


def hold(built: Formulation, rule: GroupRule) -> None:
    """Rows for counts per used group and closed slots; who may be where is already in the columns."""
    for people, least, most in rule.counts:
        for s in built.slots:
            columns, counts = built.counted(people, s)
            columns, counts = np.append(columns, built.open[s]), counts.astype(float)
            if least:
                built.matrix.row(columns, np.append(counts, -float(least)), least=0.0)
            if most is not None and counts @ built.blocks.many[_kinds(built, people, s)] > most:
                built.matrix.row(columns, np.append(counts, -float(most)), most=0.0)
    for slots, most in rule.closed:
        there = [s for s in slots if built.open[s] >= 0]
        if most < len(there):
            built.matrix.row(built.open[there], np.ones(len(there)), most=float(most))


def _kinds(built: Formulation, people: Sequence[int], slot: int) -> Ints:
    kinds, _ = built.blocks.inside(people)
    return np.asarray(kinds[built.x[kinds, slot] >= 0])


def hold_apart(built: Formulation, apart: Sequence[tuple[int, int]]) -> None:
    """Rows for at most one of people who are apart in a used slot; no plan where two of them must be together."""
    kind, x = built.blocks.kind, built.x
    pairs = {(int(kind[a]), int(kind[b])) for a, b in apart}
    if any(a == b for a, b in pairs):
        built.matrix.row([], [], least=1.0)
    rows: list[Ints] = []
    for clique in cliques(pair for pair in sorted(pairs) if pair[0] != pair[1]):
        for s in built.slots:
            columns = x[list(clique), s]
            columns = columns[columns >= 0]
            if len(columns) > 1:
                rows.append(np.append(columns, built.open[s]))
    if rows:
        height = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
        value = np.concatenate([np.append(np.ones(len(row) - 1), -1.0) for row in rows])
        built.matrix.rows(len(rows), height, np.concatenate(rows), value, -math.inf, 0.0)


def hold_order(built: Formulation, chains: Sequence[Sequence[int]]) -> None:
    """Of slots nothing tells apart, those used come first, in the order of their first kind of block."""
    for every in chains:
        chain = [s for s in every if built.open[s] >= 0]
        for earlier, later in pairwise(chain):
            built.matrix.row([built.open[earlier], built.open[later]], [1.0, -1.0], least=0.0)
        if (built.blocks.many == 1).all():
            for place, s in enumerate(chain):
                early = built.x[:place, s]
                built.matrix.fix(early[early >= 0], 0.0)
