"""Compiled loops of `crew`: bound and search for the best team of one project at given prices of people.

Import late: loading numba takes half a second. The bound is that of Lagrange multipliers on "so many places of a layer
count": with 0 <= m <= worth,  worth x min(places, X) <= m x X + (worth - m) x places,  and a tie is worth what its two
ends are given of it, where a member of a team with k more can use k - 1 ties. So each person has one figure p, and the
k greatest p bound every team. Held, Wolfe and Crowder (1974), doi:10.1007/BF01580223, for the steps of `tuned`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
FAR = 1 << 40
"""Stands for no bound."""
CLOSE = 1e-7
"""Bounds are floating point: this much may be lost to arithmetic."""


class Board(NamedTuple):
    """One project as flat arrays; `crew` says what they mean."""

    low: int
    high: int
    layer_at: Ints
    layer: Ints
    places: Ints
    worth: Floats
    gate: Ints
    gate_least: Ints
    row_at: Ints
    row: Ints
    step: Ints
    least: Ints
    most: Ints
    falling: Bools
    tie_at: Ints
    tie_to: Ints
    tie: Floats
    back: Ints
    forced: Ints
    gated: Ints


class Prices(NamedTuple):
    """Multipliers of a bound: of the places of layers, of the shares of ties, of rows that must fill up."""

    layer: Floats
    share: Floats
    row: Floats


class Desk(NamedTuple):
    """Room to work in: one line per number of members."""

    cand: Ints
    p: Floats
    q: Floats
    n: Ints
    at: Ints
    filled: Ints
    sums: Ints
    near: Floats
    held: Floats
    top: Floats
    member: Ints
    mark: Ints


@njit(cache=True, nogil=True)
def _desk(b: Board, n_pool: int, n_people: int) -> Desk:
    lines = b.high + 1
    wide = n_people if len(b.tie) else 1
    return Desk(
        np.empty((lines, n_pool), np.int64),
        np.empty((lines, n_pool)),
        np.empty(n_pool),
        np.zeros(lines, np.int64),
        np.zeros(lines, np.int64),
        np.zeros((lines, len(b.places)), np.int64),
        np.zeros((lines, len(b.least)), np.int64),
        np.zeros((lines, wide)),
        np.zeros(lines),
        np.zeros(lines),
        np.full(lines, -1, np.int64),
        np.zeros(wide, np.int64),
    )


@njit(cache=True, nogil=True)
def _join(b: Board, d: Desk, own: Floats, size: int, c: int) -> None:
    """Line `size + 1` becomes line `size` with one more member."""
    d.filled[size + 1] = d.filled[size]
    d.sums[size + 1] = d.sums[size]
    d.held[size + 1] = d.held[size] + own[c]
    for e in range(b.layer_at[c], b.layer_at[c + 1]):
        d.filled[size + 1, b.layer[e]] += 1
    for e in range(b.row_at[c], b.row_at[c + 1]):
        d.sums[size + 1, b.row[e]] += b.step[e]
    if len(b.tie):
        d.held[size + 1] += d.near[size, c]
        d.near[size + 1] = d.near[size]
        for e in range(b.tie_at[c], b.tie_at[c + 1]):
            d.near[size + 1, b.tie_to[e]] += b.tie[e]
    d.member[size] = c


@njit(cache=True, nogil=True)
def _allowed(b: Board, d: Desk, size: int, c: int) -> bool:
    """Whether nothing that only fills up would overflow."""
    for e in range(b.row_at[c], b.row_at[c + 1]):
        r = b.row[e]
        if b.falling[r] and d.sums[size, r] + b.step[e] > b.most[r]:
            return False
    return True


@njit(cache=True, nogil=True)
def _best_shares(b: Board, d: Desk, share: Floats, c: int, k: int, stamp: int, best: Floats) -> float:
    """Sum of the k greatest shares of ties to those marked."""
    n = 0
    for e in range(b.tie_at[c], b.tie_at[c + 1]):
        s = share[e]
        if s <= 0.0 or d.mark[b.tie_to[e]] != stamp:
            continue
        if n < k:
            at = n
            n += 1
        elif s > best[n - 1]:
            at = n - 1
        else:
            continue
        while at > 0 and best[at - 1] < s:
            best[at] = best[at - 1]
            at -= 1
        best[at] = s
    total = 0.0
    for i in range(n):
        total += best[i]
    return total


@njit(cache=True, nogil=True)
def _scan(b: Board, d: Desk, own: Floats, m: Prices, size: int, stamp: int, best: Floats) -> tuple[float, float]:
    """Fill in p of everybody who may still join, drop those who may not, and give what the rest is worth at most.

    Two bounds: with the prices (p), and with every place filled for nothing (q).
    """
    k = b.high - size
    full = float(d.held[size])
    base = full
    for r in range(len(b.places)):
        room = max(b.places[r] - d.filled[size, r], 0)
        full += b.worth[r] * b.places[r]
        base += b.worth[r] * (b.places[r] - room) + (b.worth[r] - m.layer[r]) * room
    for r in range(len(b.least)):
        if m.row[r] > 0.0 and d.sums[size, r] < b.least[r]:
            base -= m.row[r] * (b.least[r] - d.sums[size, r])
    n = 0
    for i in range(d.n[size]):
        c = d.cand[size, i]
        if _allowed(b, d, size, c):
            d.cand[size, n] = c
            n += 1
    d.n[size] = n
    ties = len(b.tie) > 0
    if ties:
        for i in range(n):
            d.mark[d.cand[size, i]] = stamp
    for i in range(n):
        c = d.cand[size, i]
        p = own[c]
        if ties:
            p += d.near[size, c]
            if k > 1:
                p += _best_shares(b, d, m.share, c, k - 1, stamp, best)
        d.q[i] = p
        for e in range(b.layer_at[c], b.layer_at[c + 1]):
            if d.filled[size, b.layer[e]] < b.places[b.layer[e]]:
                p += m.layer[b.layer[e]]
        for e in range(b.row_at[c], b.row_at[c + 1]):
            if d.sums[size, b.row[e]] < b.least[b.row[e]]:
                p += m.row[b.row[e]] * b.step[e]
        d.p[size, i] = p
    return base, full


@njit(cache=True, nogil=True)
def _hopeless(b: Board, d: Desk, size: int) -> bool:
    """Whether something that must fill up cannot any more."""
    k = b.high - size
    for r in range(len(b.least)):
        missing = b.least[r] - d.sums[size, r]
        if missing <= 0 or b.least[r] <= -FAR:
            continue
        able = 0
        for i in range(d.n[size]):
            c = d.cand[size, i]
            for e in range(b.row_at[c], b.row_at[c + 1]):
                if b.row[e] == r and b.step[e] > 0:
                    able += b.step[e]
        if missing > able or (b.falling[r] and missing > k):
            return True
    return False


@njit(cache=True, nogil=True)
def _tops(values: Floats, count: int, k: int, best: Floats) -> int:
    """The k greatest of so many values, in order; how many there are."""
    n = 0
    for i in range(count):
        v = values[i]
        if n < k:
            at = n
            n += 1
        elif v > best[n - 1]:
            at = n - 1
        else:
            continue
        while at > 0 and best[at - 1] < v:
            best[at] = best[at - 1]
            at -= 1
        best[at] = v
    return n


@njit(cache=True, nogil=True)
def _sum_of(best: Floats, n: int, must: int) -> float:
    """Sum of the positive ones, and of as many others as the smallest team needs."""
    total = 0.0
    for i in range(n):
        if i < must or best[i] > 0.0:
            total += best[i]
    return total


@njit(cache=True, nogil=True)
def _sift(b: Board, d: Desk, size: int, base: float, floor: float, best: Floats) -> None:
    """Keep those who can be in a team worth more than the floor."""
    k, must = b.high - size, b.low - size
    found = _tops(d.p[size], d.n[size], k, best)
    last = best[found - 1] if found == k else -np.inf
    total = base + _sum_of(best, found, must)
    others = base + _sum_of(best, min(found, k - 1), must - 1)
    n = 0
    for i in range(d.n[size]):
        v = d.p[size, i]
        bound = others + v if v < last else (total if v > 0.0 or must > 0 else total + v)
        if bound > floor:
            d.cand[size, n] = d.cand[size, i]
            d.p[size, n] = v
            n += 1
    d.n[size] = n


@njit(cache=True, nogil=True)
def _narrow(b: Board, d: Desk, size: int, base: float, floor: float, best: Floats) -> None:
    """Keep those who can be in a team worth more than the floor, greatest p first."""
    _sift(b, d, size, base, floor, best)
    n = d.n[size]
    order = np.argsort(-d.p[size, :n], kind="mergesort")
    cand = d.cand[size, :n][order]
    p = d.p[size, :n][order]
    d.cand[size, :n] = cand
    d.p[size, :n] = p


@njit(cache=True, nogil=True)
def _value(b: Board, d: Desk, size: int) -> float:
    """Exact worth of the team of a line."""
    total = float(d.held[size])
    for r in range(len(b.places)):
        if b.gate[r] < 0 or d.sums[size, b.gate[r]] >= b.gate_least[r]:
            total += b.worth[r] * min(b.places[r], d.filled[size, r])
    return total


@njit(cache=True, nogil=True)
def _kept(b: Board, d: Desk, size: int) -> bool:
    """Whether the team of a line keeps all rows."""
    for r in range(len(b.least)):  # noqa: SIM110
        if d.sums[size, r] < b.least[r] or d.sums[size, r] > b.most[r]:
            return False
    return True


@njit(cache=True, nogil=True)
def _value_with(b: Board, d: Desk, own: Floats, size: int, c: int, now: float) -> float:
    """Exact worth of the team of a line (`now` without what hangs on a gate) with one more; -inf off the rules."""
    for e in range(b.row_at[c], b.row_at[c + 1]):
        d.sums[size, b.row[e]] += b.step[e]
    value = -np.inf
    if _kept(b, d, size):
        value = now + float(own[c])
        if len(b.tie):
            value += d.near[size, c]
        for e in range(b.layer_at[c], b.layer_at[c + 1]):
            if b.gate[b.layer[e]] < 0 and d.filled[size, b.layer[e]] < b.places[b.layer[e]]:
                value += b.worth[b.layer[e]]
        for r in b.gated:
            if d.sums[size, b.gate[r]] >= b.gate_least[r]:
                held = d.filled[size, r]
                for e in range(b.layer_at[c], b.layer_at[c + 1]):
                    held += b.layer[e] == r
                value += b.worth[r] * min(b.places[r], held)
    for e in range(b.row_at[c], b.row_at[c + 1]):
        d.sums[size, b.row[e]] -= b.step[e]
    return value


@njit(cache=True, nogil=True)
def _ungated(b: Board, d: Desk, size: int) -> float:
    """Worth of the team of a line without what hangs on a gate."""
    total = float(d.held[size])
    for r in range(len(b.places)):
        if b.gate[r] < 0:
            total += b.worth[r] * min(b.places[r], d.filled[size, r])
    return total


class Found(NamedTuple):
    """Teams met: members (-1 where there are no more), sizes and worths; how many; bound; nodes; complete."""

    teams: Ints
    worths: Floats
    n: int
    bound: float
    nodes: int
    done: bool


@njit(cache=True, nogil=True)
def _record(teams: Ints, worths: Floats, n: int, rise: bool, d: Desk, size: int, c: int, value: float) -> int:
    """Write a team down; where only the best matter the list is a ring. How many there are now."""
    room = len(worths)
    at = n % room if rise else n
    teams[at, :] = -1
    for i in range(size):
        teams[at, i] = d.member[i]
    if c >= 0:
        teams[at, size] = c
    worths[at] = value
    return n + 1


@njit(cache=True, nogil=True)
def _begin(b: Board, pool: Ints, own: Floats) -> Desk:
    """The line of the forced members, with the pool still to choose from."""
    d = _desk(b, len(pool), len(own))
    root = len(b.forced)
    for i in range(root):
        _join(b, d, own, i, b.forced[i])
    d.cand[root, : len(pool)] = pool
    d.n[root] = len(pool)
    return d


@njit(cache=True, nogil=True)
def _reach(b: Board, d: Desk, size: int, i: int) -> float:
    """What a team can be worth at most whose next member is this one and whose others come after."""
    bound = float(d.top[size] + d.p[size, i])
    for j in range(i + 1, min(d.n[size], i + b.high - size)):
        if d.p[size, j] > 0.0 or j - i < b.low - size:
            bound += d.p[size, j]
    return bound


@njit(cache=True, nogil=True)
def searched(
    b: Board, pool: Ints, own: Floats, m: Prices, floor: float, rise: bool, room: int, nodes: int, halt: Ints
) -> Found:
    """Teams worth more than the floor, until so many nodes or until `halt` holds anything but 0.

    With `rise` the floor rises to the best found, so that the last team found is the best; else every team above the
    floor is listed until there is no room.
    """
    d = _begin(b, pool, own)
    best = np.zeros(b.high + 1)
    teams, worths = np.full((room, b.high), -1, np.int64), np.zeros(room)
    root = len(b.forced)
    found, looked, size, fresh, open_bound = 0, 0, root, True, np.inf
    if root >= b.low and _kept(b, d, root) and _value(b, d, root) > floor + CLOSE:
        found = _record(teams, worths, found, rise, d, root, -1, _value(b, d, root))
        if rise:
            floor = _value(b, d, root)
    if root >= b.high:
        return Found(teams, worths, found, floor, looked, True)
    while size >= root:
        if fresh:
            fresh = False
            looked += 1
            d.at[size] = 0
            base, full = _scan(b, d, own, m, size, looked, best)
            d.top[size] = base
            count = _tops(d.q, d.n[size], b.high - size, best)
            if full + _sum_of(best, count, b.low - size) <= floor + CLOSE or _hopeless(b, d, size):
                d.n[size] = 0
            if size + 1 >= b.low:
                now = _ungated(b, d, size)
                for i in range(d.n[size]):
                    if base + d.p[size, i] <= floor + CLOSE:
                        continue
                    value = _value_with(b, d, own, size, d.cand[size, i], now)
                    if value > floor + CLOSE:
                        if not rise and found == room:
                            return Found(teams, worths, found, np.inf, looked, False)
                        found = _record(teams, worths, found, rise, d, size, d.cand[size, i], value)
                        if rise:
                            floor = value
            if size + 1 >= b.high:
                d.n[size] = 0
            _narrow(b, d, size, base, floor + CLOSE, best)
        i = d.at[size]
        bound = _reach(b, d, size, i) if i < d.n[size] else -np.inf
        if bound <= floor + CLOSE:
            size -= 1
            continue
        if size == root:
            open_bound = bound
        if looked >= nodes or halt[0] != 0:
            return Found(teams, worths, found, max(open_bound, floor), looked, False)
        d.at[size] = i + 1
        left = d.n[size] - i - 1
        d.cand[size + 1, :left] = d.cand[size, i + 1 : i + 1 + left]
        d.n[size + 1] = left
        _join(b, d, own, size, d.cand[size, i])
        size += 1
        fresh = True
    return Found(teams, worths, found, floor, looked, True)


@njit(cache=True, nogil=True)
def _chosen(d: Desk, size: int, k: int, must: int, who: Ints) -> int:
    """Places in the line of the k greatest p, without those that only cost; how many."""
    n = 0
    for i in range(d.n[size]):
        v = d.p[size, i]
        if n < k:
            at = n
            n += 1
        elif v > d.p[size, who[n - 1]]:
            at = n - 1
        else:
            continue
        while at > 0 and d.p[size, who[at - 1]] < v:
            who[at] = who[at - 1]
            at -= 1
        who[at] = i
    while n > max(must, 0) and d.p[size, who[n - 1]] <= 0.0:
        n -= 1
    return n


@njit(cache=True, nogil=True)
def _pull(b: Board, d: Desk, share: Floats, c: int, k: int, stamp: int, pull: Floats) -> None:
    """Note which shares a member uses: the k greatest of ties to those still open."""
    used = np.full(max(k, 1), -1, np.int64)
    n = 0
    for e in range(b.tie_at[c], b.tie_at[c + 1]):
        if share[e] <= 0.0 or d.mark[b.tie_to[e]] != stamp:
            continue
        if n < k:
            at = n
            n += 1
        elif share[e] > share[used[n - 1]]:
            at = n - 1
        else:
            continue
        while at > 0 and share[used[at - 1]] < share[e]:
            used[at] = used[at - 1]
            at -= 1
        used[at] = e
    for i in range(n):
        pull[used[i]] += 1.0
        pull[b.back[used[i]]] -= 1.0


@njit(cache=True, nogil=True)
def tuned(
    b: Board, pool: Ints, own: Floats, start: Prices, target: float, steps: int, halt: Ints
) -> tuple[float, Prices, Ints]:
    """The lowest bound met at the root, its prices, and who may be in a team worth more than the target.

    Whoever cannot be at some prices is left out of the steps after it, which makes them short and their bounds lower:
    ties to whoever is out do not count. The bound holds for teams worth more than the target.
    """
    d = _begin(b, pool, own)
    root = len(b.forced)
    k, must = b.high - root, b.low - root
    best = np.zeros(b.high + 1)
    m = Prices(start.layer.copy(), start.share.copy(), start.row.copy())
    kept = Prices(start.layer.copy(), start.share.copy(), start.row.copy())
    good, free = np.inf, np.inf
    if k <= 0:
        return good, kept, pool
    live, n_live = pool.copy(), len(pool)
    who, pull = np.zeros(k, np.int64), np.zeros(len(m.share))
    slope, short = np.zeros(len(m.layer)), np.zeros(len(m.row))
    pace, idle = 1.0, 0
    for step in range(steps):
        d.n[root] = n_live
        d.cand[root, :n_live] = live[:n_live]
        base, full = _scan(b, d, own, m, root, step + 1, best)
        bound = base
        if step == 0:
            free = full + _sum_of(best, _tops(d.q, d.n[root], k, best), must)
            if free <= target:
                return free, kept, live[:0]
        n = _chosen(d, root, k, must, who)
        slope[:] = 0.0
        short[:] = 0.0
        pull[:] = 0.0
        for j in range(n):
            c = d.cand[root, who[j]]
            bound += d.p[root, who[j]]
            for e in range(b.layer_at[c], b.layer_at[c + 1]):
                slope[b.layer[e]] += 1.0
            for e in range(b.row_at[c], b.row_at[c + 1]):
                short[b.row[e]] += b.step[e]
            if len(b.tie) and k > 1:
                _pull(b, d, m.share, c, k - 1, step + 1, pull)
        if bound < good - CLOSE:
            good, idle = bound, 0
            kept.layer[:] = m.layer
            kept.share[:] = m.share
            kept.row[:] = m.row
        else:
            idle += 1
            if idle >= 6:
                pace, idle = pace * 0.6, 0
        length = 0.0
        for r in range(len(slope)):
            room = b.places[r] - d.filled[root, r]
            slope[r] = slope[r] - room if room > 0 else 0.0
            if (m.layer[r] <= 0.0 and slope[r] > 0.0) or (m.layer[r] >= b.worth[r] and slope[r] < 0.0):
                slope[r] = 0.0
            length += slope[r] * slope[r]
        for r in range(len(short)):
            missing = b.least[r] - d.sums[root, r]
            short[r] = short[r] - missing if missing > 0 else 0.0
            if m.row[r] <= 0.0 and short[r] > 0.0:
                short[r] = 0.0
            length += short[r] * short[r]
        for e in range(len(pull)):
            length += 0.5 * pull[e] * pull[e]
        _sift(b, d, root, base, target + CLOSE, best)
        n_live = d.n[root]
        live[:n_live] = d.cand[root, :n_live]
        if length == 0.0 or good <= target or pace < 1e-3 or halt[0] != 0:
            break
        move = pace * max(bound - target, 1e-3 * abs(bound)) / length
        for r in range(len(slope)):
            m.layer[r] = min(max(m.layer[r] - move * slope[r], 0.0), b.worth[r])
        for r in range(len(short)):
            m.row[r] = max(m.row[r] - move * short[r], 0.0)
        for e in range(len(pull)):
            if pull[e] != 0.0:
                m.share[e] = min(max(m.share[e] - move * pull[e], 0.0), b.tie[e])
    return min(good, free), kept, live[:n_live]
