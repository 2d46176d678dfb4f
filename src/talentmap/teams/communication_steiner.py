"""The cheapest tree that joins people who carry everything: a group Steiner tree, exact for up to a dozen places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from math import comb

import numpy as np

from talentmap.results import Status
from talentmap.teams.communication_baselines import best_leader, cover_steiner, enhanced_steiner, pruned
from talentmap.teams.communication_cover import Carriers, Closest, Cover, tree_cost
from talentmap.teams.communication_network import FAR, Ints

METHOD = "cheapest trees by sets of places (Dreyfus and Wagner)"
_CELLS = 40_000_000
"""Trees kept at most, one per person and set of places: about half a gigabyte."""
_SETS = 50_000
"""Sets of people of a tree to look at for the fewest who carry everything."""
_LARGE = 7
"""From so many places on a table is worth preparing by a smaller one."""

Tree = tuple[tuple[int, int], ...]


def cheapest_tree(cover: Cover) -> Closest:
    """People who carry everything and a tree of ties that joins them, of least total length.

    The tree may run through people who carry nothing; of its people as few as can carry everything do.

    Dynamic programming over sets of places (Dreyfus and Wagner 1971, doi:10.1002/net.3230010302), with groups of
    holders instead of single terminals, and without trees that cannot become cheaper than a tree already known. Where
    a requirement needs several people its places are groups of their own; whenever one person fills two of them, the
    question is parted into some in which nobody, or not that person, can. Where there are too many places for the
    table, or time runs out, the bound is that of the places with the fewest holders.
    """
    teams = [t for t in (enhanced_steiner(cover), cover_steiner(cover), _by_leader(cover)) if t.status.has_solution]
    if not teams:
        return Closest(Status.INFEASIBLE, method=METHOD)
    first = min(teams, key=lambda team: team.cost or 0)
    assert first.cost is not None
    best: tuple[int, Carriers, Tree] = (first.cost, first.carriers, first.tree)
    open_: list[tuple[int, list[Ints]]] = [(0, [cover.holders[r] for r in cover.places])]
    while open_:
        floor, groups = open_.pop()
        if floor >= best[0]:
            continue
        bound, found = _solved(cover, groups, best[0])
        bound = max(floor, bound)
        if bound >= best[0]:
            continue
        if found is None:  # time or room ran out: this question stays open with its bound
            open_.append((bound, groups))
            break
        tree, people = found
        twice = _twice(cover, people)
        if twice is None:
            best = (tree_cost(cover.network, tree), cover.by_requirement(people), tree)
        else:
            open_ += [(bound, parted) for parted in _parted(groups, people, twice)]
    carriers = _fewest(cover, best[1], {end for tie in best[2] for end in tie})
    tree = pruned(set(best[2]), {p for group in carriers for p in group})
    cost = tree_cost(cover.network, tree)
    bound = min([cost, *(floor for floor, _ in open_)])
    return Closest(Status.OPTIMAL if bound >= cost else Status.FEASIBLE, carriers, cost, bound, None, tree, METHOD)


def _solved(cover: Cover, groups: list[Ints], most: int) -> tuple[int, tuple[Tree, list[int]] | None]:
    """A bound on the trees that join these groups, and the cheapest where it costs less than `most`.

    First without the three groups with the most holders, which takes a tenth of the time and leaves a bound.
    """
    if any(not len(group) for group in groups):
        return FAR, None
    order = sorted(range(len(groups)), key=lambda k: (len(groups[k]), k))
    bound = 0
    for count in (len(order) - 3, len(order)):
        if count < (2 if count == len(order) else _LARGE):
            continue
        table = _Trees(cover, [groups[k] for k in order[:count]], most)
        bound = max(bound, table.bound)
        if bound >= most:
            return most, None
        if table.complete and table.n_groups == len(order):
            tree, people = table.tree()
            return bound, (tree, [people[order.index(k)] for k in range(len(order))])
    return bound, None


def _by_leader(cover: Cover) -> Closest:
    """The shortest paths from the best leader to the nearest carriers, as a tree."""
    found = best_leader(cover)
    if found.leader is None:
        return found
    network, ties = cover.network, set()
    for person in {p for group in found.carriers for p in group}:
        path = network.path(found.leader, person)
        ties |= {(min(a, b), max(a, b)) for a, b in pairwise(path)}
    tree = pruned(ties, {p for group in found.carriers for p in group})
    return Closest(Status.FEASIBLE, found.carriers, tree_cost(network, tree), None, None, tree, found.method)


def _fewest(cover: Cover, carriers: Carriers, tree: set[int]) -> Carriers:
    """The fewest people of a tree who can carry everything; of as few those first in order."""
    able = [{int(p) for p in group} & tree for group in cover.holders]
    some, most = sorted(set().union(*able)), len({p for group in carriers for p in group})
    for size in range(1, most):
        if comb(len(some), size) > _SETS:
            break
        for team in combinations(some, size):
            if all(len(group.intersection(team)) >= n for group, n in zip(able, cover.needed, strict=True)):
                chosen = zip(able, cover.needed, strict=True)
                return tuple(tuple(sorted(group.intersection(team))[:n]) for group, n in chosen)
    return carriers


def _twice(cover: Cover, people: Sequence[int]) -> tuple[int, int] | None:
    """Two places of one requirement that one person fills; None where there are none."""
    seen: dict[tuple[int, int], int] = {}
    for k, (r, person) in enumerate(zip(cover.places, people, strict=True)):
        if (r, person) in seen:
            return seen[r, person], k
        seen[r, person] = k
    return None


def _parted(groups: list[Ints], people: list[int], twice: tuple[int, int]) -> Iterator[list[Ints]]:
    """Narrower questions that together hold every answer in which two places have different people.

    Two places with the same holders: the numbers of two different holders differ in some binary digit, so for each
    digit one place takes those with a 0 and the other those with a 1. Else the person is taken out of either place.
    """
    one, other = twice
    if np.array_equal(groups[one], groups[other]):
        number = np.arange(len(groups[one]))
        for digit in range((len(number) - 1).bit_length()):
            odd = (number >> digit & 1).astype(bool)
            yield [g[~odd] if k == one else g[odd] if k == other else g for k, g in enumerate(groups)]
        return
    for at in twice:
        yield [g[g != people[at]] if k == at else g for k, g in enumerate(groups)]


class _Trees:
    """The cheapest tree for every set of groups, by the person at its root; the last group is left for the end.

    Of more groups than there is room for the first are taken: trees that join fewer groups cost no more.
    """

    def __init__(self, cover: Cover, groups: Sequence[Ints], most: int) -> None:
        away = np.array([cover.network.from_nearest(group)[0] for group in groups])
        self._people = np.flatnonzero(away.max(axis=0) < most)
        room = max(2, _CELLS // max(1, len(self._people))).bit_length()
        self.n_groups = min(len(groups), room)
        self._groups = [np.isin(self._people, group) for group in groups[: self.n_groups]]
        self._away = away[: self.n_groups, self._people]
        self.complete, self.bound = False, int(away[0][groups[1]].min())
        if not self._people.size or not all(group.any() for group in self._groups):
            self.complete, self.bound = True, most
            return
        self._cost = np.full((1 << (self.n_groups - 1), len(self._people)), FAR, dtype=np.int64)
        self._back = np.full(self._cost.shape, -1, dtype=np.int32)
        self._grow(cover, most)

    def _grow(self, cover: Cover, most: int) -> None:
        """Fill the table, small sets first."""
        from talentmap.teams.communication_steiner_kernel import grow  # late: loads numba

        graph = cover.network.graph[self._people][:, self._people]
        ties = graph.indptr.astype(np.int64), graph.indices.astype(np.int64), graph.data.astype(np.int64)
        room = len(ties[1]) + len(self._people) + 1
        heap = np.zeros(room, dtype=np.int64), np.zeros(room, dtype=np.int64)
        for mask in range(1, len(self._cost)):
            if mask & 31 == 0 and cover.late:
                return
            if mask & (mask - 1) == 0:
                self._cost[mask, self._groups[mask.bit_length() - 1]] = 0
            others = [k for k in range(self.n_groups) if not mask >> k & 1]
            rest = self._away[others].max(axis=0)
            grow(mask, self._cost, self._back, rest, most - 1, *ties, *heap)
        ends = np.flatnonzero(self._groups[-1])
        self._root = int(ends[int(np.argmin(self._cost[-1, ends]))])
        self.complete = True
        self.bound = min(most, int(self._cost[-1, self._root]))

    def tree(self) -> tuple[Tree, list[int]]:
        """Ties of the cheapest tree and the person for every group."""
        ties: set[tuple[int, int]] = set()
        chosen = {self.n_groups - 1: int(self._people[self._root])}
        for a, b, group in self._steps(len(self._cost) - 1, self._root):
            one, other = int(self._people[a]), int(self._people[b])
            if group >= 0:
                chosen[group] = one
            else:
                ties.add((min(one, other), max(one, other)))
        people = [chosen[k] for k in range(self.n_groups)]
        return pruned(ties, set(people)), people

    def _steps(self, mask: int, root: int) -> Iterator[tuple[int, int, int]]:
        """Steps of a tree: (from, to, -1) for a tie, (person, person, group) for whoever fills a group."""
        left = [(mask, root)]
        while left:
            mask, at = left.pop()
            back = int(self._back[mask, at])
            if back >= 0:
                yield back, at, -1
                left.append((mask, back))
            elif back == -1:
                yield at, at, mask.bit_length() - 1
            else:
                part = -1 - back
                left += [(part, at), (mask ^ part, at)]
