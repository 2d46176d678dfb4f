"""The audit of two snapshots: what the difference of two figures of a group says of those who came and went."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from talentmap.access.figures_earlier import Basis
from talentmap.access.figures_groups import SHOWN
from talentmap.access.figures_noise import USUAL
from talentmap.access.figures_table import PublishedTable

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]


def told_by_two(before: PublishedTable, now: Basis, count: Ints, sees: Flags) -> Flags:
    """New figures that, beside the one before, tell the value of somebody who came or went.

    The reader takes both figures to lie within the usual margin and everybody else to have stayed as they were. Like
    the rest of the audit it looks at rounded figures, at who belongs where and at what the reader sees.

    Parameters
    ----------
    before
        The snapshot before.
    now
        People, groups and values of now.
    count
        Shape (n_groups, n_figures), the figures of now.
    sees
        Shape (n_people, n_figures): whose value the reader sees.

    Returns
    -------
    Shape (n_groups, n_figures).
    """
    told = np.zeros(count.shape, dtype=bool)
    rows = {name: g for g, name in enumerate(before.keys)}
    columns = {name: f for f, name in enumerate(before.figures)}
    both = [f for f, name in enumerate(now.figures) if name in columns]
    there = [columns[now.figures[f]] for f in both]
    place = {token: i for i, token in enumerate(now.people.tolist())}
    for number, basis in enumerate(before.bases):
        at = np.array([place.get(token, -1) for token in basis.people.tolist()], dtype=np.int64)
        where = {name: g for g, name in enumerate(basis.groups)}
        for g, name in enumerate(now.groups):
            if name not in rows or name not in where:
                continue
            published = before.why[rows[name], there] == SHOWN
            rests = published & (before.rests_on[rows[name], there] == number)
            if rests.any():
                then = basis.members[where[name]]
                moved = count[g].copy()
                moved[both] -= before.count[rows[name], there]
                told[g, both] |= rests & _fixes(moved, now, now.members[g], at[then], sees)[both]
    return told


def _fixes(moved: Ints, now: Basis, inside: Flags, then: Ints, sees: Flags) -> Flags:
    """Whether a figure that moved this far leaves those who came and went, as far as unseen, only one way."""
    came = inside.copy()
    came[then[then >= 0]] = False
    went = np.zeros(len(inside), dtype=bool)
    went[then[then >= 0]] = True
    went &= ~inside
    gone = int((then < 0).sum())
    counted = now.values == 1
    known = (counted & sees)[came].sum(axis=0) - (counted & sees)[went].sum(axis=0)
    may_add, may_take = (~sees[came]).sum(axis=0), (~sees[went]).sum(axis=0) + gone
    spare = np.minimum(2, may_add + may_take)
    low, high = known - may_take, known + may_add
    tight = (moved + 2 * USUAL < low + spare) | (moved - 2 * USUAL > high - spare)
    return np.asarray(tight & (may_add + may_take > 0))
