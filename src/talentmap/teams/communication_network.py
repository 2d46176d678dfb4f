"""A network of people in which short means close: distances and paths, in whole units so that sums are exact."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

UNITS = 1_000_000
"""Units in a length of 1: lengths are given in millionths, so no sum depends on the order of adding."""
FAR = 1 << 54
"""Distance between people whom no path connects: more than any path, and a hundred of them still fit in 64 bits."""
LONGEST = 1 << 40
"""Longest tie: with it a path of eight thousand ties is still exact in floating point."""


@dataclass(frozen=True, eq=False)
class Network:
    """People and the lengths of the ties between them.

    Parameters
    ----------
    n_people
        People are the positions below it.
    pairs
        Shape (n_ties, 2): the two ends of each tie, each pair once.
    lengths
        Shape (n_ties,): length of each tie in units of 1 / :data:`UNITS`, at least 1.
    """

    n_people: int
    pairs: Ints
    lengths: Ints

    @cached_property
    def graph(self) -> Any:
        """Lengths as a symmetric sparse matrix; floating point, as scipy asks, but whole."""
        from scipy.sparse import csr_array

        a, b = self.pairs[:, 0], self.pairs[:, 1]
        both = (np.concatenate([a, b]), np.concatenate([b, a]))
        lengths = np.concatenate([self.lengths, self.lengths]).astype(float)
        matrix = csr_array((lengths, both), shape=(self.n_people, self.n_people))
        matrix.sort_indices()
        return matrix

    def from_each(self, sources: Ints) -> Ints:
        """Shape (n_sources, n_people): distance of everybody from each source, :data:`FAR` where there is no path."""
        from scipy.sparse.csgraph import dijkstra

        if not len(sources) or not self.n_people:
            return np.full((len(sources), self.n_people), FAR, dtype=np.int64)
        return _whole(dijkstra(self.graph, directed=True, indices=sources))

    def from_nearest(self, sources: Ints) -> tuple[Ints, Ints]:
        """Distance of everybody from the nearest of the sources, and which that is (-1 where none can be reached)."""
        from scipy.sparse.csgraph import dijkstra

        if not len(sources) or not self.n_people:
            return np.full(self.n_people, FAR, dtype=np.int64), np.full(self.n_people, -1, dtype=np.int64)
        found, _, source = dijkstra(self.graph, directed=True, indices=sources, return_predecessors=True, min_only=True)
        return _whole(found), np.where(source < 0, -1, source).astype(np.int64)

    def path(self, start: int, end: int) -> tuple[int, ...]:
        """A shortest path, both ends included; of equally short ones the one whose steps back have the lowest numbers.

        Empty where there is none.
        """
        away = self.from_each(np.array([start]))[0]
        if away[end] >= FAR:
            return ()
        steps = [end]
        while steps[-1] != start:
            here = steps[-1]
            row = slice(self.graph.indptr[here], self.graph.indptr[here + 1])
            near, length = self.graph.indices[row], self.graph.data[row].astype(np.int64)
            steps.append(int(near[away[near] + length == away[here]].min()))
        return tuple(steps[::-1])

    def parts(self) -> Ints:
        """Shape (n_people,): number of the connected part each person belongs to."""
        from scipy.sparse.csgraph import connected_components

        return np.asarray(connected_components(self.graph, directed=False)[1], dtype=np.int64)


def _whole(distances: Any) -> Ints:
    known = np.isfinite(distances)
    return np.where(known, np.where(known, distances, 0).astype(np.int64), FAR)
