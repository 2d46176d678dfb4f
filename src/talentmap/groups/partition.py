"""A partition question as whole numbers: units of people who stay together, kinds of equal units, tables in one row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from math import gcd

import numpy as np
from numpy.typing import NDArray

from talentmap.groups.criteria import Criteria

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Pairs = Iterable[tuple[int, int]]


@dataclass(frozen=True, eq=False)
class Task:
    """Who is to be parted into groups of which sizes, and what a group is worth.

    Parameters
    ----------
    criteria
        Score of a group.
    low, high
        People in a group.
    units
        Positions of people who stay together, each in one unit.
    weight, feature
        Shape (n_units,): people; shape (n_units, n_masks): how many of them are in each mask.
    apart
        Shape (n_units, n_units): who must not be in one group.
    kind
        Shape (n_units,): kind of each unit; units of a kind can be exchanged for each other.
    first, second, start, tables
        For each term its masks (`second` -1 for none) and where its table starts in the flat `tables`, which are in
        steps of `step` and have `side` entries along each count.
    step
        Every score is a multiple of it.
    """

    criteria: Criteria
    low: int
    high: int
    units: tuple[tuple[int, ...], ...]
    weight: Ints
    feature: Ints
    apart: Bools
    kind: Ints
    first: Ints
    second: Ints
    start: Ints
    tables: Ints
    step: int

    @property
    def side(self) -> int:
        """Entries along each count of a table."""
        return self.high + 1

    @property
    def n_people(self) -> int:
        """People to be placed."""
        return int(self.weight.sum())

    @cached_property
    def number(self) -> Ints:
        """Shape (n_kinds,): units of each kind."""
        return np.bincount(self.kind).astype(np.int64)

    @cached_property
    def one_of(self) -> Ints:
        """Shape (n_kinds,): the first unit of each kind."""
        return np.unique(self.kind, return_index=True)[1].astype(np.int64)

    @cached_property
    def reach(self) -> Ints:
        """Flat, ``to x len(tables) + entry``: best worth of a table once the group of that entry has `to` people."""
        side, rows = self.side, []
        for to in range(side):
            for t, begin in enumerate(self.start):
                rows.append(_reach(self.tables[begin:], side, to, two=bool(self.second[t] >= 0)))
        return np.concatenate(rows) if rows else np.zeros(0, dtype=np.int64)

    @property
    def lookup(self) -> tuple[Ints, Ints, Ints, Ints, int]:
        """What the compiled loops need to look a score up."""
        return self.first, self.second, self.start, self.tables, self.side

    @cached_property
    def most(self) -> int:
        """No score of a group is further from 0, in steps; at least 1."""
        ends = [*self.start[1:].tolist(), len(self.tables)]
        spans = zip(self.start.tolist(), ends, strict=True)
        return max(1, sum(int(np.abs(self.tables[a:b]).max(initial=0)) for a, b in spans))

    def tops(self) -> Ints:
        """Shape (side,): most a group of each size can score, in steps; 0 outside the sizes."""
        most = np.zeros(self.side, dtype=np.int64)
        for size in range(self.low, self.side):
            most[size] = self.criteria.upper(size) // self.step
        return most

    def units_of(self, kinds: Iterable[int]) -> list[tuple[int, ...]]:
        """Units that have these kinds, the first ones of each."""
        left = {kind: iter(np.flatnonzero(self.kind == kind).tolist()) for kind in set(kinds)}
        return [self.units[next(left[kind])] for kind in kinds]

    def groups_of(self, label: Ints) -> tuple[tuple[int, ...], ...]:
        """Positions of the people of each group, groups in the order of their first members."""
        found: dict[int, list[int]] = {}
        for unit, group in enumerate(label.tolist()):
            found.setdefault(group, []).extend(self.units[unit])
        return tuple(sorted(tuple(sorted(group)) for group in found.values()))


def task_of(
    criteria: Criteria, n: int, sizes: tuple[int, int], apart: Pairs | None = None, together: Pairs | None = None
) -> Task:
    """Set up the question for `n` people by position."""
    units = _units(n, together or ())
    unit_of = {person: k for k, unit in enumerate(units) for person in unit}
    masks, names = _masks(criteria)
    feature = np.array([masks[:, list(unit)].sum(axis=1) for unit in units], dtype=np.int64).reshape(len(units), -1)
    weight = np.array([len(unit) for unit in units], dtype=np.int64)
    never = np.zeros((len(units), len(units)), dtype=bool)
    for a, b in apart or ():
        never[unit_of[a], unit_of[b]] = never[unit_of[b], unit_of[a]] = True
    alone = np.where(never.any(axis=1), np.arange(len(units)), -1)
    _, kind = np.unique(np.column_stack([alone, weight, feature]), axis=0, return_inverse=True)
    terms: dict[tuple[int, int], Ints] = {}
    side = sizes[1] + 1
    for term in criteria.terms:
        key = (names[_name(term.first)], -1 if term.second is None else names[_name(term.second)])
        table = np.zeros((side,) * term.table.ndim, dtype=np.int64)
        inside = tuple(slice(0, min(side, length)) for length in term.table.shape)
        table[inside] = term.table[inside]
        table[: sizes[0]] = 0
        terms[key] = terms[key] + table if key in terms else table
    step = gcd(*(int(v) for table in terms.values() for v in np.unique(table))) or 1
    flat = [table.ravel() // step for table in terms.values()]
    return Task(
        criteria,
        *sizes,
        units,
        weight,
        feature,
        never,
        kind.ravel().astype(np.int64),
        np.array([a for a, _ in terms], dtype=np.int64),
        np.array([b for _, b in terms], dtype=np.int64),
        np.cumsum([0] + [len(row) for row in flat])[:-1].astype(np.int64),
        np.concatenate([*flat, np.zeros(0, dtype=np.int64)]),
        step,
    )


def numbers_of_groups(n: int, sizes: tuple[int, int], asked: int | tuple[int, int] | None) -> list[int]:
    """Numbers of groups for which sizes exist that add up to everybody."""
    low, high = sizes
    least, most = (asked, asked) if isinstance(asked, int) else asked or (0, n)
    return [g for g in range(max(least, 0), min(most, n) + 1) if g * low <= n <= g * high]


def best_sizes(tops: Ints, n: int, low: int, groups: int) -> int:
    """Largest sum of the tops of so many groups of sizes that add up to `n`; the sizes exist."""
    never = np.iinfo(np.int64).min // 2
    best = np.full(n + 1, never, dtype=np.int64)
    best[0] = 0
    for _ in range(groups):
        new = np.full(n + 1, never, dtype=np.int64)
        for size in range(low, min(len(tops) - 1, n) + 1):
            np.maximum(new[size:], best[: n + 1 - size] + tops[size], out=new[size:])
        best = new
    return int(best[n])


def _units(n: int, together: Pairs) -> tuple[tuple[int, ...], ...]:
    """People joined by the pairs, units in the order of their first members."""
    root = list(range(n))

    def find(k: int) -> int:
        while root[k] != k:
            k = root[k]
        return k

    for a, b in together:
        one, other = sorted((find(a), find(b)))
        root[other] = one
    members: dict[int, list[int]] = {}
    for person in range(n):
        members.setdefault(find(person), []).append(person)
    return tuple(tuple(unit) for unit in members.values())


def _name(mask: Bools) -> bytes:
    return np.packbits(mask).tobytes()


def _masks(criteria: Criteria) -> tuple[Ints, dict[bytes, int]]:
    """The different masks, shape (n_masks, n_people), and the number of each."""
    names: dict[bytes, int] = {}
    rows: list[Bools] = []
    for term in criteria.terms:
        for mask in (term.first, term.second):
            if mask is not None and _name(mask) not in names:
                names[_name(mask)] = len(rows)
                rows.append(mask)
    return np.array(rows, dtype=np.int64), names


def _reach(table: Ints, side: int, to: int, *, two: bool) -> Ints:
    """For every size and counts of one table: the best entry at size `to` when up to ``to - size`` may be added."""
    dims = 2 if two else 1
    final = table[: side ** (dims + 1)].reshape((side,) * (dims + 1))[to]
    out = np.zeros((side,) * (dims + 1), dtype=np.int64)
    best = final.copy()
    for size in range(to, -1, -1):
        out[size] = best
        for axis in range(dims):  # one more may be added along each count
            moved = np.moveaxis(best, axis, 0)
            np.maximum(moved[:-1], moved[1:], out=moved[:-1])
    return out.ravel()
