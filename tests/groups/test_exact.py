"""The exact solver against looking at every plan, and its own promises."""

from __future__ import annotations

import os

import numpy as np
import pytest

from talentmap.groups.exact import solve_exact
from talentmap.groups.layout import Layout
from talentmap.results import Status
from tests.groups.layouts import keeps_all, plans, random_layout, worth

CASES = 500 if os.environ.get("TALENTMAP_FULL") else 12


def signed(layout: Layout, levels: tuple) -> tuple[int, ...]:
    return tuple(-level.best if level.name == "fresh" else level.best for level in levels)


@pytest.mark.parametrize("seed", range(CASES))
def test_every_level_is_that_of_the_best_of_all_plans(seed: int) -> None:
    layout = random_layout(seed)
    found = solve_exact(layout)
    best = max((worth(layout, plan) for plan in plans(layout)), default=None)
    if best is None:
        assert found.status is Status.INFEASIBLE
        assert len(found.labels) == 0
        return
    assert found.status is Status.OPTIMAL
    assert keeps_all(layout, found.labels)
    assert worth(layout, found.labels) == best
    assert signed(layout, found.levels) == best
    assert all(level.best == level.bound for level in found.levels)


def test_a_time_limit_gives_a_plan_that_keeps_the_rules_or_says_there_was_none() -> None:
    layout = random_layout(4)
    found = solve_exact(layout, until=0.0)
    assert found.status is Status.NOT_FOUND
    assert len(found.labels) == 0


def test_a_hint_and_a_seed_change_nothing_about_the_levels() -> None:
    layout = random_layout(4)
    plain = solve_exact(layout)
    hinted = solve_exact(layout, hint=plain.labels, seed=11)
    assert [(x.name, x.best, x.bound) for x in hinted.levels] == [(x.name, x.best, x.bound) for x in plain.levels]
    broken = np.zeros(len(layout.people), dtype=np.int64)
    assert solve_exact(layout, hint=broken).levels == plain.levels


def test_the_same_question_has_the_same_answer() -> None:
    layout = random_layout(21)
    assert np.array_equal(solve_exact(layout).labels, solve_exact(layout).labels)
