"""The team with the smallest sum of distances: bounds by shifting costs between places, then a search."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from talentmap.results import Status
from talentmap.teams.communication_baselines import best_leader, star_sum
from talentmap.teams.communication_cover import Carriers, Closest, Cover, sum_cost
from talentmap.teams.communication_network import FAR, Ints

METHOD = "cost shifting between places, then branch and bound"
_PASSES = 60
"""Passes over the places: after some tens of them the bound hardly moves."""
_CELLS = 40_000_000
"""Cells of all tables together: about a third of a gigabyte."""
_STEPS = 2_000_000
"""Steps of the search between two looks at the clock."""


def smallest_sum(cover: Cover, start: Carriers = (), within: int = FAR) -> Closest:
    """A team with the smallest sum over pairs of places of the distance between their carriers.

    With `start`, a first team, only teams in which nobody is farther than `within` from another.

    Every place chooses one of its holders and every pair of places costs their distance. Costs of pairs are moved to
    the places and back, so that the sum of the cheapest choices, a bound, grows (Kolmogorov 2006, sequential
    tree-reweighted message passing, doi:10.1109/TPAMI.2006.200; whole numbers throughout, so that rounding proves
    nothing wrong). Holders whose own bound reaches the best team known are struck; a depth-first search over the
    costs as shifted settles the rest.
    """
    first_teams = () if start else (star_sum(cover), best_leader(cover))
    teams = [start] if start else [t.carriers for t in first_teams if t.status.has_solution]
    if not teams:
        return Closest(Status.INFEASIBLE, method=METHOD)
    first = min((sum_cost(cover.network, carriers), k) for k, carriers in enumerate(teams))
    chosen = [p for group in teams[first[1]] for p in group]
    domains = _promising(cover, first[0])
    people = np.unique(np.concatenate([np.array(chosen), *domains]))
    if sum(len(d) for d in domains) ** 2 > 2 * _CELLS or len(people) ** 2 > _CELLS:
        return _unproven(cover, chosen)
    apart = cover.network.from_each(people)[:, people]
    apart = np.where(apart > within, FAR, apart)
    places = _Places(cover, people, apart, domains)
    cost, chosen = places.improve(np.searchsorted(people, np.array(chosen)))
    bound, cost, chosen = places.prove(cost, chosen)
    carriers = cover.by_requirement(people[chosen].tolist())
    status = Status.OPTIMAL if bound >= cost else Status.FEASIBLE
    return Closest(status, carriers, cost, min(bound, cost), method=METHOD)


def _unproven(cover: Cover, chosen: list[int]) -> Closest:
    """Too many holders for the tables: the first team, with half the stars as a bound."""
    stars = [int(_star(cover, k)[cover.holders[r]].min()) for k, r in enumerate(cover.places)]
    carriers = cover.by_requirement(chosen)
    cost = sum_cost(cover.network, carriers)
    bound = min(cost, -(-sum(stars) // 2))
    return Closest(Status.OPTIMAL if bound >= cost else Status.FEASIBLE, carriers, cost, bound, method=METHOD)


def _star(cover: Cover, place: int) -> Ints:
    """Shape (n_people,): distances from everybody to the nearest holders for all other places."""
    away = np.minimum(cover.nearest, FAR // 64)
    return np.asarray(away[[r for k, r in enumerate(cover.places) if k != place]].sum(axis=0), dtype=np.int64)


def _promising(cover: Cover, cost: int) -> list[Ints]:
    """Per place the holders who may be in a team cheaper than `cost`: half of every star counts, the own one whole."""
    stars = [_star(cover, k)[cover.holders[r]] for k, r in enumerate(cover.places)]
    least = [int(star.min()) for star in stars]
    near = [_pairs_apart(cover, r) for r in range(len(cover.needed))]
    kept = []
    for k, (r, star) in enumerate(zip(cover.places, stars, strict=True)):
        among = [s for j, s in enumerate(cover.places) if j != k]
        rest = sum(int(near[s][t]) for i, s in enumerate(among) for t in among[i + 1 :])
        bound = np.maximum(star + rest, (star + sum(least) - least[k] + 1) // 2)
        kept.append(cover.holders[r][bound < cost])
    return kept


def _pairs_apart(cover: Cover, r: int) -> Ints:
    """Shape (n_requirements,): least distance from holders of a requirement to those of each."""
    return np.asarray(np.minimum(cover.nearest[:, cover.holders[r]], FAR // 64).min(axis=1), dtype=np.int64)


class _Places:
    """Places with the values that may still be chosen, and the costs of values and pairs as shifted so far."""

    def __init__(self, cover: Cover, people: Ints, apart: Ints, domains: Sequence[Ints]) -> None:
        self._cover, self._apart = cover, apart
        self._domains = [np.searchsorted(people, own) for own in domains]
        self._holders = [np.searchsorted(people, np.intersect1d(cover.holders[r], people)) for r in cover.places]
        self._n = len(domains)

    def _clash(self, j: int, k: int) -> bool:
        """Whether two places need different people."""
        return j != k and self._cover.places[j] == self._cover.places[k]

    def improve(self, chosen: Ints) -> tuple[int, list[int]]:
        """The best team within reach of changing one carrier at a time, from several starts."""
        best = self._descended([int(p) for p in chosen])
        starts = sorted({int(v) for own in self._domains for v in own[:: max(1, len(own) // 8)]})
        for centre in starts:
            team = [int(own[np.argmin(self._apart[centre, own])]) for own in self._holders]
            if all(team[j] != team[k] for j in range(self._n) for k in range(j) if self._clash(j, k)):
                best = min(best, self._descended(team))
        return best

    def _descended(self, team: list[int]) -> tuple[int, list[int]]:
        better = True
        while better:
            better = False
            for k, own in enumerate(self._holders):
                others = [team[j] for j in range(self._n) if j != k]
                cost = self._apart[own][:, others].sum(axis=1)
                cost[np.isin(own, [team[j] for j in range(self._n) if self._clash(j, k)])] = FAR
                now = int(cost[int(np.searchsorted(own, team[k]))])
                if int(cost.min()) < now:
                    team[k], better = int(own[int(np.argmin(cost))]), True
        pairs = self._apart[np.ix_(team, team)]
        return int(pairs[np.triu_indices(self._n, 1)].sum()), list(team)

    def prove(self, cost: int, chosen: list[int]) -> tuple[int, int, list[int]]:
        """Bound, cost and people of the best team."""
        if any(not len(own) for own in self._domains):
            return cost, cost, chosen
        self._tables(cost)
        bound = -FAR
        for _ in range(_PASSES):
            before, sizes = bound, [len(own) for own in self._domains]
            self._shift(range(self._n))
            self._shift(range(self._n - 1, -1, -1))
            bound = max(bound, self._struck(cost))
            if bound >= cost or any(not len(own) for own in self._domains):
                return cost, cost, chosen
            small = bound - before <= max(1, bound // 10_000) and sizes == [len(own) for own in self._domains]
            if small or self._cover.late:
                break
        return self._searched(max(bound, 0), cost, chosen)

    def _tables(self, cost: int) -> None:
        """Costs before any shifting: a pair costs its distance, or more than any better team where it may not be."""
        self._own = [np.zeros(len(own), dtype=np.int64) for own in self._domains]
        self._pair: dict[tuple[int, int], Ints] = {}
        for j in range(self._n):
            for k in range(j + 1, self._n):
                table = np.minimum(self._apart[np.ix_(self._domains[j], self._domains[k])], cost)
                if self._clash(j, k):
                    table = np.where(self._domains[j][:, None] == self._domains[k], cost, table)
                self._pair[j, k] = table

    def _table(self, j: int, k: int) -> Ints:
        """Costs of the pair with the values of place j in the rows; a view."""
        return self._pair[j, k] if j < k else self._pair[k, j].T

    def _shift(self, order: range) -> None:
        """One pass: each place takes what its pairs cost at least, and hands its share on to the places after it."""
        rank = {k: at for at, k in enumerate(order)}
        for j in order:
            own = self._own[j]
            for k in range(self._n):
                if k != j:
                    table = self._table(j, k)
                    least = table.min(axis=1)
                    table -= least[:, None]
                    own += least
            after = [k for k in order if rank[k] > rank[j]]
            share = own // max(len(after), self._n - 1 - len(after))
            for k in after:
                self._table(j, k)[...] += share[:, None]
                own -= share

    def _struck(self, cost: int) -> int:
        """The bound of the costs as they stand; values whose own bound reaches `cost` are struck."""
        total = sum(int(own.min()) for own in self._own) + sum(int(table.min()) for table in self._pair.values())
        keep = []
        for j, own in enumerate(self._own):
            tables = [self._table(j, k) for k in range(self._n) if k != j]
            value = own + sum((t.min(axis=1) for t in tables), np.zeros(len(own), dtype=np.int64))
            keep.append(value + total - int(own.min()) - sum(int(t.min()) for t in tables) < cost)
        if not all(kept.all() for kept in keep):
            self._domains = [own[kept] for own, kept in zip(self._domains, keep, strict=True)]
            self._own = [own[kept] for own, kept in zip(self._own, keep, strict=True)]
            self._pair = {(j, k): table[np.ix_(keep[j], keep[k])] for (j, k), table in self._pair.items()}
        return total

    def _searched(self, bound: int, cost: int, chosen: list[int]) -> tuple[int, int, list[int]]:
        """Settle what is left by depth-first search, places with few values first."""
        from talentmap.teams.communication_sum_kernel import search  # late: loads numba

        n, order = self._n, sorted(range(self._n), key=lambda k: (len(self._domains[k]), k))
        sizes = np.array([len(self._domains[k]) for k in order], dtype=np.int64)
        most = int(sizes.max())
        own = np.zeros((n, n, most), dtype=np.int64)
        pair = np.zeros((n, n, most, most), dtype=np.int64)
        least = np.zeros(n + 1, dtype=np.int64)
        for a, j in enumerate(order):
            values = np.argsort(self._own[j], kind="stable")
            self._domains[j], self._own[j] = self._domains[j][values], self._own[j][values]
            for k in range(n):
                if k != j:
                    self._table(j, k)[...] = self._table(j, k)[values]
            own[0, a, : sizes[a]] = self._own[j]
        for a, j in enumerate(order):
            for b in range(a + 1, n):
                pair[a, b, : sizes[a], : sizes[b]] = self._table(j, order[b])
                least[: a + 1] += int(self._table(j, order[b]).min())
        state = np.full((2, n + 1), -1, dtype=np.int64)
        state[0, n], state[1, 0] = 0, 0
        found, best = np.full(n, -1, dtype=np.int64), cost
        while state[0, n] >= 0 and not self._cover.late:
            best = int(search(own, pair, sizes, least, best, found, state, _STEPS))
        if best < cost:
            people = {j: int(self._domains[j][found[a]]) for a, j in enumerate(order)}
            cost, chosen = best, [people[k] for k in range(n)]
        return (cost if state[0, n] < 0 else bound), cost, chosen
