"""Random numbers that are the same on every machine and in every version of numpy."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_STEP = 2.0**-53


class Draws:
    """A stream of draws named by whole numbers, such as (seed, district, purpose).

    Only the bit generator of numpy is used: its stream is promised never to change, which that of
    ``Generator.normal`` or ``choice`` is not. Every purpose has a stream of its own, so that a change in how ties are
    drawn leaves the claims as they were.
    """

    def __init__(self, *name: int) -> None:
        self._bits = np.random.PCG64(np.random.SeedSequence(name))

    def share(self, n: int) -> Floats:
        """`n` numbers in [0, 1), evenly spread."""
        raw = np.asarray(self._bits.random_raw(n), dtype=np.uint64)
        return (raw >> np.uint64(11)).astype(np.float64) * _STEP

    def chance(self, n: int, p: float | Floats) -> Flags:
        """`n` times yes or no, yes with probability `p`."""
        return self.share(n) < p

    def below(self, n: int, top: int | Ints) -> Ints:
        """`n` whole numbers from 0 up to but without `top`."""
        return np.asarray(self.share(n) * top, dtype=np.int64)

    def between(self, n: int, low: int, high: int) -> Ints:
        """`n` whole numbers from `low` to `high`, both included."""
        return low + self.below(n, high - low + 1)

    def pick(self, n: int, weights: Sequence[float] | Floats) -> Ints:
        """`n` positions in `weights`, each drawn with its weight."""
        ladder = np.cumsum(np.asarray(weights, dtype=np.float64))
        place = np.searchsorted(ladder, self.share(n) * ladder[-1], side="right")
        return np.asarray(np.minimum(place, len(ladder) - 1), dtype=np.int64)

    def bell(self, n: int) -> Floats:
        """`n` numbers around 0 with deviation 1: a sum of four even draws, so without exp or log."""
        four = self.share(4 * n).reshape(4, n)
        return np.asarray((four[0] + four[1] + four[2] + four[3] - 2.0) * 3.0**0.5)

    def order(self, n: int) -> Ints:
        """The numbers 0..n-1 in random order."""
        return np.argsort(self.share(n), kind="stable").astype(np.int64)
