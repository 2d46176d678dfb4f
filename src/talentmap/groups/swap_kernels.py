"""Compiled loops of `search`: annealing by swaps that looks at a person beside everybody else at once.

Import late: loading numba takes half a second. All arithmetic is on whole numbers held in floating point, small enough
to be exact, so that a sum kept up over millions of moves is the sum made afresh.

Shapes: `worth` (G, N), what person i finds in group g (distances to its members, and linear worth); `own` (N,), that
of each person's own group; `labels` (N,), group per person; `least`, `most`, `sizes` (G,).
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

DRAWS = 1 << 14
"""Random thresholds in a row; a look starts at a random place in it and reads on."""
_LOOSE = {"reassoc", "nsz", "nnan", "ninf"}
"""Freedom to add counts in any order, which keeps them exact; without it the scan runs one person at a time."""


@njit(cache=True, nogil=True, fastmath=_LOOSE)
def _look(
    i: np.int64,
    distances: NDArray,
    worth: NDArray,
    own: NDArray,
    labels: NDArray,
    sizes: NDArray,
    least: NDArray,
    most: NDArray,
    draws: NDArray,
    at: np.int64,
    heat: float,
    inserts: bool,
    other: NDArray,
) -> int:
    """Best move of person i above the random thresholds: j for a swap, n + group for an insert, -1 for none.

    The first pass only counts, in a loop the compiler turns into vector instructions; it finds nothing nine times out
    of ten, which is what the speed of the search rests on.
    """
    n, kind = len(labels), worth.dtype.type
    g, hot, zero, one, two = labels[i], kind(heat), kind(0), kind(1), kind(2)
    for h in range(len(sizes)):
        other[h] = worth[h, i] - own[i]
    other[g] = kind(-1e30)
    mine, far, luck = worth[g], distances[i], draws[at : at + n]
    hits = zero
    for j in range(n):
        gain = other[labels[j]] + mine[j] - own[j] - two * far[j] - hot * luck[j]
        hits += one if gain > zero else zero
    found, best = -1, zero
    if hits > zero:
        for j in range(n):
            gain = other[labels[j]] + mine[j] - own[j] - two * far[j] - hot * luck[j]
            if gain > best:
                best, found = gain, j
    if inserts and sizes[g] > least[g]:
        for h in range(len(sizes)):
            gain = other[h] - hot * draws[at + n + h]
            if gain > best and sizes[h] < most[h]:
                best, found = gain, n + h
    return found


@njit(cache=True, nogil=True)
def _move(
    i: np.int64, found: int, distances: NDArray, worth: NDArray, own: NDArray, labels: NDArray, sizes: NDArray
) -> None:
    """Carry out a move of `_look`."""
    n, g = len(labels), labels[i]
    if found < n:
        h = labels[found]
        labels[found] = g
        for q in range(n):
            step = distances[found, q] - distances[i, q]
            worth[g, q] += step
            worth[h, q] -= step
    else:
        h = labels.dtype.type(found - n)
        sizes[g] -= 1
        sizes[h] += 1
        for q in range(n):
            worth[g, q] -= distances[i, q]
            worth[h, q] += distances[i, q]
    labels[i] = h
    from_g, from_h = worth[g], worth[h]
    for q in range(n):
        mine = labels[q]
        own[q] = from_g[q] if mine == g else (from_h[q] if mine == h else own[q])


@njit(cache=True, nogil=True)
def anneal(
    distances: NDArray,
    worth: NDArray,
    own: NDArray,
    labels: NDArray,
    sizes: NDArray,
    least: NDArray,
    most: NDArray,
    draws: NDArray,
    state: NDArray,
    heat: float,
    looks: int,
    inserts: bool,
    climbing: bool,
) -> tuple[int, int]:
    """Look at `looks` random people at one temperature; number of moves and of looks.

    A climb takes people in turn and ends when nobody has a better move; at a temperature of 0 that is a grouping which
    no swap and no insert improves.

    Random numbers are a generator of our own, the same on every machine (Marsaglia 2003, Xorshift RNGs,
    doi:10.18637/jss.v008.i14, multiplied as by Vigna 2016, doi:10.1145/2845077).
    """
    moved, idle, n = 0, 0, len(labels)
    other = np.empty(len(sizes), worth.dtype)
    low = np.uint64(0x1FFFFF)
    for look in range(looks):
        x = state[0]
        x ^= x << np.uint64(13)
        x ^= x >> np.uint64(7)
        x ^= x << np.uint64(17)
        state[0] = x
        x *= np.uint64(0x2545F4914F6CDD1D)
        i = np.int64(((x & low) * np.uint64(n)) >> np.uint64(21))
        at = np.int64((((x >> np.uint64(21)) & low) * np.uint64(DRAWS)) >> np.uint64(21))
        if climbing:
            i, at = np.int64(look % n), np.int64(0)
        found = _look(i, distances, worth, own, labels, sizes, least, most, draws, at, heat, inserts, other)
        if found >= 0:
            _move(i, found, distances, worth, own, labels, sizes)
            moved += 1
            idle = 0
        else:
            idle += 1
            if climbing and idle == n:
                return moved, look + 1
    return moved, looks
