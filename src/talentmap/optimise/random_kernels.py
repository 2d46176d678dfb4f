"""Compiled random numbers, the same on every machine: a state of one whole number, and what is drawn from it.

Import late: loading numba takes half a second.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int64]


@njit(cache=True)
def uniform(state: Ints) -> float:
    """Next number in [0, 1) (Marsaglia 2003, xorshift, doi:10.18637/jss.v008.i14)."""
    x = state[0]
    x ^= x << 13
    x ^= (x >> 7) & 0x01FFFFFFFFFFFFFF
    x ^= x << 17
    state[0] = x
    return float((x >> 11) & 0x1FFFFFFFFFFFFF) / 9007199254740992.0


@njit(cache=True)
def seeded(seed: int) -> Ints:
    """State to draw from, shape (1,); the first numbers of seeds that are alike are alike, so they are passed over."""
    state = np.array([seed * 2 + 1])
    for _ in range(20):
        uniform(state)
    return state
