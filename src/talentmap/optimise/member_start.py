"""Compiled search for a good first team by exchanges, kicked out of dead ends; it proves nothing. Imported late."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from talentmap.optimise.member_arrays import Flat
from talentmap.optimise.members import Bools, Ints


class Room(NamedTuple):
    """Arrays to work in: members in each layer, row and unit, and ties of each position to the team (all 0)."""

    filled: Ints
    sums: Ints
    units: Ints
    near: Ints


@njit(cache=True)
def _random(state: Ints) -> int:
    """Next number of a generator of our own, from 0 to 2^32 - 1, the same on every machine (Marsaglia's xorshift)."""
    x = state[0]
    x ^= x << 13
    x ^= (x >> 7) & 0x01FFFFFFFFFFFFFF
    x ^= x << 17
    state[0] = x
    return int((x >> 20) & 0xFFFFFFFF)


@njit(cache=True)
def _best_with(
    flat: Flat, team: Ints, size: int, gone: int, inside: Bools, fine: int, room: Room
) -> tuple[int, int, int]:
    """Of a team without its member at `gone` (`size`: with all): its worth, the best who could join, worth with them.

    Every unit by which a row is broken costs `fine`.
    """
    own, layer_from, layer, worth, places = flat.own, flat.layer_from, flat.layer, flat.worth, flat.places
    tie_from, tie_to, tie, unit, bonus = flat.tie_from, flat.tie_to, flat.tie, flat.unit, flat.bonus
    row_from, row, weight, limit, balance = flat.row_from, flat.row, flat.weight, flat.limit, flat.balance
    filled, near, sums, units = room.filled, room.near, room.sums, room.units
    filled[:], sums[:], units[:] = 0, 0, 0
    total, held, largest, plain = 0, 0, 0, len(places) - 2 * len(bonus)
    for a in range(size):
        if a != gone:
            i = team[a]
            total += own[i] + near[i]
            held += 1
            for z in range(tie_from[i], tie_from[i + 1]):
                near[tie_to[z]] += tie[z]
            for z in range(layer_from[i], layer_from[i + 1]):
                if filled[layer[z]] < places[layer[z]]:
                    total += worth[layer[z]]
                filled[layer[z]] += 1
            for z in range(row_from[i], row_from[i + 1]):
                sums[row[z]] += weight[z]
            units[unit[i]] += 1
            largest = max(largest, units[unit[i]])
    for r in range(len(sums)):
        total -= fine * max(0, sums[r] - limit[r])
    alone = total + balance[held, largest]
    for b in range(len(bonus)):
        if filled[plain + 2 * b] > 0 and filled[plain + 2 * b + 1] >= places[plain + 2 * b + 1]:
            alone += bonus[b]
    pick, most = -1, -(1 << 62)
    for j in range(len(own) if held < len(balance) - 1 else 0):
        if inside[j]:
            continue
        gain = total + own[j] + near[j] + balance[held + 1, max(largest, units[unit[j]] + 1)]
        for z in range(layer_from[j], layer_from[j + 1]):
            if filled[layer[z]] < places[layer[z]]:
                gain += worth[layer[z]]
            filled[layer[z]] += 1
        for z in range(row_from[j], row_from[j + 1]):
            over = sums[row[z]] - limit[row[z]]
            gain -= fine * (max(0, over + weight[z]) - max(0, over))
        for b in range(len(bonus)):
            if filled[plain + 2 * b] > 0 and filled[plain + 2 * b + 1] >= places[plain + 2 * b + 1]:
                gain += bonus[b]
        for z in range(layer_from[j], layer_from[j + 1]):
            filled[layer[z]] -= 1
        if gain > most:
            pick, most = j, gain
    for a in range(size):
        if a != gone:
            for z in range(tie_from[team[a]], tie_from[team[a] + 1]):
                near[tie_to[z]] = 0
    return alone, pick, most


@njit(cache=True)
def start(
    flat: Flat, forced: Ints, low: int, high: int, tries: int, seed: int, fine: int, room: Room
) -> tuple[Ints, int]:
    """The best team met, and its worth less fines.

    Each try grows a team from somebody by lot, or changes two or three members of the best by lot, and then exchanges,
    adds and leaves out one member as long as that helps.

    Parameters
    ----------
    flat
        The arrays of the problem.
    forced, low, high
        Members of every team, and the smallest and largest; high is at most the number of positions.
    tries, seed
        How many times to begin, and the seed of the lots.
    fine
        Taken off for every unit by which a row is broken: more than any worth.
    room
        Arrays to work in, all 0.
    """
    n, held = len(flat.own), len(forced)
    state = np.array([seed * 2654435761 + 88172645463325252])
    best, best_size, worth = np.zeros(high + 1, np.int64), -1, -(1 << 62)
    team, inside = np.zeros(high + 1, np.int64), np.zeros(n, np.bool_)
    for number in range(tries):
        inside[:] = False
        growing = number % 2 == 0 or best_size < 0
        size = held if growing else best_size
        team[:size] = forced if growing else best[:size]
        for a in range(size):
            inside[team[a]] = True
        for _ in range(1 if growing else 2 + _random(state) % 2):
            j = _random(state) % n
            if not inside[j] and growing and size < high:
                team[size] = j
                inside[j] = True
                size += 1
            elif not inside[j] and not growing and size > held:
                a = held + _random(state) % (size - held)
                inside[team[a]] = False
                team[a] = j
                inside[j] = True
        growing = growing and size < high
        a, idle, now = size if growing else held, 0, -(1 << 62)
        while idle <= size - held or growing:  # until a whole round changed nothing
            if a < size:
                inside[team[a]] = False  # may come back: so nothing gets worse
            alone, pick, most = _best_with(flat, team, size, a, inside, fine, room)
            before = team[a] if a < size else -1
            if a < size:
                inside[before] = True
            idle += 1
            if a < size and size > max(low, 1) and alone >= most and alone > now:
                inside[before] = False
                team[a] = team[size - 1]
                size -= 1
                idle, now = 0, alone
                a -= 1
            elif pick >= 0 and (most > now or growing):
                if a < size:
                    inside[before] = False
                else:
                    size += 1
                if pick != before:
                    idle = 0
                inside[pick] = True
                team[a] = pick
                now = most
            growing = growing and size < high
            a = size if growing else a + 1
            if not growing and (a > size or (a == size and size >= high)):
                a = held
            if size == held and size >= high:
                break
        if size >= low and now > worth:
            worth, best_size = now, size
            best[:size] = team[:size]
    return best[: max(0, best_size)], worth
