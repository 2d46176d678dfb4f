"""The four measures of a close team on bare networks: against every choice there is, and against rules of thumb."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from itertools import combinations, pairwise, product

import numpy as np
import pytest

from talentmap.results import Status
from talentmap.teams.communication_baselines import (
    best_leader,
    cover_steiner,
    enhanced_steiner,
    rarest_first,
    star_sum,
)
from talentmap.teams.communication_cover import (
    MEASURES,
    Carriers,
    Closest,
    Cover,
    diameter_cost,
    leader_cost,
    sum_cost,
    tree_cost,
)
from talentmap.teams.communication_network import FAR, Network
from talentmap.teams.communication_search import SEARCHES, closest

N_COVERS = 400 if os.environ.get("TALENTMAP_FULL") else 25


def random_cover(seed: int) -> Cover:
    """Up to eight people, sparse ties, up to four requirements of one or two people; often impossible."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(3, 9))
    thick = rng.choice([0.25, 0.5])
    pairs = [(a, b) for a, b in combinations(range(n), 2) if rng.random() < thick]
    lengths = rng.integers(1, 10, len(pairs))
    network = Network(n, np.array(pairs, dtype=np.int64).reshape(-1, 2), lengths.astype(np.int64))
    several = int(rng.integers(1, 5))
    holders = tuple(np.flatnonzero(rng.random(n) < 0.45) for _ in range(several))
    return Cover(network, holders, tuple(int(k) for k in rng.choice([1, 1, 1, 2], several)))


def choices(cover: Cover) -> Iterator[Carriers]:
    able = zip(cover.holders, cover.needed, strict=True)
    return product(*(list(combinations(group.tolist(), k)) for group, k in able))


def distances(network: Network) -> list[list[int]]:
    """Between all, the slow way: Floyd and Warshall."""
    n = network.n_people
    away = [[0 if a == b else FAR for b in range(n)] for a in range(n)]
    for (a, b), length in zip(network.pairs.tolist(), network.lengths.tolist(), strict=True):
        away[a][b] = away[b][a] = min(length, away[a][b])
    for via, a, b in product(range(n), repeat=3):
        away[a][b] = min(away[a][b], away[a][via] + away[via][b])
    return away


def least(cover: Cover, measure: str) -> int:
    """The right cost by looking at everything; FAR where nothing is connected."""
    if measure == "steiner":
        return least_tree(cover)
    away, found = distances(cover.network), FAR
    for carriers in choices(cover):
        team = [p for group in carriers for p in group]
        pairs = [away[a][b] for a, b in combinations(team, 2)]
        leads = [sum(away[lead][p] for p in team) for lead in range(cover.network.n_people)]
        found = min(found, {"sum_of_distances": sum(pairs), "diameter": max(pairs, default=0)}.get(measure, min(leads)))
    return found


def least_tree(cover: Cover) -> int:
    """The smallest spanning tree over every set of people that can carry everything."""
    network, found = cover.network, FAR
    length = dict(zip(map(tuple, network.pairs.tolist()), network.lengths.tolist(), strict=True))
    for size in range(1, network.n_people + 1):
        for team in combinations(range(network.n_people), size):
            able = zip(cover.holders, cover.needed, strict=True)
            if any(len(set(team) & set(group.tolist())) < k for group, k in able):
                continue
            cost, inside = 0, {team[0]}
            while len(inside) < size:
                ways = [
                    (length[min(a, b), max(a, b)], b)
                    for a in inside
                    for b in team
                    if b not in inside and (min(a, b), max(a, b)) in length
                ]
                if not ways:
                    cost = FAR
                    break
                step, new = min(ways)
                cost, inside = cost + step, inside | {new}
            found = min(found, cost)
    return found


def recomputed(cover: Cover, measure: str, found: Closest) -> int:
    if measure == "sum_of_distances":
        return sum_cost(cover.network, found.carriers)
    if measure == "diameter":
        return diameter_cost(cover.network, found.carriers)
    if measure == "steiner":
        return tree_cost(cover.network, found.tree)
    assert found.leader is not None
    return leader_cost(cover.network, found.carriers, found.leader)


@pytest.mark.parametrize("measure", MEASURES)
def test_every_measure_is_least_over_all_choices(measure: str) -> None:
    statuses = set()
    for seed in range(N_COVERS):
        cover = random_cover(seed)
        right, found = least(cover, measure), closest(cover, measure)
        statuses.add(found.status)
        if right >= FAR:
            assert found.status is Status.INFEASIBLE, seed
            continue
        assert (found.status, found.cost, found.bound) == (Status.OPTIMAL, right, right), seed
        assert recomputed(cover, measure, found) == right
        for group, able, needed in zip(found.carriers, cover.holders, cover.needed, strict=True):
            assert len(set(group)) == needed
            assert set(group) <= set(able.tolist())
    assert statuses == {Status.OPTIMAL, Status.INFEASIBLE}


def test_every_measure_has_a_search() -> None:
    assert set(SEARCHES) == set(MEASURES)


def larger(seed: int, n: int = 60, several: int = 8, share: float = 0.12) -> Cover:
    """A connected network of some size: a ring with chords."""
    rng = np.random.default_rng(seed)
    pairs = {(min(a, b), max(a, b)) for a, b in pairwise([*range(n), 0])}
    pairs |= {(min(a, b), max(a, b)) for a, b in rng.integers(0, n, (2 * n, 2)).tolist() if a != b}
    lengths = rng.integers(1, 100, len(pairs)).astype(np.int64)
    network = Network(n, np.array(sorted(pairs), dtype=np.int64), lengths)
    holders = tuple(np.flatnonzero((rng.random(n) < share) | (np.arange(n) == k)) for k in range(several))
    return Cover(network, holders, (2, *[1] * (several - 1)))


@pytest.mark.parametrize("seed", range(2))
def test_rules_of_thumb_never_beat_the_proven_and_keep_their_promises(seed: int) -> None:
    cover = larger(seed)
    found = {measure: closest(cover, measure) for measure in MEASURES}
    assert {one.status for one in found.values()} == {Status.OPTIMAL}
    cost = {measure: int(one.cost or 0) for measure, one in found.items()}
    single = Cover(cover.network, cover.holders, (1,) * len(cover.holders))
    shortest = {measure: int(closest(single, measure).cost or 0) for measure in MEASURES}
    assert (
        shortest["diameter"] <= diameter_cost(cover.network, rarest_first(single).carriers) <= 2 * shortest["diameter"]
    )
    assert shortest["sum_of_distances"] <= int(star_sum(single).cost or 0) <= 2 * shortest["sum_of_distances"]
    assert shortest["leader"] == best_leader(single).cost
    for rule in (enhanced_steiner, cover_steiner):
        for asked, best in ((single, shortest), (cover, cost)):
            tree = rule(asked)
            assert tree.status is Status.FEASIBLE
            assert tree_cost(asked.network, tree.tree) == int(tree.cost or 0) >= best["steiner"]
    assert all(shortest[measure] <= cost[measure] for measure in MEASURES)  # one more place never helps


@pytest.mark.parametrize("measure", ["sum_of_distances", "diameter", "steiner"])
def test_without_time_there_is_a_team_with_an_honest_bound(measure: str) -> None:
    cover = larger(5, n=80, several=9, share=0.3)
    right = closest(cover, measure)
    late = Cover(cover.network, cover.holders, cover.needed, until=time.perf_counter() - 1)
    found = closest(late, measure)
    assert found.status.has_solution
    assert recomputed(cover, measure, found) == found.cost
    assert int(found.bound or 0) <= int(right.cost or 0) <= int(found.cost or 0)
    assert (found.status is Status.OPTIMAL) == (found.bound == found.cost)


def test_too_many_places_for_the_table_leave_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    cover = larger(6, several=9, share=0.05)
    right = closest(cover, "steiner")
    monkeypatch.setattr("talentmap.teams.communication_steiner._CELLS", 60 * 16)
    found = closest(cover, "steiner")
    assert found.status is Status.FEASIBLE
    assert 0 < int(found.bound or 0) <= int(right.cost or 0) <= int(found.cost or 0)


def test_too_many_holders_for_the_tables_leave_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    cover = larger(7)
    right = closest(cover, "sum_of_distances")
    monkeypatch.setattr("talentmap.teams.communication_sum._CELLS", 1)
    found = closest(cover, "sum_of_distances")
    assert found.status is Status.FEASIBLE
    assert 0 < int(found.bound or 0) <= int(right.cost or 0) <= int(found.cost or 0)


def test_a_path_is_shortest_and_of_equals_the_same_every_time() -> None:
    # a square 0-1-3, 0-2-3 with equal sides: back from 3 the lowest neighbour is 1
    network = Network(5, np.array([[0, 1], [0, 2], [1, 3], [2, 3]]), np.array([2, 2, 2, 2]))
    assert network.path(0, 3) == (0, 1, 3)
    assert network.path(2, 2) == (2,)
    assert network.path(0, 4) == ()
    assert network.parts().tolist() == [0, 0, 0, 0, 1]
