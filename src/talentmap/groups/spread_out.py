"""Maximally diverse grouping with rules: the greatest sum of distances inside groups.

Without rules the search of `search` answers. With rules an exact plan comes first, which settles dates, sizes and the
terms before the distances; exchanges that keep all of that then spread people out. Neither proves the optimum: the
bound is proven apart, person by person.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from talentmap.groups.exact import solve_exact
from talentmap.groups.layout import Layout
from talentmap.groups.levels import Found, Level
from talentmap.optimise.options import SEED, Listener, Progress
from talentmap.results import Status

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
DISTANCE, PERSONS = "distance", "persons"
_STEPS, _ROUNDS = 3_000_000, 30
"""Exchanges tried in all, and parts between which the clock and the listener are asked."""


def solve_distance(
    layout: Layout, *, seed: int = SEED, until: float = math.inf, listener: Listener | None = None
) -> Found:
    """Plan with the greatest sum of distances inside groups that was found, and a bound no plan can pass.

    Parameters
    ----------
    layout
        The question, with `distances`. People who must be together stay where the exact plan has them.
    seed
        Same seed, same plan, unless the clock or the listener stops it.
    until
        Moment (``time.perf_counter()``) at which to stop.
    listener
        Hears of the best sum so far; answering False stops.
    """
    assert layout.distances is not None
    plain = not layout.rules and not layout.wishes.any() and not len(layout.pairs) and not len(layout.met)
    if plain and not layout.dated:
        return _plain(layout, seed, until, listener)
    found = solve_exact(_large_groups(layout), seed=seed, until=until, listener=listener)
    if not found.status.has_solution and layout.sizes.exactly is None:
        found = solve_exact(replace(layout, criteria=None), seed=seed, until=until, listener=listener)
    if not found.status.has_solution:
        return found
    labels = np.array(found.labels, dtype=np.int64)
    labels = _Exchange(layout, labels, seed).run(until, listener)
    level = Level(DISTANCE, total(layout.distances, labels), _bound(layout), PERSONS)
    proven = found.status is Status.OPTIMAL and level.proven
    return replace(
        found, status=Status.OPTIMAL if proven else Status.FEASIBLE, labels=labels, levels=(*found.levels, level)
    )


def _large_groups(layout: Layout) -> Layout:
    """The question with sizes settled where they are free: few large groups hold the most pairs."""
    sizes, left = layout.sizes, len(layout.people)
    if sizes.exactly is not None or layout.wishes.any():
        return replace(layout, criteria=None)
    number, exactly = sizes.groups[0], dict[int, int]()
    for k in range(number, 0, -1):
        size = min(sizes.most, left - (k - 1) * sizes.least)
        exactly[size] = exactly.get(size, 0) + 1
        left -= size
    return replace(layout, criteria=None, sizes=replace(sizes, groups=(number, number), exactly=exactly))


def total(distances: Ints, labels: Ints) -> int:
    """Sum of the distances of all pairs in one group."""
    same = labels[:, None] == labels[None, :]
    return int(np.triu(np.where(same, distances, 0), 1).sum())


def _sizes(layout: Layout, number: int) -> tuple[list[int], list[int]]:
    """Limits of the size of each of so many groups."""
    sizes = layout.sizes
    if sizes.exactly is not None:
        each = sorted((size for size, count in sizes.exactly.items() for _ in range(count)), reverse=True)
        return each, each
    return [sizes.least] * number, [sizes.most] * number


def _bound(layout: Layout) -> int:
    """Bound over all numbers of groups: each person with those farthest from them, every pair counted twice."""
    from talentmap.groups.sizing import upper_bound

    assert layout.distances is not None
    low, high = layout.sizes.groups
    bounds = []
    for number in range(low, high + 1):
        least, most = (np.array(part, dtype=np.int64) for part in _sizes(layout, number))
        bounds.append(upper_bound(layout.distances.astype(float), least, most, None))
    return math.floor(max(bounds) + 1e-6)


def _plain(layout: Layout, seed: int, until: float, listener: Listener | None) -> Found:
    """Without rules: the search for the problem itself, for each number of groups allowed."""
    from talentmap.groups.search import search_groups  # late: compiled loops

    assert layout.distances is not None
    low, high = layout.sizes.groups
    best: tuple[int, Ints] | None = None
    for number in range(low, high + 1):
        rest = None if math.isinf(until) else (until - time.perf_counter()) / (high - number + 1)
        least, most = _sizes(layout, number)
        steps = _STEPS if rest is None else None
        got = search_groups(layout.distances, least, most, seed=seed, steps=steps, seconds=rest, listener=listener)
        value = total(layout.distances, np.asarray(got.labels, dtype=np.int64))
        if best is None or value > best[0]:
            best = value, np.asarray(got.labels, dtype=np.int64)
    assert best is not None
    level = Level(DISTANCE, best[0], max(best[0], _bound(layout)), PERSONS)
    return Found(Status.OPTIMAL if level.proven else Status.FEASIBLE, best[1], (level,))


@dataclass(eq=False)
class _Exchange:
    """Exchanges from one plan on, that keep its sizes, slots, rules and earlier terms."""

    layout: Layout
    labels: Ints
    seed: int

    def run(self, until: float, listener: Listener | None) -> Ints:
        """The best plan met."""
        from talentmap.groups.swap_rules_kernel import swap_round  # late: compiled loops

        worth, alone = self._worth()
        inside, least, most = self._rules()
        n, slots = alone.shape
        labels = self.labels.copy()
        here = np.zeros((n, slots))
        here[np.arange(n), labels] = 1.0
        gain = worth @ here
        count = (inside.astype(np.int64) @ here.astype(np.int64)).astype(np.int64)
        bound = {person for rule in self.layout.rules for pair in rule.together for person in pair}
        free = np.array([k for k in range(n) if k not in bound], dtype=np.int64)
        best, value = labels.copy(), np.zeros(2)
        state = np.random.default_rng(self.seed).integers(1, 2**62, size=1, dtype=np.uint64)
        spread = float(self.layout.distances.std()) if self.layout.distances is not None else 1.0
        began, start = time.perf_counter(), total(self._distances, labels)
        heats = np.geomspace(max(spread, 1e-9), max(spread, 1e-9) / 50, _ROUNDS + 1)
        for hot, cold in pairwise(heats.tolist()):
            if len(free) < 2 or time.perf_counter() > until:
                break
            swap_round(
                worth, alone, labels, gain, free, inside, count, least, most, best, value, state, hot, cold,
                _STEPS // _ROUNDS,
            )  # fmt: skip
            if listener is not None:
                told = Progress(DISTANCE, time.perf_counter() - began, start + value[1], math.nan)
                if listener(told) is False:
                    break
        return best

    @property
    def _distances(self) -> Ints:
        assert self.layout.distances is not None
        return self.layout.distances

    def _worth(self) -> tuple[Floats, Floats]:
        """Distances, with what must not get worse worth more than all distances together.

        A term before the distances counts with so great a weight that no exchange that lowers it is ever better; as
        the plan to begin with is the best in these terms, the best plan met is as good in them.
        """
        layout = self.layout
        worth = self._distances.astype(float)
        heavy = float(self._distances.max(initial=1)) * len(layout.people) * layout.sizes.most + 1.0
        n, slots = len(layout.people), len(layout.slots)
        alone = np.zeros((n, slots))
        for pairs, sign in ((layout.met, -1.0), (layout.pairs, 1.0)):
            for a, b in pairs.tolist():
                worth[a, b] += sign * heavy
                worth[b, a] += sign * heavy
            heavy *= len(pairs) + 1.0
        if layout.wishes.size:
            alone += heavy * layout.wishes
        heavy *= n + 1.0
        for rule in layout.rules:
            for a, b in rule.apart:
                worth[a, b] = worth[b, a] = -heavy
            for person, slot in rule.forbid:
                alone[person, slot] = -heavy
        np.fill_diagonal(worth, 0.0)
        return worth, alone

    def _rules(self) -> tuple[NDArray[np.bool_], Ints, Ints]:
        """Rules that count people, as rows."""
        rows = [entry for rule in self.layout.rules for entry in rule.counts]
        inside = np.zeros((len(rows), len(self.layout.people)), dtype=bool)
        for k, (who, _, _) in enumerate(rows):
            inside[k, list(who)] = True
        n = len(self.layout.people)
        least = np.array([0 if low is None else low for _, low, _ in rows], dtype=np.int64)
        most = np.array([n if high is None else high for _, _, high in rows], dtype=np.int64)
        return inside, least, most
