"""Is there a choice of at most this cost: brute force, and decisions that end where no choice is cheaper."""

from __future__ import annotations

import math
import os
import time

import numpy as np
import pytest

from talentmap.optimise.tasks import Tasks
from talentmap.optimise.tasks_bound import worth_tasks
from talentmap.optimise.tasks_decide import Decisions, Searched, _Question
from talentmap.optimise.tasks_decide_kernels import FOUND, NONE, OPEN
from talentmap.optimise.tasks_prices import SCALE, price_tasks
from tests.optimise.test_tasks import drawn, every

FULL = bool(os.environ.get("TALENTMAP_FULL"))
WHOLE = 1 << 30


def question(tasks: Tasks, limit: int) -> _Question:
    return _Question(tasks, np.ones(tasks.cost.shape, dtype=np.bool_), limit)


def searched(
    asked: _Question, state: np.ndarray, worth: np.ndarray, nodes: int, order: tuple[bool, float, int], lot: int
) -> Searched:
    stop = np.zeros(1, dtype=np.int64)
    return asked.searched(state, worth, nodes, (8, 0.5), order, stop, lot=lot, clock=time.perf_counter)


def start(tasks: Tasks) -> np.ndarray:
    """Worths of the jobs: the least each costs."""
    return np.where(tasks.usable, tasks.cost * SCALE, WHOLE * SCALE).min(axis=0)


def dearer(tasks: Tasks, by: int) -> Tasks:
    """The same question with every cost so much higher."""
    return Tasks(tasks.cost + by, tasks.load, tasks.room, tasks.allowed)


@pytest.mark.parametrize("by", [0, -30, -1_000])
@pytest.mark.parametrize("seed", range(8 if FULL else 2))
def test_there_is_a_choice_exactly_from_the_least_cost_on(seed: int, by: int) -> None:
    tasks = dearer(drawn(seed, tight=1.05), by)
    best = min(every(tasks))[0]
    for limit in range(best - 2, best + 3):
        asked = question(tasks, limit)
        status, bound, state, worth = asked.settled(start(tasks), 60, 4)
        if status == NONE:
            assert limit < best
            continue
        if status == OPEN:  # nothing up to the limit is cheaper than the bound
            assert limit < best or bound <= best * SCALE
        for divided in (True, False):
            found, place = status, asked.place
            if status == OPEN:
                found, place, _, _ = searched(asked, state, worth, 10**6, (divided, 0.3, WHOLE), seed)
            assert found == (FOUND if limit >= best else NONE)
            if found == FOUND:
                assert tasks.holds(place)
                assert tasks.value(place) <= limit


@pytest.mark.parametrize("seed", range(4 if FULL else 2))
def test_handfuls_never_prove_that_there_is_none(seed: int) -> None:
    tasks = drawn(seed, people=3, jobs=7, tight=1.05)
    best = min(every(tasks))[0]
    for limit in (best - 1, best):
        asked = question(tasks, limit)
        state, worth = np.zeros(asked.pairs.shape[1], dtype=np.int8), start(tasks)
        for lot in range(20):
            found, place, used, _ = searched(asked, state, worth, 50, (False, 0.3, 2), lot)
            assert used <= 50
            if found == FOUND:
                assert tasks.value(place) <= limit
                assert tasks.holds(place)
                assert limit == best
            elif found == NONE:  # settled by the bound before anything was given
                assert limit < best


@pytest.mark.parametrize("by", [0, -500])
@pytest.mark.parametrize("seed", range(6 if FULL else 2))
def test_decisions_end_at_the_least_cost_and_repeat_on_any_number_of_threads(seed: int, by: int) -> None:
    tasks = dearer(drawn(seed, people=3, jobs=8, tight=1.0), by)
    choices = every(tasks)
    if not choices:
        pytest.fail("drawn so that there is a choice")
    (best, _), (worst, place) = min(choices), max(choices)
    prices = price_tasks(tasks)
    assert prices is not None
    worths = worth_tasks(tasks, prices, worst)
    assert worths is not None

    def within(limit: int) -> np.ndarray:
        return (worths.rise >= 0) & (worths.bound + worths.rise <= limit * SCALE)

    ends = []
    for workers in (1, 1, 3):
        decisions = Decisions(tasks, np.array(place), worths.least, worths.worth, seed, within, workers)
        decisions.run(math.inf, time.perf_counter)
        assert decisions.value == decisions.least == best
        assert tasks.holds(decisions.place)
        ends.append(decisions.place.tolist())
    assert ends[0] == ends[1] == ends[2]


def test_a_search_that_is_stopped_looks_at_nothing_more() -> None:
    tasks = drawn(1, tight=1.1)
    asked = question(tasks, max(every(tasks))[0])
    state, stop = np.zeros(asked.pairs.shape[1], dtype=np.int8), np.ones(1, dtype=np.int64)
    order, clock = (True, 0.1, WHOLE), time.perf_counter
    status, _, used, _ = asked.searched(state, start(tasks), 50, (8, 0.5), order, stop, lot=0, clock=clock)
    assert (status, used) == (OPEN, 0)


def test_a_clock_that_has_run_out_changes_nothing() -> None:
    tasks = drawn(1, tight=1.1)
    place = np.array(max(every(tasks))[1])
    decisions = Decisions(tasks, place, 0, start(tasks), 0, lambda limit: tasks.usable)
    decisions.run(0.0, lambda: 1.0)
    assert decisions.place.tolist() == place.tolist()
    assert decisions.least == 0
