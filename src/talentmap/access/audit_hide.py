"""Which further figures to hide so that the rest gives nobody away: as few as possible, cells last.

The choice is complementary cell suppression: each leak names the figures of which hiding one closes it, and the
cheapest set that closes all is a small integer programme, solved to the end; what is left is looked at again.

References
----------
Fischetti and Salazar (2000), Models and algorithms for optimizing cell suppression in tabular data with linear
constraints, Journal of the American Statistical Association 95, doi:10.1080/01621459.2000.10474282; (2001), Solving the
cell suppression problem on tabular data with linear constraints, Management Science 47,
doi:10.1287/mnsc.47.7.1008.9805. There cells hold exact values and every hidden one needs a range; here figures are
rounded, and people need one.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import bmat, csr_matrix, identity, kron, vstack

from talentmap.access.audit import Figures, Forest, Seen, alone, forest_of, given_away, ranges
from talentmap.access.figures_groups import CELL, UNIT, WHOLE
from talentmap.access.figures_noise import USUAL

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]
GIVES_AWAY, UNSURE = "gives_away", "unsure"
_WORTH = {CELL: 8.0, UNIT: 4.0, WHOLE: 6.0}
"""What is lost with a figure; other kinds 3. Cells hold the most that totals do not tell."""
_OTHERS = 3.0
_TINY = 1e-6
_ROUNDS = 30
_SIDE_BY_SIDE = 200
_COLUMNS = 1000


def hide_for(figures: Figures, readers: list[Seen]) -> NDArray[np.object_]:
    """Why each figure is hidden so that none of these readers can tell anybody's value.

    Returns
    -------
    Shape (n_groups, n_figures): ``gives_away`` or ``unsure`` (the figure contradicts the others, so its draw was far
    off), blank where the figure stays. That everybody would be the same is part of ``gives_away``: said apart it would
    tell what it hides.
    """
    why = np.full(figures.count.shape, "", dtype=object)
    for seen in readers:
        why[alone(figures, seen)] = GIVES_AWAY
    forest = forest_of(figures.plan)
    left = figures.without(why != "")
    troubled = np.zeros(figures.count.shape[1], dtype=bool)
    for wrong, leaking in _looked(left, forest, readers):
        troubled |= wrong | leaking.any(axis=0)
    for block in left.blocks():
        if troubled[block].any():
            views = [seen.columns(block) for seen in readers]
            why[:, block] = _settle(left.columns(block), forest, views, why[:, block])
    return why


def _settle(figures: Figures, forest: Forest, readers: list[Seen], why: NDArray[np.object_]) -> NDArray[np.object_]:
    """The same for a few figures that speak of each other, until nothing is contradicted and nobody given away."""
    why = why.copy()
    for _ in range(_ROUNDS):
        off = np.zeros(figures.shown.shape, dtype=bool)
        looked = list(_looked(figures, forest, readers))
        for seen, (wrong, _) in zip(readers, looked, strict=True):
            if wrong.any():
                off |= contradicting(figures, seen)
        if not off.any():
            off = _closing(figures, forest, readers, np.array([leaking for _, leaking in looked]))
            if not off.any():
                return why
            why[off] = GIVES_AWAY
        else:
            why[off] = UNSURE
        figures = figures.without(off)
    why[figures.shown] = GIVES_AWAY
    return why


def contradicting(figures: Figures, seen: Seen, *, margin: int = USUAL) -> Flags:
    """Figures to drop so that the others can all be within the margin; least worth and least far off first.

    A linear programme in which every figure may lie outside its margin at a price.
    """
    groups, columns = np.nonzero(figures.shown)
    n_cells, n_figures = seen.known.shape
    n_values, n_shown = n_cells * n_figures, len(groups)
    every = kron(csr_matrix(figures.plan.cells.astype(float)), identity(n_figures), format="csr")
    total, slack = every[groups * n_figures + columns], identity(n_shown, format="csr")
    count = figures.count[groups, columns].astype(float)
    order = _order(figures.chains, n_cells, n_figures)
    parts = [[total, -slack], [-total, -slack], [order, csr_matrix((order.shape[0], n_shown))]]
    limits = np.concatenate([count + margin, margin - count, np.zeros(order.shape[0])])
    worth = [_WORTH.get(str(kind), _OTHERS) for kind in figures.plan.kind[groups]]
    known, hidden = seen.known.ravel().astype(float), seen.hidden.ravel().astype(float)
    bounds = Bounds(np.r_[known, np.zeros(n_shown)], np.r_[known + hidden, np.full(n_shown, np.inf)])
    rules = LinearConstraint(bmat(parts, format="csr"), ub=limits)
    found = milp(np.r_[np.zeros(n_values), worth], constraints=rules, bounds=bounds)
    off = np.zeros(figures.shown.shape, dtype=bool)
    if found.x is not None:
        out = found.x[n_values:] > _TINY
        off[groups[out], columns[out]] = True
    return off if off.any() else figures.shown.copy()  # every figure may be dropped, so a solution exists


def _order(chains: tuple[tuple[int, ...], ...], n_cells: int, n_figures: int) -> csr_matrix:
    """Rows that say, of each cell, that a figure counts people of the one before it."""
    rows = []
    for chain in chains:
        for wide, narrow in pairwise(chain):
            row = np.zeros((1, n_figures))
            row[0, [narrow, wide]] = 1.0, -1.0
            rows.append(kron(identity(n_cells), row, format="csr"))
    return vstack(rows, format="csr") if rows else csr_matrix((0, n_cells * n_figures))


def _closing(figures: Figures, forest: Forest, readers: list[Seen], leaks: Flags) -> Flags:
    """The cheapest figures to hide so that each of these leaks is closed by at least one of them."""
    chosen = np.zeros(figures.shown.shape, dtype=bool)
    if not leaks.any():
        return chosen
    telling = np.flatnonzero(leaks.any(axis=(1, 2)))  # hiding more tells no other reader anything
    leaks, readers = leaks[telling], [readers[r] for r in telling]
    places = _candidates(figures, leaks)
    closed = _closed(figures, forest, readers, leaks, places)
    alone_open = leaks.copy()
    alone_open[leaks] = ~closed.any(axis=0)
    for cell, column in zip(*np.nonzero(alone_open.any(axis=0)), strict=True):
        chosen[:, column] |= figures.plan.cells[:, cell] & figures.shown[:, column]  # no single figure closes it
    if not closed.any():
        return chosen if chosen.any() else figures.shown.copy()
    matrix = closed[:, closed.any(axis=0)].T.astype(float)
    worth = np.array([_WORTH.get(str(figures.plan.kind[group]), _OTHERS) for group, _ in places])
    found = milp(
        worth,
        constraints=LinearConstraint(matrix, lb=1.0),
        integrality=np.ones(len(places), dtype=np.int64),
        bounds=Bounds(0.0, 1.0),
    )
    for k in np.flatnonzero(found.x > 0.5) if found.x is not None else range(len(places)):
        chosen[places[k]] = True
    return chosen


def _closed(
    figures: Figures, forest: Forest, readers: list[Seen], leaks: Flags, places: list[tuple[int, int]]
) -> Flags:
    """Shape (n_places, n_leaks): which leaks are closed by hiding each figure; many are tried side by side."""
    width = figures.count.shape[1]
    made = []
    for start in range(0, len(places), _SIDE_BY_SIDE):
        some = places[start : start + _SIDE_BY_SIDE]
        tried = figures.repeated(len(some))
        for k, (group, column) in enumerate(some):
            tried.shown[group, k * width + column] = False
        columns = np.tile(np.arange(width), len(some))
        found = _leaks(tried, forest, [seen.columns(columns) for seen in readers])
        split = found.reshape(len(readers), -1, len(some), width)
        made += [~split[:, :, k][leaks] for k in range(len(some))]
    return np.array(made, dtype=bool).reshape(len(places), int(leaks.sum()))


def _leaks(figures: Figures, forest: Forest, readers: list[Seen]) -> Flags:
    """Shape (n_readers, n_cells, n_figures): where which reader could tell somebody's value."""
    return np.array([leaking for _, leaking in _looked(figures, forest, readers)])


def _looked(figures: Figures, forest: Forest, readers: list[Seen]) -> Iterator[tuple[Flags, Flags]]:
    """For each reader: figures that contradict each other, and where they could tell somebody's value.

    Shapes (n_figures,) and (n_cells, n_figures). Readers are looked at side by side, as many as keep the tables small.
    """
    width = figures.count.shape[1]
    together = max(1, _COLUMNS // max(width, 1))
    for start in range(0, len(readers), together):
        some = readers[start : start + together]
        seen = Seen(np.hstack([one.known for one in some]), np.hstack([one.hidden for one in some]))
        low, high = ranges(figures.repeated(len(some)), forest, seen)
        wrong: Flags = np.asarray((low > high).any(axis=0))
        leaking = given_away(low, high, seen)
        for k in range(len(some)):
            place = slice(k * width, (k + 1) * width)
            yield wrong[place], leaking[:, place]


def _candidates(figures: Figures, leaks: Flags) -> list[tuple[int, int]]:
    """Shown figures whose hiding may help, cheapest first: groups that hold a leaking cell or part of its unit."""
    plan = figures.plan
    leaking = np.asarray(leaks.any(axis=(0, 2)))
    units = sorted({line[0] for cell, line in enumerate(plan.above) if leaking[cell]})
    around = np.asarray(plan.cells[units].any(axis=0))
    holds = np.asarray(plan.cells[:, leaking].any(axis=1))
    near = np.asarray(plan.cells[:, around].any(axis=1))
    found = [(int(g), int(f)) for g, f in zip(*np.nonzero(figures.shown & near[:, None]), strict=True)]
    return sorted(found, key=lambda place: (_WORTH.get(str(plan.kind[place[0]]), _OTHERS), not holds[place[0]], place))
