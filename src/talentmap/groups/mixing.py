"""The score of each group as a linear expression of the model, from the tables of its criteria.

A table over a count c becomes a ladder: steps u_1, u_2, ... that add up to c, each worth what the table rises by.
Where the rises only fall (a concave table, as for diverse) a maximising solver climbs in order by itself and the
steps need not be whole; else they are, and in order.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from talentmap.groups.formulate import Formulation

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(eq=False)
class Ladder:
    """Tables of all terms that count the same people: table[size, count]."""

    mask: Mask
    table: Ints


@dataclass(eq=False)
class Scoring:
    """Expressions for the score of each slot.

    Parameters
    ----------
    built
        The model they are part of.
    shared
        Whether groups of every size climb the same ladders: then an expression counts rungs, and ``base + rise x
        rungs`` is the score; else it counts units.
    base, rise
        For each size: a score that is ``base + rise x`` a whole number whatever the group.
    spare
        A column for what all expressions have to spare; no row of the model has it.
    columns, values
        For each slot the expression, without the part of its size.
    """

    built: Formulation
    shared: bool
    base: tuple[int, ...]
    rise: tuple[int, ...]
    spare: int
    columns: dict[int, Ints] = field(default_factory=dict)
    values: dict[int, NDArray[np.float64]] = field(default_factory=dict)

    def need(self, q: int, score: int) -> float:
        """Least value of the expression for a group of size number q to have at least this score."""
        rungs = -((self.base[q] - score) // self.rise[q])
        return float(rungs if self.shared else self.base[q] + rungs * self.rise[q])

    def total(self) -> NDArray[np.float64]:
        """All expressions together: shape (width,), a direction in which mixed plans lie."""
        objective = np.zeros(self.built.matrix.width)
        for s in self.built.slots:
            objective[self.columns[s]] += self.values[s]
        return objective

    def below(self, score: int) -> int:
        """Highest score some group could have under this one."""
        return max(b + r * ((score - b - 1) // r) for b, r in zip(self.base, self.rise, strict=True))

    def above(self, score: int) -> int:
        """Lowest score some group could have over this one."""
        return min(b + r * ((score - b) // r + 1) for b, r in zip(self.base, self.rise, strict=True))


def scoring(built: Formulation, *, shared: bool) -> Scoring:
    """Add ladders to the model; `shared` where only the worst group counts and all sizes climb alike."""
    single, double = _ladders(built)
    base, rise, alike = _lattice(built, single, bool(double))
    assert built.layout.criteria is not None
    far = float(sum(int(np.abs(term.table).max()) for term in built.layout.criteria.terms)) + 1.0
    spare = int(built.matrix.columns(1, far, low=-far, whole=False)[0])
    made = Scoring(built, shared and alike and not double, base, rise, spare)
    caps = _caps(built)
    for s in built.slots:
        columns: list[Ints] = []
        values: list[Ints] = []
        for ladder in single:
            climb = _shared_steps if made.shared else _steps
            climb(made, ladder, s, caps.get(ladder.mask.tobytes()), columns, values)
        for first, second, table in double:
            _grid(built, first, second, table, s, columns, values)
        made.columns[s], place = np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *columns]), return_inverse=True)
        weights = np.concatenate([np.zeros(0), *values])
        made.values[s] = np.bincount(place, weights, len(made.columns[s])).astype(float)
    return made


def _ladders(built: Formulation) -> tuple[list[Ladder], list[tuple[Mask, Mask, Ints]]]:
    """Tables by whom they count; those over two counts that are really two."""
    criteria = built.layout.criteria
    assert criteria is not None
    found: dict[bytes, Ladder] = {}
    double = []
    top = max(built.sizes) + 1
    sizes = np.array(built.sizes)
    for term in criteria.terms:
        mask, table = term.first, term.table
        if term.second is not None:
            if term.second.all():
                table = table[sizes[:, None], np.arange(table.shape[1])[None, :], sizes[:, None]]
            elif not term.second.any():
                table = table[sizes, :, 0]
            elif term.first.all() or not term.first.any():
                counts = sizes if term.first.all() else 0 * sizes
                mask, table = term.second, table[sizes[:, None], counts[:, None], np.arange(table.shape[2])[None, :]]
            else:
                double.append((term.first, term.second, table))
                continue
        else:
            table = table[sizes]
        one = found.setdefault(mask.tobytes(), Ladder(mask, np.zeros((len(sizes), top), dtype=np.int64)))
        one.table += table[:, :top]
    return list(found.values()), double


def _lattice(built: Formulation, ladders: list[Ladder], double: bool) -> tuple[tuple[int, ...], tuple[int, ...], bool]:
    """Base and rise of each size, and whether every size climbs the same ladders but for its rise."""
    bases, rises, shapes = [], [], []
    n = len(built.layout.people)
    for q, size in enumerate(built.sizes):
        base, steps = 0, []
        for ladder in ladders:
            if ladder.mask.all():
                base += int(ladder.table[q, size])
                continue
            base += int(ladder.table[q, 0])
            steps.append(np.diff(ladder.table[q, : min(size, int(ladder.mask.sum())) + 1]))
        rise = int(np.gcd.reduce(np.concatenate([*steps, np.zeros(1, dtype=np.int64)])))
        if double:
            base, rise = 0, 1
        bases.append(base)
        rises.append(rise or 1)
        shapes.append([step // (rise or 1) for step in steps])
    common = min(built.sizes, default=0)
    alike = all(
        np.array_equal(a[: min(common, n)], b[: min(common, n)])
        for shape in shapes
        for a, b in zip(shape, shapes[0], strict=True)
    )
    return tuple(bases), tuple(rises), alike


def _caps(built: Formulation) -> dict[bytes, int]:
    """Most of each mask in any group, where a rule says so."""
    caps: dict[bytes, int] = {}
    for rule in built.layout.rules:
        for people, _, most in rule.counts:
            if most is not None:
                mask = np.zeros(len(built.layout.people), dtype=bool)
                mask[list(people)] = True
                caps[mask.tobytes()] = min(most, caps.get(mask.tobytes(), most))
    return caps


def _top(built: Formulation, mask: Mask, slot: int, size: int, cap: int | None) -> tuple[Ints, Ints, int]:
    """Columns and counts of a mask in a slot, and the most of them a group of this size can hold."""
    columns, counts = built.counted(np.flatnonzero(mask), slot)
    kinds, per_block = built.blocks.inside(np.flatnonzero(mask))
    there = built.x[kinds, slot] >= 0
    most = int((per_block * built.blocks.many[kinds])[there].sum())
    return columns, counts, min(most, size if cap is None else min(size, cap))


def _shared_steps(
    made: Scoring, ladder: Ladder, s: int, cap: int | None, columns: list[Ints], values: list[Ints]
) -> None:
    """One ladder for all sizes, in rungs."""
    built = made.built
    if ladder.mask.all():
        return
    q = len(built.sizes) - 1
    inside, counts, most = _top(built, ladder.mask, s, built.sizes[q], cap)
    worth = np.diff(ladder.table[q, : most + 1]) // made.rise[q]
    steps = _climb(built, worth)
    built.matrix.row(np.concatenate([inside, steps]), np.concatenate([counts, -np.ones(most)]), 0.0, 0.0)
    columns.append(steps)
    values.append(worth)


def _steps(made: Scoring, ladder: Ladder, s: int, cap: int | None, columns: list[Ints], values: list[Ints]) -> None:
    """A ladder for each size, of which only that of the size the group has can be climbed; in units."""
    built = made.built
    entries: list[Ints] = []
    for q, size in enumerate(built.sizes):
        everyone = ladder.mask.all()
        columns.append(built.size[s, q : q + 1])
        values.append(ladder.table[q, size : size + 1] if everyone else ladder.table[q, :1])
        if everyone:
            continue
        _, _, most = _top(built, ladder.mask, s, size, cap)
        worth = np.diff(ladder.table[q, : most + 1])
        steps = _climb(built, worth)
        if len(built.sizes) > 1:
            k = np.arange(most)
            built.matrix.rows(
                most,
                np.concatenate([k, k]),
                np.concatenate([steps, np.full(most, built.size[s, q])]),
                np.repeat([1.0, -1.0], most),
                -math.inf,
                0.0,
            )
        entries.append(steps)
        columns.append(steps)
        values.append(worth)
    if entries:
        inside, counts, _ = _top(built, ladder.mask, s, built.sizes[-1], cap)
        steps = np.concatenate(entries)
        built.matrix.row(np.concatenate([inside, steps]), np.concatenate([counts, -np.ones(len(steps))]), 0.0, 0.0)


def _climb(built: Formulation, worth: Ints) -> Ints:
    """Steps worth so much; whole and in order where the solver would not take them in order by itself."""
    concave = bool((np.diff(worth) <= 0).all())
    steps = built.matrix.columns(len(worth), whole=not concave)
    if not concave:
        k = np.arange(len(worth) - 1)
        built.matrix.rows(
            len(k),
            np.concatenate([k, k]),
            np.concatenate([steps[:-1], steps[1:]]),
            np.repeat([1.0, -1.0], len(k)),
            0.0,
            math.inf,
        )
    return steps


def _grid(
    built: Formulation, first: Mask, second: Mask, table: Ints, s: int, columns: list[Ints], values: list[Ints]
) -> None:
    """A term over two counts: one cell of its table is chosen for the size the group has."""
    cells, ones, twos, owner = [], [], [], []
    one_columns, one_counts, _ = _top(built, first, s, built.sizes[-1], None)
    two_columns, two_counts, _ = _top(built, second, s, built.sizes[-1], None)
    for q, size in enumerate(built.sizes):
        a, b = _top(built, first, s, size, None)[2], _top(built, second, s, size, None)[2]
        c, d = (grid.ravel() for grid in np.mgrid[: a + 1, : b + 1])
        cell = built.matrix.columns(len(c))
        built.matrix.row(np.append(cell, built.size[s, q]), np.append(np.ones(len(c)), -1.0), 0.0, 0.0)
        cells.append(cell)
        ones.append(c)
        twos.append(d)
        owner.append(table[size, c, d])
    cell = np.concatenate(cells)
    for inside, counts, held in ((one_columns, one_counts, ones), (two_columns, two_counts, twos)):
        built.matrix.row(
            np.concatenate([inside, cell]), np.concatenate([counts, -np.concatenate(held)]).astype(float), 0.0, 0.0
        )
    columns.append(cell)
    values.append(np.concatenate(owner))
