"""Which rules take part when already the relaxation has no answer: weights of rows that add up to a contradiction.

By the lemma of Farkas a linear model without an answer has such weights, and only rows that carry one matter. Every
rule has its own rows here, and places it forbids are bounds of columns, so that the weights tell rules apart.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from talentmap.groups.alike import orders
from talentmap.groups.blocks import find_blocks
from talentmap.groups.formulate import Formulation, formulate, hold, hold_apart, hold_order
from talentmap.groups.layout import GroupRule, Layout
from talentmap.optimise.options import Options
from talentmap.optimise.relaxation import Relaxation
from talentmap.results import Status

Ints = NDArray[np.int64]
_NOISE = 1e-9
"""Weights below this are rounding."""


class Switches:
    """A model of a layout in which rows and forbidden places are known by rule."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self._built = self._frame()
        self._rows: dict[str, Ints] = {}
        self._columns: dict[str, Ints] = {}
        for rule in layout.rules:
            self._add(rule)

    def _frame(self) -> Formulation:
        """The model without rules, over people and slots that no rule tells apart."""
        layout = self.layout
        told = tuple(replace(rule, forbid=(), together=(), closed=()) for rule in layout.rules)
        together = [pair for rule in layout.rules for pair in rule.together]
        pairs = np.array(together, dtype=np.int64).reshape(-1, 2)
        bare = Layout(layout.people, layout.slots, layout.sizes, told, pairs=pairs)
        tables = [_forbidden(layout), _closed(layout)]
        built = formulate(replace(bare, rules=()), symmetric=False, blocks=find_blocks(bare, tables))
        hold_order(built, orders(bare, tables))
        return built

    def _add(self, rule: GroupRule) -> None:
        """Rows and columns of one rule."""
        built, matrix = self._built, self._built.matrix
        first, x, kind = matrix.height, built.x, built.blocks.kind
        hold(built, rule)
        hold_apart(built, rule.apart)
        for a, b in rule.together:
            for s in built.slots:
                matrix.row([x[kind[a], s], x[kind[b], s]], [1.0, -1.0], 0.0, 0.0)
        self._rows[rule.name] = np.arange(first, matrix.height)
        columns = [int(x[kind[p], s]) for p, s in rule.forbid]
        self._columns[rule.name] = np.unique(np.array(columns, dtype=np.int64))

    def contradiction(self, options: Options) -> tuple[str, ...]:
        """Names of the rules in a contradiction of the relaxation; empty where it has an answer."""
        matrix = self._built.matrix
        for columns in self._columns.values():
            matrix.fix(columns, 0.0)
        relaxed = Relaxation(matrix, np.zeros(matrix.width), options, presolve=False)
        if relaxed.solve().status is not Status.INFEASIBLE:
            return ()
        weight = relaxed.contradiction()
        if not len(weight):
            return ()
        pull = np.abs(matrix.entries.T @ weight)
        return tuple(
            name
            for name in self._rows
            if (np.abs(weight[self._rows[name]]) > _NOISE).any() or (pull[self._columns[name]] > _NOISE).any()
        )


def _forbidden(layout: Layout) -> Ints:
    """Shape (N, S): a number for the set of rules that forbid a person a slot."""
    who: dict[tuple[int, int], list[int]] = {}
    for k, rule in enumerate(layout.rules):
        for place in rule.forbid:
            who.setdefault(place, []).append(k)
    kinds: dict[tuple[int, ...], int] = {}
    table = np.zeros((len(layout.people), len(layout.slots)), dtype=np.int64)
    for place, rules in who.items():
        table[place] = kinds.setdefault(tuple(rules), len(kinds) + 1)
    return table


def _closed(layout: Layout) -> Ints:
    """Shape (N, S), rows alike: a number for the limits that name a slot."""
    kinds: dict[tuple[tuple[int, int], ...], int] = {}
    row = []
    for s in range(len(layout.slots)):
        limits = [
            (k, j) for k, rule in enumerate(layout.rules) for j, (slots, _) in enumerate(rule.closed) if s in slots
        ]
        row.append(kinds.setdefault(tuple(limits), len(kinds)))
    return np.tile(np.array(row, dtype=np.int64), (len(layout.people), 1))
