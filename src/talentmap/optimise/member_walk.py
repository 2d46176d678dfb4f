"""Compiled complete search over teams by taking the weakest member away; imported late, for numba is slow to load.

Every team is reached along one chain only: from it, take the member who brings least (own worth with prices, plus
ties to the others; of equals the last), again and again. So the search adds to a team only those who bring no more
than anybody in it. That bounds what can still come. Let a team of s members have own worths o >= 0 adding to A and
ties inside adding to W, and D = A + 2 W, the sum of what the members bring. The weakest of s + 1 brings at most the
mean, (D + o + 2 w) / (s + 1) when it brings x = o + w, so x <= D / (s - 1), and D grows to D (s + 1) / (s - 1) at
most; over all steps to k members

    A + W  grows by at most  D (k (k - 1) - s (s - 1)) / (2 s (s - 1)).

This is the averaging argument for dense subgraphs (Asahiro, Iwama, Tamaki and Tokuyama 2000,
doi:10.1006/jagm.1999.1062) with the prices of a Lagrangian bound as worths of members; the chains are a reverse search
(Avis and Fukuda 1996, doi:10.1016/0166-218X(95)00026-N). A layer filled more than once lowers the bound by its price.
A second bound is that of the prices and splits: what is held, the shares members can get of ties to those to come, and
the greatest own worths with shares of those. All sums are whole numbers. The combination is ours; benchmarks/teams.py
holds it against HiGHS and CP-SAT.
"""

from __future__ import annotations

from typing import NamedTuple

from numba import njit

from talentmap.optimise.member_arrays import Flat
from talentmap.optimise.member_gate import Gate, passes
from talentmap.optimise.members import Ints

OWN, TIES, WORTH, LOST, LARGEST, TOUCHED, CHILDREN, NEXT = range(8)
"""Columns of ``Work.held``: what the first s members hold."""
JOIN, CONSTANT, REAL, GONE, SIZE, UNTIED = range(6)
"""Places in ``Setting.numbers``."""


class Setting(NamedTuple):
    """What a search for teams of one size starts from; positions are those of the candidates, in order.

    Parameters
    ----------
    ids, forced
        Positions of the candidates in the problem; members of every team, as positions in the problem.
    base, real
        Own worth with prices and ties to the forced, lowered by the same for all so that none is negative; own worth
        and ties to the forced without prices.
    order, reach
        Candidates by base, greatest first, and running sums of it.
    price
        Of each layer.
    share, most
        Shape (n_candidates, joining): the best 0, 1, .. shares each is given of ties by the split of the bound; sums of
        the greatest base and shares of one, two, .. candidates.
    rising
        Rows that members must mend.
    filled, sums, units
        Members the forced put in each layer, row and unit.
    balance, best_balance
        Worth of a whole team by the members of its largest unit, and the most that can still become.
    numbers
        How many join, constant of the bound, worth of the forced without bonuses and balance, bound lost by the
        forced, size of the team, and whether there are no ties among candidates.
    """

    ids: Ints
    forced: Ints
    base: Ints
    real: Ints
    order: Ints
    reach: Ints
    price: Ints
    share: Ints
    most: Ints
    rising: Ints
    filled: Ints
    sums: Ints
    units: Ints
    balance: Ints
    best_balance: Ints
    numbers: Ints


class Work(NamedTuple):
    """Working arrays of one worker; `best` is the worth of the best team found and its members.

    `steps` holds the parts of teams looked at, and after how many to give up.
    """

    team: Ints
    held: Ints
    brings: Ints
    near: Ints
    touched: Ints
    rows: Ints
    filled: Ints
    sums: Ints
    units: Ints
    child: Ints
    best: Ints
    line: Ints
    steps: Ints


@njit(cache=True, nogil=True)
def _allowed(
    row_from: Ints, row: Ints, weight: Ints, sums: Ints, limit: Ints, least: Ints, j: int, left: int, due: int
) -> bool:
    """Whether j can join and `left` more can still make all rows hold, `due` of which j must mend."""
    for z in range(row_from[j], row_from[j + 1]):
        r = row[z]
        before = sums[r] + left * least[r]
        if before + weight[z] > limit[r]:
            return False
        if before > limit[r]:
            due -= 1
    return due == 0


@njit(cache=True, nogil=True)
def _due(rising: Ints, sums: Ints, limit: Ints, least: Ints, left: int) -> int:
    """How many rows the next member must mend, because those after cannot."""
    found = 0
    for r in rising:
        if sums[r] + left * least[r] > limit[r]:
            found += 1
    return found


@njit(cache=True, nogil=True)
def _bonuses(bonus: Ints, places: Ints, count: Ints, layer_from: Ints, layer: Ints, j: int) -> int:
    """Worth of the bonuses of a team with j as its last member."""
    if len(bonus) == 0:
        return 0
    for z in range(layer_from[j], layer_from[j + 1]):
        count[layer[z]] += 1
    total, p = 0, len(places) - 2 * len(bonus)
    for b in range(len(bonus)):
        if count[p] > 0 and count[p + 1] >= places[p + 1]:
            total += bonus[b]
        p += 2
    for z in range(layer_from[j], layer_from[j + 1]):
        count[layer[z]] -= 1
    return total


@njit(cache=True, nogil=True)
def _keep(worth: int, team: Ints, s: int, j: int, ids: Ints, forced: Ints, best: Ints, line: Ints) -> None:
    """Keep a team of s members and j if it is worth more than the best, or as much and first in order."""
    for a in range(len(forced)):
        line[a] = forced[a]
    for a in range(s):
        line[len(forced) + a] = ids[team[a]]
    line[len(forced) + s] = ids[j]
    size = len(forced) + s + 1
    for a in range(1, size):
        v, b = line[a], a
        while b > 0 and line[b - 1] > v:
            line[b] = line[b - 1]
            b -= 1
        line[b] = v
    if worth == best[0]:
        a = 0
        while a < size and line[a] == best[1 + a]:
            a += 1
        if a == size or line[a] > best[1 + a]:
            return
    best[0] = worth
    for a in range(size):
        best[1 + a] = line[a]


@njit(cache=True, nogil=True)
def walk(flat: Flat, at: Setting, work: Work, worker: int, workers: int, goals: Ints, stop: Ints, gate: Gate) -> bool:
    """Look at every team whose strongest start falls to this worker; whether the search was complete.

    Parameters
    ----------
    flat, at, work
        Arrays over the candidates, what the search starts from, and room to work in.
    worker, workers
        Number of this worker from 0, and how many share the work.
    goals
        goals[0]: a team must be worth this much; raised by whoever finds a better one.
    stop
        stop[0] becomes 1 when everybody should stop.
    gate
        Which teams that are worth enough are of interest.
    """
    # arrays by name once: looking them up in the tuples inside the loops costs more than the loops themselves
    layer_from, layer, worth, places = flat.layer_from, flat.layer, flat.worth, flat.places
    tie_from, tie_to, tie, unit, bonus = flat.tie_from, flat.tie_to, flat.tie, flat.unit, flat.bonus
    row_from, row, weight, limit, least = flat.row_from, flat.row, flat.weight, flat.limit, flat.least
    base, real, order, reach, price = at.base, at.real, at.order, at.reach, at.price
    balance, best_balance, share, most = at.balance, at.best_balance, at.share, at.most
    team, held, brings, near, touched = work.team, work.held, work.brings, work.near, work.touched
    rows, count, sums, units, child = work.rows, work.filled, work.sums, work.units, work.child
    k, constant = at.numbers[JOIN], at.numbers[CONSTANT]
    n, s, fresh = len(base), 0, True
    while True:
        if fresh:  # list who can join the first s members; teams that are then whole are scored
            if stop[0] != 0 or work.steps[0] >= work.steps[1]:
                return False
            fresh = False
            work.steps[0] += 1
            held[s, CHILDREN], held[s, NEXT] = 0, worker if s == 0 else 0
            due = _due(at.rising, sums, limit, least, k - s - 1)
            mine, sum_ = held[s, OWN] + held[s, TIES], held[s, OWN] + 2 * held[s, TIES]
            bar = goals[0] - constant + held[s, LOST]
            double, steps = 2 * (s + 1) * s, k * (k - 1) - (s + 1) * s
            low, alone, top = -1, -1, base[order[0]]
            if s > 0:
                low = ((bar - mine) * double - sum_ * steps) // (double + 2 * steps)
                alone = ((bar - mine) * double - sum_ * steps) // (double + steps)
                top = brings[s, 0]
                for a in range(1, s):
                    top = min(top, brings[s, a])
            after = most[k - s - 1]  # what those after the next can add, and what the members can get of ties to them
            for a in range(s):
                after += share[team[a], k - s - 1]
            known = held[s, TOUCHED]
            for q in range(known + n):
                if q < known:
                    j = touched[q]
                    if near[j] == 0 or base[j] + near[j] < low:
                        continue
                else:
                    j = order[q - known]
                    if base[j] < alone:
                        break
                    if near[j] > 0 or base[j] > top:
                        continue
                    if at.numbers[UNTIED] and mine + reach[min(q - known + k - s, n)] - reach[q - known] < bar:
                        break
                x = base[j] + near[j]
                if s > 0 and (bar - mine - x) * double > (sum_ + 2 * x - base[j]) * steps:
                    continue
                ok = True
                for a in range(s):  # not a member, and the one who brings least
                    more = brings[s, a] + rows[a, j]
                    if team[a] == j or more < x or (more == x and team[a] > j):
                        ok = False
                        break
                if not ok:
                    continue
                lost = bar
                for z in range(layer_from[j], layer_from[j + 1]):
                    if count[layer[z]] >= places[layer[z]]:
                        lost += price[layer[z]]
                largest = max(held[s, LARGEST], units[unit[j]] + 1)
                lost += best_balance[held[s, LARGEST]] - best_balance[largest]
                if s > 0 and (lost - mine - x) * double > (sum_ + 2 * x - base[j]) * steps:
                    continue
                if mine + x + share[j, k - s - 1] + after < lost:
                    continue
                if not _allowed(row_from, row, weight, sums, limit, least, j, k - s - 1, due):
                    continue
                if s + 1 < k:
                    child[s, held[s, CHILDREN]] = j
                    held[s, CHILDREN] += 1
                    continue
                found = held[s, WORTH] + real[j] + near[j] + balance[largest]
                for z in range(layer_from[j], layer_from[j + 1]):
                    if count[layer[z]] < places[layer[z]]:
                        found += worth[layer[z]]
                found += _bonuses(bonus, places, count, layer_from, layer, j)
                if found >= goals[0] and found >= work.best[0]:
                    if len(gate.least) > 0 and not passes(
                        gate, worth, places, bonus, count, layer_from, layer, j, found, balance[largest]
                    ):
                        continue
                    _keep(found, team, s, j, at.ids, at.forced, work.best, work.line)
                    if found > goals[0]:
                        goals[0] = found
                    bar = goals[0] - constant + held[s, LOST]
        if s + 1 >= k or held[s, NEXT] >= held[s, CHILDREN]:
            s -= 1
            if s < 0:
                return True
            j = team[s]
            for z in range(tie_from[j], tie_from[j + 1]):
                near[tie_to[z]] -= tie[z]
                rows[s, tie_to[z]] = 0
            for z in range(layer_from[j], layer_from[j + 1]):
                count[layer[z]] -= 1
            for z in range(row_from[j], row_from[j + 1]):
                sums[row[z]] -= weight[z]
            units[unit[j]] -= 1
            continue
        j = child[s, held[s, NEXT]]
        held[s, NEXT] += workers if s == 0 else 1
        x = base[j] + near[j]
        held[s + 1, OWN], held[s + 1, TIES] = held[s, OWN] + base[j], held[s, TIES] + near[j]
        held[s + 1, WORTH] = held[s, WORTH] + real[j] + near[j]
        held[s + 1, LOST], held[s + 1, TOUCHED] = held[s, LOST], held[s, TOUCHED]
        for a in range(s):
            brings[s + 1, a] = brings[s, a] + rows[a, j]
        brings[s + 1, s] = x
        for z in range(layer_from[j], layer_from[j + 1]):
            if count[layer[z]] < places[layer[z]]:
                held[s + 1, WORTH] += worth[layer[z]]
            else:
                held[s + 1, LOST] += price[layer[z]]
            count[layer[z]] += 1
        units[unit[j]] += 1
        held[s + 1, LARGEST] = max(held[s, LARGEST], units[unit[j]])
        held[s + 1, LOST] += best_balance[held[s, LARGEST]] - best_balance[held[s + 1, LARGEST]]
        for z in range(row_from[j], row_from[j + 1]):
            sums[row[z]] += weight[z]
        for z in range(tie_from[j], tie_from[j + 1]):
            i = tie_to[z]
            if near[i] == 0:
                touched[held[s + 1, TOUCHED]] = i
                held[s + 1, TOUCHED] += 1
            near[i] += tie[z]
            rows[s, i] = tie[z]
        team[s] = j
        s, fresh = s + 1, True
