"""The audit of group figures: what a reader could work out, from what is published and what they see one by one.

The reader audited here is stricter than the truth allows: one who takes every figure to lie within its usual margin,
adds up cells, units, places and the whole, and knows one by one everything that colleagues, and everything that people
of the same unit, may see, and their own value; and each manager, who also knows all of their reports. Nothing may
follow for anybody else. It looks at rounded figures only, never at the counts behind them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from talentmap.access.figures_groups import CELL, LOCATION, OTHER, Plan
from talentmap.access.figures_noise import USUAL

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
_ROUNDS = 6


@dataclass(frozen=True, eq=False)
class Seen:
    """What readers of one kind see one by one.

    Parameters
    ----------
    known
        Shape (n_cells, n_figures): people of the cell whose value they see and who are counted.
    hidden
        Shape (n_cells, n_figures): people of the cell whose value they do not see.
    """

    known: Ints
    hidden: Ints

    def columns(self, block: Ints) -> Seen:
        """For these figures only."""
        return Seen(self.known[:, block], self.hidden[:, block])

    def least(self) -> Ints:
        """Counts that must stay possible from above: the reader may be one of the hidden, so two of them."""
        return self.known + np.minimum(2, self.hidden)

    def most(self) -> Ints:
        """Counts that must stay possible from below."""
        return self.known + self.hidden - np.minimum(2, self.hidden)


@dataclass(frozen=True, eq=False)
class Figures:
    """What is published, by group and figure.

    Parameters
    ----------
    plan
        The groups.
    count
        Shape (n_groups, n_figures), the rounded counts.
    shown
        Shape (n_groups, n_figures).
    chains
        Columns of figures of which each counts people of the one before it.
    """

    plan: Plan
    count: Ints
    shown: Flags
    chains: tuple[tuple[int, ...], ...] = ()

    def columns(self, block: Ints) -> Figures:
        """The same for these figures only, in this order."""
        place = {int(f): k for k, f in enumerate(block)}
        chains = tuple(tuple(place[f] for f in chain) for chain in self.chains if all(f in place for f in chain))
        return Figures(self.plan, self.count[:, block], self.shown[:, block], chains)

    def without(self, hide: Flags) -> Figures:
        """The same with more hidden."""
        return replace(self, shown=self.shown & ~hide)

    def repeated(self, times: int) -> Figures:
        """The same figures side by side, so that variations are looked at together."""
        width = self.count.shape[1]
        chains = tuple(tuple(f + k * width for f in chain) for k in range(times) for chain in self.chains)
        return Figures(self.plan, np.tile(self.count, times), np.tile(self.shown, times), chains)

    def links(self) -> list[tuple[Ints, Ints]]:
        """Columns and the columns that are part of them, one step of all chains at a time."""
        longest = max((len(chain) for chain in self.chains), default=0)
        steps = [[c[k : k + 2] for c in self.chains if len(c) > k + 1] for k in range(longest - 1)]
        return [(np.array([a for a, _ in step]), np.array([b for _, b in step])) for step in steps]

    def blocks(self) -> list[Ints]:
        """Figures that speak of each other, together."""
        single = set(range(self.count.shape[1])) - {f for chain in self.chains for f in chain}
        return [np.array(chain) for chain in self.chains] + [np.array([f]) for f in sorted(single)]


@dataclass(frozen=True, eq=False)
class Forest:
    """Sums that must fit: for each family of groups its nodes from the bottom up, each with what it is made of."""

    families: tuple[tuple[tuple[int, Ints], ...], ...]


def forest_of(plan: Plan) -> Forest:
    """The unit tree, the places, and the rests, each over the cells and under the whole."""
    n_cells, whole = plan.cells.shape[1], plan.n_groups - 1
    below: dict[int, set[int]] = {}
    for cell, line in enumerate(plan.above):
        for child, node in zip((cell, *line), (*line, whole), strict=True):
            below.setdefault(node, set()).add(child)
    size = plan.cells.sum(axis=1)
    tree = sorted(below, key=lambda g: (g == whole, _height(g, plan), size[g], g))
    families = [tuple((g, np.array(sorted(below[g]))) for g in tree)]
    for kind in (LOCATION, OTHER):
        nodes = np.flatnonzero(plan.kind == kind)
        loose = np.flatnonzero(~plan.cells[nodes].any(axis=0)) if len(nodes) else np.arange(n_cells)
        parts = [(int(g), np.flatnonzero(plan.cells[g])) for g in nodes]
        families.append((*parts, (whole, np.r_[nodes, loose].astype(np.int64))))
    return Forest(tuple(families))


def _height(group: int, plan: Plan) -> int:
    """How far a unit stands above the lowest of its cells: children come before parents."""
    if plan.kind[group] == CELL:
        return 0
    return max((line.index(group) + 1 for line in plan.above if group in line), default=len(plan.above))


def ranges(figures: Figures, forest: Forest, seen: Seen, *, margin: int = USUAL) -> tuple[Ints, Ints]:
    """Lowest and highest count of each group that the reader holds possible.

    Bounds are pushed up and down each family of sums until nothing moves; one family alone gives the exact range.

    Returns
    -------
    Two arrays of shape (n_groups, n_figures). Figures that contradict each other get 1 and 0 throughout.
    """
    plan = figures.plan
    cells = plan.cells.astype(np.int64)
    low, high = cells @ seen.known, cells @ (seen.known + seen.hidden)
    low = np.where(figures.shown, np.maximum(low, figures.count - margin), low)
    high = np.where(figures.shown, np.minimum(high, figures.count + margin), high)
    links = figures.links()
    for _ in range(_ROUNDS):
        before = low.sum() - high.sum()
        for wide, narrow in links:
            high[:, narrow] = np.minimum(high[:, narrow], high[:, wide])
        for wide, narrow in reversed(links):
            low[:, wide] = np.maximum(low[:, wide], low[:, narrow])
        for family in forest.families:
            _push(family, low, high)
            wrong = (low > high).any(axis=0)  # bounds that crossed would run away from each other
            low[:, wrong], high[:, wrong] = 1, 0
        if low.sum() - high.sum() == before:
            break
    return low, high


def _push(family: tuple[tuple[int, Ints], ...], low: Ints, high: Ints) -> None:
    """Tighten the bounds of one family in place: sums from the bottom up, what is left from the top down."""
    for node, parts in family:
        low[node] = np.maximum(low[node], low[parts].sum(axis=0))
        high[node] = np.minimum(high[node], high[parts].sum(axis=0))
    for node, parts in reversed(family):
        least, most = low[parts], high[parts]
        low[parts] = np.maximum(least, low[node] - (most.sum(axis=0) - most))
        high[parts] = np.minimum(most, high[node] - (least.sum(axis=0) - least))


def given_away(low: Ints, high: Ints, seen: Seen) -> Flags:
    """Cells and figures in which the reader could tell somebody's value; shape (n_cells, n_figures).

    That is where the people they do not see cannot be counted in more than one way: none or all of them, as seen by
    somebody outside or by one of themselves.
    """
    n_cells = len(seen.known)
    tight: Flags = (high[:n_cells] < seen.least()) | (low[:n_cells] > seen.most())
    return tight & (seen.hidden > 0)


def alone(figures: Figures, seen: Seen, *, margin: int = USUAL) -> Flags:
    """Figures that give somebody away without any other; shape (n_groups, n_figures)."""
    cells = figures.plan.cells.astype(np.int64)
    whole = Seen(cells @ seen.known, cells @ seen.hidden)
    tight = (figures.count + margin < whole.least()) | (figures.count - margin > whole.most())
    return tight & (whole.hidden > 0) & figures.shown
