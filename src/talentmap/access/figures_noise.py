"""Sticky random rounding: a whole number drawn with a secret key is added to a count, and the sum rounded to 5.

The draw hangs on the key, on who is counted and on what is counted: asking again gives the same figure, and what was
asked beside it changes nothing. Without the key nobody can repeat it. No count is impossible under any figure: the
further off, the rarer, by a known factor per person. So nobody can compute anybody, whatever they know of the others,
which no rounding with certain bounds can promise: who knows all but one sees the last one at the edge of a bound, and
hiding just those figures would tell the same.

References
----------
Fraser and Wooton (2005), A proposed method for confidentialising tabular output to protect against differencing
(sticky noise by a key per cell). Ghosh, Roughgarden and Sundararajan (2012), Universally utility-maximizing privacy
mechanisms, SIAM Journal on Computing 41(6), doi:10.1137/09076828X (the two-sided geometric draw). Keeping a figure
within 0 and the size, and rounding it, happens after the draw and tells nothing more.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

BASE = 5
"""Sizes and counts are given in fives."""
USUAL = 4
"""A figure is usually within 4 of what was counted, and never for certain."""
LARGE = 50
"""From this size on a group can bear wider draws."""
_SHRINK_SMALL, _SHRINK_LARGE = 0.25, 0.5
"""Each step further off is this much rarer: one person's value changes the odds of a figure by 4 at most, or by 2."""
_BYTES = 16

Ints = NDArray[np.int64]


def nearest(numbers: Ints) -> Ints:
    """The nearest multiple of 5; whole numbers never lie half-way."""
    rounded: Ints = (np.asarray(numbers, dtype=np.int64) + BASE // 2) // BASE * BASE
    return rounded


def shrink_of(size: Ints) -> NDArray[np.float64]:
    """How much rarer each step of a draw is, for groups of these sizes."""
    return np.where(np.asarray(size) >= LARGE, _SHRINK_LARGE, _SHRINK_SMALL)


def draws(key: bytes, contents: Sequence[bytes]) -> NDArray[np.uint64]:
    """Two random numbers for each content, the same for the same key and content.

    Returns
    -------
    Shape (n, 2), uint64.
    """
    made = b"".join(hashlib.blake2b(content, key=key, digest_size=_BYTES).digest() for content in contents)
    return np.frombuffer(made, dtype="<u8").reshape(-1, 2)


def steps(drawn: NDArray[np.uint64], shrink: NDArray[np.float64] | float) -> Ints:
    """Number of steps with probability (1 - shrink) x shrink^n for n = 0, 1, 2, ...: at most 64 / -log2(shrink)."""
    share = (drawn.astype(np.float64) + 0.5) / 2.0**64
    return np.floor(np.log(share) / np.log(shrink)).astype(np.int64)


def rounded(counts: Ints, sizes: Ints, drawn: NDArray[np.uint64]) -> Ints:
    """The figures to publish for these counts.

    Parameters
    ----------
    counts, sizes
        Shape (n,): people counted, and people in the group.
    drawn
        Shape (n, 2), from :func:`draws`.

    Returns
    -------
    Shape (n,): multiples of 5 from 0 to the rounded size.
    """
    shrink = shrink_of(sizes)
    noise = steps(drawn[:, 0], shrink) - steps(drawn[:, 1], shrink)
    return np.clip(nearest(counts + noise), 0, nearest(sizes))
