"""Compiled loops of coverage under load: the best team of one task at costs, and prices of experts.

Experts and tasks are kinds: experts with the same skills are one kind with as many places as they have together.
`starts`, `expert`, `mask` list for each kind of task the kinds of experts with a skill it needs, and which of its
skills those are, as bits. Imported late. References stand in `workload`.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
SMALL = 8
"""Skills up to which the best team of a task is worked out exactly."""


@njit(cache=True)
def best_team(
    starts: Ints,
    expert: Ints,
    mask: Ints,
    part: Floats,
    t: int,
    size: int,
    value: float,
    cost: Floats,
    least: Floats,
    who: Ints,
    total: Floats,
    piece: Ints,
    team: Ints,
) -> tuple[float, int]:
    """Team of most value less costs for one kind of task; gives that and the number of members.

    A covered skill is worth `value`; of the cost of the expert at place q of the lists ``part[q]`` counts. For each
    set of skills the cheapest expert who has them all; then, for sets in ascending order, the cheapest way to part
    them among experts (the one with the lowest skill first). `team` gets places in the lists; the other arrays are
    scratch.
    """
    n_sets = 1 << size
    for m in range(n_sets):
        least[m] = np.inf
        who[m] = -1
    for q in range(starts[t], starts[t + 1]):
        paid = cost[expert[q]] * part[q]
        if paid < least[mask[q]]:
            least[mask[q]] = paid
            who[mask[q]] = q
    for b in range(size):
        bit = 1 << b
        for m in range(n_sets):
            if not m & bit and least[m | bit] < least[m]:
                least[m] = least[m | bit]
                who[m] = who[m | bit]
    total[0] = 0.0
    best, covered = 0.0, 0
    for m in range(1, n_sets):
        low = m & -m
        rest = m ^ low
        found, chosen = np.inf, 0
        s = rest
        while True:
            paid = least[s | low] + total[rest ^ s]
            if paid < found:
                found, chosen = paid, s | low
            if s == 0:
                break
            s = (s - 1) & rest
        total[m] = found
        piece[m] = chosen
        gain = bits(m) * value - found
        if gain > best + 1e-12:
            best, covered = gain, m
    n = 0
    m = covered
    while m:
        team[n] = who[piece[m]]
        n += 1
        m ^= piece[m]
    return best, n


@njit(cache=True)
def bits(x: int) -> int:
    count = 0
    while x:
        x &= x - 1
        count += 1
    return count


@njit(cache=True)
def quick_team(starts: Ints, expert: Ints, mask: Ints, t: int, value: float, cost: Floats, team: Ints) -> int:
    """A good team for a task of many skills, member by member; gives their number, `team` gets places in the lists."""
    covered, n = 0, 0
    while True:
        best, chosen = 1e-12, -1
        for q in range(starts[t], starts[t + 1]):
            gain = bits(mask[q] & ~covered) * value - cost[expert[q]]
            if gain > best:
                best, chosen = gain, q
        if chosen < 0:
            return n
        team[n] = chosen
        n += 1
        covered |= mask[chosen]


@njit(cache=True)
def lower_bound(
    starts: Ints,
    expert: Ints,
    mask: Ints,
    part: Floats,
    size: Ints,
    value: Floats,
    many: Ints,
    places: Ints,
    price: Floats,
    best_price: Floats,
    heading: Floats,
    best: float,
    target: float,
    pace: float,
    idle: int,
    iterations: int,
) -> tuple[float, float, int]:
    """Subgradient steps on the prices of experts; gives the least bound so far, pace and idle steps to go on with.

    The bound is sum(places x price) + sum(best team of each task at these prices), whatever the prices. A task of
    many skills comes in parts with some of the skills each: whoever serves it pays in each part for the share of
    their skills there, and choosing for each part by itself can only give more.
    """
    most = 1 << size.max()
    least, who, total, piece = np.empty(most), np.empty(most, np.int64), np.empty(most), np.empty(most, np.int64)
    team = np.empty(size.max(), np.int64)
    used = np.empty(len(places))
    for _ in range(iterations):
        bound = 0.0
        for e in range(len(places)):
            bound += places[e] * price[e]
            used[e] = -places[e]
        for t in range(len(size)):
            profit, n = best_team(
                starts, expert, mask, part, t, size[t], value[t], price, least, who, total, piece, team
            )
            bound += many[t] * profit
            for k in range(n):
                used[expert[team[k]]] += many[t] * part[team[k]]
        idle += 1
        if bound < best:
            if bound < best - 1e-5 * best:
                idle = 0
            best = bound
            best_price[:] = price
        if idle > 15:
            pace *= 0.5
            idle = 0
            price[:] = best_price
        norm, away = 0.0, 0.0
        for e in range(len(places)):  # steps in proportion to the places there are: one price for one and for hundreds
            scale = 1.0 / max(1.0, places[e])
            if price[e] > 0.0 or used[e] > 0.0:
                away += used[e] * used[e] * scale
            heading[e] = 0.7 * heading[e] + 0.3 * used[e]
            if price[e] <= 0.0 and heading[e] < 0.0:
                heading[e] = 0.0
            norm += heading[e] * heading[e] * scale
        if away == 0.0:
            return best, 0.0, idle
        length = pace * max(bound - target, 1e-6 * bound) / max(norm, 0.09 * away)
        for e in range(len(places)):
            price[e] = min(max(0.0, price[e] + length * heading[e] / max(1.0, places[e])), 1.0)
    return best, pace, idle
