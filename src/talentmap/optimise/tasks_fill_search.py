"""Better plans from whole fills: dives that take one person's fill after another, and a few people anew, exactly."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from talentmap.optimise.tasks_fills import Fills
from talentmap.optimise.tasks_improve import Clock
from talentmap.optimise.tasks_prices import SCALE, Tasks

Ints = NDArray[np.int64]
_EACH, _STEPS = 500, 1_000_000
"""Fills of each person from which a few people are served anew, and how many are tried together."""
_LAST, _FIRST = 4, 4.0
"""People left at the end of a dive, and people served anew at first."""
_DIVES, _ROUNDS = 3, 12
_SHARP = 3.0
"""A fill is taken with a chance that grows with this power of its share in the relaxation."""


def few_each(tasks: Tasks) -> bool:
    """Whether whole fills are the better relaxation: people have few jobs, and the relaxation is quickly at its end.

    With many jobs per person broken jobs hardly weigh, and there are too many fills near the best.
    """
    people, jobs = tasks.cost.shape
    return jobs <= 10 * people and jobs <= 250 and people > 1 and bool((tasks.room >= 0).all())


def refill(tasks: Tasks, place: Ints, fills: Fills, least: int, seed: int, *, until: float, clock: Clock) -> Ints:
    """A choice at most as dear as this one: dives and rounds in turn, a fixed number of them or until the clock stops.

    Parameters
    ----------
    tasks, place
        The question, and a choice that holds.
    fills
        The relaxation of the whole question.
    least
        Ends at a cost this low.
    seed
        Of what is tried next.
    until, clock
        When to stop; the steps themselves do not depend on it.

    References
    ----------
    Sadykov, Vanderbeck, Pessoa, Tahiri, Uchoa (2019), Primal heuristics for branch and price: the assets of diving
    methods, doi:10.1287/ijoc.2018.0822. Drawing the people served anew by what their fills cost above the bound is
    ours.
    """
    draw, size, turn = np.random.default_rng(seed), _FIRST, 0
    while tasks.value(place) > least and clock() < until and (turn < _DIVES or not math.isinf(until)):
        turn += 1
        found = _dive(tasks, fills, tasks.value(place), draw, until, clock)
        place = place if found is None else found
        for _ in range(_ROUNDS):
            if clock() >= until or tasks.value(place) <= least:
                break
            place, size = _round(tasks, place, fills, size, draw, until, clock)
    return place


def part(tasks: Tasks, people: Ints, jobs: Ints) -> Tasks:
    """The question for these people and jobs alone."""
    rest = np.ix_(people, jobs)
    return Tasks(tasks.cost[rest], tasks.load[rest], tasks.room[people], tasks.allowed[rest])


def _dive(tasks: Tasks, fills: Fills, value: int, draw: np.random.Generator, until: float, clock: Clock) -> Ints | None:
    """Take fills the relaxation leans to, with new prices for the others each time; a choice cheaper than `value`."""
    people, jobs = np.arange(len(tasks.room)), np.arange(tasks.cost.shape[1])
    place = np.full(len(jobs), -1, dtype=np.int64)
    while len(people) > _LAST:
        if fills.least >= fills.value or clock() >= until:
            return None
        likely = np.flatnonzero(fills.share > 1e-6)
        if not len(likely):
            return None
        share = fills.share[likely]
        chance = share**_SHARP / (share**_SHARP).sum()
        chosen = likely[share > 1 - 1e-6] if share.max() > 1 - 1e-6 else draw.choice(likely, 1, p=chance)
        chosen = chosen[: len(people) - _LAST]
        for k in chosen.tolist():
            place[jobs[fills.jobs[k]]] = people[fills.person[k]]
        kept = ~fills.jobs[chosen].any(axis=0)
        people, jobs, worth = np.delete(people, fills.person[chosen]), jobs[kept], fills.worth[kept]
        given = np.flatnonzero(place >= 0)
        left = value - int(tasks.cost[place[given], given].sum())
        fills = Fills(part(tasks, people, jobs), left, worth)
        fills.converge(until, clock)
    found, _ = fills.cheaper(_EACH, _STEPS)
    if found is None:
        return None
    place[jobs] = people[found]
    return place if tasks.holds(place) and tasks.value(place) < value else None


def _round(
    tasks: Tasks, place: Ints, fills: Fills, size: float, draw: np.random.Generator, until: float, clock: Clock
) -> tuple[Ints, float]:
    """Some people's jobs handed out anew among them, and how many people the next round takes."""
    count = len(tasks.room)
    above = np.zeros(count)
    for i in range(count):
        gain = fills.worth - tasks.cost[i] * SCALE
        above[i] = fills.near(i, fills.worth, 0, 1)[1] - gain[place == i].sum()
    chance = above + 0.3 * above.mean() + 1.0
    drawn = np.sort(draw.choice(count, min(int(size), count), replace=False, p=chance / chance.sum()))
    jobs = np.flatnonzero(np.isin(place, drawn))
    value = int(tasks.cost[place[jobs], jobs].sum())
    own = Fills(part(tasks, drawn, jobs), value, fills.worth[jobs])
    own.converge(until, clock)
    found, settled = own.cheaper(_EACH, _STEPS)
    if found is not None:
        better = place.copy()
        better[jobs] = drawn[found]
        if tasks.holds(better) and tasks.value(better) < tasks.value(place):
            return better, size
    return place, min(size + 0.2, count) if settled else max(size - 0.5, 2.0)
