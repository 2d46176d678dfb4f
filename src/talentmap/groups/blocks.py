"""People who can only be placed as one, and people whom nothing tells apart: fewer decisions, the same answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from talentmap.groups.layout import Layout

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Blocks:
    """What is decided on: kinds of blocks.

    A block is people who must be together; blocks are of one kind when no rule and no wish tells them apart, so that
    only the number of them per slot matters.

    Parameters
    ----------
    members
        For each kind its blocks, for each block the positions of its people; in order of the first person.
    kind
        Shape (N,): kind of each person.
    weight, many
        Shape (K,): people in a block, and blocks of the kind.
    allowed
        Shape (K, S): whether a block of this kind may be in this slot.
    """

    members: tuple[tuple[tuple[int, ...], ...], ...]
    kind: Ints
    weight: Ints
    many: Ints
    allowed: NDArray[np.bool_]

    def inside(self, people: Sequence[int] | Ints) -> tuple[Ints, Ints]:
        """Kinds among these people, ascending, and how many of the people are in one block of each."""
        kinds, counts = np.unique(self.kind[np.asarray(people, dtype=np.int64)], return_counts=True)
        return kinds, counts // self.many[kinds]

    def worth(self, table: Ints) -> Ints:
        """Shape (K, S): worth of one block per slot, from the worth (N, S) of each person per slot."""
        total = np.zeros((len(self.members), table.shape[1]), dtype=np.int64)
        for k, blocks in enumerate(self.members):
            total[k] = table[list(blocks[0])].sum(axis=0)
        return total

    def labels(self, counts: Ints) -> Ints:
        """Slot of each person, from the number of blocks (K, S) of each kind per slot; blocks in order to slots."""
        found = np.full(len(self.kind), -1, dtype=np.int64)
        for k, blocks in enumerate(self.members):
            slots = np.repeat(np.arange(counts.shape[1]), counts[k])
            for block, slot in zip(blocks, slots.tolist(), strict=True):
                found[list(block)] = slot
        return found

    def counts(self, labels: Ints) -> Ints:
        """Shape (K, S): blocks of each kind per slot in a plan; a block counts where its first person is."""
        total = np.zeros(self.allowed.shape, dtype=np.int64)
        for k, blocks in enumerate(self.members):
            for block in blocks:
                if labels[block[0]] >= 0:
                    total[k, labels[block[0]]] += 1
        return total


def find_blocks(layout: Layout, tables: Sequence[Ints] = ()) -> Blocks:
    """Blocks of a layout; `tables` (N, S) are further worths that tell people apart."""
    n, s = len(layout.people), len(layout.slots)
    allowed = allowed_slots(layout)
    root = _roots(n, [pair for rule in layout.rules for pair in rule.together])
    first = np.unique(root)
    block = np.searchsorted(first, root)
    features = [~allowed, *(table for table in (layout.wishes, *tables) if table.size), *_masks(layout)]
    stacked = np.concatenate([np.ones((n, 1), dtype=np.int64), *features], axis=1).astype(np.int64)
    summed = np.zeros((len(first), stacked.shape[1] + 1), dtype=np.int64)
    np.add.at(summed[:, :-1], block, stacked)
    np.maximum.at(summed[:, -1], block, _named(layout))  # a block is nobody else's, so one of its names is enough
    summed[:, 1 : s + 1] = summed[:, 1 : s + 1] > 0
    _, start, kind = np.unique(summed, axis=0, return_index=True, return_inverse=True)
    order = np.argsort(start)
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    kind = rank[kind.ravel()]
    people: list[list[int]] = [[] for _ in first]
    for p in range(n):
        people[block[p]].append(p)
    members: list[list[tuple[int, ...]]] = [[] for _ in order]
    for b, k in enumerate(kind.tolist()):
        members[k].append(tuple(people[b]))
    one = summed[np.sort(start)]
    return Blocks(
        tuple(tuple(blocks) for blocks in members),
        kind[block],
        one[:, 0],
        np.array([len(blocks) for blocks in members], dtype=np.int64),
        one[:, 1 : s + 1] == 0,
    )


def allowed_slots(layout: Layout) -> NDArray[np.bool_]:
    """Shape (N, S): whether no rule forbids this person this slot."""
    allowed = np.ones((len(layout.people), len(layout.slots)), dtype=bool)
    for rule in layout.rules:
        if rule.forbid:
            allowed[tuple(np.array(rule.forbid).T)] = False
        for slots, most in rule.closed:
            if not most:
                allowed[:, list(slots)] = False
    return allowed


def _roots(n: int, pairs: Sequence[tuple[int, int]]) -> Ints:
    """Lowest position of everybody tied to each person, over chains of pairs."""
    root = list(range(n))

    def find(p: int) -> int:
        while root[p] != p:
            root[p] = root[root[p]]
            p = root[p]
        return p

    for a, b in pairs:
        low, high = sorted((find(a), find(b)))
        root[high] = low
    return np.array([find(p) for p in range(n)], dtype=np.int64)


def _masks(layout: Layout) -> list[Ints]:
    """Who is counted by rules and criteria, one column each."""
    n = len(layout.people)
    columns = []
    for rule in layout.rules:
        for people, _, _ in rule.counts:
            mask = np.zeros((n, 1), dtype=np.int64)
            mask[list(people)] = 1
            columns.append(mask)
    for term in layout.criteria.terms if layout.criteria else ():
        columns += [mask.astype(np.int64)[:, None] for mask in (term.first, term.second) if mask is not None]
    return columns


def _named(layout: Layout) -> Ints:
    """A number of their own for people who are spoken of by name: apart, in a wished pair, or met before; else 0."""
    apart = [pair for rule in layout.rules for pair in rule.apart]
    spoken = [np.array(apart, dtype=np.int64).ravel(), layout.pairs.ravel(), layout.met.ravel()]
    mark = np.zeros(len(layout.people), dtype=np.int64)
    named = np.unique(np.concatenate(spoken))
    mark[named] = 1 + np.arange(len(named))
    return mark
