"""Best partitions, against every partition made in plain Python and against published optima."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pytest
from benchmarks.belbin import instances, read_instance

from talentmap.groups.columns import Found, best_partition
from talentmap.groups.criteria import Criteria, alike, balanced, covered, diverse, joined, mixed
from talentmap.groups.partition import numbers_of_groups, task_of
from talentmap.groups.pricing import Pricing
from talentmap.groups.totals import spread_bound
from talentmap.results import Status
from tests.shared import shared

FULL = bool(os.environ.get("TALENTMAP_FULL"))


def every_partition(people: tuple[int, ...], low: int, high: int) -> Iterator[tuple[tuple[int, ...], ...]]:
    """All partitions into groups of these sizes, groups in the order of their first members."""
    if not people:
        yield ()
        return
    for size in range(low, high + 1):
        for others in combinations(people[1:], size - 1):
            rest = tuple(p for p in people[1:] if p not in others)
            for tail in every_partition(rest, low, high):
                yield ((people[0], *others), *tail)


def some_criteria(seed: int, n: int, sizes: tuple[int, int]) -> Criteria:
    rng = np.random.default_rng(seed)
    span = range(sizes[0], sizes[1] + 1)
    unit = rng.choice(np.array(["a", "b", "c", None], dtype=object), size=n)
    kinds = [
        diverse(unit, span, weight=2),
        alike(rng.integers(0, 3, n).tolist(), span),
        balanced(rng.integers(0, 2, n).tolist(), span),
        covered(rng.random(n) < 0.3, span),
        mixed(rng.random(n) < 0.5, rng.random(n) < 0.5, span),
    ]
    return joined([kinds[k] for k in rng.choice(5, size=3, replace=False)])


def checked(found: Found, criteria: Criteria, n: int, sizes: tuple[int, int]) -> None:
    assert sorted(p for group in found.groups for p in group) == list(range(n))
    assert all(sizes[0] <= len(group) <= sizes[1] for group in found.groups)
    assert found.value == sum(criteria.score(group) for group in found.groups) <= found.bound


@pytest.mark.parametrize("seed", range(40 if FULL else 6))
def test_no_partition_is_better(seed: int) -> None:
    rng = np.random.default_rng(1000 + seed)
    n, sizes = int(rng.integers(6, 10)), ((2, 3), (2, 4), (3, 4), (3, 3))[seed % 4]
    criteria = some_criteria(seed, n, sizes)
    pairs = [tuple(sorted(rng.choice(n, size=2, replace=False).tolist())) for _ in range(4)]
    apart, together = pairs[:2], pairs[2:3] if seed % 2 else []
    n_groups = (2, 3) if seed % 3 == 0 else None

    def allowed(groups: tuple[tuple[int, ...], ...]) -> bool:
        return (
            not any({a, b} <= set(group) for a, b in apart for group in groups)
            and all(any({a, b} <= set(group) for group in groups) for a, b in together)
            and (n_groups is None or 2 <= len(groups) <= 3)
        )

    values = [sum(map(criteria.score, g)) for g in every_partition(tuple(range(n)), *sizes) if allowed(g)]
    found = best_partition(criteria, n, sizes=sizes, n_groups=n_groups, apart=apart, together=together)
    if not values:
        assert found.status is Status.INFEASIBLE
        return
    assert found.status is Status.OPTIMAL
    assert found.value == found.bound == max(values)
    assert allowed(found.groups)
    checked(found, criteria, n, sizes)


def test_same_seed_same_groups() -> None:
    criteria = some_criteria(5, 30, (4, 5))
    one, two = (best_partition(criteria, 30, sizes=(4, 5), seed=3) for _ in range(2))
    assert one.groups == two.groups
    assert one.status is Status.OPTIMAL
    checked(one, criteria, 30, (4, 5))


@pytest.mark.parametrize(("n", "sizes", "n_groups"), [(7, (4, 4), None), (12, (3, 4), 5), (5, (2, 3), (3, 9))])
def test_sizes_that_do_not_add_up(n: int, sizes: tuple[int, int], n_groups: int | tuple[int, int] | None) -> None:
    criteria = covered(np.ones(n, dtype=bool), range(sizes[0], sizes[1] + 1))
    assert best_partition(criteria, n, sizes=sizes, n_groups=n_groups).status is Status.INFEASIBLE


def test_pairs_that_contradict_each_other() -> None:
    criteria = covered(np.arange(9) < 2, [3])
    rules = [([(0, 1)], [(0, 1)]), ([], [(0, 1), (1, 2), (2, 3)]), (list(combinations(range(4), 2)), [])]
    for apart, together in rules:
        found = best_partition(criteria, 9, sizes=(3, 3), apart=apart, together=together, seconds=20)
        assert found.status is Status.INFEASIBLE
        assert found.groups == ()


def test_a_listener_may_stop_it() -> None:
    told = []
    found = best_partition(some_criteria(2, 30, (4, 5)), 30, sizes=(4, 5), listener=lambda p: told.append(p) or False)
    assert len(told) == 1
    assert found.status is Status.NOT_FOUND


def test_bound_without_a_proof_is_kept() -> None:
    criteria = some_criteria(7, 40, (4, 5))
    calls = iter(range(100))
    found = best_partition(criteria, 40, sizes=(4, 5), listener=lambda _: next(calls) < 2)
    assert found.status is Status.FEASIBLE
    best = best_partition(criteria, 40, sizes=(4, 5))
    assert found.value <= best.value <= found.bound
    assert found.value < found.bound


@pytest.mark.parametrize("seed", range(6))
def test_listing_alone_finds_the_best(seed: int) -> None:
    criteria = some_criteria(seed, 9, (2, 3))
    task = task_of(criteria, 9, (2, 3))
    pricing = Pricing(task, [3, 4])
    bounds: list[int] = []
    complete, _ = pricing.lower(lambda bound: bool(bounds.append(bound)), lambda: 20.0)
    assert complete
    most = max(sum(map(criteria.score, g)) for g in every_partition(tuple(range(9)), 2, 3)) // task.step
    assert min(bounds) >= most
    for value in (None, most - 1, most - 3):
        chosen, proven = pricing.choose(value, 20.0)
        assert proven
        assert chosen is not None
        assert sum(pricing.columns[kinds] for kinds in chosen) == most
    better, proven = pricing.choose(most, 20.0)
    assert proven
    assert better is None or sum(pricing.columns[kinds] for kinds in better) <= most


@pytest.mark.parametrize("seed", range(6))
def test_terms_on_their_own_are_never_worth_less(seed: int) -> None:
    sizes = ((2, 3), (3, 3), (4, 5))[seed % 3]
    criteria = some_criteria(seed, 9, sizes)
    task = task_of(criteria, 9, sizes)
    for number in numbers_of_groups(9, sizes, None):
        values = [sum(map(criteria.score, g)) for g in every_partition(tuple(range(9)), *sizes) if len(g) == number]
        assert max(values) <= spread_bound(task, [number]) * task.step


def test_terms_on_their_own_prove_large_groups() -> None:
    unit = [k % 7 for k in range(60)]
    criteria = joined([covered(np.arange(60) < 5, [12]), covered(np.arange(60) >= 57, [12]), diverse(unit, [12])])
    alike_pairs = (
        4 * 4 + 3 * 3
    )  # four units of 9 people and three of 8 over five groups, at best as 2+2+2+2+1 or 2+2+2+1+1
    found = best_partition(criteria, 60, sizes=(12, 12))
    assert criteria.scale == 66
    assert spread_bound(task_of(criteria, 60, (12, 12)), [5]) == 5 * 66 + 3 * 66 + 5 * 66 - alike_pairs
    assert (found.status, found.method) == (Status.OPTIMAL, "totals")
    assert found.value == found.bound
    checked(found, criteria, 60, (12, 12))


@pytest.mark.shared
def test_published_optima_are_reached_and_proven() -> None:
    folder = shared("benchmarks", "belbin_teams")
    for case in instances(folder)[:: 5 if FULL else 25]:
        criteria, n = read_instance(folder, case)
        found = best_partition(criteria, n, sizes=case.sizes)
        assert found.status is Status.OPTIMAL, case
        assert found.value == round(case.best * criteria.scale), case
        checked(found, criteria, n, case.sizes)
