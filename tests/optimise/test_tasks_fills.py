"""Whole fills: all that come close, bounds that hold, and plans no dearer than before."""

from __future__ import annotations

import itertools
import math
import os

import numpy as np
import pytest

from talentmap.optimise.tasks_bound import rising, worth_tasks
from talentmap.optimise.tasks_fill_choice import choose_fills
from talentmap.optimise.tasks_fill_kernels import near
from talentmap.optimise.tasks_fill_search import few_each, part, refill
from talentmap.optimise.tasks_fills import Fills
from talentmap.optimise.tasks_improve import Landscape, search
from talentmap.optimise.tasks_prices import SCALE, Prices, Tasks, price_tasks

FULL = bool(os.environ.get("TALENTMAP_FULL"))


def tight(seed: int, people: int, jobs: int) -> Tasks:
    """Who needs less time costs more, and there is hardly any room to spare."""
    draw = np.random.default_rng(seed)
    load = draw.integers(5, 40, (people, jobs))
    cost = 45 - load + draw.integers(-5, 6, (people, jobs))
    return Tasks(cost, load, load.sum(axis=1) * 17 // (20 * people), np.ones((people, jobs), dtype=bool))


def priced(tasks: Tasks) -> Prices:
    prices = price_tasks(tasks)
    assert prices is not None
    return prices


def cheapest(tasks: Tasks) -> tuple[int, list[list[int]]]:
    """Least cost, and all choices that hold."""
    people, jobs = tasks.cost.shape
    held = [list(p) for p in itertools.product(range(people), repeat=jobs) if tasks.holds(np.array(p))]
    return min(tasks.value(np.array(p)) for p in held), held


@pytest.mark.parametrize("seed", range(5))
def test_the_sets_near_the_best_are_those_of_all_sets_that_gain_enough(seed: int) -> None:
    draw = np.random.default_rng(seed)
    gain, load, slack = draw.integers(-6, 15, 9), draw.integers(0, 9, 9), int(draw.integers(0, 12))
    sets = [np.array(s, dtype=bool) for s in itertools.product((False, True), repeat=9)]
    fit = [s for s in sets if load[s].sum() <= 14]
    top = max(int(gain[s].sum()) for s in fit)
    expected = sorted(s.tolist() for s in fit if gain[s].sum() >= top - slack)
    fills = np.zeros((len(expected), 9), dtype=bool)
    assert near(gain, load, 14, slack, len(expected), fills) == (len(expected), top)
    assert sorted(fills.tolist()) == expected
    if len(expected) > 1:
        assert near(gain, load, 14, slack, len(expected) - 1, fills) == (len(expected), top)


@pytest.mark.parametrize("seed", range(3))
def test_fills_prove_at_least_what_worths_do_and_never_more_than_the_least_cost(seed: int) -> None:
    tasks = tight(seed, 3, 8)
    best, choices = cheapest(tasks)
    prices = priced(tasks)
    worths = worth_tasks(tasks, prices, best + 1)
    assert worths is not None
    fills = Fills(tasks, best + 1, worths.worth)
    fills.converge(math.inf, lambda: 0.0)
    assert prices.least <= worths.least <= fills.least <= best
    rise = rising(tasks, fills.worth, fills.bound).rise
    for place in choices:
        value = tasks.value(np.array(place))
        assert all(rise[i, j] >= 0 and fills.bound + rise[i, j] <= value * SCALE for j, i in enumerate(place))
    found, settled = fills.cheaper(1 << 14, 10**8)
    assert settled
    assert found is not None
    assert tasks.value(found) == best
    fills = Fills(tasks, best, worths.worth)
    fills.converge(math.inf, lambda: 0.0)
    assert fills.cheaper(1 << 14, 10**8) == (None, True)


def test_dives_and_rounds_find_a_cheaper_plan_that_holds_and_the_same_each_time() -> None:
    tasks = tight(4, 8, 40)
    prices = priced(tasks)
    start, value = search(tasks, Landscape(prices), prices.shares.argmax(axis=0), 5, 10**6)
    assert few_each(tasks)
    assert tasks.holds(start)
    worths = worth_tasks(tasks, prices, value)
    assert worths is not None
    fills = Fills(tasks, value, worths.worth)
    fills.converge(math.inf, lambda: 0.0)
    found = [refill(tasks, start, fills, fills.least, 7, until=math.inf, clock=lambda: 0.0) for _ in "ab"]
    assert found[0].tolist() == found[1].tolist()
    assert tasks.holds(found[0])
    assert fills.least <= tasks.value(found[0]) < value
    assert refill(tasks, start, fills, fills.least, 7, until=0.0, clock=lambda: 1.0) is start


def test_a_part_keeps_its_people_jobs_and_who_may() -> None:
    tasks = tight(1, 4, 10)
    own = part(tasks, np.array([1, 3]), np.array([0, 4, 9]))
    assert own.cost.tolist() == tasks.cost[[1, 3]][:, [0, 4, 9]].tolist()
    assert own.load.tolist() == tasks.load[[1, 3]][:, [0, 4, 9]].tolist()
    assert own.room.tolist() == tasks.room[[1, 3]].tolist()
    assert own.allowed.shape == (2, 3)


@pytest.mark.parametrize("seed", range(8 if FULL else 2))
def test_the_choice_among_all_near_fills_is_the_cheapest_and_proven(seed: int) -> None:
    tasks = tight(seed, 4, 8)
    best, _ = cheapest(tasks)
    worths = worth_tasks(tasks, priced(tasks), best + 9)
    assert worths is not None
    for value in (best + 9, best + 1, best):
        fills = Fills(tasks, value, worths.worth)
        fills.converge(math.inf, lambda: 0.0)
        chosen = choose_fills(fills, value, 1, until=math.inf, clock=lambda: 0.0)
        assert chosen.bound == best
        assert (chosen.place is None) == (value == best)
        assert chosen.place is None or (tasks.holds(chosen.place) and tasks.value(chosen.place) == best)


def test_a_choice_that_is_not_settled_proves_no_more_than_the_fills_do() -> None:
    tasks = tight(4, 6, 24)
    prices = priced(tasks)
    _, value = search(tasks, Landscape(prices), prices.shares.argmax(axis=0), 1, prices.least)
    worths = worth_tasks(tasks, prices, value)
    assert worths is not None
    fills = Fills(tasks, value, worths.worth)
    fills.converge(math.inf, lambda: 0.0)
    ticks = itertools.count()
    stopped = choose_fills(fills, value, 1, until=3.0, clock=lambda: float(next(ticks)))
    whole = choose_fills(fills, value, 1, until=math.inf, clock=lambda: 0.0)
    assert fills.least <= stopped.bound <= whole.bound <= value
    assert whole.place is None or tasks.value(whole.place) < value
