"""Whether a plan keeps the rules of a layout: recomputed from positions, without the model that found it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from talentmap.groups.layout import GroupRule, Layout

Ints = NDArray[np.int64]


def keeps(layout: Layout, labels: Ints) -> bool:
    """Whether everyone has a slot, sizes are as asked, and every rule holds."""
    s = len(layout.slots)
    if len(labels) != len(layout.people) or not ((labels >= 0) & (labels < s)).all():
        return False
    held = np.bincount(labels, minlength=s)
    return _sized(layout, held) and all(holds(rule, labels, held) for rule in layout.rules)


def _sized(layout: Layout, held: Ints) -> bool:
    sizes = held[held > 0].tolist()
    low, high = layout.sizes.groups
    if not low <= len(sizes) <= high:
        return False
    if layout.sizes.exactly is not None:
        wanted = {q: number for q, number in layout.sizes.exactly.items() if number}
        return wanted == {q: sizes.count(q) for q in set(sizes)}
    return all(layout.sizes.least <= q <= layout.sizes.most for q in sizes)


def holds(rule: GroupRule, labels: Ints, held: Ints) -> bool:
    """Whether one rule holds in a plan with so many people per slot."""
    if any(labels[p] == s for p, s in rule.forbid):
        return False
    if any(labels[a] != labels[b] for a, b in rule.together) or any(labels[a] == labels[b] for a, b in rule.apart):
        return False
    used = held > 0
    for people, least, most in rule.counts:
        inside = np.bincount(labels[list(people)], minlength=len(held))[used]
        if (least is not None and (inside < least).any()) or (most is not None and (inside > most).any()):
            return False
    return all(int(used[list(slots)].sum()) <= most for slots, most in rule.closed)
