"""Slots that nothing tells apart: numbered groups, or several at one time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from talentmap.groups.blocks import allowed_slots
from talentmap.groups.layout import Layout

Ints = NDArray[np.int64]


def orders(layout: Layout, tables: Sequence[Ints] = ()) -> list[list[int]]:
    """Chains of interchangeable slots, each ascending; swapping two of a chain changes nothing anybody asked about.

    Parameters
    ----------
    layout
        What is asked.
    tables
        Shape (N, S) each: further worths per slot.
    """
    asked = [table for table in (allowed_slots(layout), layout.wishes, *tables) if table.size]
    closed = [(set(slots), most) for rule in layout.rules for slots, most in rule.closed if most]
    kinds: dict[tuple[object, ...], list[int]] = {}
    for s, slot in enumerate(layout.slots):
        seen = tuple(np.asarray(table)[:, s].tobytes() for table in asked)
        limits = tuple(s in slots for slots, _ in closed)
        kinds.setdefault((slot.date, slot.part if slot.date else "", seen, limits), []).append(s)
    return [chain for chain in kinds.values() if len(chain) > 1]


def in_order(labels: Ints, chains: Sequence[Sequence[int]]) -> Ints:
    """The same groups with those of a chain in the order of their first person, and those used first."""
    found = labels.copy()
    for chain in chains:
        firsts = {s: int(np.flatnonzero(labels == s)[0]) for s in chain if (labels == s).any()}
        for place, s in enumerate(sorted(firsts, key=lambda s: firsts[s])):
            found[labels == s] = chain[place]
    return found
