"""Fewest moves against looking at every plan."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from talentmap.groups.layout import Sizes
from talentmap.groups.moves import solve_fewest_moves
from talentmap.results import Status
from tests.groups.layouts import plans, random_layout, worth


@pytest.mark.parametrize("same_slots", [True, False])
@pytest.mark.parametrize("seed", range(1000, 1012))
def test_moves_are_fewest_and_the_rest_as_good_as_they_leave_it(seed: int, same_slots: bool) -> None:
    layout = replace(random_layout(seed, 2), mix="worst")
    n, s = len(layout.people), len(layout.slots)
    rng = np.random.default_rng(seed)
    before = rng.integers(-1, s, n)
    if not (before >= 0).any():
        before[0] = 0
    layout = replace(layout, sizes=Sizes(1, n, (1, s)))
    used = set(before[before >= 0].tolist())
    best = max(
        (
            (-int(((before >= 0) & (plan != before)).sum()), *worth(layout, plan))
            for plan in plans(layout)
            if not same_slots or set(plan.tolist()) == used
        ),
        default=None,
    )
    found = solve_fewest_moves(layout, before, same_slots=same_slots)
    if best is None:
        assert found.status is Status.INFEASIBLE
        return
    assert found.status is Status.OPTIMAL
    assert found.levels[0].name == "moves"
    assert tuple(-x.best if x.name in ("moves", "fresh") else x.best for x in found.levels) == best
