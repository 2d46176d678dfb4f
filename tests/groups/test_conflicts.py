"""Conflicts satisfy their definition, checked by looking at every plan."""

from __future__ import annotations

import os
from dataclasses import replace

import numpy as np
import pytest

from talentmap.groups.conflicts import find_conflicts
from talentmap.groups.layout import GroupRule, Layout, Sizes, Slot
from tests.groups.layouts import keeps_all, plans, random_layout, rule

CASES = 300 if os.environ.get("TALENTMAP_FULL") else 30


def possible(layout: Layout, every: list[np.ndarray], names: set[str]) -> bool:
    rules = tuple(each for each in layout.rules if each.name in names)
    return any(keeps_all(layout, plan, rules) for plan in every)


def named(layout: Layout) -> Layout:
    """Reasons speak of the rule by its name."""
    rules = tuple(replace(each, reason=replace(each.reason, subject=each.name)) for each in layout.rules)
    return replace(layout, rules=rules)


@pytest.mark.parametrize("seed", range(2000, 2000 + CASES))
def test_each_conflict_is_one_and_a_smallest_one(seed: int) -> None:
    layout = named(random_layout(seed, 7))
    frame = list(plans(layout, ()))
    names = {each.name for each in layout.rules}
    conflicts = find_conflicts(layout)
    if not frame:
        assert [conflict.rules[0].kind for conflict in conflicts] == ["groups.conflict.frame"]
        return
    assert bool(conflicts) is not possible(layout, frame, names)
    for conflict in conflicts:
        assert not possible(layout, frame, set(conflict.names))
        for name in conflict.names:
            assert possible(layout, frame, set(conflict.names) - {name})
        assert all(way.subject in conflict.names for way in conflict.relaxations)
    if len(conflicts) == 1:
        for way in conflicts[0].relaxations:
            assert possible(layout, frame, names - {way.subject})
        works = {name for name in conflicts[0].names if possible(layout, frame, names - {name})}
        assert {way.subject for way in conflicts[0].relaxations} == works
    elif conflicts:
        given = {conflict.relaxations[0].subject for conflict in conflicts}
        assert len(given) == len(conflicts)
        assert possible(layout, frame, names - given)


def twelve(*rules: GroupRule, groups: int = 3) -> Layout:
    slots = tuple(Slot(f"2027-03-{k + 1:02d}", f"2027-03-{k + 1:02d}") for k in range(4))
    return Layout(
        tuple(f"P{p:02d}" for p in range(12)), slots, Sizes(4, 4, (groups, groups), {12 // groups: groups}), rules
    )


def test_a_count_is_softened_no_further_than_needed() -> None:
    seven = rule("at_most", "seven", counts=((tuple(range(7)), None, 1),))
    (conflict,) = find_conflicts(named(twelve(seven)))
    assert conflict.names == ("at_most:seven",)
    (way,) = conflict.relaxations
    assert (way.kind, way.compared_to, way.value) == ("groups.way.at_most.to", 1, 3)  # 7 people in 3 groups


def test_people_away_are_a_dearer_way_out_than_an_opened_day() -> None:
    shut = rule("closed", "first", closed=(((0, 1), 0),))
    away = rule("availability", "P00", forbid=((0, 2), (0, 3)))
    (conflict,) = find_conflicts(named(twelve(shut, away, groups=2)))
    assert conflict.names == ("closed:first", "availability:P00")
    assert [way.subject for way in conflict.relaxations] == ["closed:first", "availability:P00"]


def test_two_conflicts_share_one_way_out() -> None:
    first = rule("at_most", "a", counts=((tuple(range(6)), None, 1),))
    second = rule("at_least", "b", counts=(((9, 10), 1, None),))
    conflicts = find_conflicts(named(twelve(first, second)))
    assert [conflict.names for conflict in conflicts] == [("at_most:a",), ("at_least:b",)]
    steps = [conflict.relaxations[0] for conflict in conflicts]
    assert [(step.subject, step.value) for step in steps] == [("at_most:a", 2), ("at_least:b", None)]


def test_fewer_slots_than_groups_is_said_of_the_frame() -> None:
    layout = replace(twelve(), sizes=Sizes(2, 3, (5, 5), {2: 3, 3: 2}))
    (conflict,) = find_conflicts(layout)
    assert (conflict.rules[0].value, conflict.rules[0].compared_to) == (5, 4)


def test_rules_that_can_hold_have_no_conflict() -> None:
    assert find_conflicts(twelve()) == ()
