"""Published rules of thumb for close teams: first teams of the exact searches, and what these are measured against."""

from __future__ import annotations

import heapq
from itertools import pairwise

import numpy as np

from talentmap.results import Status
from talentmap.teams.communication_cover import (
    Carriers,
    Closest,
    Cover,
    diameter_cost,
    leader_cost,
    sum_cost,
    tree_cost,
)
from talentmap.teams.communication_network import FAR, Ints


def nearest_carriers(cover: Cover, centre: int) -> Carriers:
    """For each requirement the people nearest to a centre who can carry it, ties by position."""
    away = cover.network.from_each(np.array([centre]))[0]
    return tuple(_first(away, able, needed) for able, needed in zip(cover.holders, cover.needed, strict=True))


def _first(away: Ints, able: Ints, needed: int) -> tuple[int, ...]:
    return tuple(sorted(able[np.lexsort((able, away[able]))[:needed]].tolist()))


def rarest_first(cover: Cover) -> Closest:
    """RarestFirst: from each holder of the rarest skill the nearest of every other; the team that reaches least far.

    At most twice the smallest diameter. Lappas, Liu and Terzi (2009), doi:10.1145/1557019.1557074.
    """
    centres = cover.holders[cover.rarest()]
    far = _reach(cover, centres).max(axis=0, initial=0)
    return _around(cover, centres, far, "RarestFirst")


def nearest_star(cover: Cover) -> Closest:
    """From each holder of any skill the nearest of every other; the one with the smallest sum of those distances.

    At most twice the smallest sum of distances. Kargar and An (2011), doi:10.1145/2063576.2063718.
    """
    centres = np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *cover.holders]))
    return _around(cover, centres, _reach(cover, centres).sum(axis=0), "nearest star")


def _reach(cover: Cover, centres: Ints) -> Ints:
    """Shape (n_requirements, n_centres): distance to the nearest holder of each requirement."""
    return np.minimum(cover.nearest[:, centres], FAR // 64)


def _around(cover: Cover, centres: Ints, cost: Ints, method: str) -> Closest:
    """The nearest carriers around the centre with the lowest cost; its diameter is what is called its cost."""
    if not len(centres):
        return Closest(Status.INFEASIBLE, method=method)
    centre = int(centres[int(np.argmin(cost))])
    carriers = nearest_carriers(cover, centre)
    found = diameter_cost(cover.network, carriers)
    status = Status.FEASIBLE if found < FAR else Status.INFEASIBLE
    return Closest(status, carriers, found, None, None, method=method)


def best_leader(cover: Cover) -> Closest:
    """The leader with the smallest sum of distances to the nearest who can carry each requirement: the optimum.

    Each place is filled on its own once the leader is known, so looking at every leader is exact. Kargar and An
    (2011), doi:10.1145/2063576.2063718.
    """
    method = "every leader with the nearest carriers"
    total = np.zeros(cover.network.n_people, dtype=np.int64)
    for r, (able, needed) in enumerate(zip(cover.holders, cover.needed, strict=True)):
        if needed == 1:
            total += np.minimum(cover.nearest[r], FAR // 64)
        else:
            total += _nearest_several(cover, able, needed)
    who = np.arange(cover.network.n_people) if cover.leaders is None else cover.leaders
    if not len(who) or total[who].min() >= FAR // 64:
        return Closest(Status.INFEASIBLE, method=method)
    leader = int(who[int(np.argmin(total[who]))])
    carriers = nearest_carriers(cover, leader)
    cost = leader_cost(cover.network, carriers, leader)
    return Closest(Status.OPTIMAL, carriers, cost, cost, leader, method=method)


def _nearest_several(cover: Cover, able: Ints, needed: int) -> Ints:
    """Shape (n_people,): sum of the distances to the `needed` nearest of these; a few thousand rows at a time."""
    best = np.full((needed, cover.network.n_people), FAR // 64, dtype=np.int64)
    step = max(1, 20_000_000 // max(1, cover.network.n_people))
    for first in range(0, len(able), step):
        rows = np.minimum(cover.network.from_each(able[first : first + step]), FAR // 64)
        best = np.sort(np.concatenate([best, rows]), axis=0)[:needed]
    return np.asarray(best.sum(axis=0))


def enhanced_steiner(cover: Cover) -> Closest:
    """EnhancedSteiner: a tree that grows by the shortest path to a skill it does not hold yet.

    The skills are nodes with very long ties to their holders, so the first path joins the two nearest holders of the
    rarest skill and another. Lappas, Liu and Terzi (2009), doi:10.1145/1557019.1557074.
    """
    starts = cover.holders[cover.rarest()]
    away = np.minimum(cover.nearest[:, starts], FAR // 64)
    far = np.where(away > 0, away, FAR // 64).min(axis=0, initial=FAR // 64)
    if not len(starts):
        return Closest(Status.INFEASIBLE, method="EnhancedSteiner")
    return _grown(cover, [int(starts[int(np.argmin(far))])], "EnhancedSteiner")


def cover_steiner(cover: Cover) -> Closest:
    """CoverSteiner: the greedy cover by those who can carry most, blind to ties; then a tree that joins them.

    Lappas, Liu and Terzi (2009), doi:10.1145/1557019.1557074.
    """
    left = list(cover.needed)
    able = [set(group.tolist()) for group in cover.holders]
    everyone = sorted(set().union(*able))
    team: list[int] = []
    while any(left) and everyone:
        person = max(everyone, key=lambda p: (sum(p in able[r] for r, n in enumerate(left) if n), -p))
        everyone.remove(person)
        team.append(person)
        left = [max(0, n - (person in able[r])) for r, n in enumerate(left)]
    if any(left):
        return Closest(Status.INFEASIBLE, method="CoverSteiner")
    return _grown(cover, team, "CoverSteiner")


def _grown(cover: Cover, team: list[int], method: str) -> Closest:
    """Join a team by shortest paths, then go on to the nearest who can carry what is missing, until all is carried."""
    network, tree = cover.network, [team[0]]
    ties: set[tuple[int, int]] = set()
    inside, wanted = {team[0]}, set(team[1:])
    missing = _missing(cover, inside | wanted)
    while wanted or missing:
        goals = wanted or {int(p) for r in missing for p in cover.holders[r] if int(p) not in inside}
        path = _shortest(cover, inside, goals)
        if not path:
            return Closest(Status.INFEASIBLE, method=method)
        ties |= {(min(a, b), max(a, b)) for a, b in pairwise(path)}
        tree += [p for p in path if p not in inside]
        inside |= set(path)
        wanted -= inside
        missing = _missing(cover, inside | wanted)
    carriers = _carried(cover, tree)
    kept = pruned(ties, {p for group in carriers for p in group})
    return Closest(Status.FEASIBLE, carriers, tree_cost(network, kept), None, None, kept, method)


def _missing(cover: Cover, inside: set[int]) -> list[int]:
    """Requirements that too few of these can carry."""
    return [
        r
        for r, (able, needed) in enumerate(zip(cover.holders, cover.needed, strict=True))
        if sum(int(p) in inside for p in able) < needed
    ]


def _carried(cover: Cover, tree: list[int]) -> Carriers:
    """Carriers among the people of a tree: whoever came into it first."""
    order = {p: k for k, p in enumerate(tree)}
    return tuple(
        tuple(sorted(sorted((int(p) for p in able if int(p) in order), key=order.__getitem__)[:needed]))
        for able, needed in zip(cover.holders, cover.needed, strict=True)
    )


def _shortest(cover: Cover, inside: set[int], goals: set[int]) -> list[int]:
    """Shortest path from any of these to any of the goals; stops at the first goal reached. Empty without one."""
    graph = cover.network.graph
    heap = [(0, p) for p in sorted(inside)]
    before: dict[int, int] = {}
    best = dict.fromkeys(inside, 0)
    while heap:
        away, here = heapq.heappop(heap)
        if away > best[here]:
            continue
        if here in goals:
            path = [here]
            while path[-1] not in inside:
                path.append(before[path[-1]])
            return path[::-1]
        for k in range(graph.indptr[here], graph.indptr[here + 1]):
            near, length = int(graph.indices[k]), away + int(graph.data[k])
            if length < best.get(near, FAR):
                best[near], before[near] = length, here
                heapq.heappush(heap, (length, near))
    return []


def pruned(ties: set[tuple[int, int]], keep: set[int]) -> tuple[tuple[int, int], ...]:
    """The tree without branches that lead to nobody who is to be kept."""
    left = set(ties)
    while True:
        ends: dict[int, list[tuple[int, int]]] = {}
        for tie in sorted(left):
            for end in tie:
                ends.setdefault(end, []).append(tie)
        loose = {around[0] for end, around in ends.items() if len(around) == 1 and end not in keep}
        if not loose:
            return tuple(sorted(left))
        left -= loose


def star_sum(cover: Cover) -> Closest:
    """:func:`nearest_star` with its sum of distances as the cost."""
    found = nearest_star(cover)
    if not found.status.has_solution:
        return found
    return Closest(Status.FEASIBLE, found.carriers, sum_cost(cover.network, found.carriers), method=found.method)
