"""Sharing out work: the cheapest plan, its proof, and every small case by trying all."""

from __future__ import annotations

import itertools
import random

import pytest

from talentmap.programme.loads import Sharing, Work, bound_of, cost_of, share_out


def every_plan(work: Work) -> list[Sharing]:
    """All plans: per job every way to take hands from its workers, as far as limits allow."""
    n = len(work.limits)
    rows = []
    for job, need in enumerate(work.needs):
        most = [work.most.get((job, worker), 0) for worker in range(n)]
        rows.append([row for row in itertools.product(*(range(m + 1) for m in most)) if sum(row) <= need])
    plans = []
    for chosen in itertools.product(*rows):
        loads = [sum(row[worker] for row in chosen) for worker in range(n)]
        if all(limit is None or load <= limit for load, limit in zip(loads, work.limits, strict=True)):
            hands = {(j, w): k for j, row in enumerate(chosen) for w, k in enumerate(row) if k}
            plans.append(Sharing(hands, ()))
    return plans


def drawn(rng: random.Random) -> Work:
    n_jobs, n_workers = rng.randint(1, 4), rng.randint(1, 3)
    pairs = [(j, w) for j in range(n_jobs) for w in range(n_workers) if rng.random() < 0.7]
    return Work(
        [rng.randint(0, 3) for _ in range(n_jobs)],
        [rng.choice([None, 0, 1, 2, 3]) for _ in range(n_workers)],
        {pair: rng.randint(1, 2) for pair in pairs},
        {pair: rng.randint(-3, 4) for pair in pairs if rng.random() < 0.8},
        missing=rng.choice([3, 1000]),
        slope=rng.randint(0, 2),
    )


@pytest.mark.parametrize("seed", range(120))
def test_no_plan_is_cheaper_and_the_prices_prove_it(seed: int) -> None:
    work = drawn(random.Random(seed))
    found = share_out(work)
    plans = every_plan(work)
    assert {**found.hands} in [{**plan.hands} for plan in plans]
    assert cost_of(work, found) == min(cost_of(work, plan) for plan in plans)
    assert bound_of(work, found.prices) == cost_of(work, found)


def test_no_prices_prove_more_than_there_is() -> None:
    for seed in range(60):
        rng = random.Random(seed)
        work = drawn(rng)
        prices = [rng.randint(-5, 20) for _ in work.needs]
        assert bound_of(work, prices) <= cost_of(work, share_out(work))


def test_loads_are_even_by_hand() -> None:
    """Six hands over two workers who can do all, one of whom also does two jobs alone: 4 and 4, 16 + 16."""
    most = {(0, 0): 6, (0, 1): 6, (1, 0): 2}
    work = Work([6, 2], [None, None], most, {}, missing=10_000)
    found = share_out(work)
    assert found.hands == {(0, 0): 2, (0, 1): 4, (1, 0): 2}
    assert cost_of(work, found) == 32


def test_a_hand_that_is_not_found_costs_what_was_said() -> None:
    work = Work([3], [1, 1], {(0, 0): 1, (0, 1): 1}, {}, missing=100)
    found = share_out(work)
    assert found.missing(work) == (1,)
    assert cost_of(work, found) == 102


def test_costs_may_be_longer_than_a_machine_word() -> None:
    cost = {(job, worker): worker * 10 ** (30 * (3 - job)) for job in range(3) for worker in range(2)}
    work = Work([1, 1, 1], [2, None], dict.fromkeys(cost, 1), cost, missing=10**200, slope=0)
    found = share_out(work)
    assert sorted(found.hands) == [(0, 0), (1, 0), (2, 1)]
    assert bound_of(work, found.prices) == cost_of(work, found)
