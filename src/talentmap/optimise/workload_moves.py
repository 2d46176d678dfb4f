"""Compiled loops that change teams under load: people join and leave, greedy teams, chains of moves.

Kinds and lists are those of `workload_kernels`. Imported late. References stand in `workload`.
"""

from __future__ import annotations

import heapq

import numpy as np
from numba import njit
from numpy.typing import NDArray

from talentmap.optimise.workload_kernels import SMALL, best_team, bits, quick_team

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@njit(cache=True)
def _leave(a: int, teams: Ints, seats: Ints, users: Ints, first: Ints, filled: Ints) -> None:
    """Take the team of a task apart."""
    for k in range(teams.shape[1]):
        e = teams[a, k]
        if e < 0:
            break
        filled[e] -= 1
        other = users[first[e] + filled[e]]
        users[first[e] + seats[a, k]] = other
        for h in range(teams.shape[1]):
            if teams[other, h] == e:
                seats[other, h] = seats[a, k]
                break
        teams[a, k] = -1


@njit(cache=True)
def _join(a: int, k: int, e: int, teams: Ints, seats: Ints, users: Ints, first: Ints, filled: Ints) -> None:
    """Put an expert in a team as its k-th member."""
    teams[a, k] = e
    seats[a, k] = filled[e]
    users[first[e] + filled[e]] = a
    filled[e] += 1


@njit(cache=True)
def _share(a: int, kind: int, size: int, starts: Ints, expert: Ints, mask: Ints, teams: Ints) -> int:
    """How many needed skills a team covers."""
    covered = 0
    for k in range(teams.shape[1]):
        e = teams[a, k]
        if e < 0:
            break
        low, high = starts[kind], starts[kind + 1] - 1
        while low < high:
            middle = (low + high) // 2
            if expert[middle] < e:
                low = middle + 1
            else:
                high = middle
        covered |= mask[low]
    return bits(covered)


@njit(cache=True)
def _largest(t: int, have: int, starts: Ints, expert: Ints, mask: Ints, places: Ints, filled: Ints) -> tuple[int, int]:
    """Most skills that one expert with a place would add, and their place in the lists; the most places breaks ties."""
    most, room, chosen = 0, 0, -1
    for q in range(starts[t], starts[t + 1]):
        e = expert[q]
        gain = bits(mask[q] & ~have)
        if gain and gain >= most and filled[e] < places[e] and (gain > most or places[e] - filled[e] > room):
            most, room, chosen = gain, places[e] - filled[e], q
    return most, chosen


@njit(cache=True, nogil=True)
def by_gain(
    starts: Ints,
    expert: Ints,
    mask: Ints,
    kind: Ints,
    worth: Ints,
    places: Ints,
    teams: Ints,
    seats: Ints,
    users: Ints,
    first: Ints,
    filled: Ints,
    covered: Ints,
) -> int:
    """Teams from nothing: whoever adds most anywhere joins, again and again; gives the worth.

    The greedy algorithm, lazily: what somebody would add only becomes less. Parameters as for `chains`.
    """
    have, members = np.zeros(len(kind), np.int64), np.zeros(len(kind), np.int64)
    heap = [(0, 0, 0)]
    heap.pop()
    for a in range(len(kind)):
        gain, q = _largest(kind[a], 0, starts, expert, mask, places, filled)
        if gain:
            heap.append((-gain * worth[a], a, q))
    heapq.heapify(heap)
    total = 0
    while len(heap):
        loss, a, q = heapq.heappop(heap)
        e = expert[q]
        gain = bits(mask[q] & ~have[a])
        if filled[e] < places[e] and gain * worth[a] == -loss:
            _join(a, members[a], e, teams, seats, users, first, filled)
            members[a] += 1
            have[a] |= mask[q]
            covered[a] += gain
            total += gain * worth[a]
        gain, q = _largest(kind[a], have[a], starts, expert, mask, places, filled)
        if gain:
            heapq.heappush(heap, (-gain * worth[a], a, q))
    return total


@njit(cache=True, nogil=True)
def chains(
    starts: Ints,
    expert: Ints,
    mask: Ints,
    size: Ints,
    kind: Ints,
    worth: Ints,
    places: Ints,
    price: Floats,
    teams: Ints,
    seats: Ints,
    users: Ints,
    first: Ints,
    filled: Ints,
    covered: Ints,
    order: Ints,
    rounds: int,
    most: int,
    noise: float,
    free: float,
    draws: np.random.Generator,
) -> int:
    """Chains of moves, each begun by one task: it takes its best team at costs, and whoever lost a place goes on.

    Experts with a free place cost a part `free` of their price, others about their price. A chain of at most `most`
    tasks is kept if no coverage is lost in all, else undone. Gives the change in worth.

    Parameters
    ----------
    kind, worth
        Shape (n_tasks,): the kind of each task, and what one covered skill of it is worth.
    teams, seats
        Shape (n_tasks, most members): members, -1 behind the last, and their place among the users of that expert.
    users, first, filled
        Tasks of each kind of expert: ``users[first[e]:first[e] + filled[e]]``.
    covered
        Shape (n_tasks,): needed skills covered.
    order
        Tasks that begin a chain, in turn.
    """
    n, width = len(kind), teams.shape[1]
    sets = 1 << min(SMALL, size.max())
    least, who, total, piece = np.empty(sets), np.empty(sets, np.int64), np.empty(sets), np.empty(sets, np.int64)
    team = np.empty(width, np.int64)
    cost, whole = np.empty(len(places)), np.ones(len(expert))
    queue = np.empty(most + width + 1, np.int64)
    touched = np.zeros(n, np.int64)
    saved_task, saved = np.empty(2 * most + width + 2, np.int64), np.empty((2 * most + width + 2, width), np.int64)
    saved_cover = np.empty(2 * most + width + 2, np.int64)
    gained = 0
    for turn in range(rounds):
        begin = order[turn % len(order)]
        shake = noise * draws.random()
        length, done, kept, change = 1, 0, 0, 0
        queue[0] = begin
        while done < length and done < most:
            a = queue[done]
            done += 1
            if touched[a] != turn + 1:
                touched[a] = turn + 1
                saved_task[kept], saved_cover[kept] = a, covered[a]
                saved[kept] = teams[a]
                kept += 1
            _leave(a, teams, seats, users, first, filled)
            t = kind[a]
            for q in range(starts[t], starts[t + 1]):
                e = expert[q]
                if places[e] == 0:
                    cost[e] = np.inf
                elif filled[e] < places[e]:
                    cost[e] = 1e-6 + free * price[e]
                else:
                    cost[e] = 1e-5 + price[e] * (1.0 + shake * (draws.random() - 0.5))
            if size[t] <= SMALL:
                _, members = best_team(
                    starts, expert, mask, whole, t, size[t], 1.0 / size[t], cost, least, who, total, piece, team
                )
            else:
                members = quick_team(starts, expert, mask, t, 1.0 / size[t], cost, team)
            for k in range(members):
                e = expert[team[k]]
                if filled[e] >= places[e]:
                    if length > most + width - 1:
                        break
                    other = users[first[e] + int(filled[e] * draws.random())]
                    if touched[other] != turn + 1:
                        touched[other] = turn + 1
                        saved_task[kept], saved_cover[kept] = other, covered[other]
                        saved[kept] = teams[other]
                        kept += 1
                    _drop(other, e, teams, seats, users, first, filled)
                    count = _share(other, kind[other], size[kind[other]], starts, expert, mask, teams)
                    change += (count - covered[other]) * worth[other]
                    covered[other] = count
                    queue[length] = other
                    length += 1
                _join(a, k, e, teams, seats, users, first, filled)
            count = _share(a, t, size[t], starts, expert, mask, teams)
            change += (count - covered[a]) * worth[a]
            covered[a] = count
        if change < 0:
            for s in range(kept):
                _leave(saved_task[s], teams, seats, users, first, filled)
            for s in range(kept):
                a = saved_task[s]
                covered[a] = saved_cover[s]
                for k in range(width):
                    if saved[s, k] < 0:
                        break
                    _join(a, k, saved[s, k], teams, seats, users, first, filled)
        else:
            gained += change
    return gained


@njit(cache=True)
def _drop(a: int, e: int, teams: Ints, seats: Ints, users: Ints, first: Ints, filled: Ints) -> None:
    """Take one expert out of a team."""
    width = teams.shape[1]
    for k in range(width):
        if teams[a, k] == e:
            filled[e] -= 1
            other = users[first[e] + filled[e]]
            users[first[e] + seats[a, k]] = other
            for h in range(width):
                if teams[other, h] == e:
                    seats[other, h] = seats[a, k]
                    break
            last = k
            while last + 1 < width and teams[a, last + 1] >= 0:
                last += 1
            teams[a, k], seats[a, k] = teams[a, last], seats[a, last]
            teams[a, last] = -1
            return
