"""Many small changes of one plan judged at once: which keep the rules, and what each makes of the terms."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from talentmap.groups.layout import Layout, Pairs

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Rows:
    """Changes of the same length k, one per row.

    Parameters
    ----------
    who, to
        Shape (B, k): people, each once per row, and the slots they go to.
    """

    who: Ints
    to: Ints

    def __len__(self) -> int:
        return len(self.who)

    def __getitem__(self, keep: Bools | Ints | slice) -> Rows:
        """Some of the rows."""
        return Rows(self.who[keep], self.to[keep])


class Board:
    """A plan with its counts, so that a change costs the slots it touches.

    Parameters
    ----------
    layout
        The question; every slot is used.
    before
        Shape (N,): slot of each person, -1 for those who have none yet.
    """

    def __init__(self, layout: Layout, before: Ints) -> None:
        self.layout, self.before = layout, before
        n, g = len(layout.people), len(layout.slots)
        self.inside = np.zeros((n, g), dtype=np.int64)
        placed = np.flatnonzero(before >= 0)
        self.inside[placed, before[placed]] = 1
        self.sizes: Ints = self.inside.sum(axis=0)
        self.ok = np.ones((n, g), dtype=bool)
        pairs: dict[str, list[tuple[int, int]]] = {"apart": [], "together": []}
        counts: list[tuple[tuple[int, ...], int, int]] = []
        for rule in layout.rules:
            for person, slot in rule.forbid:
                self.ok[person, slot] = False
            pairs["apart"] += rule.apart
            pairs["together"] += rule.together
            counts += [(who, low or 0, n if high is None else high) for who, low, high in rule.counts]
        self.apart, self.together = (_matrix(n, tuple(found)) for found in pairs.values())
        self.member = np.zeros((len(counts), n), dtype=np.int64)
        for k, (who, _, _) in enumerate(counts):
            self.member[k, list(who)] = 1
        self.least = np.array([low for _, low, _ in counts], dtype=np.int64)
        self.most = np.array([high for _, _, high in counts], dtype=np.int64)
        self.held: Ints = self.member @ self.inside
        self.bad = self._bad_slots()

    def _bad_slots(self) -> Bools:
        """Slots that a change must touch, as they break a count or a size as they are."""
        sizes = self.layout.sizes
        wrong = (self.held < self.least[:, None]) | (self.held > self.most[:, None])
        bad: Bools = wrong.any(axis=0) | (self.sizes < sizes.least) | (self.sizes > sizes.most)
        return bad

    def settled(self) -> bool:
        """Whether those who have a slot break no rule about places or pairs, so that only changes can."""
        placed = self.before >= 0
        where = self.before[placed]
        same = where[:, None] == where[None, :]
        apart, together = (m[np.ix_(placed, placed)] > 0 for m in (self.apart, self.together))
        return bool(self.ok[placed, where].all() and not (apart & same).any() and not (together & ~same).any())

    # --- rules -------------------------------------------------------------------------------------------------

    def keep(self, rows: Rows) -> Bools:
        """Shape (B,): whether the plan after each change keeps every rule and size."""
        found: Bools = np.asarray(self.ok[rows.who, rows.to].all(axis=1), dtype=np.bool_)
        touched = self._touched(rows)
        for slot in np.flatnonzero(self.bad):
            found &= (touched == slot).any(axis=1)
        for j in range(rows.who.shape[1]):
            found &= self._beside(self.apart, rows, j, rows.to[:, j]) == 0
            company = self.together[rows.who[:, j]].sum(axis=1)
            found &= self._beside(self.together, rows, j, rows.to[:, j]) == company
        left = np.flatnonzero(found)
        rest, touched = rows[left], touched[left]
        good = np.ones(len(left), dtype=bool)
        for j in range(touched.shape[1]):
            good &= self._slot_keeps(rest, touched[:, j])
        found[left] = good
        return found

    def _touched(self, rows: Rows) -> Ints:
        """Shape (B, 2k): slots that people come to and leave; -1 where somebody leaves none."""
        return np.concatenate([rows.to, self.before[rows.who]], axis=1)

    def _slot_keeps(self, rows: Rows, slot: Ints) -> Bools:
        """Whether size and counts of one slot per row are right after the change; true for none."""
        size, held = self._after(rows, slot, self.member, self.held)
        sizes = self.layout.sizes
        fine = (size >= sizes.least) & (size <= sizes.most)
        fine &= ((held >= self.least[:, None]) & (held <= self.most[:, None])).all(axis=0)
        result: Bools = fine | (slot < 0)
        return result

    def _after(self, rows: Rows, slot: Ints, member: Ints, held: Ints) -> tuple[Ints, Ints]:
        """Size (B,) and counts (C, B) of one slot per row after the change."""
        size, count = self.sizes[slot].copy(), held[:, slot].copy()
        for j in range(rows.who.shape[1]):
            who, comes = rows.who[:, j], rows.to[:, j] == slot
            step = comes.astype(np.int64) - (self.before[who] == slot)
            size += step
            count += member[:, who] * step
        return size, count

    def _beside(self, pairs: Ints, rows: Rows, j: int, slot: Ints) -> Ints:
        """Weight of the pairs that mover j of each row has in a slot after the change."""
        who = rows.who[:, j]
        total: Ints = (pairs @ self.inside)[who, slot]
        for i in range(rows.who.shape[1]):
            other = rows.who[:, i]
            step = (rows.to[:, i] == slot).astype(np.int64) - (self.before[other] == slot)
            total = total + pairs[who, other] * step
        return total

    # --- terms -------------------------------------------------------------------------------------------------

    def wishes(self, rows: Rows) -> Ints:
        """Shape (B,): more wished slots after the change than before."""
        wishes = np.concatenate([self.layout.wishes, np.zeros((len(self.before), 1), dtype=np.int64)], axis=1)
        gain: Ints = (wishes[rows.who, rows.to] - wishes[rows.who, self.before[rows.who]]).sum(axis=1)
        return gain

    def company(self, pairs: Ints, rows: Rows) -> Ints:
        """Shape (B,): more weight of pairs in one slot after the change than before; `pairs` is symmetric (N, N)."""
        gain = np.zeros(len(rows), dtype=np.int64)
        near = np.concatenate([pairs @ self.inside, np.zeros((len(self.before), 1), dtype=np.int64)], axis=1)
        k = rows.who.shape[1]
        for j in range(k):
            who, to, old = rows.who[:, j], rows.to[:, j], self.before[rows.who[:, j]]
            gain += near[who, to] - near[who, old]
            for i in range(k):
                if i != j:  # pairs of two movers: taken out of both sums, and counted once where they end up
                    weight, from_, there = pairs[who, rows.who[:, i]], self.before[rows.who[:, i]], rows.to[:, i]
                    gain -= weight * ((from_ == to) & (from_ >= 0)).astype(np.int64)
                    gain += weight * ((from_ == old) & (from_ >= 0)).astype(np.int64)
                    if i < j:
                        gain += weight * (there == to) - weight * ((from_ == old) & (old >= 0))
        return gain

    def scores(self, rows: Rows) -> Ints:
        """Shape (B, G): score of every slot after each change."""
        criteria = self.layout.criteria
        assert criteria is not None
        fine = np.isin(self.sizes, criteria.sizes)
        total = np.zeros((len(rows), len(self.sizes)), dtype=np.int64)
        every = np.arange(len(self.sizes))
        nobody = Rows(np.zeros((len(every), 0), dtype=np.int64), np.zeros((len(every), 0), dtype=np.int64))
        total[:, fine] = self._slot_scores(nobody[fine], every[fine])
        touched = self._touched(rows)
        for j in range(touched.shape[1]):
            there = np.flatnonzero(touched[:, j] >= 0)
            slot = touched[there, j]
            total[there, slot] = self._slot_scores(rows[there], slot)
        return total

    def _slot_scores(self, rows: Rows, slot: Ints) -> Ints:
        assert self.layout.criteria is not None
        found = np.zeros(len(slot), dtype=np.int64)
        for term in self.layout.criteria.terms:
            masks = np.array([term.first] if term.second is None else [term.first, term.second], dtype=np.int64)
            size, count = self._after(rows, slot, masks, masks @ self.inside)
            found += term.table[(size, *count)]
        return found


def _matrix(n: int, pairs: Pairs) -> Ints:
    """Symmetric (N, N), 1 for each pair."""
    found = np.zeros((n, n), dtype=np.int64)
    for a, b in pairs:
        if a != b:
            found[a, b] = found[b, a] = 1
    return found
