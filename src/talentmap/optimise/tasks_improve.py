"""Better choices of tasks: a few jobs at a time are handed out anew, exactly, while all others stay."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from talentmap.optimise.arrays import solve_matrix
from talentmap.optimise.matrix import Matrix
from talentmap.optimise.options import Options, Progress
from talentmap.optimise.tasks_prices import NEVER, SCALE, Prices, Tasks
from talentmap.results import Status

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Clock = Callable[[], float]
_FEWEST, _FIRST = 12, 40
_NODES = 40
_STALL = 150


class Landscape:
    """What a job costs with each person above the bound, as fractions of a unit of cost; ``NEVER`` where impossible.

    `width` is the rise up to which there are two and a half people per job: the scale of the search.
    """

    def __init__(self, prices: Prices) -> None:
        rise = prices.rise.T
        self.rise = np.ascontiguousarray(np.where(rise < 0, NEVER, rise / SCALE))
        self.price = prices.price / SCALE
        jobs = len(self.rise)
        flat = np.sort(self.rise[self.rise < NEVER])
        self.width = max(float(flat[min(len(flat) - 1, 5 * jobs // 2)]), 1e-3)
        self.arcs = np.argsort(self.rise, axis=1, kind="stable")[:, :8].astype(np.int64)
        reach = np.take_along_axis(self.rise, self.arcs, axis=1)
        degree = (reach <= max(3 * self.width, 1e-3)).sum(axis=1)
        self.degree = np.where(degree > 1, degree, 0).astype(np.int64)
        by_rise = np.sort(self.rise, axis=1)
        self.second = by_rise[:, 1] if by_rise.shape[1] > 1 else np.full(jobs, NEVER)


def search(
    tasks: Tasks, land: Landscape, start: Ints, seed: int, target: int, *, strict: bool = False
) -> tuple[Ints, int]:
    """Annealed ejection chains from a start that may overload people; the cost is -1 when nothing fits.

    `strict`: a unit too many costs so much at first that fitting comes before cost, where the search has found nothing
    so far.
    """
    from talentmap.optimise.tasks_kernels import chains  # late: numba takes half a second to load

    jobs = len(start)
    places = (np.arange(8192) + 0.5) / 8192
    noise = np.random.default_rng(seed).permutation(np.log(-np.log(places)))
    return chains(
        np.ascontiguousarray(tasks.cost.T),
        np.ascontiguousarray(tasks.load.T),
        land.rise,
        tasks.room,
        land.arcs,
        land.degree,
        start,
        land.price,
        np.maximum((20 if strict else 3) * land.price, (2 if strict else 0.1) * land.width),
        noise,
        min(8, len(tasks.room)),
        min(max(100_000 + 200 * jobs, 100_000_000 // jobs), 20_000 * jobs),
        0.4 * land.width,
        0.05 * land.width,
        seed,
        target,
    )


def improve(
    tasks: Tasks, land: Landscape, place: Ints, allowed: Bools, least: int, seed: int, *, until: float, clock: Clock
) -> Ints:
    """Hand out jobs anew until the bound is reached, nothing helps any more, or the clock says so.

    Jobs are drawn that could as well be elsewhere: those whose next best person costs little more at the prices, with
    people who have room left. All others keep their person, and what is left is solved exactly over the pairs that
    are still allowed (n_people, n_jobs). How many are drawn follows from what the solver can finish. Ends at a cost of
    `least`.

    References
    ----------
    Danna, Rothberg, Le Pape (2005), Exploring relaxation induced neighborhoods to improve MIP solutions,
    doi:10.1007/s10107-004-0518-7: the idea of solving what a relaxation leaves open. The choice of jobs is ours.
    """
    draw, value, jobs = np.random.default_rng(seed), tasks.value(place), len(place)
    free, stalled = float(min(_FIRST, jobs)), 0
    # One or two units from the bound the proof itself, over the few pairs then left, is the better search.
    while value > least and stalled < (_STALL if value > least + 2 else _STALL // 8) and clock() < until:
        own = land.rise[np.arange(jobs), place]
        slack = land.price * (tasks.room - tasks.used(place))
        shown = np.where(own > 0, 0.0, land.second) + land.width * draw.random(jobs) - own - 0.1 * slack[place]
        drawn = np.sort(np.argsort(shown, kind="stable")[: int(free)])
        found, finished = _again(tasks, land, place, allowed, drawn, until, clock)
        if found is not None:
            place, value, stalled = found, tasks.value(found), 0
        else:
            stalled += 1
        if not finished:
            free = max(free * 0.8, _FEWEST)
        elif found is None:
            free = min(free * 1.03, jobs)
            if int(free) == jobs:
                break
    return place


def _again(
    tasks: Tasks, land: Landscape, place: Ints, allowed: Bools, drawn: Ints, until: float, clock: Clock
) -> tuple[Ints | None, bool]:
    """A cheaper choice in which only these jobs move, if there is one; and whether the question was settled."""
    rest = np.ones(len(place), dtype=bool)
    rest[drawn] = False
    used = np.zeros(len(tasks.room), dtype=np.int64)
    others = np.flatnonzero(rest)
    np.add.at(used, place[others], tasks.load[place[others], others])
    room = tasks.room - used
    rise = land.rise[drawn]
    # What the drawn jobs and all slack cost above the bound now: no single pair may cost as much.
    spent = rise[np.arange(len(drawn)), place[drawn]].sum() + land.price @ (tasks.room - tasks.used(place))
    kept = (rise <= min(2 * land.width, float(spent))) & allowed[:, drawn].T
    kept[np.arange(len(drawn)), place[drawn]] = True
    job, person = np.nonzero(kept)
    cost = tasks.cost[person, drawn[job]].astype(float)
    old = tasks.cost[place[drawn], drawn].sum()
    model = Matrix()
    column = model.columns(len(job))
    model.rows(len(drawn), job, column, 1.0, 1.0, 1.0)
    model.rows(len(room), person, column, tasks.load[person, drawn[job]].astype(float), -np.inf, room.astype(float))
    model.row(column, cost, -np.inf, float(old - 1))
    settings = (("mip_max_nodes", _NODES), ("mip_max_stall_nodes", _NODES))
    options = Options(gap_absolute=0.999, listener=stop_at(until, clock))
    answer = solve_matrix(model, -cost, options, settings=settings)
    if not answer.status.has_solution:
        return None, answer.status is Status.INFEASIBLE
    moved = place.copy()
    taken = answer.values > 0.5
    moved[drawn[job[taken]]] = person[taken]
    better = tasks.holds(moved) and tasks.value(moved) < tasks.value(place)
    return (moved if better else None), answer.status is Status.OPTIMAL


def stop_at(until: float, clock: Clock) -> Callable[[Progress], bool] | None:
    """A listener that asks the solver to stop at a time; none without a limit."""
    if math.isinf(until):
        return None
    return lambda progress: clock() < until
