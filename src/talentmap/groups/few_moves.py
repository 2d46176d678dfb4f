"""Fewest moves to a plan that keeps the rules, by looking at every way with none, with one and with two.

Most repairs take no more, and having looked at them all is the proof.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations_with_replacement

import numpy as np
from numpy.typing import NDArray

from talentmap.groups.board import Board, Rows
from talentmap.groups.layout import Layout
from talentmap.groups.levels import Level

Ints = NDArray[np.int64]
MOST_MOVES = 2
MOST_ROWS = 3_000_000
"""So many changes are looked at; questions with more go to the exact search."""
_CHUNK = 100_000


@dataclass(frozen=True)
class FewMoves:
    """The best plan with the fewest moves.

    Parameters
    ----------
    labels
        Shape (N,): slot of each person.
    moves
        People who are in another slot than before; newcomers do not count.
    levels
        The terms, each the best there is among the plans with so few moves.
    """

    labels: Ints
    moves: int
    levels: tuple[Level, ...]


def few_moves(layout: Layout, before: Ints) -> FewMoves | int:
    """The fewest moves if that is at most two, and of all plans with so few the best by the terms in turn.

    Parameters
    ----------
    layout
        The question, in which every slot is used.
    before
        Shape (N,): slot of each person, -1 for newcomers.

    Returns
    -------
    The plan; or, where there is none or too much to look at, a number of moves below which there is no plan.
    """
    board = Board(layout, before)
    if not board.settled():
        return 0
    new = np.flatnonzero(before < 0)
    for moves in range(MOST_MOVES + 1):
        rows = _rows(board, new, moves)
        if rows is None:
            return moves
        kept = [part[board.keep(part)] for part in _chunks(rows)]
        rows = Rows(np.concatenate([part.who for part in kept]), np.concatenate([part.to for part in kept]))
        if len(rows):
            return _best(board, rows, moves)
    return MOST_MOVES + 1


def _chunks(rows: Rows) -> list[Rows]:
    return [rows[start : start + _CHUNK] for start in range(0, max(len(rows), 1), _CHUNK)]


def _rows(board: Board, new: Ints, moves: int) -> Rows | None:
    """Every way to seat the newcomers and to move so many others that sizes come out right; None when too many.

    First by kinds of moves (from slot, to slot), of which sizes can be seen, then by the people who can make them.
    """
    slots = len(board.sizes)
    kinds = [(a, b) for a in range(slots) for b in range(slots) if a != b]
    able = [[int(p) for p in np.flatnonzero(board.before == a) if board.ok[p, b]] for a, b in kinds]
    seats = [np.flatnonzero(board.ok[p]) for p in new]
    n_seats, n_kinds = int(np.prod([len(s) for s in seats])), len(kinds) ** moves
    if n_seats * n_kinds > MOST_ROWS:
        return None
    where = np.array(np.meshgrid(*seats, indexing="ij")).reshape(len(new), -1).T if len(new) else np.zeros((1, 0))
    where = where.astype(np.int64)
    several = list(combinations_with_replacement(range(len(kinds)), moves))
    chosen = np.array(several, dtype=np.int64).reshape(len(several), moves)
    seat, kind = (grid.ravel() for grid in np.meshgrid(np.arange(len(where)), np.arange(len(chosen)), indexing="ij"))
    fits = _sizes_fit(board, where[seat], chosen[kind], np.array(kinds, dtype=np.int64).reshape(-1, 2))
    return _people(board, new, where[seat[fits]], chosen[kind[fits]], kinds, able)


def _sizes_fit(board: Board, where: Ints, chosen: Ints, kinds: Ints) -> Ints:
    """Positions of the rows after which every size is one of those asked for."""
    sizes = np.tile(board.sizes, (len(where), 1))
    row = np.arange(len(where))
    for j in range(where.shape[1]):
        sizes[row, where[:, j]] += 1
    for j in range(chosen.shape[1]):
        sizes[row, kinds[chosen[:, j], 0]] -= 1
        sizes[row, kinds[chosen[:, j], 1]] += 1
    asked = board.layout.sizes
    fits = ((sizes >= asked.least) & (sizes <= asked.most)).all(axis=1)
    for size, number in (asked.exactly or {}).items():
        fits &= (sizes == size).sum(axis=1) == number
    return np.flatnonzero(fits)


def _people(
    board: Board,
    new: Ints,
    where: Ints,
    chosen: Ints,
    kinds: Sequence[tuple[int, int]],
    able: Sequence[Sequence[int]],
) -> Rows | None:
    """The people who can make these kinds of moves, each combination once; None when too many."""
    number = np.array([len(who) for who in able] or [0], dtype=np.int64)
    start = np.concatenate([[0], np.cumsum(number)])
    flat = np.array([p for who in able for p in who] or [0], dtype=np.int64)
    ways = number[chosen].prod(axis=1) if chosen.shape[1] else np.ones(len(chosen), dtype=np.int64)
    if ways.sum() > MOST_ROWS:
        return None
    row = np.repeat(np.arange(len(chosen)), ways)
    left = np.arange(len(row)) - np.repeat(np.cumsum(ways) - ways, ways)
    who, to = [np.tile(new, (len(row), 1))], [where[row]]
    order = np.ones(len(row), dtype=bool)
    picked: list[Ints] = []
    for j in range(chosen.shape[1]):
        kind = chosen[row, j]
        place, left = left % number[kind], left // number[kind]
        person = flat[start[kind] + place]
        for i, other in enumerate(picked):  # two of one kind once only, and nobody twice
            order &= np.where(chosen[row, i] == kind, other < person, other != person)
        picked.append(person)
        who.append(person[:, None])
        to.append(np.array([b for _, b in kinds], dtype=np.int64)[kind][:, None])
    return Rows(np.concatenate(who, axis=1)[order], np.concatenate(to, axis=1)[order])


def _best(board: Board, rows: Rows, moves: int) -> FewMoves:
    """Of these changes the best by the terms in turn; of equal ones the first."""
    layout, levels, at = board.layout, [], np.arange(len(rows))
    base = board.before.copy()
    for name, gain in _terms(board):
        worth = np.concatenate([gain(part) for part in _chunks(rows[at])])
        at = at[worth == worth.max()]
        levels.append(name)
    if layout.criteria is not None and layout.criteria.terms and layout.mix != "distance":
        scores = np.concatenate([board.scores(part) for part in _chunks(rows[at])])
        at = at[_first_by_mix(scores, layout.mix)]
        levels.append("mix")
    chosen = rows[at[:1]]
    base[chosen.who[0]] = chosen.to[0]
    return FewMoves(base, moves, tuple(_level(layout, base, name) for name in levels))


def _terms(board: Board) -> list[tuple[str, Callable[[Rows], Ints]]]:
    """The terms before the mix that are asked for, in order, each as what a change adds to it; more is better."""
    layout, n = board.layout, len(board.before)
    found: list[tuple[str, Callable[[Rows], Ints]]] = []
    if layout.wishes.any():
        found.append(("wish_date", board.wishes))
    for name, pairs, worth in (
        ("wish_with", layout.pairs, layout.pair_worth),
        ("fresh", layout.met, -np.ones(len(layout.met), dtype=np.int64)),
    ):
        if len(pairs):
            weights = np.zeros((n, n), dtype=np.int64)
            np.add.at(weights, (pairs[:, 0], pairs[:, 1]), worth)
            found.append((name, partial(board.company, weights + weights.T)))
    if layout.mix == "distance" and layout.distances is not None:
        found.append(("distance", partial(board.company, layout.distances)))
    return found


def _first_by_mix(scores: Ints, mix: str) -> Ints:
    """Positions of the rows whose scores are best together."""
    if mix == "sum":
        total = scores.sum(axis=1)
        return np.flatnonzero(total == total.max())
    ordered, keep = np.sort(scores, axis=1), np.arange(len(scores))
    for k in range(ordered.shape[1] if mix == "leximin" else 1):
        keep = keep[ordered[keep, k] == ordered[keep, k].max()]
    return keep


def _level(layout: Layout, labels: Ints, name: str) -> Level:
    """A term of the plan, counted anew from who is where."""
    if name == "wish_date":
        best = int(layout.wishes[np.arange(len(labels)), labels].sum())
    elif name == "wish_with":
        best = int(layout.pair_worth[labels[layout.pairs[:, 0]] == labels[layout.pairs[:, 1]]].sum())
    elif name == "fresh":
        best = int((labels[layout.met[:, 0]] == labels[layout.met[:, 1]]).sum())
    elif name == "distance":
        assert layout.distances is not None
        best = int((layout.distances * (labels[:, None] == labels[None, :])).sum()) // 2
    else:
        assert layout.criteria is not None
        scores = layout.criteria.scores(labels, len(layout.slots))
        best = int(scores.sum()) if layout.mix == "sum" else int(scores.min())
    return Level(name, best, best, "enumerated")
