"""Compiled loop of `tasks`: chains of jobs that push each other on, by simulated annealing.

Import late: loading numba takes half a second. People and jobs are positions; costs are reduced by the prices of the
linear relaxation, so that what a choice costs above the bound is the sum of small terms, one per job and person.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from talentmap.optimise.random_kernels import seeded, uniform

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
_OVERLOADED, _PACE = 0.05, 0.05


@njit(cache=True)
def _strain(load: int, room: int, idle: float, over: float) -> float:
    """Cost of a load: every free unit at the price of the capacity, every unit too many at `over`."""
    return (load - room) * over if load > room else (room - load) * idle


@njit(cache=True)
def _relieved(
    l1: int,
    i: int,
    members: Ints,
    number: int,
    load: Ints,
    rise: Floats,
    arcs: Ints,
    degree: Ints,
    room: int,
    idle: float,
    over: float,
    heat: float,
    noise: Floats,
    at: int,
    best: float,
) -> int:
    """Which job person i, loaded to l1, had best give away; -1 for none. A noisy minimum samples by heat (Gumbel)."""
    chosen = -1
    for q in range(number):
        k = members[q]
        if degree[k] < 2:
            continue
        at += 1
        if at >= len(noise):
            at -= len(noise)
        other = arcs[k, 0] if arcs[k, 0] != i else arcs[k, 1]
        value = _strain(l1 - load[k, i], room, idle, over) + rise[k, other] - rise[k, i] + heat * noise[at]
        if value < best:
            best, chosen = value, k
    return chosen


@njit(cache=True)
def chains(
    cost: Ints,
    load: Ints,
    rise: Floats,
    room: Ints,
    arcs: Ints,
    degree: Ints,
    start: Ints,
    idle: Floats,
    over: Floats,
    noise: Floats,
    depth: int,
    steps: int,
    hot: float,
    cold: float,
    seed: int,
    target: int,
) -> tuple[Ints, int]:
    """Ejection chains: a job moves to another person, who gives one away in turn, until the chain closes or ends.

    Each person on the way gives away the job that leaves their load nearest to full; so a chain of any length changes
    the slack of one person only, and tight capacities stay tight. What a unit too many costs follows the search: it
    rises while a person is overloaded and falls while not, so that each is overloaded about a twentieth of the time.
    The search then keeps to the edge of what fits, whatever the ratio of costs to loads.

    Parameters
    ----------
    cost, load, rise
        Shape (n_jobs, n_people): cost, load, and cost above the cheapest at the prices.
    arcs, degree
        People to whom a job may move, cheapest first, and how many of the row count.
    start
        Person of each job; may overload people.
    idle, over
        Shape (n_people,): price of a free unit, and of a unit too many at first.
    noise
        Gumbel noise in random order.
    depth, steps, hot, cold, seed
        Jobs in a chain, chains tried, temperatures, seed.
    target
        Stop at a cost this low.

    Returns
    -------
    The cheapest choice without overload that was met, and its cost; the start and -1 when there was none.

    References
    ----------
    Yagiura, Ibaraki, Glover (2006), A path relinking approach with ejection chains for the generalized assignment
    problem, doi:10.1016/j.ejor.2004.06.015: chains that keep the knapsacks filled, and penalties that follow the
    search. The annealing is ours.
    """
    jobs, people = rise.shape
    a, best, least = start.copy(), start.copy(), -1
    used, number, place = np.zeros(people, np.int64), np.zeros(people, np.int64), np.zeros(jobs, np.int64)
    members = np.zeros((people, jobs), np.int64)
    total, excess = 0, 0
    for j in range(jobs):
        i = a[j]
        used[i] += load[j, i]
        total += cost[j, i]
        members[i, number[i]], place[j] = j, number[i]
        number[i] += 1
    for i in range(people):
        excess += max(0, used[i] - room[i])
    if excess == 0:
        least = total
    over, lowest = over.copy(), over * 0.01
    up, down = np.exp(_PACE * (1.0 - _OVERLOADED)), np.exp(-_PACE * _OVERLOADED)
    state, heat, cooling = seeded(seed), hot, (cold / hot) ** (64.0 / steps)
    seen, chain, to = np.zeros(people, np.int64), np.zeros(depth + 2, np.int64), np.zeros(depth + 2, np.int64)
    for step in range(1, steps + 1):
        if step % 64 == 0:
            heat *= cooling
            for i in range(people):
                over[i] = over[i] * up if used[i] > room[i] else max(over[i] * down, lowest[i])
            if 0 <= least <= target:
                break
        first = int(uniform(state) * jobs)
        o = a[first]
        if degree[first] == 0:
            continue
        i = arcs[first, int(uniform(state) * degree[first])]
        if i == o:
            continue
        seen[o], j, change, length, done = step, first, 0.0, 0, False
        base, before = used[o] - load[first, o], _strain(used[o], room[o], idle[o], over[o])
        left = _strain(base, room[o], idle[o], over[o]) - before
        while True:
            seen[i] = step
            chain[length], to[length] = j, i
            length += 1
            at = int(uniform(state) * len(noise))
            now, l1 = _strain(used[i], room[i], idle[i], over[i]), used[i] + load[j, i]
            change += rise[j, i] - rise[j, a[j]] - now
            end = _strain(l1, room[i], idle[i], over[i]) + left
            k = -1
            if length <= depth:
                k = _relieved(
                    l1, i, members[i], number[i], load, rise, arcs, degree, room[i], idle[i], over[i],
                    heat, noise, at, end + heat * noise[at],
                )  # fmt: skip
            if k < 0:
                change += end
                done = True
                break
            change += _strain(l1 - load[k, i], room[i], idle[i], over[i])
            close = change + rise[k, o] - rise[k, i] - before
            close += _strain(base + load[k, o], room[o], idle[o], over[o])
            if close <= 0 or (close < heat * 20 and uniform(state) < np.exp(-close / heat)):
                chain[length], to[length] = k, o
                length += 1
                change, done = close, True
                break
            if length > depth or change > heat * 20:
                break
            near, nxt = np.inf, -1
            for q in range(degree[k]):
                h = arcs[k, q]
                at = at + 1 if at + 1 < len(noise) else 0
                value = rise[k, h] + heat * noise[at]
                if seen[h] != step and value < near:
                    near, nxt = value, h
            if nxt < 0:
                break
            j, i = k, nxt
        if not done or (change > 0 and (change > heat * 20 or uniform(state) >= np.exp(-change / heat))):
            continue
        for q in range(length):
            j, t = chain[q], to[q]
            f = a[j]
            excess -= max(0, used[f] - room[f])
            used[f] -= load[j, f]
            excess += max(0, used[f] - room[f]) - max(0, used[t] - room[t])
            used[t] += load[j, t]
            excess += max(0, used[t] - room[t])
            total += cost[j, t] - cost[j, f]
            number[f] -= 1
            last = members[f, number[f]]
            members[f, place[j]], place[last] = last, place[j]
            members[t, number[t]], place[j], a[j] = j, number[t], t
            number[t] += 1
        if excess == 0 and (least < 0 or total < least):
            least = total
            best[:] = a
    return best, least
