"""Kinds of worth of a group: diverse, alike, balanced, covered, mixed; each from counts alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from math import comb, lcm

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from talentmap.groups.scoring import COARSEST, FINEST, CountTerm, Criteria, joined

__all__ = ["CountTerm", "Criteria", "alike", "balanced", "covered", "diverse", "joined", "mixed"]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


def diverse(values: Sequence[object], sizes: Iterable[int], weight: int = 1, name: str = "diverse") -> Criteria:
    """Share of the pairs in a group that are known to differ.

    (C(known, 2) - sum over values v of C(c_v, 2)) / C(n, 2); 0 in a group of fewer than two. Unknown differs from
    nothing.

    Parameters
    ----------
    values
        One per person; None or NaN is unknown.
    sizes
        Group sizes that are scored.
    weight
        Whole number by which the share counts.
    name
        Word for it in reasons.

    References
    ----------
    Simpson (1949), Measurement of diversity, doi:10.1038/163688a0 (without replacement); Harrison and Klein (2007),
    What's the difference?, doi:10.5465/amr.2007.26586096 (variety).
    """
    known, kinds = _kinds(values)
    held, scale = tuple(sorted(set(sizes))), 1
    for size in held:
        scale = lcm(scale, max(comb(size, 2), 1))

    def pairs(sign: int) -> Callable[[int, int], Fraction]:
        return lambda n, c: Fraction(sign * weight * comb(c, 2), max(comb(n, 2), 1))

    scale = scale if scale <= FINEST else COARSEST
    terms = [CountTerm(name, known, None, _table(held, scale, pairs(1)))]
    minus = _table(held, scale, pairs(-1))
    terms += [CountTerm(name, kind, None, minus) for kind in kinds]
    counts = [int(kind.sum()) for kind in kinds]
    tops = []
    for size in held:
        filled = _level(counts, size)
        apart = comb(sum(filled), 2) - sum(comb(c, 2) for c in filled)
        tops.append(weight * apart * scale // max(comb(size, 2), 1))
    return Criteria(tuple(terms), scale, held, tuple(tops))


def alike(values: Sequence[object], sizes: Iterable[int], weight: int = 1, name: str = "alike") -> Criteria:
    """Share of the pairs in a group that are known to be the same: sum over values v of C(c_v, 2) / C(n, 2).

    Parameters and source as in :func:`diverse`; 0 in a group of fewer than two.
    """
    _, kinds = _kinds(values)
    held, scale = tuple(sorted(set(sizes))), 1
    for size in held:
        scale = lcm(scale, max(comb(size, 2), 1))
    scale = scale if scale <= FINEST else COARSEST
    table = _table(held, scale, lambda n, c: Fraction(weight * comb(c, 2), max(comb(n, 2), 1)))
    tops = []
    for size in held:
        left, same = size, 0
        for count in sorted((int(kind.sum()) for kind in kinds), reverse=True):
            same, left = same + comb(min(count, left), 2), left - min(count, left)
        tops.append(weight * same * scale // max(comb(size, 2), 1))
    return Criteria(tuple(CountTerm(name, kind, None, table) for kind in kinds), scale, held, tuple(tops))


def balanced(values: Sequence[object], sizes: Iterable[int], weight: int = 1, name: str = "balanced") -> Criteria:
    """How much a group resembles everybody: 1 - half the summed |share in group - share among all|, over known values.

    One minus the total variation distance; 0 in a group in which nothing is known. Parameters as in :func:`diverse`.

    References
    ----------
    Our definition: the distance is that of Gibbs and Su (2002), On choosing and bounding probability metrics,
    doi:10.1111/j.1751-5823.2002.tb00178.x, which for shares needs no weights or order of values.
    """
    known, kinds = _kinds(values)
    everyone, unknown = int(known.sum()), int((~known).sum())
    held, scale = tuple(sorted(set(sizes))), 1
    ranges = {n: range(max(1, n - unknown), min(n, everyone) + 1) for n in held}
    for k in sorted({k for r in ranges.values() for k in r}):
        scale = lcm(scale, 2 * k * everyone)
    scale = scale if scale <= FINEST else COARSEST
    counts, terms, shape = [int(kind.sum()) for kind in kinds], [], max(held) + 1
    for kind, total in zip(kinds, counts, strict=True):
        table = np.zeros((shape, shape, shape), dtype=np.int64)
        for n in held:
            for k in ranges[n]:
                for c in range(k + 1):
                    off = Fraction(abs(c * everyone - total * k), 2 * k * everyone)
                    table[n, c, k] = (Fraction(c, k) - off) * weight * scale // 1
        terms.append(CountTerm(name, kind, known, table))  # the shares of a group add up to the 1 of the definition
    tops = []
    for n in held:
        least = [_least_off(counts, k) / (2 * k * everyone) for k in ranges[n]]
        tops.append(int((1 - min(least)) * weight * scale // 1) if least else 0)
    return Criteria(tuple(terms), scale, held, tuple(tops))


def covered(mask: Bools, sizes: Iterable[int], weight: int = 1, name: str = "covered", least: int = 1) -> Criteria:
    """1 where at least `least` members are in the mask (shape (n_people,)), else 0."""
    held = tuple(sorted(set(sizes)))
    table = _table(held, 1, lambda n, c: Fraction(weight * (c >= least)))
    return Criteria((CountTerm(name, np.asarray(mask, dtype=bool), None, table),), 1, held)


def mixed(first: Bools, second: Bools, sizes: Iterable[int], weight: int = 1, name: str = "mixed") -> Criteria:
    """min(2, members in the first mask, members in the second): both kinds present, and best none of them alone."""
    held = tuple(sorted(set(sizes)))
    table = np.zeros((max(held) + 1,) * 3, dtype=np.int64)
    for n in held:
        count = np.arange(n + 1)
        table[n, : n + 1, : n + 1] = weight * np.minimum(2, np.minimum.outer(count, count))
    one, two = np.asarray(first, dtype=bool), np.asarray(second, dtype=bool)
    tops = []
    for n in held:
        both, only_one, only_two = int((one & two).sum()), int((one & ~two).sum()), int((two & ~one).sum())
        shared = min(both, n)
        most = max(
            min(2, b + min(only_one, s), b + min(only_two, n - b - s))
            for b in range(shared + 1)
            for s in range(n - b + 1)
        )
        tops.append(weight * most)
    return Criteria((CountTerm(name, one, two, table),), 1, held, tuple(tops))


def _kinds(values: Sequence[object]) -> tuple[Bools, list[Bools]]:
    """Who is known, and who holds each known value, values in the order of their text."""
    known: Bools = ~np.asarray(pd.isna(np.array(list(values), dtype=object)), dtype=np.bool_)
    words = np.array([str(value) if there else "" for value, there in zip(values, known, strict=True)])
    found = sorted(set(words[known].tolist()))
    return known, [(words == word) & known for word in found]


def _table(sizes: Sequence[int], scale: int, worth: Callable[[int, int], Fraction]) -> Ints:
    """Table over size and one count, rounded down to whole units (exact where the scale is)."""
    table = np.zeros((max(sizes) + 1, max(sizes) + 1), dtype=np.int64)
    for n in sizes:
        for c in range(n + 1):
            table[n, c] = worth(n, c) * scale // 1
    return table


def _level(counts: Sequence[int], size: int) -> list[int]:
    """The most even way to take up to `size` people from these stocks; most pairs that differ, as C(c, 2) is convex."""
    taken = [0] * len(counts)
    for _ in range(min(size, sum(counts))):
        k = min((t, k) for k, t in enumerate(taken) if t < counts[k])[1]
        taken[k] += 1
    return taken


def _least_off(counts: Sequence[int], size: int) -> Fraction:
    """Least sum of |c_v P - P_v k| when k people with known values are taken; one by one, as each part is convex."""
    everyone, taken = sum(counts), [0] * len(counts)

    def step(v: int) -> int:
        return abs((taken[v] + 1) * everyone - counts[v] * size) - abs(taken[v] * everyone - counts[v] * size)

    for _ in range(size):
        taken[min((step(v), v) for v in range(len(counts)) if taken[v] < counts[v])[1]] += 1
    return Fraction(sum(abs(t * everyone - c * size) for t, c in zip(taken, counts, strict=True)))
