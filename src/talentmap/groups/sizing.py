"""Which sizes groups should have before anybody is placed, and what a partition can be worth at most."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
_STEPS = 40
"""Steps of the prices per person; more tighten the bound by little."""


def best_sizes(least: Ints, most: Ints, people: int, worth: Floats) -> tuple[Ints, float]:
    """Sizes that add up to `people`, with the highest total worth, and that total.

    Parameters
    ----------
    least, most
        Shape (n_groups,): limits of each group's size; a total of `people` lies between their sums.
    worth
        Shape (n_groups, people + 1): worth of each group at each size. Of equal totals the one with the smaller later
        groups.
    """
    reach = np.full(people + 1, -np.inf)
    reach[0] = 0.0
    chosen = np.zeros((len(least), people + 1), dtype=np.int64)
    for g, (low, high) in enumerate(zip(least.tolist(), most.tolist(), strict=True)):
        after = np.full(people + 1, -np.inf)
        for s in range(low, min(high, people) + 1):
            total = np.full(people + 1, -np.inf)
            total[s:] = reach[: people + 1 - s] + worth[g, s]
            better = total > after
            after[better] = total[better]
            chosen[g, better] = s
        reach = after
    sizes, left = np.zeros(len(least), dtype=np.int64), people
    for g in range(len(least) - 1, -1, -1):
        sizes[g] = chosen[g, left]
        left -= int(sizes[g])
    return sizes, float(reach[people])


def planned_sizes(distances: Floats, least: Ints, most: Ints) -> Ints:
    """Sizes with the most pairs inside groups, or the fewest where pairs are worth less than nothing on average.

    Where pairs count alike on average the number of pairs decides: in all published instances with limits the best
    known groupings have this number of pairs, or within one of it. Our definition.
    """
    people = len(distances)
    mean = float(distances.sum())
    squares = np.arange(people + 1, dtype=np.float64) ** 2
    worth = np.tile(squares if mean > 0 else -squares, (len(least), 1))
    return best_sizes(least, most, people, worth)[0]


def upper_bound(distances: Floats, least: Ints, most: Ints, linear: Floats | None) -> float:
    """A total that no partition exceeds.

    A person in a group of s cannot find more than the s - 1 largest distances, and each pair is found twice. For one
    size and without linear worth that is half their sum. Otherwise each group takes the best people for its size at
    a price per person, and sizes add up; prices move towards everybody being taken once (Lagrangian relaxation:
    Held, Wolfe and Crowder 1974, doi:10.1007/BF01580223), and any prices give a bound.
    """
    people, widest = len(distances), int(most.max())
    if not people:
        return 0.0
    ranked = distances.copy()
    np.fill_diagonal(ranked, -np.inf)
    ranked = -np.sort(-ranked, axis=1)[:, : max(min(widest, people) - 1, 0)]
    finds = np.zeros((people, min(widest, people) + 1))
    finds[:, 2:] = np.cumsum(ranked, axis=1)[:, : finds.shape[1] - 2] / 2
    if linear is None and (least == least[0]).all() and (most == least[0]).all():
        return float(finds[:, least[0]].sum())
    return _priced(finds, least, most, linear)


def _priced(finds: Floats, least: Ints, most: Ints, linear: Floats | None) -> float:
    """The least of the bounds met while prices per person move."""
    people = len(finds)
    kinds: dict[tuple[int, int, int], list[int]] = {}
    for g, limits in enumerate(zip(least.tolist(), most.tolist(), strict=True)):
        kinds.setdefault((*limits, -1 if linear is None else g), []).append(g)
    prices = finds[:, min(round(people / len(least)), finds.shape[1] - 1)].copy()
    stride = float(np.abs(finds[:, -1]).mean()) / 4 + 1e-12
    lowest = np.inf
    for step in range(_STEPS):
        worth = np.full((len(least), people + 1), -np.inf)
        takes: dict[tuple[int, int], NDArray[np.bool_]] = {}
        for (low, high, one), groups in kinds.items():
            for s in range(low, min(high, people) + 1):
                gain = finds[:, s] - prices + (0.0 if linear is None else linear[:, one])
                best = np.argpartition(-gain, s - 1)[:s] if s else np.zeros(0, dtype=np.int64)
                worth[groups, s] = gain[best].sum()
                taken = np.zeros(people, dtype=bool)
                taken[best] = True
                for g in groups:
                    takes[g, s] = taken
        sizes, total = best_sizes(least, most, people, worth)
        lowest = min(lowest, total + float(prices.sum()))
        if not np.isfinite(total):
            break
        over = sum((takes[g, int(s)].astype(np.float64) for g, s in enumerate(sizes)), np.zeros(people)) - 1.0
        if not over.any():
            break
        prices += stride / (1 + step / 4) * over / max(float(np.abs(over).max()), 1.0)
    return lowest
