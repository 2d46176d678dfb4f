"""Compiled loops of `columns`: swaps by annealing, and pricing by a bounded search over kinds of people.

Import late: loading numba takes half a second. Scores are looked up in flat tables, see :class:`partition.Task`.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from talentmap.optimise.random_kernels import seeded, uniform

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@njit(cache=True)
def score_of(size: int, count: Ints, first: Ints, second: Ints, start: Ints, tables: Ints, side: int) -> int:
    """Score of a group of this size that holds so many of each mask."""
    total = 0
    for t in range(len(first)):
        at = size * side + count[first[t]]
        if second[t] >= 0:
            at = at * side + count[second[t]]
        total += tables[start[t] + at]
    return total


@njit(cache=True)
def annealed(
    label: Ints,
    weight: Ints,
    feature: Ints,
    apart: Bools,
    penalty: int,
    low: int,
    high: int,
    first: Ints,
    second: Ints,
    start: Ints,
    tables: Ints,
    side: int,
    steps: int,
    hot: float,
    cold: float,
    seed: int,
    target: int,
) -> tuple[Ints, int]:
    """Exchange and move people between groups by simulated annealing; the best labels met, and their worth.

    `label` shape (units,) is where to start, `weight` and `feature` what each unit counts. Pairs apart cost `penalty`.
    Stops at `target`.
    """
    units, groups = len(label), label.max() + 1
    label, best = label.copy(), label.copy()
    size, count = np.zeros(groups, np.int64), np.zeros((groups, feature.shape[1]), np.int64)
    score = np.zeros(groups, np.int64)
    pairs = apart.any()
    for u in range(units):
        size[label[u]] += weight[u]
        for m in range(feature.shape[1]):
            count[label[u], m] += feature[u, m]
    value = 0
    for g in range(groups):
        score[g] = score_of(size[g], count[g], first, second, start, tables, side)
        value += score[g]
    if pairs:
        for u in range(units):
            for v in range(u):
                if apart[u, v] and label[u] == label[v]:
                    value -= penalty
    most, state, heat = value, seeded(seed), hot
    cooling = (cold / hot) ** (64.0 / steps)
    one, other = np.zeros(feature.shape[1], np.int64), np.zeros(feature.shape[1], np.int64)
    for step in range(steps):
        if step % 64 == 0:
            heat *= cooling
            if most >= target:
                break
        u = int(uniform(state) * units)
        v = int(uniform(state) * (units + groups))
        a, alone = label[u], v >= units
        b = v - units if alone else label[v]
        if a == b:
            continue
        shift = weight[u] if alone else weight[u] - weight[v]
        if size[a] - shift < low or size[a] - shift > high or size[b] + shift < low or size[b] + shift > high:
            continue
        for m in range(feature.shape[1]):
            change = feature[u, m] if alone else feature[u, m] - feature[v, m]
            one[m], other[m] = count[a, m] - change, count[b, m] + change
        new_a = score_of(size[a] - shift, one, first, second, start, tables, side)
        new_b = score_of(size[b] + shift, other, first, second, start, tables, side)
        gain = new_a + new_b - score[a] - score[b]
        if pairs:
            for w in range(units):
                if w == u or (not alone and w == v):
                    continue
                if label[w] == b:
                    gain -= penalty * apart[u, w]
                    if not alone:
                        gain += penalty * apart[v, w]
                elif label[w] == a:
                    gain += penalty * apart[u, w]
                    if not alone:
                        gain -= penalty * apart[v, w]
        if gain < 0 and gain < heat * np.log(uniform(state) + 1e-300):
            continue
        label[u] = b
        if not alone:
            label[v] = a
        size[a] -= shift
        size[b] += shift
        for m in range(feature.shape[1]):
            count[a, m], count[b, m] = one[m], other[m]
        score[a], score[b] = new_a, new_b
        value += gain
        if value > most:
            most = value
            for w in range(units):
                best[w] = label[w]
    return best, most


@njit(cache=True)
def priced(
    weight: Ints,
    feature: Ints,
    number: Ints,
    price: Ints,
    apart: Bools,
    low: int,
    high: int,
    first: Ints,
    second: Ints,
    start: Ints,
    tables: Ints,
    side: int,
    reach: Ints,
    unit: int,
    least: int,
    every: bool,
    columns: Ints,
    gains: Ints,
    limit: int,
    fair: int,
) -> tuple[int, int, int]:
    """Groups worth more than their prices: score x unit - sum of the prices of the members.

    Parameters
    ----------
    weight, feature, number, price
        Of each kind of unit: people, counts, how many there are, price. In the order of price per person.
    apart
        Kinds that do not go together.
    reach
        Flat, ``(to x side + size) x len(tables)`` on: best worth of each table entry for a group of `size` now that
        will have `to` people.
    least
        What the gain of a group must exceed to be of interest.
    every
        True stores every such group; else the best by lowest kind.
    columns, gains
        Room for the answer: (kinds or cap, high) with -1 where empty; and gain of each.
    limit, fair
        Partial groups looked at, at most; and of those with the same lowest kind.

    Returns
    -------
    Number stored (with ``every``; -1 where the room was too small), best gain seen, partial groups looked at
    (-1 when the limit stopped it).
    """
    kinds, masks = feature.shape
    lowest = np.iinfo(np.int64).min
    best = lowest
    at = np.full(high + 2, -1, np.int64)  # kind chosen at each depth; size, paid and count are those before it
    size, paid = np.zeros(high + 2, np.int64), np.zeros(high + 2, np.int64)
    count = np.zeros((high + 2, masks), np.int64)
    for k in range(len(gains)):
        gains[k] = lowest
    stored, looked, mine, depth, cut = 0, 0, 0, 0, False
    while depth >= 0:
        if depth == 0:
            mine = 0
        elif mine >= fair:
            depth, cut = 0, True
            continue
        at[depth] += 1
        k, lead, base = at[depth], at[0], size[depth]
        if looked >= limit:
            return stored, best, -1
        if k >= kinds:
            depth -= 1
            continue
        floor = lowest if every else gains[lead]
        ratio, hopeful = price[k] // weight[k], False
        for to in range(max(low, base + 1), high + 1):
            most = 0
            for t in range(len(first)):
                c = base * side + count[depth, first[t]]
                if second[t] >= 0:
                    c = c * side + count[depth, second[t]]
                most += reach[to * len(tables) + start[t] + c]
            if most * unit - paid[depth] - (to - base) * ratio > max(floor, least):
                hopeful = True
                break
        if not hopeful:  # nor will those after it be, who cost at least as much
            depth -= 1
            continue
        now, clash, repeated = base + weight[k], False, 1
        for d in range(depth):
            clash |= apart[at[d], k]
            repeated += at[d] == k
        if clash or now > high or repeated > number[k]:
            continue
        looked += 1
        mine += 1
        size[depth + 1], paid[depth + 1] = now, paid[depth] + price[k]
        for m in range(masks):
            count[depth + 1, m] = count[depth, m] + feature[k, m]
        if now >= low:
            gain = score_of(now, count[depth + 1], first, second, start, tables, side) * unit - paid[depth + 1]
            best = max(best, gain)
            if gain > least and (every or gain > gains[lead]):
                row = stored if every else lead
                if row >= len(gains):
                    return -1, best, looked
                gains[row] = gain
                for d in range(columns.shape[1]):
                    columns[row, d] = at[d] if d <= depth else -1
                stored += 1
        if now < high:
            at[depth + 1] = k - 1
            depth += 1
    return stored, best, -1 if cut else looked
