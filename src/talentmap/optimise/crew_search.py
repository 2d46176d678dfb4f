"""One search of `crew`: the bound, a first team, and the complete search over members, about a few people at prices.

Worths and prices are multiplied by a power of two and prices rounded down to whole numbers, so that every step is
exact: a bound at lower prices is one at the true ones.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from talentmap.optimise.formulation import Row
from talentmap.optimise.member_arrays import fineness, flatten
from talentmap.optimise.member_bound import Prices, find_prices, reach
from talentmap.optimise.members import Bools, Ints, MemberProblem
from talentmap.optimise.options import SEED

Floats = NDArray[np.float64]
_ROOM = 2.0**40
_FINEST = 16
"""Worths are multiplied by 2 to this power at most."""
_TRIES = 8
"""Starts of the search for a first team."""
_LIKELY = 400
"""People among whom it looks."""
_PARTS = (0.5, 0.25, 0.1)
"""Parts of the distance from best to bound at which a long search asks whether there is a team at all."""


@dataclass(frozen=True, eq=False)
class Kept:
    """Prices of places in units of worth, for whoever asks again: as in :class:`~.member_bound.Prices`."""

    layer: Floats
    spark: Floats
    able: Floats
    side: Floats
    given: Floats

    def whole(self, ties: Ints, fine: int) -> Prices:
        """Whole numbers in range, in units of 1 / fine of a unit; `ties` are worths of ties in units."""
        layer, spark, able, side = (
            np.floor(part * fine).astype(np.int64) for part in (self.layer, self.spark, self.able, self.side)
        )
        given = np.clip(np.rint(self.given * fine).astype(np.int64), 0, ties * fine)
        return Prices(fine, layer, spark, able, side, given)


def first_prices(problem: MemberProblem, brings: Bools) -> Kept:
    """Where to begin: half of what each place is worth, and half of each tie or all of it to an end that brings less.

    Parameters
    ----------
    problem
        The question.
    brings
        Shape (n,): who brings more than ties.
    """
    half = problem.bonus_worth / 4
    one, other = brings[problem.pairs].T
    given = problem.pair_worth * (0.5 + 0.5 * (other.astype(float) - one.astype(float)))
    sides = sum((row.low is not None) + (row.high is not None) for row in problem.rows)
    return Kept(problem.worth / 2, half, half / problem.bonus_places, np.zeros(sides), given)


class Search:
    """A search for the best team of some people.

    Parameters
    ----------
    problem, keep
        The question about everybody, and the positions that are looked at, the forced among them.
    cost
        Shape (n_keep,): price of each.
    floor
        Teams worth no more are of no interest.
    kept
        Prices of places to begin with.
    halt
        Shape (1,): not 0 stops the search.

    Attributes
    ----------
    team, bound, looked
        Places in `keep` of the best team found (empty: none above the floor), a bound on all (or the floor where that
        is more), and parts of teams looked at.
    """

    def __init__(self, problem: MemberProblem, keep: Ints, cost: Floats, floor: float, kept: Kept, halt: Ints) -> None:
        self.halt, self.looked, self.team = halt, 0, tuple[int, ...]()
        most = 2.0 * problem.largest + abs(floor) + 1  # whoever costs more is in no team of interest
        charge = np.minimum(cost, most)
        power = int(
            math.log2(_ROOM / (problem.largest + problem.high * float(charge.max(initial=0.0)) + abs(floor) + 1))
        )
        self.by = 1 << max(0, min(_FINEST, power))
        self.problem, self.inside = _part(problem, keep, np.floor(charge * self.by).astype(np.int64), self.by)
        self.best = math.floor(floor * self.by)
        self.fine = max(1, fineness(self.problem) * 4096 // max(64, problem.high) ** 2)  # products stay below 2^63
        self.flat = flatten(self.problem, self.fine)
        mine = replace(kept, given=kept.given[self.inside])
        self._begin = mine.whole(problem.pair_worth[self.inside], self.fine * self.by)
        self._top = 2**62

    @property
    def bound(self) -> float:
        """No team is worth more, in units; the floor or the best where these are more."""
        return max(self._top, self.best) / self.by

    def lower(self, steps: int) -> None:
        """Prices of places, and the bound from them."""
        self.prices = find_prices(self.problem, self.fine, self.best, self.flat, steps, self._begin)
        self.within = reach(self.problem, self.prices)
        self._top = min(self._top, self.within.total(self.problem) // self.fine)

    def open(self) -> Ints:
        """Places of those who may be in a team worth more than the best so far."""
        least = (self.best + 1) * self.fine
        found = self.within.with_each(self.problem) >= least
        found[list(self.problem.forced)] = True
        return np.flatnonzero(found)

    def run(self, steps: int, nodes: int) -> None:
        """Bound, a first team, then with so many parts of teams the complete search."""
        self.lower(steps)
        if self._top <= self.best or self.halt[0]:
            return
        here = self.open()
        if len(here) < self.problem.low:
            self._top = self.best
            return
        self._first(here)
        if self._top > self.best and nodes:
            self._complete(nodes)

    def after(self, before: Kept) -> Kept:
        """The prices of places to keep, for the question about everybody."""
        unit = self.fine * self.by
        given = before.given.copy()
        given[self.inside] = self.prices.given / unit
        return Kept(
            self.prices.layer / unit, self.prices.spark / unit, self.prices.able / unit, self.prices.side / unit, given
        )

    def _offer(self, team: tuple[int, ...]) -> None:
        """Keep a team if it is better, without members it can do without."""
        problem = self.problem
        if not problem.holds(team) or problem.value(team) <= self.best:
            return
        for member in sorted(team, reverse=True):
            rest = tuple(p for p in team if p != member)
            if problem.value(rest) >= problem.value(team) and problem.holds(rest):
                team = rest
        self.best, self.team = problem.value(team), tuple(sorted(team))

    def _first(self, here: Ints) -> None:
        """A good team by exchanges among those who may be in a better one, of many the most likely."""
        from talentmap.optimise.member_setting import narrowed
        from talentmap.optimise.member_start import Room, start  # late: loading numba takes half a second

        problem = self.problem
        if len(here) > _LIKELY:
            likely = here[np.argsort(-self.within.most[here], kind="stable")[:_LIKELY]]
            here = np.union1d(likely, np.array(problem.forced, dtype=np.int64))
        forced = np.searchsorted(here, np.array(problem.forced, dtype=np.int64))
        flat = narrowed(self.flat, here)
        lengths = (len(flat.places), len(flat.limit), int(flat.unit.max(initial=0)) + 1, len(here))
        room = Room(*(np.zeros(length, dtype=np.int64) for length in lengths))
        fault = 4 * problem.largest * self.fine + 1
        found, _ = start(flat, forced, problem.low, min(problem.high, len(here)), _TRIES, SEED, fault, room)
        self._offer(tuple(here[found].tolist()))

    def _complete(self, nodes: int) -> None:
        """Look at every team, or ask with half of what is left of the effort whether any is worth much more."""
        if self._all(self.best + 1, nodes // 2):
            self._top = self.best
            return
        for part in _PARTS:
            least = self.best + math.ceil(part * (self._top - self.best))
            if self.halt[0] or least <= self.best or not self._all(least, nodes // 2):
                return
            if self.best < least:
                self._top = least - 1

    def _all(self, least: int, nodes: int) -> bool:
        """Look for teams worth at least so much, of all sizes, the largest first; whether that was completed."""
        from talentmap.optimise import member_gate, member_setting, member_walk  # late: they load numba

        problem, until = self.problem, self.looked + nodes
        for size in range(problem.high, max(problem.low, len(problem.forced)) - 1, -1):
            if size == len(problem.forced):
                self._offer(problem.forced)
                continue
            goal = max(least, self.best + 1) * self.fine
            sized = replace(problem, low=size, high=size, balance=problem.balance[: size + 1, : size + 1])
            keep = np.flatnonzero(self.within.with_each(sized) >= goal)
            setting = member_setting.prepare(sized, self.flat, self.within, self.prices, keep)
            if setting is None:
                continue
            work = member_setting.room(*setting, until - self.looked)
            done = member_walk.walk(*setting, work, 0, 1, np.array([goal]), self.halt, member_gate.no_gate())
            self.looked += int(work.steps[0])
            if work.best[0] > -(2**62):
                self._offer(tuple(work.best[1 : size + 1].tolist()))
            if not done:
                return False
        return True


def _part(problem: MemberProblem, keep: Ints, charge: Ints, by: int) -> tuple[MemberProblem, Ints]:
    """The question about some people, worths times `by`, less charges; and which ties are among them."""
    place = np.full(problem.n, -1, dtype=np.int64)
    place[keep] = np.arange(len(keep))
    ends = place[problem.pairs]
    inside = np.flatnonzero((ends >= 0).all(axis=1))
    rows = []
    for row in problem.rows:
        at = place[list(row.positions)]
        here = np.flatnonzero(at >= 0)
        weights = np.array(row.coefficients, dtype=np.int64)[here]
        rows.append(Row(tuple(at[here].tolist()), tuple(weights.tolist()), row.low, row.high))
    part = MemberProblem(
        len(keep),
        problem.low,
        problem.high,
        own=problem.own[keep] * by - charge,
        has=problem.has[keep],
        worth=problem.worth * by,
        places=problem.places,
        able=problem.able[keep],
        spark=problem.spark[keep],
        bonus_worth=problem.bonus_worth * by,
        bonus_places=problem.bonus_places,
        pairs=ends[inside],
        pair_worth=problem.pair_worth[inside] * by,
        forced=tuple(place[list(problem.forced)].tolist()),
        rows=tuple(rows),
    )
    return part, inside
