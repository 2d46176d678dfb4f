"""A smaller covering problem with the same answer: what is dominated goes, what is forced is taken."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from talentmap.optimise.cover import Cover

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
_ROUNDS = 10
"""More rounds of reduction than are ever of use: each goes on only as long as the last one took something away."""
_NOISE = 1e-6


@dataclass(frozen=True, eq=False)
class Core:
    """What is left of a problem.

    Parameters
    ----------
    cover
        The smaller problem.
    columns
        Shape (n_columns of the smaller one,): numbers in the problem it came from.
    taken
        Numbers, there, of columns that are in.
    """

    cover: Cover
    columns: Ints
    taken: Ints

    @classmethod
    def whole(cls, cover: Cover) -> Core:
        """Nothing taken away yet."""
        return cls(cover, np.arange(cover.n_columns), np.zeros(0, dtype=np.int64))

    def lifted(self, chosen: Flags) -> Ints:
        """A choice in the smaller problem as numbers in the first one, in order."""
        return np.sort(np.concatenate([self.taken, self.columns[chosen]]))

    def with_fate(self, taken: Flags, gone: Flags) -> Core:
        """The same with these columns taken and those left out; rows that have enough go."""
        need = self.cover.need - self.cover.counts(taken)
        left = ~taken & ~gone
        smaller = self.cover.restricted(left, need > 0, need)
        return Core(smaller, self.columns[left], np.concatenate([self.taken, self.columns[taken]]))


def reduced(cover: Cover) -> Core:
    """Forced columns taken, dominated rows and columns left out, again and again until nothing changes.

    The problem must have a cover (``cover.short()`` is empty). Some best cover survives, not all of them.
    """
    from talentmap.optimise.cover_kernels import needless_columns, needless_rows

    nobody = np.zeros(cover.n_columns, dtype=bool)
    core = Core.whole(cover).with_fate(nobody, nobody)
    for _ in range(_ROUNDS):
        now = core.cover
        before = (now.n_columns, now.n_rows)
        rows = ~needless_rows(now.starts, now.rows, now.row_starts, now.columns, now.need)
        now = now.restricted(np.ones(now.n_columns, dtype=bool), rows)
        order = np.lexsort((np.arange(now.n_columns), -np.diff(now.starts), now.cost))
        rank = np.empty(now.n_columns, dtype=np.int64)
        rank[order] = np.arange(now.n_columns)
        gone = needless_columns(now.starts, now.rows, now.row_starts, now.columns, rank, now.need)
        core = Core(now, core.columns, core.taken).with_fate(np.zeros(now.n_columns, dtype=bool), gone)
        now = core.cover
        tight = np.diff(now.row_starts) == now.need
        forced = np.zeros(now.n_columns, dtype=bool)
        forced[now.columns[np.repeat(tight, np.diff(now.row_starts))]] = True
        core = core.with_fate(forced, np.zeros(now.n_columns, dtype=bool))
        if not core.cover.n_rows or (core.cover.n_columns, core.cover.n_rows) == before:
            break
    return core


def fixed(core: Core, slopes: Floats, bound: float, best: int) -> Core:
    """The same with only what a cover cheaper than `best` can hold, by reduced costs; perhaps nothing then fits.

    Parameters
    ----------
    slopes, bound
        Reduced costs of the core's columns, and the bound of the same prices on the core (without what is taken).
    best
        Cost, in the core, of the best cover known.
    """
    most = best - 1 + _NOISE
    return core.with_fate(bound - slopes > most, bound + slopes > most)
