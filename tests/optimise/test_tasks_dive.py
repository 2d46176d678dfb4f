"""Filling one person after another: fills that fit and cost what they say, and never a dearer plan."""

from __future__ import annotations

import math
import os

import numpy as np
import pytest

from talentmap.optimise.tasks_dive import _Dive, dives
from talentmap.optimise.tasks_improve import Landscape, search
from talentmap.optimise.tasks_prices import Tasks, price_tasks

FULL = bool(os.environ.get("TALENTMAP_FULL"))
SIZES = [(3, 6, 40, 20), *([(2, 6, 120, 100)] if FULL else [])]
"""Seed, people, jobs, and how many jobs are left to the last people together."""


def tight(seed: int, people: int, jobs: int) -> Tasks:
    """Who needs less time costs more, and there is hardly any room to spare."""
    draw = np.random.default_rng(seed)
    load = draw.integers(1, 40, (people, jobs))
    cost = 45 - load + draw.integers(-5, 6, (people, jobs))
    return Tasks(cost, load, load.sum(axis=1) * 4 // (5 * people), np.ones((people, jobs), dtype=bool))


def test_a_fill_fits_and_the_bound_only_rises() -> None:
    tasks = tight(1, 6, 60)
    dive, draw = _Dive(tasks, tasks.allowed), np.random.default_rng(3)
    before, clock = dive.bound, lambda: 0.0
    dive.fill(5, draw, math.inf, math.inf, clock)
    assert len(dive.people) == 5
    (person,) = set(range(6)) - set(dive.people.tolist())
    given = np.flatnonzero(dive.place >= 0)
    assert set(dive.place[given].tolist()) == {person}
    assert sorted([*given.tolist(), *dive.jobs.tolist()]) == list(range(60))
    assert tasks.load[person, given].sum() <= tasks.room[person]
    assert dive.bound >= before - 1e-6
    # What the relaxation says of the rest is what a relaxation of the rest alone says.
    rest = np.ix_(dive.people, dive.jobs)
    own = price_tasks(Tasks(tasks.cost[rest], tasks.load[rest], tasks.room[dive.people], tasks.allowed[rest]))
    assert own is not None
    assert math.ceil(dive.bound - 1e-6) == tasks.cost[person, given].sum() + own.least


@pytest.mark.parametrize(("seed", "people", "jobs", "together"), SIZES)
def test_dives_find_a_cheaper_plan_that_holds_and_the_same_each_time(
    monkeypatch: pytest.MonkeyPatch, seed: int, people: int, jobs: int, together: int
) -> None:
    monkeypatch.setattr("talentmap.optimise.tasks_dive._NODES", 3)
    monkeypatch.setattr("talentmap.optimise.tasks_dive._FRUITLESS", 1)
    monkeypatch.setattr("talentmap.optimise.tasks_dive._DIVES", 1)
    monkeypatch.setattr("talentmap.optimise.tasks_dive._TOGETHER", together)
    tasks = tight(seed, people, jobs)
    prices = price_tasks(tasks)
    assert prices is not None
    start, value = search(tasks, Landscape(prices), prices.shares.argmax(axis=0), 5, prices.least)
    assert value > prices.least
    found = [dives(tasks, start, prices.rise >= 0, prices.least, 7, until=math.inf, clock=lambda: 0.0) for _ in "ab"]
    assert found[0].tolist() == found[1].tolist()
    assert tasks.holds(found[0])
    assert prices.least <= tasks.value(found[0]) < value


def test_few_people_are_left_to_other_steps_and_no_time_changes_nothing() -> None:
    tasks = tight(3, 3, 20)
    place = np.arange(20) % 3
    assert dives(tasks, place, tasks.allowed, 0, 7, until=math.inf, clock=lambda: 0.0) is place
    tasks = tight(3, 6, 120)
    place = np.arange(120) % 6
    assert dives(tasks, place, tasks.allowed, 0, 7, until=0.0, clock=lambda: 1.0) is place
