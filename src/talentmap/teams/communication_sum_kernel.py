"""Compiled search of `communication_sum`. Import late: loading numba takes half a second."""

from __future__ import annotations

from numba import njit
from numpy.typing import NDArray


@njit(cache=True, nogil=True)
def search(
    own: NDArray, pair: NDArray, sizes: NDArray, least: NDArray, best: int, chosen: NDArray, state: NDArray, nodes: int
) -> int:
    """Depth-first search for a choice of one value per place that costs less than `best`.

    Parameters
    ----------
    own
        Shape (n_places, n_places, n_values): row d holds the cost of each value of each place given the choices at
        depths above d; row 0 is filled, the others are room.
    pair
        Shape (n_places, n_places, n_values, n_values): what two values of two places cost together.
    sizes
        Shape (n_places,): values of each place. Places are chosen in the order they stand in.
    least
        Shape (n_places + 1,): what the pairs among the places from each one on cost at least.
    best, chosen
        Cost to beat, and room for the best choice found.
    state
        Shape (2, n_places + 1): where the search stands: the value tried at each depth, and in the last column the
        depth; the cost so far at each depth. Filled with -1 in row 0 and depth 0 at the start; carried over.
    nodes
        Steps to take before coming back.

    Returns
    -------
    Cost of the best choice known; the search is over when the depth is -1.
    """
    n = len(sizes)
    depth = state[0, n]
    while depth >= 0 and nodes > 0:
        nodes -= 1
        state[0, depth] += 1
        value = state[0, depth]
        if value >= sizes[depth]:
            state[0, depth] = -1
            depth -= 1
            continue
        cost = state[1, depth] + own[depth, depth, value]
        if cost + least[depth + 1] >= best:
            continue
        if depth == n - 1:
            best = cost
            for k in range(n):
                chosen[k] = state[0, k]
            continue
        bound = cost + least[depth + 1]
        fits = True
        for later in range(depth + 1, n):
            low = best
            for u in range(sizes[later]):
                here = own[depth, later, u] + pair[depth, later, value, u]
                own[depth + 1, later, u] = here
                if here < low:
                    low = here
            bound += low
            if bound >= best:
                fits = False
                break
        if fits:
            depth += 1
            state[1, depth] = cost
            state[0, depth] = -1
    state[0, n] = depth
    return best
