"""Compiled loop of `communication_steiner`. Import late: loading numba takes half a second."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray


@njit(cache=True, nogil=True)
def _sink(keys: NDArray, nodes: NDArray, count: int, key: int, node: int) -> int:
    """Add to a binary heap; its new length."""
    at = count
    while at > 0:
        above = (at - 1) >> 1
        if keys[above] <= key:
            break
        keys[at], nodes[at] = keys[above], nodes[above]
        at = above
    keys[at], nodes[at] = key, node
    return count + 1


@njit(cache=True, nogil=True)
def _lift(keys: NDArray, nodes: NDArray, count: int) -> int:
    """Take the smallest, which stands first, off a binary heap; its new length."""
    count -= 1
    key, node = keys[count], nodes[count]
    at = 0
    while True:
        below = 2 * at + 1
        if below >= count:
            break
        if below + 1 < count and keys[below + 1] < keys[below]:
            below += 1
        if keys[below] >= key:
            break
        keys[at], nodes[at] = keys[below], nodes[below]
        at = below
    keys[at], nodes[at] = key, node
    return count


@njit(cache=True, nogil=True)
def grow(
    mask: int,
    cost: NDArray,
    back: NDArray,
    rest: NDArray,
    most: int,
    start: NDArray,
    near: NDArray,
    length: NDArray,
    keys: NDArray,
    nodes: NDArray,
) -> None:
    """The cheapest trees that hold one set of groups, by the person at their root.

    Parameters
    ----------
    mask
        The set, as bits.
    cost, back
        Shape (n_sets, n_people): cheapest tree so far, and where it comes from: the person before on the way, or -1 -
        s for two trees at this person, one of which holds the set s; -1 for a person who holds the group. Filled for
        every smaller number, and for single groups at their holders.
    rest
        Shape (n_people,): what joining the other groups costs at least from each person.
    most
        Trees that cannot become cheaper than this, or as cheap, are left out.
    start, near, length
        The ties, as a compressed sparse matrix.
    keys, nodes
        Room for the heap.
    """
    n = cost.shape[1]
    own, whence = cost[mask], back[mask]
    part = (mask - 1) & mask
    while part > (mask ^ part):
        one, other = cost[part], cost[mask ^ part]
        for v in range(n):
            if one[v] + other[v] < own[v]:
                own[v] = one[v] + other[v]
                whence[v] = -1 - part
        part = (part - 1) & mask
    count = int(np.int64(0))  # a plain 0 is a type of its own: the heap would be compiled for both
    for v in range(n):
        if own[v] + rest[v] <= most:
            count = _sink(keys, nodes, count, own[v], v)
    while count:
        key, v = keys[0], nodes[0]
        count = _lift(keys, nodes, count)
        if key > own[v]:
            continue
        for k in range(start[v], start[v + 1]):
            u, reach = near[k], key + length[k]
            if reach < own[u] and reach + rest[u] <= most:
                own[u] = reach
                whence[u] = v
                count = _sink(keys, nodes, count, reach, u)
